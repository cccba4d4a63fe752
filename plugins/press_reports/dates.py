"""The day of an event, from the words of a report and its date line."""

from __future__ import annotations

import datetime
import re
from contextlib import suppress
from typing import Final, NamedTuple

from press_reports import lexicon
from press_reports.lexicon import WORDS

MONTHS: Final = (
    "January February March April May June July August September October November December"
).split()
WEEKDAYS: Final = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
#: Days after which a date is hardly that of news.
_STALE: Final = 60
#: Days between the day in a dateline and that of the report, at most.
_BROUGHT_OUT: Final = 3
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


class DisplayDate(NamedTuple):
    """An EDTF date, the words it rests on, and whether they look ahead."""

    edtf: str
    words: str
    ahead: bool = False


def event_date(
    sentences: list[str], reported: datetime.date | None, *, ahead: bool = False
) -> DisplayDate | None:
    """When what the report tells of happened, or is to where `ahead`; None where no words say it.

    Weekdays and `yesterday` count back from the date line, whose own weekday is that very
    day; a day and month without a year is the one nearest to it.
    """
    found = []
    for place, sentence in enumerate(sentences):
        for strength, date in _dates(sentence, reported):
            if date.ahead or not ahead:
                found.append((strength - 2 if place > 2 and strength > 1 else strength, date))
    return max(found, key=lambda one: one[0])[1] if found else None


def printed(line: str, reported: datetime.date | None) -> datetime.date | None:
    """The day in a dateline (`QALIN, 1 May 2023 --`), or else that of the report."""
    found = event_date([line], reported)
    day = _DAY.fullmatch(found.edtf) if found else None
    known = datetime.date.fromisoformat(day[0]) if day else reported
    near = known and reported and 0 <= (reported - known).days <= _BROUGHT_OUT
    return known if near or not reported else reported


def _dates(sentence: str, reported: datetime.date | None) -> list[tuple[int, DisplayDate]]:
    """The dates in a sentence, in order; strength 4 is the event's, 1 hardly."""
    taken: list[tuple[int, int]] = []
    found = []
    for form, pattern in lexicon.DATES.items():
        for match in pattern.finditer(sentence):
            start, end = match.span()
            before = sentence[:start]
            ahead = bool(WORDS["ahead"].search(before[-90:]))
            days = _days(match, reported, ahead)
            if days is None or any(start < b and a < end for a, b in taken):
                continue
            lead = WORDS["date_follows"].search(before)
            begin = lead.start() if lead else start
            taken.append((begin, end))
            ahead = ahead or bool(reported and days[0] > reported)
            other = WORDS["dates_another_event"].search(before[:begin]) or (
                not form.startswith("span") and WORDS["dates_another_event"].search(before)
            )
            named = form != "near" and WORDS["named_by_its_date"].match(sentence, end)
            named = named or (not lead and re.search(r"\b(?:the|its|this year's)\s+$", before))
            stale = reported and (reported - days[1]).days > _STALE
            weak = match.groupdict().get("past")
            strength = 1 if ahead or other or named else 2 if stale else 3 if weak else 4
            edtf = "/".join(dict.fromkeys(day.isoformat() for day in days))
            found.append((begin, strength, DisplayDate(edtf, sentence[begin:end].strip(), ahead)))
    return [(strength, date) for _, strength, date in sorted(found)]


def _days(
    match: re.Match[str], reported: datetime.date | None, ahead: bool
) -> tuple[datetime.date, datetime.date] | None:
    """The first and last day that a match means; None where there is no such day."""
    named = match.groupdict()
    if "last" not in named:
        if reported is None:
            return None
        back = 1 if named.get("before") or named.get("night") else 0
        if "weekday" in named:
            back = (reported.weekday() - WEEKDAYS.index(named["weekday"])) % 7
            back = -((7 - back) % 7) if ahead else back
            back += 7 * bool(named["past"] and back < 2)  # not the one that is yesterday
        day = reported - datetime.timedelta(back)
        return day, day
    first_month = named.get("first_month") or named["month"]
    month = named["month"] or first_month
    end = _nearest(int(named["last"]), _of_year(month), named["year"], reported)
    if end is None or "first" not in named:
        return (end, end) if end else None
    begun_before = _of_year(first_month) > _of_year(month)
    start = _date(end.year - begun_before, _of_year(first_month), int(named["first"]))
    return (start, end) if start and start <= end else None


def _of_year(month: str) -> int:
    return next(i for i, name in enumerate(MONTHS, 1) if name.startswith(month[:3]))


def _nearest(
    day: int, month: int, year: str | None, reported: datetime.date | None
) -> datetime.date | None:
    """The day of the year that is told, or else the nearest to the date line."""
    if year:
        return _date(int(year), month, day)
    if reported is None:
        return None
    years = (reported.year - 1, reported.year, reported.year + 1)
    days = filter(None, (_date(one, month, day) for one in years))
    return min(days, key=lambda one: abs(one - reported), default=None)


def _date(year: int, month: int, day: int) -> datetime.date | None:
    with suppress(ValueError):  # 30 February
        return datetime.date(year, month, day)
    return None
