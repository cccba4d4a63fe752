"""Families of event types: PLOVER categories that are read together, each with its colour."""

from __future__ import annotations

from typing import Final

#: Family to its PLOVER categories, from the friendly to the hostile; the theme colours the same.
FAMILIES: Final = {
    "Consultation": ("CONSULT",),
    "Agreement": ("AGREE", "SUPPORT", "CONCEDE"),
    "Cooperation": ("COOPERATE", "AID", "RETREAT"),
    "Dispute": ("REQUEST", "ACCUSE", "REJECT", "THREATEN"),
    "Conflict": ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}
#: What has no category: votes, statements.
OTHER: Final = "Other"
#: In the order they are stacked.
ORDER: Final = (*FAMILIES, OTHER)

_FAMILY = {category: family for family, some in FAMILIES.items() for category in some}


def of(plover: str | None) -> str:
    """The family of a PLOVER category; `Other` for none and for one that is not known."""
    return _FAMILY.get(plover or "", OTHER)
