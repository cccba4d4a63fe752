"""Events for Pelican plugins and templates that look for `articles`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, overload

from chronology import addresses

if TYPE_CHECKING:
    from chronology.site import Site


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
        self.url = addresses.event(self.event.id).lstrip("/")
        self.save_as = addresses.output(addresses.event(self.event.id))
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
