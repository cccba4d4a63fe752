"""The words that the reading of reports rests on, from `lexicon.yaml` beside it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from chronology import strictyaml

_ALL: Final[dict[str, Any]] = strictyaml.load(
    Path(__file__).with_name("lexicon.yaml").read_text("utf-8")
)


def some(name: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(_ALL[name].split())


def table(name: str) -> dict[str, str]:
    """A table of the file."""
    return dict(_ALL[name])


def any_of(name: str, *patterns: str) -> re.Pattern[str]:
    """One of the words of a list, of its patterns, or of those given, as whole words."""
    known = (*_ALL.get(f"{name}_patterns", ()), *_ALL[name].split(), *patterns)
    return re.compile(rf"\b(?:{'|'.join(known)})\b")


def source(name: str) -> str:
    """A pattern of the file as text, those that it names put in."""
    pieces = _ALL["patterns"][name]
    whole = pieces if isinstance(pieces, str) else "".join(pieces)
    return re.sub(r"\{([a-z_]+)\}", lambda named: f"(?:{source(named[1])})", whole)


def pattern(name: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern of the file."""
    return re.compile(source(name), flags)


#: The patterns of each event type, in the order they are tried.
TYPES: Final[list[tuple[str, re.Pattern[str]]]] = [
    (one["kind"], re.compile(one["pattern"], re.I)) for one in _ALL["types"]
]
