"""Tiny sites for tests: what a test does not state is valid and of no interest."""

from __future__ import annotations

import functools
import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chronology.build import build as building
from chronology.editing.check import check as find
from chronology.problems import Problem
from chronology.settings import Settings, from_pelican

ROOT = Path(__file__).parent.parent
THEME = ROOT / "theme"

#: Where the one event of every site stands.
EVENT = "events/2024/2024-04-09-visit.md"

ACTORS = """\
china: {type: state, name: China}
russia: {type: state, name: Russia}
"""
TOPICS = "trade: {label: Trade}\n"
PLACES = "beijing: {name: Beijing, country: china}\n"


def event(body: str = "", **fields: str | None) -> str:
    """The text of an event file. Fields are YAML as written; None leaves a default out."""
    matter: dict[str, str | None] = {
        "title": "Russia visits China",
        "date": "2024-04-09",
        "added": "2024-04-11",
        "type": "visit",
        "place": "beijing",
        "actors": "[china, russia]",
        "topics": "[trade]",
        "sources": "[{title: A report}]",
        **{name.rstrip("_"): value for name, value in fields.items()},
    }
    lines = "".join(f"{name}: {value}\n" for name, value in matter.items() if value is not None)
    return f"---\n{lines}---\n\n{body}\n"


def write(content: Path, files: dict[str, str | bytes | None]) -> Path:
    """Write a content folder; a path with None is one of the default files left out."""
    texts: dict[str, str | bytes | None] = {
        EVENT: event(),
        "actors/all.yaml": ACTORS,
        "topics.yaml": TOPICS,
        "places.yaml": PLACES,
        **files,
    }
    content.mkdir(parents=True, exist_ok=True)
    for path, text in texts.items():
        if text is not None:
            put(content, path, text)
    return content


def put(content: Path, path: str, text: str | bytes) -> None:
    """Write one file, byte for byte."""
    target = content / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(text.encode() if isinstance(text, str) else text)


def settings(content: Path, **changed: Any) -> Settings:
    """The settings of the site around a content folder; `changed` in Pelican's names."""
    home = content.parent
    return from_pelican(
        {
            "PATH": str(content),
            "OUTPUT_PATH": str(home / "output"),
            "THEME": str(THEME),
            "CACHE_PATH": str(home / "cache"),
            "SITENAME": "Chronology",
            "SITEURL": "",
            "DEFAULT_LANG": "en",
            **changed,
        }
    )


def check(content: Path, *, notes: bool = False, **changed: Any) -> list[Problem]:
    """Every problem of a content folder; what is merely incomplete only with `notes`."""
    found = find(settings(content, **changed))
    return [problem for problem in found if notes or problem.severity != "note"]


def build(content: Path, cold: bool = False, **changed: Any) -> Path:
    """Build in this process; the output folder."""
    chosen = settings(content, **changed)
    building.build(chosen, cold=cold)
    return chosen.output


def pelican(
    content: Path,
    *arguments: str,
    output: Path | None = None,
    conf: Path = ROOT / "pelicanconf.py",
    timeout: float = 60,
    umask: int = -1,
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """Build with plain `pelican`, in a process of its own."""
    home = content.parent
    command = [
        *(sys.executable, "-m", "pelican", str(content), "-s", str(conf)),
        *("-o", str(output or home / "output")),
        *("-e", f'CACHE_PATH="{home / "cache"}"', *arguments),
    ]
    return subprocess.run(
        command,
        cwd=home,
        env={**os.environ, "COLUMNS": "200", **environment},
        capture_output=True,
        text=True,
        timeout=timeout,
        umask=umask,
    )


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: a test's output is for what went wrong."""


@contextmanager
def served(output: Path) -> Iterator[str]:
    """Serve a folder on the loopback address; where it is."""
    handler = functools.partial(_Quiet, directory=str(output))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Mode and bytes of everything below a folder, folders too."""
    return {
        path.relative_to(folder).as_posix(): (
            path.stat().st_mode,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in sorted(folder.rglob("*"))
    }


def holding(folder: Path, *words: str) -> list[str]:
    """The files whose path or bytes hold one of the words."""
    return [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if any(
            word in path.relative_to(folder).as_posix()
            or (path.is_file() and word.encode() in path.read_bytes())
            for word in words
        )
    ]
