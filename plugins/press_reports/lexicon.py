"""The words that the reading of reports rests on, from `lexicon.yaml` beside it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from chronology.content import yaml_strict

_ALL: Final[dict[str, Any]] = yaml_strict.load(
    Path(__file__).with_name("lexicon.yaml").read_text("utf-8")
)


def some(name: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(_ALL[name].split())


def table(name: str) -> dict[str, str]:
    """A table of the file."""
    return dict(_ALL[name])


def _source(written: str | list[str]) -> str:
    """A pattern as it is written, those that it names put in."""
    whole = "".join(written)
    return re.sub(
        r"\{([a-z_]+)\}", lambda named: f"(?:{_source(_ALL['patterns'][named[1]])})", whole
    )


def _any_of(name: str) -> str:
    """One of the patterns or the words of a list, as whole words."""
    return rf"\b(?:{'|'.join((*_ALL[f'{name}_patterns'], *_ALL[name].split()))})\b"


_VERBS: Final = ("encounter", "act", "others", "boundary")
#: Every pattern of the file, and its lists of verbs.
WORDS: Final = {
    name: re.compile(_source(written))
    for name, written in (_ALL["patterns"] | {name: _any_of(name) for name in _VERBS}).items()
}
#: What a title says that the first named do, by event type.
DOES: Final[dict[str, str]] = _ALL["does"]
#: Endings of the names of states, each with that of the adjective; the first of a word counts.
ENDINGS: Final = [pair.split(">") for pair in _ALL["endings"].split()]
#: How a date is written, in the order they are tried.
DATES: Final = {name: re.compile(_source(written)) for name, written in _ALL["dates"].items()}
#: The patterns of each event type, in the order they are tried.
TYPES: Final[list[tuple[str, re.Pattern[str]]]] = [
    (one["kind"], re.compile(one["pattern"], re.I)) for one in _ALL["types"]
]
