from __future__ import annotations

import codecs
import csv
import io
import json
from pathlib import Path
from typing import Any

import archives
import pytest
import sites
from hypothesis import given
from hypothesis import strategies as st

from chronology.build import plan
from chronology.site.artifacts import GeneratedFile
from chronology.site.exports import columns, event_tables


def files(root: Path, files: archives.Files, folder: str = "actors/china") -> tuple[bytes, bytes]:
    site, theme = archives.site(root, files)
    planned = plan.make(site, theme)
    made = [planned[f"{folder}/events.{ending}"] for ending in ("csv", "json")]
    assert all(isinstance(one, GeneratedFile) for one in made)
    one, other = [one.make(site, one.subject) for one in made if isinstance(one, GeneratedFile)]
    return one, other


def rows(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline=""), strict=True))


FULL = sites.event(
    title='"A, \\"quoted\\" title"',
    place="[beijing]",
    actors="[{actor: china, role: host}, russia]",
    mentions="[china, russia]",
    former_ids="[old]",
    summary="标题",
    body='One "line",\n\nand another.',
)


def test_a_row_carries_every_field(tmp_path: Path) -> None:
    as_csv, as_json = files(tmp_path, {sites.EVENT: FULL})
    (plain,), (found,) = rows(as_csv), json.loads(as_json)
    assert tuple(plain) == tuple(found) == columns.names(event_tables.EVENTS.columns)
    assert found["title"] == plain["title"] == 'A, "quoted" title'
    assert found["mentions"] == plain["mentions"].split("|") == ["china", "russia"]
    assert found["actors"] == json.loads(plain["actors"])
    assert found["actors"][0] == {"actor": "china", "role": "host"}
    assert (found["reported"], plain["reported"]) == (None, "")
    assert found["summary"] == plain["summary"] == "标题"


@pytest.mark.parametrize(
    ("date", "earliest", "latest"),
    [
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-02~", "2024-02-01", "2024-02-29"),
        ("1962/..", "1962-01-01", None),
        ("-0043-03-15", "-0043-03-15", "-0043-03-15"),
    ],
)
def test_earliest_and_latest_day_stand_beside_the_date(
    tmp_path: Path, date: str, earliest: str, latest: str | None
) -> None:
    _, as_json = files(tmp_path, {sites.EVENT: sites.event(date=date)})
    (found,) = json.loads(as_json)
    assert (found["date"], found["earliest"], found["latest"]) == (date, earliest, latest)


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
    assert event_tables.cell(value) == told


@given(st.lists(st.text(alphabet=st.sampled_from('a,"\r\n\0=é')), min_size=2))
def test_a_line_is_read_as_it_was_written(values: list[str]) -> None:
    line = event_tables.cells(values, [False] * len(values)).decode()
    (read,) = csv.reader(io.StringIO(line, newline=""), strict=True)
    assert read == list(map(event_tables.cell, values))


def test_fault_38_no_formula_gets_into_a_file(tmp_path: Path) -> None:
    formula = "=HYPERLINK(1)"
    as_csv, as_json = files(tmp_path, {sites.EVENT: sites.event(title=f"'{formula}'")})
    assert rows(as_csv)[0]["title"] == f"'{formula}"
    assert json.loads(as_json)[0]["title"] == formula


def test_a_collection_holds_its_events_in_order_and_no_other(tmp_path: Path) -> None:
    more: archives.Files = {
        "events/later.md": sites.event(date="2024-04-10", title="Later"),
        "events/other.md": sites.event(actors="[russia]", title="Other"),
    }
    as_csv, as_json = files(tmp_path, more)
    assert [row["title"] for row in rows(as_csv)] == ["Russia visits China", "Later"]
    assert [row["title"] for row in json.loads(as_json)] == ["Russia visits China", "Later"]


def test_a_collection_without_events_is_an_empty_table(tmp_path: Path) -> None:
    as_csv, as_json = files(tmp_path, {}, "types/attack")
    assert rows(as_csv) == json.loads(as_json) == []
    assert as_csv.startswith(codecs.BOM_UTF8 + b"id,title,date,earliest,latest,")
