"""The day of an event, from the words of a report and its date line."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_MONTHS: Final = (
    "January February March April May June July August September October November December"
).split()
_WEEKDAYS: Final = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTH: Final = "|".join((*_MONTHS, r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"))
_WEEKDAY: Final = "|".join(_WEEKDAYS)
_TO: Final = r"(?:\s*[-–—]\s*|\s+(?:to|until|till|through|and)\s+)"
_NUMBER: Final = r"(\d{1,2})(?:st|nd|rd|th)?\b"
_YEAR: Final = r"(?:,?\s+((?:19|20)\d\d)\b)?"
#: Each pattern has the groups that `_read_*` of the same name takes. Case counts: `may` is a verb.
_FORMS: Final = {
    "span": re.compile(
        rf"{_NUMBER}(?:\s+(?:of\s+)?({_MONTH}))?{_TO}{_NUMBER}\s+(?:of\s+)?({_MONTH}){_YEAR}"
    ),
    "span_us": re.compile(
        rf"\b({_MONTH})\s+{_NUMBER}{_TO}(?:({_MONTH})\s+)?{_NUMBER}(?!\s+(?:{_MONTH})){_YEAR}"
    ),
    "day": re.compile(rf"\b{_NUMBER}\s+(?:of\s+)?({_MONTH}){_YEAR}"),
    "day_us": re.compile(rf"\b({_MONTH})\s+{_NUMBER}{_YEAR}"),
    "near": re.compile(
        r"\b(?:(?:[Ee]arlier|[Ll]ate|[Ee]arly)\s+)?([Tt]oday|[Yy]esterday)\b"
        r"|\b([Tt]his\s+(?:morning|afternoon|evening)|[Tt]onight|[Ll]ast\s+night)\b"
    ),
    "weekday": re.compile(rf"\b({_WEEKDAY})\b"),
}
#: Words before a date which say that another event is dated by it.
_OTHER: Final = re.compile(
    r"\b(?:[Ll]ast|[Nn]ext|coming|since|until|till|before|ahead of|by|following|after|from|"
    r"previous|tomorrow)\s+(?:on\s+|the\s+)?$"
)
#: Words which say that what follows is yet to come.
AHEAD: Final = re.compile(
    r"\b(?:will|would|shall|is to|are to|to be held|due|scheduled|slated|expected|planned|plans?"
    r"|set to|to take place|starting|upcoming)\b[^.;]*$"
)
#: After a date: `June 20 elections`, `the Tuesday meeting`, `Friday's vote`.
_NAMED_BY_IT: Final = re.compile(
    r"(?:[’']s)?\s+(?!(?:in|at|to|for|with|by|on|of|and|or|as|during|when|where|while|after|before|"
    r"following|over|that|amid|from|near|via|evening|morning|afternoon|night|local|said|told|met|"
    r"held|spoke|signed|agreed|announced|received|hosted|welcomed|called|visited|arrived|"
    r"discussed|urged|condemned|ahead|aboard|alongside|but|because|the|a|an|his|her|their|"
    r"it|they|he|she|who|which|became|reaffirmed|exchanged|about|against|through|under|"
    r"between|outside|inside|both|was|were|had|has)\b)[a-z]"
)


class When(NamedTuple):
    """An EDTF date, the words it rests on, and whether they look ahead."""

    edtf: str
    words: str
    ahead: bool = False


class _Candidate(NamedTuple):
    start: int
    end: int
    first: datetime.date
    last: datetime.date
    strength: int
    ahead: bool


def event_date(sentences: list[str], reported: datetime.date | None) -> When | None:
    """When what the report tells of happened, or None where no words say it.

    Weekdays and `yesterday` count back from the date line, whose own weekday is that very
    day; a day and month without a year is the one nearest to it.
    """
    best: tuple[int, When] | None = None
    for place, sentence in enumerate(sentences):
        for found in _candidates(sentence, reported):
            strength = found.strength - (2 if place > 2 and found.strength > 1 else 0)
            if strength <= (best[0] if best else 0):
                continue
            first, last = found.first.isoformat(), found.last.isoformat()
            words = sentence[found.start : found.end].strip()
            edtf = first if first == last else f"{first}/{last}"
            best = strength, When(edtf, words, found.ahead)
    return best[1] if best else None


def _candidates(sentence: str, reported: datetime.date | None) -> Iterator[_Candidate]:
    """The dates in a sentence, in order; strength 4 is the event's, 1 hardly."""
    taken: list[tuple[int, int]] = []
    found = []
    for form, pattern in _FORMS.items():
        for match in pattern.finditer(sentence):
            start, end = match.span()
            if any(start < b and a < end for a, b in taken):
                continue
            before = sentence[:start]
            ahead = bool(AHEAD.search(before[-90:]))
            days = _days(form, match, reported, ahead)
            if days is None:
                continue
            taken.append((start, end))
            lead = re.search(
                rf"\b(?:[Oo]n|[Ff]rom|[Bb]etween)\s+(?:(?:{_WEEKDAY}),?\s+)?(?:the\s+)?$"
                rf"|\b(?:{_WEEKDAY}),?\s+$", before
            )  # fmt: skip
            if lead:
                taken.append((lead.start(), start))
            ahead = ahead or bool(reported and days[0] > reported)
            dated = before[: lead.start()] if lead else before
            other = bool(_OTHER.search(dated) or (not form.startswith("span")
                         and _OTHER.search(before)))  # fmt: skip
            named = bool(_NAMED_BY_IT.match(sentence, end)) and form != "near"
            named |= not lead and bool(re.search(r"\b(?:the|its|this year's)\s+$", before))
            stale = bool(reported and (reported - days[1]).days > 60)
            strength = 1 if ahead or other or named else 2 if stale else 4
            begin = lead.start() if lead else start
            found.append(_Candidate(begin, end, *days, strength, ahead))
    return iter(sorted(found))


