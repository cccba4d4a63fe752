"""The map: places as points of the drawing `theme/static/world.svg`.

The projection is Equal Earth (Šavrič, Patterson and Jenny 2018,
doi:10.1080/13658816.2018.1504949): areas are in proportion. The drawing runs from 84° north to 57°
south.
"""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import Final, NamedTuple

WIDTH: Final = 2000
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_NORTH, _SOUTH = 84.0, -57.0
#: A window on the map around a place.
_WINDOW = (440, 280)


class Spot(NamedTuple):
    """A place on the map: its point, its radius, its label and what it links to."""

    x: int
    y: int
    radius: float
    label: str
    url: str
    number: int


def _plane(latitude: float, longitude: float) -> tuple[float, float]:
    """Return a point in Equal Earth's units: the equator is from -2.7066 to 2.7066."""
    theta = asin(sqrt(3) / 2 * sin(radians(latitude)))
    six = theta**6
    slope = _A1 + 3 * _A2 * theta**2 + six * (7 * _A3 + 9 * _A4 * theta**2)
    x = 2 * sqrt(3) * radians(longitude) * cos(theta) / (3 * slope)
    return x, theta * (_A1 + _A2 * theta**2 + six * (_A3 + _A4 * theta**2))


_SCALE: Final = WIDTH / 2 / _plane(0, 180)[0]
_TOP: Final = _plane(_NORTH, 0)[1]
HEIGHT: Final = round((_TOP - _plane(_SOUTH, 0)[1]) * _SCALE)


def point(latitude: float, longitude: float) -> tuple[float, float]:
    """Return a point in the drawing's units, from its upper left corner."""
    x, y = _plane(latitude, longitude)
    return WIDTH / 2 + x * _SCALE, (_TOP - y) * _SCALE


def spot(latitude: float, longitude: float, label: str, url: str, number: int, most: int) -> Spot:
    """Return a circle whose area shows the number of events; `most` is the largest on the map."""
    x, y = point(latitude, longitude)
    return Spot(round(x), round(y), round(5 + 33 * sqrt(number / most), 1), label, url, number)


def window(latitude: float, longitude: float) -> str:
    """Return the `viewBox` of the part of the map around a place, within its edges."""
    x, y = point(latitude, longitude)
    wide, high = _WINDOW
    left = min(max(x - wide / 2, 0), WIDTH - wide)
    top = min(max(y - high / 2, 0), HEIGHT - high)
    return f"{left:.0f} {top:.0f} {wide} {high}"
