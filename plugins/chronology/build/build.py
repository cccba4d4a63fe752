"""The build: read, check, plan, and write what changed; all of it or nothing."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import msgspec

from chronology import memory
from chronology.build import plan
from chronology.build.freshness import State, look
from chronology.build.output import Output
from chronology.build.plan import Plan
from chronology.build.writer import Writer, shown
from chronology.cache import BuildRecord, Cache, PageFingerprint
from chronology.content import archive, scan
from chronology.content.archive import Archive
from chronology.hashing import digest, encode
from chronology.index.chronology import load_chronology
from chronology.problems import ContentError, Problem
from chronology.settings import Settings
from chronology.site.context import Site
from chronology.site.theme.theme import Theme
from chronology.validation import run

#: Permissions of what is published, whatever the umask of the person who builds.
_UMASK = 0o022
#: Of fewer events all files are made sooner than a process is started for the longest.
_LONG = 3000
#: Pages whose keys are kept at a time.
_BATCH = 1024

#: Passes the pages on as they are made, and shows how many of the total there are.
Rows = Iterable[tuple[str, PageFingerprint]]
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


def build(settings: Settings, *, cold: bool = False) -> Report | None:
    """Make the site what its sources say; None if it is that already. Raises ContentError."""
    cache, output = Cache(settings.cache / "chronology.sqlite"), Output(settings.output)
    state = look(settings, cache, output)
    if state.unchanged and not cold:
        return None
    work = Build(settings, state, cache, output, cold=cold)
    work.prepare()
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
        self._writer: Writer
        self._staged: ExitStack
        #: Where texts alone are others than when the site was written, the pages that show them,
        #: as they were made; None where more may be.
        self._affected_pages: dict[str, PageFingerprint] | None = None
        self._copies = b""

    def prepare(self) -> None:
        """Read, check and plan.

        Raises ContentError with all problems if one of them is an error. Nothing of the
        site has been touched then.
        """
        with memory.no_collection(), ExitStack() as staged, ExitStack() as preparing:
            with self.report.timed("read"):
                found = run.read(self.settings, self._cache, self._state.scanned)
            with self._validating(found):
                with self.report.timed("link"):
                    chronology = load_chronology(found, drafts=self.settings.drafts)
                with self.report.timed("plan"):
                    self.site = Site(chronology, self.settings)
                    self._begin(staged)
                    prepare = preparing.enter_context(plan.preparing(self.site))
                    self._theme.configure(self.site, plan.navigation(self.site))
                    self._plan = self._planned()
            with self.report.timed("index"):
                if self._cold:  # else each of the processes would make all of these
                    self._theme.make_lines(self.site)
                    self.site.make_keys()
                prepare()
            self._staged = staged.pop_all()
        self.report.events = len(chronology.events)

    def _begin(self, staged: ExitStack) -> None:
        """Make ready for writing; after an edit of texts the longest files are begun with."""
        found, built = self.site.chronology.archive, self._state.built
        self._common = plan.common_key(self.site, self._theme)
        self._cold = self._cold or built is None or built.common != self._common
        former = None if self._cold else self.settings.output
        with _published_umask():
            stage = staged.enter_context(self._output.staging())
        self._writer = Writer(self.site, self._theme, self._cache, stage, former)
        if former is None or built is None or built.outline != found.outline:
            return
        texts: dict[str, bytes] = msgspec.msgpack.decode(built.texts)
        edited = {path for path, key in found.texts.items() if texts.get(path) != key}
        self.site.edited = self._positions(edited)
        self._affected_pages = {
            path: was
            for path, was in self._cache.showing(self._name, edited).items()
            if was.bodies == archive.ALL or not edited.isdisjoint(was.bodies.split("\n"))
        }
        if edited and len(found.events) > _LONG:
            some = plan.some(self.site, self._theme, self._affected_pages.keys() & {*plan.LONGEST})
            longest = {path: some[path] for path in plan.LONGEST if path in some}
            staged.callback(self._writer.end)
            with _published_umask():
                self._writer.begin(dict(self._changed(longest, self._affected_pages)))

    def _planned(self) -> Plan:
        """Where only texts were edited, no page can change but those that show them."""
        self._copies = digest(*(path.encode() for path, _ in plan.copies(self.site, self._theme)))
        built = self._state.built
        if self._affected_pages is None or built is None or built.copies != self._copies:
            self._affected_pages = None
            return plan.make(self.site, self._theme)
        return plan.some(self.site, self._theme, self._affected_pages.keys())

    @contextmanager
    def _validating(self, found: Archive) -> Iterator[None]:
        """Judge an archive while it is worked on. What fails where there are errors, fails of them.

        Raises ContentError.
        """
        problems = run.start_validation(found, ahead=True)
        try:
            yield
        finally:
            with self.report.timed("check"):
                self.report.warnings = told = problems()
            if any(problem.severity == "error" for problem in told):
                raise ContentError(told)

    def write(self) -> None:
        """Render what changed, and put it in place at once. Raises ContentError."""
        with self.report.timed("compare"):
            changed, gone = self._compared()
        self.report.written, self.report.removed = len(changed), len(gone)
        try:
            with (
                memory.no_collection(),
                self.report.timed("render"),
                _published_umask(),
                self._staged,
            ):
                rows = self._progress(self._writer.write(self._plan, changed), len(changed))
                rows = self._saving(rows) if self._cold else list(rows)
        finally:
            gc.unfreeze()
        with self.report.timed("exchange"), _published_umask():
            self._cache.put_site(self._name, BuildRecord())
            if self._cold:
                self._output.exchange()
            else:
                self._output.change(changed, gone)
        with self.report.timed("remember"):
            self._cache.begin()
            self._cache.put_pages(self._name, rows, gone)
            found, mark = self.site.chronology.archive, self._output.stamp()
            built = (self._state.sources, self._common, mark, found.outline, encode(found.texts))
            self._cache.put_site(self._name, BuildRecord(*built, self._copies))
            self._cache.commit()
            self.report.pages = self._cache.count(self._name)
        self.report.memory = memory.largest_process()

    def _saving(self, rows: Rows) -> Rows:
        """Keep what pages are made from while others make more; what is left when all are made."""
        self._cache.forget(self._name)
        waiting = iter(rows)
        while len(some := list(islice(waiting, _BATCH))) == _BATCH:
            self._cache.begin()
            self._cache.put_pages(self._name, some, ())
            self._cache.commit()
        return some

    def _compared(self) -> tuple[list[str], list[str]]:
        """The paths of pages that are not as they were last made, and of those that are no more."""
        if self._cold:
            return [*self._plan], []
        former = (
            self._cache.pages(self._name) if self._affected_pages is None else self._affected_pages
        )
        changed = [path for path, _ in self._changed(self._plan, former)]
        return changed, sorted(former.keys() - self._plan.keys())

    def _changed(
        self, pages: Plan, former: Mapping[str, PageFingerprint]
    ) -> Iterator[tuple[str, Any]]:
        """Those of the pages that are not as they were."""
        for path, page in pages.items():
            if former.get(path) != shown(self.site, page):
                yield path, page

    def _positions(self, paths: Iterable[str]) -> frozenset[int]:
        """The events that documents, or translations among them, belong to."""
        known = self.site.chronology.position
        return frozenset(known[one] for one in map(scan.event_id, paths) if one in known)


def _silently(pages: Rows, total: int) -> Rows:
    return pages


@contextmanager
def _published_umask() -> Iterator[None]:
    """What is made meanwhile may be read by all."""
    before = os.umask(_UMASK)
    try:
        yield
    finally:
        os.umask(before)
