"""The linked, indexed whole: who took part in what, where, when, and with whom.

Every index is a list of positions in `events`, which stand in the order of the record, so
that earlier and later, first and latest are questions of place in a list.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from itertools import combinations
from typing import Final, NamedTuple, TypeVar

from msgspec.structs import replace

from chronology.archive import Archive, Entry
from chronology.dates import Date, Kind, Precision
from chronology.markup import Quotation
from chronology.model import Event, Membership, Office, Organization, Participant, Person, State

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
K = TypeVar("K")


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


class Chronology:
    """All published events, ordered and indexed; with `drafts` the drafts too."""

    def __init__(self, archive: Archive, drafts: bool = False) -> None:
        self.archive = archive
        self.registries = archive.registries
        self.actors = archive.registries.actors
        self.topics = archive.registries.topics
        self.places = archive.registries.places
        self.types = archive.registries.types
        self.storylines = archive.registries.storylines
        every = archive.events.values()
        entries = [one for one in every if drafts or one.record.status == "published"]
        entries.sort(key=lambda entry: entry.record.sort_key)
        self.entries: list[Entry] = entries
        self.events: list[Event] = [entry.record for entry in entries]
        self.position = {event.id: place for place, event in enumerate(self.events)}
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
        self.by_actor: dict[str, Positions] = defaultdict(list)
        self.by_pair: dict[Pair, Positions] = defaultdict(list)
        self.by_topic: dict[str, Positions] = defaultdict(list)
        self.by_place: dict[str, Positions] = defaultdict(list)
        self.by_type: dict[str, Positions] = defaultdict(list)
        self.by_year: dict[int, Positions] = defaultdict(list)
        self.by_month: dict[tuple[int, int], Positions] = defaultdict(list)
        self.by_day: dict[tuple[int, int], Positions] = defaultdict(list)
        self.by_mention: dict[str, Positions] = defaultdict(list)
        self.by_storyline: dict[str, Positions] = {}
        self.ties: dict[int, list[Tie]] = defaultdict(list)
        self.quotations: dict[str, list[Said]] = defaultdict(list)
        self.states: list[tuple[str, ...]] = []
        self.sorted_year = [entry.record.date.sort_key[0][0] for entry in entries]
        for place, event in enumerate(self.events):
            self._index(place, event)
        for storyline in self.storylines:
            self.by_storyline[storyline] = self._storyline(storyline)
        for index in vars(self).values():
            if isinstance(index, defaultdict):
                index.default_factory = None

    def reworded(self, archive: Archive) -> Chronology | None:
        """The same chronology over an archive in which words alone changed; None where more did."""
        was = self.archive
        if archive.registries is not was.registries or list(archive.events) != list(was.events):
            return None
        entries = list(self.entries)
        for one, entry in archive.events.items():
            if entry is was.events[one]:
                continue
            at = self.position.get(one)
            if at is None or _links(entry) != _links(entries[at]):
                return None
            entries[at] = entry
        other = copy(self)
        other.archive, other.entries = archive, entries
        other.events = [entry.record for entry in entries]
        return other

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

    def memberships_on(self, actor_id: str, date: Date) -> list[tuple[Organization, Membership]]:
        """The organizations an actor is certain to have been a member of on all of the date."""
        return [
            (organization, member)
            for organization, member in self.memberships(actor_id)
            if date.within(member.from_, member.until)
        ]

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
        counts: Counter[str] = Counter()
        among_states = actor_id in self._states
        for place in self.by_actor.get(actor_id, ()):
            states = self.states[place]
            if len(states) > MOST_IN_PAIRS:
                continue
            if among_states:
                counts.update(states)
            else:
                counts.update({part.actor for part in self.events[place].actors})
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

    def _index(self, place: int, event: Event) -> None:
        actors: set[str] = set()
        for part in event.actors:
            actors.add(part.actor)
            actors.update(self._represents(part, event.date))
        for actor in actors:
            self.by_actor[actor].append(place)
        states = tuple(sorted(actor for actor in actors if actor in self._states))
        self.states.append(states)
        if len(states) <= MOST_IN_PAIRS:
            for pair in combinations(states, 2):
                self.by_pair[pair].append(place)
        topics = set(event.topics)
        for topic in event.topics:
            topics |= self._wider.get(topic, frozenset())
        for topic in topics:
            self.by_topic[topic].append(place)
        for where in dict.fromkeys(event.place):
            self.by_place[where].append(place)
        self.by_type[event.type].append(place)
        self._index_date(place, event.date)
        for actor in dict.fromkeys(event.mentions):
            self.by_mention[actor].append(place)
        for relation in event.related:
            other = self.position.get(relation.event)
            if other is not None:
                self._tie(place, Tie(relation.relation, other))
                self._tie(other, Tie(INVERSE[relation.relation], place))
        for quotation in self.entries[place].told.quotations:
            if quotation.speaker:
                self.quotations[quotation.speaker].append(Said(place, quotation))

    def _tie(self, place: int, tie: Tie) -> None:
        """Two events may each name the other: that is one tie."""
        if tie not in self.ties[place]:
            self.ties[place].append(tie)

    def _index_date(self, place: int, date: Date) -> None:
        """Each date of a set by itself; a choice of days is no day of the calendar."""
        for part in date.members or (date,):
            self._index_periods(place, part)
            day = part.start.earliest
            known = part.start.precision is Precision.DAY and not part.start.is_qualified
            if day and known and date.kind is not Kind.ONE_OF:
                _note(self.by_day, day[1:], place)

    def _index_periods(self, place: int, date: Date) -> None:
        """A year known only as a decade stands in the year it is sorted by, not in ten."""
        first, last = date.earliest or date.latest, date.latest or date.earliest
        if first is None or last is None:
            return
        spans = date.kind is not Kind.SINGLE
        for year in date.years if spans else (first[0],):
            _note(self.by_year, year, place)
        if date.precision <= Precision.MONTH:
            ends = last if spans else first
            for number in range(first[0] * 12 + first[1] - 1, ends[0] * 12 + ends[1]):
                _note(self.by_month, (number // 12, number % 12 + 1), place)

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


def _links(entry: Entry) -> tuple[Event, tuple[Quotation, ...]]:
    """What of an event the indexes are made from."""
    event: Event = entry.record
    return replace(event, title="", summary=None, sources=()), entry.told.quotations


def _note(index: dict[K, Positions], key: K, place: int) -> None:
    """Add a place to a list in order, once: the dates of a set may share a month."""
    positions = index[key]
    if not positions or positions[-1] != place:
        positions.append(place)


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
