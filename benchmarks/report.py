"""The measured costs as tables and as a plot, in the project's documentation."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from math import log10
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from benchmarks.measure import Cost

BEGIN = "<!-- measured: begin (written by `make bench`) -->"
END = "<!-- measured: end -->"

LABELS = {
    "hugo cold": "Hugo",
    "plain cold": "ours, plain pages",
    "whole cold": "ours, whole site",
    "pages cold": "ours, whole site without the release of the data",
    "invoke cold": "ours, whole site by `invoke build`",
    "eleventy cold": "Eleventy",
    "pelican cold": "Pelican as it comes",
    "hugo edit": "Hugo, after one edit",
    "plain edit": "ours, plain pages, after one edit",
    "whole edit": "ours, whole site, after one edit",
    "whole same": "ours, whole site, nothing changed",
    "check edit": "ours, `invoke check`, after one edit",
}
"""The commands, in the order of the tables."""


@dataclass(frozen=True)
class Result:
    """The costs by command at one size, with the output in memory, if there is one, and on disk."""

    events: int
    rounds: int
    in_memory: bool
    costs: dict[str, Cost]
    disk: dict[str, Cost]


class Target(NamedTuple):
    """The most that a cost may be, as a share of Hugo's: wall time, or peak memory."""

    label: str
    ours: str
    hugo: str
    most: Mapping[int, float]
    of: str = "wall"


def _always(most: float) -> dict[int, float]:
    return dict.fromkeys((10_000, 50_000), most)


TARGETS = (
    Target("plain pages, cold", "plain cold", "hugo cold", {10_000: 0.45, 50_000: 0.35}),
    Target("whole site, cold", "whole cold", "hugo cold", {10_000: 1.0, 50_000: 0.9}),
    Target("plain pages, one edit", "plain edit", "hugo edit", _always(0.10)),
    Target("whole site, one edit", "whole edit", "hugo edit", _always(0.10)),
    Target("whole site, nothing changed", "whole same", "hugo edit", _always(0.05)),
    Target("plain pages, peak memory", "plain cold", "hugo cold", _always(0.4), "memory"),
    Target("whole site, peak memory", "whole cold", "hugo cold", _always(0.4), "memory"),
)


class Reached(NamedTuple):
    """What became of a target at one size; without `most` none was set."""

    label: str
    events: int
    most: float | None
    ratio: float

    @property
    def verdict(self) -> str:
        """Tell whether the target was reached."""
        if self.most is None:
            return ""
        return "reached" if self.ratio <= self.most else "**missed**"


def ratio(ours: Cost, other: Cost, of: str = "wall") -> float:
    """Return the median of the ratios of runs in the same round; of memory, that of the medians."""
    if of == "memory":
        return ours.memory / other.memory
    ours_runs, other_runs = (
        (cost.walls if of == "wall" else cost.processors) for cost in (ours, other)
    )
    return median(one / two for one, two in zip(ours_runs, other_runs, strict=True))


def reached(results: Sequence[Result]) -> list[Reached]:
    """Compare with the targets, size by size."""
    return [
        Reached(
            target.label,
            result.events,
            target.most.get(result.events),
            ratio(result.costs[target.ours], result.costs[target.hugo], target.of),
        )
        for target in TARGETS
        for result in results
    ]


def release(result: Result) -> float:
    """Return the seconds that the release takes beyond all else: medians of runs in one round."""
    whole, pages = result.costs["whole cold"].walls, result.costs["pages cold"].walls
    return median(one - other for one, other in zip(whole, pages, strict=True))


def versions(commands: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return what was compared and by what it was run, with versions."""
    found = {"Python": platform.python_version(), "our Pelican": version("pelican")}
    for name, command in commands.items():
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        number = re.search(r"\d+\.\d+\.\d+", told)
        found[name.capitalize()] = number[0] if number else told.strip()
    return found


def machine() -> str:
    """Return the processor, the cores we may use, memory and system; no name of a machine."""
    model = _field("/proc/cpuinfo", "model name") or platform.machine()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0))
    return f"{model}, {cores} cores, {memory:.0f} GiB of memory, {platform.system()}"


def _field(path: str, name: str) -> str:
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")


def tables(results: Sequence[Result], versions: Mapping[str, str]) -> str:
    """Return everything measured, as Markdown."""
    by_size = {result.events: result for result in results}
    return _render(
        "results.md",
        results=results,
        versions=versions,
        machine=machine(),
        date=datetime.now(UTC).date().isoformat(),
        labels=LABELS,
        targets=reached(results),
        ratio=ratio,
        release=release,
        grown=(by_size[10_000], by_size[50_000]) if {10_000, 50_000} <= by_size.keys() else None,
    )


def plot(results: Sequence[Result]) -> str:
    """Return the wall times as SVG: a row a command, a dot a size, on a logarithmic axis."""
    walls = [cost.wall for result in results for cost in result.costs.values()]
    low, high = log10(min(walls)), log10(max(walls))
    names = [name for name in LABELS if any(name in result.costs for result in results)]

    def across(seconds: float) -> float:
        return round((log10(seconds) - low) / ((high - low) or 1) * 440 + 230, 1)

    rows = [
        (
            LABELS[name].replace("`", ""),
            name.startswith(("plain", "whole", "pages", "invoke", "check")),
            [
                (across(result.costs[name].wall), size, result.events, result.costs[name].wall)
                for size, result in enumerate(results)
                if name in result.costs
            ],
        )
        for name in names
    ]
    ticks = [
        (across(seconds), f"{seconds:g} s")
        for seconds in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
        if low <= log10(seconds) <= high
    ]
    return _render("plot.svg", rows=rows, ticks=ticks, sizes=[result.events for result in results])


def write(text: str, results: Sequence[Result], docs: Path) -> None:
    """Put the tables between the marks in `benchmarks.md`, and the plot beside it.

    Raises:
        ValueError: the page has no marks.
    """
    put(docs / "benchmarks.md", text, BEGIN, END)
    (docs / "images").mkdir(exist_ok=True)
    (docs / "images/benchmarks.svg").write_text(plot(results), encoding="utf-8")


def put(page: Path, text: str, begin: str, end: str) -> None:
    """Put a text between two marks of a page.

    Raises:
        ValueError: the page has no such marks.
    """
    before, first, rest = page.read_text(encoding="utf-8").partition(begin)
    _, last, after = rest.partition(end)
    if not (first and last):
        raise ValueError(f"{page.name} has not the marks `{begin}` and `{end}`")
    page.write_text(f"{before}{begin}\n\n{text.strip()}\n\n{end}{after}", encoding="utf-8")


def _render(template: str, **context: Any) -> str:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=template.endswith(".svg"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(template).render(**context)
