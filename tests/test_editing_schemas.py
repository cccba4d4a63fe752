"""The schemas take what the reader takes, and refuse what it refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sites
import yaml
from jsonschema import Draft202012Validator

from chronology.content import registries, scan
from chronology.editing import schemas
from chronology.model import records

NO_IDS: dict[str, list[str]] = {
    **{"actors": [], "states": [], "states-and-organizations": []},
    **{"topics": [], "places": [], "types": []},
}
NAMES = ["event", "translation", "page", "actors", "topics", "places", "types", "storylines"]


class EditorLoader(yaml.BaseLoader):
    """YAML 1.2 as editors read it: numbers, truth values and nothing, all else text."""


EditorLoader.yaml_implicit_resolvers = {}
for tag, pattern, firsts in (
    ("null", r"(?:~|null|)$", ["", "~", "n"]),
    ("bool", r"(?:true|false)$", ["t", "f"]),
    ("int", r"[-+]?[0-9]+$", [*"-+0123456789"]),
    ("float", r"[-+]?[0-9]*\.[0-9]+$", [*"-+.0123456789"]),
):
    name = f"tag:yaml.org,2002:{tag}"
    EditorLoader.add_implicit_resolver(name, re.compile(pattern), firsts)
    EditorLoader.add_constructor(name, getattr(yaml.SafeLoader, f"construct_yaml_{tag}"))


def read(text: str) -> Any:
    return yaml.load(text, EditorLoader)


def matter(text: str) -> Any:
    return read(text.split("\n---")[0].removeprefix("---\n"))


def validator(name: str) -> Draft202012Validator:
    schema = json.loads((sites.ROOT / "schemas" / f"{name}.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def faults(name: str, text: str) -> list[str]:
    return [error.message for error in validator(name).iter_errors(read(text))]


def test_every_file_of_the_content_is_accepted() -> None:
    content = sites.ROOT / "content"
    validators = {name: validator(name) for name in NAMES}
    seen = set()
    for file in scan.scan(content)[0]:
        if file.kind == "asset":
            continue
        text = (content / file.path).read_text("utf-8")
        is_registry = file.kind == "registry"
        name = file.path.partition("/")[0].partition(".")[0] if is_registry else file.kind
        data = read(text) if is_registry else matter(text)
        assert [error.message for error in validators[name].iter_errors(data)] == [], file.path
        seen.add(name)
    assert seen >= {"event", "translation", "page", "actors", "topics", "places", "storylines"}


GOOD = (
    "title: T\ndate: 2024\nadded: 2024-04-11\ntype: visit\nactors: [china]\nsources: [{title: S}]\n"
)


@pytest.mark.parametrize(
    "more",
    [
        "",
        "place: beijing",
        "place: [beijing]",
        "place:",
        "topics:",
        "summary: 1984",
        "mentions: [an-actor-younger-than-the-schema]",
        "lang: no",
    ],
)
def test_what_the_reader_takes_is_accepted(more: str) -> None:
    assert faults("event", GOOD + more) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: T\n", ""),
        ("title: T", "titel: T"),
        ("title: T", "title: [T]"),
        ("title: T", "id: t\ntitle: T"),
        ("date: 2024", "date: 9 April 2024"),
        ("type: visit", "type: No Id"),
        ("actors: [china]", "actors: []"),
        ("actors: [china]", "actors: [{actor: china, role: guest}]"),
        ("actors: [china]", "actors: china"),
        ("{title: S}", "{title: S, url: ftp://a.example}"),
        ("{title: S}", "{publisher: S}"),
    ],
)
def test_a_faulty_event_is_refused(old: str, new: str) -> None:
    assert faults("event", GOOD) == []
    assert faults("event", GOOD.replace(old, new))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("actors", "China: {type: state, name: China}"),
        ("actors", "china: {name: China}"),
        ("actors", "china: {type: country, name: China}"),
        ("actors", "china: {type: state, name: China, iso: china}"),
        ("actors", "a: {type: person, name: A, iso: CN}"),
        ("actors", "a: {type: person, name: A, offices: [{of: china}]}"),
        ("actors", "a: {type: person, name: A, wikidata: 148}"),
        ("places", "a: {name: A, lat: 91}"),
        ("topics", "a: {name: A}"),
        ("storylines", "a: {events: [b]}"),
        ("page", "order: 1"),
        ("translation", "title: T\ndate: 2024"),
    ],
)
def test_a_faulty_record_is_refused(name: str, text: str) -> None:
    assert faults(name, text)


def test_references_are_completed_with_the_ids_of_the_content() -> None:
    known = {**NO_IDS, "actors": ["china"], "places": ["beijing"], "topics": ["trade"]}
    made = schemas.make(known)["event"]["$defs"]
    assert made["actors-id"]["anyOf"][0] == {"enum": ["china"]}
    assert made["places-id"]["anyOf"][0] == {"enum": ["beijing"]}
    assert made["topics-id"]["anyOf"][0] == {"enum": ["trade"]}
    shown = json.dumps(made["Event"]["properties"]["mentions"]) + json.dumps(made["Participant"])
    assert shown.count("#/$defs/actors-id") == 2
    assert shown.count("#/$defs/states-and-organizations-id") == 1


def test_any_name_of_a_record_becomes_its_id_in_front_matter_too() -> None:
    kept = json.loads((sites.ROOT / ".vscode/ids.code-snippets").read_text("utf-8"))
    lavrov = kept["person sergey-lavrov"]
    assert {"@sergey-lavrov", "@Sergey Lavrov", "@拉夫罗夫"} <= set(lavrov["prefix"])
    assert lavrov["body"] == "sergey-lavrov"
    assert {"place beijing", "topic trade", "type visit", "state china"} <= kept.keys()
    # VS Code takes front matter for YAML, what stands below it for Markdown.
    written = json.loads((sites.ROOT / ".vscode/chronology.code-snippets").read_text("utf-8"))
    in_matter = [*kept.values(), written["A participant"], written["A source"]]
    assert {one["scope"] for one in in_matter} == {"markdown,yaml"}


def test_every_field_is_described() -> None:
    def fields(schema: Any) -> Iterator[tuple[str, Any]]:
        for name, struct in schema["$defs"].items():
            for field, told in struct.get("properties", {}).items():
                yield f"{name}.{field}", told

    found = [entry for schema in schemas.make(NO_IDS).values() for entry in fields(schema)]
    assert len(found) > 80
    assert [name for name, told in found if not told.get("description")] == []


def test_the_schemas_that_are_kept_are_those_of_the_model() -> None:
    """The ids in them are for completion, and may be older than the content."""
    made = schemas.make(NO_IDS)
    assert (
        set(made) == {path.stem for path in (sites.ROOT / "schemas").glob("*.json")} == set(NAMES)
    )
    for name, schema in made.items():
        kept = json.loads((sites.ROOT / "schemas" / f"{name}.json").read_text("utf-8"))
        for registry in (f"{registry}-id" for registry in NO_IDS):
            if registry in schema["$defs"]:
                kept["$defs"][registry] = schema["$defs"][registry]
        assert kept == schema, f"{name}: run `invoke schemas`"


def test_the_editor_is_told_which_schema_is_for_which_file() -> None:
    told = json.loads((sites.ROOT / ".vscode/settings.json").read_text("utf-8"))["yaml.schemas"]
    assert {Path(path).stem for path in told} == set(NAMES) - {"event", "translation", "page"}
    for path, pattern in told.items():
        assert (sites.ROOT / path).is_file()
        assert registries.kind_of(pattern.removeprefix("content/")) == Path(path).stem


def test_snippets_offer_every_role_and_type_and_make_a_valid_entry(tmp_path: Path) -> None:
    text = (sites.ROOT / ".vscode/chronology.code-snippets").read_text("utf-8")
    snippets = json.loads(text)
    types = registries.load([], {})[0].types
    for name, values in (("role", records.Role.__args__), ("type", tuple(types))):
        for choice in re.findall(rf"{name}: \$\{{\d+\|([^|]+)\|", text):
            assert sorted(choice.split(",")) == sorted(values)
    date = "2024-05-16"
    stops = {1: "Talks", 2: date, 4: "beijing", 5: "china", 7: "trade", 8: "A report"}
    content = sites.write(
        tmp_path / "content",
        {f"events/2024/{date}-a.md": _filled(snippets["An event"]["body"], stops)},
    )
    assert sites.check(content) == []


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("An event", "events/2024/a.md"),
        ("A person", "actors/a.yaml"),
        ("A state", "actors/a.yaml"),
        ("An organization", "actors/a.yaml"),
        ("A place", "places.yaml"),
        ("A topic", "topics.yaml"),
    ],
)
def test_a_snippet_left_as_it_comes_is_no_fact(name: str, path: str, tmp_path: Path) -> None:
    snippets = json.loads((sites.ROOT / ".vscode/chronology.code-snippets").read_text("utf-8"))
    content = sites.write(tmp_path / "content", {path: _filled(snippets[name]["body"], {})})
    assert [one for one in sites.check(content) if one.severity == "error"]


def _filled(body: list[str], stops: dict[int, str]) -> str:
    """The lines with something typed at each stop, or its first choice, or its hint left."""
    lines = "\n".join(body).replace("$CURRENT_YEAR-$CURRENT_MONTH-$CURRENT_DATE", "2024-05-17")

    def typed(stop: re.Match[str]) -> str:
        hint = stop["hint"] or (stop["choices"] or "").split(",")[0]
        return stops.get(int(stop["plain"] or stop["number"]), hint)

    stop = r"\$(?:(?P<plain>\d+)|\{(?P<number>\d+)(?::(?P<hint>[^}]*)|\|(?P<choices>[^|]+)\|)\})"
    return re.sub(stop, typed, lines)
