"""The site as the working folder describes it now, and the last good one while it is broken.

One thread calls `refresh` and `run_idle_work`; any thread may ask for answers, because the
current snapshot is replaced as a whole.
"""

from __future__ import annotations

import gc
import mimetypes
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz, process

from chronology import urls
from chronology.build import plan
from chronology.build.plan import Copy, Plan
from chronology.cache import Cache
from chronology.content import frontmatter, scan
from chronology.content.archive import Archive
from chronology.content.reader import Progress, Reader
from chronology.content.scan import Scan
from chronology.index.chronology import Chronology
from chronology.preview.code_errors import bug
from chronology.problems import ContentError, Problem, in_order
from chronology.settings import Settings
from chronology.site.artifacts import GeneratedFile, Page
from chronology.site.context import Site
from chronology.site.pages import event
from chronology.site.theme.theme import Theme
from chronology.validation import references, run

#: If more files than this changed at once, the whole folder is scanned again.
_FEW = 50
#: Number of rendered pages kept, to be shown while a template is broken.
_KEPT = 100
#: Seconds. Someone who saves several files in a row should not wait for validation in between.
_PAUSE = 2.0
#: Pages planned in one step.
_STEP = 500
_BARE = "<!doctype html><html><head><title>Preview</title></head><body></body></html>"


class Answer(NamedTuple):
    """What an address answers: status, media type, bytes."""

    status: int
    media_type: str
    body: bytes


class Snapshot(NamedTuple):
    """A site, its theme and its plan; `exact` if the plan was made from this very site."""

    site: Site
    theme: Theme
    plan: Plan
    exact: bool


