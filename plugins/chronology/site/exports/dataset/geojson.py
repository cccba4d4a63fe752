"""Every event as GeoJSON (RFC 7946), for maps."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from chronology import urls
from chronology.model.records import Place
from chronology.site.context import Site
from chronology.site.exports.columns import iso

_encode: Final = msgspec.json.Encoder().encode


def collection(site: Site, _: None) -> bytes:
    """Return all events, a feature per line; without known coordinates it has no geometry."""
    features = [_feature(site, at) for at in range(len(site.chronology.events))]
    return b'{"type":"FeatureCollection","features":[\n' + b",\n".join(features) + b"\n]}\n"


def _feature(site: Site, position: int) -> bytes:
    event = site.chronology.events[position]
    places = [site.chronology.places[one] for one in event.place]
    found = {
        "type": "Feature",
        "id": event.id,
        "geometry": _geometry([one for one in places if one.lat is not None]),
        "properties": {
            "title": event.title,
            "url": site.settings.url + urls.event(event.id),
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
    return _encode(found)


def _geometry(places: list[Place]) -> dict[str, Any] | None:
    points = [[one.lon, one.lat] for one in places if one.lon is not None]
    if not points:
        return None
    if len(points) == 1:
        return {"type": "Point", "coordinates": points[0]}
    return {"type": "MultiPoint", "coordinates": points}
