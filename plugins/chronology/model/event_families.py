"""Families of event types: PLOVER categories that are read together, with one colour and shape."""

from __future__ import annotations

from typing import Final

#: Family to its PLOVER categories, from the friendly to the hostile; the theme colours the same.
FAMILIES: Final[dict[str, tuple[str, ...]]] = {
    "consultation": ("CONSULT",),
    "agreement": ("AGREE", "SUPPORT", "CONCEDE"),
    "cooperation": ("COOPERATE", "AID", "RETREAT"),
    "dispute": ("REQUEST", "ACCUSE", "REJECT", "THREATEN"),
    "conflict": ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
    "other": (),
}
_FAMILY = {category: family for family, some in FAMILIES.items() for category in some}


def of(plover: str | None) -> str:
    """The family of a PLOVER category; `other` for none and for one that is not known."""
    return _FAMILY.get(plover or "", "other")
