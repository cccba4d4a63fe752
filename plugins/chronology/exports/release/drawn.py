"""What is drawn: GeoJSON (RFC 7946) for maps, and the JSON of TimelineJS."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any, Final

import msgspec

from chronology import addresses
from chronology.dates import Day, Moment, Precision
from chronology.exports.columns import iso
from chronology.model import Place
from chronology.site import Site

_encode: Final = msgspec.json.Encoder().encode


def geojson(site: Site, _: None) -> bytes:
    """Every event, a feature a line; one without known coordinates has no geometry."""
    lines = b",\n".join(_encode(one) for one in _features(site))
    return b'{"type":"FeatureCollection","features":[\n' + lines + b"\n]}\n"


def _features(site: Site) -> Iterator[dict[str, Any]]:
    for event in site.chronology.events:
        places = [site.chronology.places[one] for one in event.place]
        yield {
            "type": "Feature",
            "id": event.id,
            "geometry": _geometry([one for one in places if one.lat is not None]),
            "properties": {
                "title": event.title,
                "url": site.settings.url + addresses.event(event.id),
                "date": event.date.edtf,
                "earliest": iso(event.date.earliest),
                "latest": iso(event.date.latest),
                "type": event.type,
                "event_status": event.event_status,
                "place": list(event.place),
                "place_names": [one.name for one in places],
                "summary": event.summary,
            },
        }


def _geometry(places: list[Place]) -> dict[str, Any] | None:
    points = [[one.lon, one.lat] for one in places if one.lon is not None]
    if not points:
        return None
    if len(points) == 1:
        return {"type": "Point", "coordinates": points[0]}
    return {"type": "MultiPoint", "coordinates": points}


def timelinejs(site: Site, _: None) -> bytes:
    """Every event that has a first day; `display_date` says how well it is known."""
    title = {"headline": escape(site.settings.name), "text": escape(site.settings.description)}
    slides = b",\n".join(_encode(one) for one in _slides(site))
    return b'{"title":' + _encode({"text": title}) + b',"events":[\n' + slides + b"\n]}\n"


def _slides(site: Site) -> Iterator[dict[str, Any]]:
    for event in site.chronology.events:
        first, last = event.date.earliest, event.date.latest
        if first is None:
            continue
        url = site.settings.url + addresses.event(event.id)
        slide = {
            "unique_id": event.id,
            "start_date": _date(event.date.start, first),
            "display_date": site.when(event.date).words,
            "text": {
                "headline": f'<a href="{escape(url)}">{escape(event.title)}</a>',
                "text": escape(event.summary or ""),
            },
            "group": site.type(event.type).text,
        }
        if last is not None and last != first:
            slide["end_date"] = _date(event.date.end, last)
        yield slide


def _date(moment: Moment, day: Day) -> dict[str, int]:
    """As finely as it is known: year, month, day."""
    names = ("year", "month", "day")
    known = {Precision.DAY: 3, Precision.MONTH: 2}.get(moment.precision, 1)
    return dict(zip(names[:known], day, strict=False))
