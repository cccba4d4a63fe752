"""The border to Pelican: a generator that makes the whole site, and its signals."""

from __future__ import annotations

import logging
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import pelican as pelican_module
from pelican import Pelican, signals
from pelican.generators import ArticlesGenerator, Generator
from pelican.log import FatalLogger, console
from pelican.settings import read_settings
from pelican.utils import wait_for_changes
from rich.console import Console

from chronology import problems, urls
from chronology.build.freshness import opened
from chronology.build.output import Output
from chronology.build.report import mebibytes
from chronology.cache import Cache
from chronology.settings import from_pelican

if TYPE_CHECKING:
    from chronology.build.build import Build, Files
    from chronology.build.report import Report
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


class _QuietConsole(Console):
    """Pelican's console without its spinner."""

    def status(self, *_: object, **__: object) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()


class ChronologyGenerator(Generator):  # type: ignore[misc]
    """Reads and plans in Pelican's first round, writes in its second.

    The output is locked from the first to the end of the second.
    """

    counted: ArticlesGenerator
    _build: Build | None = None
    _articles: Articles
    #: Whether the last run of this process ended with an error.
    _failed: bool = False
    #: Of the generator that runs; where Pelican fails between the two, the next run unlocks.
    _lock: ExitStack = ExitStack()

    def generate_context(self) -> None:
        """Read, check and plan. Raises ContentError, at which Pelican ends with status 1."""
        if ChronologyGenerator._failed and _is_autoreload():
            # Pelican starts again at once after an error, and would print it again and again.
            wait_for_changes("", self.settings)
        ChronologyGenerator._failed = True
        self._prepare()
        ChronologyGenerator._failed = False

    def _prepare(self) -> None:
        ChronologyGenerator._lock.close()
        with _reporting(), ExitStack() as lock:
            settings = _settings(self.settings)
            cache = Cache(settings.cache / "chronology.sqlite")
            output = Output(settings.output, settings.site_output.parent)
            state = lock.enter_context(opened(settings, cache, output))
            cold = self.settings["CHRONOLOGY_COLD"]

            def prepared() -> Build:
                # The bulk of the plugin, and of its libraries, is loaded only for work.
                from chronology.build.build import Build

                build = Build(settings, state, cache, output, cold=cold, progress=_progress)
                build.prepare()
                return build

            fatal = FatalLogger.fatal_lvl <= logging.WARNING  # pelican --fatal warnings
            if cold or fatal or not state.unchanged:
                self._build = prepared()
                if fatal and self._build.report.warnings:
                    raise problems.ContentError(self._build.report.warnings)
            build = self._build
            self._articles = Articles(lambda: (build or prepared()).site)
            if not settings.folder:
                self.context["articles"] = self._articles
            ChronologyGenerator._lock = lock.pop_all()

    def generate_output(self, writer: object) -> None:
        """Write what changed, and report it."""
        with _reporting(), ChronologyGenerator._lock:
            if self._build:
                self._build.write()
                # Pelican's own generator has run by now; its closing line counts these.
                if not self.settings["CHRONOLOGY_FOLDER"]:
                    ChronologyGenerator.counted.articles = self._articles
            _print_report(self._build.report if self._build else None)


@contextmanager
def _reporting() -> Iterator[None]:
    """Print what stops a build, without a traceback. Raises ContentError."""
    try:
        yield
    except problems.ContentError as error:
        print(problems.as_text(error.problems), file=sys.stderr)
        raise
    except OSError as error:
        message = f"cannot be read or written: {error.strerror or error}"
        hint = "check the disk and the file permissions"
        problem = problems.Problem(str(error.filename or "build"), "unreadable", message, hint)
        print(problems.as_text([problem]), file=sys.stderr)
        raise problems.ContentError([problem]) from error


def _is_autoreload() -> bool:
    """Return whether this is `pelican --autoreload`, or `-r` among other short options."""
    options = (re.fullmatch(r"--autoreload|-[a-z]*r[a-z]*", option) for option in sys.argv[1:])
    return Path(sys.argv[0]).stem in ("pelican", "__main__") and any(options)


