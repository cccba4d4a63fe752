"""EDTF dates: what is read, what is refused, and in which order they stand."""

from __future__ import annotations

import datetime
from itertools import pairwise

import edtf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronology.model.edtf import Date, DateError, Kind, Precision, day_number, days_in_month, parse

DAY, MONTH, SEASON = Precision.DAY, Precision.MONTH, Precision.SEASON
YEAR, DECADE, CENTURY = Precision.YEAR, Precision.DECADE, Precision.CENTURY

years = st.integers(0, 9999).map("{:04}".format)
months = st.builds("{}-{:02}".format, years, st.integers(1, 12))
days = st.dates().map(datetime.date.isoformat)
seasons = st.builds("{}-{}".format, years, st.integers(21, 24))
unspecified = st.one_of(
    st.integers(0, 99).map("{:02}XX".format),
    st.integers(0, 999).map("{:03}X".format),
    years.map("{}-XX".format),
    years.map("{}-XX-XX".format),
    months.map("{}-XX".format),
)
plain = st.one_of(years, months, days, st.integers(1, 9999).map("-{:04}".format))
singles = st.builds(
    "{}{}".format, st.one_of(plain, unspecified, seasons), st.sampled_from(["", "?", "~", "%"])
)


def _interval(ends: tuple[str, str]) -> str:
    start, end = sorted(ends, key=lambda text: parse(text).sort_key)
    return f"{start}/{end}"


closed = st.tuples(singles, singles).map(_interval)
half_open = st.one_of(
    st.builds("{}/{}".format, singles, st.sampled_from(["", ".."])),
    st.builds("{}/{}".format, st.sampled_from(["", ".."]), singles),
)
sets = st.lists(plain, min_size=1, max_size=4).flatmap(
    lambda members: st.sampled_from(["[" + ",".join(members) + "]", "{" + ",".join(members) + "}"])
)
texts = st.one_of(singles, closed, half_open, sets)
dates = texts.map(parse)


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision"),
    [
        ("2024", (2024, 1, 1), (2024, 12, 31), YEAR),
        ("2024-02", (2024, 2, 1), (2024, 2, 29), MONTH),
        ("1900-02", (1900, 2, 1), (1900, 2, 28), MONTH),
        ("2000-02", (2000, 2, 1), (2000, 2, 29), MONTH),
        ("2024-04-09", (2024, 4, 9), (2024, 4, 9), DAY),
        ("2024-04-09/2024-04-11", (2024, 4, 9), (2024, 4, 11), DAY),
        ("2024-04~", (2024, 4, 1), (2024, 4, 30), MONTH),
        ("2024?", (2024, 1, 1), (2024, 12, 31), YEAR),
        ("19XX", (1900, 1, 1), (1999, 12, 31), CENTURY),
        ("196X", (1960, 1, 1), (1969, 12, 31), DECADE),
        ("1962-XX", (1962, 1, 1), (1962, 12, 31), YEAR),
        ("1962-10-XX", (1962, 10, 1), (1962, 10, 31), MONTH),
        ("1962-XX-XX", (1962, 1, 1), (1962, 12, 31), YEAR),
        ("2024-21", (2024, 1, 1), (2024, 12, 31), SEASON),
        ("../1962", None, (1962, 12, 31), YEAR),
        ("1962/..", (1962, 1, 1), None, YEAR),
        ("1962-10/", (1962, 10, 1), None, MONTH),
        ("/1962-10-02", None, (1962, 10, 2), DAY),
        ("..", None, None, CENTURY),
        ("1962~/1963-05?", (1962, 1, 1), (1963, 5, 31), YEAR),
        ("2024/2024-05", (2024, 1, 1), (2024, 5, 31), YEAR),
        ("-0044", (-44, 1, 1), (-44, 12, 31), YEAR),
        ("-0044-03-15", (-44, 3, 15), (-44, 3, 15), DAY),
        ("0000-02-29", (0, 2, 29), (0, 2, 29), DAY),
        ("[1962,1964-05]", (1962, 1, 1), (1964, 5, 31), YEAR),
        ("{1962-03-02, 1962-03-05}", (1962, 3, 2), (1962, 3, 5), DAY),
        ("[1667, 1670..1672]", (1667, 1, 1), (1672, 12, 31), YEAR),
        ("[..1962-03]", None, (1962, 3, 31), MONTH),
        ("[1962,1970..]", (1962, 1, 1), None, YEAR),
    ],
)
def test_bounds_and_precision(text, earliest, latest, precision):
    date = parse(text)
    assert (date.earliest, date.latest, date.precision) == (earliest, latest, precision)


