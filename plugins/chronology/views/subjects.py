"""The pages of topics, places, event types and story lines: what is meant, then the record."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from chronology import addresses
from chronology.cache import digest
from chronology.charts import world
from chronology.charts.world import Spot
from chronology.model import Place
from chronology.site import Site
from chronology.views import collection
from chronology.views.actor import span
from chronology.views.page import Context, Made, Page


def pages(site: Site) -> Iterator[Page | Made]:
    """Every topic, place, event type and story line; the last stands whole, as it is told."""
    chronology = site.chronology
    found, origins = chronology.registries, chronology.registries.origins
    for one in found.topics:
        address, source = addresses.topic(one), origins["topics", one]
        page = Page(address, "topic.html", topic_view, one, _topic_inputs, source)
        yield from collection.pages(
            site, site.topic(one).text, chronology.by_topic.get(one, []), page
        )
    for one in found.places:
        address, source = addresses.place(one), origins["places", one]
        page = Page(address, "place.html", place_view, one, _place_inputs, source)
        yield from collection.pages(
            site, site.place(one).text, chronology.by_place.get(one, []), page
        )
    for one in found.types:
        source = origins.get(("event-types", one), "the shipped event types")
        key = site.record_key("event-types", one)
        page = Page(addresses.event_type(one), "type.html", type_view, one, key, source)
        yield from collection.pages(
            site, site.type(one).text, chronology.by_type.get(one, []), page
        )
    for one, story in found.storylines.items():
        address, source = addresses.storyline(one), origins["storylines", one]
        positions = chronology.by_storyline[one]
        page = Page(address, "storyline.html", storyline_view, one, _story_inputs, source)
        yield page._replace(shown=positions)
        yield from collection.files(site, story.title, address, positions, source)


def _topic_inputs(site: Site, topic_id: str) -> bytes:
    topic = site.chronology.topics[topic_id]
    near = (topic_id, *topic.broader, *site.chronology.narrower(topic_id), *topic.related)
    return digest(*(site.record_key("topics", one) for one in near))


def _place_inputs(site: Site, place_id: str) -> bytes:
    country = site.chronology.places[place_id].country
    own = site.record_key("places", place_id)
    return digest(own, site.actor_keys([country] if country else []))


def _story_inputs(site: Site, story_id: str) -> bytes:
    chronology = site.chronology
    story = chronology.storylines[story_id]
    return digest(
        site.record_key("storylines", story_id),
        chronology.archive.stories[story_id].encode(),
        site.actor_keys(story.actors),
        *(site.record_key("topics", one) for one in story.topics),
        site.line_keys(chronology.by_storyline[story_id]),
    )


def topic_view(site: Site, topic_id: str) -> Context:
    """A topic in the words of SKOS, with its events and those of narrower topics."""
    chronology = site.chronology
    topic = chronology.topics[topic_id]
    address = addresses.topic(topic_id)
    return {
        "title": site.topic(topic_id).text,
        "url": site.href(address),
        "topic": topic,
        "labels": sorted(topic.labels.items()),
        "broader": [site.topic(one) for one in topic.broader],
        "narrower": [site.topic(one) for one in chronology.narrower(topic_id)],
        "related": [site.topic(one) for one in topic.related],
        "collection": collection.of(site, address, chronology.by_topic.get(topic_id, [])),
    }


def place_view(site: Site, place_id: str) -> Context:
    """A place, the state it lies in, and what took place there."""
    place = site.chronology.places[place_id]
    address = addresses.place(place_id)
    return {
        "title": site.place(place_id).text,
        "url": site.href(address),
        "place": place,
        "names": site.other_names(place),
        "country": site.actor(place.country) if place.country else None,
        "coordinates": _coordinates(site, place),
        "locator": _locator(site, place),
        "collection": collection.of(site, address, site.chronology.by_place.get(place_id, [])),
    }


def type_view(site: Site, type_id: str) -> Context:
    """An event type, its PLOVER category, and its events."""
    kind = site.chronology.types[type_id]
    address = addresses.event_type(type_id)
    return {
        "title": site.type(type_id).text,
        "url": site.href(address),
        "type": kind,
        "collection": collection.of(site, address, site.chronology.by_type.get(type_id, [])),
    }


def storyline_view(site: Site, storyline_id: str) -> Context:
    """A story line: its words, then its events in order."""
    story = site.chronology.storylines[storyline_id]
    address = addresses.storyline(storyline_id)
    positions = site.chronology.by_storyline[storyline_id]
    return {
        "title": story.title,
        "url": site.href(address),
        "storyline": story,
        "body": Markup(site.chronology.archive.stories[storyline_id]),
        "actors": [site.actor(one) for one in story.actors],
        "topics": [site.topic(one) for one in story.topics],
        "groups": collection.groups(site, positions),
        "total": len(positions),
        "history": collection.history(site, positions),
        "span": span(site, story.from_, story.until),
    }


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
