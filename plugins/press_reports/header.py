"""What stands above and below the text of a report: headline, byline, publisher, date line."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from press_reports.lexicon import WORDS

_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_RUSSIAN: Final = "янв фев мар апр ма июн июл авг сен окт ноя дек".split()
#: A day as it is printed in English, Chinese and Russian, in digits too where they are certain.
_PRINTED: Final = (
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)(?!\d)"),
    re.compile(r"(?P<year>\d{4})\s*年\s*(?P<month>\d\d?)\s*月\s*(?P<day>\d\d?)\s*日"),
    re.compile(r"\b(?P<name>[A-Z][a-z]{2,8})\.?\s+(?P<day>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})\b"),
    re.compile(r"\b(?P<day>\d\d?)(?:st|nd|rd|th)?\s+(?P<name>[A-Za-zа-я]{3,9})\.?,?\s+(?P<year>\d{4})\b"),
)  # fmt: skip
#: A time of the day in Greenwich: the day may be another where the report was written.
_UTC: Final = re.compile(r"\d\d:\d\d(?::\d\d)?(?:\.\d+)?\s*(?:Z|UTC|GMT)\b")
_TIME: Final = re.compile(r"T?\d?\d:\d\d(?::\d\d)?(?:\s*[ap]\.?m\.?)?(?:\s*\(?[A-Z]{2,4}\)?)?")
#: What a line of a date may hold besides.
_DATE_WORDS: Final = re.compile(
    r"(?i)(?:last\s+)?(?:updated?|published|posted|issued|released|created|modified|date|time|on|at"
    r"|local|(?:mon|tues|wednes|thurs|fri|satur|sun)day|发布时间|时间|日期|опубликовано|дата|года?|г"
    r"|beijing|moscow|tokyo|hrs?)\b|[年月日:：,.|·•()\s–—-]+"
)
_LABEL: Final = re.compile(
    r"(?i)\b(source|editors?|author|by|来源|编辑|作者|источник|автор)\s*[:：]\s*"
    r"(.+?)(?=\s{2,}|\s+(?:editors?|author|source|编辑|作者|来源)\s*[:：]|\s+\d{4}-|$)"
)
_BYLINE: Final = re.compile(r"^By ([A-Z][\w.’' -]+(?:(?:,| and) [A-Z][\w.’' -]+)*)$")
_POST: Final = re.compile(r"^(?P<author>[^@]{2,60}?)\s*@\w+\s*[·•|-]\s*(?P<rest>.+)$")
_SYMBOL: Final = re.compile(r"^(?:[A-Z]{1,6}/[\w./()-]+|No\.?\s*\d[\w/-]*|№\s*\S+)$")
#: Lines of a page that say nothing of the event.
_EMPTY: Final = re.compile(
    r"(?i)^(?:japanese|english|français|español|中文|русский|日本語|press releases?|news"
    r"|news releases?|statements?|media|readouts?|speeches|home|share|print|top stories"
    r"|for immediate release|text size.*|listen|photo.*|\W+)$"
)
#: From one of these lines on, the text is over.
_FOOTER: Final = re.compile(
    r"(?i)^(?:enditem\b|press office\b|media contacts?\b|for (?:more|further) information\b"
    r"|contact:|read more\b|related (?:articles|news|stories)\b|see also\b|share this\b|©"
    r"|copyright\b|all rights reserved\b|follow us\b|editor:|责任编辑|读者留言|###|\*( ?\*){2}$)"
)
_ENDITEM: Final = re.compile(r"\s*\b(?:Enditem|ENDS)\s*$")
_SENTENCE: Final = re.compile(r"(?:.{40,}[.!?。！？]|.{80,}:)[\"”’»)」]?\W*$")
#: A publisher's line is short: `Council of the EU`, `Ministry of Foreign Affairs`.
_SHORT: Final = 6
#: Characters of a line that an editor has broken.
_WRAPPED: Final = 50


@dataclass(frozen=True)
class Header:
    """What the lines above the text say; `lines` is their number."""

    lines: int = 0
    date: datetime.date | None = None
    title: str | None = None
    author: str | None = None
    publisher: str | None = None


def read(lines: list[str]) -> Header:
    """Return what the lines before the first sentence of a report say."""
    found = Header()
    rest: list[str] = []
    for number, (line, after) in enumerate(pairwise([*map(str.strip, lines), ""])):
        if _is_text(line, after):
            return replace(_named(found, rest), lines=number)
        found, left = _line(found, line)
        if left:
            rest.append(left)
    return Header()  # a report of headlines alone: its lines are its text


def body(lines: Iterable[str]) -> list[str]:
    """Return the lines of the text, without what stands below it."""
    kept: list[str] = []
    for line in lines:
        if _FOOTER.match(line.strip()):
            break
        kept.append(_ENDITEM.sub("", line))
    return kept


def printed_day(text: str) -> datetime.date | None:
    """Return the one day that is printed in a text; None for none, and for a time in UTC."""
    days = set()
    for pattern in _PRINTED:
        for match in pattern.finditer(text):
            if day := _day(match.groupdict()):
                days.add(day)
    return days.pop() if len(days) == 1 and not _UTC.search(text) else None


def _is_text(line: str, after: str) -> bool:
    """Return whether a line begins the text: a sentence, or a line that goes on in the next."""
    goes_on = len(line) > _WRAPPED and after[:1].islower()
    is_prose = goes_on or _SENTENCE.match(line) or WORDS["dateline"].match(line)
    return bool(is_prose) and not _POST.match(line)


def _line(found: Header, line: str) -> tuple[Header, str]:
    """Return the header with what a line says, and what is left of the line."""
    if not line or _SYMBOL.match(line) or _EMPTY.match(line):
        return found, ""
    if post := _POST.match(line):
        day = printed_day(post["rest"])
        return replace(found, author=post["author"].strip(), date=found.date or day), ""
    if byline := _BYLINE.match(line):
        return replace(found, author=found.author or byline[1]), ""
    labels = _LABEL.findall(line)
    for label, name in labels:
        if label.lower() in ("source", "来源", "источник"):
            found = replace(found, publisher=found.publisher or name.strip())
        elif label.lower() in ("author", "by", "作者", "автор"):
            found = replace(found, author=found.author or name.strip())
    day = printed_day(line)
    if labels:
        return replace(found, date=found.date or day), ""
    if _is_date_line(line):
        return replace(found, date=found.date or day), ""
    return found, line


def _is_date_line(line: str) -> bool:
    """Return whether a line holds a date, a time, and no other words."""
    left = line
    for pattern in (*_PRINTED, _UTC, _TIME, _DATE_WORDS):
        left = pattern.sub(" ", left)
    return left != line and not re.search(r"\w", left) and any(p.search(line) for p in _PRINTED)


def _named(found: Header, rest: list[str]) -> Header:
    """Tell the headline from the publisher: the line of most words is the headline."""
    if not rest:
        return found
    title = max(rest, key=lambda line: len(line.split()))
    before = rest[: rest.index(title)]
    publisher = next((line for line in before if len(line.split()) <= _SHORT), None)
    return replace(found, title=title, publisher=found.publisher or publisher)


def _day(parts: dict[str, str]) -> datetime.date | None:
    month = int(parts["month"]) if "month" in parts else _month(parts["name"])
    try:
        return datetime.date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        return None


def _month(name: str) -> int:
    """Return the number of a month by the beginning of its name; 0 for another word."""
    names: tuple[tuple[list[str], Callable[[str], bool]], ...] = (
        (_MONTHS, name.lower().startswith),
        (_RUSSIAN, name.lower().startswith),
    )
    return next((n for known, begins in names for n, one in enumerate(known, 1) if begins(one)), 0)
