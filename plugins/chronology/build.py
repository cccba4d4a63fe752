"""The build: read, check, plan, and write what changed; all of it or nothing."""

from __future__ import annotations

import gc
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import msgspec

from chronology import archive, documents, folder, plan, reader, rules, workers
from chronology.archive import Archive
from chronology.cache import Built, Cache, Shown, encode
from chronology.chronology import linked
from chronology.folder import Scan
from chronology.output import Output
from chronology.plan import Copy, Plan
from chronology.problems import ContentError, Problem, in_order
from chronology.settings import Settings
from chronology.site import Site
from chronology.state import State, look
from chronology.theme import Theme
from chronology.views.page import Made, Sum

#: Pages given to a process at a time. Files of one kind are made by one process together, for
#: they are joined from the same rows.
_CHUNK = 64
#: A page that shows more bodies than this is compared whichever of them was edited.
_MANY_BODIES = 50
#: Bytes of a file that are summed at a time.
_PIECE = 1 << 20
#: Permissions of what is published, whatever the umask of the person who builds.
_UMASK = 0o022


#: Passes the pages on as they are made, and shows how many of the total there are.
Rows = Iterable[tuple[str, Shown]]
Progress = Callable[[Rows, int], Rows]


@dataclass
class Report:
    """What a build did. `times` are seconds by stage, in order; `memory` is in bytes."""

    events: int = 0
    pages: int = 0
    written: int = 0
    removed: int = 0
    memory: int = 0
    warnings: list[Problem] = field(default_factory=list)
    times: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.times[stage] = self.times.get(stage, 0.0) + time.perf_counter() - began


def examine(
    settings: Settings, cache: Cache, scanned: Scan | None = None
) -> tuple[Archive, list[Problem]]:
    """The archive and every problem in it, each with its line."""
    scanned = scanned or folder.scan(settings.content)
    try:
        found = reader.read(settings.content, scanned, cache, settings.base)
    except sqlite3.DatabaseError:  # damaged in a way that only reading shows
        cache.discard()
        found = reader.read(settings.content, scanned, cache, settings.base)
    root = str(settings.content)
    kept = cache.whole(root, "judged", found.outline)
    judged = msgspec.msgpack.decode(kept, type=list[Problem]) if kept else rules.check(found)
    if not kept:
        cache.put_whole(root, "judged", found.outline, encode(judged))
    problems = [*found.problems, *judged]
    return found, in_order(documents.place(settings.content, problems))


def build(settings: Settings, *, cold: bool = False) -> Report | None:
    """Make the site what its sources say; None if it is that already. Raises ContentError."""
    cache, output = Cache(settings.cache / "chronology.sqlite"), Output(settings.output)
    state = look(settings, cache, output)
    if state.unchanged and not cold:
        return None
    work = Build(settings, state, cache, output, cold=cold)
    work.gather()
    work.write()
    return work.report


