"""EDTF dates (ISO 8601-2:2019, level 1, and the sets of level 2): read, order, compare.

A date keeps the precision its source gives. Nothing here knows of clocks or time zones;
`datetime.date` is not used, as it has no year 0, no years before it and no partial dates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import Enum, IntEnum
from functools import cache
from typing import NamedTuple

#: Year, month, day in the proleptic Gregorian calendar; year 0 is 1 BC (ISO 8601-1, 4.2.1).
Day = tuple[int, int, int]

_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
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

    `year` of a decade or century is its first; `season` is 1 (spring, code 21) to 4;
    `unspecified` counts the digits written `X`. An `open` (`..`) or `unknown` (empty) end
    has no year and no bounds.
    """

    year: int | None
    month: int | None
    day: int | None
    precision: Precision
    earliest: Day | None
    latest: Day | None
    season: int | None = None
    unspecified: int = 0
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
    __slots__ = ("earliest", "edtf", "end", "kind", "latest", "members", "precision", "start")

    def __init__(
        self,
        edtf: str,
        kind: Kind,
        start: Moment,
        end: Moment,
        earliest: Day | None,
        latest: Day | None,
        precision: Precision,
        members: tuple[Date, ...] = (),
    ) -> None:
        self.edtf = edtf
        self.kind = kind
        self.start = start
        self.end = end
        self.earliest = earliest
        self.latest = latest
        self.precision = precision
        self.members = members

    def __repr__(self) -> str:
        return f"Date({self.edtf!r})"

    def __eq__(self, other: object) -> bool:
        return self.edtf == other.edtf if isinstance(other, Date) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.edtf)

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
        if self.members:
            return any(member.is_qualified for member in self.members)
        return self.start.is_qualified or self.end.is_qualified

    @property
    def is_open(self) -> bool:
        """`..` alone: no bound at all, as the end of an office that is still held."""
        return self.kind is Kind.SINGLE and self.start.open

    @property
    def is_day(self) -> bool:
        """Exactly one day, and certain."""
        return self.earliest is not None and self.earliest == self.latest and not self.is_qualified

    @property
    def machine(self) -> str | None:
        """The value of `<time datetime>`, where HTML has one that says no more and no less.

        HTML (2.3.5.1 to 2.3.5.3) knows years from 1, months and days.
        """
        moment = self.start
        if (
            self.kind is not Kind.SINGLE
            or moment.year is None
            or moment.year < 1
            or moment.season
            or moment.unspecified
            or moment.is_qualified
        ):
            return None
        return self.edtf

    @property
    def years(self) -> Sequence[int]:
        """The years it touches, ascending; of an open or unknown end none beyond the other."""
        if self.members:
            return sorted({year for member in self.members for year in member.years})
        first, last = self.earliest or self.latest, self.latest or self.earliest
        return range(first[0], last[0] + 1) if first and last else range(0)

    def overlaps(self, other: Date) -> bool:
        """Both could share a day; an open or unknown end has no bound."""
        return any(
            (a.earliest is None or b.latest is None or a.earliest <= b.latest)
            and (b.earliest is None or a.latest is None or b.earliest <= a.latest)
            for a in self.members or (self,)
            for b in other.members or (other,)
        )

    def within(self, start: Date | None, until: Date | None) -> bool:
        """Certain to lie in the time from `start` to `until`, both included.

        `..` is an end that does not bound. None, and an unknown end, mean "not known": then
        only the very day that the other end names is certain.
        """
        if self.is_day and any(
            end is not None and end.is_day and end.earliest == self.earliest
            for end in (start, until)
        ):
            # Ends the wrong way round prove nothing.
            return not (
                start
                and until
                and start.earliest
                and until.latest
                and start.earliest > until.latest
            )
        if start is None or until is None or self.earliest is None or self.latest is None:
            return False
        begun = start.is_open or (start.latest is not None and start.latest <= self.earliest)
        lasts = until.is_open or (until.earliest is not None and self.latest <= until.earliest)
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
    return number + sum(days_in_month(year, m) for m in range(1, month)) + day_of_month


