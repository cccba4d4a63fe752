"""What follows from each event alone, and the indexes that are made of it for all."""

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

#: More states than this make a gathering multilateral: no pairs follow from it.
MOST_IN_PAIRS: Final = 6
Positions = list[int]
Pair = tuple[str, str]
#: Year and month; or month and day.
Month = tuple[int, int]
Named = dict[str, Positions]
Monthly = dict[Month, Positions]
#: By actor, pair, topic, place, type, year, month, day, and actor spoken of.
Indexes = tuple[
    Named, dict[Pair, Positions], Named, Named, Named, dict[int, Positions], Monthly, Monthly, Named
]
#: With more events gone and come than this the indexes are made anew.
_FEW: Final = 100


class EventKeys(NamedTuple):
    """What the indexes are made from: of an event its place in the order, its keys in each."""

    order: tuple[Any, ...]
    states: tuple[str, ...]
    keys: tuple[Iterable[Any], ...]
    related: tuple[Relation, ...]


class EventIndexer:
    """What the marks of events follow from beside the events: some of the registries."""

    def __init__(self, registries: Registries) -> None:
        actors, self._topics = registries.actors.values(), registries.topics
        #: Of persons those offices that are of a state or an organization.
        self.offices = {
            one.id: [office for office in one.offices if office.of]
            for one in actors
            if isinstance(one, Person) and one.offices
        }
        self.states = {one.id for one in actors if isinstance(one, State)}
        self.wider = {topic: _closure(topic, self._broader) for topic in self._topics}

    def of(self, event: Event) -> EventKeys:
        """The marks of an event."""
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
        """Whom a participant stood for: as the event says, or by the offices of that day."""
        if part.of:
            return (part.of,)
        offices = self.offices.get(part.actor)
        if not offices:
            return ()
        held = [one.of for one in offices if one.of and date.within(one.from_, one.until)]
        return tuple(dict.fromkeys(held))

    def same(self, was: EventIndexer) -> Callable[[EventKeys], bool]:
        """Tells of marks that followed from others whether they follow from these as well."""
        actors = _changed(was.offices, self.offices) | _changed(was.states, self.states)
        wider = _changed(was.wider, self.wider)
        return lambda marks: actors.isdisjoint(marks.keys[0]) and wider.isdisjoint(marks.keys[2])

    def _broader(self, topic_id: str) -> Sequence[str]:
        topic = self._topics.get(topic_id)
        return topic.broader if topic else ()


def indexed(every: Sequence[EventKeys]) -> Indexes:
    """The places of the events in the order, by the keys of each index."""
    indexes: list[dict[Any, Positions]] = [defaultdict(list) for _ in get_args(Indexes)]
    for place, marks in enumerate(every):
        for index, keys in zip(indexes, marks.keys, strict=True):
            for key in keys:
                index[key].append(place)
    return tuple(map(dict, indexes))  # type: ignore[return-value]


def moved(former: Indexes, was: Sequence[EventKeys], now: Sequence[EventKeys]) -> Indexes:
    """The indexes of some marks, from those of others of which most are the very same."""
    places = {id(marks): place for place, marks in enumerate(now)}
    kept = [places.pop(id(marks), -1) for marks in was]
    if len(places) + kept.count(-1) > _FEW:
        return indexed(now)
    gone = [marks for marks, place in zip(was, kept, strict=True) if place < 0]
    come = [(place, marks) for place, marks in enumerate(now) if id(marks) in places]
    indexes = []
    several: Sequence[dict[Any, Positions]] = former
    for number, index in enumerate(several):
        found = {key: list(map(kept.__getitem__, some)) for key, some in index.items()}
        for marks in gone:
            for key in marks.keys[number]:
                found[key] = [place for place in found[key] if place >= 0]
        for place, marks in come:
            for key in marks.keys[number]:
                insort(found.setdefault(key, []), place)
        indexes.append({key: some for key, some in found.items() if some})
    return tuple(indexes)  # type: ignore[return-value]


def _changed(old: Collection[str], new: Collection[str]) -> set[str]:
    """What stands in one of two sets, or in one of two mappings with another value."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return {one for one in old.keys() | new.keys() if old.get(one) != new.get(one)}
    return {*old} ^ {*new}


@cache
def _periods(date: Date) -> tuple[tuple[int, ...], tuple[Month, ...], tuple[Month, ...]]:
    """The years, months and days of the calendar that hold the date; of a set those of each.

    A year known only as a decade stands in the year it is sorted by, not in ten; a choice of
    days is no day of the calendar.
    """
    one = date.start
    if date.kind is Kind.SINGLE and one.year and one.month and one.day and not one.is_qualified:
        return (one.year,), ((one.year, one.month),), ((one.month, one.day),)  # as most are
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


def _closure(start: str, following: object) -> frozenset[str]:
    """All that can be reached, without the start itself; cycles end."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for one in following(waiting.pop()):  # type: ignore[operator]
            if one not in found and one != start:
                found.add(one)
                waiting.append(one)
    return frozenset(found)