class Build:
    """One build of one site: `gather` finds what is to be done, `write` does it."""

    def __init__(
        self,
        settings: Settings,
        state: State,
        cache: Cache,
        output: Output,
        *,
        cold: bool = False,
        progress: Progress | None = None,
    ) -> None:
        self.settings = settings
        self.report = Report()
        self.site: Site
        self._state = state
        self._cache = cache
        self._output = output
        self._cold = cold or state.built is None
        self._progress = progress or _silently
        self._name = str(settings.output)
        self._common = b""
        self._plan: Plan = {}
        self._theme = Theme(settings.theme)

    def gather(self) -> None:
        """Read, check and plan.

        Raises ContentError with all problems if one of them is an error. Nothing of the
        site has been touched then.
        """
        with no_collection():
            with self.report.timed("read"):
                found, problems = examine(self.settings, self._cache, self._state.scanned)
            if any(problem.severity == "error" for problem in problems):
                raise ContentError(problems)
            self.report.warnings = problems
            with self.report.timed("link"):
                chronology = linked(found, drafts=self.settings.drafts)
            with self.report.timed("plan"):
                self.site = Site(chronology, self.settings)
                self._theme.dress(self.site, plan.navigation(self.site))
                self._plan = plan.make(self.site, self._theme)
                self._common = plan.common_key(self.site, self._theme)
            with self.report.timed("index"):
                plan.prepare(self.site)
        built = self._state.built
        if built is None or built.common != self._common:
            self._cold = True
        self.report.events = len(chronology.events)
        self.report.pages = len(self._plan)

    def write(self) -> None:
        """Render what changed, and put it in place at once. Raises ContentError."""
        with self.report.timed("compare"):
            known = set() if self._cold else self._cache.paths(self._name)
            changed = list(filter(self._is_changed(known), self._plan))
            gone = sorted(known - self._plan.keys())
        self.report.written, self.report.removed = len(changed), len(gone)
        before = os.umask(_UMASK)
        try:
            rendering = self.report.timed("render")
            with no_collection(), rendering, self._output.staging() as stage:
                rows = list(self._progress(self._render(changed, stage), len(changed)))
            with self.report.timed("exchange"):
                self._cache.put_site(self._name, Built())
                if self._cold:
                    self._output.exchange()
                else:
                    self._output.change(changed, gone)
        finally:
            os.umask(before)
            gc.unfreeze()
        with self.report.timed("remember"):
            self._cache.begin()
            if self._cold:
                self._cache.forget(self._name)
            self._cache.put_pages(self._name, rows, gone)
            found, mark = self.site.chronology.archive, self._output.stamp()
            built = Built(
                self._state.sources, self._common, mark, found.outline, encode(found.texts)
            )
            self._cache.put_site(self._name, built)
            self._cache.commit()
        self.report.memory = workers.largest_memory()

    def _is_changed(self, known: Collection[str]) -> Callable[[str], bool]:
        """Whether a page is not as it was last made.

        Where only bodies were edited, no page can change but those that show them.
        """
        found, built = self.site.chronology.archive, self._state.built
        if not known or built is None:
            return lambda path: True
        if built.outline != found.outline:
            former = self._cache.pages(self._name)
            return lambda path: former.get(path) != self._shown(path)
        texts: dict[str, bytes] = msgspec.msgpack.decode(built.texts)
        edited = {path for path, key in found.texts.items() if texts.get(path) != key}
        self.site.edited = self._positions(edited)
        showing = self._cache.showing(self._name, edited)
        edited.add(archive.ALL)
        some = {
            path: shown
            for path, shown in showing.items()
            if not edited.isdisjoint(shown.bodies.split("\n"))
        }
        return lambda path: path not in known or (path in some and some[path] != self._shown(path))

    def _positions(self, paths: Iterable[str]) -> frozenset[int]:
        """The events that documents, or translations among them, belong to."""
        known = self.site.chronology.position
        return frozenset(known[one] for one in map(folder.event_id, paths) if one in known)

    def _shown(self, path: str) -> Shown:
        archive.asked.clear()
        page = self._plan[path]
        key = page.key(self.site)
        told = isinstance(page, Copy) or isinstance(page.inputs, bytes)  # by no document
        many = told or len(archive.asked) > _MANY_BODIES
        return Shown(key, archive.ALL if many else "\n".join(sorted(archive.asked)))

    def _render(self, paths: list[str], stage: Path) -> Iterator[tuple[str, Shown]]:
        """Write pages and files below a folder, and give the key of each."""
        made: set[str] = set()  # texts, not Paths: this runs for every page

        def make(path: str) -> Shown:
            page = self._plan[path]
            target = f"{stage}/{path}"
            parent = target.rpartition("/")[0]
            if parent not in made:
                _make_folder(parent)
                made.add(parent)
            if isinstance(page, Copy):
                shutil.copyfile(page.file, target)
                return self._shown(path)
            index = told = b""
            if isinstance(page, Made) and page.remake:
                former, index = self._former(path)
                index = page.remake(self.site, page.subject, Path(target), former, index)
            else:
                if isinstance(page, Made):
                    content = page.make(self.site, page.subject)
                else:
                    content = self._theme.render(page, self.site).encode()
                with open(target, "wb", buffering=0) as stream:
                    while content:
                        content = content[stream.write(content) :]
            if isinstance(page, Made) and page.summed:
                with open(target, "rb", buffering=0) as stream:
                    told = encode(Sum.of(iter(partial(stream.read, _PIECE), b"")))
            return self._shown(path)._replace(kept=index, told=told)

        self.site.scratch = stage
        if self._cold:
            self.site.written = lambda path: _first(stage / path)
        else:
            self.site.written = lambda path: _first(stage / path, self.settings.output / path)
        late = {path: None for path in paths if getattr(self._plan[path], "late", False)}
        jobs = self._jobs([path for path in paths if path not in late])

        def make_all(job: list[str]) -> list[Shown]:
            shown = [*map(make, job)]
            self.site.forget()
            return shown

        told: dict[str, bytes] = {}
        self.site.summed = lambda path: self._sum(told, path)
        for job, all_shown in workers.spread(make_all, jobs):
            for path, shown in zip(job, all_shown, strict=True):
                told[path] = shown.told
                yield path, shown
        for path in late:
            shown = make(path)
            told[path] = shown.told
            yield path, shown

    def _sum(self, told: Mapping[str, bytes], path: str) -> Sum | None:
        """What is told of a file that was made by this build, or is as it was."""
        known = told.get(path) or (b"" if self._cold else self._cache.page(self._name, path).told)
        return msgspec.msgpack.decode(known, type=Sum) if known else None

    def _former(self, path: str) -> tuple[Path | None, bytes]:
        """A file as it was, and its index; nothing where that is not kept."""
        former = self.settings.output / path
        if self._cold or not former.exists():
            return None, b""
        return former, self._cache.page(self._name, path).kept

    def _jobs(self, paths: list[str]) -> list[list[str]]:
        """What a process makes at a time; few pages are made sooner than one is started."""
        jobs: dict[object, list[str]] = {}
        pages: list[str] = []
        for path in paths:
            page = self._plan[path]
            if isinstance(page, Made):
                jobs.setdefault(page.job or page.make, []).append(path)
            else:
                pages.append(path)
        if len(paths) < _CHUNK and not any(getattr(self._plan[path], "job", "") for path in paths):
            return [paths]
        chunks = [pages[at : at + _CHUNK] for at in range(0, len(pages), _CHUNK)]
        return [*jobs.values(), *chunks]


def _first(*files: Path) -> bytes | None:
    """The bytes of the first of these files that is there."""
    return next((file.read_bytes() for file in files if file.exists()), None)


def _make_folder(path: str) -> None:
    try:
        os.mkdir(path)
    except FileExistsError:
        pass
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)


def _silently(pages: Rows, total: int) -> Rows:
    return pages


@contextmanager
def no_collection() -> Iterator[None]:
    """Much is made and none of it becomes garbage in circles: no need to look for any.

    Nor is it looked for later, and what is shared with forked processes is not written to.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
