"""What `check` tells beyond a build: odd names, dead links, and what is merely incomplete."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
import sites

from chronology.editing import gaps, prose
from chronology.problems import CODES

PEOPLE = sites.ACTORS + "lavrov: {type: person, name: Sergey Lavrov, aliases: [Сергей Лавров]}\n"
LONG = sites.PLACES.replace("}", ", lat: 39.9, lon: 116.4}")


class Case(NamedTuple):
    """A body or files that provoke a code, the place it is told at, and a near miss."""

    code: str
    wrong: dict[str, str]
    place: str
    right: dict[str, str]


def body(code: str, wrong: str, right: str) -> Case:
    return Case(
        code,
        {"actors/all.yaml": PEOPLE, sites.EVENT: sites.event(wrong)},
        f"{sites.EVENT}:12",
        {"actors/all.yaml": PEOPLE, sites.EVENT: sites.event(right)},
    )


def source(fields: str) -> dict[str, str]:
    return {sites.EVENT: sites.event(sources=f"[{{title: A, {fields}}}]")}


CASES = {
    "a letter": body("near-name", "Met Sergei Lavrov there.", "Met Sergey Lavrov there."),
    "another person": body("near-name", "Met Sergev Lavrov.", "Met Sergiy Lavrow, a guest."),
    "a place": body("near-name", "In Bejing they spoke.", "In Beijing they spoke."),
    "an ending": body("near-name", "Ruussia said so.", "Russian, Chinese and Russias said so."),
    "within a longer name": body("near-name", "In Bejing, Li.", "In Bejing Daxing they spoke."),
    "a speaker": body("near-name", "> — Sergei Lavrov", "> — Сергею Лавровы"),
    "a title": Case(
        "near-name",
        {sites.EVENT: sites.event(title="Russsia visits China")},
        f"{sites.EVENT}:2",
        {sites.EVENT: sites.event(title="Russsia visits China", lang="fr")},
    ),
    "an address": body("dead-link", "[See](/actors/chine/)", "[See](/actors/china/)"),
    "a relative address": body(
        "dead-link", "[See](../nothing/)", "[See](../../actors/china/#content)"
    ),
    "an image": body("dead-link", "![A](images/a.png)", "![A](https://a.example/a.png)"),
    "a page": Case(
        "dead-link",
        {"pages/about.md": "---\ntitle: About\n---\n[x]: /no/\n"},
        "pages/about.md:4",
        {"pages/about.md": "---\ntitle: About\n---\n[x]: /feed.atom\n"},
    ),
    "a story": Case(
        "dead-link",
        {"storylines.yaml": "thaw:\n  title: Thaw\n  body: '[x](/no/)'\n"},
        "storylines.yaml:3",
        {"storylines.yaml": "thaw:\n  title: Thaw\n  body: '[x](/thaw/../topics/)'\n"},
    ),
    "a fragment": body("dead-link", "[See](/actors/china/#x)", "[See](/actors/china/#content)"),
    "a cut title": Case(
        "cut-text",
        {sites.EVENT: sites.event(title="Resolution #5 adopted")},
        f"{sites.EVENT}:2",
        {sites.EVENT: sites.event(title="'Resolution #5'", place="beijing # is that so?")},
    ),
    "a cut name": Case(
        "cut-text",
        {"places.yaml": "beijing: {name: Gate\t#5\n  }\n"},
        "places.yaml:1",
        {"places.yaml": "# A comment.\nbeijing: {name: 'Gate #5'} # of five\n"},
    ),
    "a plan": Case(
        "overdue-plan",
        {sites.EVENT: sites.event(event_status="planned")},
        f"{sites.EVENT}:10",
        {sites.EVENT: sites.event(event_status="cancelled")},
    ),
    "an image without a licence": Case(
        "no-licence",
        {sites.EVENT: sites.event(images="[{file: a.png, alt: A}]"), "images/a.png": ""},
        f"{sites.EVENT}:10",
        {
            sites.EVENT: sites.event(images="[{file: a.png, alt: A, licence: CC0}]"),
            "images/a.png": "",
        },
    ),
    "an archive": Case(
        "no-archive",
        source("url: https://a.example/"),
        f"{sites.EVENT}:9",
        source("url: https://a.example/, archive_url: https://b.example/"),
    ),
    "a printed source": Case(
        "no-archive",
        source("url: https://a.example/"),
        f"{sites.EVENT}:9",
        source("publisher: An Office"),
    ),
    "coordinates": Case("no-coordinates", {}, "places.yaml:1", {"places.yaml": LONG}),
    "an actor": Case(
        "unused-actor",
        {"actors/all.yaml": PEOPLE},
        "actors/all.yaml:3",
        {"actors/all.yaml": PEOPLE, sites.EVENT: sites.event(mentions="[lavrov]")},
    ),
    "years": Case(
        "coverage-gap",
        {"events/2021/2021-a.md": sites.event(date="2021")},
        "events",
        {"events/2023/2023-a.md": sites.event(date="2023", title="Another")},
    ),
}


def told(root: Path, files: dict[str, str], code: str) -> list[str]:
    found = sites.check(sites.write(root / "content", {**files}), notes=True)
    return [one.place.rpartition(":")[0] or one.path for one in found if one.code == code]


@pytest.mark.parametrize("name", CASES)
def test_it_is_told_where_it_stands(tmp_path: Path, name: str) -> None:
    case = CASES[name]
    assert case.place in told(tmp_path, case.wrong, case.code)


@pytest.mark.parametrize("name", CASES)
def test_a_near_miss_is_not_told(tmp_path: Path, name: str) -> None:
    case = CASES[name]
    assert told(tmp_path, case.right, case.code) == []


def test_every_code_has_a_case() -> None:
    texts = "".join(Path(str(one.__file__)).read_text("utf-8") for one in (gaps, prose))
    given = {code for code in CODES if re.search(rf'"{code}"', texts)}
    assert given == {case.code for case in CASES.values()}


def test_what_was_found_is_kept_until_the_document_or_a_name_changes(tmp_path: Path) -> None:
    files = {"actors/all.yaml": PEOPLE, sites.EVENT: sites.event("Sergei Lavrov came.")}
    assert told(tmp_path, files, "near-name") == told(tmp_path, files, "near-name") != []
    files["actors/all.yaml"] = PEOPLE.replace("Сергей Лавров", "Sergei Lavrov")
    assert told(tmp_path, files, "near-name") == []
    files[sites.EVENT] = sites.event("Sergej Lavrov came.")
    assert told(tmp_path, files, "near-name") == [f"{sites.EVENT}:12"]


def test_a_damaged_keep_is_thrown_away(tmp_path: Path) -> None:
    files = {"actors/all.yaml": PEOPLE, sites.EVENT: sites.event("Sergei Lavrov came.")}
    assert told(tmp_path, files, "near-name")
    (tmp_path / "cache" / "prose.msgpack").write_bytes(b"\xff")
    assert told(tmp_path, files, "near-name")


def test_a_build_does_not_tell_what_is_merely_incomplete(tmp_path: Path) -> None:
    from chronology.cache import Cache
    from chronology.validation.run import examine

    chosen = sites.settings(sites.write(tmp_path / "content", {}))
    assert examine(chosen, Cache(chosen.cache / "chronology.sqlite"))[1] == []


def test_who_quotes_an_actor_is_not_blamed_for_a_registry_that_cannot_be_read(
    tmp_path: Path,
) -> None:
    quotation = sites.event("> Words that were said.\n>\n> — china")
    files = {sites.EVENT: quotation, "actors/all.yaml": sites.ACTORS + "x: {nam: X}\n"}
    found = sites.check(sites.write(tmp_path / "content", files))
    assert {one.code for one in found} == {"missing-field", "unknown-field"}
