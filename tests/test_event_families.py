from __future__ import annotations

import re
from pathlib import Path

import archives
import pytest
import sites

from chronology.model.event_families import FAMILIES, LABELS, family
from chronology.model.records import EventType


@pytest.mark.parametrize(
    ("type_id", "expected"),
    [
        ("mission", "consultation"),
        ("recognition", "agreement"),
        ("ratification", "agreement"),
        ("exercise", "cooperation"),
        ("contract", "cooperation"),
        ("withdrawal", "deescalation"),
        ("ceasefire", "deescalation"),
        ("statement", "statement"),
        ("vote", "statement"),
        ("severance", "conflict"),
        ("clash", "conflict"),
    ],
)
def test_a_shipped_type_has_its_family_by_its_id(
    tmp_path: Path, type_id: str, expected: str
) -> None:
    assert family(archives.chronology(tmp_path).types[type_id]) == expected


def test_every_shipped_type_has_a_family(tmp_path: Path) -> None:
    types = archives.chronology(tmp_path).types.values()
    assert [one.id for one in types if family(one) == "other"] == []
    known = [one for some in FAMILIES.values() for one in some.types]
    assert sorted(known) == sorted(one.id for one in types)


@pytest.mark.parametrize(
    ("plover", "expected"),
    [("AID", "cooperation"), ("RETREAT", "deescalation"), (None, "other"), ("X", "other")],
)
def test_an_added_type_has_its_family_by_its_category(plover: str | None, expected: str) -> None:
    assert family(EventType(id="ours", label="Ours", plover=plover)) == expected


def test_the_script_has_the_families_in_their_order() -> None:
    script = (sites.THEME / "static/js/timeline/families.js").read_text("utf-8")
    (order,) = re.findall(r"FAMILIES = \[(.*)\]", script)
    assert re.findall(r'"(\w+)"', order) == [*FAMILIES] == [*LABELS]
