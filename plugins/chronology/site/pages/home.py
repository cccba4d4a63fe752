"""The front page, and the files beside it: feeds, the calendar, what devices and hosts read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import NamedTuple, TypeVar

import msgspec

from chronology import urls
from chronology.hashing import digest
from chronology.index.event_keys import Pair
from chronology.model.edtf import Date
from chronology.model.records import Image
from chronology.site.artifacts import Context, GeneratedFile, Page
from chronology.site.context import DisplayDate, EventRow, Site
from chronology.site.exports import feeds, icalendar, security_headers
from chronology.site.pages import event_list, indexes, storylines
from chronology.site.pages.event_list import Count

K = TypeVar("K", Pair, str)

_LATEST = 8
#: The lead is one of so many latest events.
_LEADS = 5
_MOST_TURNING = 10
_TURNING = frozenset(("agreement", "recognition", "severance", "attack", "clash"))
_BUSIEST = 12
#: So many years are the latest, for what moves.
_RECENT = 5
_SOURCE = "the front page"


class Lead(NamedTuple):
    """The event at the head of the front page, with its first picture."""

    line: EventRow
    image: Image | None


class Added(NamedTuple):
    """An event, and when it was added."""

    when: DisplayDate
    line: EventRow


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
    stories = sorted(site.chronology.by_storyline.items())
    return digest(indexes.inputs(site, None), repr((_moving(site), stories)).encode())


def view(site: Site, _: None) -> Context:
    """What this is, the latest entries, the span of the record, where most happened."""
    chronology = site.chronology
    since, pairs, topics = _moving(site)
    recorded = sorted(
        range(len(chronology.events)),
        key=lambda at: (chronology.events[at].added.sort_key, at),
        reverse=True,
    )
    events = chronology.events
    latest = [at for at in reversed(range(len(events))) if events[at].event_status == "occurred"]
    latest = latest or list(reversed(range(len(events))))
    lead_at = _lead_of(site, latest[:_LEADS])
    from_since = ("from", f"{_since_year(site):04}")
    return {
        "title": site.settings.name,
        "url": site.href("/"),
        "description": site.settings.description,
        "lead": None if lead_at is None else _lead(site, lead_at),
        "latest": site.lines(at for at in latest[: _LATEST + 1] if at != lead_at)[:_LATEST],
        "added": [Added(site.when(events[at].added), site.line(at)) for at in recorded[:_LATEST]],
        "turning_points": _turning_points(site),
        "total": len(events),
        "decades": decades(site),
        "since": since,
        "pairs": [
            Count(
                site.pair(*pair).text,
                number,
                site.href(urls.timeline(urls.relation(*pair), from_since)),
            )
            for pair, number in pairs
        ],
        "topics": [
            Count(
                site.topic(topic).text,
                number,
                site.href(urls.timeline(urls.topic(topic), from_since)),
            )
            for topic, number in topics
        ],
        "history": event_list.history(site, range(len(events))),
        "storylines": storylines.cards(site),
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
    since = _since_year(site)
    dates = (event.date for event in site.chronology.events)
    recent = {at for at, date in enumerate(dates) if _last_year(date) >= since}

    def busiest(index: Mapping[K, list[int]]) -> list[tuple[K, int]]:
        counted = [(one, len(recent.intersection(some))) for one, some in index.items()]
        counted.sort(key=lambda item: (-item[1], item[0]))
        return [(one, number) for one, number in counted[:_BUSIEST] if number]

    chronology = site.chronology
    return site.year(since), busiest(chronology.by_pair), busiest(chronology.by_topic)


def _since_year(site: Site) -> int:
    return max(site.chronology.sorted_year, default=0) - _RECENT + 1


def _last_year(date: Date) -> int:
    """The year an event may last to, as the timeline has it."""
    day = date.latest or date.earliest
    return day[0] if day else 0


def _lead_of(site: Site, recent: list[int]) -> int | None:
    """Return the latest event that has a picture, or else the latest."""
    pictured = (at for at in recent if site.chronology.events[at].images)
    return next((at for some in (pictured, recent) for at in some), None)


def _lead(site: Site, at: int) -> Lead:
    images = site.chronology.events[at].images
    return Lead(site.line(at), images[0] if images else None)


def _turning_points(site: Site) -> list[EventRow]:
    """Return the events that most others and storylines refer to, one a decade, in order."""
    chronology = site.chronology
    weight = Counter(at for some in chronology.by_storyline.values() for at in some)
    for at, ties in chronology.related.items():
        weight[at] += len(ties)
    for at, event in enumerate(chronology.events):
        weight[at] += (event.type in _TURNING) + (event.type == "recognition")
    ranked = sorted(weight, key=lambda at: (-weight[at], at))
    chosen: dict[int, int] = {}
    for at in ranked:
        if chronology.events[at].event_status != "occurred":
            continue
        chosen.setdefault(chronology.sorted_year[at] // 10, at)
    return site.lines(sorted(chosen.values())[-_MOST_TURNING:])


def _manifest(site: Site, _: None) -> bytes:
    """Return the manifest for devices that keep the site among their applications."""
    theme = site.href("/theme/")
    icons = [
        {"src": f"{theme}mark.svg", "sizes": "any", "type": "image/svg+xml"},
        {"src": f"{theme}icon.png", "sizes": "180x180", "type": "image/png"},
    ]
    manifest = {
        "name": site.settings.name,
        "lang": site.settings.language,
        "start_url": site.href(urls.HOME),
        "display": "browser",
        "background_color": "#fbfaf6",
        "theme_color": "#8a1f14",
        "icons": icons,
    }
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1)
