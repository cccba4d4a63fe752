"""EDTF dates (ISO 8601-2:2019, level 1, and the sets of level 2): read, order, compare.

A date keeps the precision its source gives. Nothing here knows of clocks or time zones;
`datetime.date` is not used, as it has no year 0, no years before it and no partial dates.
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
    """A text that is no date of this record: `reason` says why, `hint` the mend."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(f"{reason}; {hint}" if hint else reason)
        self.reason = reason
        self.hint = hint


class Precision(IntEnum):
    """How finely a date is known; the finer compares as less."""

    DAY = 0
    MONTH = 1
    SEASON = 2
    YEAR = 3
    DECADE = 4
    CENTURY = 5


class Kind(Enum):
    """What a date is made of."""

    SINGLE = "single"
    INTERVAL = "interval"
    ONE_OF = "one of"
    ALL_OF = "all of"


class Moment(NamedTuple):
    """One date, or one end of an interval, with the days it spans at most.

    `year` of a decade or century is its first; `season` is 1 (spring, code 21) to 4.
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
    """A date as written (`edtf`), and what follows from it; made by `parse` alone.

    `earliest` and `latest` are the first and last day it may mean: of a season those of its
    year, of a qualified date those of the date unqualified, None where open or unknown.
    `precision` of an interval or set is that of its coarsest part. `members` are the dates
    of a set, empty for all else.
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
        """Asked for what is not there yet: of a `trusted` date all but its text."""
        if name not in Date.__slots__:
            raise AttributeError(name)
        Date.__init__(self, self.edtf, *_read(self.edtf))
        return getattr(self, name)

    def __str__(self) -> str:
        return self.edtf

    @property
    def sort_key(self) -> tuple[Day, Precision]:
        """The order of the record: earliest day, else the latest; then the finer first.

        The date `..` alone has neither and comes after all others.
        """
        return self.earliest or self.latest or (10_000, 1, 1), self.precision

    @property
    def is_qualified(self) -> bool:
        """Some part is approximate or uncertain."""
        return any(part.is_qualified for part in self.members or (self.start, self.end))

    @property
    def is_day(self) -> bool:
        """Exactly one day, and certain."""
        return self.earliest is not None and self.earliest == self.latest and not self.is_qualified

    @property
    def machine(self) -> str | None:
        """The value of `<time datetime>`, where HTML has one that says no more and no less.

        HTML (2.3.5.1 to 2.3.5.3) knows years from 1, months and days.
        """
        plain = _PLAIN(self.edtf) and self.precision is not _SEASON
        return self.edtf if plain and self.edtf >= "0001" else None

    @property
    def years(self) -> Sequence[int]:
        """The years it touches, ascending; of an open or unknown end none beyond the other."""
        if self.members:
            return sorted({year for member in self.members for year in member.years})
        first, last = self.earliest or self.latest, self.latest or self.earliest
        return range(first[0], last[0] + 1) if first and last else range(0)

    def before(self, other: Date) -> bool:
        """Every day that it may mean is before every day that the other may mean."""
        last, first = self.latest, other.earliest
        return last is not None and first is not None and last < first

    def overlaps(self, other: Date) -> bool:
        """Both could share a day; an open or unknown end has no bound."""
        return any(
            not a.before(b) and not b.before(a)
            for a in self.members or (self,)
            for b in other.members or (other,)
        )

    def within(self, start: Date | None, until: Date | None) -> bool:
        """Certain to lie in the time from `start` to `until`, both included.

        `..` is an end that does not bound. None, and an unknown end, mean "not known": then
        only the very day that the other end names is certain.
        """
        named = [end for end in (start, until) if end and end.earliest == self.earliest]
        if any(end.is_day for end in named) and self.is_day:
            first, last = start and start.earliest, until and until.latest
            return not (first and last and first > last)  # the wrong way round proves nothing
        if start is None or until is None or self.earliest is None or self.latest is None:
            return False
        begun = start.edtf == ".." or (start.latest is not None and start.latest <= self.earliest)
        lasts = until.edtf == ".." or (until.earliest is not None and self.latest <= until.earliest)
        return begun and lasts


