from __future__ import annotations

from pathlib import Path

import archives
import pytest
import sites

from chronology.problems import Problem


def problems(root: Path, files: archives.Files) -> list[Problem]:
    return archives.examined(sites.write(root / "content", files))[1]


def test_the_shipped_types_are_there_and_a_site_adds_and_replaces(tmp_path: Path) -> None:
    types = "summit: {label: Gipfel}\ntoast: {label: Toast}\n"
    found = archives.chronology(tmp_path, {"event-types.yaml": types}).types
    assert found["meeting"].label == "Meeting"
    assert (found["summit"].label, found["summit"].plover) == ("Gipfel", None)
    assert found["toast"].id == "toast"


def test_the_shipped_types_are_those_of_the_format(tmp_path: Path) -> None:
    types = archives.chronology(tmp_path).types
    assert {name: (kind.plover, kind.mode) for name, kind in types.items()} == {
        "meeting": ("CONSULT", None),
        "visit": ("CONSULT", "visit"),
        "call": ("CONSULT", "phone"),
        "summit": ("CONSULT", "multilateral"),
        "negotiation": ("CONSULT", None),
        "mediation": ("CONSULT", "third-party"),
        "agreement": ("SUPPORT", None),
        "recognition": ("SUPPORT", None),
        "announcement": ("AGREE", None),
        "credentials": ("COOPERATE", None),
        "aid": ("AID", None),
        "vote": (None, None),
        "statement": (None, None),
        "appeal": ("REQUEST", None),
        "protest": ("ACCUSE", None),
        "rejection": ("REJECT", None),
        "ultimatum": ("THREATEN", None),
        "sanction": ("SANCTION", None),
        "expulsion": ("SANCTION", "expel"),
        "severance": ("SANCTION", "discontinue"),
        "withdrawal": ("RETREAT", None),
        "ceasefire": ("RETREAT", "ceasefire"),
        "mobilization": ("MOBILIZE", None),
        "coercion": ("COERCE", None),
        "attack": ("ASSAULT", None),
        "ratification": ("SUPPORT", None),
        "mission": ("COOPERATE", None),
        "exercise": ("COOPERATE", "military"),
        "clash": ("ASSAULT", None),
        "contract": ("COOPERATE", "economic"),
        "law": (None, None),
    }


def test_actors_of_all_files_are_one_registry_in_order_of_id(tmp_path: Path) -> None:
    files: archives.Files = {
        "actors/z.yaml": "aaa: {type: person, name: A}\n",
        "actors/deep/x.yml": "zzz: {type: organization, name: Z}\n",
    }
    found = archives.chronology(tmp_path, files).registries
    assert list(found.actors) == ["aaa", "china", "russia", "zzz"]
    assert found.origins["actors", "zzz"] == "actors/deep/x.yml"


def test_one_id_in_two_files_is_an_error_that_names_both(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, {"actors/more.yaml": "china: {type: person, name: C}\n"})
    assert problem.code == "duplicate-id"
    assert (problem.path, problem.line) == ("actors/more.yaml", 1)
    assert "actors/all.yaml" in problem.message


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("- china\n", "bad-value", 1),
        ("just text", "bad-value", 1),
        ("ok: {label: A}\nNot_OK: {label: B}\n", "bad-id", 2),
        ("ok: {label: A}\nno:\n", "missing-field", 2),
        ("ok: {label: A}\nok: {label: B}\n", "duplicate-key", 2),
        ("ok: {label: A, labels: {english: E}}\n", "bad-value", 1),
        ("ok: {labl: A}\n", "unknown-field", 1),
    ],
)
def test_a_registry_with_a_fault_is_told(tmp_path: Path, text: str, code: str, line: int) -> None:
    files: archives.Files = {"topics.yaml": text + "trade: {label: T}\n" * ("{" in text)}
    found = problems(tmp_path, files)
    assert (code, "topics.yaml", line) in [(p.code, p.path, p.line) for p in found]


def test_empty_and_absent_registries_hold_nothing(tmp_path: Path) -> None:
    files: archives.Files = {
        sites.EVENT: sites.event(place=None, topics=None),
        "topics.yaml": "",
        "places.yaml": None,
        "storylines.yaml": "# none yet\n",
    }
    found = archives.chronology(tmp_path, files)
    assert (found.topics, found.places, found.storylines) == ({}, {}, {})


def test_every_name_is_found_in_texts_and_every_actor_speaks(tmp_path: Path) -> None:
    actors = """\
brics: {type: organization, name: The BRICS Group, acronym: BRICS, aliases: [The Five]}
xi-jinping: {type: person, name: Xi Jinping, names: {zh: 习近平}}
"""
    found = archives.chronology(tmp_path, {"actors/more.yaml": actors}).registries
    names = found.names("/base")
    for text, url in (
        ("BRICS", "/base/actors/brics/"),
        ("The Five", "/base/actors/brics/"),
        ("习近平", "/base/actors/xi-jinping/"),
        ("Beijing", "/base/places/beijing/"),
    ):
        assert [name.url for name in names.bearing(text)] == [url]
    assert found.speakers("")["xi-jinping"].text == "Xi Jinping"


def test_a_record_has_a_key_that_changes_with_it_alone(tmp_path: Path) -> None:
    before = archives.chronology(tmp_path / "a").registries.keys
    after = archives.chronology(
        tmp_path / "b", {"topics.yaml": "trade: {label: Commerce}\n"}
    ).registries.keys
    assert {name for name in before if before[name] != after[name]} == {("topics", "trade")}
