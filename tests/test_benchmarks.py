"""The benchmarks' archive: the same each time, right in our format, the same in every form."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup

from benchmarks import report
from benchmarks.archive import invent
from benchmarks.forms import FORMS
from benchmarks.measure import Cost
from benchmarks.words import KINDS
from benchmarks.world import Archive, Person, Place

EVENTS = 300


@pytest.fixture(scope="module")
def archive() -> Archive:
    """Return a small archive."""
    return invent(EVENTS)


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_seed_gives_the_same_bytes(form: str, tmp_path: Path) -> None:
    for name in ("first", "second"):
        FORMS[form](invent(50, seed=7), tmp_path / name)
    FORMS[form](invent(50, seed=8), tmp_path / "other")
    assert contents(tmp_path / "first") == contents(tmp_path / "second")
    assert contents(tmp_path / "first") != contents(tmp_path / "other")


def test_names_and_ids_are_all_different(archive: Archive) -> None:
    records = [*archive.actors, *archive.places]
    assert len({record.id for record in records}) == len(records)
    assert len({record.names for record in records}) == len(records)
    assert len({event.id for event in archive.events}) == EVENTS
    assert all(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", event.id) for event in archive.events)
    assert max(len(event.id) for event in archive.events) <= 100


def test_offices_are_held_on_the_day(archive: Archive) -> None:
    persons = 0
    for event in archive.events:
        for part in event.participants:
            if isinstance(part.actor, Person):
                persons += 1
                assert part.actor.begin <= event.when.first
                assert part.actor.until is None or event.when.first.year <= part.actor.until.year
    assert persons > EVENTS / 10


def test_actors_follow_zipf(archive: Archive) -> None:
    counts = [sum(state in event.actors for event in archive.events) for state in archive.states]
    assert counts[0] > 3 * counts[9] > 0


def test_dates_are_of_all_precisions(archive: Archive) -> None:
    shapes = {re.sub(r"\d", "0", event.when.edtf) for event in archive.events}
    assert shapes == {"0000", "0000-00", "0000-00-00", "0000-00-00/0000-00-00"}


def test_our_form_is_complete_and_refers_to_what_is_there(archive: Archive, tmp_path: Path) -> None:
    FORMS["chronology"](archive, tmp_path)

    def table(path: Path) -> dict[str, dict[str, object]]:
        loaded: dict[str, dict[str, object]] = yaml.safe_load(path.read_text(encoding="utf-8"))
        return loaded

    actors = {key for path in tmp_path.glob("actors/*.yaml") for key in table(path)}
    places, topics = table(tmp_path / "places.yaml"), table(tmp_path / "topics.yaml")
    files = sorted(tmp_path.glob("events/*/*.md"))
    assert len(files) == EVENTS
    for path in files:
        _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
        event = yaml.load(front, yaml.BaseLoader)  # every scalar as text
        assert path.stem.startswith(path.parent.name)
        assert {"title", "date", "added", "type", "sources", "summary"} <= event.keys()
        assert event["place"] in places
        assert set(event["topics"]) <= topics.keys()
        for part in event["actors"]:
            assert {part["actor"], part.get("of", part["actor"])} <= actors
        assert 140 <= len(body.split()) <= 440
        assert not set("⟦⟪") & set(body)
        for speaker in re.findall(r"^> — (.+)$", body, re.M):
            assert speaker in actors


def test_peers_have_the_same_facts(archive: Archive, tmp_path: Path) -> None:
    event = next(event for event in archive.events if "⟪" in event.body and event.relations)
    speaker = next(actor for actor in event.actors if f"⟪{actor.id}⟫" in event.body)
    pair = event.relations[0]
    for form in ("hugo", "eleventy", "pelican"):
        FORMS[form](archive, tmp_path / form)
        (path,) = (tmp_path / form).rglob(f"{event.id}.md")
        text = path.read_text(encoding="utf-8")
        for source in event.sources:
            assert source.url in text
        for fact in (event.title, event.when.text, event.when.edtf, str(event.added)):
            assert fact in text
        assert f"> — [{speaker.names.en}](/actors/{speaker.id}/), " in text
        joined = "{0.names.en} and {1.names.en}" if form == "pelican" else "{0.id}--{1.id}"
        assert joined.format(*pair) in text
        # Only the first mention of each record is a link.
        body = re.sub(r"^>.*$", "", text, flags=re.M)
        links = re.findall(r"\]\((/(?:actors|places)/[^)]+)\)", body)
        assert len(links) == len(set(links)) > 2


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[Archive, Path]:
    """Return an archive and its plain site; built by itself, for its settings change the plan."""
    few = invent(60)
    folder = tmp_path_factory.mktemp("plain")
    FORMS["chronology"](few, folder / "content")
    program = [sys.executable, "-m", "pelican", str(folder / "content")]
    program += ["--settings", "benchmarks/plain/pelicanconf.py", "--output", str(folder / "out")]
    program += ["--extra-settings", f"CACHE_PATH={json.dumps(str(folder / 'cache'))}"]
    subprocess.run(program, check=True, cwd=Path(__file__).parents[1])
    return few, folder / "out"


def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def told(parent: BeautifulSoup, heading: str) -> list[str]:
    """Return the items of the list below a heading."""
    (found,) = (one for one in parent.find_all("h2") if one.string == heading)
    following = found.find_next("ul")
    assert following
    return [item.get_text() for item in following.find_all("li")]


def test_our_plain_pages_are_those_of_the_peers(plain: tuple[Archive, Path]) -> None:
    few, out = plain
    with_feed, without = {""}, set()
    for event in few.events:
        with_feed.update(f"actors/{actor.id}/" for actor in event.actors)
        with_feed.update(f"topics/{topic.id}/" for topic in event.topics)
        with_feed.add(f"places/{event.place.id}/")
        with_feed.update(f"relations/{a.id}/{b.id}/" for a, b in event.relations)
        without |= {f"events/{event.id}/", f"{event.when.edtf[:4]}/"}
        if event.when.month:
            without.add(f"{event.when.month.replace('-', '/')}/")
    expected = {f"{page}index.html" for page in with_feed | without}
    expected |= {f"{page}feed.atom" for page in with_feed} | {"theme/style.css"}
    assert set(contents(out)) == expected


def test_our_plain_event_pages_have_the_facts(plain: tuple[Archive, Path]) -> None:
    few, out = plain
    for event in few.events:
        page = soup(out / "events" / event.id / "index.html")
        assert page.h1
        assert page.h1.get_text() == event.title
        facts = [fact.get_text(" ", strip=True) for fact in page.find_all("dd")]
        topics = " ".join(topic.label for topic in event.topics)
        kind = KINDS[event.kind].label
        assert facts == [event.when.text, kind, event.place.names.en, topics]
        assert told(page, "Participants") == [
            f"{part.actor.names.en}, {part.role}"
            + (
                f", {part.actor.office} of {part.actor.of.names.en}"
                if isinstance(part.actor, Person)
                else ""
            )
            for part in event.participants
        ]
        assert told(page, "Sources") == [
            f"{one.title}, {one.publisher}, {one.issued} ({one.language})" for one in event.sources
        ]
        addresses = [link["href"] for link in page.find_all("a")]
        assert {source.url for source in event.sources} <= set(addresses)
        linked = {mark for mark in re.findall("⟦(.+?)⟧", event.body) if mark in few.named}
        rooms = {one: "places" if isinstance(few.named[one], Place) else "actors" for one in linked}
        body = {link["href"] for paragraph in page.find_all("p") for link in paragraph("a")}
        assert {f"/{rooms[one]}/{one}/" for one in linked} <= body


def test_our_plain_lists_and_feeds_hold_every_event(plain: tuple[Archive, Path]) -> None:
    few, out = plain
    lists: dict[str, list[str]] = {}
    for event in few.events:
        pages = {f"actors/{actor.id}" for actor in event.actors}
        pages |= {f"topics/{topic.id}" for topic in event.topics}
        pages |= {f"relations/{a.id}/{b.id}" for a, b in event.relations}
        pages |= {f"places/{event.place.id}", event.when.edtf[:4]}
        pages |= {event.when.month.replace("-", "/")} if event.when.month else set()
        for page in pages:
            lists.setdefault(page, []).append(event.title)
    for page, titles in lists.items():
        found = soup(out / page / "index.html").find_all("ol")
        assert [sorted(link.get_text() for link in one.find_all("a")) for one in found] == [
            sorted(titles)
        ]
        if not page[0].isdigit():
            feed = (out / page / "feed.atom").read_text(encoding="utf-8")
            entries = re.findall("<entry>\n<title>(.+)</title>", feed)
            assert len(entries) == min(20, len(titles))
            assert not Counter(entries) - Counter(titles)


def test_a_ratio_is_that_of_runs_in_the_same_round() -> None:
    ours = Cost("ours", 2, 2, 50, 1, 1, walls=(1, 2, 30), processors=(1, 2, 3))
    hugo = Cost("hugo", 4, 4, 100, 1, 1, walls=(4, 4, 60), processors=(4, 4, 4))
    assert report.ratio(ours, hugo) == 0.5
    assert report.ratio(ours, hugo, "memory") == 0.5
    assert report.ratio(hugo, ours, "processor") == 2


def test_results_are_written_between_the_marks_and_nowhere_else(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n", encoding="utf-8")
    cost = Cost("hugo cold", 4, 4, 100, 1, 1, (4,), (4,))
    for text in ("first", "second"):
        report.write(text, [report.Result(10, 1, True, {"hugo cold": cost}, {})], tmp_path)
    assert page.read_text(encoding="utf-8") == (
        f"before\n{report.BEGIN}\n\nsecond\n\n{report.END}\nafter\n"
    )
    assert "Hugo" in (tmp_path / "images/benchmarks.svg").read_text(encoding="utf-8")
    page.write_text("no marks", encoding="utf-8")
    with pytest.raises(ValueError, match="marks"):
        report.write("lost", [], tmp_path)


def test_the_tables_tell_what_was_missed_and_how_costs_grow() -> None:
    results = []
    for events, hugo, ours in ((10_000, 10.0, 4.0), (50_000, 50.0, 40.0)):
        walls = dict.fromkeys(report.LABELS, ours) | {"hugo cold": hugo, "hugo edit": hugo}
        costs = {
            name: Cost(name, wall, wall, int(wall), 1, 1, (wall,), (wall,))
            for name, wall in walls.items()
        }
        results.append(report.Result(events, 1, True, costs, {}))
    text = report.tables(results, {"Hugo": "1.2.3"})
    assert "| plain pages, cold | 10,000 | 0.45 | 0.40 | reached |" in text
    assert "| plain pages, cold | 50,000 | 0.35 | 0.80 | **missed** |" in text
    assert "| ours, plain pages | 10.0 | 10.0 | 10.0 |" in text
    assert "Hugo 1.2.3" in text