@pytest.mark.parametrize(
    ("text", "qualifiers"),
    [("2024", (False, False)), ("2024~", (True, False)), ("2024?", (False, True)),
     ("2024%", (True, True))],
)  # fmt: skip
def test_qualifiers(text, qualifiers):
    moment = parse(text).start
    assert (moment.approximate, moment.uncertain) == qualifiers


def test_each_end_has_its_own_qualifier_and_an_end_is_open_or_unknown():
    date = parse("1962~/..")
    assert date.start.approximate
    assert date.end.open
    assert not date.end.unknown
    assert parse("1962/").end.unknown
    assert not parse("1962/").end.open


@pytest.mark.parametrize(
    ("text", "kind"),
    [("1962", Kind.SINGLE), ("..", Kind.SINGLE), ("1962/1963", Kind.INTERVAL),
     ("[1962,1963]", Kind.ONE_OF), ("{1962,1963}", Kind.ALL_OF)],
)  # fmt: skip
def test_kind(text, kind):
    assert parse(text).kind is kind


def test_season_is_told_from_month():
    assert parse("2024-24").start.season == 4
    assert parse("2024-24").start.month is None


def test_same_text_gives_same_object_and_space_around_it_is_no_part_of_it():
    assert parse("1962-10") is parse("1962-10")
    assert parse(" 1962-10\n") is parse("1962-10")
    assert parse("1962-10") != parse("1962-10~")


def test_fault_01_partial_dates_keep_their_precision():
    assert parse("1962").start.month is None
    assert parse("1962-10").start.day is None
    assert (parse("1962").edtf, parse("1962-10").edtf) == ("1962", "1962-10")


@pytest.mark.parametrize(
    "text",
    ["1962-02-30", "1900-02-29", "2023-02-29", "2024-04-31", "1962-13", "1962-13-01", "1962-00",
     "1962-01-00", "1962-01-32", "1962-20", "1962-25", "2024-04-09/2024-04-31", "[1962-02-30]"],
)  # fmt: skip
def test_fault_02_no_such_day(text):
    with pytest.raises(DateError, match="there is no"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("02/03/1962", "1962-03-02 or 1962-02-03"),
        ("25/03/1962", "1962-03-25"),
        ("2.3.1962", "1962-03-02 or 1962-02-03"),
        ("1962-3-2", "1962-03-02"),
        ("1962-13-02", "1962-02-13 or 1962"),
        ("1962/03/02", "1962-03-02"),
        ("1962/10", "1962-10"),
        ("10/1962", "1962-10"),
        ("1962-00-00", "1962"),
        ("20240409", "2024-04-09"),
        ("Oct 1962", "1962-10"),
        ("October 1962", "1962-10"),
        ("2 March 1962", "1962-03-02"),
        ("March 2nd, 1962", "1962-03-02"),
        ("1962年3月2日", "1962-03-02"),
        ("circa 1962", "1962~"),
        ("c. 1962", "1962~"),
        ("about Oct 1962", "1962-10~"),
        ("possibly 1962", "1962?"),
        ("1962 (?)", "1962?"),
        ("~1962", "1962~"),
        ("199u", "199X"),
        ("19uu", "19XX"),
        ("1962-uu", "1962-XX"),
        ("1962-10-uu", "1962-10-XX"),
        ("1962-uu-uu", "1962-XX-XX"),
        ("19xx", "19XX"),
        ("open", ".."),
        ("1962/open", "1962/.."),
        ("1962/unknown", "1962/"),
        ("unknown/1962", "/1962"),
        ("1962-1965", "1962/1965"),
        ("1962 to 1965", "1962/1965"),
        ("1962\N{EN DASH}1965", "1962/1965"),
        ("1962/63", "1962/1963"),
        ("1962 or 1963", "[1962,1963]"),
        ("before 1962", "../1962"),
        ("since 1962", "1962/.."),
        ("1960s", "196X"),
        ("-44", "-0044"),
        ("988", "0988"),
        ("2024-04-09T10:00:00Z", "2024-04-09 or 2024-04-08"),
        ("2024-04-08T16:00:00.000Z", "2024-04-08 or 2024-04-09"),
        ("2024-04-09 10:00", "2024-04-09"),
        ("[1962/1963]", "1962..1963"),
    ],
)
def test_fault_03_other_notations_are_refused_with_the_edtf_form(text, hint):
    with pytest.raises(DateError) as caught:
        parse(text)
    assert caught.value.hint == f"write {hint}"
    assert caught.value.reason


