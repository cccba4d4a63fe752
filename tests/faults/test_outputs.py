"""Whatever the record holds, every file of the site can be read by the programs it is for."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest
import rdflib
from frictionless import Package
from icalendar import Calendar
from jsonschema import Draft202012Validator
from sites import EVENT, build, event, write

TEXT = 'A & </script> <b>"q"</b> \'s, ;\\ {{ 7*7 }} ]]> \u202e עברית 标题 |'
DATES = (
    *("-9999", "-0043-03-15", "0000", "0988", "9999-12-31", "1962-02-28/1962-03-01"),
    *("[1962-03-01..1962-03-05]", "[..1962]", "{1962,1964}", "1962/..", "/1962", "19XX", "2024-21"),
    *("1972-02-29", "1962-10~", "1962?", "Y12024"),
)


def _yaml(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _files() -> dict[str, str | bytes | None]:
    text = _yaml(TEXT)
    common = {
        "title": text,
        "summary": '"Two\\nlines,\\ta tab"',
        "date_note": text,
        "official_names": f"{{zh: {text}}}",
        "sources": f"[{{title: {text}, url: 'https://x.org/?a=1&b=2', quote: {text}}}]",
        "corrections": f"[{{date: 2024-05-02, note: {text}}}]",
    }
    files: dict[str, str | bytes | None] = {
        f"events/e{number}.md": event(
            f"{TEXT}\n\n> Words.\n>\n> — {TEXT}\n",
            date=f'"{date}"',
            added="2024-06-01",
            event_status=("occurred", "planned", "cancelled", "postponed")[number % 4],
            **common,
        )
        for number, date in enumerate(DATES)
    }
    actors = f"china: {{type: state, name: {text}}}\nrussia: {{type: state, name: Russia}}\n"
    story = f"thaw: {{title: {text}, summary: {text}, actors: [china]}}\n"
    topics = f"trade: {{label: {text}}}\n"
    return {
        EVENT: None,
        "actors/all.yaml": actors,
        "storylines.yaml": story,
        "topics.yaml": topics,
        **files,
    }


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    content = write(tmp_path_factory.mktemp("outputs") / "content", _files())
    return build(content, SITENAME=TEXT, SITEURL="https://x.org/a")


def _all(output: Path, *endings: str) -> list[Path]:
    found = [path for path in sorted(output.rglob("*")) if path.name.endswith(endings)]
    assert found
    return found


def test_fault_37_every_feed_and_site_map_is_xml_and_a_feed(output: Path) -> None:
    for path in _all(output, ".atom", ".xml"):
        ElementTree.parse(path)
    for path in _all(output, ".atom"):
        feed = feedparser.parse(path.read_bytes())
        assert not feed.bozo, path
        assert all(entry.updated_parsed and entry.published_parsed for entry in feed.entries)


def test_every_json_file_is_json(output: Path) -> None:
    for path in _all(output, ".json", ".jsonld", ".geojson", ".webmanifest"):
        json.loads(path.read_bytes())
    rdflib.Graph().parse(data=(output / "data/chronology.jsonld").read_bytes(), format="json-ld")


def test_every_calendar_is_a_calendar(output: Path) -> None:
    for path in _all(output, ".ics"):
        text = path.read_bytes()
        assert b"\r" not in text.replace(b"\r\n", b"")
        calendar = Calendar.from_ical(text)
        assert calendar["METHOD"] == "PUBLISH"
        assert all(not event.errors for event in calendar.walk("VEVENT"))


def test_fault_38_every_table_is_a_table(output: Path) -> None:
    for path in _all(output, ".csv"):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            head, *rows = csv.reader(stream, strict=True)
        assert {len(row) for row in rows} <= {len(head)}, path
    for path in _all(output, ".jsonl"):
        schema = json.loads((output / "data/schema" / f"{path.stem}.json").read_bytes())
        validator = Draft202012Validator(schema)
        for line in path.read_text("utf-8").split("\n")[:-1]:
            validator.validate(json.loads(line))
    assert Package(str(output / "data/datapackage.json")).validate().valid


def test_the_database_is_whole(output: Path) -> None:
    with closing(sqlite3.connect(output / "data/chronology.sqlite")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        (number,) = connection.execute("SELECT count(*) FROM chronology").fetchone()
    assert number == len(DATES)