def days_in_month(year: int, month: int) -> int:
    """28 to 31, in the proleptic Gregorian calendar."""
    if month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
        return 29
    return _DAYS[month]


def day_number(day: Day) -> int:
    """Days counted from 0001-01-01 = 1, as `date.toordinal` does, without its lower bound."""
    year, month, day_of_month = day
    before = year - 1
    number = before * 365 + before // 4 - before // 100 + before // 400
    leap = month > 2 and days_in_month(year, 2) - 28
    return number + _BEFORE[month] + leap + day_of_month


_known: dict[str, Date] = {}


def trusted(text: str) -> Date:
    """The date of a text that was parsed before: it is read when something of it is asked."""
    date = _known.get(text)
    if date is None:
        date = _known[text] = Date.__new__(Date)
        date.edtf = text
    return date


def parse(text: str) -> Date:
    """The date that `text` writes. The same text gives the same object.

    Raises `DateError` for all that is not EDTF as this record uses it, for days that do not
    exist, and for intervals that end before they begin.
    """
    text = text.strip()
    if text in _known:
        return _known[text]
    try:
        return _known.setdefault(text, Date(text, *_read(text)))
    except DateError as error:
        found = [] if error.hint else [date for date in meant(text) if _is_date(date)]
        hint = "write " + " or ".join(dict.fromkeys(found)) if found else _FORMS
        reason = error.reason or f"{_shown(text)} is not an EDTF date"
        raise DateError(reason, error.hint or hint) from None


def _is_date(text: str) -> bool:
    try:
        return bool(_read(text))
    except DateError:
        return False


#: All that a date is made from but its text.
_Parts = tuple[Kind, Moment, Moment, Precision, tuple[Date, ...]]


def _read(text: str) -> _Parts:
    plain = _PLAIN(text)
    if plain is not None:  # as most are
        moment = _calendar(*plain.groups())
        return _SINGLE, moment, moment, moment.precision, ()
    return _read_set(text) if text[:1] in ("[", "{") else _read_interval(text)


def _read_interval(text: str) -> _Parts:
    """A single date, or an interval."""
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
    """`[a,b]` is one of them, `{a,b}` all; `a..b` are consecutive (ISO 8601-2, 6)."""
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
    r"|(-?[0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}|XX))?|-XX(?:-XX)?)?)([?~%])?"
).fullmatch
_OPEN = Moment(None, None, None, Precision.CENTURY, None, None, open=True)
_UNKNOWN = Moment(None, None, None, Precision.CENTURY, None, None, unknown=True)
# Enum members as plain names: an attribute look-up on the class costs a tenth of a parse.
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
    rounded, year, month, day, mark = rare.groups()
    if rounded:
        first, last = int(rounded.replace("X", "0")), int(rounded.replace("X", "9"))
        precision = Precision.CENTURY if last - first == 99 else Precision.DECADE
        moment = Moment(first, None, None, precision, (first, 1, 1), (last, 12, 31))
    else:
        moment = _calendar(year, month, None if day == "XX" else day)
        if day and moment.season:
            raise DateError(f"{text} gives a day of a season")
    return moment._replace(approximate=mark in ("~", "%"), uncertain=mark in ("?", "%"))


def _calendar(year_text: str, month_text: str | None, day_text: str | None) -> Moment:
    year = int(year_text)
    if month_text is None:
        return Moment(year, None, None, _YEAR, (year, 1, 1), (year, 12, 31))
    month = int(month_text)
    if 21 <= month <= 24 and day_text is None:
        return Moment(year, None, None, _SEASON, (year, 1, 1), (year, 12, 31), month - 20)
    if not 1 <= month <= 12:
        raise DateError(f"there is no month {month_text}: a year has 01 to 12")
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