@pytest.mark.parametrize(
    "text",
    ["", " ", "banana", "?", "/", "../..", "/..", "../", "[", "[]", "[1962", "{1962]", "[1962,]",
     "[[1962]]", "[..]", "196X-03", "1962-XX-03", "1962-21-03", "1962-10-1X", "XXXX", "-0000",
     "-004X", "Y1200", "Y12000-01", "12000", "1962?~", "1962/1963/1964", "\u0661\u0669\u0666\u0662",
     "1962-10-?", "[" * 5000 + "]" * 5000, "or " * 5000],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_reason_and_mend(text):
    with pytest.raises(DateError) as caught:
        parse(text)
    assert caught.value.reason
    assert caught.value.hint
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("1964/1962", "write 1962/1964"),
        ("2024-04-11/2024-04-09", "write 2024-04-09/2024-04-11"),
        ("2024-04~/2024-03?", "write 2024-03?/2024-04~"),
        ("0001/-0001", "write -0001/0001"),
        ("[1964..1962]", "write 1962/1964"),
    ],
)
def test_fault_04_reversed_interval(text, hint):
    with pytest.raises(DateError, match="ends before it begins") as caught:
        parse(text)
    assert caught.value.hint == hint


@pytest.mark.parametrize(
    ("text", "machine"),
    [
        ("0988", "0988"),
        ("0001", "0001"),
        ("1962-10", "1962-10"),
        ("2024-04-09", "2024-04-09"),
        ("0000", None),
        ("-0043-03-15", None),
        ("..", None),
        ("2024-21", None),
        ("196X", None),
        ("19XX", None),
        ("1962-XX", None),
        ("1962-10-XX", None),
        ("1962~", None),
        ("1962?", None),
        ("2024-04-09/2024-04-11", None),
        ("1962/..", None),
        ("[1962]", None),
    ],
)
def test_fault_05_machine_value_only_where_html_has_one(text, machine):
    assert parse(text).machine == machine


def test_order_earliest_day_then_the_finer_and_open_starts_by_their_end():
    texts = ["-0044", "0988", "../1961", "1962-01-01", "1962-01", "1962-21", "1962", "196X/1970",
             "1962-01-02", "1962-12-31", "1963/..", ".."]  # fmt: skip
    expected = ["-0044", "0988", "196X/1970", "../1961", "1962-01-01", "1962-01", "1962-21",
                "1962", "1962-01-02", "1962-12-31", "1963/..", ".."]  # fmt: skip
    texts.reverse()
    assert sorted(texts, key=lambda text: parse(text).sort_key) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1962-10", [1962]),
        ("1962/1964", [1962, 1963, 1964]),
        ("1962/..", [1962]),
        ("/1962", [1962]),
        ("..", []),
        ("[1962,1964]", [1962, 1964]),
        ("196X", list(range(1960, 1970))),
    ],
)
def test_years(text, expected):
    assert list(parse(text).years) == expected


@pytest.mark.parametrize(
    ("text", "is_day"),
    [("1962-03-02", True), ("1962-03-02/1962-03-02", True), ("1962-03-02?", False),
     ("1962-03", False), ("1962-03-02/1962-03-03", False), ("..", False)],
)  # fmt: skip
def test_is_day(text, is_day):
    assert parse(text).is_day is is_day


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("1962", "1962-10-02", True),
        ("1962-10", "1962-11", False),
        ("1962/..", "2024", True),
        ("1962/..", "1961", False),
        ("../1962", "1950", True),
        ("../1962", "1963", False),
        ("1962/", "1999", True),
        ("..", "1999", True),
        ("[1962,1964]", "1963", False),
        ("[1962,1964]", "[1963,1964-05]", True),
        ("[1962..1964]", "1963", True),
        ("196X", "1970", False),
    ],
)
def test_overlaps(a, b, expected):
    assert parse(a).overlaps(parse(b)) is expected


