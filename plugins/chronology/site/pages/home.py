"""The front page, and what stands beside it: feeds, the calendar, what devices and hosts read."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import groupby, islice
from typing import TypeVar

import msgspec

from chronology import urls
from chronology.hashing import digest
from chronology.index.event_keys import Pair
from chronology.site.artifacts import Context, GeneratedFile, Page
from chronology.site.context import Site
from chronology.site.exports import feeds, icalendar, security_headers
from chronology.site.pages import event_list, indexes
from chronology.site.pages.event_list import Count
from chronology.site.pages.indexes import IndexRow

K = TypeVar("K", Pair, str)

_LATEST = 12
#: So many of them are shown at length, above the others.
_LEADS = 3
_BUSIEST = 12
#: So many years are the latest, for what moves.
_RECENT = 5
_SOURCE = "the front page"


def pages(site: Site) -> Iterator[Page | GeneratedFile]:
    """The front page and its files."""
    everything = range(len(site.chronology.events))
    yield Page(urls.HOME, "home.html", view, None, _inputs, _SOURCE, shown=everything)
    yield GeneratedFile("/manifest.webmanifest", _manifest, None, _manifest, "the manifest")
    yield feeds.atom(site.settings.name, urls.HOME, everything, _SOURCE)
    yield feeds.json(site.settings.name, urls.HOME, everything, _SOURCE)
    yield icalendar.whole(site, _SOURCE)
    yield security_headers.file(site)


def _inputs(site: Site, _: None) -> bytes:
    return digest(indexes.inputs(site, None), repr(_moving(site)).encode())


def view(site: Site, _: None) -> Context:
    """What this is, the latest entries, the span of the record, where most happened."""
    chronology = site.chronology
    since, pairs, topics = _moving(site)
    recorded = sorted(
        range(len(chronology.events)),
        key=lambda at: (chronology.events[at].added.sort_key, at),
        reverse=True,
    )
    occurred = (at for at in recorded if chronology.events[at].event_status == "occurred")
    leads = list(islice(occurred, _LEADS)) or recorded[:_LEADS]
    return {
        "title": site.settings.name,
        "url": site.href("/"),
        "description": site.settings.description,
        "leads": [(site.line(at), chronology.events[at].summary) for at in leads],
        "latest": site.lines(at for at in recorded[:_LATEST] if at not in leads),
        "total": len(chronology.events),
        "decades": decades(site),
        "since": since,
        "pairs": [IndexRow(site.pair(*pair), number) for pair, number in pairs],
        "topics": [IndexRow(site.topic(topic), number) for topic, number in topics],
        "history": event_list.history(site, range(len(chronology.events))),
        "storylines": [site.storyline(one) for one in chronology.storylines],
        "counts": {
            "actors": len(chronology.actors),
            "relations": len(chronology.by_pair),
            "topics": len(chronology.topics),
            "places": len(chronology.places),
        },
    }


def decades(site: Site) -> list[tuple[str, list[Count]]]:
    """The years that hold an event, by decade."""

    def count(year: int) -> Count:
        number = len(site.chronology.by_year[year])
        return Count(site.year(year), number, site.href(urls.year(year)))

    return [
        (site.t("{n}s", n=first) if first >= 0 else site.year(first), list(map(count, years)))
        for first, years in groupby(site.chronology.years, key=lambda year: year // 10 * 10)
    ]


def _moving(site: Site) -> tuple[str, list[tuple[Pair, int]], list[tuple[str, int]]]:
    """A late year of the record, and the pairs and topics with most events since, and how many."""
    years = site.chronology.sorted_year
    since = max(years, default=0) - _RECENT + 1
    first = next((at for at, year in enumerate(years) if year >= since), 0)

    def busiest(index: Mapping[K, list[int]]) -> list[tuple[K, int]]:
        counted = [(one, len(some) - bisect_left(some, first)) for one, some in index.items()]
        counted.sort(key=lambda item: (-item[1], item[0]))
        return [(one, number) for one, number in counted[:_BUSIEST] if number]

    chronology = site.chronology
    return site.year(since), busiest(chronology.by_pair), busiest(chronology.by_topic)


def _manifest(site: Site, _: None) -> bytes:
    """What a device is told that keeps the site among its applications."""
    theme = site.href("/theme/")
    icons = [
        {"src": f"{theme}mark.svg", "sizes": "any", "type": "image/svg+xml"},
        {"src": f"{theme}icon.png", "sizes": "180x180", "type": "image/png"},
    ]
    told = {
        "name": site.settings.name,
        "lang": site.settings.language,
        "start_url": site.href(urls.HOME),
        "display": "browser",
        "background_color": "#fbfaf6",
        "theme_color": "#8a1f14",
        "icons": icons,
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=1)
