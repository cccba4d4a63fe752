"""The chronology by year, by month, and by the day of the year."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from math import ceil
from typing import Any, NamedTuple

from chronology import urls
from chronology.hashing import digest
from chronology.model.edtf import Date, Precision
from chronology.site.artifacts import Context, GeneratedFile, Page
from chronology.site.context import EventRow, Link, Site
from chronology.site.exports import icalendar
from chronology.site.i18n import dates
from chronology.site.pages.event_list import Count, beside

Beside = tuple[Any, Any]
#: A kind of period; year, or year and month, or month and day; those before and after it.
Subject = tuple[str, Any, Beside]


class Commemorated(NamedTuple):
    """The treaties and recognitions of a round number of years ago."""

    years: int
    lines: list[EventRow]


class DayCell(NamedTuple):
    """A day of the calendar; without events it leads nowhere."""

    label: str
    number: int
    url: str | None
    words: str
    shade: str


class Month(NamedTuple):
    """The events of a year that are known to belong to one month; none for the others."""

    id: str
    heading: str
    link: Link | None
    lines: list[EventRow]


def pages(site: Site) -> Iterator[Page | GeneratedFile]:
    """Every year, month and day of the year that holds an event."""
    chronology = site.chronology
    for kind in ("year", "month", "day"):
        order = sorted(_index(site, kind))
        for at, period in enumerate(order):
            address = _address(kind, period)
            fields = (f"{kind}.html", view, (kind, period, beside(order, at)), _inputs)
            yield Page(address, *fields, f"the events of {address.strip('/')}", shown=_shown)
    address, source = urls.index("on"), "the calendar of days"
    shown = [at for some in chronology.by_day.values() for at in some]
    yield Page(address, "days.html", days_view, None, _days_inputs, source, shown=shown)
    yield icalendar.yearly(site)


def _index(site: Site, kind: str) -> Mapping[Any, list[int]]:
    index: Mapping[Any, list[int]] = getattr(site.chronology, f"by_{kind}")
    return index


def _address(kind: str, period: Any) -> str:
    if kind == "year":
        return urls.year(period)
    return urls.month(*period) if kind == "month" else urls.day(*period)


def _link(site: Site, kind: str, period: Any) -> Link | None:
    """A period in words; nothing for none."""
    if period is None:
        return None
    if kind == "year":
        words = site.year(period)
    else:
        say = dates.month_year if kind == "month" else dates.day_of_year
        words = say(*period, site.language)
    return Link(words, site.href(_address(kind, period)))


def _shown(site: Site, subject: Subject) -> list[int]:
    kind, period, _ = subject
    feasts = site.chronology.anniversaries(period) if kind == "year" else []
    return [*_index(site, kind)[period], *(one.position for one in feasts)]


def _inputs(site: Site, subject: Subject) -> bytes:
    return digest(repr(subject[2]).encode(), site.line_keys(_shown(site, subject)))


def _days_inputs(site: Site, _: None) -> bytes:
    by_day = sorted(site.chronology.by_day.items())
    return digest(repr([(day, len(some)) for day, some in by_day]).encode())


def view(site: Site, subject: Subject) -> Context:
    """A year by months, a month, or a day of the year with the latest year first."""
    kind, period, (before, after) = subject
    own = _link(site, kind, period)
    assert own
    found = {
        "title": own.text,
        "url": own.url,
        "before": _link(site, kind, before),
        "after": _link(site, kind, after),
    }
    positions = _index(site, kind)[period]
    if kind == "year":
        return found | _year(site, period, positions)
    if kind == "month":
        year = _link(site, "year", period[0])
        return {**found, "year": year, "lines": site.lines(positions)}
    return {**found, "lines": site.lines(reversed(positions))}


def _year(site: Site, year: int, positions: Iterable[int]) -> Context:
    """Its events by month, those known by the year alone first."""
    chronology = site.chronology
    months: dict[int, list[int]] = {}
    for position in positions:
        months.setdefault(_month_of(chronology.events[position].date, year), []).append(position)

    def section(month: int, some: list[int]) -> Month:
        name = dates.month_name(month, site.language) if month else ""
        link = _link(site, "month", (year, month) if month else None)
        return Month(f"month-{month}", name, link, site.lines(some))

    return {
        "total": sum(map(len, months.values())),
        "months": [section(*one) for one in sorted(months.items())],
        "anniversaries": [
            Commemorated(years, site.lines(one.position for one in some))
            for years, some in groupby(chronology.anniversaries(year), key=lambda one: one.years)
        ],
        "strip": _strip(site, year, months),
    }


def _strip(site: Site, year: int, months: Mapping[int, Sequence[int]]) -> list[Count]:
    """Return the twelve months of a year, each with its number of events and shade."""
    most = max((len(some) for month, some in months.items() if month), default=1)

    def count(month: int) -> Count:
        number = len(months.get(month, ()))
        url = f"#month-{month}" if number else None
        return Count(dates.month_name(month, site.language), number, url, shade(number, most))

    return [count(month) for month in range(1, 13)]


def shade(number: int, most: int) -> str:
    """Return the class of a cell by its number, from `t0` for none to `t5` for the most."""
    return f"t{ceil(5 * number / most)}" if number else "t0"


def _month_of(date: Date, year: int) -> int:
    """The first month of the year that the date is known to reach; 0 where none is known.

    What began in an earlier year is in January.
    """
    for part in date.members or (date,):
        first, last = part.earliest or part.latest, part.latest or part.earliest
        if part.precision <= Precision.MONTH and first and last and first[0] <= year <= last[0]:
            return first[1] if first[0] == year else 1
    return 0


def days_view(site: Site, _: None) -> Context:
    """The calendar of days: every day of the year that holds an event."""
    by_day = site.chronology.by_day

    most = max(map(len, by_day.values()), default=1)

    def count(month: int, day: int) -> DayCell:
        words, number = dates.day_of_year(month, day, site.language), len(by_day[month, day])
        url = site.href(urls.day(month, day))
        return DayCell(str(day), number, url, words, shade(number, most))

    def days(month: int) -> list[DayCell]:
        return [
            count(month, day) if (month, day) in by_day else DayCell(str(day), 0, None, "", "t0")
            for day in range(1, monthrange(2024, month)[1] + 1)
        ]

    return {
        "title": site.t("On this day"),
        "url": site.href(urls.index("on")),
        "months": [(dates.month_name(m, site.language), days(m)) for m in range(1, 13)],
    }
