"""The search page, and the files that its script looks words, names and events up in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

import msgspec

from chronology import addresses
from chronology.cache import digest
from chronology.model import Actor, EventType, Place, Topic
from chronology.search.blocks import Blocks
from chronology.search.words import COMMON
from chronology.site import Site
from chronology.views.collection import year_label
from chronology.views.page import Context, Made, Page

_FACETS: Final = ("actors", "topics", "types", "places")
_SOURCE: Final = "the search"
_encode: Final = msgspec.json.encode


class Part(NamedTuple):
    """A file of the index: the blocks of the site, and which of them or of their shards."""

    blocks: Blocks
    number: int


def pages(site: Site) -> Iterator[Page | Made]:
    """The page and its index."""
    blocks = Blocks(site)
    events = range(len(site.chronology.events))
    marks = [blocks.mark(shard) for shard in range(blocks.shards)]
    keys = digest(*(key for _, key in sorted(site.chronology.registries.keys.items())))
    everything = digest(keys, site.line_keys(events), site.part_keys(events), *marks)
    page = Part(blocks, int.from_bytes(everything[:6], "big"))
    yield Page(addresses.index("search"), "search.html", view, page, everything, _SOURCE)
    yield _file("records.json", records, blocks, 0, keys)
    inputs = digest(keys, site.line_keys(events), site.part_keys(events))
    yield _file("events.json", rows, blocks, 0, inputs)
    for number, mark in enumerate(marks):
        yield _file(f"words/{number}.txt", words, blocks, number, mark)
    for number, positions in enumerate(blocks.positions):
        inputs = digest(*[site.chronology.events[at].id.encode() for at in positions])
        yield _file(f"ids/{number}.json", ids, blocks, number, inputs)


def _file(
    name: str, make: Callable[[Site, Part], bytes], blocks: Blocks, number: int, inputs: bytes
) -> Made:
    return Made(addresses.index("search") + name, make, Part(blocks, number), inputs, _SOURCE)


def view(site: Site, part: Part) -> Context:
    """The form and the indexes; a change of the version makes browsers fetch anew."""
    chronology, t = site.chronology, site.t
    return {
        "title": t("Search"),
        "url": site.href(addresses.index("search")),
        "version": f"{part.number:x}",
        "facets": (
            ("actor", t("Actors")),
            ("topic", t("Topics")),
            ("type", t("Types of event")),
            ("place", t("Places")),
            ("decade", t("Decades")),
        ),
        "examples": "Лавров, 习近平, Erdogan",
        "words": {
            "events": t.forms("{number} events"),
            "none": t("Nothing was found. Fewer or other words may help."),
            "failed": t("The index could not be loaded. Try again later."),
            "decade": t("{year}s", year="{year}"),
            "state": t("State"),
            "person": t("Person"),
            "organization": t("Organization"),
            "topics": t("Topic"),
            "places": t("Place"),
            "types": t("Type of event"),
        },
        "indexes": [
            (t(label), site.href(addresses.index(kind)))
            for label, kind in (
                ("Actors", "actors"),
                ("Relations", "relations"),
                ("Topics", "topics"),
                ("Places", "places"),
                ("Types of event", "types"),
                ("Story lines", "storylines"),
                ("On this day", "on"),
            )
        ],
        "years": [(year_label(year), site.href(addresses.year(year))) for year in chronology.years],
    }


def words(_: Site, part: Part) -> bytes:
    """The words that begin alike, and the events they stand in."""
    return part.blocks.shard(part.number)


def ids(site: Site, part: Part) -> bytes:
    """The ids of the events of a block, in the order of the record."""
    events = site.chronology.events
    return _encode([events[at].id for at in part.blocks.positions[part.number]])


def records(site: Site, _: Part) -> bytes:
    """Of each kind of record: id, name, every other name, and what kind of actor."""
    chronology = site.chronology
    found = {
        kind: [[one.id, *_names(site, one)] for one in getattr(chronology, kind).values()]
        for kind in _FACETS
    }
    return _encode(found)


def _names(site: Site, one: Actor | Topic | EventType | Place) -> Iterator[object]:
    if isinstance(one, Actor | Place):
        name, others = site.name(one), one.all_names
    else:
        name = one.labels.get(site.language, one.label)
        others = (one.label, *one.labels.values(), *getattr(one, "alt_labels", ()))
    more = [getattr(one, "official_name", None), getattr(one, "acronym", None)]
    more += [former.name for former in getattr(one, "previous_names", ())]
    yield name
    yield [other for other in dict.fromkeys((*others, *filter(None, more))) if other != name]
    if isinstance(one, Actor):
        yield one.type


def rows(site: Site, part: Part) -> bytes:
    """All events in the order of the record, in columns: block, year, and numbers of records.

    A number is the place of the record in its list in `records`. Wider topics are among the topics.
    """
    chronology = site.chronology
    events = chronology.events
    at = {
        kind: {one: number for number, one in enumerate(getattr(chronology, kind))}
        for kind in _FACETS
    }
    actors, places = at["actors"], at["places"]
    topics: list[list[int]] = [[] for _ in events]
    for number, topic in enumerate(chronology.topics):
        for position in chronology.by_topic.get(topic, ()):
            topics[position].append(number)
    return _encode(
        {
            "blocks": part.blocks.count,
            "shards": part.blocks.shards,
            "common": COMMON,
            "block": part.blocks.of,
            "year": chronology.sorted_year,
            "types": [at["types"][event.type] for event in events],
            "actors": [
                list(dict.fromkeys([actors[one.actor] for one in event.actors])) for event in events
            ],
            "topics": topics,
            "places": [[places[one] for one in event.place] for event in events],
        }
    )
