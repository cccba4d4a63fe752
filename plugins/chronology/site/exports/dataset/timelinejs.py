"""Every event for TimelineJS (timeline.knightlab.com)."""

from __future__ import annotations

from html import escape
from itertools import islice, takewhile
from typing import Any, Final

import msgspec

from chronology import urls
from chronology.model.edtf import Date, Day, Moment, Precision
from chronology.site.context import Site

_encode: Final = msgspec.json.Encoder().encode


def timeline(site: Site, _: None) -> bytes:
    """Return the JSON of TimelineJS: every event that has a first day.

    `display_date` says how precisely a date is known, and that an event has not occurred.
    """
    title = {"headline": escape(site.settings.name), "text": escape(site.settings.description)}
    head = b'{"title":' + _encode({"text": title}) + b',"events":[\n'
    slides = [_slide(site, at) for at in range(len(site.chronology.events))]
    return head + b",\n".join(filter(None, slides)) + b"\n]}\n"


def _slide(site: Site, position: int) -> bytes:
    """Return an event for TimelineJS; nothing if it has no first day."""
    event = site.chronology.events[position]
    first, last = event.date.earliest, event.date.latest
    if first is None:
        return b""
    url = site.settings.url + urls.event(event.id)
    displayed = site.words(event.date)
    if event.event_status != "occurred":
        displayed = f"{displayed} ({site.t(event.event_status)})"
    found: dict[str, Any] = {
        "unique_id": event.id,
        "start_date": _start(event.date, first),
        "display_date": displayed,
        "text": {
            "headline": f'<a href="{escape(url)}">{escape(event.title)}</a>',
            "text": escape(event.summary or ""),
        },
        "group": site.type(event.type).text,
    }
    if last is not None and last != first and not event.date.members:
        found["end_date"] = _date(event.date.end, last)
    return _encode(found)


def _start(date: Date, first: Day) -> dict[str, int]:
    """Return when an event began; of a set of dates only what all of them share, or the year."""
    start = _date(date.start, first)
    if not date.members:
        return start
    pairs = zip(first, date.latest or (), strict=False)
    shared = len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))
    return dict(islice(start.items(), max(shared, 1)))


def _date(moment: Moment, day: Day) -> dict[str, int]:
    """Return year, month and day as far as they are known."""
    names = ("year", "month", "day")
    known = {Precision.DAY: 3, Precision.MONTH: 2}.get(moment.precision, 1)
    return dict(zip(names[:known], day, strict=False))
