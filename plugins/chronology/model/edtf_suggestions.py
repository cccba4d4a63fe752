"""Common notations of dates and the EDTF they mean. Used only for dates that are not valid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from itertools import product

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_YEAR, _MONTH, _DAY = r"(?P<year>\d{4})", r"(?P<month>\d{1,2})", r"(?P<day>\d{1,2})"
#: A time with a zone: the day depends on the place of the event.
_INSTANT = r"\d{4}-\d\d-\d\d[t ]\d\d:?\d\d[\d:.]*\s*(?:z|utc|gmt|[+-]\d\d:?\d\d)"
_NTH = rf"{_DAY}(?:st|nd|rd|th)?"
_A, _B, _DASH = r"(?P<a>[^/]+?)", r"(?P<b>[^/]+)", "[\N{EN DASH}\N{EM DASH}-]"

#: Notations and the EDTF they mean. Several forms are several readings, and then none is certain.
#: `a` and `b` are dates in any notation.
_NOTATIONS = (
    (r"(?P<same>\d{4}(?:-\d\d){0,2}[~?%]?|\.\.)", "{same}"),
    (rf"{_DAY}[./-]{_MONTH}[./-]{_YEAR}", "{year}-{month}-{day}", "{year}-{day}-{month}"),
    (rf"{_YEAR}[./年-]{_MONTH}[./月-]{_DAY}日?", "{year}-{month}-{day}"),
    (rf"{_YEAR}-(?P<day>1[3-9]|[23]\d)-{_MONTH}", "{year}-{month}-{day}", "{year}"),
    (rf"{_YEAR}-(?:1[3-9]|[2-9]\d)", "{year}"),
    (rf"(?P<instant>{_INSTANT})", "{instant}"),
    (rf"{_YEAR}-?(?P<month>\d\d)-?(?P<day>\d\d)(?:[t ][\d:.]*)?", "{year}-{month}-{day}"),
    (rf"{_YEAR}[./年-]{_MONTH}月?", "{year}-{month}"),
    (rf"{_MONTH}[./-]{_YEAR}", "{year}-{month}"),
    (rf"{_NAME},?\s+{_YEAR}", "{year}-{name}"),
    (rf"{_NTH}\s+{_NAME},?\s+{_YEAR}", "{year}-{name}-{day}"),
    (rf"{_NAME}\s+{_NTH},?\s+{_YEAR}", "{year}-{name}-{day}"),
    (rf"(?:circa|ca?\.|ca?\s|about|around|~)\s*{_A}", "{a}~"),
    (rf"(?:possibly|probably|perhaps|maybe|\?)\s*{_A}", "{a}?"),
    (rf"{_A}\s*\(?\?\)?", "{a}?"),
    (rf"(?:before|until|till)\s+{_A}", "../{a}"),
    (rf"(?:after|since|from)\s+{_A}", "{a}/.."),
    (r"(?:the\s+)?(?P<decade>\d{3})0'?s", "{decade}X"),
    (r"(?P<digits>\d{2}[\dux-]+)", "{digits}"),
    (r"(?P<sign>-?)(?P<year>(?<=-)\d{1,3}|\d{3})", "{sign}{year}"),
    (rf"{_A}(?:-00)+", "{a}"),
    (r"open|present", ".."),
    (r"unknown", ""),
    (r"(?P<start>(?P<century>\d\d)\d\d)[/-](?P<rest>\d\d)", "{start}/{century}{rest}"),
    (rf"{_A}\s+or\s+{_B}", "[{a},{b}]"),
    (rf"{_A}(?:/|\s+(?:to|{_DASH})\s+|(?<=\d{{4}}){_DASH}(?=\d{{4}})){_B}", "{a}/{b}"),
)


def meant(text: str, depth: int = 3) -> Iterator[str]:
    """Return what `text` may mean, the likeliest first. The dates need not be valid."""
    if len(text) > 60 or depth == 0:
        return
    for pattern, *forms in _NOTATIONS:
        if match := re.fullmatch(pattern, text.strip(), re.IGNORECASE | re.ASCII):
            groups = match.groupdict()
            values = [list(_values(key, value or "", depth)) for key, value in groups.items()]
            for form, found in product(forms, product(*values)):
                yield form.format(**dict(zip(groups, found, strict=True)))


def _values(key: str, value: str, depth: int) -> Iterator[str]:
    if key in ("a", "b"):
        yield from meant(value, depth - 1)
    elif key in ("year", "month", "day"):
        yield value.zfill(4 if key == "year" else 2)
    elif key == "instant":
        yield from _days_around(value)
    elif key == "name":
        yield f"{_MONTHS.index(value.lower()) + 1:02}"
    else:
        yield re.sub("[ux]", "X", value) if key == "digits" else value


def _days_around(instant: str) -> Iterator[str]:
    """Return the day of a time with a zone, and the day it may be elsewhere."""
    with suppress(ValueError, OverflowError):
        day = date.fromisoformat(instant[:10])
        other = day + timedelta(1 if instant[11:13] >= "12" else -1)
        yield from (day.isoformat(), other.isoformat())
