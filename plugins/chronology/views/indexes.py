"""The front page, the lists of all of a kind, prose pages, corrections, and old addresses."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Final, NamedTuple, TypeVar

import msgspec
from markupsafe import Markup

from chronology import addresses
from chronology.archive import Entry
from chronology.cache import digest
from chronology.charts import matrix, world
from chronology.charts.world import Spot
from chronology.exports import calendars, feeds, headers
from chronology.marks import Pair
from chronology.model import Correction, Event
from chronology.site import Link, Site, When
from chronology.views import collection
from chronology.views.collection import Count
from chronology.views.page import Context, Made, Page

K = TypeVar("K", Pair, str)

_LATEST = 12
_BUSIEST = 12
#: So many actors of a kind stand in the list of all; of more only the busiest do.
_LISTED = 300
_BUSIEST_ACTORS = 60
_KINDS: Final = {"state": "States", "organization": "Organizations", "person": "Persons"}
#: So many years are the latest, for what moves.
_RECENT = 5


class Listed(NamedTuple):
    """A record in an index: where it leads, how many events, what else is said."""

    link: Link
    number: int
    note: str = ""
    depth: int = 0


class Kind(NamedTuple):
    """The actors of a kind by name; where they are many, those with most events, and all beside."""

    id: str
    label: str
    number: int
    rows: list[Listed]
    beside: str | None


class Corrected(NamedTuple):
    """A correction and the entry it was made to."""

    when: When
    correction: Correction
    event: Link


def pages(site: Site) -> Iterator[Page | Made]:
    """All pages that no single record asks for."""
    chronology = site.chronology
    everything = range(len(chronology.events))
    for name in _INDEXES:
        address, source = addresses.index(name), f"the list of {name}"
        yield Page(address, f"{name}.html", index_view, name, _inputs, source, shown=everything)
    for kind in _KINDS:
        if len(site.once(_by_kind)[kind]) > _LISTED:
            at, source = addresses.kind(kind), f"the list of {kind}s"
            yield Page(at, "actors.html", kind_view, kind, _inputs, source, shown=everything)
    front = "the front page"
    yield Page(addresses.HOME, "home.html", home_view, None, _inputs, front, shown=everything)
    yield Made("/manifest.webmanifest", _manifest, None, _manifest, "the manifest")
    yield from feeds.files(site, site.settings.name, addresses.HOME, everything, front)
    yield calendars.file(site, site.settings.name, addresses.HOME, everything, front)
    corrected = [at for at, one in enumerate(chronology.events) if one.corrections]
    source, told = "the corrections", (corrections_view, corrected, feeds.corrected_inputs)
    address = addresses.index("corrections")
    yield Page(address, "corrections.html", *told, source, shown=corrected)
    yield feeds.corrections(corrected, source)
    yield headers.file(site)
    missing = (missing_view, None, lambda *_: b"", "the page for what is missing")
    yield Page("/404.html", "404.html", *missing)
    for page_id, entry in chronology.archive.pages.items():
        prose = (prose_view, entry, lambda _, entry: entry.key, entry.path)
        yield Page(addresses.page(page_id), "page.html", *prose)
    yield from _redirects(site)


def _inputs(site: Site, _: object) -> bytes:
    return site.once(_everything)


def _everything(site: Site) -> bytes:
    chronology = site.chronology
    indexes = (chronology.by_pair, chronology.by_actor, chronology.by_topic)
    numbers = [[(one, len(some)) for one, some in sorted(index.items())] for index in indexes]
    return digest(
        site.fact_keys(range(len(chronology.events))),
        *(key for _, key in sorted(chronology.registries.keys.items())),
        repr((numbers, _moving(site))).encode(),
    )


def _redirects(site: Site) -> Iterator[Page]:
    chronology = site.chronology
    origins = chronology.registries.origins
    for kind, address, records in (
        ("events", addresses.event, chronology.events),
        ("actors", addresses.actor, chronology.actors.values()),
        ("places", addresses.place, chronology.places.values()),
    ):
        for record in records:
            if not record.former_ids:
                continue
            source = origins.get((kind, record.id)) or f"the event {record.id}"
            name = record.title if isinstance(record, Event) else record.name
            target = Link(name, site.href(address(record.id)))
            told = (redirect_view, target, lambda _, target: repr(target).encode(), source)
            for former in record.former_ids:
                yield Page(address(former), "redirect.html", *told)


def redirect_view(site: Site, target: Link) -> Context:
    """The way from a former id to the present one."""
    return {"title": target.text, "target": target, "url": target.url}


def _manifest(site: Site, _: None) -> bytes:
    """What a device is told that keeps the site among its applications."""
    theme = site.href("/theme/")
    icons = [
        {"src": f"{theme}mark.svg", "sizes": "any", "type": "image/svg+xml"},
        {"src": f"{theme}icon.png", "sizes": "180x180", "type": "image/png"},
    ]
    told = {
        "name": site.settings.name,
        "lang": site.settings.language,
        "start_url": site.href(addresses.HOME),
        "display": "browser",
        "background_color": "#fbfaf6",
        "theme_color": "#8a1f14",
        "icons": icons,
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=1)


def _moving(site: Site) -> tuple[str, list[tuple[Pair, int]], list[tuple[str, int]]]:
    """A late year of the record, and the pairs and topics with most events since, and how many."""
    years = site.chronology.sorted_year
    since = max(years, default=0) - _RECENT + 1
    first = next((at for at, year in enumerate(years) if year >= since), 0)

    def busiest(index: Mapping[K, list[int]]) -> list[tuple[K, int]]:
        counted = [(one, len(some) - bisect_left(some, first)) for one, some in index.items()]
        counted.sort(key=lambda item: (-item[1], item[0]))
        return [(one, number) for one, number in counted[:_BUSIEST] if number]

    chronology = site.chronology
    return site.year(since), busiest(chronology.by_pair), busiest(chronology.by_topic)


def home_view(site: Site, _: None) -> Context:
    """What this is, the latest entries, the span of the record, where most happened."""
    chronology = site.chronology
    since, pairs, topics = _moving(site)
    recorded = sorted(
        range(len(chronology.events)),
        key=lambda at: (chronology.events[at].added.sort_key, at),
        reverse=True,
    )
    return {
        "title": site.settings.name,
        "url": site.href("/"),
        "description": site.settings.description,
        "latest": [(site.line(at), chronology.events[at].summary) for at in recorded[:_LATEST]],
        "total": len(chronology.events),
        "decades": decades(site),
        "since": since,
        "pairs": [Listed(site.pair(*pair), number) for pair, number in pairs],
        "topics": [Listed(site.topic(topic), number) for topic, number in topics],
        "history": collection.history(site, range(len(chronology.events))),
        "storylines": [site.storyline(one) for one in chronology.storylines],
        "counts": {
            "actors": len(chronology.actors),
            "relations": len(chronology.by_pair),
            "topics": len(chronology.topics),
            "places": len(chronology.places),
        },
    }


def decades(site: Site) -> list[tuple[str, list[Count]]]:
    """The years that hold an event, by decade."""

    def count(year: int) -> Count:
        number = len(site.chronology.by_year[year])
        return Count(site.year(year), number, site.href(addresses.year(year)))

    return [
        (site.t("{n}s", n=first) if first >= 0 else site.year(first), list(map(count, years)))
        for first, years in groupby(site.chronology.years, key=lambda year: year // 10 * 10)
    ]


def _listed(
    link: Callable[[str], Link],
    index: Mapping[str, list[int]],
    one: str,
    note: str | None = "",
    depth: int = 0,
) -> Listed:
    return Listed(link(one), len(index.get(one, ())), note or "", depth)


def index_view(site: Site, name: str) -> Context:
    """All records of a kind."""
    title, url = site.t(addresses.INDEXES[name]), site.href(addresses.index(name))
    return {"title": title, "url": url, **_INDEXES[name](site)}


def _by_kind(site: Site) -> dict[str, list[Listed]]:
    """All actors of each kind, by name."""
    actors, index = site.chronology.actors.values(), site.chronology.by_actor
    kinds: dict[str, list[Listed]] = {kind: [] for kind in _KINDS}
    for one in sorted(actors, key=lambda actor: (site.name(actor).casefold(), actor.id)):
        others = ", ".join(dict.fromkeys(n for n in one.names.values() if n != site.name(one)))
        kinds[one.type].append(_listed(site.actor, index, one.id, others))
    return kinds


def _actors(site: Site) -> Context:
    """By kind and name."""

    def listed(kind: str, rows: list[Listed]) -> Kind:
        label, number = site.t(_KINDS[kind]), len(rows)
        if number <= _LISTED:
            return Kind(kind, label, number, rows, None)
        busiest = sorted(rows, key=lambda row: -row.number)[:_BUSIEST_ACTORS]
        return Kind(kind, label, number, busiest, site.href(addresses.kind(kind)))

    kinds = site.once(_by_kind).items()
    return {"above": None, "groups": [listed(kind, rows) for kind, rows in kinds if rows]}


def kind_view(site: Site, kind: str) -> Context:
    """All actors of a kind, on a page of their own."""
    rows, title = site.once(_by_kind)[kind], site.t(_KINDS[kind])
    return {
        "title": title,
        "url": site.href(addresses.kind(kind)),
        "above": Link(site.t("Actors"), site.href(addresses.index("actors"))),
        "groups": [Kind(kind, title, len(rows), rows, None)],
    }


def _relations(site: Site) -> Context:
    """All pairs of states, those with most events first."""
    numbers = {pair: len(some) for pair, some in site.chronology.by_pair.items()}
    ranked = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    return {
        "pairs": [Listed(site.pair(*pair), number) for pair, number in ranked],
        "matrix": [
            (site.actor(state), [(site.pair(*cell.pair), cell) for cell in cells])
            for state, cells in matrix.of(numbers)
        ],
    }


def _topics(site: Site) -> Context:
    """As a tree; a topic with two wider ones stands under both."""
    chronology = site.chronology
    listed: list[Listed] = []

    def add(topic_id: str, depth: int) -> None:
        definition = chronology.topics[topic_id].definition
        listed.append(_listed(site.topic, chronology.by_topic, topic_id, definition, depth))
        for one in chronology.narrower(topic_id):
            add(one, depth + 1)

    for topic in chronology.topics.values():
        if not topic.broader:
            add(topic.id, 0)
    return {"topics": listed}


def _places(site: Site) -> Context:
    """By the state they lie in, and on the map."""
    chronology = site.chronology

    def country(place_id: str) -> str:
        found = chronology.places[place_id].country
        return site.actor(found).text if found else ""

    ordered = sorted(chronology.places, key=lambda one: (country(one), site.place(one).text, one))
    groups = [
        (name, [_listed(site.place, chronology.by_place, one) for one in some])
        for name, some in groupby(ordered, key=country)
    ]
    return {"groups": groups, "spots": _spots(site)}


def _spots(site: Site) -> list[Spot]:
    """The places on the map that something took place in, the largest first, under the others."""
    chronology = site.chronology
    counted = {one: len(some) for one, some in chronology.by_place.items()}
    most = max(counted.values(), default=1)
    found = [
        world.spot(place.lat, place.lon, *site.place(place.id), counted[place.id], most)
        for place in chronology.places.values()
        if place.id in counted and place.lat is not None and place.lon is not None
    ]
    return sorted(found, key=lambda spot: (-spot.number, spot.label))


def _types(site: Site) -> Context:
    """With their PLOVER categories."""
    kinds = sorted(site.chronology.types.values(), key=lambda kind: site.type(kind.id).text)
    index = site.chronology.by_type
    return {"types": [_listed(site.type, index, kind.id, kind.definition) for kind in kinds]}


def _storylines(site: Site) -> Context:
    index, stories = site.chronology.by_storyline, site.chronology.storylines.values()
    told = [_listed(site.storyline, index, story.id, story.summary) for story in stories]
    return {"storylines": told}


#: What the index of a kind shows.
_INDEXES: Final[dict[str, Callable[[Site], Context]]] = {
    "actors": _actors,
    "relations": _relations,
    "topics": _topics,
    "places": _places,
    "types": _types,
    "storylines": _storylines,
}


def corrections_view(site: Site, corrected: list[int]) -> Context:
    """All corrections, the latest first."""
    found = [
        Corrected(site.when(correction.date), correction, site.event(at))
        for at in corrected
        for correction in site.chronology.events[at].corrections
    ]
    found.sort(key=lambda one: one.correction.date.sort_key, reverse=True)
    return {"title": site.t("Corrections"), "url": site.href("/corrections/"), "corrections": found}


def missing_view(site: Site, _: None) -> Context:
    """What a host shows for an address that leads nowhere."""
    return {"title": site.t("Nothing stands here"), "url": None}


def prose_view(site: Site, entry: Entry) -> Context:
    """A prose page."""
    page = entry.record
    return {
        "title": page.title,
        "url": site.href(addresses.page(page.id)),
        "summary": page.summary,
        "body": Markup(site.chronology.archive.body(entry)),
        "lang": page.lang or site.language,
    }
