"""The chronology by year, by month, and by the day of the year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from chronology import addresses, datewords
from chronology.cache import digest
from chronology.chronology import Anniversary
from chronology.dates import Precision
from chronology.site import Line, Link, Site
from chronology.views.collection import Count, beside, year_label
from chronology.views.page import Context, Page


class Commemorated(NamedTuple):
    """A round year of a treaty or a recognition."""

    years: int
    line: Line


class Month(NamedTuple):
    """The events of a year that are known to belong to one month; none for the others."""

    heading: str
    link: Link | None
    lines: list[Line]


def pages(site: Site) -> Iterator[Page]:
    """Every year, month and day of the year that holds an event."""
    chronology = site.chronology
    years = chronology.years
    for at, year in enumerate(years):
        near = beside(years, at)
        round_years = chronology.anniversaries(year)
        yield Page(
            addresses.year(year),
            "year.html",
            year_view,
            (year, near),
            digest(
                site.line_keys(chronology.by_year[year]),
                repr((near, round_years)).encode(),
                site.line_keys(one.position for one in round_years),
            ),
            f"the events of {year}",
        )
    months = sorted(chronology.by_month)
    for at, month in enumerate(months):
        near_month = beside(months, at)
        yield Page(
            addresses.month(*month),
            "month.html",
            month_view,
            (month, near_month),
            digest(site.line_keys(chronology.by_month[month]), repr(near_month).encode()),
            f"the events of {month[0]}-{month[1]:02d}",
        )
    days = sorted(chronology.by_day)
    for at, day in enumerate(days):
        near_day = beside(days, at)
        yield Page(
            addresses.day(*day),
            "day.html",
            day_view,
            (day, near_day),
            digest(site.line_keys(chronology.by_day[day]), repr(near_day).encode()),
            f"the events of {day[0]:02d}-{day[1]:02d}",
        )
    yield Page(
        addresses.index("on"),
        "days.html",
        days_view,
        None,
        digest(
            repr([(day, len(some)) for day, some in sorted(chronology.by_day.items())]).encode()
        ),
        "the calendar of days",
    )


def year_view(site: Site, subject: tuple[int, tuple[int | None, int | None]]) -> Context:
    """A year: its events by month, those known by the year alone first."""
    year, beside = subject
    chronology = site.chronology
    positions = chronology.by_year[year]
    months: dict[int, list[int]] = {}
    for position in positions:
        date = chronology.events[position].date
        first = date.earliest or date.latest
        known = date.precision <= Precision.MONTH and first is not None and first[0] == year
        months.setdefault(first[1] if known and first else 0, []).append(position)
    return {
        "title": year_label(year),
        "url": site.href(addresses.year(year)),
        "total": len(positions),
        "months": [
            Month(
                datewords.month_name(month, site.language) if month else "",
                Link(
                    datewords.month_year(year, month, site.language),
                    site.href(addresses.month(year, month)),
                )
                if month
                else None,
                site.lines(some),
            )
            for month, some in sorted(months.items())
        ],
        "anniversaries": [_commemorated(site, one) for one in chronology.anniversaries(year)],
        "before": _year_link(site, beside[0]),
        "after": _year_link(site, beside[1]),
    }


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
    return {
        "title": "On this day",
        "url": site.href(addresses.index("on")),
        "months": [
            (
                datewords.month_name(month, site.language),
                [
                    Count(
                        str(number),
                        len(by_day[month, number]),
                        site.href(addresses.day(month, number)),
                        datewords.day_of_year(month, number, site.language),
                    )
                    for number in range(1, 32)
                    if (month, number) in by_day
                ],
            )
            for month in range(1, 13)
        ],
    }


def _commemorated(site: Site, one: Anniversary) -> Commemorated:
    return Commemorated(one.years, site.line(one.position))


def _year_link(site: Site, year: int | None) -> Link | None:
    return None if year is None else Link(year_label(year), site.href(addresses.year(year)))


def _month_link(site: Site, month: object) -> Link | None:
    if not isinstance(month, tuple):
        return None
    return Link(datewords.month_year(*month, site.language), site.href(addresses.month(*month)))


def _day_link(site: Site, day: object) -> Link | None:
    if not isinstance(day, tuple):
        return None
    return Link(datewords.day_of_year(*day, site.language), site.href(addresses.day(*day)))
