"""EDTF dates (ISO 8601-2:2019, level 1, and the sets of level 2): parse, sort and compare.

A date keeps the precision that its source gives. There are no clock times or time zones.
`datetime.date` is not used, because it has no partial dates and no years before 1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum, IntEnum
from typing import Any, NamedTuple

from chronology.model.edtf_suggestions import meant

#: Year, month, day in the proleptic Gregorian calendar; year 0 is 1 BC (ISO 8601-1, 4.2.1).
Day = tuple[int, int, int]

_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_BEFORE = (0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_FORMS = "write a year, month or day: 2024, 2024-04 or 2024-04-09"


class DateError(ValueError):
    """A text that is not a valid date.

    `reason` says why and `hint` how to correct it. `readings` are the dates that a text in another
    notation may mean, the likeliest first.
    """

    def __init__(self, reason: str, hint: str = "", readings: Sequence[str] = ()) -> None:
        super().__init__(f"{reason}; {hint}" if hint else reason)
        self.reason = reason
        self.hint = hint
        self.readings = tuple(readings)


class Precision(IntEnum):
    """How precisely a date is known. A more precise date compares as less."""

    DAY = 0
    MONTH = 1
    SEASON = 2
    YEAR = 3
    DECADE = 4
    CENTURY = 5


class Kind(Enum):
    """Whether a date is a single date, an interval or a set."""

    SINGLE = "single"
    INTERVAL = "interval"
    ONE_OF = "one of"
    ALL_OF = "all of"


class Moment(NamedTuple):
    """A single date or one end of an interval, with the first and last day it may mean.

    `year` of a decade or century is its first year; `season` is 1 (spring, code 21) to 4.
    An `open` (`..`) or `unknown` (empty) end has no year and no bounds.
    """

    year: int | None
    month: int | None
    day: int | None
    precision: Precision
    earliest: Day | None
    latest: Day | None
    season: int | None = None
    approximate: bool = False
    uncertain: bool = False
    open: bool = False
    unknown: bool = False

    @property
    def is_qualified(self) -> bool:
        """Approximate, uncertain or both."""
        return self.approximate or self.uncertain


class Date:
    """A date as written (`edtf`) and what follows from it. Only `parse` and `trusted` make one.

    `earliest` and `latest` are the first and last day it may mean; None if open or unknown. Those
    of a season are those of its year, those of a qualified date ignore the qualifier. The
    `precision` of an interval or set is that of its least precise part. `members` are the dates
    of a set.
    """

    # A plain class: msgspec would read a dataclass, or a Struct, as a mapping of its own.
    # Dates are equal where they are the same: `parse` makes one for a text.
    __slots__ = ("earliest", "edtf", "end", "kind", "latest", "members", "precision", "start")

    def __init__(
        self,
        edtf: str,
        kind: Kind,
        start: Moment,
        end: Moment,
        precision: Precision,
        members: tuple[Date, ...] = (),
    ) -> None:
        self.edtf = edtf
        self.kind = kind
        self.start = start
        self.end = end
        self.earliest = start.earliest
        self.latest = end.latest
        self.precision = precision
        self.members = members

    def __getattr__(self, name: str) -> Any:
        """Parse the text of a `trusted` date when another attribute is first read."""
        if name not in Date.__slots__:
            raise AttributeError(name)
        Date.__init__(self, self.edtf, *_read(self.edtf))
        return getattr(self, name)

    def __str__(self) -> str:
        return self.edtf

    @property
    def sort_key(self) -> tuple[Day, Precision]:
        """Sort by earliest day (or latest, if there is none), then the more precise first.

        The date `..` has neither and comes after all others.
        """
        return self.earliest or self.latest or _LAST, self.precision

    @property
    def is_qualified(self) -> bool:
        """Whether some part is approximate or uncertain."""
        return any(part.is_qualified for part in self.members or (self.start, self.end))

    @property
    def is_day(self) -> bool:
        """Whether it is exactly one day, and certain."""
        return self.earliest is not None and self.earliest == self.latest and not self.is_qualified

    @property
    def machine(self) -> str | None:
        """The value of `<time datetime>`, if HTML has one that means exactly this date.

        HTML (2.3.5.1 to 2.3.5.3) has days, months and years from 1.
        """
        plain = _PLAIN(self.edtf) and self.precision is not _SEASON
        return self.edtf if plain and self.edtf >= "0001" else None

    @property
    def years(self) -> Sequence[int]:
        """The years it touches, ascending. An open or unknown end adds none."""
        if self.members:
            return sorted({year for member in self.members for year in member.years})
        first, last = self.earliest or self.latest, self.latest or self.earliest
        return range(first[0], last[0] + 1) if first and last else range(0)

    def before(self, other: Date) -> bool:
        """Return whether every day it may mean is before every day that the other may mean."""
        last, first = self.latest, other.earliest
        return last is not None and first is not None and last < first

    def overlaps(self, other: Date) -> bool:
        """Return whether both may share a day. An open or unknown end has no bound."""
        return any(
            not a.before(b) and not b.before(a)
            for a in self.members or (self,)
            for b in other.members or (other,)
        )

    def within(self, start: Date | None, until: Date | None) -> bool:
        """Return whether it certainly lies between `start` and `until`, both included.

        `..` is an end without a bound. None and an unknown end mean "not known": then only the day
        that the other end names is certain.
        """
        named = [end for end in (start, until) if end and end.earliest == self.earliest]
        if any(end.is_day for end in named) and self.is_day:
            first, last = start and start.earliest, until and until.latest
            return not (first and last and first > last)  # reversed dates prove nothing
        if start is None or until is None or self.earliest is None or self.latest is None:
            return False
        begun = start.edtf == ".." or (start.latest is not None and start.latest <= self.earliest)
        lasts = until.edtf == ".." or (until.earliest is not None and self.latest <= until.earliest)
        return begun and lasts


def days_in_month(year: int, month: int) -> int:
    """Return the number of days (proleptic Gregorian calendar)."""
    if month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
        return 29
    return _DAYS[month]


def day_number(day: Day) -> int:
    """Return the days from 0001-01-01 = 1, as `date.toordinal` does, for any year."""
    year, month, day_of_month = day
    before = year - 1
    number = before * 365 + before // 4 - before // 100 + before // 400
    leap = month > 2 and days_in_month(year, 2) - 28
    return number + _BEFORE[month] + leap + day_of_month


_known: dict[str, Date] = {}


def trusted(text: str) -> Date:
    """Return the date of a valid text. The text is parsed when an attribute is first read."""
    date = _known.get(text)
    if date is None:
        date = _known[text] = Date.__new__(Date)
        date.edtf = text
    return date


def parse(text: str) -> Date:
    """Return the date written in `text`. Equal texts give the same object.

    Raises `DateError` for anything that is not EDTF, days that do not exist, and intervals that
    end before they begin.
    """
    text = text.strip()
    if text in _known:
        return _known[text]
    try:
        return _known.setdefault(text, Date(text, *_read(text)))
    except DateError as error:
        readings = list(dict.fromkeys(filter(_is_date, meant(text)))) if not error.hint else []
        hint = error.hint or ("write " + " or ".join(readings) if readings else _FORMS)
        reason = error.reason or f"{_shown(text)} is not an EDTF date"
        raise DateError(reason, hint, () if error.reason else readings) from None


def _is_date(text: str) -> bool:
    try:
        return bool(_read(text))
    except DateError:
        return False


#: The arguments of a `Date` except its text.
_Parts = tuple[Kind, Moment, Moment, Precision, tuple[Date, ...]]


def _read(text: str) -> _Parts:
    plain = _PLAIN(text)
    if plain is not None:  # the usual case
        moment = _calendar(*plain.groups())
        return _SINGLE, moment, moment, moment.precision, ()
    return _read_set(text) if text[:1] in ("[", "{") else _read_interval(text)


def _read_interval(text: str) -> _Parts:
    """Parse a single date or an interval."""
    first, slash, last = text.partition("/")
    start = _moment(first)
    if not slash:
        if start.unknown:
            raise DateError("no date is given", _FORMS)
        return _SINGLE, start, start, start.precision, ()
    end = _moment(last)
    earliest, latest = start.earliest, end.latest
    if earliest and latest and earliest > latest:
        reason = f"the interval {_shown(text)} ends before it begins"
        raise DateError(reason, f"write {last}/{first}")
    coarsest = [moment.precision for moment in (start, end) if moment.year is not None]
    if not coarsest:
        raise DateError(
            f"the interval {_shown(text)} has no date", "write at least one of its ends"
        )
    return Kind.INTERVAL, start, end, max(coarsest), ()


def _read_set(text: str) -> _Parts:
    """Parse a set: `[a,b]` is one of the dates, `{a,b}` all of them, `a..b` a range."""
    closing = "]" if text[0] == "[" else "}"
    if not text.endswith(closing):
        raise DateError(f"the set {_shown(text)} is not closed", f"end it with {closing}")
    members = []
    for member in map(str.strip, text[1:-1].split(",")):
        if not member or member == "..":
            reason = f"the set {_shown(text)} has an empty member"
            raise DateError(reason, "write dates between the commas")
        if "/" in member:
            reason = f"the set {_shown(text)} holds an interval"
            raise DateError(reason, f"write {member.replace('/', '..')}")
        start, dots, end = member.partition("..")
        member = f"{start or '..'}/{end or '..'}" if dots else member
        members.append(Date(member, *_read_interval(member)))
    first = min(members, key=lambda m: (m.earliest is not None, m.sort_key))
    last = max(members, key=lambda m: (m.latest is None, m.latest or m.sort_key[0]))
    kind = Kind.ONE_OF if closing == "]" else Kind.ALL_OF
    coarsest = max(member.precision for member in members)
    return kind, first.start, last.end, coarsest, tuple(members)


_PLAIN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?").fullmatch
_RARE = re.compile(
    r"(?!-0000)(?:([0-9]{3}X|[0-9]{2}XX)"
    r"|(-?[0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}|XX))?|-XX(?:-XX)?)?|(Y-?[1-9][0-9]{4,5}))([?~%])?"
).fullmatch
_OPEN = Moment(None, None, None, Precision.CENTURY, None, None, open=True)
_UNKNOWN = Moment(None, None, None, Precision.CENTURY, None, None, unknown=True)
#: Sorts after every date.
_LAST = (10**9, 1, 1)
# Enum members as plain names: looking them up on the class takes a tenth of the time of a parse.
_DAY, _MONTH, _SEASON, _YEAR = (Precision.DAY, Precision.MONTH, Precision.SEASON, Precision.YEAR)
_SINGLE = Kind.SINGLE


def _moment(text: str) -> Moment:
    plain = _PLAIN(text)
    if plain is not None:
        return _calendar(*plain.groups())
    if text == "..":
        return _OPEN
    if not text:
        return _UNKNOWN
    rare = _RARE(text)
    if rare is None:
        raise DateError("")
    rounded, year, month, day, long_year, mark = rare.groups()
    if rounded:
        first, last = int(rounded.replace("X", "0")), int(rounded.replace("X", "9"))
        precision = Precision.CENTURY if last - first == 99 else Precision.DECADE
        moment = Moment(first, None, None, precision, (first, 1, 1), (last, 12, 31))
    else:
        moment = _calendar(year or long_year, month, None if day == "XX" else day)
        if day and moment.season:
            raise DateError(f"{text} gives a day of a season", "write the season without a day")
    return moment._replace(approximate=mark in ("~", "%"), uncertain=mark in ("?", "%"))


def _calendar(year_text: str, month_text: str | None, day_text: str | None) -> Moment:
    year = int(year_text.lstrip("Y"))
    if month_text is None:
        return Moment(year, None, None, _YEAR, (year, 1, 1), (year, 12, 31))
    month = int(month_text)
    if 21 <= month <= 24 and day_text is None:
        return Moment(year, None, None, _SEASON, (year, 1, 1), (year, 12, 31), month - 20)
    if not 1 <= month <= 12:
        raise DateError(f"there is no month {month_text}")
    if day_text is None:
        last = days_in_month(year, month)
        return Moment(year, month, None, _MONTH, (year, month, 1), (year, month, last))
    day = int(day_text)
    if day == 0 or (day > 28 and day > days_in_month(year, month)):
        raise DateError(
            f"there is no day {year_text}-{month_text}-{day_text}",
            f"that month has {days_in_month(year, month)} days; "
            f"write {year_text}-{month_text} where the day is not known",
        )
    date = (year, month, day)
    return Moment(year, month, day, _DAY, date, date)


def _shown(text: str) -> str:
    return f"`{text[:40]}…`" if len(text) > 40 else f"`{text}`"