def _end_on_signals() -> None:
    """End as shells expect, with 130 on Ctrl-C and 143 on SIGTERM, and clean up before."""
    if threading.current_thread() is not threading.main_thread():
        return
    defaults = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}
    for number, default in defaults.items():
        if signal.getsignal(number) is default:
            signal.signal(number, _exit)


def _exit(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


def load(conf: str, changes: Mapping[str, Any] | None = None) -> Settings:
    """Return the settings in a Pelican settings file, with `changes`. Raises ContentError."""
    return _settings(read_settings(conf, override=changes))


def _settings(settings: Mapping[str, Any]) -> Settings:
    """Return the plugin's settings, with the folder of a theme that is given by name."""
    if not settings.get("CHRONOLOGY_FOLDER"):
        return from_pelican(settings)
    theme = Path(settings.get("CHRONOLOGY_THEME") or "chronology")
    if not theme.is_dir():  # as Pelican does with THEME
        theme = Path(pelican_module.__file__).with_name("themes") / theme
    return from_pelican({**settings, "CHRONOLOGY_THEME": str(theme)})


def register() -> None:
    """Connect to Pelican's signals."""
    logging.getLogger("pelican").addFilter(_without_traceback)
    signals.initialized.connect(_prepare)
    signals.get_generators.connect(_generators)
    signals.article_generator_init.connect(_remember)


def _without_traceback(record: logging.LogRecord) -> bool:
    """Pelican logs every exception as a bug; what an editor can fix has been reported above."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, problems.ContentError):
        record.exc_info, record.msg, record.args = None, str(error), ()
    return True


def _prepare(pelican: Pelican) -> None:
    _end_on_signals()
    folder = pelican.settings.setdefault("CHRONOLOGY_FOLDER", "")
    if folder:
        _prepare_beside_others(pelican, folder)
        return
    pelican.settings.update(_NOTHING)
    # Its spinner runs in a thread, and workers are forked only where no other thread runs.
    pelican_module.console = _QuietConsole()
    # Pelican would empty the folder before anything is checked; for us it means a cold build.
    pelican.settings["CHRONOLOGY_COLD"] = bool(pelican.delete_outputdir)
    pelican.delete_outputdir = False


def _prepare_beside_others(pelican: Pelican, folder: str) -> None:
    """Leave Pelican's own articles, pages and files alone, and take one folder out of them."""
    for kind in ("ARTICLE_EXCLUDES", "PAGE_EXCLUDES", "STATIC_EXCLUDES"):
        pelican.settings[kind] = [*pelican.settings[kind], folder]
    pelican.settings["CHRONOLOGY_COLD"] = bool(pelican.delete_outputdir)


def _generators(pelican: Pelican) -> type[Generator]:
    return ChronologyGenerator


def _remember(generator: ArticlesGenerator) -> None:
    if generator.settings["CHRONOLOGY_FOLDER"]:
        return
    ChronologyGenerator.counted = generator
    # It has no articles, and would compile the templates of their lists in every run.
    generator.generate_output = lambda writer: None


def _progress(pages: Files, total: int) -> Files:
    """A bar at a terminal while pages are made, and nothing elsewhere."""
    if not console.is_terminal:
        return pages
    from rich.progress import track  # needed here alone

    return track(pages, "Writing pages", total, console=console, transient=True)


def _print_report(report: Report | None) -> None:
    if report is None:
        console.print("The site is up to date.")
        return
    if report.warnings:
        console.out(problems.as_text(report.warnings), highlight=False)  # a line is never broken
    stages = ", ".join(f"{stage} {seconds:.2f}" for stage, seconds in report.times.items())
    console.print(
        f"{report.events} events, {report.pages} pages: {report.written} written, "
        f"{report.kept} kept, {report.removed} removed; {mebibytes(report.size)}; "
        f"{len(report.warnings)} warnings. Seconds: {stages}. "
        f"Largest process: {report.memory / 1e6:.0f} MB.",
        soft_wrap=True,
    )
    for sentence in report.exceeded_limits():
        console.print(f"Warning: {sentence}.", soft_wrap=True)


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
