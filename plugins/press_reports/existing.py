"""Events that the record already has: a report on one of them is a further source of its entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from chronology.model import edtf
from chronology.model.records import Event

#: Types that one report calls this and another that.
_ALIKE: Final = frozenset(("meeting", "visit", "summit", "negotiation"))
#: Participants that two entries of one event have in common, if there are as many.
_COMMON: Final = 2


def same_event(matter: Mapping[str, Any], events: Iterable[Event]) -> list[str]:
    """Return the ids of events on an overlapping day, of that type, with those participants."""
    if "date" not in matter:
        return []
    date = edtf.parse(matter["date"])
    proposed = {part["actor"] for part in matter["actors"]}
    sides = proposed | {part["of"] for part in matter["actors"] if "of" in part}
    return [
        event.id
        for event in events
        if _alike(matter["type"], event.type)
        and date.overlaps(event.date)
        and _shared(proposed, sides, event)
    ]


def _alike(one: str, other: str) -> bool:
    return one == other or {one, other} <= _ALIKE


def _shared(proposed: set[str], sides: set[str], event: Event) -> bool:
    """Return whether the participants are the same, or stand for the same states."""
    taking_part = {part.actor for part in event.actors}
    both = taking_part | {part.of for part in event.actors if part.of}
    return bool(proposed) and len(sides & both) >= min(_COMMON, len(proposed), len(taking_part))
