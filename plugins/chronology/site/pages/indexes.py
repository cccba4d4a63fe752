"""The lists of all records of a kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import groupby
from typing import Final, NamedTuple

from chronology import urls
from chronology.hashing import digest
from chronology.model.records import Actor, Person
from chronology.site.artifacts import Context, Page
from chronology.site.charts import matrix, world
from chronology.site.charts.world import Spot
from chronology.site.context import Link, Site
from chronology.site.i18n.surnames import folded, surname
from chronology.site.pages import storylines
from chronology.site.pages.actor import KINDS, years_of

#: Number of actors of a kind in the list of all; of more, only those with most events.
_LISTED = 300
_BUSIEST_ACTORS = 60
#: So many rows are seen at once without letters.
_FEWEST_LETTERED = 60
_KINDS: Final = {kind: KINDS[kind] for kind in ("state", "organization", "person")}


class IndexRow(NamedTuple):
    """A record in an index: where it leads, how many events, what else is said."""

    link: Link
    number: int
    note: str = ""
    depth: int = 0
    letter: str = ""


class Kind(NamedTuple):
    """The actors of a kind by name; where they are many, those with most events, and all beside."""

    id: str
    label: str
    number: int
    rows: list[IndexRow]
    beside: str | None
    letters: list[tuple[str, list[IndexRow]]]


def pages(site: Site) -> Iterator[Page]:
    """A page for each kind of record, and for each kind of actor that has too many for it."""
    chronology = site.chronology
    everything = range(len(chronology.events))
    for name in _INDEXES:
        address, source = urls.index(name), f"the list of {name}"
        yield Page(address, f"{name}.html", index_view, name, inputs, source, shown=everything)
    for kind in _KINDS:
        if len(site.cached(_by_kind)[kind]) > _LISTED:
            at, source = urls.kind(kind), f"the list of {kind}s"
            yield Page(at, "actors.html", kind_view, kind, inputs, source, shown=everything)


def inputs(site: Site, _: object) -> bytes:
    """Changes with any record, and with how many events belong to it."""
    return site.cached(_everything)


def _everything(site: Site) -> bytes:
    chronology = site.chronology
    indexes = (chronology.by_pair, chronology.by_actor, chronology.by_topic)
    numbers = [[(one, len(some)) for one, some in sorted(index.items())] for index in indexes]
    return digest(
        site.fact_keys(range(len(chronology.events))),
        *(key for _, key in sorted(chronology.archive.registries.keys.items())),
        repr(numbers).encode(),
    )


def _listed(
    link: Callable[[str], Link],
    index: Mapping[str, list[int]],
    one: str,
    note: str | None = "",
    depth: int = 0,
) -> IndexRow:
    return IndexRow(link(one), len(index.get(one, ())), note or "", depth)


def index_view(site: Site, name: str) -> Context:
    """All records of a kind."""
    title, url = site.t(urls.INDEXES[name]), site.href(urls.index(name))
    return {"title": title, "url": url, **_INDEXES[name](site)}


def _by_kind(site: Site) -> dict[str, list[IndexRow]]:
    """All actors of each kind, by name."""
    actors, index = site.chronology.actors.values(), site.chronology.by_actor
    kinds: dict[str, list[IndexRow]] = {kind: [] for kind in _KINDS}
    shared = Counter(site.name(one) for one in actors)
    for one in sorted(actors, key=partial(_sort_key, site)):
        others = list(dict.fromkeys(n for n in one.names.values() if n != site.name(one)))
        if shared[site.name(one)] > 1:
            others += filter(None, [years_of(site, one)])
        row = _listed(site.actor, index, one.id, ", ".join(others))
        kinds[one.type].append(row._replace(letter=_sort_key(site, one)[0][:1].upper()))
    return kinds


def _sort_key(site: Site, one: Actor) -> tuple[str, str, str]:
    """People by surname; accents and small letters make no difference."""
    name = site.name(one)
    first = surname(one, name) if isinstance(one, Person) else name
    return folded(first), folded(name), one.id


def _actors(site: Site) -> Context:
    """By kind and name."""

    def listed(kind: str, rows: list[IndexRow]) -> Kind:
        label, number = site.t(_KINDS[kind]), len(rows)
        if number <= _LISTED:
            return Kind(kind, label, number, rows, None, _by_letter(rows))
        busiest = sorted(rows, key=lambda row: -row.number)[:_BUSIEST_ACTORS]
        return Kind(kind, label, number, busiest, site.href(urls.kind(kind)), [])

    kinds = site.cached(_by_kind).items()
    return {"above": None, "groups": [listed(kind, rows) for kind, rows in kinds if rows]}


def _by_letter(rows: list[IndexRow]) -> list[tuple[str, list[IndexRow]]]:
    """Return the rows under their first letters; none where they are too few to need it."""
    if len(rows) <= _FEWEST_LETTERED:
        return []
    return [(letter, list(some)) for letter, some in groupby(rows, key=lambda row: row.letter)]


def kind_view(site: Site, kind: str) -> Context:
    """All actors of a kind, on a page of their own."""
    rows, title = site.cached(_by_kind)[kind], site.t(_KINDS[kind])
    return {
        "title": title,
        "url": site.href(urls.kind(kind)),
        "above": Link(site.t("Actors"), site.href(urls.index("actors"))),
        "groups": [Kind(kind, title, len(rows), rows, None, _by_letter(rows))],
    }


def _relations(site: Site) -> Context:
    """All pairs of states, those with most events first."""
    numbers = {pair: len(some) for pair, some in site.chronology.by_pair.items()}
    ranked = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    return {
        "pairs": [IndexRow(site.pair(*pair), number) for pair, number in ranked],
        "matrix": [
            (site.actor(state), [(site.pair(*cell.pair), cell) for cell in cells])
            for state, cells in matrix.of(numbers)
        ],
    }


def _topics(site: Site) -> Context:
    """Return the topics as a tree; a topic with two broader ones is under both."""
    chronology = site.chronology
    listed: list[IndexRow] = []

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

    def key(place_id: str) -> tuple[bool, str, str, str]:
        own = country(place_id)
        return not own, own, site.place(place_id).text, place_id

    ordered = sorted(chronology.places, key=key)
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
    return {"storylines": storylines.cards(site)}


#: What the index of a kind shows.
_INDEXES: Final[dict[str, Callable[[Site], Context]]] = {
    "actors": _actors,
    "relations": _relations,
    "topics": _topics,
    "places": _places,
    "types": _types,
    "storylines": _storylines,
}
