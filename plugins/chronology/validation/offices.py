"""Contradictions about persons: two places on one day, an office not held."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations
from math import asin, cos, radians, sin, sqrt
from typing import Final

from chronology.content.archive import Archive, Entry
from chronology.model.edtf import Date
from chronology.model.records import Office, Participant, Person, Place, State
from chronology.problems import Problem, warning

#: In kilometres: too far to travel between two events on one day.
_TOO_FAR: Final = 5_000
#: Types of events that do not require presence.
_APART: Final = frozenset(("call", "statement", "announcement", "vote", "appeal"))
#: Words without weight: `Minister of Foreign Affairs` is the Foreign Minister.
_EMPTY: Final = frozenset("of for the and affairs".split())


def check(archive: Archive) -> Iterator[Problem]:
    persons = {one.id: one for one in archive.registries.actors.values() if isinstance(one, Person)}
    yield from _two_places(archive, persons)
    for entry in archive.events.values():
        for at, part in enumerate(entry.record.actors):
            person = persons.get(part.actor)
            if not (person and person.offices and (part.as_ or part.of)):
                continue
            if reason := _not_held(archive, person, part, entry.record.date):
                message = f"`{part.actor}` {reason}"
                hint = "correct the event, or the offices in the registry"
                yield warning(entry.path, "office-not-held", message, hint, ("actors", at))


def _two_places(archive: Archive, persons: Mapping[str, Person]) -> Iterator[Problem]:
    days: dict[str, list[Entry]] = defaultdict(list)
    for entry in archive.events.values():
        event = entry.record
        if (
            event.place
            and event.date.is_day
            and event.event_status == "occurred"
            and event.type not in _APART
        ):
            days[event.date.edtf].append(entry)
    for some in days.values():
        for first, second in combinations(some, 2):
            both = {part.actor for part in first.record.actors} & persons.keys()
            both &= {part.actor for part in second.record.actors}
            if both and _far(archive.registries.places, first.record.place, second.record.place):
                message = f"{_listed(both)} took part in {first.path} on the same day, far away"
                hint = "check the dates and places of both events"
                yield warning(second.path, "two-places", message, hint, ("place",))


def _far(places: Mapping[str, Place], one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether no place of one event is near a place of the other."""
    pairs = [(places.get(a), places.get(b)) for a in one for b in other]
    return all(a and b and _apart(a, b) for a, b in pairs)


def _apart(one: Place, other: Place) -> bool:
    """Compare by distance or, without coordinates, by country."""
    if None not in (one.lat, one.lon, other.lat, other.lon):
        return _distance(one, other) > _TOO_FAR
    return bool(one.country and other.country) and one.country != other.country


def _distance(one: Place, other: Place) -> float:
    """Return the distance in kilometres on a sphere."""
    north, south = radians(one.lat or 0), radians(other.lat or 0)
    across = radians((other.lon or 0) - (one.lon or 0))
    part = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(across / 2) ** 2
    return 2 * 6371 * asin(sqrt(part))


def _not_held(archive: Archive, person: Person, part: Participant, day: Date) -> str:
    """Return why the capacity contradicts the registry, or nothing.

    An office missing from the registry is not a contradiction.
    """
    possible = [one for one in person.offices if part.of is None or one.of == part.of]
    if part.as_ is None and any(may_hold(office, day) for office in possible):
        return ""
    meant = [one for one in possible if part.as_ and _key(one.title) == _key(part.as_)]
    if meant and not any(may_hold(office, day) for office in meant):
        spans = ", ".join(f"{office.from_ or '?'}/{office.until or '?'}" for office in meant)
        return f"was {meant[0].title} in {spans}, not on {day}"
    actors = archive.registries.actors
    if part.of and isinstance(actors.get(part.of), State):
        if any(may_hold(office, day) for office in possible):
            return ""
        held = {o.of for o in person.offices if o.of and day.within(o.from_, o.until)}
        if held and all(isinstance(actors.get(one), State) for one in held):
            return f"held an office of {_listed(held)} on {day}, not of `{part.of}`"
    return ""


def may_hold(office: Office, day: Date) -> bool:
    """Return whether the dates do not exclude it."""
    start, until = office.from_, office.until
    return not (start and day.before(start)) and not (until and until.before(day))


@cache
def _key(title: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", title.casefold())) - _EMPTY


def _listed(ids: set[str]) -> str:
    return ", ".join(f"`{one}`" for one in sorted(ids))