def _days(
    form: str, match: re.Match[str], reported: datetime.date | None, ahead: bool
) -> tuple[datetime.date, datetime.date] | None:
    """The first and last day that a match means; None where there is no such day."""
    groups = match.groups()
    try:
        if form in ("near", "weekday"):
            day = _near(match[0].lower(), reported) if form == "near" else None
            if form == "weekday" and reported:
                back = (reported.weekday() - _WEEKDAYS.index(groups[0])) % 7
                day = reported + datetime.timedelta((7 - back) % 7 if ahead else -back)
            return (day, day) if day else None
        if form.startswith("day"):
            number, month, year = groups if form == "day" else (groups[1], groups[0], groups[2])
            day = _day(number, month, year, reported)
            return (day, day) if day else None
        if form == "span":
            first, first_month, last, month, year = groups
            first_month = first_month or month
        else:
            first_month, first, month, last, year = groups
            month = month or first_month
        end = _day(last, month, year, reported)
        if end is None:
            return None
        begins_before = _number(first_month) > _number(month)
        start = datetime.date(end.year - begins_before, _number(first_month), int(first))
        return (start, end) if start <= end else None
    except ValueError:
        return None


def _near(words: str, reported: datetime.date | None) -> datetime.date | None:
    if reported is None:
        return None
    back = 1 if "yesterday" in words or "last night" in " ".join(words.split()) else 0
    return reported - datetime.timedelta(back)


def _number(month: str) -> int:
    return next(i for i, name in enumerate(_MONTHS, 1) if name.startswith(month[:3]))


def _day(
    number: str, month: str, year: str | None, reported: datetime.date | None
) -> datetime.date | None:
    if year:
        return datetime.date(int(year), _number(month), int(number))
    if reported is None:
        return None
    near = []
    for one in (reported.year - 1, reported.year, reported.year + 1):
        try:
            near.append(datetime.date(one, _number(month), int(number)))
        except ValueError:
            continue  # 29 February
    return min(near, key=lambda day: abs(day - reported), default=None)
