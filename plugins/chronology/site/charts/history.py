"""Drawings in time: events as stacked bars, terms as rows above and below them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Final, NamedTuple
from unicodedata import east_asian_width

from chronology.model import event_families
from chronology.model.edtf import Date, Day
from chronology.site.charts import axis
from chronology.site.charts.axis import Axis, Mark, per_cent

#: Height of the drawing of the bars in units, and the least height of a bar.
BARS: Final = 400
_LEAST: Final = 7
#: An end that is not known fades out over so many years, if another term follows.
_FADE: Final = 3
#: More years than these with the highest number are not named.
_MOST_PEAKS: Final = 3
#: The widths of a drawing, in rem, from which on a label may be seen; charts.css has them too.
_WIDTHS: Final = (18, 24, 34, 46, 58, 70)
#: Widths of letters in rem, generously estimated.
_LETTER, _SOLID, _MARGIN = 0.46, 0.9, 0.7


class Stack(NamedTuple):
    """The events of one family: how many, and their bars as one SVG path."""

    family: str
    label: str
    number: int
    path: str


class Term(NamedTuple):
    """Something that lasted: its label, its description, and when it began and ended."""

    label: str
    words: str
    start: Date | None
    until: Date | None
    url: str = ""


class Bar(NamedTuple):
    """A term as it is drawn: its place and width in per cent, and what its ends are.

    `start` and `end` are `known`, `unknown` (it fades), `open` (`..`: an arrow) or `cut` (it goes
    on beyond the drawing). If the drawing is at least `room` rem wide, there is room for the label,
    up to the next bar or, with `before`, in front of its own. Without any room there is no label.
    """

    label: str
    words: str
    url: str
    at: str
    width: str
    start: str
    end: str
    room: int = 0
    before: bool = False

    @property
    def begins(self) -> float:
        """Return its position as a number."""
        return float(self.at[:-1])

    @property
    def ends(self) -> float:
        """Return where it ends, in per cent."""
        return self.begins + float(self.width[:-1])


class Rows(NamedTuple):
    """Terms of one kind under a heading, in as few rows as possible without overlaps."""

    heading: str
    rows: list[list[Bar]]


Kinds = Iterable[tuple[str, list[Term]]]
Flags = Iterable[tuple[str, Day | None]]


class History(NamedTuple):
    """All of a drawing in time. `width` is that of the bars in units, ten to a bar.

    `busiest` are the years with most events, "" where they are too many to name.
    """

    axis: Axis
    width: int
    stacks: list[Stack]
    most: int
    busiest: str
    ends: tuple[str, str]
    marks: list[Mark]
    above: list[Rows]
    below: list[Rows]
    phases: list[Rows]
    flags: list[Mark]


def draw(
    years: Sequence[int],
    kinds: Sequence[str],
    above: Kinds = (),
    below: Kinds = (),
    phases: Kinds = (),
    flags: Flags = (),
    label: Callable[[int], str] = str,
) -> History:
    """Draw events by their years (ascending, at least one) and families, and terms beside them.

    The axis spans the events. If there are terms above only, it is widened to their known years:
    the page of a person shows a whole career, that of a relation its own time. `label` gives a
    year in words.
    """
    above, below, phases = list(above), list(below), list(phases)
    first, last = years[0], years[-1]
    if not below and not phases:
        known = [day[0] for _, terms in above for term in terms for day in _days(term)]
        first, last = min([first, *known]), max([last, *known])
    line = axis.over(first, last)
    counted: Counter[tuple[int, str]] = Counter()
    for (year, kind), number in Counter(zip(years, kinds, strict=True)).items():
        counted[line.bar(year), kind] += number
    stacks, most, busiest = _stacks(counted)
    span = ", ".join(_years(line, bar, label) for bar in busiest)
    upper, lower, beneath = (_all_rows(line, some) for some in (above, below, phases))
    marked = [Mark(side, per_cent(line.along(day))) for side, day in flags if day]
    all_rows = (line.marks(label), upper, lower, beneath, marked)
    ends = (label(line.first), label(line.last))
    return History(line, line.bars * 10, stacks, most, span, ends, *all_rows)


def _years(line: Axis, bar: int, label: Callable[[int], str]) -> str:
    """The year of a bar, or its first and last."""
    start = line.first + bar * line.step
    return f"{label(start)}–{label(start + line.step - 1)}" if line.step > 1 else label(start)


def terms(some: list[Term], last: int, label: Callable[[int], str] = str) -> History | None:
    """Draw terms alone, each in a row of its own, the earliest first; None if no day is known.

    The axis ends with the year `last`, or later if a term does.
    """
    known = [day[0] for term in some for day in _days(term)]
    if not known:
        return None
    line = axis.over(min(known), max(last, max(known) + _FADE))
    bars = [bar for term in some if (bar := _bar(line, term, followed=False))]
    rows = [_labelled([bar]) for bar in sorted(bars, key=lambda bar: (bar.begins, bar.label))]
    ends = (label(line.first), label(line.last))
    return History(line, 0, [], 0, "", ends, line.marks(label), [Rows("", rows)], [], [], [])


def _stacks(counted: Counter[tuple[int, str]]) -> tuple[list[Stack], int, list[int]]:
    """One path a family, the highest number, and the bars that have it; none where many have."""
    totals: Counter[int] = Counter()
    for (bar, _), number in counted.items():
        totals[bar] += number
    most = max(totals.values())
    unit = BARS / most
    by_family: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for (bar, family), number in sorted(counted.items()):
        by_family[family].append((bar, number))
    reached: dict[int, float] = defaultdict(float)
    stacks = []
    for family in event_families.FAMILIES:
        steps = []
        for bar, number in by_family.get(family, ()):
            low = reached[bar]
            high = reached[bar] = low + max(number * unit, _LEAST)
            foot, top = BARS - round(low), max(BARS - round(high), 0)
            steps.append(f"M{bar * 10 + 1} {foot}V{top}h8V{foot}")
        if steps:
            number = sum(number for _, number in by_family[family])
            label = event_families.LABELS[family]
            stacks.append(Stack(family, label, number, "".join(steps)))
    busiest = sorted(bar for bar, number in totals.items() if number == most)
    return stacks, most, busiest if len(busiest) <= _MOST_PEAKS else []


def _all_rows(line: Axis, kinds: Kinds) -> list[Rows]:
    """Return the rows of each kind that has any in the drawing."""
    found = [Rows(heading, _rows(line, terms)) for heading, terms in kinds]
    return [one for one in found if one.rows]


def _rows(line: Axis, terms: Iterable[Term]) -> list[list[Bar]]:
    """Put each term into the first row that is free at its beginning."""
    rows: list[list[Bar]] = []
    for bar in _bars(line, terms):
        free = next((row for row in rows if row[-1].ends <= bar.begins + 0.3), None)
        if free is None:
            rows.append([bar])
        else:
            free.append(bar)
    return list(map(_labelled, rows))


def _bars(line: Axis, terms: Iterable[Term]) -> list[Bar]:
    """Those that are seen, the earliest first."""
    terms = list(terms)
    starts = [days[0] for term in terms if (days := _days(term))]
    drawn = []
    for term in terms:
        days = _days(term)
        followed = bool(days) and any(start > days[-1] for start in starts)
        if bar := _bar(line, term, followed):
            drawn.append(bar)
    return sorted(drawn, key=lambda bar: (bar.begins, bar.label))


def _labelled(row: list[Bar]) -> list[Bar]:
    """Return the bars of a row, each with its label if there is room for it."""
    begins = [*(bar.begins for bar in row), 100.0]
    found = []
    for at, bar in enumerate(row):
        wide = _wide(bar.label) + _MARGIN
        after, before = begins[at + 1] - begins[at], begins[at] if len(row) == 1 else 0
        needed = 100 * wide / max(after, before, 0.1)
        room = next((width for width in _WIDTHS if width >= needed), 0)
        label = bar.label if room else ""
        found.append(bar._replace(label=label, room=room, before=before > after))
    return found


@cache
def _wide(label: str) -> float:
    return sum([_SOLID if east_asian_width(one) in "WF" else _LETTER for one in label])


def _bar(line: Axis, term: Term, followed: bool) -> Bar | None:
    """None where nothing is known, or all of it lies outside the line.

    An end that is not known, or is one of several dates, fades out: at the end of the axis, or
    soon if another term follows.
    """
    known = _days(term)
    if not known:
        return None
    begin = term.start.earliest if term.start else None
    end = term.until.latest if term.until else None
    still = term.until is not None and term.until.start.open
    from_set, until_set = (date is not None and bool(date.members) for date in term[2:4])
    first = begin or (known[0][0] - _FADE, *known[0][1:])
    soon = (known[-1][0] + _FADE, *known[-1][1:])
    last = end or ((line.last + 1, 1, 1) if still or not followed else soon)
    last = max(last, known[-1])
    if first[0] > line.last or last[0] < line.first:
        return None
    at, to = line.along(first), line.along(last)
    return Bar(
        term.label,
        term.words,
        term.url,
        per_cent(at),
        per_cent(max(to - at, 0.4)),
        "cut" if first[0] < line.first else "known" if begin and not from_set else "unknown",
        _ending(line, last, bool(end) and not until_set, still),
    )


def _ending(line: Axis, last: Day, known: bool, still: bool) -> str:
    """Return how a bar ends: `open`, `unknown`, `cut` or `known`."""
    if still:
        return "open"
    if not known:
        return "unknown"
    return "cut" if last[0] > line.last else "known"


def _days(term: Term) -> list[Day]:
    """Return its known days."""
    ends = (term.start and term.start.earliest, term.until and term.until.latest)
    return [day for day in ends if day]
