"""Families of event types: types that are read together, with one colour and one shape.

A shipped type has its family by its id, because PLOVER's categories group what readers keep
apart: a mission that is closed is no more cooperation than a withdrawal of forces is. Types that
a chronology adds get theirs by their PLOVER category.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from chronology.model.records import EventType


class Family(NamedTuple):
    """What belongs to a family: ids of shipped types, and PLOVER categories of all others."""

    types: tuple[str, ...]
    categories: tuple[str, ...] = ()


#: Family id to its members, from the friendly to the hostile. Charts, the timeline and style
#: sheets use these ids in this order.
FAMILIES: Final[dict[str, Family]] = {
    "consultation": Family(
        (
            *("meeting", "visit", "call", "summit", "negotiation", "mediation"),
            *("credentials", "mission"),
        ),
        ("CONSULT",),
    ),
    "agreement": Family(("agreement", "ratification", "recognition"), ("SUPPORT", "CONCEDE")),
    "cooperation": Family(("aid", "contract", "exercise"), ("COOPERATE", "AID")),
    "deescalation": Family(("withdrawal", "ceasefire"), ("RETREAT",)),
    "statement": Family(
        ("statement", "announcement", "appeal", "vote", "law"), ("AGREE", "REQUEST")
    ),
    "dispute": Family(("protest", "rejection", "ultimatum"), ("ACCUSE", "REJECT", "THREATEN")),
    "conflict": Family(
        (*("sanction", "expulsion", "severance", "mobilization", "coercion"), *("attack", "clash")),
        ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
    ),
    "other": Family(()),
}
LABELS: Final = {
    "consultation": "Consultation",
    "agreement": "Agreement",
    "cooperation": "Cooperation",
    "deescalation": "De-escalation",
    "statement": "Statement",
    "dispute": "Dispute",
    "conflict": "Conflict",
    "other": "Other",
}
_BY_TYPE: Final = {one: family for family, some in FAMILIES.items() for one in some.types}
_BY_CATEGORY: Final = {one: family for family, some in FAMILIES.items() for one in some.categories}


def family(event_type: EventType) -> str:
    """Return the family of an event type: by its id, else by its PLOVER category."""
    known = _BY_TYPE.get(event_type.id)
    return known or _BY_CATEGORY.get(event_type.plover or "", "other")
