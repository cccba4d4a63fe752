"""The timeline: the whole chronology on one axis. Years and a drawing here, the rest by script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from chronology import urls
from chronology.hashing import digest
from chronology.model.event_families import LABELS
from chronology.site.artifacts import Context, GeneratedFile, Page
from chronology.site.context import Site
from chronology.site.exports import timeline_data
from chronology.site.pages import home

_HEIGHT = 100
#: The registries whose names the drawing shows, beside actors and places.
_SHOWN = ("topics", "types", "storylines")


class Bar(NamedTuple):
    """The events of one year in the drawing: years from the first, and the height in per cent."""

    label: str
    number: int
    url: str
    x: int
    height: float


def pages(site: Site) -> Iterator[Page | GeneratedFile]:
    """The page and the events its script draws."""
    source = "the timeline"
    yield Page(urls.timeline(), "timeline.html", timeline_view, None, _inputs, source)
    yield GeneratedFile(urls.timeline() + "events.json", timeline_data.make, None, _inputs, source)


def _inputs(site: Site, _: None) -> bytes:
    everything, keys = range(len(site.chronology.events)), site.chronology.registries.keys
    return digest(
        site.line_keys(everything),
        site.part_keys(everything),
        *(
            key
            for (kind, _), key in sorted(keys.items())
            if kind in ("topics", "types", "storylines")
        ),
    )


def timeline_view(site: Site, _: None) -> Context:
    """The record by decade and year, and how many events each year has as a drawing."""
    years = site.chronology.years
    span = f"{site.year(years[0])}–{site.year(years[-1])}" if len(years) > 1 else ""
    return {
        "title": site.t("Timeline"),
        "url": site.href(urls.timeline()),
        "total": len(site.chronology.events),
        "span": span or "".join(map(site.year, years)),
        "bars": _bars(site),
        "width": years[-1] - years[0] + 1 if years else 0,
        "decades": home.decades(site),
        "families": list(LABELS.items()),
    }


def _bars(site: Site) -> list[Bar]:
    numbers = {year: len(some) for year, some in sorted(site.chronology.by_year.items())}
    most, first = max(numbers.values(), default=0), min(numbers, default=0)

    def bar(year: int, number: int) -> Bar:
        url, height = site.href(urls.year(year)), round(_HEIGHT * number / most, 1)
        return Bar(site.year(year), number, url, year - first, height)

    return [bar(*one) for one in numbers.items()]
