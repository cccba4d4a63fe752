"""Calendars (RFC 5545): events whose day is known, as all-day events."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Final, NamedTuple

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


class Calendar(NamedTuple):
    """A calendar: its title, its events, and the function that makes the component of each."""

    title: str
    positions: Sequence[int]
    component: Callable[[Site, int], bytes]


def file(
    site: Site, title: str, address: str, positions: Sequence[int], source: str
) -> GeneratedFile:
    """Return the calendar beside the page of a collection, without descriptions and categories."""
    subject = Calendar(title, positions, _lean_event)
    return GeneratedFile(f"{address}events.ics", make, subject, _inputs, source, job="calendars")


def whole(site: Site, source: str) -> GeneratedFile:
    """Return the calendar of all events."""
    everything = range(len(site.chronology.events))
    subject = Calendar(site.settings.name, everything, _full_event)
    return GeneratedFile("/events.ics", make, subject, _inputs, source)


def yearly(site: Site) -> GeneratedFile:
    """Return the calendar “On this day”: events that occurred on a known day, every year."""
    events = site.chronology.events
    positions = [at for at, event in enumerate(events) if event.event_status == "occurred"]
    subject = Calendar(site.t("On this day"), positions, _anniversary)
    return GeneratedFile("/on/events.ics", make, subject, _inputs, "the calendar of days")


def make(site: Site, calendar: Calendar) -> bytes:
    """Return a calendar; its description says how many events it leaves out."""
    components = [calendar.component(site, position) for position in calendar.positions]
    total, without = len(components), components.count(b"")
    name = site.settings.name
    title = name if calendar.title == name else f"{calendar.title} · {name}"
    head = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//chronology//chronology//EN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(title)}",
        f"X-WR-CALDESC:{_text(site.t(_LEFT_OUT, without=without, total=total))}",
    )
    return b"".join((*map(_folded, head), *components, b"END:VCALENDAR\r\n"))


def _inputs(site: Site, calendar: Calendar) -> bytes:
    """Return a digest of everything that a calendar shows."""
    keys = site.cached(_keys)
    return digest(calendar.title.encode(), *[keys[position] for position in calendar.positions])


def _keys(site: Site) -> LazyDict[int, bytes]:
    return LazyDict(partial(_key, site))


def _key(site: Site, position: int) -> bytes:
    """Return a digest of everything that the component of an event shows."""
    keys = site.chronology.registries.keys
    topics = [keys["topics", topic] for topic in site.chronology.events[position].topics]
    return site.fact_key(position) + site.line_key[position] + b"".join(topics)


def _full_event(site: Site, position: int) -> bytes:
    event = site.chronology.events[position]
    return _component(site, position, "event", _days(event.date), event.title, details=True)


def _lean_event(site: Site, position: int) -> bytes:
    return site.cached_for_event(_new_lean_event, position)


def _new_lean_event(site: Site, position: int) -> bytes:
    event = site.chronology.events[position]
    return _component(site, position, "event", _days(event.date), event.title)


def _anniversary(site: Site, position: int) -> bytes:
    """Return the first day of an event as an event of every year, with its year in the title."""
    event = site.chronology.events[position]
    if (days := _days(event.date)) is None:
        return b""
    first, title = days[0], f"{days[0][0]}: {event.title}"
    rule = _RULES.get(first[1:], _RULE)
    return _component(site, position, "feast", (first, first), title, rule, details=True)


def _days(when: Date) -> tuple[Day, Day] | None:
    """Return the first and the last day of a date that is certain to the day."""
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
    site: Site,
    position: int,
    kind: str,
    days: tuple[Day, Day] | None,
    title: str,
    rule: bytes = b"",
    *,
    details: bool = False,
) -> bytes:
    """Return the component of an event; nothing if its day is not known."""
    if days is None:
        return b""
    event = site.chronology.events[position]
    after = (date(*days[1]) + timedelta(1)).isoformat()
    stamp = _basic(max(event.recorded, _FIRST))
    begin = (
        f"BEGIN:VEVENT\r\nUID:{stable_id(f'{kind}/{event.first_id}')}\r\n"
        f"DTSTAMP:{stamp}T000000Z\r\nDTSTART;VALUE=DATE:{_basic(days[0])}\r\n"
        f"DTEND;VALUE=DATE:{after.replace('-', '')}\r\n"
    )
    parts = [
        begin.encode(),
        _folded(f"SUMMARY:{_text(title)}"),
        site.cached_for_event(_facts, position),
        _details(site, position) if details else b"",
        rule,
        b"END:VEVENT\r\n",
    ]
    return b"".join(parts)


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
    """Return a line with its end, folded between characters if it is too long (RFC 5545, 3.1)."""
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
