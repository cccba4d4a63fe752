"""The build: read, check, plan, and write what changed; all of it or nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from chronology.build import plan, record
from chronology.build.freshness import State, opened
from chronology.build.output import Ours, Output
from chronology.build.plan import Plan
from chronology.build.record import ANNOUNCED, BuildRecord, FileRecord
from chronology.build.report import Report, largest_process
from chronology.build.writer import Writer
from chronology.cache import Cache
from chronology.content.frontmatter import DocumentError
from chronology.index.chronology import Chronology
from chronology.memory import no_collection
from chronology.parallel import WorkerError
from chronology.problems import ContentError, Problem
from chronology.settings import Settings
from chronology.site.context import Site
from chronology.site.theme.theme import Theme
from chronology.validation import run

#: Permissions of what is published, whatever the umask of the person who builds.
_UMASK: Final = 0o022

#: Passes the files on as they are written, and shows how many of the total there are.
Files = Iterable[tuple[str, FileRecord]]
Progress = Callable[[Files, int], Files]


def build(settings: Settings, *, cold: bool = False) -> Report | None:
    """Make the site what its sources say; None if it is that already. Raises ContentError."""
    cache, output = Cache(settings.cache / "chronology.sqlite"), Output(settings.output)
    with opened(settings, cache, output) as state:
        if state.unchanged and not cold:
            return None
        work = Build(settings, state, cache, output, cold=cold)
        work.prepare()
        work.write()
        return work.report


class Build:
    """One build of one site: `prepare` finds what is to be done, `write` does it.

    The output has to be locked from before its state was loaded until the end.
    """

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
        self._cold = cold
        self._progress = progress or (lambda files, total: files)
        self._theme = Theme(settings.theme)
        self._plan: Plan = {}
        self._common = b""

    def prepare(self) -> None:
        """Read, check and plan.

        Raises ContentError with all problems if one of them is an error. Nothing of the
        site has been touched then.
        """
        with no_collection():
            with self.report.timed("read"):
                found = run.read(
                    self.settings, self._cache, self._state.scanned, trusting=not self._cold
                )
            with self.report.timed("check"):
                self.report.warnings = problems = run.validate(found, self.settings.refused_hosts)
                if any(problem.severity == "error" for problem in problems):
                    raise ContentError(problems)
            with self.report.timed("link"):
                self.site = Site(Chronology(found, self.settings.drafts), self.settings)
            with self.report.timed("plan"):
                self._theme.configure(self.site, plan.navigation(self.site))
                self._plan = plan.make(self.site, self._theme)
                self._common = plan.common_key(self.site, self._theme)
        self.report.events = len(self.site.chronology.events)

    def write(self) -> None:
        """Render what changed, and put it in place at once. Raises ContentError."""
        built, known = self._known(), self._state.built.files if self._state.built else {}
        with no_collection(), self._failing(), _published_umask(), self._output.staging() as stage:
            with self.report.timed("index"):
                plan.prepare(self.site)
                if not built:  # else each worker would make all of these
                    self._theme.make_lines(self.site)
                    self.site.make_keys()
            written = self._written(stage, built)
            files = {path: written.get(path) or built[path] for path in self._plan}
            if not files.keys() <= known.keys():
                # If this process dies now, the next build has to know what is ours.
                announced = dict.fromkeys(files.keys() - known.keys(), ANNOUNCED)
                record.save(self._cache, self._name, BuildRecord(b"", b"", known | announced))
            with self.report.timed("exchange"):
                self._output.exchange(stage)
        self.report.pages, self.report.written = len(files), len(written)
        self.report.size = sum(file.size for file in files.values())
        self.report.largest = max(
            ((file.size, path) for path, file in files.items()), default=(0, "")
        )
        self.report.kept += len(files) - len(written)
        self.report.removed = len(known.keys() - files.keys())
        with self.report.timed("remember"):
            self._remember(BuildRecord(self._state.sources, self._common, files))
        self.report.memory = largest_process()

    @property
    def _name(self) -> str:
        return str(self.settings.output)

    def _known(self) -> dict[str, FileRecord]:
        """Return the files of the last build that can be kept if their pages did not change."""
        built = self._state.built
        if self._cold or built is None or built.common != self._common:
            return {}
        return {path: file for path, file in built.files.items() if path not in self._state.altered}

    def _changed(self, built: dict[str, FileRecord], *, long: bool) -> list[str]:
        """Return the paths of pages that are not as they were last made, or of `long` files.

        A long file is made from many events, and is one of several of a job.
        """
        return [
            path
            for path, page in self._plan.items()
            if bool(getattr(page, "job", "")) == long
            and (path not in built or built[path].key != page.key(self.site))
        ]

    def _written(self, stage: Path, built: dict[str, FileRecord]) -> dict[str, FileRecord]:
        """Write what changed into the staged folder, and put beside it what stays of the old site.

        Workers begin with the long files while the pages that changed are still searched for.
        """
        self.site.stage = stage
        writer = Writer(self.site, self._theme, self._plan, stage)
        known = self._state.built.files if self._state.built else None
        ours = Ours(self._output.folder, known, self._plan)
        with self.report.timed("compare"):
            long = self._changed(built, long=True)
            pages = [] if built else self._changed(built, long=False)
        late = [path for path in (*long, *pages) if getattr(self._plan[path], "late", False)]
        first = [path for path in (*long, *pages) if path not in late]
        with writer.started(first) as files:
            if built:
                with self.report.timed("compare"):
                    pages = self._changed(built, long=False)
                late += [path for path in pages if getattr(self._plan[path], "late", False)]
            with self.report.timed("keep"):
                changed = {*long, *pages}
                unchanged = self._plan.keys() - changed
                self.report.kept = self._output.carry_over(stage, unchanged, self._plan, ours)
            with self.report.timed("render"):
                written = dict(self._progress(files, len(first)))
        with self.report.timed("render"):
            rest = [path for path in changed if path not in written and path not in late]
            with writer.started(rest) as files:
                written |= dict(self._progress(files, len(rest)))
            return written | {path: writer.write(path) for path in late}

    def _remember(self, built: BuildRecord) -> None:
        """Store what was written. The site is published by now: a failure is only a warning."""
        try:
            record.save(self._cache, self._name, built)
        except ContentError as error:
            self.report.warnings += [
                Problem(
                    problem.path,
                    problem.code,
                    f"the site was written, but not what it was made from: {problem.message}",
                    f"{problem.hint}; the next build writes the whole site again",
                    severity="warning",
                )
                for problem in error.problems
            ]

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """Report a source that vanished and a worker that was killed like any other problem."""
        try:
            yield
        except DocumentError as error:
            raise ContentError([error.problem]) from error
        except WorkerError as error:
            hint = "the old site is unchanged; free some memory and build again"
            raise ContentError([Problem(self._name, "output", str(error), hint)]) from error


@contextmanager
def _published_umask() -> Iterator[None]:
    """Let everybody read what is written meanwhile."""
    before = os.umask(_UMASK)
    try:
        yield
    finally:
        os.umask(before)
