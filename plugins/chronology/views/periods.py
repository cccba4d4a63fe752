"""The chronology by year, by month, and by the day of the year."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from chronology import addresses, datewords
from chronology.cache import digest
from chronology.chronology import Anniversary
from chronology.dates import Date, Precision
from chronology.exports import calendars
from chronology.site import Line, Link, Site
from chronology.views.collection import Count, beside
from chronology.views.page import Context, Made, Page

T = TypeVar("T")


class Commemorated(NamedTuple):
    """A round year of a treaty or a recognition."""

    years: int
    line: Line


class Month(NamedTuple):
    """The events of a year that are known to belong to one month; none for the others."""

    heading: str
    link: Link | None
    lines: list[Line]


def pages(site: Site) -> Iterator[Page | Made]:
    """Every year, month and day of the year that holds an event."""
    chronology = site.chronology
    yield from _periods(site, "year.html", year_view, addresses.year, chronology.by_year)
    month, day = (lambda month: addresses.month(*month)), (lambda day: addresses.day(*day))
    yield from _periods(site, "month.html", month_view, month, chronology.by_month)
    yield from _periods(site, "day.html", day_view, day, chronology.by_day)
    address, source = addresses.index("on"), "the calendar of days"
    shown = [at for some in chronology.by_day.values() for at in some]
    yield Page(address, "days.html", days_view, None, _days_inputs, source, shown=shown)
    yield calendars.yearly(site)


def _days_inputs(site: Site, _: None) -> bytes:
    by_day = sorted(site.chronology.by_day.items())
    return digest(repr([(day, len(some)) for day, some in by_day]).encode())


def _periods(
    site: Site,
    template: str,
    view: Callable[[Site, Any], Context],
    address: Callable[[T], str],
    index: Mapping[T, list[int]],
) -> Iterator[Page]:
    order = sorted(index)  # type: ignore[type-var]

    def shown(site: Site, subject: Any) -> list[int]:
        period, _ = subject
        feasts = site.chronology.anniversaries(period) if isinstance(period, int) else []
        return [*index[period], *(one.position for one in feasts)]

    def inputs(site: Site, subject: Any) -> bytes:
        _, near = subject
        return digest(repr(near).encode(), site.line_keys(shown(site, subject)))

    for at, period in enumerate(order):
        near = beside(order, at)
        source = f"the events of {address(period).strip('/')}"
        yield Page(*(address(period), template, view, (period, near), inputs, source), shown=shown)


def year_view(site: Site, subject: tuple[int, tuple[int | None, int | None]]) -> Context:
    """A year: its events by month, those known by the year alone first."""
    year, beside = subject
    chronology = site.chronology
    positions = chronology.by_year[year]
    months: dict[int, list[int]] = {}
    for position in positions:
        months.setdefault(_month_of(chronology.events[position].date, year), []).append(position)

    def told(month: int, some: list[int]) -> Month:
        name = datewords.month_name(month, site.language) if month else ""
        return Month(name, _month_link(site, (year, month) if month else None), site.lines(some))

    return {
        "title": site.year(year),
        "url": site.href(addresses.year(year)),
        "total": len(positions),
        "months": [told(*one) for one in sorted(months.items())],
        "anniversaries": [_commemorated(site, one) for one in chronology.anniversaries(year)],
        "before": _year_link(site, beside[0]),
        "after": _year_link(site, beside[1]),
    }


def _month_of(date: Date, year: int) -> int:
    """The first month of the year that the date is known to reach; 0 where none is known.

    What began in an earlier year stands in January.
    """
    for part in date.members or (date,):
        first, last = part.earliest or part.latest, part.latest or part.earliest
        if part.precision <= Precision.MONTH and first and last and first[0] <= year <= last[0]:
            return first[1] if first[0] == year else 1
    return 0


def month_view(site: Site, subject: tuple[tuple[int, int], tuple[object, object]]) -> Context:
    """A month: its events."""
    month, beside = subject
    return {
        "title": datewords.month_year(*month, site.language),
        "url": site.href(addresses.month(*month)),
        "year": _year_link(site, month[0]),
        "lines": site.lines(site.chronology.by_month[month]),
        "before": _month_link(site, beside[0]),
        "after": _month_link(site, beside[1]),
    }


def day_view(site: Site, subject: tuple[tuple[int, int], tuple[object, object]]) -> Context:
    """On this day: what happened on it, the latest year first."""
    day, beside = subject
    return {
        "title": datewords.day_of_year(*day, site.language),
        "url": site.href(addresses.day(*day)),
        "lines": site.lines(reversed(site.chronology.by_day[day])),
        "before": _day_link(site, beside[0]),
        "after": _day_link(site, beside[1]),
    }


def days_view(site: Site, _: None) -> Context:
    """The calendar of days: every day of the year that holds an event."""
    by_day = site.chronology.by_day

    def count(month: int, day: int) -> Count:
        words, url = datewords.day_of_year(month, day, site.language), addresses.day(month, day)
        return Count(str(day), len(by_day[month, day]), site.href(url), words)

    months = [
        (
            datewords.month_name(m, site.language),
            [count(m, d) for d in range(32) if (m, d) in by_day],
        )
        for m in range(1, 13)
    ]
    return {
        "title": site.t("On this day"),
        "url": site.href(addresses.index("on")),
        "months": months,
    }


def _commemorated(site: Site, one: Anniversary) -> Commemorated:
    return Commemorated(one.years, site.line(one.position))


def _year_link(site: Site, year: int | None) -> Link | None:
    return None if year is None else Link(site.year(year), site.href(addresses.year(year)))


def _month_link(site: Site, month: object) -> Link | None:
    if not isinstance(month, tuple):
        return None
    return Link(datewords.month_year(*month, site.language), site.href(addresses.month(*month)))


def _day_link(site: Site, day: object) -> Link | None:
    if not isinstance(day, tuple):
        return None
    return Link(datewords.day_of_year(*day, site.language), site.href(addresses.day(*day)))
