"""The build: read, check, plan, and write what changed; all of it or nothing."""

from __future__ import annotations

import gc
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from chronology import archive, documents, folder, plan, rules, workers
from chronology.archive import Archive
from chronology.cache import Cache, digest
from chronology.chronology import Chronology
from chronology.output import Output, refuse
from chronology.plan import Copy, Plan
from chronology.problems import ContentError, Problem, in_order
from chronology.settings import Settings
from chronology.site import Site
from chronology.theme import Theme
from chronology.versions import engine_key, files_key

#: Pages given to a process at a time.
_CHUNK = 64
#: Permissions of what is published, whatever the umask of the person who builds.
_UMASK = 0o022


@dataclass
class Report:
    """What a build did. `times` are seconds by stage, in order."""

    events: int = 0
    pages: int = 0
    written: int = 0
    removed: int = 0
    warnings: list[Problem] = field(default_factory=list)
    times: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.times[stage] = self.times.get(stage, 0.0) + time.perf_counter() - began


def examine(settings: Settings, cache: Cache) -> tuple[Archive, list[Problem]]:
    """The archive and every problem in it, each with its line."""
    found = archive.read(settings.content, cache, settings.base)
    problems = [*found.problems, *rules.check(found)]
    return found, in_order(documents.place(settings.content, problem) for problem in problems)


class Build:
    """One build of one site: `gather` finds what is to be done, `write` does it."""

    def __init__(self, settings: Settings, cold: bool = False) -> None:
        refuse(settings.output, settings.content, settings.theme)
        self.settings = settings
        self.report = Report()
        self.site: Site | None = None
        self._cold = cold
        self._name = str(settings.output)
        self._output = Output(settings.output)
        self._cache = Cache(settings.cache / "chronology.sqlite")
        self._state = b""
        self._plan: Plan = {}
        self._theme: Theme | None = None

    def gather(self) -> bool:
        """Read, check and plan; False if nothing changed since the site was written.

        Raises ContentError with all problems if one of them is an error. Nothing of the
        site has been touched then.
        """
        interrupted = self._output.recover()
        with self.report.timed("look"):
            self._state = self._present_state()
            known = self._cache.site(self._name)
            in_place = known is not None and known[1] == self._output.stamp() != b""
            if in_place and known and known[0] == self._state and not self._cold:
                return False
        if interrupted or not in_place:
            self._cold = True
        with self.report.timed("read"), _no_collection():
            found, problems = examine(self.settings, self._cache)
        if any(problem.severity == "error" for problem in problems):
            raise ContentError(problems)
        self.report.warnings = problems
        with self.report.timed("link"), _no_collection():
            chronology = Chronology(found, drafts=self.settings.drafts)
        with self.report.timed("plan"), _no_collection():
            self.site = Site(chronology, self.settings)
            self._theme = Theme(self.settings.theme)
            self._theme.dress(self.site, plan.navigation(self.site))
            self._plan = plan.make(self.site, self._theme)
        self.report.events = len(chronology.events)
        self.report.pages = len(self._plan)
        return True

    def write(self) -> None:
        """Render what changed, and put it in place at once. Raises ContentError."""
        known = {} if self._cold else self._cache.pages(self._name)
        changed = [path for path, page in self._plan.items() if known.get(path) != page.inputs]
        gone = [path for path in known if path not in self._plan]
        self.report.written, self.report.removed = len(changed), len(gone)
        before = os.umask(_UMASK)
        try:
            with self.report.timed("render"), self._output.staging() as stage:
                gc.freeze()  # what is shared with forked processes is not to be written to
                self._render(changed, stage)
                gc.unfreeze()
            with self.report.timed("exchange"):
                self._cache.put_site(self._name, b"", b"")
                if self._cold:
                    self._cache.forget(self._name)
                    self._output.exchange()
                else:
                    self._output.change(changed, gone)
        finally:
            os.umask(before)
        with self.report.timed("remember"):
            self._cache.begin()
            self._cache.put_pages(
                self._name, ((path, self._plan[path].inputs) for path in changed), gone
            )
            self._cache.put_site(self._name, self._state, self._output.stamp())
            self._cache.commit()

    def _render(self, paths: list[str], stage: Path) -> None:
        made: set[Path] = set()

        def make(path: str) -> None:
            assert self.site is not None
            assert self._theme is not None
            page = self._plan[path]
            target = stage / path
            if target.parent not in made:
                target.parent.mkdir(parents=True, exist_ok=True)
                made.add(target.parent)
            if isinstance(page, Copy):
                shutil.copyfile(page.file, target)
            else:
                text = self._theme.render(page, self.site)
                with open(target, "wb") as stream:
                    stream.write(text.encode())

        for _ in workers.spread(make, paths, _CHUNK):
            pass

    def _present_state(self) -> bytes:
        """Of everything a build depends on, as far as it can be told without reading it."""
        files, problems = folder.scan(self.settings.content)
        if problems:
            return b""
        now = time.time_ns()
        if any(now - file.stamp[1] < archive.TOO_FRESH for file in files):
            return digest(os.urandom(16))
        return digest(
            engine_key(),
            files_key(self.settings.theme, ".html", ".css", ".js", ".svg"),
            repr(self.settings).encode(),
            repr(files).encode(),
        )


@contextmanager
def _no_collection() -> Iterator[None]:
    """Many records are made and none becomes garbage: looking for it would be for nothing."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
