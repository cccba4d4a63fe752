"""The file behind the timeline says of every event what the chronology says."""

from __future__ import annotations

import json
import re
import tempfile
from itertools import accumulate
from pathlib import Path
from typing import Any

import archives
import pytest
import sites
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chronology.build import plan
from chronology.model import edtf
from chronology.model.edtf import day_number
from chronology.site.artifacts import GeneratedFile
from chronology.site.context import Site
from chronology.site.exports import timeline_data

PATH = "timeline/events.json"


def read(site: Site) -> dict[str, Any]:
    """What the file says, its titles with the names as the script puts them in."""
    found: dict[str, Any] = json.loads(timeline_data.make(site, None))
    actors: list[list[str]] = [[] for _ in found["id"]]
    for name, steps in zip(*found["actors"][1:3], strict=True):
        for at in accumulate(steps):
            actors[at].append(name)
    found["title"] = [
        "".join(
            names[ord(one) - 0xFDD0] if one in timeline_data.STAND_INS else one for one in title
        )
        for title, names in zip(found["title"], actors, strict=True)
    ]
    return found


def site_of(root: Path, *written: str, **fields: str) -> Site:
    """A site of one event for each date, in an order of their own."""
    files: archives.Files = {
        f"events/2024/e{at}.md": sites.event(date=f"'{date}'", title=f"Event {at}", **fields)
        for at, date in enumerate(written)
    }
    return archives.site(root, {sites.EVENT: None, **files})[0]


def ids(found: dict[str, Any]) -> list[str]:
    """The ids, as the script makes them."""
    days = accumulate(found["from"])
    return [
        one
        if isinstance(one, str)
        else dates_before(day)[: (10, 7, 4)[one % 3]] + "-" + slug(title)[: one // 3]
        for one, day, title in zip(found["id"], days, found["title"], strict=True)
    ]


def slug(title: str) -> str:
    return re.sub(r"[.,:;'’\"()?!&]", "", title.lower()).replace(" ", "-")


def dates_before(number: int) -> str:
    """The day of a number in ISO 8601."""
    year = number // 366 - 2
    while day_number((year + 1, 1, 1)) <= number:
        year += 1
    month = max(m for m in range(1, 13) if day_number((year, m, 1)) <= number)
    return f"{year:04d}-{month:02d}-{number - day_number((year, month, 1)) + 1:02d}"


WRITTEN = [
    *("2024-04-09", "2024-02", "2024", "1962/..", "1962/", "../1962", "/1962-10", "19XX", "196X"),
    *("2024~", "2024-04?", "2024-04-09%", "2024-21", "-0043-03-15", "0000", "[1962,1964]"),
    *("{1962-10-16,1962-10-28}", "1962-10-16~/1962-10-28", "1999-12-31/2000-01-02"),
]
PARTS = st.dates().map(str).map(lambda day: day[-10:]) | st.sampled_from(WRITTEN)


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.lists(PARTS, min_size=1, max_size=8))
def test_days_and_marks_are_those_of_the_dates(written: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = site_of(Path(folder), *written)
        found = read(site)
    events = site.chronology.events
    assert ids(found) == [event.id for event in events]
    assert found["title"] == [event.title for event in events]
    for at, (event, first, more) in enumerate(
        zip(events, accumulate(found["from"]), found["days"], strict=True)
    ):
        date, bits = event.date, found["marks"].get(str(at), 0)
        ends = [end for one in date.members or (date,) for end in (one.start, one.end)]
        assert first == day_number(date.earliest or date.latest or (0, 0, 0))
        assert first + more == day_number(date.latest or date.earliest or (0, 0, 0))
        assert bool(bits & timeline_data.ABOUT) == any(end.approximate for end in ends)
        assert bool(bits & timeline_data.UNCERTAIN) == any(end.uncertain for end in ends)
        assert bool(bits & timeline_data.BEFORE) == (date.earliest is None)
        assert bool(bits & timeline_data.LATER) == (date.latest is None)
        assert bool(bits & timeline_data.AMONG) == bool(date.members)
        if bits:
            assert found["words"][str(at)] == site.words(date)


def test_names_that_hold_each_other_stay_whole(tmp_path: Path) -> None:
    actors = "u: {type: state, name: Union}\nsu: {type: state, name: Soviet Union}\n"
    event = sites.event(title="Soviet Union and Union", actors="[u, su]", place=None)
    files: archives.Files = {sites.EVENT: event, "actors/all.yaml": actors, "places.yaml": None}
    site = archives.site(tmp_path, files)[0]
    assert "Union" not in json.loads(timeline_data.make(site, None))["title"][0]
    assert read(site)["title"] == ["Soviet Union and Union"]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("2024-04-09", None),
        ("2024-02", None),
        ("1999-12-31/2000-01-02", None),
        ("2024-04-01/2024-04-30", "1–30 April 2024"),
        ("2024/2025", "2024–2025"),
        ("2024-21", "spring 2024"),
        ("-0043-03-15", "15 March 44 BC"),
        ("0000", "1 BC"),
    ],
)
def test_what_days_alone_do_not_tell_is_given_in_words(
    tmp_path: Path, written: str, words: str | None
) -> None:
    assert read(site_of(tmp_path, written))["words"].get("0") == words


