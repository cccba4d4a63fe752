"""States, organizations and places in a report: by name, and states by their adjectives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from babel import Locale

from chronology.content.markdown.names import Name, Names
from chronology.content.registries import Registries
from chronology.model.records import State
from press_reports import lexicon
from press_reports.lexicon import WORDS


class Hit(NamedTuple):
    """A name in a text; `id` is None where the registries do not know it."""

    start: int
    end: int
    kind: str
    id: str | None
    name: str


class Gazetteer:
    """Every state, organization and place that a report may name, registered or not."""

    def __init__(self, registries: Registries) -> None:
        found: dict[str, Name] = {}
        by_code: dict[str, str] = {}
        states = [one for one in registries.actors.values() if isinstance(one, State)]

        def put(text: str, kind: str, of: str) -> None:
            found.setdefault(text, Name(text, kind, of, ""))

        for actor in registries.actors.values():
            if actor.type != "person":
                for text in actor.all_names:
                    put(text, actor.type, actor.id)
        for state in states:
            if state.iso and (not state.until or state.until.latest is None):
                by_code.setdefault(state.iso, state.id)
            if state.official_name:
                put(state.official_name, "state", state.id)
        for place in registries.places.values():
            for text in place.all_names:
                put(text, "place", place.id)
        cldr = {code: name for code, name in Locale("en").territories.items() if len(code) == 2}
        pairs = [
            (word, of) for of, some in lexicon.table("irregular").items() for word in some.split()
        ]
        pairs += lexicon.table("names_of_two").items()
        pairs += [(name, code) for code, name in cldr.items()]
        for word, of in pairs:
            named = found.get(of)
            known = by_code.get(of) or (named.id if named else None)
            if known or of in cldr:
                put(word, "state" if known else "unknown", known or cldr[of])
        for ending, adjective in lexicon.ENDINGS:
            for state in states:
                if state.name.endswith(ending):
                    stem = state.name.removesuffix(ending)
                    put(stem + adjective, "state", state.id)
            for code, name in cldr.items():
                if code not in by_code and name.endswith(ending):
                    put(name.removesuffix(ending) + adjective, "unknown", name)
        self._names = Names(found.values())

    def find(self, text: str) -> list[Hit]:
        """The names in a text, in order; of a state and a place of one name, the state."""
        return list(self._hits(text))

    def _hits(self, text: str) -> Iterator[Hit]:
        for start, end, entries in self._names.find(text):
            one = entries[0]
            if one.kind == "unknown":
                yield Hit(start, end, "state", None, one.id)
            else:
                yield Hit(start, end, one.kind, one.id, text[start:end])


def joined(text: str) -> bool:
    """Are the words between two names those of a list?"""
    return bool(WORDS["list_goes_on"].fullmatch(text))
