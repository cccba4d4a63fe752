"""Surnames, for sorting people and for labels with little room."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from chronology.model.records import Person

#: States whose people are named with the surname first.
_SURNAME_FIRST: Final = frozenset(
    (
        "china", "republic-of-china", "taiwan", "hong-kong", "macau", "north-korea", "south-korea",
        "vietnam", "north-vietnam", "south-vietnam", "cambodia", "singapore",
    )
)  # fmt: skip
_PARTICLES: Final = frozenset(
    "al bin da de del della den der di dos du el ibn la le van von".split()
)
_NUMERAL: Final = re.compile(r"[IVX]+\.?|Jr\.?|Sr\.?")
_TITLES: Final = ("Pope ", "King ", "Queen ", "Emperor ", "Prince ", "Sheikh ")


def surname(person: Person, name: str) -> str:
    """Return the part of a name that it is sorted by: `Putin`, `Xi`, `de Gaulle`, `Elizabeth II`.

    `name` is the person's name in the language of the page. A name in a script without spaces is
    returned whole.
    """
    words = name.split()
    if len(words) < 2 or name.startswith(_TITLES) or _NUMERAL.fullmatch(words[-1]):
        return name
    if any(office.of in _SURNAME_FIRST for office in person.offices):
        return words[0]
    first = len(words) - 1
    while first > 1 and words[first - 1].lower().strip("'’") in _PARTICLES:
        first -= 1
    return " ".join(words[first:])


def folded(text: str) -> str:
    """Return text to sort by: small letters without accents."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