class Session:
    """Holds the current snapshot and its problems."""

    def __init__(self, settings: Settings, progress: Progress | None = None) -> None:
        self.settings = replace(settings, drafts=True)
        self.snapshot: Snapshot | None = None
        #: Set by the application: code that does not load, and background work that failed.
        self.plugin: list[Problem] = []
        self.background: list[Problem] = []
        self._cache = Cache(settings.cache / "chronology.sqlite")
        self._progress = progress
        self._reader: Reader | None = None
        self._scan: Scan = ([], [])
        self._found: Archive | None = None
        self._content: list[Problem] = []
        self._late: list[Problem] = []
        self._theme: list[Problem] = []
        self._pages: dict[str, list[Problem]] = {}
        self._good: dict[str, bytes] = {}
        self._planned: tuple[Site | None, Plan] = (None, {})

    def problems(self, address: str | None = None) -> list[Problem]:
        """Return every problem; those found while rendering only of `address`, if it is given."""
        paths = list(self._pages) if address is None else [urls.output(address)]
        pages = (one for path in paths for one in self._pages.get(path, ()))
        return in_order([*self.plugin, *self.background, *self._content, *self._theme, *pages])

    # ---- what changed ------------------------------------------------------------------------

    def refresh(self, changed: Collection[Path] | None = None) -> None:
        """Read the files that changed, or all of them if `changed` is None."""
        self._pages = {}
        try:
            content = _inside(self.settings.content, changed)
            if content is None or content:
                linked = self._read(content)
            else:
                linked = self.snapshot and self.snapshot.site.chronology
            if linked:
                self._activate(linked)
        except ContentError as error:
            self._theme = error.problems
        except Exception as error:  # a bug must not end the preview; it is shown
            self._theme = [bug(error)]

    def run_idle_work(self) -> Iterator[float]:
        """Do in steps what no browser waits for: validation, bodies with new names, the whole plan.

        Each step yields the seconds that the next may wait for another edit.
        """
        gc.collect()  # the previous site is in a reference cycle
        reader, late = self._reader, False
        if reader is None or self._found is None:
            return
        try:
            reader.keep(self._scan)
        except ContentError as error:
            self._theme = error.problems
        if not _broken(self._content):
            for _ in reader.relink_pending(self._scan):
                late = True
                yield 0
        if late and self.snapshot:
            found = self._found = reader.read(self._scan)
            was = self.snapshot.site.chronology
            self._activate(Chronology(found, drafts=True, previous=was))
        yield _PAUSE
        problems: list[Problem] = []
        for check in run.CHECKS:
            problems += check(self._found)
            yield 0
        problems = list(frontmatter.place(self.settings.content, problems))
        self._late = [one for one in problems if one.severity == "warning"]
        self._content = [*self._parsed(self._found), *problems]
        if self.snapshot is None or _broken(self._content):
            return
        site, theme = self.snapshot.site, self.snapshot.theme
        entries = []
        for entry in plan.entries(site, theme):
            entries.append(entry)
            if len(entries) % _STEP == 0:
                yield 0
        try:
            self.snapshot = Snapshot(site, theme, plan.checked(entries), True)
        except ContentError as error:
            self._content += error.problems

    def _read(self, content: Collection[str] | None) -> Chronology | None:
        """Return the current chronology; None while the content has errors."""
        root = self.settings.content
        if content is None or len(content) > _FEW:
            self._scan = scan.scan(root)
        else:
            self._scan = scan.again(root, self._scan, content)
        found = self._found = self._archive()
        was = self.snapshot.site.chronology if self.snapshot else None
        problems = list(references.unknown(found, was.archive if was else None))
        late = [one for one in self._late if not content or one.path not in content]
        placed = frontmatter.place(root, problems)
        self._content = [*self._parsed(found), *(placed if problems else late)]
        if _broken(self._content):
            return None
        return Chronology(found, drafts=True, previous=was, keep_keys=True)

    def _archive(self) -> Archive:
        if self._reader is None:
            self._reader = Reader(
                self.settings.content, self._cache, self.settings.base, self._progress
            )
        return self._reader.read(self._scan, defer_relink=self.snapshot is not None)

    def _parsed(self, found: Archive) -> list[Problem]:
        return list(frontmatter.place(self.settings.content, found.problems))

    def _activate(self, linked: Chronology) -> None:
        site, theme = Site(linked, self.settings), Theme(self.settings.theme)
        theme.configure(site, plan.navigation(site))
        was = self.snapshot
        known = {**(was.plan if was else {}), **dict(plan.copies(site, theme))}
        exact = was is not None and was.exact and was.site.chronology is linked
        self.snapshot = Snapshot(site, theme, known, exact)
        self._theme = []

    # ---- answers ------------------------------------------------------------------------------

    def answer(self, address: str) -> Answer:
        """Return the page or file at an address, given without the site's base path."""
        path, snapshot = urls.output(address), self.snapshot
        if snapshot is None:
            return Answer(503, "text/html", _BARE.encode())
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        try:
            page = _find(snapshot, path)
            if isinstance(page, Copy):
                return Answer(200, kind, self._copied(page.file))
            if isinstance(page, GeneratedFile):
                return Answer(200, kind, page.make(snapshot.site, page.subject))
            missing = page is None
            page = page or snapshot.plan.get("404.html") or _find(snapshot, "404.html")
            assert isinstance(page, Page)
            body = snapshot.theme.render(page, snapshot.site).encode()
        except FileNotFoundError:  # removed a moment ago
            return Answer(404, "text/plain", b"")
        except Exception as error:
            found = error.problems if isinstance(error, ContentError) else [bug(error)]
            self._pages[path] = found
            return Answer(500, "text/html", self._good.get(path, _BARE.encode()))
        self._pages.pop(path, None)
        if missing:
            return Answer(404, "text/html", body)
        self._good.pop(path, None)
        self._good[path] = body
        if len(self._good) > _KEPT:
            del self._good[next(iter(self._good))]
        return Answer(200, kind, body)

    def nearest(self, address: str) -> list[str]:
        """Return the addresses of the pages most similar to a missing one."""
        known = [one.removesuffix("index.html") for one in self.plan() if one.endswith(".html")]
        found = process.extract(
            address.lstrip("/"), known, scorer=fuzz.ratio, score_cutoff=50, limit=5
        )
        return [f"{self.settings.base}/{one}" for one, *_ in found]

    def plan(self) -> Plan:
        """Return the whole plan of the current snapshot."""
        snapshot = self.snapshot
        if snapshot is None or snapshot.exact:
            return snapshot.plan if snapshot else {}
        if self._planned[0] is not snapshot.site:
            self._planned = snapshot.site, dict(plan.entries(snapshot.site, snapshot.theme))
        return self._planned[1]

    def _copied(self, file: Path) -> bytes:
        """Return the bytes of a file of the content or the theme.

        Raises FileNotFoundError for a link that leads elsewhere: one may be put in place after
        the folder was scanned.
        """
        real = file.resolve(strict=True)
        roots = (self.settings.content, self.settings.theme)
        if not any(real.is_relative_to(root.resolve()) for root in roots):
            raise FileNotFoundError(file)
        return real.read_bytes()


def _find(snapshot: Snapshot, path: str) -> Page | GeneratedFile | Copy | None:
    """Return what is at a path, looking in its own kind first if the plan is not exact."""
    known, site = snapshot.plan.get(path), snapshot.site
    if snapshot.exact or isinstance(known, Copy):
        return known
    near: Iterable[Page | GeneratedFile] = ()
    section, _, rest = path.partition("/")
    position = site.chronology.position.get(rest.partition("/")[0])
    if section == "events" and position is not None:
        near = event.of(site, position)
    elif isinstance(known, Page):
        kinds = (kind for kind in plan.KINDS if kind.__name__ == known.view.__module__)
        near = (page for one in kinds for page in one.pages(site))
    for page in near:
        if urls.output(page.address) == path:
            return page
    found = plan.entries(site, snapshot.theme)
    return next((page for at, page in found if at == path), None)


def _inside(root: Path, changed: Collection[Path] | None) -> list[str] | None:
    if changed is None:
        return None
    return [one.relative_to(root).as_posix() for one in changed if one.is_relative_to(root)]


def _broken(problems: Collection[Problem]) -> bool:
    return any(problem.severity == "error" for problem in problems)