def days_between(a: Day, b: Day) -> int:
    """Days from `a` to `b`; negative where `b` is the earlier."""
    return day_number(b) - day_number(a)


@cache
def parse(text: str) -> Date:
    """The date that `text` writes. The same text gives the same object.

    Raises `DateError` for all that is not EDTF as this record uses it, for days that do not
    exist, and for intervals that end before they begin.
    """
    stripped = text.strip()
    if stripped != text:
        return parse(stripped)
    try:
        return _read(text)
    except DateError as error:
        reason = error.reason or f"{_shown(text)} is not an EDTF date"
        raise DateError(reason, error.hint or _mend(text)) from None


def _read(text: str) -> Date:
    if text.startswith(("[", "{")):
        return _read_set(text)
    return _read_interval(text)


def _read_interval(text: str) -> Date:
    """A single date, or an interval."""
    first, slash, last = text.partition("/")
    start = _moment(first)
    if not slash:
        if start.unknown:
            raise DateError("no date is given", _FORMS)
        return Date(text, Kind.SINGLE, start, start, start.earliest, start.latest, start.precision)
    end = _moment(last)
    earliest, latest = start.earliest, end.latest
    if earliest and latest:
        if earliest > latest:
            raise DateError(
                f"the interval {_shown(text)} ends before it begins", f"write {last}/{first}"
            )
        finer = start.precision <= end.precision
        precision = end.precision if finer else start.precision
    elif earliest:
        precision = start.precision
    elif latest:
        precision = end.precision
    else:
        raise DateError(
            f"the interval {_shown(text)} has no date", "write at least one of its ends"
        )
    return Date(text, Kind.INTERVAL, start, end, earliest, latest, precision)


def _read_set(text: str) -> Date:
    """`[a,b]` is one of them, `{a,b}` all; `a..b` are consecutive (ISO 8601-2, 6)."""
    closing = "]" if text[0] == "[" else "}"
    if not text.endswith(closing):
        raise DateError(f"the set {_shown(text)} is not closed", f"end it with {closing}")
    members = []
    for part in text[1:-1].split(","):
        member = part.strip()
        if not member or member == "..":
            raise DateError(
                f"the set {_shown(text)} has an empty member", "write dates between the commas"
            )
        if "/" in member:
            raise DateError(
                f"the set {_shown(text)} holds an interval", f"write {member.replace('/', '..')}"
            )
        members.append(_read_interval(_range_to_interval(member)))
    first = min(members, key=lambda m: (m.earliest is not None, m.sort_key))
    last = max(members, key=lambda m: (m.latest is None, m.latest or m.sort_key[0]))
    return Date(
        text,
        Kind.ONE_OF if closing == "]" else Kind.ALL_OF,
        first.start,
        last.end,
        first.earliest,
        last.latest,
        max(member.precision for member in members),
        tuple(members),
    )


def _range_to_interval(member: str) -> str:
    """`a..b`, `..b` and `a..` of a set, as intervals; the end that is left out is open."""
    first, dots, last = member.partition("..")
    return f"{first or '..'}/{last or '..'}" if dots else member


_PLAIN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?").fullmatch
_RARE = re.compile(
    r"(-?[0-9]{4}|[0-9]{3}X|[0-9]{2}XX)"
    r"(?:-([0-9]{2}|XX)(?:-([0-9]{2}|XX))?)?([?~%])?"
).fullmatch
_OPEN = Moment(None, None, None, Precision.CENTURY, None, None, open=True)
_UNKNOWN = Moment(None, None, None, Precision.CENTURY, None, None, unknown=True)
# Enum members as plain names: an attribute look-up on the class costs a tenth of a parse.
_DAY, _MONTH, _SEASON, _YEAR = (Precision.DAY, Precision.MONTH, Precision.SEASON, Precision.YEAR)


