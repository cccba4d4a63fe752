"""Atom feeds (RFC 4287): what was entered or corrected lately, not what happened lately."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest
from typing import Final, NamedTuple

from chronology import addresses, ids
from chronology.cache import digest
from chronology.dates import Day
from chronology.site import Link, Site, When
from chronology.views.page import Context, Page

_LATEST: Final = 20


class Entry(NamedTuple):
    """An event as a feed shows it; `updated` is when it was entered or last corrected."""

    id: str
    link: Link
    when: When
    updated: str
    published: str
    summary: str
    type: str


class Feed(NamedTuple):
    """A feed and the page it stands beside."""

    title: str
    page: str
    positions: tuple[int, ...]


def page(site: Site, title: str, address: str, positions: Sequence[int], source: str) -> Page:
    """The feed beside the page at an address, of the latest of some events."""
    events = site.chronology.events
    told = (at for at in positions if events[at].event_status != "planned")
    chosen = tuple(nlargest(_LATEST, told, key=site.recorded_order.__getitem__))
    inputs = digest(title.encode(), b"".join(map(site.entry_key, chosen)), site.line_keys(chosen))
    return Page(
        f"{address}feed.atom", "feed.atom", view, Feed(title, address, chosen), inputs, source
    )


def view(site: Site, feed: Feed) -> Context:
    """Title, addresses, and the entries, the latest first."""
    entries = [site.kept(_entry, position) for position in feed.positions]
    return {
        "title": feed.title,
        "page": site.settings.url + feed.page,
        "address": f"{site.settings.url}{feed.page}feed.atom",
        "id": ids.lasting(feed.page).urn,
        "updated": max((entry.updated for entry in entries), default="1970-01-01T00:00:00Z"),
        "entries": entries,
    }


def _entry(site: Site, position: int) -> Entry:
    event = site.chronology.events[position]
    return Entry(
        ids.lasting(f"event/{event.first_id}").urn,
        Link(event.title, site.settings.url + addresses.event(event.id)),
        site.when(event.date),
        _stamp(event.recorded),
        _stamp(event.added.sort_key[0]),
        event.summary or "",
        site.type(event.type).text,
    )


def _stamp(day: Day) -> str:
    return f"{day[0]:04d}-{day[1]:02d}-{day[2]:02d}T00:00:00Z"
