"""Failures of code, as problems: where in the plugin, or in the settings file, and what it says."""

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
    """A failure of the plugin's own code, which the terminal has whole."""
    traceback.print_exception(error)
    return failure("".join(traceback.format_exception(error)))


def failure(trace: str, conf: Path | None = None) -> Problem:
    """The last of a traceback's places in the plugin or the settings file, and what it says."""
    places = [(Path(file), int(line)) for file, line in _PLACE.findall(trace)]
    ours = [(file, line) for file, line in places if file == conf or file.is_relative_to(_HOME)]
    file, line = ours[-1] if ours else (conf or _HOME, 0)
    path = file.relative_to(_HOME.parent).as_posix() if file.is_relative_to(_HOME) else file.name
    told = next((text for text in reversed(trace.splitlines()) if text.strip()), "it ends")
    hint = "mend it; until then the preview runs as it was"
    return Problem(path, "plugin", told, hint).at(line, 1 if line else 0)


def unloadable(conf: Path | None) -> Problem | None:
    """Why the code or the settings cannot be loaded, by trying in another process."""
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
