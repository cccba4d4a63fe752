from __future__ import annotations

from typing import Any

import pytest

from chronology.content import decode
from chronology.model import edtf
from chronology.model.ids import is_id
from chronology.model.records import (
    Actor,
    Event,
    EventType,
    Organization,
    Page,
    Participant,
    Person,
    Place,
    Record,
    State,
    Storyline,
    Topic,
    Translation,
)
from chronology.problems import Problem

EVENT: dict[str, Any] = {
    "title": "A meets B",
    "date": "2024-04-09",
    "added": "2024-04-11",
    "type": "meeting",
    "actors": ["a", {"actor": "b", "role": "host", "as": "Premier", "of": "c"}],
    "sources": [{"title": "A report", "url": "https://example.org/", "issued": "2024-04"}],
}


def read(kind: type[Record], data: Any) -> Any:
    record, problems = decode.read(kind, data, "x", "a.md", ("x",))
    assert problems == []
    return record


def faults(kind: type[Record], data: Any) -> list[Problem]:
    _, problems = decode.read(kind, data, "x", "a.md", ("x",))
    assert problems
    return problems


def test_an_event_is_read() -> None:
    event = read(Event, EVENT)
    assert event.id == "x"
    assert event.date == edtf.parse("2024-04-09")
    assert event.actors == (
        Participant(actor="a"),
        Participant(actor="b", role="host", as_="Premier", of="c"),
    )
    assert event.sources[0].issued == edtf.parse("2024-04")
    assert (event.event_status, event.status, event.place) == ("occurred", "published", ())


def test_one_id_stands_for_a_list_of_one() -> None:
    assert read(Event, {**EVENT, "place": "beijing"}).place == ("beijing",)
    assert read(Event, {**EVENT, "place": ["a", "b"]}).place == ("a", "b")
    assert read(Topic, {"label": "T", "broader": "t"}).broader == ("t",)


def test_an_empty_field_is_as_if_absent() -> None:
    assert read(Event, {**EVENT, "place": None, "reported": None}) == read(Event, EVENT)
    assert faults(Event, {**EVENT, "date": None})[0].code == "missing-field"


@pytest.mark.parametrize(
    ("kind", "record"), [("state", State), ("person", Person), ("organization", Organization)]
)
def test_the_type_of_an_actor_decides_its_record(kind: str, record: type[Actor]) -> None:
    actor = read(Actor, {"type": kind, "name": "A"})
    assert type(actor) is record
    assert actor.type == kind


def test_numbers_are_read_from_text() -> None:
    place = read(Place, {"name": "P", "lat": "39.9", "lon": "-116"})
    assert (place.lat, place.lon) == (39.9, -116.0)
    assert read(Page, {"title": "T", "order": "3"}).order == 3


def test_every_name_of_an_actor_is_known_and_none_twice() -> None:
    actor = read(
        Actor,
        {
            "type": "organization",
            "name": "North Atlantic Treaty Organization",
            "names": {"fr": "OTAN", "en": "NATO"},
            "aliases": ["the Alliance", "OTAN"],
            "acronym": "NATO",
        },
    )
    assert actor.all_names == ("North Atlantic Treaty Organization", "OTAN", "NATO", "the Alliance")


PERSON = {"type": "person", "name": "P"}
REQUIRED: list[tuple[type[Record], dict[str, Any], tuple[str | int, ...], str]] = [
    *((Event, EVENT, (), name) for name in EVENT),
    (Event, EVENT, ("actors", 1), "actor"),
    (Event, EVENT, ("sources", 0), "title"),
    (Event, {**EVENT, "related": [{"event": "e", "relation": "follows"}]}, ("related", 0), "event"),
    (
        Event,
        {**EVENT, "related": [{"event": "e", "relation": "follows"}]},
        ("related", 0),
        "relation",
    ),
    (Event, {**EVENT, "corrections": [{"date": "2024", "note": "n"}]}, ("corrections", 0), "date"),
    (Event, {**EVENT, "corrections": [{"date": "2024", "note": "n"}]}, ("corrections", 0), "note"),
    (Translation, {"title": "T"}, (), "title"),
    (Actor, {"type": "state", "name": "S"}, (), "type"),
    (Actor, {"type": "state", "name": "S"}, (), "name"),
    (Actor, {**PERSON, "offices": [{"title": "Premier"}]}, ("offices", 0), "title"),
    (
        Actor,
        {"type": "organization", "name": "O", "members": [{"actor": "a"}]},
        ("members", 0),
        "actor",
    ),
    (
        Actor,
        {"type": "state", "name": "S", "previous_names": [{"name": "R"}]},
        ("previous_names", 0),
        "name",
    ),
    (Topic, {"label": "T"}, (), "label"),
    (Place, {"name": "P"}, (), "name"),
    (EventType, {"label": "T"}, (), "label"),
    (Storyline, {"title": "T"}, (), "title"),
    (Page, {"title": "T"}, (), "title"),
]


@pytest.mark.parametrize(("kind", "data", "way", "name"), REQUIRED)
def test_a_required_field_is_asked_for_where_it_is_missing(
    kind: type[Record], data: dict[str, Any], way: tuple[str | int, ...], name: str
) -> None:
    read(kind, data)
    (problem,) = faults(kind, _without(data, way, name))
    assert problem.code == "missing-field"
    assert f"`{name}`" in problem.message
    assert problem.field == ("x", *way)
    assert problem.hint


