"""The index of all events: their order, the positions by key, and the relations between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from chronology.content.archive import Entry
from chronology.index.event_keys import (
    EventIndexer,
    EventKeys,
    Indexes,
    build_indexes,
    update_indexes,
)

#: What an event is to another, seen from the other.
INVERSE: Final = {
    "follows": "precedes",
    "precedes": "follows",
    "part-of": "has-part",
    "implements": "implemented-by",
    "responds-to": "answered-by",
    "supersedes": "superseded-by",
    "contradicts": "contradicts",
}
#: Entries with their keys, by id, in the order of the record.
KeyedEntries = dict[str, tuple[Entry, EventKeys]]


class RelatedEvent(NamedTuple):
    """Another event and what it is to this one."""

    relation: str
    position: int


class EventIndex(NamedTuple):
    """What follows from the keys of all events.

    `order` has their ids, `states` and `years` the states and the sort year of each by position,
    and `related` the related events of those that have any.
    """

    order: list[str]
    states: list[tuple[str, ...]]
    years: list[int]
    indexes: Indexes
    related: dict[int, list[RelatedEvent]]


def key_entries(
    entries: Mapping[str, Entry],
    indexer: EventIndexer,
    drafts: bool,
    previous: tuple[EventIndexer, KeyedEntries] | None,
) -> KeyedEntries:
    """Return the entries that are shown with their keys, in the order of the record.

    Keys are taken from a previous result if neither the entry nor the registries changed.
    """
    still_valid = indexer.still_valid(previous[0]) if previous else None
    known = previous[1] if previous else {}
    found: KeyedEntries = {}
    for event_id, entry in entries.items():
        if not drafts and entry.record.status != "published":
            continue
        before = known.get(event_id)
        if (
            before
            and still_valid
            and before[0].digests.front_matter == entry.digests.front_matter
            and still_valid(before[1])
        ):
            found[event_id] = entry, before[1]
        else:
            found[event_id] = entry, indexer.keys_for(entry.record)
    return dict(sorted(found.items(), key=lambda item: item[1][1].order))


def index_entries(
    keyed: KeyedEntries, previous: tuple[EventIndex, KeyedEntries] | None
) -> EventIndex:
    """Return the index of entries, updated from a previous one if there is one."""
    events = [keys for _, keys in keyed.values()]
    if previous is None:
        indexes = build_indexes(events)
    else:
        index, former = previous[0], [keys for _, keys in previous[1].values()]
        if events == former:
            return index
        indexes = update_indexes(index.indexes, former, events)
    states, years = [keys.states for keys in events], [keys.order[0][0] for keys in events]
    return EventIndex([*keyed], states, years, indexes, _related([*keyed], events))


def _related(order: list[str], events: Iterable[EventKeys]) -> dict[int, list[RelatedEvent]]:
    """Return the related events of each event, from both ends and each once."""
    position_of = {event_id: position for position, event_id in enumerate(order)}
    found: dict[int, dict[RelatedEvent, None]] = {}
    for position, keys in enumerate(events):
        for relation in keys.related:
            other = position_of.get(relation.event)
            if other is not None:
                one = RelatedEvent(relation.relation, other)
                found.setdefault(position, {})[one] = None
                inverse = RelatedEvent(INVERSE[relation.relation], position)
                found.setdefault(other, {})[inverse] = None
    return {position: list(some) for position, some in found.items()}
