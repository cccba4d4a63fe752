"""The linked, indexed whole: who took part in what, where, when, and with whom.

Every index is a list of positions in `events`, which stand in the order of the record, so
that earlier and later, first and latest are questions of place in a list.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import combinations
from typing import Any, Final, NamedTuple, get_args

import msgspec

from chronology.archive import Archive, Entry
from chronology.cache import digest, encode
from chronology.dates import Date, Kind, Precision
from chronology.markup import Quotation
from chronology.model import (
    Event,
    Membership,
    Office,
    Organization,
    Participant,
    Person,
    Relation,
    State,
)

#: More states than this make a gathering multilateral: no pairs follow from it.
MOST_IN_PAIRS: Final = 6
#: Types at which representatives face each other.
MEETINGS: Final = frozenset(("meeting", "visit", "summit", "negotiation", "mediation"))
#: Types whose round years are kept.
COMMEMORATED: Final = frozenset(("recognition", "agreement"))
INVERSE: Final = {
    "follows": "precedes",
    "precedes": "follows",
    "part-of": "has-part",
    "implements": "implemented-by",
    "responds-to": "answered-by",
    "supersedes": "superseded-by",
    "contradicts": "contradicts",
}
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


class Seat(NamedTuple):
    """A participant on the day: the part, the capacity, and whom it speaks for."""

    part: Participant
    capacity: str | None
    represents: tuple[str, ...]


class Tie(NamedTuple):
    """Another event and what it is to this one."""

    relation: str
    position: int


class Said(NamedTuple):
    """A quotation and the event it was said at."""

    position: int
    quotation: Quotation


class Anniversary(NamedTuple):
    """An event commemorated in a round year."""

    years: int
    position: int


class Marks(NamedTuple):
    """What the indexes are made from: of an event its place in the order, its keys in each."""

    order: tuple[Any, ...]
    states: tuple[str, ...]
    keys: tuple[Iterable[Any], ...]
    related: tuple[Relation, ...]


Marked = tuple[Entry, Marks]


class Linked(msgspec.Struct, frozen=True, array_like=True):
    """What is found out of all events at once: their ids in order, the states and the year of
    each, the indexes, and what of `Chronology.recorded_rank` is known.
    """

    order: list[str]
    states: list[tuple[str, ...]]
    years: list[int]
    indexes: Indexes
    ranks: list[int] = []


def linked(archive: Archive, drafts: bool = False) -> Chronology:
    """The chronology of an archive; what was found out of the same one before is kept."""
    root, key = str(archive.root), digest(archive.facts, b"drafts" if drafts else b"")
    kept = archive.cache.whole(root, "linked", key)
    if kept:
        return Chronology(archive, drafts, linked=msgspec.msgpack.decode(kept, type=Linked))
    found = Chronology(archive, drafts)
    whole = msgspec.structs.replace(found.linked, ranks=found.recorded_rank)
    archive.cache.put_whole(root, "linked", key, encode(whole))
    return found


class Chronology:
    """All published events, ordered and indexed; with `drafts` the drafts too.

    What an earlier one, `was`, found out of the events that are the same is taken from there;
    only one that is `lasting`, or that took from another, keeps it.
    """

    def __init__(
        self,
        archive: Archive,
        drafts: bool = False,
        was: Chronology | None = None,
        *,
        lasting: bool = False,
        linked: Linked | None = None,
    ) -> None:
        self.archive = archive
        self.registries = archive.registries
        self.actors = archive.registries.actors
        self.topics = archive.registries.topics
        self.places = archive.registries.places
        self.types = archive.registries.types
        self.storylines = archive.registries.storylines
        self.offices = {
            person.id: [office for office in person.offices if office.of]
            for person in self.actors.values()
            if isinstance(person, Person) and person.offices
        }
        self._memberships: dict[str, list[tuple[Organization, Membership]]] = {}
        for one in self.actors.values():
            if isinstance(one, Organization):
                for member in one.members:
                    self._memberships.setdefault(member.actor, []).append((one, member))
        self._states = {one.id for one in self.actors.values() if isinstance(one, State)}
        self._wider = {topic: _closure(topic, self._broader) for topic in self.topics}
        #: What the marks of an event follow from beside the event.
        self._ground: tuple[Any, ...] = self.offices, self._states, self._wider
        marked = [] if linked else self._all_marks(drafts, self._known(was) if was else {})
        order = linked.order if linked else [entry.record.id for entry, _ in marked]
        self.entries: list[Entry] = [archive.events[one] for one in order]
        self.events: list[Event] = [entry.record for entry in self.entries]
        self._marked: dict[str, Marked] = {}
        if lasting or was:
            self._marked = dict(zip(order, marked, strict=True))
        self.quotations: dict[str, list[Said]] = {}
        for place, entry in enumerate(self.entries):
            for quotation in entry.told.quotations:
                if quotation.speaker:
                    said = self.quotations.setdefault(quotation.speaker, [])
                    said.append(Said(place, quotation))
        every = [marks for _, marks in marked]
        if (
            was
            and was.storylines == self.storylines
            and every == [one for _, one in was._marked.values()]
        ):
            vars(self).update(vars(was) | vars(self))  # no index is another
            vars(self).pop("recorded_rank", None)
            return
        self.position = {one: place for place, one in enumerate(order)}
        if linked is None:
            states, years = [one.states for one in every], [one.order[0][0] for one in every]
            linked = Linked(order, states, years, (was and self._moved(was)) or _indexed(every))
        self.linked = linked
        if linked.ranks:
            self.recorded_rank = linked.ranks
        self.states, self.sorted_year = linked.states, linked.years
        self.by_actor, self.by_pair, self.by_topic, self.by_place, self.by_type = linked.indexes[:5]
        self.by_year, self.by_month, self.by_day, self.by_mention = linked.indexes[5:]
        self.ties: dict[int, list[Tie]] = defaultdict(list)
        for place, event in enumerate(self.events):
            for relation in event.related:
                other = self.position.get(relation.event)
                if other is not None:
                    self._tie(place, Tie(relation.relation, other))
                    self._tie(other, Tie(INVERSE[relation.relation], place))
        self.ties.default_factory = None
        self.by_storyline = {one: self._storyline(one) for one in self.storylines}

    @cached_property
    def recorded_rank(self) -> list[int]:
        """Of each event its place when the latest entered or corrected is last."""
        days = [event.recorded for event in self.events]
        ranks = [0] * len(days)
        for rank, place in enumerate(sorted(range(len(days)), key=days.__getitem__)):
            ranks[place] = rank
        return ranks

    # ---- what one event says ---------------------------------------------------------------

    def seats(self, event: Event) -> list[Seat]:
        """The participants with the capacity they had and whom they represented that day.

        An office is given only when its dates are certain to hold the day.
        """
        seats = []
        for part in event.actors:
            held = self.offices_held(part.actor, event.date) if part.as_ is None else []
            if part.of:
                held = [office for office in held if office.of == part.of] or held
            capacity = part.as_ or ", ".join(office.title for office in held) or None
            seats.append(Seat(part, capacity, self._represents(part, event.date)))
        return seats

    def offices_held(self, actor_id: str, date: Date) -> list[Office]:
        """A person's offices that are certain to have been held on all of the date."""
        actor = self.actors.get(actor_id)
        if not isinstance(actor, Person):
            return []
        return [office for office in actor.offices if date.within(office.from_, office.until)]

    def memberships(self, actor_id: str) -> list[tuple[Organization, Membership]]:
        """All memberships of an actor, by organization."""
        return self._memberships.get(actor_id, [])

    def body(self, position: int) -> str:
        return self.archive.body(self.entries[position])

    def neighbours(self, position: int, index: Positions) -> tuple[int | None, int | None]:
        """The events before and after a position in a list that holds it."""
        at = bisect_left(index, position)
        before = index[at - 1] if at else None
        return before, index[at + 1] if at + 1 < len(index) else None

    # ---- what a pair, an actor, a year say -------------------------------------------------

    def meetings(self, positions: Iterable[int]) -> Positions:
        """Those of the events at which the two sides met, and that took place."""
        return [
            place
            for place in positions
            if self.events[place].type in MEETINGS and self.events[place].event_status == "occurred"
        ]

    def established(self, pair: Pair) -> int | None:
        """The first event of recognition between two states."""
        types = ((at, self.events[at].type) for at in self.by_pair[pair])
        return next((at for at, kind in types if kind == "recognition"), None)

    def counterparts(self, actor_id: str) -> list[tuple[str, int]]:
        """Actors met at events of at most six states, with the number of events, most first.

        A state meets states, all others meet whoever took part beside those they stand for.
        """
        found: list[str] = []
        among_states = actor_id in self._states
        for place in self.by_actor.get(actor_id, ()):
            states = self.states[place]
            if len(states) > MOST_IN_PAIRS:
                continue
            if among_states:
                found += states
            else:
                found += {part.actor for part in self.events[place].actors}
        counts = Counter(found)
        counts.pop(actor_id, None)
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))

    def anniversaries(self, year: int) -> list[Anniversary]:
        """The treaties and recognitions whose round year this is (tens and quarters)."""
        return [
            Anniversary(year - event.date.start.year, place)
            for place in self._commemorated()
            if (event := self.events[place]).date.start.year is not None
            and is_round(year - event.date.start.year)
        ]

    def narrower(self, topic_id: str) -> list[str]:
        return [topic.id for topic in self.topics.values() if topic_id in topic.broader]

    @property
    def years(self) -> list[int]:
        """The years that hold an event, ascending."""
        return sorted(self.by_year)

    # ---- the indexing ----------------------------------------------------------------------

    def _all_marks(self, drafts: bool, known: Mapping[str, Marked]) -> list[Marked]:
        """The events that are shown, in their order."""
        marked: list[Marked] = []
        for event_id, entry in self.archive.events.items():
            if drafts or entry.record.status == "published":
                kept = known.get(event_id)
                same = kept and kept[0].told.facts == entry.told.facts
                marked.append((entry, kept[1] if kept and same else self._marks(entry)))
        return sorted(marked, key=lambda one: one[1].order)

    def _marks(self, entry: Entry) -> Marks:
        event: Event = entry.record
        actors = {part.actor for part in event.actors}
        for part in event.actors:
            actors.update(self._represents(part, event.date))
        states = tuple(sorted(actors & self._states))
        topics = set(event.topics).union(*[self._wider.get(one, ()) for one in event.topics])
        keys = (
            actors,
            tuple(combinations(states, 2)) if len(states) <= MOST_IN_PAIRS else (),
            topics,
            tuple(dict.fromkeys(event.place)),
            (event.type,),
            *_periods(event.date),
            tuple(dict.fromkeys(event.mentions)),
        )
        return Marks(event.sort_key, states, keys, event.related)

    def _known(self, was: Chronology) -> dict[str, Marked]:
        """The events whose marks follow from the same registries as they did."""
        if was._ground == self._ground:
            return was._marked
        offices, states, wider = (
            _changed(old, new) for old, new in zip(was._ground, self._ground, strict=True)
        )
        actors = offices | states
        return {
            event: one
            for event, one in was._marked.items()
            if actors.isdisjoint(one[1].keys[0]) and wider.isdisjoint(one[1].keys[2])
        }

    def _moved(self, was: Chronology) -> Indexes | None:
        """The indexes of the chronology that was, with few events gone and come; None with many."""
        places = {id(marks): place for place, (_, marks) in enumerate(self._marked.values())}
        moved = [places.pop(id(marks), -1) for _, marks in was._marked.values()]
        if len(places) + moved.count(-1) > _FEW:
            return None
        gone = [
            one for (_, one), place in zip(was._marked.values(), moved, strict=True) if place < 0
        ]
        come = [
            (place, one)
            for place, (_, one) in enumerate(self._marked.values())
            if id(one) in places
        ]
        indexes = []
        former: Sequence[dict[Any, Positions]] = was.linked.indexes
        for number, index in enumerate(former):
            found = {key: list(map(moved.__getitem__, some)) for key, some in index.items()}
            for marks in gone:
                for key in marks.keys[number]:
                    found[key] = [place for place in found[key] if place >= 0]
            for place, marks in come:
                for key in marks.keys[number]:
                    insort(found.setdefault(key, []), place)
            indexes.append({key: some for key, some in found.items() if some})
        return tuple(indexes)  # type: ignore[return-value]

    def _tie(self, place: int, tie: Tie) -> None:
        """Two events may each name the other: that is one tie."""
        if tie not in self.ties[place]:
            self.ties[place].append(tie)

    def _represents(self, part: Participant, date: Date) -> tuple[str, ...]:
        if part.of:
            return (part.of,)
        offices = self.offices.get(part.actor)
        if not offices:
            return ()
        held = [one.of for one in offices if one.of and date.within(one.from_, one.until)]
        return tuple(dict.fromkeys(held))

    def _broader(self, topic_id: str) -> Sequence[str]:
        topic = self.topics.get(topic_id)
        return topic.broader if topic else ()

    def _storyline(self, storyline_id: str) -> Positions:
        story = self.storylines[storyline_id]
        if story.events:
            return sorted(self.position[one] for one in story.events if one in self.position)
        found: set[int] = set(range(len(self.events)))
        for actor in story.actors:
            found &= set(self.by_actor.get(actor, ()))
        if story.topics:
            found &= {place for topic in story.topics for place in self.by_topic.get(topic, ())}
        start = story.from_.earliest if story.from_ else None
        end = story.until.latest if story.until else None
        return [
            place
            for place in sorted(found)
            if (date := self.events[place].date)
            and (start is None or (date.latest is not None and date.latest >= start))
            and (end is None or (date.earliest is not None and date.earliest <= end))
        ]

    def _commemorated(self) -> Iterator[int]:
        for kind in sorted(COMMEMORATED):
            for place in self.by_type.get(kind, ()):
                event = self.events[place]
                if event.event_status == "occurred" and event.date.kind is Kind.SINGLE:
                    yield place


def _indexed(every: Sequence[Marks]) -> Indexes:
    """The places of the events in the order, by the keys of each index."""
    indexes: list[dict[Any, Positions]] = [defaultdict(list) for _ in get_args(Indexes)]
    for place, marks in enumerate(every):
        for index, keys in zip(indexes, marks.keys, strict=True):
            for key in keys:
                index[key].append(place)
    return tuple(map(dict, indexes))  # type: ignore[return-value]


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


def is_round(years: int) -> bool:
    """Worth an anniversary: tens and quarters of a century."""
    return years > 0 and (years % 10 == 0 or years % 25 == 0)


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
