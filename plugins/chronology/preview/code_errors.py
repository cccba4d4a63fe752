"""Failures of code as problems: the place in the plugin or the settings file, and the message."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Final

import chronology
from chronology.problems import Problem

#: The folder that the plugin is in.
_HOME: Final = Path(chronology.__file__).parent.parent
_PLACE = re.compile(r'File "(.+?)", line (\d+)')


def bug(error: BaseException) -> Problem:
    """Return a failure of the plugin as a problem; print its traceback."""
    traceback.print_exception(error)
    return failure("".join(traceback.format_exception(error)))


def failure(trace: str, conf: Path | None = None) -> Problem:
    """Return the message of a traceback at its last place in the plugin or the settings file."""
    places = [(Path(file), int(line)) for file, line in _PLACE.findall(trace)]
    ours = [(file, line) for file, line in places if file == conf or file.is_relative_to(_HOME)]
    file, line = ours[-1] if ours else (conf or _HOME, 0)
    path = file.relative_to(_HOME.parent).as_posix() if file.is_relative_to(_HOME) else file.name
    lines = [text for text in trace.splitlines() if text.strip()]
    message = lines[-1] if lines else "the process ended without a message"
    hint = "fix the code; until then the preview uses the version before"
    return Problem(path, "plugin", message, hint).at(line, 1 if line else 0)


def unloadable(conf: Path | None) -> Problem | None:
    """Try to load the code and the settings in another process; return why that failed."""
    code = (
        "import sys, chronology.preview.server; from chronology.pelican_plugin import load; "
        "[load(conf) for conf in sys.argv[1:]]"
    )
    tried = subprocess.run(
        [sys.executable, "-c", code, *([str(conf)] if conf else [])],
        env={**os.environ, "PYTHONPATH": str(_HOME)},
        capture_output=True,
        text=True,
        check=False,
    )
    return failure(tried.stderr, conf) if tried.returncode else None
