"""Draw the map of the theme: `python docs/world.py countries-110m.json`, of npm world-atlas.

That file, of version 2.0.2, is Natural Earth 4.1 (public domain), 1:110,000,000, as TopoJSON. Lines
are projected as `chronology.charts.world` projects places, and points that a reader cannot see are
left out.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "plugins"))

from chronology.site.charts import world  # noqa: E402

#: In degrees: a point nearer than this to the line is left out.
TOLERANCE = 0.25
Point = tuple[float, float]


def arcs(topology: dict[str, Any]) -> Iterator[list[Point]]:
    """The lines as longitude and latitude; differences are summed as TopoJSON says."""
    (scale_x, scale_y), (left, bottom) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * scale_x + left, y * scale_y + bottom))
        yield simple(unrolled(line))


def unrolled(line: list[Point]) -> list[Point]:
    """Without the leap at 180°: a line that crosses it goes on beyond."""
    found = [line[0]]
    for x, y in line[1:]:
        turns = round((found[-1][0] - x) / 360)
        found.append((x + 360 * turns, y))
    return found


def sides(ring: list[Point]) -> Iterator[list[Point]]:
    """The parts of a ring on either side of 180°."""
    whole = unrolled(ring)
    for shift in (-360, 0, 360):
        part = [(x + shift, y) for x, y in whole]
        for edge, sign in ((180, 1), (-180, -1)):
            kept: list[Point] = []
            for (x, y), (to_x, to_y) in zip(part, part[1:] + part[:1], strict=True):
                if sign * x <= 180:
                    kept.append((x, y))
                if (sign * x <= 180) != (sign * to_x <= 180):
                    kept.append((edge, y + (to_y - y) * (edge - x) / (to_x - x)))
            part = kept
        if len(part) > 3:
            yield part


def simple(line: list[Point]) -> list[Point]:
    """Douglas and Peucker: keep the point farthest from the chord while it can be seen."""
    (x, y), (to_x, to_y) = line[0], line[-1]
    length = ((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5
    if length:
        far = [abs((to_y - y) * (a - x) - (to_x - x) * (b - y)) / length for a, b in line]
    else:
        far = [((a - x) ** 2 + (b - y) ** 2) ** 0.5 for a, b in line]
    at = max(range(len(line)), key=far.__getitem__)
    if far[at] <= TOLERANCE:
        return [line[0], line[-1]]
    return simple(line[: at + 1])[:-1] + simple(line[at:])


def rings(shape: dict[str, Any]) -> Iterator[list[int]]:
    """The outlines of a shape, as numbers of arcs."""
    match shape["type"]:
        case "GeometryCollection":
            for one in shape["geometries"]:
                yield from rings(one)
        case "Polygon":
            yield from shape["arcs"]
        case "MultiPolygon":
            for polygon in shape["arcs"]:
                yield from polygon


def path(line: list[Point], closed: bool) -> str:
    """Whole units, each from the last."""
    places = [world.point(latitude, longitude) for longitude, latitude in line]
    points = [(round(x), round(y)) for x, y in places]
    pairs = pairwise(points)
    steps = [(to_x - x, to_y - y) for (x, y), (to_x, to_y) in pairs if (x, y) != (to_x, to_y)]
    if len(steps) < (3 if closed else 1):
        return ""
    text = f"M{points[0][0]} {points[0][1]}l" + " ".join(f"{x} {y}" for x, y in steps)
    return text.replace(" -", "-") + ("z" if closed else "")


def main(file: str) -> None:
    """Write theme/static/world.svg."""
    topology = json.loads(Path(file).read_text("utf-8"))
    lines = list(arcs(topology))
    land = []
    for ring in rings(topology["objects"]["land"]):
        outline: list[Point] = []
        for arc in ring:
            outline += lines[arc] if arc >= 0 else lines[~arc][::-1]
        if max(latitude for _, latitude in outline) > -55:  # not Antarctica
            land += [path(part, True) for part in sides(outline)]
    used = Counter(
        arc if arc >= 0 else ~arc
        for country in topology["objects"]["countries"]["geometries"]
        for ring in rings(country)
        for arc in ring
    )
    borders = [path(lines[arc], False) for arc, times in sorted(used.items()) if times > 1]
    (ROOT / "theme" / "static" / "world.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {world.WIDTH} {world.HEIGHT}">\n'
        "<title>The world, after Natural Earth 4.1 (public domain); borders de facto</title>\n"
        f'<path id="land" d="{"".join(land)}"/>\n'
        f'<path id="borders" fill="none" d="{"".join(borders)}"/>\n</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main(sys.argv[1])
