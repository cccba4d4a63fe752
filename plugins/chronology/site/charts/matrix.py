"""Who meets whom: the states with most events, each cell shaded by its number of events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import ceil, log
from typing import Final, NamedTuple

_MOST: Final = 14
#: Shades of a cell, by the logarithm of its number.
_TINTS: Final = 5


class Cell(NamedTuple):
    """Two states, the number of their events, and the shade of the cell: 0 to 5."""

    pair: tuple[str, str]
    number: int
    tint: int


def of(counts: Mapping[tuple[str, str], int]) -> list[tuple[str, list[Cell]]]:
    """Return the states with most events in pairs, each with its cells up to the diagonal."""
    totals: Counter[str] = Counter()
    for pair, number in counts.items():
        for state in pair:
            totals[state] += number
    states = [state for state, _ in sorted(totals.items(), key=lambda item: (-item[1], item[0]))]
    largest = max(counts.values(), default=1)
    return [
        (
            state,
            [
                _cell((min(state, other), max(state, other)), counts, largest)
                for other in states[:at]
            ],
        )
        for at, state in enumerate(states[:_MOST])
    ]


def _cell(pair: tuple[str, str], counts: Mapping[tuple[str, str], int], largest: int) -> Cell:
    number = counts.get(pair, 0)
    return Cell(pair, number, number and max(1, ceil(_TINTS * log(number + 1) / log(largest + 1))))
