"""The pages of topics, places and event types: what is meant, then their events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from chronology import urls
from chronology.hashing import digest
from chronology.model import event_families
from chronology.model.records import Place
from chronology.site.artifacts import Context, GeneratedFile, Page
from chronology.site.charts import world
from chronology.site.charts.world import Spot
from chronology.site.context import Link, Site
from chronology.site.pages import actor, event_list
from chronology.site.pages.event_list import Count

_MOST_PEOPLE = 12


def pages(site: Site) -> Iterator[Page | GeneratedFile]:
    """Every topic, place and event type."""
    it, origins = site.chronology, site.chronology.registries.origins
    kinds = (
        ("topics", it.by_topic, site.topic, urls.topic, topic_view, _topic_inputs),
        ("places", it.by_place, site.place, urls.place, place_view, _place_inputs),
        ("types", it.by_type, site.type, urls.event_type, type_view, _type_inputs),
    )
    for kind, index, link, address, view, inputs in kinds:
        template = f"{kind.removesuffix('s')}.html"
        for one in getattr(it, kind):
            source = origins.get((kind, one), "the shipped event types")
            page = Page(address(one), template, view, one, inputs, source)
            yield from event_list.pages(site, link(one).text, index.get(one, []), page)


def _type_inputs(site: Site, type_id: str) -> bytes:
    return site.record_key("types", type_id)


def _topic_inputs(site: Site, topic_id: str) -> bytes:
    topic = site.chronology.topics[topic_id]
    near = (topic_id, *topic.broader, *site.chronology.narrower(topic_id), *topic.related)
    return digest(*(site.record_key("topics", one) for one in near))


def _place_inputs(site: Site, place_id: str) -> bytes:
    country = site.chronology.places[place_id].country
    own = site.record_key("places", place_id)
    positions = site.chronology.by_place.get(place_id, ())
    return digest(own, site.actor_keys([country] if country else []), site.part_keys(positions))


def _subject(site: Site, link: Link, index: Mapping[str, list[int]], one: str) -> Context:
    """What the pages of all kinds show."""
    listed = event_list.of(site, link.url.removeprefix(site.base), index.get(one, []))
    return {"title": link.text, "url": link.url, "collection": listed}


def _people(site: Site, address: str, positions: list[int]) -> list[Count]:
    """Return who took part in the events most often; each leads to those events."""
    by_event = site.cached(actor.actors_of_events)
    counts = Counter(one for at in positions for one in by_event[at])
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MOST_PEOPLE]
    return [
        Count(site.actor(one).text, number, site.href(urls.timeline(address, ("actor", one))))
        for one, number in ranked
    ]


def topic_view(site: Site, topic_id: str) -> Context:
    """A topic in the words of SKOS, with its events and those of narrower topics."""
    chronology = site.chronology
    topic = chronology.topics[topic_id]
    return _subject(site, site.topic(topic_id), chronology.by_topic, topic_id) | {
        "topic": topic,
        "labels": sorted(topic.labels.items()),
        "broader": [site.topic(one) for one in topic.broader],
        "narrower": [site.topic(one) for one in chronology.narrower(topic_id)],
        "related": [site.topic(one) for one in topic.related],
    }


def place_view(site: Site, place_id: str) -> Context:
    """A place, the state it lies in, and what took place there."""
    place = site.chronology.places[place_id]
    return _subject(site, site.place(place_id), site.chronology.by_place, place_id) | {
        "place": place,
        "names": site.other_names(place),
        "people": _people(site, urls.place(place_id), site.chronology.by_place.get(place_id, [])),
        "country": site.actor(place.country) if place.country else None,
        "coordinates": _coordinates(site, place),
        "locator": _locator(site, place),
    }


def type_view(site: Site, type_id: str) -> Context:
    """An event type, its PLOVER category, and its events."""
    shown = _subject(site, site.type(type_id), site.chronology.by_type, type_id)
    kind = site.chronology.types[type_id]
    return {**shown, "type": kind, "family": event_families.family(kind)}


def _locator(site: Site, place: Place) -> tuple[str, Spot] | None:
    """The part of the map around a place, and the place on it."""
    if place.lat is None or place.lon is None:
        return None
    spot = world.spot(place.lat, place.lon, site.name(place), "", 1, 9)
    return world.window(place.lat, place.lon), spot


def _coordinates(site: Site, place: Place) -> str:
    """To a hundredth of a degree: a kilometre."""
    if place.lat is None or place.lon is None:
        return ""
    lat, lon = (site.t.number(abs(round(one, 2))) for one in (place.lat, place.lon))
    north = site.t("{degrees}° N" if place.lat >= 0 else "{degrees}° S", degrees=lat)
    east = site.t("{degrees}° E" if place.lon >= 0 else "{degrees}° W", degrees=lon)
    return site.t(", ").join((north, east))