@pytest.mark.parametrize(
    ("text", "start", "until", "expected"),
    [
        ("2024-04-09", "2013-03-14", "..", True),
        ("2024-04-09", "2013", "2024-04-09", True),
        ("2024-04-09", "2013", "2024", False),
        ("2013-05-01", "2013", "..", False),
        ("2013", "2013", "..", False),
        ("2014", "2013", "..", True),
        ("2012-12-31", "2013", "..", False),
        ("2024-04", "2013", "2024-04-30", True),
        ("2024-04", "2013", "2024-04-29", False),
        ("2024-04", "2013", "2025", True),
        ("2024-04-09", "2013", None, False),
        ("2024-04-09", None, "2030", False),
        ("2024-04-09", None, None, False),
        ("2024-04-09", None, "..", False),
        ("2024-04-09", "2024-04-09", None, True),
        ("2024-04-10", "2024-04-09", None, False),
        ("2024-04-09", None, "2024-04-09", True),
        ("2024-04-09", "2024-04-09?", None, False),
        ("2024-04-09?", "2024-04-09", None, False),
        ("2024-04", "2024-04", None, False),
        ("2024-04-09", "2024-04-09", "2024", True),
        ("2024-04-09", "..", "2025", True),
        ("2024-04-09", "2013/", "..", False),
        ("2024-04-09", "2013", "2025/..", True),
        ("2024-04-09", "2013", "/2025", False),
        ("2024/..", "2013", "..", False),
        ("2024-04-09", "2013", "../2025", False),
        ("2024-04-09", "2013/..", "..", False),
        ("2024-04-09", "2024-04-09", "2013", False),
    ],
)
def test_within_only_what_is_certain(text, start, until, expected):
    ends = [parse(end) if end else None for end in (start, until)]
    assert parse(text).within(*ends) is expected


@given(st.dates(), st.dates())
def test_days_are_counted_as_the_calendar_does(a, b):
    first, second = ((day.year, day.month, day.day) for day in (a, b))
    assert day_number(first) == a.toordinal()
    assert day_number(second) - day_number(first) == (b - a).days


@given(st.integers(-9999, 9999))
def test_days_are_counted_without_gap_before_year_1(year):
    assert day_number((year, 1, 1)) - day_number((year - 1, 12, 31)) == 1
    for month, following in pairwise(range(1, 13)):
        length = days_in_month(year, month)
        assert day_number((year, following, 1)) - day_number((year, month, length)) == 1


@given(texts)
def test_round_trip(text):
    date = parse(text)
    assert date.edtf == str(date) == text
    assert parse(date.edtf) is date


@given(texts)
def test_bounds_are_in_order_and_no_finer_than_the_precision(text):
    date = parse(text)
    if date.earliest and date.latest:
        assert date.earliest <= date.latest
        if date.precision > DAY:
            assert date.earliest < date.latest


@given(st.lists(dates, max_size=8))
def test_order_is_total_and_agrees_with_the_earliest_day(found: list[Date]):
    ordered = sorted(found, key=lambda date: date.sort_key)
    for a, b in pairwise(ordered):
        assert (a.earliest or a.latest) <= (b.earliest or b.latest)
        if (a.earliest or a.latest) == (b.earliest or b.latest):
            assert a.precision <= b.precision


@given(dates, dates)
def test_overlaps_is_symmetric_and_holds_for_itself(a: Date, b: Date):
    assert a.overlaps(b) == b.overlaps(a)
    assert a.overlaps(a)


@given(dates, dates, dates)
def test_what_lies_within_begins_and_ends_no_further_out(a: Date, start: Date, until: Date):
    if a.within(start, until) and start.earliest and until.latest:
        assert start.earliest <= a.earliest
        assert a.latest <= until.latest


@given(st.one_of(plain, unspecified, plain.map("{}~".format), plain.map("{}?".format)))
def test_bounds_agree_with_the_edtf_package(text):
    theirs = edtf.parse_edtf(text)
    date = parse(text)
    assert date.earliest == tuple(theirs.lower_strict()[:3])
    assert date.latest == tuple(theirs.upper_strict()[:3])


@given(st.text(alphabet="0123456789-/.?~%XuTYabcorsto []{},\N{EN DASH}", max_size=70))
def test_any_text_is_a_date_or_a_date_error(text):
    try:
        date = parse(text)
    except DateError as error:
        told = error
    else:
        assert date.edtf == text.strip()
        return
    assert told.reason
    assert told.hint
