"""Heads of state, heads of government and party leaders, found by the titles of their offices."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from chronology.model.records import Actor, Office, Person

#: What the titles of each kind of leader begin with. A deputy's begins with another word.
TITLES: Final = {
    "Heads of state": (
        r"President(?! of the (Senate|Council|Government|Assembly))|King|Queen|Emperor|Empress"
        r"|Emir|Sultan|Shah|Grand Duke|Monarch|Head of State"
        r"|Chairman of the (People's Republic|Central People's Government|Presidium)"
        r"|Chairman of the Supreme Soviet"
    ),
    "Heads of government": (
        r"Premier|Prime Minister|Chancellor(?! of the Exchequer)|Head of Government|Taoiseach"
        r"|(Chairman|President) of the (Council of (Ministers|People's Commissars)|Government)"
    ),
    "Party leaders": r"(First|General) Secretary|Chairman of the (Communist )?Party",
}
Holders = dict[str, dict[str, list[tuple[Person, Office]]]]

_KNOWN = {kind: re.compile(rf"(Acting )?({title})\b").match for kind, title in TITLES.items()}


def kind(office: Office) -> str | None:
    """Return the kind of leader that holds an office; None for other offices."""
    return next((name for name, match in _KNOWN.items() if match(office.title)), None)


def holders(actors: Iterable[Actor]) -> Holders:
    """Return the leaders of each state by kind, the earliest first."""
    found: Holders = defaultdict(lambda: {name: [] for name in TITLES})
    persons = [one for one in actors if isinstance(one, Person)]
    for person, office in ((one, office) for one in persons for office in one.offices):
        name = kind(office) if office.of else None
        if name and office.of:
            found[office.of][name].append((person, office))
    return {
        state: {name: sorted(some, key=_begin) for name, some in kinds.items() if some}
        for state, kinds in found.items()
    }


def _begin(holder: tuple[Person, Office]) -> tuple[object, ...]:
    person, office = holder
    return (*office.sort_key, person.id)
