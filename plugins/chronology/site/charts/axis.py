"""A time axis: how many years a bar spans, where the marks are, how far along a day is.

Positions are percentages, so that a drawing is as wide as its page and its text keeps its size.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from chronology.model.edtf import Day, day_number

#: More bars than this cannot be distinguished on a narrow screen.
MOST_BARS: Final = 160
_MOST_MARKS: Final = 6
#: A mark further along has no room for its label.
_LAST_MARK: Final = 93.0
_STEPS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


class Mark(NamedTuple):
    """A year that is written under the axis, and its position."""

    label: str
    at: str


class Axis(NamedTuple):
    """Whole bars of `step` years each, from the first of January of `first` on.

    `start` is the number of that day, `days` the length of the axis.
    """

    first: int
    step: int
    bars: int
    start: int
    days: int

    @property
    def last(self) -> int:
        """The last year that has a bar."""
        return self.first + self.step * self.bars - 1

    def bar(self, year: int) -> int:
        """Return the number of the bar that a year is counted in."""
        return (year - self.first) // self.step

    def along(self, day: Day) -> float:
        """Return how far along the axis a day begins, in per cent; 0 or 100 beyond its ends."""
        return min(max(100 * (day_number(day) - self.start) / self.days, 0), 100)

    def marks(self, label: Callable[[int], str] = str) -> list[Mark]:
        """Return round years in words, as many as there is room for."""
        whole = self.step * self.bars
        gap = next((step for step in _STEPS if whole <= step * _MOST_MARKS), _STEPS[-1])
        rounds = range(-(-self.first // gap) * gap, self.last + 1, gap)
        places = [(year, 100 * (year - self.first) / whole) for year in rounds]
        return [Mark(label(year), per_cent(at)) for year, at in places if at <= _LAST_MARK]


def over(first: int, last: int) -> Axis:
    """Return the axis from one year to another, both included; bars of 1, 2, 5, 10 … years."""
    step = next((one for one in _STEPS if last // one - first // one < MOST_BARS), _STEPS[-1])
    first = first // step * step
    bars = (last - first) // step + 1
    start, end = (day_number((year, 1, 1)) for year in (first, first + bars * step))
    return Axis(first, step, bars, start, end - start)


def per_cent(share: float) -> str:
    """Return a percentage for SVG, in tenths, written as shortly as possible."""
    return f"{share:.1f}".removesuffix(".0") + "%"
