"""What the record says and exports: FAULTS.md 62 and 64 to 67."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import feedparser
import pytest
from dateutil.rrule import rrulestr
from icalendar import Calendar
from sites import EVENT, build, check, event, holding

PEOPLE = """\
china: {type: state, name: China}
russia: {type: state, name: Russia}
newland: {type: state, name: Newland}
gromyko: {type: person, name: Andrei Gromyko, offices: [
  {title: Foreign Minister, of: russia, from: 1957-02-15, until: 1985-07-02}]}
"""
ESTABLISHED = '<h3 class="tie established">'


def relation(output: Path, one: str, other: str) -> str:
    return (output / "relations" / one / other / "index.html").read_text("utf-8")


def recognition(actors: str, **fields: str) -> dict[str, str | bytes | None]:
    text = event(type="recognition", date="1960-04-09", actors=actors, **fields)
    return {"actors/all.yaml": PEOPLE, EVENT: None, "events/recognition.md": text}


@pytest.mark.parametrize(
    "actors",
    [
        "[russia, {actor: china, role: recipient}]",
        "[{actor: china, role: addressee}, {actor: russia, role: sender}]",
        "[{actor: china, role: recipient}, {actor: gromyko, role: sender}]",
        "[{actor: gromyko, role: recipient}, china]",
    ],
)
def test_fault_62_a_recognition_between_two_states_establishes_relations(write_site, actors):
    output = build(write_site(recognition(actors)))
    assert ESTABLISHED in relation(output, "china", "russia")


@pytest.mark.parametrize(
    ("actors", "status"),
    [
        ("[russia, {actor: china, role: recipient}]", "cancelled"),
        ("[russia, {actor: china, role: recipient}]", "planned"),
        ("[russia, china, {actor: newland, role: addressee}]", "occurred"),
        (
            "[newland, {actor: russia, role: recipient}, {actor: china, role: recipient}]",
            "occurred",
        ),
        ("[{actor: russia, role: observer}, {actor: china, role: recipient}]", "occurred"),
        ("[russia, china]", "occurred"),
    ],
)
def test_fault_62_nothing_else_establishes_relations(write_site, actors, status):
    output = build(write_site(recognition(actors, event_status=status)))
    assert ESTABLISHED not in relation(output, "china", "russia")


SETS = ["[1962-03-01..1962-03-05]", "[1962-03-01,1962-03-05]", "[1962..1965]", "{1962,1964}"]


@pytest.mark.parametrize("text", SETS)
def test_fault_64_a_set_is_exported_as_no_interval(write_site, text):
    output = build(write_site({EVENT: None, "events/set.md": event(date=f'"{text}"')}))
    (slide,) = json.loads((output / "data/timelinejs.json").read_bytes())["events"]
    assert "end_date" not in slide
    assert slide["start_date"] == ({"year": 1962, "month": 3} if "-" in text else {"year": 1962})
    linked = json.loads((output / "data/chronology.jsonld").read_bytes())
    (found,) = [one for one in linked["@graph"] if one["@type"] == "Event"]
    assert not {"startDate", "endDate"} & found.keys()
    assert found["dcterms:date"]["@value"] == text
    assert b"BEGIN:VEVENT" not in (output / "events.ics").read_bytes()
    timeline = json.loads((output / "timeline/events.json").read_bytes())
    assert timeline["marks"]["0"] & 16
    page = (output / "events/set/index.html").read_text("utf-8")
    assert "1962–" not in page


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[1962-03-01..1962-03-05]", "a day between 1 and 5 March 1962"),
        ("[..1962]", "1962 or earlier"),
        ("[1962..]", "1962 or later"),
    ],
)
def test_fault_64_a_set_is_worded_as_a_set(write_site, text, words):
    output = build(write_site({EVENT: None, "events/set.md": event(date=f'"{text}"')}))
    for page in ("events/set", "actors/china", "topics/trade"):
        assert words in (output / page / "index.html").read_text("utf-8")


DATES = ("-9999", "-0043-03-15", "-0043-03-14", "0000", "0988", "1962-10", "9999-12-31", "Y12024")


def test_fault_65_early_years_build_and_sort_in_every_table(write_site):
    files = {f"events/e{n}.md": event(date=f'"{text}"') for n, text in enumerate(DATES)}
    content = write_site({EVENT: None, **files})
    assert not [one for one in check(content) if one.severity == "error"]
    output = build(content)
    expected = ["-9999", "-0043-03-14", "-0043-03-15", *DATES[3:]]
    with closing(sqlite3.connect(output / "data/chronology.sqlite")) as connection:
        rows = connection.execute("SELECT date FROM events ORDER BY earliest_day, latest_day")
        assert [one for (one,) in rows] == expected
    with (output / "data/events.csv").open(encoding="utf-8", newline="") as stream:
        found = sorted(csv.DictReader(stream), key=lambda row: int(row["earliest_day"]))
        assert [row["date"].removeprefix("'") for row in found] == expected


@pytest.mark.parametrize("added", ["-0043-03-15", "0988-01-01", "2024-04-11"])
def test_fault_65_feeds_have_valid_time_stamps(write_site, added):
    output = build(write_site({EVENT: None, "events/old.md": event(date="-0043", added=added)}))
    for path in ("feed.atom", "actors/china/feed.atom"):
        feed = feedparser.parse((output / path).read_bytes())
        assert not feed.bozo
        (entry,) = feed.entries
        assert (
            entry.updated == "0001-01-01T00:00:00Z" if added < "0" else entry.updated[:4] >= "0988"
        )
    Calendar.from_ical((output / "events.ics").read_bytes())


def test_fault_66_a_planned_event_is_marked_and_does_not_lead(write_site):
    files = {
        EVENT: event(title="Russia visited China"),
        "events/summit.md": event(
            title="Russia and China hold a summit",
            date="2024-05-09",
            added="2024-05-01",
            event_status="planned",
            corrections="[{date: 2024-05-02, note: The place was corrected.}]",
        ),
    }
    output = build(write_site(files))
    home = (output / "index.html").read_text("utf-8")
    lead, rest = home.split('<article class="lead">')[1].split("</article>", 1)
    assert "Russia visited China" in lead
    assert "summit" not in lead
    assert "summit" in rest
    for path in ("corrections/index.html", "data/index.html"):
        text = (output / path).read_text("utf-8")
        assert "Russia and China hold a summit (planned)" in text
    for path in holding(output, "Russia and China hold a summit"):
        text = (output / path).read_text("utf-8", errors="replace")
        marks = ("planned", "TENTATIVE", "schema.org/EventScheduled")
        assert any(mark in text for mark in marks), path
        assert not path.endswith((".atom", "feed.json"))


def test_fault_66_what_is_only_planned_leads_where_nothing_has_occurred(write_site):
    output = build(write_site({EVENT: event(event_status="planned")}))
    lead = (output / "index.html").read_text("utf-8").split('<article class="lead">')[1]
    assert '<strong class="status">planned</strong>' in lead.split("</article>")[0]


def test_fault_67_29_february_comes_every_year(write_site):
    output = build(write_site({EVENT: None, "events/leap.md": event(date="1972-02-29")}))
    (leap,) = Calendar.from_ical((output / "on/events.ics").read_bytes()).walk("VEVENT")
    start = leap["DTSTART"].dt
    rule = rrulestr(leap["RRULE"].to_ical().decode(), dtstart=date_time(start))
    days = [day.date() for day in rule[:5]]
    assert days == [
        date(1972, 2, 29),
        *(date(year, 2, 28) for year in (1973, 1974, 1975)),
        date(1976, 2, 29),
    ]


def date_time(day):
    from datetime import datetime

    return datetime(day.year, day.month, day.day)


@pytest.mark.parametrize("escape", ["\\r\\nX-EVIL:1", "\\a", "\\e[0m", "\\0", "\\x85", "\\ud800"])
def test_control_characters_written_as_escapes_are_an_error(write_site, escape):
    (problem,) = check(write_site({EVENT: event(title=f'"Talks{escape}"')}))
    assert problem.severity == "error"
    assert problem.line == 2


@pytest.mark.parametrize("entity", ["&#7;", "&#x1b;", "&#13;", "&#x9f;"])
def test_control_characters_written_as_entities_reach_no_page(write_site, entity):
    output = build(write_site({EVENT: event(f"Before{entity}after.")}))
    for path in output.rglob("*"):
        if path.suffix in (".html", ".atom", ".ics", ".json"):
            text = path.read_bytes().decode()
            kept = "\r\n" if path.suffix == ".ics" else "\n"
            found = [one for one in text if ord(one) < 32 or 127 <= ord(one) < 160]
            assert {*found} <= {*kept, "\t"}, path


def test_an_international_host_name_is_encoded(write_site):
    content = write_site({})
    output = build(content, SITEURL="https://хронология.example/путь")
    encoded = "https://xn--c1akhhebbl8b4g.example/%D0%BF%D1%83%D1%82%D1%8C"
    for path in ("sitemap.xml", "feed.atom", "events.ics", "index.html"):
        text = (output / path).read_bytes().replace(b"\r\n ", b"").decode()
        assert encoded in text, path
        assert "хронология.example" not in text, path
