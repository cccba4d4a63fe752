"""States, organizations and places in a report: by name, and states by their adjectives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from babel import Locale

from chronology.model import State
from chronology.names import Name, Names
from chronology.registries import Registries

#: ISO 3166-1 codes with names and adjectives that neither CLDR nor an ending gives.
_IRREGULAR: Final = """
AE Emirati UAE; AF Afghan; AR Argentine; AZ Azerbaijani; BA Bosnian; BB Barbadian Bajan; BD
Bangladeshi; BE Belgian; BW Motswana; CA Canadian; CD DRC; CH Swiss; CI Ivorian; CN Chinese PRC;
CY Cypriot; CZ Czech; DE German; DK Danish; EC Ecuadorian; EG Egyptian; ES Spanish; FI Finnish; FR
French; GB British UK U.K. Britain; GH Ghanaian; GR Greek Hellenic; HK Hongkonger; HU Hungarian;
IE Irish; IL Israeli; IS Icelandic; IT Italian; JP Japanese; KG Kyrgyz; KP DPRK; KR ROK; KW
Kuwaiti; KZ Kazakh; LA Lao Laotian; LB Lebanese; LU Luxembourgish; MC Monegasque; MG Malagasy; MK
Macedonian; MM Burmese Burma; MX Mexican; MY Malaysian; NE Nigerien; NL Dutch; NO Norwegian; NP
Nepali Nepalese; PE Peruvian; PH Philippine Filipino; PK Pakistani; PL Polish; PT Portuguese; PY
Paraguayan; SE Swedish; SI Slovenian Slovene; SK Slovak; SN Senegalese; SY Syrian; TH Thai; TJ
Tajik; TM Turkmen; TR Turkish Turkey; US U.S. US American USA; UZ Uzbek; VA Papal Vatican; VN
Vietnamese; XK Kosovar; SL Leonean; SD Sudanese
"""
_NAMES_OF_TWO: Final = (
    "South Korean=KR;North Korean=KP;South African=ZA;New Zealand=NZ;Saudi=SA;Costa Rican=CR;"
    "Puerto Rican=PR;Sri Lankan=LK;Sierra Leonean=SL;South Sudanese=SS;Holy See=VA;"
    "Soviet=Soviet Union;Yugoslav=Yugoslavia;Republic of Korea=KR;Russian Federation=RU"
)
#: An ending of a name, and what makes the adjective of it; the first of a word counts.
_ENDINGS: Final = (
    ("a", "an"), ("ia", "ian"), ("o", "an"), ("y", "ian"), ("e", "ian"), ("", "n"), ("", "ian"),
    ("", "an"), ("", "ese"), ("", "i"), ("", "ish"), ("a", "ese"), ("us", "ian"), ("s", "ian"),
)  # fmt: skip


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
        irregular = [entry.split() for entry in _IRREGULAR.split(";")]
        pairs = [(word, code) for code, *words in irregular for word in words]
        pairs += [(word, of) for word, of in (e.split("=") for e in _NAMES_OF_TWO.split(";"))]
        pairs += [(name, code) for code, name in cldr.items()]
        for word, of in pairs:
            named = found.get(of)
            known = by_code.get(of) or (named.id if named else None)
            if known or of in cldr:
                put(word, "state" if known else "unknown", known or cldr[of])
        for ending, adjective in _ENDINGS:
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
    return bool(re.fullmatch(r"[\s,]*(?:and|or|&)?\s*(?:the\s+)?(?:(?:Republic|Kingdom) of\s+)?",
                             text))  # fmt: skip
