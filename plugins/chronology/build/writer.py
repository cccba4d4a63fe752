"""The pages and files of a plan, made and written below a folder by all processors."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from itertools import chain
from pathlib import Path

import msgspec

from chronology import parallel
from chronology.build.plan import Copy, Plan
from chronology.cache import Cache, PageFingerprint
from chronology.content import archive
from chronology.hashing import encode
from chronology.site.artifacts import FileInfo, GeneratedFile, Page
from chronology.site.context import Site
from chronology.site.theme.theme import Theme

#: Of fewer pages all are made sooner than a process is started.
_FEW = 64
#: Pages given to a process at a time. Files of one kind are made by one process together, for
#: they are joined from the same rows.
_CHUNK = 16
#: How a file is opened that is written anew.
_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
#: A page that shows more bodies than this is compared whichever of them was edited.
_MANY_BODIES = 50


def shown(site: Site, page: Page | GeneratedFile | Copy) -> PageFingerprint:
    """What a page is made from now."""
    archive.asked.clear()
    key = page.key(site)
    asked = archive.asked
    if isinstance(page, Copy) or archive.ALL in asked or len(asked) > _MANY_BODIES:
        return PageFingerprint(key, archive.ALL)
    return PageFingerprint(
        key, "".join(asked if len(asked) == 1 else [f"\n{one}" for one in sorted(asked)])
    )


class Writer:
    """Writes below `stage`. `former` is the site as it was: what is not written anew stands there,
    and long files are made from what they were; None for a cold build.
    """

    def __init__(
        self, site: Site, theme: Theme, cache: Cache, stage: Path, former: Path | None
    ) -> None:
        self._plan: Plan = {}
        self._begun: Generator[tuple[str, PageFingerprint], None, None] = parallel.parallel_map(
            self._one, ()
        )
        self._site = site
        self._theme = theme
        self._cache = cache
        self._stage = stage
        self._former = former
        self._folders: set[str] = set()  # texts, not Paths: one is asked for by every page
        self._told: dict[str, bytes] = {}
        site.scratch, site.written, site.summed = stage, self._written, self._sum

    def begin(self, pages: Plan) -> None:
        """Begin to make some pages, if any, in another process, before others are planned."""
        if pages:
            self._plan = pages
            self._begun = parallel.beside(self._one, [*pages])

    def end(self) -> None:
        """Begin no more of these, and wait for the one that is begun."""
        self._begun.close()

    def write(self, plan: Plan, paths: list[str]) -> Iterator[tuple[str, PageFingerprint]]:
        """Each path with what its page was made from, in no certain order."""
        early, self._plan = self._plan.keys(), plan
        late = {path: None for path in paths if getattr(plan[path], "late", False)}
        jobs = self._jobs([path for path in paths if path not in late and path not in early])
        made = parallel.parallel_map(self._all, jobs)
        parallel_map = (
            (path, one) for job, some in made for path, one in zip(job, some, strict=True)
        )
        for path, one in chain(
            parallel_map, self._begun, ((path, self._one(path)) for path in late)
        ):
            self._told[path] = one.told
            yield path, one

    def _jobs(self, paths: list[str]) -> list[list[str]]:
        """What a process makes at a time."""
        if len(paths) < _FEW:
            return [paths] if paths else []
        jobs: dict[object, list[str]] = {}
        pages: list[str] = []
        for path in paths:
            page = self._plan[path]
            job = getattr(page, "job", "") or getattr(page, "make", None)
            if job:
                jobs.setdefault(job, []).append(path)
            else:
                pages.append(path)
        chunks = [pages[at : at + _CHUNK] for at in range(0, len(pages), _CHUNK)]
        return [*jobs.values(), *chunks]

    def _all(self, job: list[str]) -> list[PageFingerprint]:
        made = [*map(self._one, job)]
        self._site.forget()
        return made

    def _one(self, path: str) -> PageFingerprint:
        page, target = self._plan[path], f"{self._stage}/{path}"
        parent = target.rpartition("/")[0]
        if parent not in self._folders:
            _make_folder(parent)
            self._folders.add(parent)
        index = told = b""
        if isinstance(page, Copy):
            shutil.copyfile(page.file, target)
        elif isinstance(page, Page):
            _put(target, self._theme.render(page, self._site).encode())
        elif page.remake:
            former, index = self._as_it_was(path)
            index = page.remake(self._site, page.subject, Path(target), former, index)
        else:
            _put(target, page.make(self._site, page.subject))
        if isinstance(page, GeneratedFile) and page.summed:
            with open(target, "rb", buffering=0) as stream:
                told = encode(FileInfo.of(stream, counted=page.counted))
        made = shown(self._site, page)
        return PageFingerprint(made.inputs, made.bodies, index, told) if index or told else made

    def _as_it_was(self, path: str) -> tuple[Path | None, bytes]:
        """A file of the former site and its index; nothing where that is not kept."""
        if self._former is None or not (self._former / path).exists():
            return None, b""
        return self._former / path, self._known(path).kept

    def _known(self, path: str) -> PageFingerprint:
        return self._cache.page(str(self._former), path)

    def _written(self, path: str) -> bytes | None:
        """A file as this build, or one before it, has written it."""
        files = [folder / path for folder in (self._stage, self._former) if folder]
        return next((file.read_bytes() for file in files if file.exists()), None)

    def _sum(self, path: str) -> FileInfo | None:
        """What is told of a file that was made by this build, or is as it was."""
        known = self._told.get(path) or (self._known(path).told if self._former else b"")
        return msgspec.msgpack.decode(known, type=FileInfo) if known else None


def _put(target: str, content: bytes) -> None:
    file = os.open(target, _NEW, 0o666)  # `open` asks the system what it has opened
    try:
        while content:
            content = content[os.write(file, content) :]
    finally:
        os.close(file)


def _make_folder(path: str) -> None:
    try:
        os.mkdir(path)
    except FileExistsError:
        pass
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)
