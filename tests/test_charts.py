from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronology.index.leaders import kind
from chronology.model import event_families
from chronology.model.edtf import parse
from chronology.model.records import Office
from chronology.site.charts import axis, history, matrix, world
from chronology.site.charts.history import BARS, Term

YEARS = st.integers(-500, 2100)


@given(YEARS, YEARS)
def test_every_year_has_one_bar_and_bars_are_few(one: int, other: int) -> None:
    first, last = sorted((one, other))
    line = axis.over(first, last)
    assert line.first <= first <= last <= line.last
    assert line.bars <= axis.MOST_BARS
    assert {line.bar(year) for year in (first, last)} <= set(range(line.bars))
    assert line.bar(last) == line.bars - 1


@given(YEARS, st.integers(0, 900))
def test_marks_are_round_years_in_order_with_room_for_their_labels(first: int, more: int) -> None:
    marks = axis.over(first, first + more).marks()
    places = [float(mark.at.rstrip("%")) for mark in marks]
    assert len(marks) <= 8
    assert all(later - earlier > 10 for earlier, later in pairwise(places))
    assert all(0 <= place <= 93 for place in places)


def test_a_day_stands_where_it_is_in_its_year() -> None:
    line = axis.over(2000, 2003)
    assert line.along((2000, 1, 1)) == 0
    assert line.along((2002, 1, 1)) == pytest.approx(50, abs=0.1)
    assert line.along((2010, 1, 1)) == 100


@given(
    st.lists(
        st.tuples(st.integers(1900, 2030), st.sampled_from(list(event_families.FAMILIES))),
        min_size=1,
    )
)
def test_bars_stack_to_the_number_of_their_year_and_never_beyond_the_drawing(
    events: list[tuple[int, str]],
) -> None:
    events.sort()
    drawn = history.draw([year for year, _ in events], [kind for _, kind in events])
    assert sum(stack.number for stack in drawn.stacks) == len(events)
    heights = [int(top) for stack in drawn.stacks for top in re.findall(r"V(\d+)h", stack.path)]
    assert min(heights) == 0 or len(drawn.stacks) > 1
    assert all(0 <= top < BARS for top in heights)
    bars = [int(x) for stack in drawn.stacks for x in re.findall(r"M(\d+) ", stack.path)]
    assert max(bars) < drawn.width


def term(start: str | None, until: str | None, label: str = "Premier of a land") -> Term:
    return Term(label, label, start and parse(start), until and parse(until))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "until", "ends"),
    [
        ("1990", "1995", ("known", "known")),
        ("1990", None, ("known", "unknown")),
        (None, "1995", ("unknown", "known")),
        ("1990", "..", ("known", "open")),
        ("1970", "1995", ("cut", "known")),
        ("1990", "2040", ("known", "cut")),
    ],
)
def test_an_end_that_is_not_known_is_drawn_as_such(
    start: str | None, until: str | None, ends: tuple[str, str]
) -> None:
    drawn = history.draw(
        [1980, 2000], ["other", "other"], [], [("Heads of state", [term(start, until)])]
    )
    (bar,) = drawn.below[0].rows[0]
    assert (bar.start, bar.end) == ends


def test_a_term_without_a_day_or_outside_the_line_is_not_drawn() -> None:
    some = [term(None, None), term("1900", "1910"), term(None, "..")]
    assert history.draw([1980, 2000], ["other"] * 2, [], [("Offices", some)]).below == []


def test_terms_share_a_row_only_where_they_follow_each_other() -> None:
    some = [term("1980", "1985"), term("1986", "1990"), term("1984", "1988")]
    drawn = history.draw([1980, 2000], ["other"] * 2, [("Offices", some)])
    assert [len(row) for row in drawn.above[0].rows] == [2, 1]


def test_a_label_is_shown_from_a_width_on_that_has_room_for_all_of_it() -> None:
    some = [
        term("1900", "1950", "Short"),
        term("1951", "2000", "A name of rather many letters, all of them"),
    ]
    (row,) = history.draw([1900, 2050], ["other"] * 2, [("Offices", some)]).above[0].rows
    assert [bar.label for bar in row] == ["Short", "A name of rather many letters, all of them"]
    assert 0 < row[0].room < row[1].room
    crowded = [term(str(year), str(year), f"Somebody {year}") for year in range(1900, 2050)]
    (row,) = history.draw([1900, 2050], ["other"] * 2, [("Offices", crowded)]).above[0].rows
    assert {bar.label for bar in row[:-1]} == {""}


def test_the_label_of_a_late_term_stands_before_it() -> None:
    drawn = history.terms([term("1900", "1910"), term("1999", "2000", "A late member")], 2000)
    assert drawn
    assert [row[0].before for row in drawn.above[0].rows] == [False, True]


def test_a_career_widens_the_line_and_a_relation_keeps_its_own_time() -> None:
    career = [("Offices", [term("1950", "1960")])]
    assert history.draw([1980, 1990], ["other"] * 2, career).axis.first == 1950
    assert history.draw([1980, 1990], ["other"] * 2, career, career).axis.first == 1980


def test_cells_of_the_matrix_are_tinted_by_their_number() -> None:
    rows = matrix.of({("a", "b"): 100, ("a", "c"): 1, ("b", "c"): 10})
    assert [state for state, _ in rows] == ["b", "a", "c"]
    tints = {cell.pair: cell.tint for _, cells in rows for cell in cells}
    assert tints["a", "b"] == 5
    assert tints["a", "b"] > tints["b", "c"] > tints["a", "c"] > 0
    assert matrix.of({}) == []


@given(st.floats(-57, 84), st.floats(-180, 180))
def test_every_place_lies_on_the_map_and_in_its_window(latitude: float, longitude: float) -> None:
    x, y = world.point(latitude, longitude)
    assert -1 <= x <= world.WIDTH + 1
    assert -1 <= y <= world.HEIGHT + 1
    left, top, wide, high = map(int, world.window(latitude, longitude).split())
    assert left - 1 <= x <= left + wide + 1
    assert top - 1 <= y <= top + high + 1


def test_the_map_is_equal_earth() -> None:
    """Corners of the projection as its authors give them: x 2.7066 at the equator's end."""
    assert world.point(0, 180)[0] == pytest.approx(world.WIDTH)
    assert world.point(0, 0)[0] == pytest.approx(world.WIDTH / 2)
    assert world.point(60, 90)[0] < world.point(0, 90)[0]


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("President", "Heads of state"),
        ("Acting President", "Heads of state"),
        ("King of Jordan", "Heads of state"),
        ("Premier", "Heads of government"),
        ("Prime Minister", "Heads of government"),
        ("Chairman of the Council of Ministers", "Heads of government"),
        ("General Secretary of the Communist Party", "Party leaders"),
        ("Vice President", None),
        ("Deputy Prime Minister", None),
        ("President of the Senate", None),
        ("Foreign Minister", None),
        ("Kingmaker", None),
    ],
)
def test_heads_are_told_by_title(title: str, head: str | None) -> None:
    assert kind(Office(title=title)) == head


def test_fault_64_an_end_that_is_one_of_several_dates_is_drawn_as_not_known() -> None:
    since, until = parse("[1962,1964]"), parse("[1970-01-01..1970-03-01]")
    drawn = history.terms([Term("A", "A", since, until)], 1980)
    assert drawn
    ((bar,),) = drawn.above[0].rows
    assert (bar.start, bar.end) == ("unknown", "unknown")
