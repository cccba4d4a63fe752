"""The border to Pelican: a generator that makes the whole site, and its signals."""

from __future__ import annotations

import atexit
import gc
import logging
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from pelican import Pelican, signals
from pelican.generators import ArticlesGenerator, Generator
from pelican.log import console
from pelican.settings import read_settings

from chronology import problems, urls
from chronology.build.freshness import look
from chronology.build.output import Output
from chronology.cache import Cache
from chronology.memory import no_collection
from chronology.settings import from_pelican

if TYPE_CHECKING:
    from chronology.build.build import Build, Report, Rows
    from chronology.settings import Settings
    from chronology.site.context import Site

#: Pelican's own generators look for nothing: every page and file is in the plan.
_NOTHING: dict[str, Any] = {
    "ARTICLE_PATHS": [],
    "PAGE_PATHS": [],
    "STATIC_PATHS": [],
    "THEME_STATIC_PATHS": [],
    "DIRECT_TEMPLATES": [],
    "CACHE_CONTENT": False,
    "LOAD_CONTENT_CACHE": False,
}


class ChronologyGenerator(Generator):  # type: ignore[misc]
    """Gathers in Pelican's first round, writes in its second."""

    latest: Build | None = None
    counted: ArticlesGenerator

    def generate_context(self) -> None:
        """Read, check and plan. Raises ContentError, at which Pelican ends with status 1."""
        with no_collection():
            self._gather()

    def _gather(self) -> None:
        with _telling_problems():
            settings = from_pelican(self.settings)
            cache, output = Cache(settings.cache / "chronology.sqlite"), Output(settings.output)
            state = look(settings, cache, output)
        cold = self.settings["CHRONOLOGY_COLD"]

        def gathered() -> Build:
            # The bulk of the plugin, and of its libraries, is loaded only where there is work.
            from chronology.build.build import Build

            build = Build(settings, state, cache, output, cold=cold, progress=_progress)
            ChronologyGenerator.latest = build
            build.prepare()
            return build

        self._build: Build | None = None
        if cold or not state.unchanged:
            with _telling_problems():
                self._build = gathered()
        build = self._build
        self.context["articles"] = Articles(lambda: (build or gathered()).site)

    def generate_output(self, writer: object) -> None:
        """Write what changed, and tell it."""
        if self._build:
            with _telling_problems():
                self._build.write()
            # Pelican's own generator has run by now; its closing line counts these.
            ChronologyGenerator.counted.articles = self.context["articles"]
        _tell(self._build.report if self._build else None)


@contextmanager
def _telling_problems() -> Iterator[None]:
    """Every problem with its place and mend, plainly, before Pelican ends on it."""
    try:
        yield
    except problems.ContentError as error:
        print(problems.as_text(error.problems), file=sys.stderr)
        raise


def load(conf: str, changes: Mapping[str, Any] | None = None) -> Settings:
    """Return the settings in a Pelican settings file, with `changes`. Raises ContentError."""
    return from_pelican(read_settings(conf, override=changes))


def register() -> None:
    """Connect to Pelican's signals."""
    logging.getLogger("pelican").addFilter(_without_traceback)
    atexit.register(_leave_to_the_system)
    signals.initialized.connect(_prepare)
    signals.get_generators.connect(_generators)
    signals.article_generator_init.connect(_remember)


def _without_traceback(record: logging.LogRecord) -> bool:
    """Pelican logs every exception as a bug; what the editor can mend has been told above."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, problems.ContentError):
        record.exc_info, record.msg, record.args = None, str(error), ()
    return True


def _prepare(pelican: Pelican) -> None:
    pelican.settings.update(_NOTHING)
    # Pelican would empty the folder before anything is checked; for us it means a cold build.
    pelican.settings["CHRONOLOGY_COLD"] = bool(pelican.delete_outputdir)
    pelican.delete_outputdir = False


def _generators(pelican: Pelican) -> type[Generator]:
    return ChronologyGenerator


def _remember(generator: ArticlesGenerator) -> None:
    ChronologyGenerator.counted = generator
    # It has no articles, and would compile the templates of their lists in every run.
    generator.generate_output = lambda writer: None


def _progress(pages: Rows, total: int) -> Rows:
    """A bar at a terminal while pages are made, and nothing elsewhere."""
    if not console.is_terminal:
        return pages
    from rich.progress import track  # needed here alone

    return track(pages, "Writing pages", total, console=console, transient=True)


def _leave_to_the_system() -> None:
    """Spare the end of the program from freeing a million objects one by one.

    What is in a cycle that the collector was told to leave alone is never freed; the system
    takes the memory back at once.
    """
    cycle: list[object] = [ChronologyGenerator.latest]
    cycle.append(cycle)
    gc.freeze()


def _tell(report: Report | None) -> None:
    if report is None:
        console.print("Nothing has changed since the site was written.")
        return
    if report.warnings:
        console.out(problems.as_text(report.warnings), highlight=False)  # a line is never broken
    stages = ", ".join(f"{stage} {seconds:.2f}" for stage, seconds in report.times.items())
    console.print(
        f"{report.events} events, {report.pages} pages: {report.written} written, "
        f"{report.pages - report.written} kept, {report.removed} removed; "
        f"{len(report.warnings)} warnings. Seconds: {stages}. "
        f"Largest process: {report.memory / 1e6:.0f} MB.",
        soft_wrap=True,
    )


class Article:
    """An event under the names that Pelican's articles have.

    `date` is the day it entered the record, which is a day that Pelican can express; when it
    happened is `event.date`.
    """

    def __init__(self, site: Site, position: int) -> None:
        self._site = site
        self._position = position
        self.event = site.chronology.events[position]
        self.title = self.event.title
        self.slug = self.event.id
        self.lang = self.event.lang or site.language
        self.status = self.event.status
        self.url = urls.event(self.event.id).lstrip("/")
        self.save_as = urls.output(urls.event(self.event.id))
        self.source_path = site.chronology.entries[position].path
        self.category = site.type(self.event.type).text
        self.tags = [site.topic(topic).text for topic in self.event.topics]
        self.summary = self.event.summary or ""

    @property
    def date(self) -> datetime:
        year, month, day = self.event.added.sort_key[0]
        return datetime(year, month, day, tzinfo=UTC)

    @property
    def content(self) -> str:
        return self._site.chronology.body(self._position)


class Articles(Sequence[Article]):
    """All events, the latest first, as Pelican orders articles; each made when asked for.

    The site is loaded by the first question: a build that has nothing to do asks none.
    """

    def __init__(self, load: Callable[[], Site]) -> None:
        self._load = load

    @cached_property
    def _site(self) -> Site:
        return self._load()

    def __len__(self) -> int:
        return len(self._site.chronology.events)

    @overload
    def __getitem__(self, at: int) -> Article: ...
    @overload
    def __getitem__(self, at: slice) -> list[Article]: ...
    def __getitem__(self, at: int | slice) -> Article | list[Article]:
        order = range(len(self) - 1, -1, -1)[at]
        if isinstance(order, int):
            return Article(self._site, order)
        return [Article(self._site, position) for position in order]
