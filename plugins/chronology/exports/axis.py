"""The events for the script of the timeline: one file, columns rather than rows.

Days are counted from 0001-01-01 = 1. `from` holds the first day of each event less that of the
event before it, `days` how many more it may last. Actors, topics and places list the positions
of their events in the same way. What few events have stands by position: `marks` (the bits
below), `status`, and `words` for dates that are no plain day, month or year, nor from one plain
day to another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import sub
from typing import Final, TypeVar

import msgspec

from chronology import addresses
from chronology.dates import Date, Kind, day_number
from chronology.model import Event
from chronology.site import Link, Site

T = TypeVar("T")

#: Families of events, which share a colour and a shape, and their categories in PLOVER.
FAMILIES: Final[Mapping[str, tuple[str, ...]]] = {
    "consultation": ("CONSULT",),
    "agreement": ("AGREE", "SUPPORT", "CONCEDE"),
    "cooperation": ("COOPERATE", "AID", "RETREAT"),
    "dispute": ("REQUEST", "ACCUSE", "REJECT", "THREATEN"),
    "conflict": ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
    "other": (),
}
_NUMBER: Final = {one: at for at, some in enumerate(FAMILIES.values()) for one in some}
#: Bits of `marks`: soft ends, perhaps, since before, until later, one of several.
ABOUT, UNCERTAIN, BEFORE, LATER, ONE_OF = 1, 2, 4, 8, 16
#: What a script can print from its days alone; from the first of a month on might be all of it.
_PLAIN: Final = re.compile(
    r"(?!0000)[0-9]{4}(-[01][0-9](-[0-9]{2})?)?"
    r"|(?!0000)[0-9]{4}-[0-9]{2}-(?!01)[0-9]{2}/[0-9]{4}-[0-9]{2}-[0-9]{2}"
).fullmatch


def made(site: Site, _: None) -> bytes:
    """The file."""
    chronology = site.chronology
    events = chronology.events
    dates = [event.date for event in events]
    first, last = list(starts(dates)), [day_number(date.latest) if date.latest else 0 for date in dates]
    types = sorted(chronology.by_type)
    number = {type_id: at for at, type_id in enumerate(types)}
    return msgspec.json.encode(
        {
            "id": [event.id for event in events],
            "title": [event.title for event in events],
            "from": _steps(first),
            "days": [max(0, end - start) for start, end in zip(first, last, strict=True)],
            "type": [number[event.type] for event in events],
            "marks": _some(map(marks, dates)),
            "words": _some("" if _PLAIN(date.edtf) else site.words(date) for date in dates),
            "status": _some(_status(site, event) for event in events),
            "types": [
                (one, site.type(one).text, _NUMBER.get(chronology.types[one].plover or "", 5))
                for one in types
            ],
            "actors": [
                (one, name, some, chronology.actors[one].type)
                for one, name, some in _table(site.actor, chronology.by_actor)
            ],
            "topics": list(_table(site.topic, chronology.by_topic)),
            "places": list(_table(site.place, chronology.by_place)),
        }
    )


def starts(dates: Iterable[Date]) -> Iterator[int]:
    """The day each begins on; of one with an open start its last; of `..` the day before it."""
    day = 1
    for date in dates:
        known = date.earliest or date.latest
        day = day_number(known) if known else day
        yield day


def marks(date: Date) -> int:
    """What is not certain of a date, as bits."""
    if _PLAIN(date.edtf):
        return 0
    ends = [end for part in date.members or (date,) for end in (part.start, part.end)]
    return (
        ABOUT * any(end.approximate for end in ends)
        | UNCERTAIN * any(end.uncertain for end in ends)
        | BEFORE * (date.earliest is None)
        | LATER * (date.latest is None)
        | ONE_OF * (date.kind is Kind.ONE_OF)
    )


def _status(site: Site, event: Event) -> str:
    if event.status == "draft":
        return site.t("draft")
    return "" if event.event_status == "occurred" else site.t(event.event_status)


def _table(
    link: Callable[[str], Link], index: Mapping[str, list[int]]
) -> Iterator[tuple[str, str, list[int]]]:
    """Id, name and events of every record that has one."""
    for one, positions in sorted(index.items()):
        yield one, link(one).text, _steps(positions)


def _steps(numbers: list[int]) -> list[int]:
    """Each less the one before: small numbers, which compress well."""
    return [*numbers[:1], *map(sub, numbers[1:], numbers)]


def _some(values: Iterable[T]) -> dict[str, T]:
    """Those that say something, by position."""
    return {str(at): value for at, value in enumerate(values) if value}
