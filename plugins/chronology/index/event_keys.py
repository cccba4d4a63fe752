"""Keys of one event in each index, and the indexes made from the keys of all events."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from itertools import combinations
from typing import Any, Final, NamedTuple, get_args

from chronology.content.registries import Registries
from chronology.model.edtf import Date, Kind, Precision
from chronology.model.records import Event, Participant, Person, Relation, State

#: An event with more states than this is multilateral and creates no pairs.
MOST_IN_PAIRS: Final = 6
Positions = list[int]
Pair = tuple[str, str]
#: Year and month; or month and day.
Month = tuple[int, int]
Named = dict[str, Positions]
Monthly = dict[Month, Positions]
#: By actor, pair, topic, place, type, year, month, day, and mentioned actor.
Indexes = tuple[
    Named, dict[Pair, Positions], Named, Named, Named, dict[int, Positions], Monthly, Monthly, Named
]
#: If more events than this were added or removed, the indexes are built anew.
_FEW: Final = 100


class EventKeys(NamedTuple):
    """An event's sort key, its states, its keys in each index, and its relations."""

    order: tuple[Any, ...]
    states: tuple[str, ...]
    keys: tuple[Iterable[Any], ...]
    related: tuple[Relation, ...]


class EventIndexer:
    """Finds the keys of events. They depend on offices, states and topics of the registries."""

    def __init__(self, registries: Registries) -> None:
        actors, self._topics = registries.actors.values(), registries.topics
        #: The offices of each person that are of a state or an organization.
        self.offices = {
            actor.id: [office for office in actor.offices if office.of]
            for actor in actors
            if isinstance(actor, Person) and actor.offices
        }
        self.states = {actor.id for actor in actors if isinstance(actor, State)}
        self.wider = {topic: _closure(topic, self._broader) for topic in self._topics}

    def keys_for(self, event: Event) -> EventKeys:
        """Return the keys of an event."""
        actors = {part.actor for part in event.actors}
        for part in event.actors:
            actors.update(self.represented(part, event.date))
        states = tuple(sorted(actors & self.states))
        topics = set(event.topics).union(*[self.wider.get(one, ()) for one in event.topics])
        keys = (
            actors,
            tuple(combinations(states, 2)) if len(states) <= MOST_IN_PAIRS else (),
            topics,
            tuple(dict.fromkeys(event.place)),
            (event.type,),
            *_periods(event.date),
            tuple(dict.fromkeys(event.mentions)),
        )
        return EventKeys(event.sort_key, states, keys, event.related)

    def represented(self, part: Participant, date: Date) -> tuple[str, ...]:
        """Return the states and organizations that a participant counts for.

        They are those the event names, or those of the offices certainly held on that date. This
        is the only place that decides it: indexes, pages, the timeline and search follow it.
        """
        if part.of:
            return (part.of,)
        offices = self.offices.get(part.actor)
        if not offices:
            return ()
        held = [one.of for one in offices if one.of and date.within(one.from_, one.until)]
        return tuple(dict.fromkeys(held))

    def still_valid(self, previous: EventIndexer) -> Callable[[EventKeys], bool]:
        """Return a test of whether keys found by an earlier indexer are still those of an event."""
        actors = _changed(previous.offices, self.offices) | _changed(previous.states, self.states)
        wider = _changed(previous.wider, self.wider)
        return lambda keys: actors.isdisjoint(keys.keys[0]) and wider.isdisjoint(keys.keys[2])

    def _broader(self, topic_id: str) -> Sequence[str]:
        topic = self._topics.get(topic_id)
        return topic.broader if topic else ()


def build_indexes(events: Sequence[EventKeys]) -> Indexes:
    """Return the positions of the events by the keys of each index."""
    indexes: list[dict[Any, Positions]] = [defaultdict(list) for _ in get_args(Indexes)]
    for position, event in enumerate(events):
        for index, keys in zip(indexes, event.keys, strict=True):
            for key in keys:
                index[key].append(position)
    return tuple(map(dict, indexes))  # type: ignore[return-value]


def update_indexes(
    former: Indexes, before: Sequence[EventKeys], now: Sequence[EventKeys]
) -> Indexes:
    """Return the indexes of some events, from those of others of which most are the same."""
    new = {id(keys): position for position, keys in enumerate(now)}
    moved_to = [new.pop(id(keys), -1) for keys in before]
    if len(new) + moved_to.count(-1) > _FEW:
        return build_indexes(now)
    removed = [keys for keys, position in zip(before, moved_to, strict=True) if position < 0]
    added = [(position, keys) for position, keys in enumerate(now) if id(keys) in new]
    indexes = []
    former_indexes: Sequence[dict[Any, Positions]] = former
    for number, index in enumerate(former_indexes):
        updated = {key: list(map(moved_to.__getitem__, some)) for key, some in index.items()}
        for event in removed:
            for key in event.keys[number]:
                updated[key] = [position for position in updated[key] if position >= 0]
        for position, event in added:
            for key in event.keys[number]:
                insort(updated.setdefault(key, []), position)
        indexes.append({key: some for key, some in updated.items() if some})
    return tuple(indexes)  # type: ignore[return-value]


def _changed(old: Collection[str], new: Collection[str]) -> set[str]:
    """Return what is in one of two sets only, or in two mappings with different values."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    return {*old} ^ {*new}


@cache
def _periods(date: Date) -> tuple[tuple[int, ...], tuple[Month, ...], tuple[Month, ...]]:
    """Return the years, months and days of the year that a date belongs to.

    A set belongs to those of each member. A decade belongs to the year it is sorted by, not to
    ten years. One of several days is not a day of the calendar.
    """
    start = date.start
    if (
        date.kind is Kind.SINGLE
        and start.year
        and start.month
        and start.day
        and not start.is_qualified
    ):
        return (start.year,), ((start.year, start.month),), ((start.month, start.day),)  # most
    years: dict[int, None] = {}
    months: dict[Month, None] = {}
    days: dict[Month, None] = {}
    for part in date.members or (date,):
        first, last = part.earliest or part.latest, part.latest or part.earliest
        if first is None or last is None:
            continue
        spans = part.kind is not Kind.SINGLE
        years.update(dict.fromkeys(part.years if spans else first[:1]))
        if part.precision <= Precision.MONTH:
            ends = last if spans else first
            for number in range(first[0] * 12 + first[1] - 1, ends[0] * 12 + ends[1]):
                months[number // 12, number % 12 + 1] = None
        day, known = part.start.earliest, part.start.precision is Precision.DAY
        if day and known and not part.start.is_qualified and date.kind is not Kind.ONE_OF:
            days[day[1:]] = None
    return tuple(years), tuple(months), tuple(days)


def _closure(start: str, following: Callable[[str], Sequence[str]]) -> frozenset[str]:
    """Return everything that can be reached from a start, without the start; cycles end."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for one in following(waiting.pop()):
            if one not in found and one != start:
                found.add(one)
                waiting.append(one)
    return frozenset(found)
