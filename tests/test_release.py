"""What researchers take away: read back by other programs, it is the record, all of it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import archives
import golden
import msgspec
import pytest
import sites
from bs4 import BeautifulSoup
from frictionless import Package
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from chronology.build import plan
from chronology.content.decode import date_from_text
from chronology.index.chronology import Chronology
from chronology.model.records import Event
from chronology.site.artifacts import GeneratedFile, Page
from chronology.site.context import Site
from chronology.site.exports import columns, csv_format
from chronology.site.exports.columns import Column
from chronology.site.exports.dataset.table import Table
from chronology.site.exports.dataset.tables import TABLES
from chronology.site.theme.theme import Theme

GOLDEN = golden.ROOT / "content"
EVENTS = next(table for table in TABLES if table.name == "events")
Read = Callable[[Site, Path], list[dict[str, Any]]]

#: Fields that hold everything that is hard to carry.
HARD: archives.Files = {
    sites.EVENT: sites.event(
        'A "line",\r\n\n=1+1 | 标题\n\n> Words.\n>\n> — xi\n',
        title="'=HYPERLINK(1)'",
        date="-0043-03-15",
        reported="2024-04~",
        added="2024-04-11",
        summary='"\'=a, \\"b\\" | c"',
        actors="[{actor: xi, role: host, as: '+x', of: china}, russia]",
        former_ids="[a, b]",
        corrections="[{date: 2024-05-02, note: '@N', significance: major}]",
        sources="[{title: '-1', issued: 19XX, quote: '=Q', url: 'https://x.org/?a=1|2'}]",
        related="[{event: secret, relation: follows}, {event: other, relation: follows}]",
    ),
    "events/other.md": sites.event(title="Other", event_status="planned", place="", topics=""),
    "events/secret.md": sites.event(title="Hidden away", status="draft"),
    "events/other.zh.md": "---\ntitle: 访问\n---\n",
    "actors/all.yaml": sites.ACTORS
    + "xi: {type: person, name: Xi, aliases: ['a|b', '=c'], offices: [{title: President, of: china,"
    " from: -0050, until: ..}]}\n",
    "storylines.yaml": "thaw: {title: Thaw, events: [other, secret]}\n",
}


def made(site: Site, folder: Path) -> Path:
    """The release as files."""
    theme = Theme(sites.THEME)
    for path, page in plan.make(site, theme).items():
        if path.startswith("data/") and isinstance(page, GeneratedFile):
            sites.put(folder, path.removeprefix("data/"), page.make(site, page.subject))
    return folder


@pytest.fixture(scope="module")
def hard(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Path]:
    root = tmp_path_factory.mktemp("hard")
    site, _ = archives.site(root, HARD, SITEURL="https://x.org/a")
    return site, made(site, root / "data")


def plain(one: Column, cell: str) -> Any:
    """What a cell of CSV stands for, as docs/data.md says."""
    if not cell and one.kind in ("ids", "list"):
        return [] if one.required else None
    if not cell and one.kind == "map":
        return {} if one.required else None
    if not cell:
        return None
    if re.match(r"'+[=+\-@\t\r]", cell):
        cell = cell[1:]
    match one.kind:
        case "ids":
            return cell.split("|")
        case "list" | "map":
            return json.loads(cell)
        case "integer" | "number":
            return json.loads(cell)
    return cell


def from_csv(table: Table, folder: Path) -> Iterator[dict[str, Any]]:
    text = (folder / f"{table.name}.csv").read_bytes().decode()
    for row in csv.DictReader(io.StringIO(text, newline=""), strict=True):
        yield {one.name: plain(one, row[one.name]) for one in table.columns}


def from_lines(table: Table, folder: Path) -> Iterator[dict[str, Any]]:
    defaults = json.loads(csv_format.encode({one.name: one.default for one in table.columns}))
    for line in (folder / f"{table.name}.jsonl").read_text("utf-8").split("\n")[:-1]:
        yield defaults | json.loads(line)


def from_sqlite(table: Table, folder: Path) -> Iterator[dict[str, Any]]:
    connection = sqlite3.connect(folder / "chronology.sqlite")
    connection.row_factory = sqlite3.Row
    rows = connection.execute(f'SELECT * FROM "{table.name}"').fetchall()
    if len(table.key) > 1:  # these lie in the order of their keys, not of the record
        lines = [tuple(line[key] for key in table.key) for line in from_lines(table, folder)]
        place = {key: number for number, key in enumerate(lines)}
        rows.sort(key=lambda row: place[tuple(row[key] for key in table.key)])
    for row in rows:
        yield {
            one.name: json.loads(row[one.name])
            if one.kind in ("ids", "list", "map") and row[one.name] is not None
            else row[one.name]
            for one in table.columns
        }
    connection.close()


FORMS = [from_csv, from_lines, from_sqlite]


def same(one: Any, other: Any) -> bool:
    """CSV has one way to say that there is nothing."""
    return one == other or not (one or other)


@pytest.fixture(scope="module")
def golden_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return golden.build_site(tmp_path_factory.mktemp("golden")) / "data"


@pytest.mark.parametrize("form", FORMS, ids=["csv", "jsonl", "sqlite"])
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
@pytest.mark.parametrize("which", ["hard", "golden"])
def test_each_form_gives_back_every_field(
    hard: tuple[Site, Path],
    golden_data: Path,
    tmp_path: Path,
    which: str,
    table: Table,
    form: Callable[..., Any],
) -> None:
    site, folder = hard
    if which == "golden":
        found, _ = archives.examined(GOLDEN, CACHE_PATH=str(tmp_path))
        site = Site(Chronology(found), sites.settings(GOLDEN))
        folder = golden_data
    wanted = [
        json.loads(csv_format.encode(dict(zip(columns.names(table.columns), row, strict=True))))
        for row in table.rows(site)
    ]
    rows = list(form(table, folder))
    assert len(rows) == len(wanted)
    for row, want in zip(rows, wanted, strict=True):
        assert row.keys() == want.keys()
        assert [name for name in row if not same(row[name], want[name])] == []


@pytest.mark.parametrize("form", FORMS, ids=["csv", "jsonl", "sqlite"])
def test_an_event_is_made_again_from_its_row(
    hard: tuple[Site, Path], form: Callable[..., Any]
) -> None:
    """The record itself, by way of nothing but the model: a field left out would be missed."""
    site, folder = hard
    for row, event in zip(form(EVENTS, folder), site.chronology.events, strict=True):
        given = {
            name: row[name] for name in Event.__struct_encode_fields__ if row[name] is not None
        }
        again = msgspec.convert(given, Event, dec_hook=date_from_text)
        drafts = tuple(one for one in event.related if one.event not in site.chronology.position)
        assert msgspec.structs.replace(again, related=(*drafts, *again.related)) == event


def test_a_new_field_of_the_model_is_in_every_form() -> None:
    fields = {one.encode_name for one in msgspec.structs.fields(Event)}
    assert fields <= {one.name for one in EVENTS.columns}
    assert all(one.meaning for table in TABLES for one in table.columns)


def test_json_lines_leave_out_what_is_absent_or_has_its_default(hard: tuple[Site, Path]) -> None:
    _, other = (hard[1] / "events.jsonl").read_text("utf-8").splitlines()
    found = json.loads(other)
    assert found["event_status"] == "planned"
    assert not {"summary", "place", "status", "images", "reported"} & found.keys()
    schema = json.loads((hard[1] / "schema/events.json").read_text())
    assert schema["properties"]["event_status"]["default"] == "occurred"
    assert "event_status" not in schema["required"]


def test_the_body_is_the_text_of_the_file(hard: tuple[Site, Path]) -> None:
    (row, *_) = from_lines(EVENTS, hard[1])
    assert row["body"].startswith('\nA "line",\n')
    assert "> — xi" in row["body"]


def test_frictionless_accepts_the_package_and_every_row(
    hard: tuple[Site, Path], golden_data: Path
) -> None:
    for folder in (hard[1], golden_data):
        report = Package(str(folder / "datapackage.json")).validate()
        assert report.valid, report.flatten(["type", "message"])
        assert len(report.tasks) == len(TABLES)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_each_schema_describes_each_row_and_no_other(hard: tuple[Site, Path], table: Table) -> None:
    schema = json.loads((hard[1] / f"schema/{table.name}.json").read_text())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    lines = (hard[1] / f"{table.name}.jsonl").read_text("utf-8").splitlines()
    rows = list(map(json.loads, lines))
    assert [list(map(str, validator.iter_errors(row))) for row in rows] == [[]] * len(rows)
    for row in rows[:1]:
        assert list(validator.iter_errors(row | {"more": 1}))
        row.pop(table.key[0])
        assert list(validator.iter_errors(row))


def test_the_database_is_whole_and_its_views_answer(hard: tuple[Site, Path]) -> None:
    connection = sqlite3.connect(hard[1] / "chronology.sqlite")
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert len(connection.execute("PRAGMA foreign_key_list(participations)").fetchall()) == 3
    found = connection.execute("SELECT type, places, participants FROM chronology").fetchall()
    assert found == [("Visit", "Beijing", "Xi; Russia"), ("Visit", None, "China; Russia")]
    held = connection.execute("SELECT name, office, state FROM offices_held").fetchall()
    assert held == [("Xi", "President", "china")]
    assert len(connection.execute("SELECT * FROM corrected").fetchall()) == 1
    connection.close()


def test_the_office_and_the_state_stand_beside_what_is_written(hard: tuple[Site, Path]) -> None:
    table = next(one for one in TABLES if one.name == "participations")
    row = next(iter(from_lines(table, hard[1])))
    assert (row["as"], row["of"]) == ("+x", "china")
    assert (row["office"], row["state"]) == ("President", "china")


def test_the_sums_are_those_of_all_other_files(hard: tuple[Site, Path]) -> None:
    folder = hard[1]
    told = dict(
        reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines()
    )
    there = {one.relative_to(folder).as_posix(): one for one in folder.rglob("*") if one.is_file()}
    assert told == {
        name: hashlib.sha256(file.read_bytes()).hexdigest()
        for name, file in there.items()
        if name != "SHA256SUMS"
    }


def test_fault_33_a_draft_is_nowhere(hard: tuple[Site, Path]) -> None:
    assert sites.holding(hard[1], "secret", "Hidden away") == []


def test_fault_28_the_same_record_gives_the_same_bytes(
    hard: tuple[Site, Path], tmp_path: Path
) -> None:
    site, _ = archives.site(tmp_path / "elsewhere", HARD, SITEURL="https://x.org/a")
    again = made(site, tmp_path / "data")
    assert sites.tree(again) == sites.tree(hard[1])


def test_planned_events_are_in_tables_and_maps(hard: tuple[Site, Path]) -> None:
    for name in ("events.jsonl", "chronology.jsonld", "events.geojson", "timelinejs.json"):
        assert "Other" in (hard[1] / name).read_text("utf-8"), name


def test_a_map_has_every_event_and_places_by_longitude_and_latitude(tmp_path: Path) -> None:
    files: archives.Files = {
        "places.yaml": "beijing: {name: Beijing, lat: 39.9, lon: 116.4}\nmoscow: {name: Moscow}\n",
        "events/other.md": sites.event(place="moscow", title="Other"),
    }
    site, _ = archives.site(tmp_path, files)
    found = json.loads((made(site, tmp_path / "data") / "events.geojson").read_text())
    assert {one["id"]: one["geometry"] for one in found["features"]} == {
        "2024-04-09-visit": {"type": "Point", "coordinates": [116.4, 39.9]},
        "other": None,
    }


@pytest.mark.parametrize(
    ("date", "start", "end"),
    [
        ("2024-04-09", {"year": 2024, "month": 4, "day": 9}, None),
        ("2024-04", {"year": 2024, "month": 4}, {"year": 2024, "month": 4}),
        ("196X", {"year": 1960}, {"year": 1969}),
    ],
)
def test_a_timeline_has_dates_as_finely_as_known(
    tmp_path: Path, date: str, start: Any, end: Any
) -> None:
    site, _ = archives.site(tmp_path, {sites.EVENT: sites.event(date=date, title="A <b>")})
    found = json.loads((made(site, tmp_path / "data") / "timelinejs.json").read_text())
    (slide,) = found["events"]
    assert (slide["start_date"], slide.get("end_date")) == (start, end)
    assert "A &lt;b&gt;" in slide["text"]["headline"]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_fault_38_a_cell_is_kept_from_spreadsheets_and_read_back(text: str) -> None:
    cell = csv_format.cell(text)
    assert not re.match(r"[=+\-@\t\r]", cell) or re.fullmatch(r"[+-]?\d+(\.\d+)?", cell)
    assert (plain(columns.column("x", str), cell) or "") == text


def test_the_licence_is_told_where_the_site_has_one(tmp_path: Path) -> None:
    address = "https://creativecommons.org/licenses/by/4.0/"
    for number, (said, told) in enumerate(
        [
            (f"CC BY 4.0 {address}", [{"title": "CC BY 4.0", "path": address}]),
            ("Free to use", [{"title": "Free to use"}]),
            ("", None),
        ]
    ):
        site, _ = archives.site(tmp_path / str(number), {}, CHRONOLOGY_LICENCE=said)
        folder = made(site, tmp_path / str(number) / "data")
        assert json.loads((folder / "datapackage.json").read_text()).get("licenses") == told


def test_the_page_tells_every_table_and_column(tmp_path: Path) -> None:
    site, theme = archives.site(tmp_path, HARD, CHRONOLOGY_LICENCE="Free to use")
    theme.configure(site, plan.navigation(site))
    page = plan.make(site, theme)["data/index.html"]
    assert isinstance(page, Page)
    soup = BeautifulSoup(theme.render(page, site), "html.parser")
    told = {one.get_text() for one in soup.select("dt code")}
    assert {one.name for table in TABLES for one in table.columns} <= told
    text = soup.get_text(" ", strip=True)
    assert "Free to use" in text
    assert "Rows: 2" in text
    assert soup.select_one('a[href="/data/schema/events.json"]')
    assert "Russia visits China" not in text
    assert "Other (planned) added" in text
