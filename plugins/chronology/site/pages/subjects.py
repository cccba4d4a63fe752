"""The pages of topics, places, event types and story lines: what is meant, then the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from chronology import urls
from chronology.hashing import digest
from chronology.model import event_families
from chronology.model.records import Place
from chronology.site.artifacts import Context, GeneratedFile, Page
from chronology.site.charts import world
from chronology.site.charts.world import Spot
from chronology.site.context import Link, Site
from chronology.site.pages import event_list
from chronology.site.pages.actor import span


def pages(site: Site) -> Iterator[Page | GeneratedFile]:
    """Every topic, place, event type and story line; the last stands whole, as it is told."""
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
    for one, story in it.storylines.items():
        own, source = urls.storyline(one), origins["storylines", one]
        positions = it.by_storyline[one]
        told = ("storyline.html", storyline_view, one, _story_inputs, source)
        yield Page(own, *told, shown=positions)
        yield from event_list.files(site, story.title, own, positions, source)


def _type_inputs(site: Site, type_id: str) -> bytes:
    return site.record_key("types", type_id)


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


def _subject(site: Site, link: Link, index: Mapping[str, list[int]], one: str) -> Context:
    """What the pages of all kinds show."""
    listed = event_list.of(site, link.url.removeprefix(site.base), index.get(one, []))
    return {"title": link.text, "url": link.url, "collection": listed}


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
        "country": site.actor(place.country) if place.country else None,
        "coordinates": _coordinates(site, place),
        "locator": _locator(site, place),
    }


def type_view(site: Site, type_id: str) -> Context:
    """An event type, its PLOVER category, and its events."""
    shown = _subject(site, site.type(type_id), site.chronology.by_type, type_id)
    kind = site.chronology.types[type_id]
    return {**shown, "type": kind, "family": event_families.family(kind)}


def storyline_view(site: Site, storyline_id: str) -> Context:
    """A story line: its words, then its events in order."""
    story = site.chronology.storylines[storyline_id]
    positions = site.chronology.by_storyline[storyline_id]
    return {
        "title": story.title,
        "url": site.storyline(storyline_id).url,
        "storyline": story,
        "body": Markup(site.chronology.archive.stories[storyline_id]),
        "actors": [site.actor(one) for one in story.actors],
        "topics": [site.topic(one) for one in story.topics],
        "groups": event_list.groups(site, event_list.by_year(site, positions)),
        "total": len(positions),
        "exported": event_list.is_exported(positions),
        "history": event_list.history(site, positions),
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
