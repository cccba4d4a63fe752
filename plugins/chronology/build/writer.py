"""Renders the pages and files of a plan below a folder, on all processors."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from chronology import parallel
from chronology.build.plan import Copy, Plan
from chronology.build.record import FileRecord
from chronology.problems import ContentError, Problem
from chronology.site.artifacts import Page
from chronology.site.context import Site
from chronology.site.theme.theme import Theme

#: Fewer pages are rendered sooner than a worker is started.
_FEW: Final = 64
#: Pages given to a worker at a time.
_CHUNK: Final = 16
#: How a file is opened. It must not be there: it could be a hard link to one of the old site.
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


class Writer:
    """Writes pages of a plan below the folder `stage`."""

    def __init__(self, site: Site, theme: Theme, plan: Plan, stage: Path) -> None:
        self._site = site
        self._theme = theme
        self._plan = plan
        self._stage = stage
        self._folders: set[str] = set()  # texts, not Paths: one is asked for by every page

    @contextmanager
    def started(self, paths: Sequence[str]) -> Iterator[Iterator[tuple[str, FileRecord]]]:
        """Start to write pages; give an iterator over each path with what was written."""
        with parallel.started(self._write_all, self._jobs(paths)) as done:
            yield (pair for job, files in done for pair in zip(job, files, strict=True))

    def _jobs(self, paths: Sequence[str]) -> list[list[str]]:
        """Divide the pages into what a worker does at a time.

        Files of one job share what they are made from, and what takes long is begun first.
        """
        jobs: dict[str, list[str]] = {}
        pages: list[str] = []
        for path in paths:
            job = getattr(self._plan[path], "job", "")
            (jobs.setdefault(job, []) if job else pages).append(path)
        size = _CHUNK if len(pages) > _FEW else _FEW
        chunks = [pages[at : at + size] for at in range(0, len(pages), size)]
        return [*jobs.values(), *chunks]

    def _write_all(self, paths: list[str]) -> list[FileRecord]:
        written = [self.write(path) for path in paths]
        self._site.clear_event_cache()
        return written

    def write(self, path: str) -> FileRecord:
        """Write one page. Raises ContentError if it cannot be made, OSError if not written."""
        page, target = self._plan[path], f"{self._stage}/{path}"
        if isinstance(page, Copy):
            content = _content(page)
        elif isinstance(page, Page):
            content = self._theme.render(page, self._site).encode()
        else:
            content = page.make(self._site, page.subject)
        folder = target.rpartition("/")[0]
        if folder not in self._folders:
            os.makedirs(folder, exist_ok=True)
            self._folders.add(folder)
        status = _put(target, content)
        self._site.written.add(path)
        return FileRecord(status.st_size, status.st_mtime_ns, page.key(self._site))


def _content(copy: Copy) -> bytes:
    try:
        return copy.file.read_bytes()
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        hint = "check the file permissions, and build again"
        raise ContentError([Problem(copy.source, "unreadable", message, hint)]) from error


def _put(target: str, content: bytes) -> os.stat_result:
    file = os.open(target, _NEW, 0o666)  # `open` asks the system what it has opened
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(file, left) :]
        return os.fstat(file)
    finally:
        os.close(file)
