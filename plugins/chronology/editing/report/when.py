"""The day of an event, from the words of a report and its date line."""

from __future__ import annotations

import datetime
import re
from contextlib import suppress
from typing import Final, NamedTuple

from chronology.editing.report import lexicon

MONTHS: Final = (
    "January February March April May June July August September October November December"
).split()
WEEKDAYS: Final = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTH: Final = "|".join((*MONTHS, r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"))
_WEEKDAY: Final = "|".join(WEEKDAYS)
_TO: Final = r"(?:\s*[-–—]\s*|\s+(?:to|until|till|through|and)\s+)"
_YEAR: Final = r"(?:,?\s+(?P<year>(?:19|20)\d\d)\b)?"


def _number(name: str) -> str:
    return rf"(?P<{name}>\d{{1,2}})(?:st|nd|rd|th)?\b"


def _month(name: str = "month") -> str:
    return rf"(?P<{name}>{_MONTH})"


#: In the order they are tried. Case counts: `may` is a verb.
_FORMS: Final = {
    "span": re.compile(
        rf"{_number('first')}(?:\s+(?:of\s+)?{_month('first_month')}(?:,?\s+\d{{4}})?)?{_TO}"
        rf"{_number('last')}\s+(?:of\s+)?{_month()}{_YEAR}"
    ),
    "span_us": re.compile(
        rf"\b{_month('first_month')}\s+{_number('first')}{_TO}"
        rf"(?:{_month()}\s+)?{_number('last')}(?!\s+(?:{_MONTH})){_YEAR}"
    ),
    "day": re.compile(rf"\b{_number('last')}\s+(?:of\s+)?{_month()}{_YEAR}"),
    "day_us": re.compile(rf"\b{_month()}\s+{_number('last')}{_YEAR}"),
    "near": re.compile(
        r"\b(?:(?:[Ee]arlier|[Ll]ate|[Ee]arly)\s+)?(?:[Tt]oday|(?P<before>[Yy]esterday))\b"
        r"|\b(?:[Tt]his\s+(?:morning|afternoon|evening)|[Tt]onight|(?P<night>[Ll]ast\s+night))\b"
    ),
    "weekday": re.compile(rf"\b(?P<past>[Ll]ast\s+)?(?P<weekday>{_WEEKDAY})\b"),
}
_OTHER: Final = lexicon.pattern("dates_another_event")
#: Words which say that what follows is yet to come.
AHEAD: Final = lexicon.pattern("ahead")
_NAMED_BY_IT: Final = lexicon.pattern("named_by_its_date")
#: What leads to the date of an event: `on Tuesday,`, `from the`.
_LEAD: Final = re.compile(
    rf"\b(?:[Oo]n|[Ff]rom|[Bb]etween)\s+(?:(?:{_WEEKDAY}),?\s+)?(?:the\s+)?$"
    rf"|\b(?:{_WEEKDAY}),?\s+$"
)
#: Days after which a date is hardly that of news.
_STALE: Final = 60
#: Days between the day in a dateline and that of the report, at most.
_BROUGHT_OUT: Final = 3
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


class When(NamedTuple):
    """An EDTF date, the words it rests on, and whether they look ahead."""

    edtf: str
    words: str
    ahead: bool = False


def event_date(
    sentences: list[str], reported: datetime.date | None, *, ahead: bool = False
) -> When | None:
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


def _dates(sentence: str, reported: datetime.date | None) -> list[tuple[int, When]]:
    """The dates in a sentence, in order; strength 4 is the event's, 1 hardly."""
    taken: list[tuple[int, int]] = []
    found = []
    for form, pattern in _FORMS.items():
        for match in pattern.finditer(sentence):
            start, end = match.span()
            before = sentence[:start]
            ahead = bool(AHEAD.search(before[-90:]))
            days = _days(match, reported, ahead)
            if days is None or any(start < b and a < end for a, b in taken):
                continue
            lead = _LEAD.search(before)
            begin = lead.start() if lead else start
            taken.append((begin, end))
            ahead = ahead or bool(reported and days[0] > reported)
            other = _OTHER.search(before[:begin]) or (
                not form.startswith("span") and _OTHER.search(before)
            )
            named = form != "near" and _NAMED_BY_IT.match(sentence, end)
            named = named or (not lead and re.search(r"\b(?:the|its|this year's)\s+$", before))
            stale = reported and (reported - days[1]).days > _STALE
            weak = match.groupdict().get("past")
            strength = 1 if ahead or other or named else 2 if stale else 3 if weak else 4
            edtf = "/".join(dict.fromkeys(day.isoformat() for day in days))
            found.append((begin, strength, When(edtf, sentence[begin:end].strip(), ahead)))
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