def test_records_list_the_events_of_their_pages(tmp_path: Path) -> None:
    files: archives.Files = {
        "topics.yaml": "trade: {label: Trade, broader: [economy]}\neconomy: {label: Economy}\n",
        "actors/people.yaml": "xi: {type: person, name: Xi, offices: "
        "[{title: President, of: china, from: 2013-03-14, until: ..}]}\n",
        "events/2024/b.md": sites.event(date="2024-05", actors="[xi]", type_="statement"),
    }
    site = archives.site(tmp_path, files)[0]
    found, chronology = read(site), site.chronology
    for kind, index in (
        ("actors", chronology.by_actor),
        ("topics", chronology.by_topic),
        ("places", chronology.by_place),
    ):
        ids, _, steps = found[kind][:3]
        rows = dict(zip(ids, map(list, map(accumulate, steps)), strict=True))
        assert rows == index, kind
    assert {"china", "xi"} <= set(found["actors"][0])
    assert set(found["topics"][0]) == {"trade", "economy"}
    types = [found["types"][at] for at in found["type"]]
    assert types == [["visit", "Visit", 0], ["statement", "Statement", 4]]


def test_an_id_of_its_own_stays_in_full(tmp_path: Path) -> None:
    site = archives.site(
        tmp_path,
        {
            "events/2024/2024-04-09-russia-visits.md": sites.event(),
            "events/2024/2024-04-russia-visits-china.md": sites.event(date="2024-04"),
            "events/2024/treaty.md": sites.event(date="2024"),
        },
    )[0]
    found = read(site)
    assert sorted(ids(found)) == sorted(event.id for event in site.chronology.events)
    assert sorted(map(str, found["id"])) == ["2024-04-09-visit", "39", "58", "treaty"]


def test_planned_and_draft_are_named(tmp_path: Path) -> None:
    site = site_of(tmp_path, "2024-04-09", event_status="planned")
    assert read(site)["status"] == {"0": "planned"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (sites.EVENT, sites.event(date="2024-04-10")),
        (sites.EVENT, sites.event(title="Another title")),
        (sites.EVENT, sites.event(actors="[china]")),
        (sites.EVENT, sites.event(topics="[]")),
        (sites.EVENT, sites.event(event_status="planned")),
        ("topics.yaml", "trade: {label: Commerce}\n"),
        ("actors/all.yaml", sites.ACTORS.replace("name: China", "name: PRC")),
        ("places.yaml", "beijing: {name: Peking, country: china}\n"),
    ],
)
def test_it_is_made_again_when_what_it_shows_has_changed(
    tmp_path: Path, path: str, text: str
) -> None:
    made = []
    for name, files in (("before", {}), ("after", {path: text})):
        site, theme = archives.site(tmp_path / name, files)  # type: ignore[arg-type]
        one = plan.make(site, theme)[PATH]
        assert isinstance(one, GeneratedFile)
        made.append((one.key(site), one.make(site, one.subject)))
    assert made[0][0] != made[1][0]
    assert made[0][1] != made[1][1]


def test_what_it_does_not_show_changes_nothing(tmp_path: Path) -> None:
    inputs = set()
    for name, body in (("before", "One."), ("after", "Two.")):
        site, theme = archives.site(tmp_path / name, {sites.EVENT: sites.event(body)})
        inputs.add(plan.make(site, theme)[PATH].key(site))
    assert len(inputs) == 1


def test_an_empty_record_has_a_timeline_too(tmp_path: Path) -> None:
    output = sites.build(sites.write(tmp_path / "content", {sites.EVENT: None}))
    assert json.loads((output / PATH).read_text())["id"] == []
    assert "timeline/start.js" not in (output / "timeline/index.html").read_text()


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_its_words_are_in_the_language_of_the_site(tmp_path: Path, language: str) -> None:
    output = sites.build(sites.write(tmp_path / "content", {}), DEFAULT_LANG=language)
    page = (output / "timeline/index.html").read_text("utf-8")
    ours = page[page.index('id="axis"') : page.index("</main>")]
    told = re.findall(r'>([^<>]+)<|(?:aria-label|title|data-[a-z]+)="([^"]+)"', ours)
    english = [one for pair in told for one in pair if re.fullmatch(r"[A-Z][a-z]+( [a-z ]+)?", one)]
    assert english == []


def test_a_day_is_counted_as_in_the_calendar() -> None:
    for text in ("0001-01-01", "2024-02-29", "2023-12-31", "-0001-03-01", "0000-02-29"):
        earliest = edtf.parse(text).earliest
        assert earliest
        assert dates_before(day_number(earliest)) == (
            f"{earliest[0]:04d}-{earliest[1]:02d}-{earliest[2]:02d}"
        )
