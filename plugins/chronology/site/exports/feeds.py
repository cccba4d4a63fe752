"""Feeds (RFC 4287; JSON Feed 1.1), ordered by when an entry was added or corrected."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest
from itertools import islice
from typing import Any, Final, NamedTuple

import msgspec

from chronology import urls
from chronology.hashing import digest
from chronology.model.edtf import Day
from chronology.model.records import Event
from chronology.site.artifacts import Context, GeneratedFile, Page
from chronology.site.context import DisplayDate, Link, Site
from chronology.site.exports.stable_ids import stable_id

_LATEST: Final = 20
#: One job makes all feeds, because their entries are the same.
_JOB: Final = "feeds"
#: The time of change of a feed without entries.
_NEVER: Final = "1970-01-01T00:00:00Z"


class FeedEntry(NamedTuple):
    """An event as a feed shows it; `updated` is when it was added or last corrected."""

    id: str
    link: Link
    when: DisplayDate
    updated: str
    published: str
    summary: str
    type: str


class Feed(NamedTuple):
    """A feed: its title, the address of its page, and its events."""

    title: str
    page: str
    positions: Sequence[int]


def atom(title: str, address: str, positions: Sequence[int], source: str) -> Page:
    """Return the Atom feed beside the page at an address."""
    feed = Feed(title, address, positions)
    return Page(f"{address}feed.atom", "feed.atom", view, feed, _inputs, source, job=_JOB)


def json(title: str, address: str, positions: Sequence[int], source: str) -> GeneratedFile:
    """Return the JSON feed beside the page at an address."""
    feed = Feed(title, address, positions)
    return GeneratedFile(f"{address}feed.json", as_json, feed, _inputs, source, job=_JOB)


def corrections(positions: Sequence[int], source: str) -> Page:
    """Return the feed of the corrections of some events."""
    view, inputs = corrections_view, corrections_inputs
    return Page("/corrections.atom", "feed.atom", view, positions, inputs, source)


def _inputs(site: Site, feed: Feed) -> bytes:
    latest = _latest(site, feed)
    return digest(feed.title.encode(), site.fact_keys(latest), site.line_keys(latest))


def _latest(site: Site, feed: Feed) -> list[int]:
    """Return the events of a feed, the latest first, without planned ones."""
    events = site.chronology.events
    ranked = sorted(feed.positions, key=site.chronology.recorded_rank.__getitem__, reverse=True)
    return list(islice((at for at in ranked if events[at].event_status != "planned"), _LATEST))


def corrections_inputs(site: Site, positions: Sequence[int]) -> bytes:
    """Return a digest of what the corrections of some events are made from."""
    return digest(site.fact_keys(positions), site.line_keys(positions))


def as_json(site: Site, feed: Feed) -> bytes:
    """Return the same entries as JSON Feed 1.1."""
    page = site.settings.url + feed.page
    found = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": page,
        "feed_url": f"{page}feed.json",
        "language": site.language,
        "items": [site.cached_for_event(_item, position) for position in _latest(site, feed)],
    }
    return msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n"


def _item(site: Site, position: int) -> dict[str, Any]:
    entry = site.cached_for_event(_entry, position)
    return {
        "id": entry.id,
        "url": entry.link.url,
        "title": entry.link.text,
        "content_text": ": ".join(filter(None, (entry.when.words, entry.summary))),
        "date_published": entry.published,
        "date_modified": entry.updated,
        "tags": [entry.type],
    }


def corrections_view(site: Site, positions: Sequence[int]) -> Context:
    """Return the context of the latest corrections, without those of planned events."""
    events = site.chronology.events
    dated = [
        (correction.date.sort_key, position, number)
        for position in positions
        if events[position].event_status != "planned"
        for number, correction in enumerate(events[position].corrections)
    ]
    entries = [_correction(site, *place) for _, *place in nlargest(_LATEST, dated)]
    return _context(site, site.t("Corrections"), "/corrections/", "/corrections.atom", entries)


def view(site: Site, feed: Feed) -> Context:
    """Return the context of a feed: title, addresses, and the entries, the latest first."""
    entries = [site.cached_for_event(_entry, position) for position in _latest(site, feed)]
    return _context(site, feed.title, feed.page, f"{feed.page}feed.atom", entries)


def _context(site: Site, title: str, page: str, address: str, entries: list[FeedEntry]) -> Context:
    return {
        "title": title,
        "page": site.settings.url + page,
        "address": site.settings.url + address,
        "id": stable_id(page).urn,
        "updated": max((entry.updated for entry in entries), default=_NEVER),
        "entries": entries,
    }


def _correction(site: Site, position: int, number: int) -> FeedEntry:
    event = site.chronology.events[position]
    correction = event.corrections[number]
    stamp = _stamp(correction.date.sort_key[0])
    return _entry(site, position)._replace(
        id=stable_id(f"correction/{event.first_id}/{number}").urn,
        when=site.when(correction.date),
        updated=stamp,
        published=stamp,
        summary=correction.note,
        type=correction.significance,
    )


def _entry(site: Site, position: int) -> FeedEntry:
    event, line = site.chronology.events[position], site.line(position)
    return FeedEntry(
        stable_id(f"event/{event.first_id}").urn,
        Link(event.title, site.settings.url + urls.event(event.id)),
        line.when,
        _stamp(event.recorded),
        _stamp(event.added.sort_key[0]),
        ". ".join(filter(None, (_status(site, event), event.summary))),
        line.type.text,
    )


def _status(site: Site, event: Event) -> str:
    """Return what became of an event that did not occur: “Cancelled”."""
    if event.event_status == "occurred":
        return ""
    return site.t(event.event_status).capitalize()


def _stamp(day: Day) -> str:
    """Return the beginning of a day (RFC 3339), which knows the years 1 to 9999 alone."""
    day = min(max(day, (1, 1, 1)), (9999, 12, 31))
    return f"{day[0]:04d}-{day[1]:02d}-{day[2]:02d}T00:00:00Z"
