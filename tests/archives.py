"""A chronology in memory from a few files, for tests that write no site."""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path
from typing import Any

import sites

from chronology.cache import Cache
from chronology.content.archive import Archive
from chronology.index.chronology import Chronology
from chronology.problems import Problem
from chronology.site.context import Site
from chronology.site.theme.theme import Theme
from chronology.validation.run import examine

Files = dict[str, str | bytes | None]
_seconds = count(1_600_000_000)


def examined(content: Path, **changed: Any) -> tuple[Archive, list[Problem]]:
    """What stands in the folder and every problem in it."""
    chosen = sites.settings(content, **changed)
    return examine(chosen, Cache(chosen.cache / "chronology.sqlite"))


def chronology(root: Path, files: Files | None = None, drafts: bool = False) -> Chronology:
    """The chronology of a folder that has no error."""
    found, problems = examined(sites.write(root / "content", files or {}))
    assert [problem for problem in problems if problem.severity == "error"] == []
    return Chronology(found, drafts)


def site(root: Path, files: Files | None = None, **changed: Any) -> tuple[Site, Theme]:
    """The site of a folder that has no error, and its theme."""
    found = chronology(root, files)
    chosen = sites.settings(root / "content", **changed)
    return Site(found, chosen), Theme(chosen.theme)


def settle(content: Path) -> None:
    """Give every fresh file a time of its own, long past, as if nobody had just saved it."""
    for file in sorted(content.rglob("*")):
        if file.is_file() and file.stat().st_mtime > 1_700_000_000:
            os.utime(file, (0, next(_seconds)))
