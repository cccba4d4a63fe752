"""Dates that cannot be true together: lives, offices, and the three clocks of an entry."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Final

from chronology.content.archive import Archive, Entry
from chronology.model import edtf
from chronology.model.edtf import Date
from chronology.model.records import Actor, Event, Office, Organization, Person, State
from chronology.problems import FieldPath, Problem, warning

_DATED_ID: Final = re.compile(r"(-?\d{4}(?:-\d{2}(?:-\d{2})?)?)-")
_YEAR_FOLDER: Final = re.compile(r"/(-?\d{4})/[^/]*$")
Span = tuple[Date | None, Date | None]
#: Offices of which a state or organization has one holder at a time.
_SINGLE_OFFICE: Final = re.compile(
    r"^(?:president|prime minister|premier|chancellor|king|queen|emperor|monarch|pope"
    r"|(?:general secretary|secretary[- ]general|secretary of state|chairman|first secretary)\b.*"
    r"|(?:foreign minister|minister (?:of|for) (?:foreign|external) affairs).*"
    r"|president of .*)$",
    re.IGNORECASE,
)


def check(archive: Archive) -> Iterator[Problem]:
    yield from _lives(archive)
    yield from _offices(archive)
    yield from _entries(archive)


def _lives(archive: Archive) -> Iterator[Problem]:
    """Actors at events outside their lives, and what ends before it begins."""
    actors, lives = archive.registries.actors, dict[str, Span]()
    for actor in actors.values():
        path, spans = archive.registries.origins["actors", actor.id], list(_spans(actor))
        for field, (start, until) in spans:
            if start and until and until.before(start):
                message = f"ends ({until}) before it begins ({start})"
                yield warning(path, "date-order", message, "check both dates", (actor.id, *field))
        if any(spans[0][1]):
            lives[actor.id] = spans[0][1]
    for entry in archive.events.values():
        for field, one in _present(entry.record, actors):
            if one in lives:
                yield from _outside(entry, field, actors[one], *lives[one])


def _spans(actor: Actor) -> Iterator[tuple[FieldPath, Span]]:
    """Its life, then the times of its offices or members."""
    if isinstance(actor, Person):
        yield ("died",), (actor.born, actor.died)
    elif isinstance(actor, State | Organization):
        yield ("until",), (actor.from_, actor.until)
    for name in ("offices", "members"):
        for at, one in enumerate(getattr(actor, name, ())):
            yield (name, at, "until"), (one.from_, one.until)


def _present(event: Event, actors: Mapping[str, Actor]) -> Iterator[tuple[FieldPath, str]]:
    """Who took part or was represented; at a summit also the organizations named beside it."""
    for at, part in enumerate(event.actors):
        yield ("actors", at), part.actor
        if part.of:
            yield ("actors", at, "of"), part.of
    if event.type == "summit":
        for at, one in enumerate(event.mentions):
            if isinstance(actors.get(one), Organization):
                yield ("mentions", at), one


def _outside(
    entry: Entry, field: FieldPath, actor: Actor, start: Date | None, end: Date | None
) -> Iterator[Problem]:
    date, lives = entry.record.date, isinstance(actor, Person)
    found = []
    if start and date.before(start):
        found.append(f"before {'birth' if lives else 'it began'} ({start})")
    if end and end.before(date):
        found.append(f"after {'death' if lives else 'it ended'} ({end})")
    for message in found:
        hint = "check the event's date and the actor's record"
        yield warning(entry.path, "lifetime", f"`{actor.id}` took part {message}", hint, field)


def _offices(archive: Archive) -> Iterator[Problem]:
    held: dict[tuple[str, str], list[tuple[Person, int, Office]]] = defaultdict(list)
    persons = [one for one in archive.registries.actors.values() if isinstance(one, Person)]
    for one, at, office in ((p, at, it) for p in persons for at, it in enumerate(p.offices)):
        if office.of and _SINGLE_OFFICE.match(office.title):
            held[office.title.casefold(), office.of].append((one, at, office))
    origins = archive.registries.origins
    pairs = (pair for holders in held.values() for pair in combinations(holders, 2))
    for (one, _, first), (other, at, second) in pairs:
        if one.id != other.id and _surely_together(first, second):
            path, field = origins["actors", other.id], (other.id, "offices", at)
            message = (
                f"`{other.id}` ({second.from_}/{second.until}) and `{one.id}` "
                f"({first.from_}/{first.until}, {origins['actors', one.id]}) are both "
                f"{second.title} of {second.of}"
            )
            hint = "one has to end before the other begins"
            yield warning(path, "office-overlap", message, hint, field)


def _surely_together(first: Office, second: Office) -> bool:
    """More than the day of handing over is held by both, whatever the dates leave open."""
    starts = [o.from_.latest for o in (first, second) if o.from_ and o.from_.latest]
    ends = [
        o.until.earliest or (9999, 12, 31)
        for o in (first, second)
        if o.until and (o.until.earliest or o.until.start.open)
    ]
    return len(starts) == len(ends) == 2 and max(starts) < min(ends)


def _entries(archive: Archive) -> Iterator[Problem]:
    """Dates that disagree with the file's name, its folder, or the other two clocks."""
    for entry in archive.events.values():
        event: Event = entry.record
        if event.date.earliest is None and event.date.latest is None:
            message, hint = f"`{event.date}` names no time at all", "give at least one of its ends"
            yield Problem(entry.path, "bad-date", message, hint, ("date",))
            continue
        named = _DATED_ID.match(event.id)
        if named and not _agrees(named[1], event.date):
            yield _mismatch(entry, f"the file name says {named[1]}")
        year = _YEAR_FOLDER.search(entry.path)
        if year and not _agrees(year[1], event.date):
            yield _mismatch(entry, f"the folder says {year[1]}")
        for name in ("reported", "added"):
            clock = getattr(event, name)
            # From the year 0 a later text is never an earlier time: most need no more.
            if not clock or clock.edtf >= event.date.edtf >= "0":
                continue
            if event.event_status == "occurred" and clock.before(event.date):
                message = f"`{name}` ({clock}) is before the event ({event.date})"
                hint = "check both dates, or set `event_status: planned`"
                yield warning(entry.path, "recorded-early", message, hint, (name,))


def _agrees(text: str, date: Date) -> bool:
    try:
        return date.edtf.startswith(text) or edtf.parse(text).overlaps(date)
    except edtf.DateError:
        return True


def _mismatch(entry: Entry, said: str) -> Problem:
    message, hint = f"{said}, the date is {entry.record.date}", "correct the one that is wrong"
    return warning(entry.path, "date-mismatch", message, hint, ("date",))
