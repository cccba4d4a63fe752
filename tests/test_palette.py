"""The colours of event families: different for every reader, in light and in dark."""

from __future__ import annotations

import math
import re
from itertools import combinations

import pytest
import sites

from chronology.model.event_families import FAMILIES

_CSS = sites.THEME / "static" / "css"
#: Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
_VISION = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
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
_LEAST_DIFFERENCE = 15.0
_LEAST_CONTRAST = 3.0
Colour = tuple[float, float, float]


def schemes() -> dict[str, dict[str, str]]:
    """The custom properties of both schemes."""
    tokens = (_CSS / "tokens.css").read_text("utf-8")
    light, dark = tokens.split("@media (prefers-color-scheme: dark)", 1)
    dark = dark.split("@media", 1)[0]
    find = re.compile(r"--([a-z]+): (#[0-9a-f]{6});").findall
    return {"light": dict(find(light)), "dark": {**dict(find(light)), **dict(find(dark))}}


def linear(colour: str) -> Colour:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return red, green, blue


def seen(colour: Colour, vision: str) -> Colour:
    red, green, blue = (
        min(max(sum(a * b for a, b in zip(row, colour, strict=True)), 0), 1)
        for row in _VISION[vision]
    )
    return red, green, blue


def lab(colour: Colour) -> Colour:
    red, green, blue = colour
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = (
        t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z)
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("vision", _VISION)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_readers_who_are_colour_blind_see_different_families(scheme: str, vision: str) -> None:
    colours = {family: seen(linear(schemes()[scheme][family]), vision) for family in FAMILIES}
    for one, other in combinations(FAMILIES, 2):
        difference = math.dist(lab(colours[one]), lab(colours[other]))
        assert difference >= _LEAST_DIFFERENCE, (one, other)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_family_stands_out_from_the_page(scheme: str) -> None:
    colours = schemes()[scheme]
    paper = luminance(colours["paper"])
    for family in FAMILIES:
        low, high = sorted((luminance(colours[family]), paper))
        assert (high + 0.05) / (low + 0.05) >= _LEAST_CONTRAST, family


def test_every_family_has_a_shape_of_its_own() -> None:
    rules = (_CSS / "families.css").read_text("utf-8")
    shapes = dict(re.findall(r'--mark-([a-z]+): "([^"]+)"', rules))
    assert set(shapes) == set(FAMILIES)
    assert len(set(shapes.values())) == len(FAMILIES)
    assert set(re.findall(r"\.f-([a-z]+) \{", rules)) == set(FAMILIES)
