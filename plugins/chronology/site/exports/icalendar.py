"""Calendars (RFC 5545): what is known to the day, as all-day events."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Final

from chronology import urls
from chronology.hashing import digest
from chronology.model.edtf import Date, Day, Kind, Precision
from chronology.site.artifacts import GeneratedFile
from chronology.site.context import LazyDict, Site
from chronology.site.exports.stable_ids import stable_id

_STATUS: Final = {
    "occurred": "CONFIRMED",
    "planned": "TENTATIVE",
    "postponed": "TENTATIVE",
    "cancelled": "CANCELLED",
}
#: Octets of a line without its end (RFC 5545, 3.1).
_LONGEST: Final = 75
_FIRST: Final = (1, 1, 1)
_LAST: Final = (9999, 12, 30)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_RULE: Final = b"RRULE:FREQ=YEARLY\r\n"
#: 29 February comes every year: on the last day of the month.
_RULES: Final = {(2, 29): b"RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1\r\n"}
_LEFT_OUT: Final = "{without} of {total} events are not included because their day is not known."


def file(
    site: Site, title: str, address: str, positions: Sequence[int], source: str
) -> GeneratedFile:
    """Return the calendar beside the page of a collection, without descriptions and categories."""
    subject = title, positions
    return GeneratedFile(f"{address}events.ics", _lean, subject, _inputs, source, job="calendars")


def whole(site: Site, source: str) -> GeneratedFile:
    """Return the calendar of all events."""
    subject = site.settings.name, range(len(site.chronology.events))
    return GeneratedFile("/events.ics", _full, subject, _inputs, source)


def yearly(site: Site) -> GeneratedFile:
    """On this day: what took place on a day that is known, again in every year."""
    events = site.chronology.events
    positions = [at for at, event in enumerate(events) if event.event_status == "occurred"]
    subject = site.t("On this day"), positions
    return GeneratedFile("/on/events.ics", _feasts, subject, _inputs, "the calendar of days")


def _full(site: Site, subject: tuple[str, Sequence[int]]) -> bytes:
    title, positions = subject
    return _calendar(site, title, [_event(site, at) for at in positions])


def _lean(site: Site, subject: tuple[str, Sequence[int]]) -> bytes:
    title, positions = subject
    return _calendar(site, title, [site.cached_for_event(_lean_event, at) for at in positions])


def _feasts(site: Site, subject: tuple[str, Sequence[int]]) -> bytes:
    title, positions = subject
    return _calendar(site, title, [_feast(site, at) for at in positions])


def _calendar(site: Site, title: str, rows: Sequence[bytes]) -> bytes:
    """A calendar of these components; how many it leaves out is said in its description."""
    total, without = len(rows), len(rows) - len(list(filter(None, rows)))
    name = site.settings.name
    title = name if title == name else f"{title} · {name}"
    head = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//chronology//chronology//EN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(title)}",
        f"X-WR-CALDESC:{_text(site.t(_LEFT_OUT, without=without, total=total))}",
    )
    return b"".join((*map(_folded, head), *rows, b"END:VCALENDAR\r\n"))


def _inputs(site: Site, subject: tuple[str, Sequence[int]]) -> bytes:
    """Changes with anything that a calendar shows."""
    title, positions = subject
    return digest(title.encode(), *[site.cached(_keys)[at] for at in positions])


def _keys(site: Site) -> LazyDict[int, bytes]:
    return LazyDict(partial(_key, site))


def _key(site: Site, position: int) -> bytes:
    """Changes with anything that an event's entry shows."""
    keys = site.chronology.registries.keys
    topics = [keys["topics", topic] for topic in site.chronology.events[position].topics]
    return site.fact_key(position) + site.line_key[position] + b"".join(topics)


def _event(site: Site, position: int) -> bytes:
    """Return an event's component; nothing if its date is not known to the day."""
    event = site.chronology.events[position]
    days, more = _days(event.date), _details(site, position)
    return _component(site, position, "event", *days, event.title, more) if days else b""


def _lean_event(site: Site, position: int) -> bytes:
    event = site.chronology.events[position]
    days = _days(event.date)
    return _component(site, position, "event", *days, event.title) if days else b""


