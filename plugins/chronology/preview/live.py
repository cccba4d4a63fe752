"""The site as it is in the working folder now, and the last good one while it is broken."""

from __future__ import annotations

import mimetypes
from dataclasses import replace
from threading import Lock
from typing import NamedTuple

from chronology import addresses, plan
from chronology.build import examine
from chronology.cache import Cache
from chronology.chronology import Chronology
from chronology.plan import Copy, Plan
from chronology.problems import ContentError, Problem
from chronology.settings import Settings
from chronology.site import Site
from chronology.theme import Theme
from chronology.views.page import Made, Page


class Answer(NamedTuple):
    """What stands at an address: status, media type, bytes."""

    status: int
    media_type: str
    body: bytes


class Live:
    """Holds the plan of the last good state; `refresh` after every change of a file."""

    def __init__(self, settings: Settings) -> None:
        self.settings = replace(settings, drafts=True)
        self._cache = Cache(settings.cache / "chronology.sqlite")
        self._site: Site | None = None
        self._theme: Theme | None = None
        self._plan: Plan = {}
        self._lock = Lock()  # requests and the watcher are threads; the site is one
        self.problems: list[Problem] = []

    def refresh(self) -> None:
        """Read everything that changed. With an error, the last good site stays readable."""
        with self._lock:
            self._refresh()

    def answer(self, address: str) -> Answer:
        """The page or file at an address, without the site's base path."""
        with self._lock:
            return self._answer(address)

    def _refresh(self) -> None:
        try:
            found, self.problems = examine(self.settings, self._cache)
            if any(problem.severity == "error" for problem in self.problems):
                return
            site = Site(Chronology(found, drafts=True), self.settings)
            theme = Theme(self.settings.theme)
            theme.dress(site, plan.navigation(site))
            self._plan = plan.make(site, theme)
            self._site, self._theme = site, theme
        except ContentError as error:
            self.problems = error.problems

    def _answer(self, address: str) -> Answer:
        page = self._plan.get(addresses.output(address))
        if isinstance(page, Copy):
            kind = mimetypes.guess_type(address)[0] or "application/octet-stream"
            return Answer(200, kind, page.file.read_bytes())
        if isinstance(page, Made) and self._site:
            kind = mimetypes.guess_type(address)[0] or "application/octet-stream"
            return Answer(200, kind, page.make(self._site, page.subject))
        status = 200 if page else 404
        page = page or self._plan.get("404.html")
        if not isinstance(page, Page) or not self._site or not self._theme:
            return Answer(503, "text/html", b"<!doctype html><title>Preview</title><body></body>")
        try:
            return Answer(status, "text/html", self._theme.render(page, self._site).encode())
        except ContentError as error:
            self.problems = error.problems
            return Answer(500, "text/html", b"<!doctype html><title>Preview</title><body></body>")
