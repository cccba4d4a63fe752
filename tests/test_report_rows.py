"""Tables of events to proposals."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sites

from chronology.problems import ContentError
from press_reports import entry
from press_reports.propose import Proposal

TODAY = datetime.date(2026, 11, 26)
SLIDE = {
    "start_date": {"year": "2021", "month": "3", "day": "3"},
    "end_date": {"year": 2021, "month": 3, "day": 5},
    "text": {
        "headline": "Russia and China sign a treaty on trade in Beijing",
        "text": "<p>Both sides <a href='https://a.example/1'>signed</a>.</p>",
    },
    "media": {
        "url": "https://a.example/photo",
        "caption": "The <b>signing</b>",
        "credit": "An Agency",
    },
}
CSV = "When;What;Who;Where;Link\n9 April 2024;Talks;中国, Rusland;Beijing;https://a.example/2\n"
MAP = {"date": "When", "title": "What", "actors": "Who", "place": "Where", "source_url": "Link"}


@pytest.fixture
def content(tmp_path: Path) -> Path:
    named = sites.ACTORS.replace("name: China", "name: China, names: {zh: 中国}")
    files: dict[str, str | bytes | None] = {sites.EVENT: None, "actors/all.yaml": named}
    return sites.write(tmp_path / "content", files)


def read(
    name: str, text: str, content: Path, columns: dict[str, str] | None = None
) -> list[Proposal]:
    return [one for _, one in entry.proposals([(name, text)], content, TODAY, columns)]


def timeline(**changed: Any) -> str:
    return json.dumps({"title": {"text": {"headline": "A"}}, "events": [{**SLIDE, **changed}]})


def test_a_slide_of_timelinejs(content: Path) -> None:
    (found,) = read("a.json", timeline(), content)
    assert found.matter["title"] == "Russia and China sign a treaty on trade in Beijing"
    assert found.matter["date"] == "2021-03-03/2021-03-05"
    assert (found.matter["type"], found.matter["place"]) == ("agreement", "beijing")
    assert [part["actor"] for part in found.matter["actors"]] == ["russia", "china"]
    assert found.matter["topics"] == ["trade"]
    assert found.matter["sources"] == [
        {"title": "The signing", "publisher": "An Agency", "url": "https://a.example/1"}
    ]
    assert found.evidence["actors"] == {"russia": "Russia", "china": "China"}


@pytest.mark.parametrize(
    ("start", "edtf"),
    [
        ({"year": 1962}, "1962"),
        ({"year": "1962", "month": "10"}, "1962-10"),
        ({"year": "1962", "month": "10", "display_date": "circa October"}, "1962-10~"),
        ({"year": "-43"}, "-0043"),
        ({"year": 1962, "month": 2, "day": 30}, None),
    ],
)
def test_a_date_is_as_precise_as_the_slide_says(
    start: dict[str, Any], edtf: str | None, content: Path
) -> None:
    (found,) = read("a.json", timeline(start_date=start, end_date=None), content)
    assert found.matter.get("date") == edtf


def test_the_csv_of_timelinejs_says_the_same(content: Path) -> None:
    rows = (
        "Year,Month,Day,End Year,End Month,End Day,Display Date,Headline,Text,Media,Media Credit,"
        "Media Caption\n"
        ",,,,,,,A timeline,,,,\n"
        "2021,3,3,2021,3,5,,Russia and China sign a treaty on trade in Beijing,"
        "\"<p>Both sides <a href='https://a.example/1'>signed</a>.</p>\",https://a.example/photo,"
        "An Agency,The signing\n"
    )
    from_rows = read("a.csv", rows, content)[-1]
    assert from_rows.matter == read("a.json", timeline(), content)[0].matter


def test_a_plain_table_is_read_by_its_columns(content: Path) -> None:
    (found,) = read("a.csv", CSV, content, MAP)
    assert found.matter == {
        "title": "Talks", "date": "2024-04-09", "added": "2026-11-26", "type": "meeting",
        "actors": [{"actor": "china"}], "place": "beijing", "status": "draft",
        "sources": [{"title": "https://a.example/2", "url": "https://a.example/2"}],
    }  # fmt: skip
    assert list(found.unknown) == ["Rusland"]
    assert found.unknown["Rusland"].startswith("actors: 中国, Rusland")
    assert found.evidence["date"] == "9 April 2024"


def test_a_cell_of_two_dates_is_left_to_the_editor(content: Path) -> None:
    (found,) = read("a.csv", CSV.replace("9 April 2024", "04/09/2024"), content, MAP)
    assert "date" not in found.matter
    assert "04/09/2024" in found.unknown


@pytest.mark.parametrize(
    ("name", "text", "columns", "words"),
    [
        ("a.csv", CSV, {}, "`--map title=Headline"),
        ("a.csv", CSV, {"title": "Head"}, "there are Link, What"),
        ("a.csv", CSV, {"headline": "What"}, "one of title, date"),
        ("a.json", '{"slides": []}', {}, "a list `events`"),
        ("a.json", "{", {}, "a list `events`"),
    ],
)
def test_a_table_that_cannot_be_read_is_told(
    name: str, text: str, columns: dict[str, str], words: str, content: Path
) -> None:
    with pytest.raises(ContentError) as raised:
        read(name, text, content, columns)
    assert words in raised.value.problems[0].hint


def test_the_task_writes_every_row_and_tells_them(content: Path, tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text(CSV + "2024-05;More;china;;\n", "utf-8")
    columns = ",".join(f"{field}={column}" for field, column in MAP.items())
    done = subprocess.run(
        [
            *(sys.executable, "-m", "invoke", "import", str(table)),
            *("--content", str(content), "--map", columns),
        ],
        cwd=sites.ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [file.name for file in sorted(content.rglob("events/*/*.md"))] == [
        "2024-04-09-talks.md",
        "2024-05-more.md",
    ]
    assert "a.csv:3 " in done.stdout
    assert "not known: Rusland" in done.stdout
    assert [one for one in sites.check(content) if one.severity == "error"] == []


def test_a_line_that_names_the_separator_is_no_row(content: Path) -> None:
    (one,) = entry.proposals(
        [("list.csv", "sep=;\nHeadline;When\nTalks on nets;2024-04-09\n")],
        content, datetime.date(2024, 5, 1), {"title": "Headline", "date": "When"},
    )  # fmt: skip
    assert one[1].matter["date"] == "2024-04-09"


def test_eras_and_titles_are_no_events_and_impossible_dates_are_reported(content: Path) -> None:
    table = (
        "Year,Month,Day,End Year,Headline,Text,Media,Type\n"
        "1914,,,1918,Age of nets,,,era\n,,,,All of it,,,title\n"
        "2024,13,1,,Talks,,,\n-43,3,15,,Ides,,,\n"
    )
    found = dict(entry.proposals([("t.csv", table)], content, datetime.date(2024, 5, 1)))
    assert [one.matter["title"] for one in found.values()] == ["Talks", "Ides"]
    talks, ides = found.values()
    assert "date" not in talks.matter
    assert "2024-13-01" in talks.unknown
    assert entry.path_of(ides) == "events/-0043/ides.md"
