from __future__ import annotations

from pathlib import Path

import archives
import pytest
import sites
import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from chronology.build import plan
from chronology.site.artifacts import GeneratedFile
from chronology.site.exports import icalendar

FILES: archives.Files = {
    "places.yaml": "beijing: {name: 'Beijing, the capital', lat: 39.9, lon: 116.4}\n"
    "moscow: {name: Moscow}\n"
}


def text(root: Path, files: archives.Files, path: str = "events.ics", **changed: str) -> bytes:
    site, theme = archives.site(root, {**FILES, **files}, **changed)
    made = plan.make(site, theme)[path]
    assert isinstance(made, GeneratedFile)
    return made.make(site, made.subject)


def components(calendar: bytes) -> list[dict[str, str]]:
    """The properties of each event, unfolded as RFC 5545, 3.1 says."""
    assert calendar.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in calendar.split(b"\r\n"))
    lines = calendar.replace(b"\r\n ", b"").decode().split("\r\n")
    found: list[dict[str, str]] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found:
            found[-1].setdefault(name, value)
    return found


def one(root: Path, **fields: str) -> dict[str, str]:
    (found,) = components(text(root, {sites.EVENT: sites.event(**fields)}))
    return found


def test_an_event_is_told_as_the_contract_says(tmp_path: Path) -> None:
    url = "https://x.org/a"
    fields = {
        "title": '"A, B; and C\\\\D"',
        "place": "[beijing, moscow]",
        "summary": "Told.",
        "corrections": "[{date: 2024-05-02, note: N}]",
    }
    (found,) = components(text(tmp_path, {sites.EVENT: sites.event(**fields)}, SITEURL=url))
    assert found["SUMMARY"] == r"A\, B\; and C\\D"
    assert found["LOCATION"] == r"Beijing\, the capital\, Moscow"
    assert found["GEO"] == "39.900000;116.400000"
    assert found["DTSTAMP"] == "20240502T000000Z"
    assert found["DESCRIPTION"] == "Told."
    assert found["CATEGORIES"] == "Visit,Trade"
    assert found["URL"] == f"{url}/events/2024-04-09-visit/"


@pytest.mark.parametrize(
    ("date", "start", "end"),
    [
        ("2024-04-09", "20240409", "20240410"),
        ("2024-02-28/2024-02-29", "20240228", "20240301"),
        ("1999-12-31", "19991231", "20000101"),
    ],
)
def test_the_end_of_an_event_is_the_day_after(
    tmp_path: Path, date: str, start: str, end: str
) -> None:
    found = one(tmp_path, date=date, added="2024-05-01")
    assert (found["DTSTART;VALUE=DATE"], found["DTEND;VALUE=DATE"]) == (start, end)


@pytest.mark.parametrize(
    "date", ["2023-04", "2023", "2023-04-09?", "2023-04-09/..", "2023-21", "-0043-03-15", "196X",
             '"[2023-01-01,2023-01-03]"', "2023-04-01/2023-05"]
)  # fmt: skip
def test_a_date_that_is_not_certain_to_the_day_is_counted_and_left_out(
    tmp_path: Path, date: str
) -> None:
    calendar = text(tmp_path, {"events/partial.md": sites.event(date=date, title="Partial")})
    assert len(components(calendar)) == 1
    assert b"1 of 2 events are not included" in calendar.replace(b"\r\n ", b"")
    assert b"Partial" not in calendar


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("occurred", "CONFIRMED"),
        ("planned", "TENTATIVE"),
        ("postponed", "TENTATIVE"),
        ("cancelled", "CANCELLED"),
    ],
)
def test_the_status_of_an_event(tmp_path: Path, status: str, told: str) -> None:
    assert one(tmp_path, event_status=status)["STATUS"] == told


def test_the_uid_outlives_title_date_and_id(tmp_path: Path) -> None:
    (before,) = components(text(tmp_path / "1", {}))
    renamed: archives.Files = {
        sites.EVENT: None,
        "events/new.md": sites.event(
            title="New", date="2024-04-10", former_ids="[2024-04-09-visit]"
        ),
    }
    (after,) = components(text(tmp_path / "2", renamed))
    assert before["UID"] == after["UID"]
    assert before["SUMMARY"] != after["SUMMARY"]


def test_a_reader_of_calendars_understands_it(tmp_path: Path) -> None:
    title = "习近平会见俄罗斯外长拉夫罗夫；" * 12 + "A, B"
    files: archives.Files = {sites.EVENT: sites.event(title=title)}
    calendar = Calendar.from_ical(text(tmp_path, files))
    (event,) = calendar.walk("VEVENT")
    assert event["SUMMARY"] == title
    assert event.errors == []
    assert str(event["DTEND"].dt) == "2024-04-10"


def test_on_this_day_every_year(tmp_path: Path) -> None:
    files: archives.Files = {
        "events/tour.md": sites.event(title="Tour", date="2024-02-28/2024-03-02"),
        "events/planned.md": sites.event(title="Planned", event_status="planned"),
        "events/month.md": sites.event(title="Month", date="2024-02"),
    }
    made = text(tmp_path, files, "on/events.ics")
    found = Calendar.from_ical(made).walk("VEVENT")
    assert {str(one["SUMMARY"]) for one in found} == {"2024: Tour", "2024: Russia visits China"}
    assert all(one["RRULE"] == {"FREQ": ["YEARLY"]} for one in found)
    tour = next(one for one in found if "Tour" in one["SUMMARY"])
    assert (str(tour["DTSTART"].dt), str(tour["DTEND"].dt)) == ("2024-02-28", "2024-02-29")
    again = vobject.readOne(made.decode())
    assert len(again.vevent_list) == 2
    whole = Calendar.from_ical(text(tmp_path / "2", files)).walk("VEVENT")
    assert not {str(one["UID"]) for one in whole} & {str(one["UID"]) for one in found}


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_folding_loses_nothing_and_cuts_no_character(line: str) -> None:
    folded = icalendar._folded(line)
    for part in folded.split(b"\r\n"):
        part.decode()
        assert len(part) <= 75
    assert folded[:-2].replace(b"\r\n ", b"").decode() == line
