"""The events for the script of the timeline: one file of columns.

Days are counted from 0001-01-01 = 1. `from` has the first day of each event minus that of the
event before it, `days` how many more days it may last. Actors, topics and places list the
positions of their events in the same way. Values that few events have are by position: `marks`
(the bits below), `status`, and `words` for dates other than a plain day, month, year or interval
of days. An `id` that is made of date and title, as most are, is a number: how many letters of the
title's slug it takes, times three, plus 0, 1 or 2 for a day, month or year before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import sub
from typing import Final

import msgspec

from chronology.model.edtf import Date, day_number
from chronology.model.event_families import FAMILIES, family
from chronology.model.records import Event
from chronology.site.context import Link, Site

_FAMILY_NUMBERS: Final = {family: number for number, family in enumerate(FAMILIES)}
#: Characters of a title that its slug leaves out, here and in the script.
LEFT_OUT: Final = ".,:;'’\"()?!&"
#: Unicode's noncharacters, which no text has, replace the names of actors.
STAND_INS: Final = [chr(code) for code in range(0xFDD0, 0xFDF0)]
#: Bits of `marks`: approximate, uncertain, open start, open end, a set of dates.
ABOUT, UNCERTAIN, BEFORE, LATER, AMONG = 1, 2, 4, 8, 16
#: Dates that the script prints from their days. An interval from the first of a month is not
#: among them, because its days alone may be those of a month.
_PLAIN: Final = re.compile(
    r"(?!0000)[0-9]{4}(-[01][0-9](-[0-9]{2})?)?"
    r"|(?!0000)[0-9]{4}-[0-9]{2}-(?!01)[0-9]{2}/[0-9]{4}-[0-9]{2}-[0-9]{2}"
).fullmatch


def make(site: Site, _: None) -> bytes:
    """Return the file."""
    chronology = site.chronology
    events = chronology.events
    dates = [event.date for event in events]
    first = list(starts(dates))
    written_out = [(at, date) for at, date in enumerate(dates) if not _PLAIN(date.edtf)]
    types = sorted(chronology.by_type)
    number = {type_id: at for at, type_id in enumerate(types)}
    status = [event.event_status if event.status != "draft" else "draft" for event in events]
    actors = _table(site.actor, chronology.by_actor)
    found = {
        "id": list(_short_ids(events)),
        "title": list(_titles(site)),
        "from": _steps(first),
        "days": list(map(length, dates, first)),
        "type": [number[event.type] for event in events],
        "marks": {str(at): bits for at, date in written_out if (bits := marks(date))},
        "words": {str(at): site.words(date) for at, date in written_out},
        "status": {str(at): site.t(one) for at, one in enumerate(status) if one != "occurred"},
        "types": [
            (one, site.type(one).text, _FAMILY_NUMBERS[family(chronology.types[one])])
            for one in types
        ],
        "actors": (*actors, [chronology.actors[one].type for one in actors[0]]),
        "topics": _table(site.topic, chronology.by_topic),
        "places": _table(site.place, chronology.by_place),
        "storylines": _table(
            site.storyline, {one: some for one, some in chronology.by_storyline.items() if some}
        ),
    }
    return msgspec.json.encode(found)


def starts(dates: Iterable[Date]) -> Iterator[int]:
    """Return the day each date begins on; its last day if the start is open.

    The date `..` gets the day of the date before it.
    """
    day = 1
    for date in dates:
        known = date.earliest or date.latest
        day = _day(*known) if known else day
        yield day


def length(date: Date, first: int) -> int:
    """Return how many days a date may last after the first one that is known."""
    last = date.latest
    return _day(*last) - first if last is not None and last is not date.earliest else 0


def _day(year: int, month: int, day: int) -> int:
    return _before(year, month) + day


@cache
def _before(year: int, month: int) -> int:
    return day_number((year, month, 0))


def marks(date: Date) -> int:
    """Return what is not certain about a date, as bits."""
    ends = [end for part in date.members or (date,) for end in (part.start, part.end)]
    return (
        ABOUT * any(end.approximate for end in ends)
        | UNCERTAIN * any(end.uncertain for end in ends)
        | BEFORE * (date.earliest is None)
        | LATER * (date.latest is None)
        | AMONG * bool(date.members)
    )


def _short_ids(events: Sequence[Event]) -> Iterator[str | int]:
    """Return each id, or the number that it follows from."""
    slugs = "\0".join([event.title for event in events]).lower().replace(" ", "-")
    for left_out in LEFT_OUT:
        slugs = slugs.replace(left_out, "")
    for event, slug in zip(
        events, slugs.split("\0"), strict=False
    ):  # no events give one empty slug
        known, date = event.id, event.date
        if known[:10] == date.edtf[:10] and known[10:11] == "-":
            day, length = known[:11], 11
        elif date.earliest is not None:
            day = "{:04}-{:02}-{:02}-".format(*date.earliest)
            length = next((n for n in (11, 8, 5) if known[:n] == day[:n]), 0)
        else:
            length = 0
        if length and slug.startswith(known[length:]):
            yield (len(known) - length) * 3 + (11, 8, 5).index(length)
        else:
            yield known


def _titles(site: Site) -> Iterator[str]:
    """Return each title with its actors' names replaced, the longest first."""
    named: list[list[str]] = [[] for _ in site.chronology.events]
    for one, positions in sorted(site.chronology.by_actor.items()):
        name = site.actor(one).text
        for position in positions:
            named[position].append(name)
    for event, names in zip(site.chronology.events, named, strict=True):
        title = event.title
        for name, stand_in in sorted(zip(names, STAND_INS, strict=False), key=_longest):
            title = title.replace(name, stand_in)
        yield title


def _longest(named: tuple[str, str]) -> int:
    return -len(named[0])


def _table(
    link: Callable[[str], Link], index: Mapping[str, list[int]]
) -> tuple[list[str], list[str], list[list[int]]]:
    """Return ids, names and events of all records that have events."""
    ids = sorted(index)
    return ids, [link(one).text for one in ids], [_steps(index[one]) for one in ids]


def _steps(numbers: list[int]) -> list[int]:
    """Return each number minus the one before: small numbers, which compress well."""
    return [*numbers[:1], *map(sub, numbers[1:], numbers)]
