"""The benchmarks' archive: the same each time, right in our format, the same in every form."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from benchmarks.archive import invent
from benchmarks.forms import FORMS
from benchmarks.world import Archive, Person

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
