# `make serve` and `make test` set up all they need on a machine with Python 3.11, git and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

.PHONY: serve test html check bench lock clean

serve: $(READY)
	$(BIN)/invoke serve

test: $(READY) $(VENV)/ready-to-test
	$(BIN)/invoke test

html: $(READY)
	$(BIN)/invoke build

check: $(READY)
	$(BIN)/invoke check

bench: $(READY) $(VENV)/ready-to-test
	$(BIN)/invoke bench

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	$(PYTHON) -m venv $(VENV)

$(READY): requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/python -m compileall -q plugins
	touch $@

$(VENV)/ready-to-test: requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } \
	  || echo "No chromium: the browser tests are skipped. Debian: apt-get install chromium"
	touch $@

# What the locked requirements are made from stands in pyproject.toml.
lock:
	uv pip compile -q --universal --generate-hashes pyproject.toml -o requirements.txt
	uv pip compile -q --universal --generate-hashes --group dev pyproject.toml -o requirements-dev.txt

clean:
	rm -rf $(VENV) .cache output
