"""The search page, and the files that its script looks words, names and events up in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import sub
from typing import Final
from urllib.parse import quote

import msgspec

from chronology import urls
from chronology.hashing import digest
from chronology.model.records import Actor, EventType, Person, Place, Storyline, Topic
from chronology.site.artifacts import Context, GeneratedFile, Page
from chronology.site.context import Link, Site
from chronology.site.exports import timeline_data
from chronology.site.i18n import dates
from chronology.site.search.index import SearchIndex
from chronology.site.search.tokenize import COMMON

_FACETS: Final = ("actors", "topics", "types", "places", "storylines")
_SOURCE: Final = "the search"
#: So many of the people with most events are looked through for an example.
_EXAMPLES: Final = 12
_encode: Final = msgspec.json.encode


Make = Callable[[Site, int], bytes]


def prepare(site: Site) -> None:
    """Make the index now: each process that makes pages would do it again."""
    _ = site.cached(SearchIndex).keys


def pages(site: Site) -> Iterator[Page | GeneratedFile]:
    """The page and its index."""
    index = site.cached(SearchIndex)
    yield Page(urls.index("search"), "search.html", view, None, _version, _SOURCE)
    yield _file("records.json", records, _records_key)
    yield _file("events.json", rows, _rows_key)
    for number in range(index.shards):
        yield _file(f"words/{number}.txt", words, _words_key, number)
    for number in range(index.blocks):
        yield _file(f"ids/{number}.json", ids, _ids_key, number)


def _file(name: str, make: Make, inputs: Make, number: int = 0) -> GeneratedFile:
    return GeneratedFile(urls.index("search") + name, make, number, inputs, _SOURCE)


def _records_key(site: Site, _: int) -> bytes:
    return digest(*(key for _, key in sorted(site.chronology.registries.keys.items())))


def _rows_key(site: Site, _: int) -> bytes:
    events = range(len(site.chronology.events))
    return digest(_records_key(site, 0), site.line_keys(events), site.part_keys(events))


def _words_key(site: Site, shard: int) -> bytes:
    return site.cached(SearchIndex).keys[shard]


def _ids_key(site: Site, block: int) -> bytes:
    return digest(*[one.encode() for one in site.cached(SearchIndex).ids(block)])


def _version(site: Site, _: None) -> bytes:
    """Changes with anything in the index."""
    index = site.cached(SearchIndex)
    stated = site.chronology.archive.stated  # known already, unlike the keys of the rows
    return digest(stated, *index.keys)


def view(site: Site, _: None) -> Context:
    """The form and the indexes; a change of the version makes browsers fetch anew."""
    chronology, t = site.chronology, site.t
    return {
        "title": t("Search"),
        "url": site.href(urls.index("search")),
        "version": _version(site, None)[:6].hex(),
        "facets": (
            ("actor", t("Actors")),
            ("topic", t("Topics")),
            ("type", t("Types of event")),
            ("place", t("Places")),
            ("decade", t("Decades")),
        ),
        "examples": _examples(site),
        "words": {
            "events": t.forms("{number} events"),
            "none": t("No results for “{query}”."),
            "failed": t("The search index could not be loaded. Try again later."),
            "decade": t("{year}s", year="{year}"),
            "state": t("State"),
            "person": t("Person"),
            "organization": t("Organization"),
            "topics": t("Topic"),
            "places": t("Place"),
            "types": t("Type of event"),
            "storylines": t("Storyline"),
            "nothing": t("No events have all of these filters."),
            "unchecked": t.forms("{number} more events were not searched for the phrase."),
            "suggestion": t("Did you mean"),
            "unquoted": t("Without quotation marks:"),
            "unfiltered": t("Without filters:"),
            "everything": t("All events"),
            "advice": t("Check the spelling, use fewer words, or choose a list below."),
            "relations": t("Relation"),
            "year": t("Year"),
            "month": t("Month"),
            "source": t("Source"),
        },
        "indexes": [
            (t(label), site.href(urls.index(kind))) for kind, label in urls.INDEXES.items()
        ],
        "years": [(site.year(year), site.href(urls.year(year))) for year in chronology.years],
    }


def _examples(site: Site) -> list[Link]:
    """Return searches that find something here: names in several scripts, and a month."""
    chronology = site.chronology
    people = [one for one in chronology.actors.values() if isinstance(one, Person)]
    people.sort(key=lambda one: (-len(chronology.by_actor.get(one.id, ())), one.id))
    found: list[str] = []
    for language in dict.fromkeys((site.language, "zh", "ru")):
        names = ((one.names.get(language), one) for one in people[:_EXAMPLES])
        name = next((name for name, _ in names if name and name not in found), "")
        if language == site.language and people:
            name = site.name(people[0])
        found += filter(None, [name])
    months = chronology.by_month
    if busiest := max(months, key=lambda month: len(months[month]), default=None):
        found.append(dates.month_year(*busiest, site.language))
    search = site.href(urls.index("search"))
    return [Link(text, f"{search}?q={quote(text)}") for text in found]


def words(site: Site, shard: int) -> bytes:
    """Return the words with one beginning, and the events that contain them."""
    return site.cached(SearchIndex).shard(shard)


def ids(site: Site, block: int) -> bytes:
    """The ids of the events of a block, in the order of the record."""
    return _encode(site.cached(SearchIndex).ids(block))


def records(site: Site, _: int) -> bytes:
    """Of each kind of record: id, name, every other name, and what kind of actor."""
    chronology = site.chronology
    found = {
        kind: [[one.id, *_names(site, one)] for one in getattr(chronology, kind).values()]
        for kind in _FACETS
    }
    return _encode(found)


def _names(site: Site, one: Actor | Topic | EventType | Place | Storyline) -> Iterator[object]:
    others: Iterable[str]
    if isinstance(one, Actor | Place):
        name, others = site.name(one), one.all_names
    elif isinstance(one, Storyline):
        name, others = one.title, ()
    else:
        name = one.labels.get(site.language, one.label)
        others = (one.label, *one.labels.values(), *getattr(one, "alt_labels", ()))
    more = [getattr(one, name, None) for name in ("official_name", "acronym")]
    more += [former.name for former in getattr(one, "previous_names", ())]
    yield name
    yield [other for other in dict.fromkeys((*others, *filter(None, more))) if other != name]
    if isinstance(one, Actor):
        yield one.type


def rows(site: Site, _: int) -> bytes:
    """All events in the order of the record, in columns: block, year, and numbers of records.

    A number is the place of the record in its list in `records`. Actors and topics are those of
    the indexes, as on their own pages: states that a person represented, and wider topics, too.
    """
    chronology, index = site.chronology, site.cached(SearchIndex)
    events = chronology.events
    first = list(timeline_data.starts(event.date for event in events))
    types, places, actors = (
        {one: number for number, one in enumerate(records)}
        for records in (chronology.types, chronology.places, chronology.actors)
    )
    found = {
        "blocks": index.blocks,
        "shards": index.shards,
        "common": COMMON,
        "block": index.block_of,
        "year": chronology.sorted_year,
        "types": [types[event.type] for event in events],
        "actors": _numbers(chronology.actors, chronology.by_actor, len(events)),
        "topics": _numbers(chronology.topics, chronology.by_topic, len(events)),
        "places": [[places[one] for one in event.place] for event in events],
        "storylines": _numbers(chronology.storylines, chronology.by_storyline, len(events)),
        "relations": [
            (actors[one], actors[other], len(positions))
            for (one, other), positions in sorted(chronology.by_pair.items())
        ],
        "from": [*first[:1], *map(sub, first[1:], first)],
        "days": [
            timeline_data.length(event.date, day) for event, day in zip(events, first, strict=True)
        ],
    }
    return _encode(found)


def _numbers(
    records: Iterable[str], index: Mapping[str, Sequence[int]], total: int
) -> list[list[int]]:
    """Return the numbers of the records that each event belongs to."""
    found: list[list[int]] = [[] for _ in range(total)]
    for number, record_id in enumerate(records):
        for position in index.get(record_id, ()):
            found[position].append(number)
    return found
