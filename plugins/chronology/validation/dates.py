"""Dates that contradict each other: lifetimes, terms of office, and the dates of an event."""

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
from chronology.problems import FieldPath, Fix, Problem, warning

_DATED_ID: Final = re.compile(r"(-?\d{4}(?:-\d{2}(?:-\d{2})?)?)-")
_YEAR_FOLDER: Final = re.compile(r"/(-?\d{4})/[^/]*$")
_YEAR: Final = re.compile(r"\d{4}").match
Span = tuple[Date | None, Date | None]
#: Offices that one person holds at a time.
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
    """Yield actors at events outside their lifetime, and periods that end before they begin."""
    actors, lives = archive.registries.actors, dict[str, Span]()
    for actor in actors.values():
        path, spans = archive.registries.origins["actors", actor.id], list(_spans(actor))
        for field, (start, until) in spans:
            if start and until and until.before(start):
                message = f"the end ({until}) is before the beginning ({start})"
                yield warning(path, "date-order", message, "check both dates", (actor.id, *field))
        if any(spans[0][1]):
            lives[actor.id] = spans[0][1]
    for entry in archive.events.values():
        for field, one in _present(entry.record, actors):
            if one in lives:
                yield from _outside(entry, field, actors[one], *lives[one])


def _spans(actor: Actor) -> Iterator[tuple[FieldPath, Span]]:
    """Yield the lifetime of an actor, then the terms of its offices or memberships."""
    if isinstance(actor, Person):
        yield ("died",), (actor.born, actor.died)
    elif isinstance(actor, State | Organization):
        yield ("until",), (actor.from_, actor.until)
    for name in ("offices", "members"):
        for at, one in enumerate(getattr(actor, name, ())):
            yield (name, at, "until"), (one.from_, one.until)


def _present(event: Event, actors: Mapping[str, Actor]) -> Iterator[tuple[FieldPath, str]]:
    """Yield who took part or was represented, and organizations mentioned at a summit."""
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
        found.append(f"before {'birth' if lives else 'its beginning'} ({start})")
    if end and end.before(date):
        found.append(f"after {'death' if lives else 'its end'} ({end})")
    for message in found:
        hint = "check the date of the event and the record of the actor"
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
            hint = "correct the dates of one of them"
            yield warning(path, "office-overlap", message, hint, field)


def _surely_together(first: Office, second: Office) -> bool:
    """Return whether the terms certainly overlap by more than one day."""
    starts = [o.from_.latest for o in (first, second) if o.from_ and o.from_.latest]
    ends = [
        o.until.earliest or (9999, 12, 31)
        for o in (first, second)
        if o.until and (o.until.earliest or o.until.start.open)
    ]
    return len(starts) == len(ends) == 2 and max(starts) < min(ends)


def _entries(archive: Archive) -> Iterator[Problem]:
    """Yield dates that contradict the file name, the folder, `reported` or `added`."""
    for entry in archive.events.values():
        event: Event = entry.record
        named = _DATED_ID.match(event.id)
        agrees = not named or _agrees(named[1], event.date)
        if named and not agrees:
            yield _mismatch(entry, f"the file name gives {named[1]}")
        year = _YEAR_FOLDER.search(entry.path)
        if year and not _agrees(year[1], event.date):
            name = entry.path.rpartition("/")[2]
            fix = Fix("move", f"events/{event.date.edtf[:4]}/{name}")
            movable = agrees and _YEAR(event.date.edtf)
            yield _mismatch(entry, f"the folder gives {year[1]}", fix if movable else None)
        for name in ("reported", "added"):
            clock = getattr(event, name)
            # From year 0 on, texts compare like dates, which is much faster.
            if not clock or clock.edtf >= event.date.edtf >= "0":
                continue
            if event.event_status == "occurred" and clock.before(event.date):
                message = f"`{name}` ({clock}) is before the date of the event ({event.date})"
                hint = "check both dates, or set `event_status: planned`"
                yield warning(entry.path, "recorded-early", message, hint, (name,))


def _agrees(text: str, date: Date) -> bool:
    try:
        return date.edtf.startswith(text) or edtf.parse(text).overlaps(date)
    except edtf.DateError:
        return True


def _mismatch(entry: Entry, given: str, fix: Fix | None = None) -> Problem:
    message, hint = f"{given}, but `date` is {entry.record.date}", "correct the one that is wrong"
    return warning(entry.path, "date-mismatch", message, hint, ("date",), fix)