def _moment(text: str) -> Moment:
    plain = _PLAIN(text)
    if plain is not None:
        return _calendar(*plain.groups())
    if text == "..":
        return _OPEN
    if not text:
        return _UNKNOWN
    rare = _RARE(text)
    if rare is None or text.startswith("-0000"):
        raise DateError("")
    year, month, day, qualifier = rare.groups()
    if "X" in year and month:
        raise DateError(f"{text} gives a month of a year that is not known")
    if month == "XX" and day not in (None, "XX"):
        raise DateError(f"{text} gives a day of a month that is not known")
    unspecified = text.count("X")
    moment = (
        _decade_or_century(year)
        if "X" in year
        else _calendar(year, None if month == "XX" else month, None if day == "XX" else day)
    )
    if day and moment.season:
        raise DateError(f"{text} gives a day of a season")
    return moment._replace(
        unspecified=unspecified,
        approximate=qualifier in ("~", "%"),
        uncertain=qualifier in ("?", "%"),
    )


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


def _decade_or_century(year: str) -> Moment:
    first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
    precision = Precision.CENTURY if last - first == 99 else Precision.DECADE
    return Moment(first, None, None, precision, (first, 1, 1), (last, 12, 31))


def _shown(text: str) -> str:
    return f"`{text[:40]}…`" if len(text) > 40 else f"`{text}`"


# What people write for a date, and the EDTF they mean. Only the way to an error comes here.

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_MONTH_NAME = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)


def _named(year: str, month: str, day: str | None = None) -> list[str]:
    return _numbered(year, str(_MONTHS.index(month[:3]) + 1), day)


def _numbered(year: str, month: str, day: str | None = None) -> list[str]:
    return [f"{int(year):04}-{int(month):02}" + (f"-{int(day):02}" if day else "")]


def _year(*years: str | None) -> list[str]:
    return [f"{int(year):04}" for year in years if year]


def _qualified(text: str, mark: str) -> list[str]:
    return [f"{mended}{mark}" for mended in _mended(text)]


def _unsure(text: str) -> list[str]:
    """Qualifiers of level 2, before or between the parts: level 1 has one at the end."""
    marks = set(re.findall(r"[?~%]", text))
    return _qualified(re.sub(r"[?~%]", "", text), marks.pop() if len(marks) == 1 else "%")


_UNTIL = "[\N{EN DASH}\N{EM DASH}-]"