def _without(data: Any, way: tuple[str | int, ...], name: str) -> Any:
    if not way:
        return {key: value for key, value in data.items() if key != name}
    first, *rest = way
    copied = list(data) if isinstance(data, list) else dict(data)
    copied[first] = _without(data[first], tuple(rest), name)
    return copied


@pytest.mark.parametrize(
    ("kind", "data", "field", "code", "hint"),
    [
        (Event, {"date": "2024-02-30"}, "date", "bad-date", ""),
        (Event, {"date": "-9999/9999"}, "date", "bad-date", "correct the years"),
        (Event, {"date": [["2024"]]}, "date", "bad-date", "2024-04-09/2024-04-11"),
        (Event, {"title": ["a"]}, "title", "bad-value", "write a text"),
        (Event, {"title": ""}, "title", "bad-value", "write a text"),
        (Event, {"topics": "trade"}, "topics", "bad-value", "[one, two]"),
        (Event, {"topics": ["a", {"b": "c"}]}, "topics[1]", "bad-value", "write a text"),
        (Event, {"actors": []}, "actors", "bad-value", "at least one"),
        (Event, {"sources": []}, "sources", "bad-value", "at least one"),
        (Event, {"actors": "a"}, "actors", "bad-value", "[one, two]"),
        (Event, {"actors": [["a"]]}, "actors[0]", "bad-value", "field: value"),
        (Event, {"actors": [{"actor": "a", "role": "hots"}]}, "actors[0].role", "bad-value",
         "`host`"),
        (Event, {"status": "hidden"}, "status", "bad-value", "draft, published"),
        (Event, {"event_status": "planed"}, "event_status", "bad-value", "`planned`"),
        (
            Event,
            {"sources": [{"title": "T", "url": "javascript:alert(1)"}]},
            "sources[0].url",
            "bad-value",
            "https://",
        ),
        (Event, {"related": [{"event": "e", "relation": "follow"}]}, "related[0].relation",
         "bad-value", "`follows`"),
        (Actor, {**PERSON, "type": "persn"}, "type", "bad-value", "`person`"),
        (Actor, {**PERSON, "wikidata": "148"}, "wikidata", "bad-value", "Q148"),
        (Actor, {**PERSON, "names": ["a"]}, "names", "bad-value", "key: value"),
        (Actor, {**PERSON, "names": {"zh": ["a"]}}, "names.zh", "bad-value", "write a text"),
        (Actor, {**PERSON, "born": "circa 1962"}, "born", "bad-date", "1962~"),
        (Actor, {"type": "state", "name": "S", "iso": "cn"}, "iso", "bad-value", "CN"),
        (Place, {"name": "P", "lat": "91"}, "lat", "bad-value", "correct the number"),
        (Place, {"name": "P", "lat": "nan"}, "lat", "bad-value", "in digits"),
        (Place, {"name": "P", "lon": "east"}, "lon", "bad-value", "in digits"),
        (Page, {"title": "T", "order": "first"}, "order", "bad-value", "in digits"),
        (Page, {"title": "T", "order": "1.5"}, "order", "bad-value", "in digits"),
        (Event, {"actor": ["a"]}, "actor", "unknown-field", "`actors`"),
        (Event, {"actor": None}, "actor", "unknown-field", "`actors`"),
        (Event, {"sources": [{"title": "T", "publishr": "P"}]}, "sources[0].publishr",
         "unknown-field", "`publisher`"),
        (Event, {"save_as": "index.html"}, "save_as", "unknown-field", "only on its id"),
        (Event, {"tags": "a"}, "tags", "unknown-field", "`topics`"),
        (Event, {"id": "y"}, "id", "unknown-field", "name of the file"),
        (Actor, {**PERSON, "iso": "CN"}, "iso", "unknown-field", "the fields are"),
        (Translation, {"title": "T", "date": "2024"}, "date", "unknown-field", "the fields are"),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_kind_is_told_with_its_mend(
    kind: type[Record], data: dict[str, Any], field: str, code: str, hint: str
) -> None:
    (problem,) = faults(kind, {**EVENT, **data} if kind is Event else data)
    assert problem.field_name == f"x.{field}"
    assert problem.code == code
    assert hint in problem.hint


@pytest.mark.parametrize("data", ["text", ["a"]])
@pytest.mark.parametrize("kind", [Event, Actor, Topic])
def test_a_record_that_is_no_mapping_is_told(kind: type[Record], data: Any) -> None:
    assert {problem.code for problem in faults(kind, data)} == {"bad-value"}


def test_all_faults_are_told_at_once() -> None:
    found = faults(Event, {"titel": "A", "date": "x", "added": "y", "actors": [], "type": "m"})
    assert sorted((problem.code, problem.field_name) for problem in found) == [
        ("bad-date", "x.added"),
        ("bad-date", "x.date"),
        ("bad-value", "x.actors"),
        ("missing-field", "x"),
        ("missing-field", "x"),
        ("unknown-field", "x.titel"),
    ]
    missing = next(problem for problem in found if "`title`" in problem.message and
                   problem.code == "missing-field")  # fmt: skip
    assert missing.hint == "rename `titel` to `title`?"


@pytest.mark.parametrize("text", ["a", "2024-04-09-xi-lavrov", "x" * 100])
def test_ids(text: str) -> None:
    assert is_id(text)


@pytest.mark.parametrize("text", ["", "A", "a_b", "-a", "a-", "a--b", "é", "a\n", "x" * 101, "a.b"])
def test_what_is_no_id(text: str) -> None:
    assert not is_id(text)
