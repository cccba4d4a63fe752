from __future__ import annotations

import re
from itertools import combinations
from math import dist
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


def test_the_theme_has_a_colour_and_a_shape_for_each_family() -> None:
    static = sites.THEME / "static"
    styles = (static / "css/components.css").read_text("utf-8")
    assert set(re.findall(r"^\.f-(\w+) {", styles, re.MULTILINE)) == FAMILIES.keys()
    tokens = (static / "css/tokens.css").read_text("utf-8")
    assert all(tokens.count(f"--{one}:") == 2 for one in FAMILIES if one != "other")
    script = (static / "js/timeline/draw.js").read_text("utf-8")
    (order,) = re.findall(r"FAMILIES = \[(.*)\]", script)
    assert re.findall(r'"(\w+)"', order) == [*FAMILIES] == [*LABELS]


#: Linear RGB as it is seen (Machado, Oliveira and Fernandes 2009, full severity).
VISION = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
Rgb = tuple[float, ...]


def _linear(colour: str) -> Rgb:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)


def _seen(rgb: Rgb, vision: str) -> Rgb:
    return tuple(
        min(1, max(0, sum(weight * c for weight, c in zip(row, rgb, strict=True))))
        for row in VISION[vision]
    )


def _lab(rgb: Rgb) -> Rgb:
    rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    white = (0.95047, 1, 1.08883)
    x, y, z = (
        t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116
        for t in (
            sum(weight * c for weight, c in zip(row, rgb, strict=True)) / w
            for row, w in zip(rows, white, strict=True)
        )
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _luminance(colour: str) -> float:
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), _linear(colour), strict=True))


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_of_families_differ_for_every_eye_and_stand_out(scheme: int) -> None:
    tokens = (sites.THEME / "static/css/tokens.css").read_text("utf-8")

    def token(name: str) -> str:
        return str(re.findall(rf"--{name}: (#[0-9a-f]{{6}});", tokens)[scheme])

    colours = {one: token(one if one != "other" else "edge") for one in FAMILIES}
    for vision in VISION:
        seen = {one: _lab(_seen(_linear(colour), vision)) for one, colour in colours.items()}
        for one, other in combinations(seen, 2):
            assert dist(seen[one], seen[other]) >= 12, (vision, one, other)
    paper = _luminance(token("paper"))
    for one, colour in colours.items():
        light, dark = sorted((paper, _luminance(colour)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= (3 if one == "other" else 6), one