#: Tried in order; the first whose dates can be read is the answer.
_MENDS: tuple[tuple[str, Callable[..., list[str]]], ...] = (
    (r"(?:open|present|now|today|ongoing)", lambda: [".."]),
    (r"(.+)/unknown", lambda start: [f"{date}/" for date in _mended(start)]),
    (r"unknown/(.+)", lambda end: [f"/{date}" for date in _mended(end)]),
    (
        r"(?:circa|approximately|approx\.?|about|around|ca?\.?)\s*(.+)",
        lambda rest: _qualified(rest, "~"),
    ),
    (r"(?:possibly|perhaps|probably|maybe)\s+(.+)", lambda rest: _qualified(rest, "?")),
    (r"([^/]+?)\s*(?:\(\?\)|\s\?)", lambda rest: _qualified(rest, "?")),
    (r"([^/]*[?~%][^/]*)", _unsure),
    (r"(?:until|till|before)\s+(.+)", lambda end: [f"../{date}" for date in _mended(end)]),
    (r"(?:since|from|after)\s+([^/]+)", lambda start: [f"{date}/.." for date in _mended(start)]),
    (r"(.+?)(?:t[0-9]{2}|\s+[0-9]{1,2}:[0-9]{2}).*", lambda date: _mended(date)),
    (
        r"([0-9]{1,2})[/.\s-]([0-9]{1,2})[/.\s-]([0-9]{4})",
        lambda a, b, year: _numbered(year, b, a) + _numbered(year, a, b),
    ),
    (r"([0-9]{4})[/.\s-]([0-9]{1,2})[/.\s-]([0-9]{1,2})", _numbered),
    (r"([0-9]{4})([0-9]{2})([0-9]{2})", _numbered),
    (
        r"([0-9]{4})[/.\s-]([0-9]{1,2})[/.\s-]([0-9]{1,2})",
        lambda year, day, month: _numbered(year, month, day),
    ),
    (r"([0-9]{4})[/.\s-]([0-9]{1,2})", _numbered),
    (
        r"([0-9]{2})([0-9]{2})[/-]([0-9]{2})",
        lambda century, start, end: [f"{century}{start}/{century}{end}"],
    ),
    (r"([0-9]{1,2})[/.-]([0-9]{4})", lambda month, year: _numbered(year, month)),
    (
        r"([0-9]{4})年(?:([0-9]{1,2})月(?:([0-9]{1,2})日)?)?",
        lambda year, month, day: _numbered(year, month, day) if month else [year],
    ),
    (rf"{_MONTH_NAME}\s*,?\s*([0-9]{{4}})", lambda month, year: _named(year, month)),
    (
        rf"([0-9]{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH_NAME},?\s*([0-9]{{4}})",
        lambda day, month, year: _named(year, month, day),
    ),
    (
        rf"{_MONTH_NAME}\s+([0-9]{{1,2}})(?:st|nd|rd|th)?,?\s+([0-9]{{4}})",
        lambda month, day, year: _named(year, month, day),
    ),
    (rf"([0-9]{{4}}),?[\s-]+{_MONTH_NAME}(?:[\s-]+([0-9]{{1,2}}))?", _named),
    (
        rf"([0-9]{{1,2}})\s*(?:{_UNTIL}|\bto\b)\s*([0-9]{{1,2}})\s+{_MONTH_NAME}\s+([0-9]{{4}})",
        lambda start, end, month, year: [
            "/".join(_named(year, month, start) + _named(year, month, end))
        ],
    ),
    (
        r"(spring|summer|autumn|fall|winter)(?:\s+of)?\s+([0-9]{4})",
        lambda season, year: [f"{year}-{_SEASONS[season]}"],
    ),
    (r"(?:the\s+)?([0-9]{3})0'?s", lambda decade: [f"{decade}X"]),
    (
        r"(?:the\s+)?([0-9]{1,2})(?:st|nd|rd|th)\s+century",
        lambda century: [f"{int(century) - 1:02}XX"],
    ),
    (
        r"([0-9]{1,4})\s*b\.?c\.?(?:e\.?)?",
        lambda year: [f"{1 - int(year):05}" if int(year) > 1 else "0000"],
    ),
    (r"ad\s*([0-9]{1,4})|([0-9]{1,4})\s*(?:ad|ce)|([0-9]{3})", _year),
    (r"-([0-9]{1,4})", lambda year: [f"-{int(year):04}"]),
    (r"([0-9]{4})-00(?:-00)?|([0-9]{4}-[0-9]{2})-00", lambda *dates: [d for d in dates if d]),
    (r"([0-9]{2,4}[0-9ux-]*)", lambda date: [date.replace("u", "X").replace("x", "X")]),
    (
        r"(.+?)\s+or\s+(.+)",
        lambda a, b: [f"[{one},{other}]" for one in _mended(a) for other in _mended(b)],
    ),
    (
        rf"([^/]+?)\s*(?:/|\bto\b|\.\.|\s{_UNTIL}\s|(?<=[0-9]{{4}}){_UNTIL}(?=[0-9]{{4}}$))"
        r"\s*([^/]+)",
        lambda a, b: [f"{start}/{end}" for start in _mended(a) for end in _mended(b)],
    ),
)


def _mended(text: str) -> list[str]:
    """The EDTF dates that `text` may mean, none twice."""
    if _is_date(text):
        return [text]
    for pattern, rewrite in _MENDS:
        match = re.fullmatch(pattern, text.strip(), re.IGNORECASE | re.ASCII)
        if match:
            found = [date for date in rewrite(*match.groups()) if _is_date(date)]
            if found:
                return list(dict.fromkeys(found))
    return []


def _is_date(text: str) -> bool:
    try:
        _read(text)
    except DateError:
        return False
    return True


def _mend(text: str) -> str:
    """The hint for a text that is no date."""
    if text[:1] in "Yy" and text[1:].lstrip("-").isdecimal():
        return "years of more than four digits are not used here"
    # No honest date is longer; the patterns are not for long texts.
    found = _mended(text.lower()) if len(text) <= 60 else []
    return "write " + " or ".join(found) if found else _FORMS
