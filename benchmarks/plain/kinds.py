"""The plain pages: those that the peers make too, with the same facts (README.md).

They stand in the plan in place of the site's own. All else is the plugin as it is: reading,
checking, linking, feeds, plan, output.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from chronology import urls
from chronology.hashing import digest
from chronology.site.artifacts import Context, GeneratedFile, Page
from chronology.site.context import Link, Site
from chronology.site.exports import feeds
from chronology.site.i18n import dates

_LATEST = 20
_PER_PAGE = 200


class List(NamedTuple):
    """One page of a list of events, what it is a list of, and the pages beside it."""

    title: str
    positions: Sequence[int]
    feed: str | None
    names: Mapping[str, str]
    sides: Sequence[Link]
    number: int
    pages: int
    newer: str | None
    older: str | None


def pages(site: Site) -> Iterator[Page | GeneratedFile]:
    """Home, and every event, year, month, actor, topic, place and relation with an event."""
    chronology = site.chronology
    everything = range(len(chronology.events))
    yield from _lists(site, Link(site.settings.name, "/"), everything[-_LATEST:])
    yield feeds.atom(site.settings.name, urls.HOME, everything, "the front page")
    for position, event in enumerate(chronology.events):
        path = chronology.entries[position].path
        yield Page(urls.event(event.id), "event.html", event_view, position, _event_inputs, path)
    for year, positions in chronology.by_year.items():
        yield from _lists(site, Link(str(year), urls.year(year)), positions, feed=False)
    for month, positions in chronology.by_month.items():
        words = dates.month_year(*month, site.language)
        yield from _lists(site, Link(words, urls.month(*month)), positions, feed=False)
    for actor, positions in chronology.by_actor.items():
        names = chronology.actors[actor].names
        yield from _collection(site, site.actor(actor), positions, names=names)
    for topic, positions in chronology.by_topic.items():
        yield from _collection(site, site.topic(topic), positions)
    for place, positions in chronology.by_place.items():
        names = chronology.places[place].names
        yield from _collection(site, site.place(place), positions, names=names)
    for pair, positions in chronology.by_pair.items():
        sides = [site.actor(one) for one in pair]
        yield from _collection(site, site.pair(*pair), positions, sides=sides)


def _collection(
    site: Site,
    link: Link,
    positions: Sequence[int],
    *,
    names: Mapping[str, str] | None = None,
    sides: Sequence[Link] = (),
) -> Iterator[Page | GeneratedFile]:
    """A list and its feed."""
    yield from _lists(site, link, positions, names=names or {}, sides=sides)
    yield feeds.atom(link.text, link.url, positions, link.url)


def _lists(
    site: Site,
    link: Link,
    positions: Sequence[int],
    *,
    feed: bool = True,
    names: Mapping[str, str] | None = None,
    sides: Sequence[Link] = (),
) -> Iterator[Page]:
    """A list, the newest event first, divided as the peers divide theirs."""
    title, address = link
    newest = positions[::-1]
    parts = [newest[at : at + _PER_PAGE] for at in range(0, len(newest), _PER_PAGE)]
    places = [address, *(f"{address}page/{number}/" for number in range(2, len(parts) + 1))]
    for at, part in enumerate(parts):
        subject = List(
            title,
            part,
            f"{address}feed.atom" if feed else None,
            names or {},
            sides,
            at + 1,
            len(parts),
            places[at - 1] if at else None,
            places[at + 1] if at + 1 < len(parts) else None,
        )
        yield Page(places[at], "list.html", list_view, subject, _list_inputs, address)


def _list_inputs(site: Site, subject: List) -> bytes:
    shown = repr((subject[0], *subject[2:])).encode()
    return digest(shown, site.line_keys(subject.positions))


def _event_inputs(site: Site, position: int) -> bytes:
    return digest(site.entry_key(position), site.part_key[position], site.line_key[position])


def list_view(site: Site, subject: List) -> Context:
    """What the page of a list shows."""
    return {**subject._asdict(), "lines": site.lines(subject.positions)}


def event_view(site: Site, position: int) -> Context:
    """An event: who, what, where, on what, its body and its sources."""
    chronology = site.chronology
    event = chronology.events[position]
    return {
        "title": event.title,
        "when": site.when(event.date),
        "type": site.type(event.type).text,
        "places": [site.place(place) for place in event.place],
        "topics": [site.topic(topic) for topic in event.topics],
        "participants": [
            (
                site.actor(seat.part.actor),
                seat.part.role,
                seat.capacity,
                [site.actor(one) for one in seat.represents],
            )
            for seat in chronology.resolved_participants(event)
        ],
        "body": Markup(chronology.body(position)),
        "sources": event.sources,
    }
