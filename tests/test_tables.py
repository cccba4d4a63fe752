from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path
from typing import Any

import archives
import pytest
import sites
from hypothesis import given
from hypothesis import strategies as st

from chronology.build import plan
from chronology.site.artifacts import GeneratedFile
from chronology.site.exports import csv_format

EVENTS = 5


def table(root: Path, files: archives.Files, path: str = "actors/china/events.csv") -> bytes:
    """The table beside a collection of at least five events."""
    more = {f"events/e{n}.md": sites.event(date=f"2025-01-0{n}") for n in range(1, EVENTS)}
    site, theme = archives.site(root, {**more, **files}, SITEURL="https://x.org/a")
    made = plan.make(site, theme)[path]
    assert isinstance(made, GeneratedFile)
    return made.make(site, made.subject)


def rows(text: bytes) -> list[dict[str, str]]:
    assert text.startswith(codecs.BOM_UTF8)
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline=""), strict=True))


def test_a_row_has_what_a_spreadsheet_needs(tmp_path: Path) -> None:
    event = sites.event(
        title='"A, \\"quoted\\" title"',
        actors="[{actor: china, role: host}, russia, china]",
        summary="标题",
        event_status="planned",
    )
    found = rows(table(tmp_path, {sites.EVENT: event}))[0]
    assert found == {
        "id": "2024-04-09-visit",
        "url": "https://x.org/a/events/2024-04-09-visit/",
        "title": 'A, "quoted" title',
        "date": "2024-04-09",
        "earliest": "2024-04-09",
        "latest": "2024-04-09",
        "type": "visit",
        "places": "beijing",
        "participants": "china|russia",
        "topics": "trade",
        "event_status": "planned",
        "summary": "标题",
    }


@pytest.mark.parametrize(
    ("date", "earliest", "latest"),
    [
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-02~", "2024-02-01", "2024-02-29"),
        ("1962/..", "1962-01-01", ""),
        ("-0043-03-15", "'-0043-03-15", "'-0043-03-15"),
    ],
)
def test_earliest_and_latest_day_stand_beside_the_date(
    tmp_path: Path, date: str, earliest: str, latest: str
) -> None:
    found = rows(table(tmp_path, {sites.EVENT: sites.event(date=date, added="2025-02-01")}))[0]
    assert (found["earliest"], found["latest"]) == (earliest, latest)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("=1+1", "'=1+1"),
        ("+x", "'+x"),
        ("-x", "'-x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("-0043-03-15", "'-0043-03-15"),
        ("-12.5", "-12.5"),
        ("+7", "+7"),
        ("a=b", "a=b"),
        ("'=1", "''=1"),
        ("'s", "'s"),
        ((), ""),
        (("=a", "b"), '["=a","b"]'),
        (None, ""),
        (-1.5, "-1.5"),
    ],
)
def test_fault_38_no_cell_is_a_formula(value: Any, told: str) -> None:
    assert csv_format.cell(value) == told


@given(st.lists(st.text(alphabet=st.sampled_from('a,"\r\n\0=é')), min_size=2))
def test_a_line_is_read_as_it_was_written(values: list[str]) -> None:
    line = csv_format.cells(values, [False] * len(values)).decode()
    (read,) = csv.reader(io.StringIO(line, newline=""), strict=True)
    assert read == list(map(csv_format.cell, values))


def test_fault_38_no_formula_gets_into_a_file(tmp_path: Path) -> None:
    formula = "=HYPERLINK(1)"
    found = rows(table(tmp_path, {sites.EVENT: sites.event(title=f"'{formula}'")}))
    assert found[0]["title"] == f"'{formula}"


def test_a_collection_holds_its_events_in_order_and_no_other(tmp_path: Path) -> None:
    more: archives.Files = {
        "events/later.md": sites.event(date="2024-04-10", title="Later"),
        "events/other.md": sites.event(actors="[russia]", title="Other"),
    }
    titles = [row["title"] for row in rows(table(tmp_path, more))]
    assert titles[:2] == ["Russia visits China", "Later"]
    assert len(titles) == EVENTS + 1