def _feast(site: Site, position: int) -> bytes:
    """The first day of an event as a feast of every year, the year of it before its title."""
    event = site.chronology.events[position]
    if (days := _days(event.date)) is None:
        return b""
    first, title = days[0], f"{days[0][0]}: {event.title}"
    more = _details(site, position) + _RULES.get(first[1:], _RULE)
    return _component(site, position, "feast", first, first, title, more)


def _days(when: Date) -> tuple[Day, Day] | None:
    """The first and the last day of dates that are certain."""
    first, last = when.earliest, when.latest
    if (
        first is None
        or last is None
        or when.precision is not Precision.DAY
        or when.kind not in (Kind.SINGLE, Kind.INTERVAL)
        or when.is_qualified
        or first[0] < 1
        or last > _LAST
    ):
        return None
    return first, last


def _component(
    site: Site, position: int, kind: str, first: Day, last: Day, title: str, more: bytes = b""
) -> bytes:
    event = site.chronology.events[position]
    after = (date(*last) + timedelta(1)).isoformat()
    stamp = _basic(max(event.recorded, _FIRST))
    begin = (
        f"BEGIN:VEVENT\r\nUID:{stable_id(f'{kind}/{event.first_id}')}\r\n"
        f"DTSTAMP:{stamp}T000000Z\r\nDTSTART;VALUE=DATE:{_basic(first)}\r\n"
        f"DTEND;VALUE=DATE:{after.replace('-', '')}\r\n"
    )
    common = _folded(f"SUMMARY:{_text(title)}") + site.cached_for_event(_facts, position)
    return begin.encode() + common + more + b"END:VEVENT\r\n"


def _details(site: Site, position: int) -> bytes:
    """Return the lines that only the calendars of the whole record have."""
    event = site.chronology.events[position]
    lines = [f"DESCRIPTION:{_text(event.summary)}"] if event.summary else []
    words = (site.type(event.type).text, *(site.topic(topic).text for topic in event.topics))
    lines.append(f"CATEGORIES:{','.join(map(_text, words))}")
    return b"".join(map(_folded, lines))


def _basic(day: Day) -> str:
    return f"{day[0]:04d}{day[1]:02d}{day[2]:02d}"


def _facts(site: Site, position: int) -> bytes:
    """Return the lines that are the same in every calendar."""
    event = site.chronology.events[position]
    places = [site.chronology.places[place] for place in event.place]
    lines = []
    if site.settings.url:  # a URL that is relative leads nowhere from a calendar
        lines.append(f"URL:{site.settings.url}{urls.event(event.id)}")
    if places:
        lines.append(f"LOCATION:{_text(', '.join(place.name for place in places))}")
        if places[0].lat is not None and places[0].lon is not None:
            lines.append(f"GEO:{places[0].lat:.6f};{places[0].lon:.6f}")
    lines += (f"STATUS:{_STATUS[event.event_status]}", "TRANSP:TRANSPARENT")
    return b"".join(map(_folded, lines))


def _text(words: str) -> str:
    """Return a value of the type TEXT (RFC 5545, 3.3.11), without control characters."""
    words = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    words = words.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return _CONTROL.sub("", words)


def _folded(line: str) -> bytes:
    """A line and its end, cut between characters where it is too long (RFC 5545, 3.1)."""
    octets = line.encode()
    if len(octets) <= _LONGEST:
        return octets + b"\r\n"
    if len(octets) == len(line):
        rest = [octets[at : at + _LONGEST - 1] for at in range(_LONGEST, len(octets), _LONGEST - 1)]
        return b"\r\n ".join((octets[:_LONGEST], *rest)) + b"\r\n"
    parts, start, room = [], 0, _LONGEST
    while len(octets) - start > room:
        end = start + room
        while octets[end] & 0xC0 == 0x80:  # inside a character
            end -= 1
        parts.append(octets[start:end])
        start, room = end, _LONGEST - 1
    parts.append(octets[start:])
    return b"\r\n ".join(parts) + b"\r\n"
