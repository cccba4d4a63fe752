"""The linked, indexed whole: who took part in what, where, when, and with whom.

Every index is a list of positions in `events`, which stand in the order of the record, so
that earlier and later, first and latest are questions of place in a list.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from chronology.content.archive import Archive, Entry
from chronology.content.markdown.render import Quotation
from chronology.index import event_keys
from chronology.index.event_keys import (
    MOST_IN_PAIRS,
    EventIndexer,
    EventKeys,
    Indexes,
    Pair,
    Positions,
)
from chronology.model.edtf import Date, Kind
from chronology.model.records import Event, Membership, Office, Organization, Participant, Person

#: Types at which representatives face each other.
MEETINGS: Final = frozenset(("meeting", "visit", "summit", "negotiation", "mediation"))
#: Roles of those whom an act is addressed to, and of those who perform it.
ADDRESSED: Final = frozenset(("addressee", "recipient"))
PARTIES: Final = frozenset(("participant", "host", "visitor", "signatory", "sender", "speaker"))
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


class ResolvedParticipant(NamedTuple):
    """A participant on the day: the part, the capacity, and whom it speaks for."""

    part: Participant
    capacity: str | None
    represents: tuple[str, ...]


class RelatedEvent(NamedTuple):
    """Another event and what it is to this one."""

    relation: str
    position: int


class AttributedQuotation(NamedTuple):
    """A quotation and the event it was said at."""

    position: int
    quotation: Quotation


class Anniversary(NamedTuple):
    """An event commemorated in a round year."""

    years: int
    position: int


class EventIndex(NamedTuple):
    """What is found out of all events at once: their ids in order, the states and the year of
    each, the indexes and the ties.
    """

    order: list[str]
    states: list[tuple[str, ...]]
    years: list[int]
    indexes: Indexes
    ties: dict[int, list[RelatedEvent]]


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
        stable_id: bool = False,
    ) -> None:
        self.archive = archive
        self.registries = archive.registries
        self.actors = archive.registries.actors
        self.topics = archive.registries.topics
        self.places = archive.registries.places
        self.types = archive.registries.types
        self.storylines = archive.registries.storylines
        self._marking = EventIndexer(archive.registries)
        self.offices = self._marking.offices
        self._memberships: dict[str, list[tuple[Organization, Membership]]] = {}
        for one in self.actors.values():
            if isinstance(one, Organization):
                for member in one.members:
                    self._memberships.setdefault(member.actor, []).append((one, member))
        self._marked: dict[str, tuple[Entry, EventKeys]] = {}
        self.linked = self._found(drafts, was, stable_id)
        self.ids = self.linked.order
        self.entries: list[Entry] = [archive.events[one] for one in self.ids]
        self.events: list[Event] = [one.record for one in self.entries]
        self.position = {one: place for place, one in enumerate(self.ids)}
        self.states, self.sorted_year = self.linked.states, self.linked.years
        self.ties = self.linked.ties
        indexes = self.linked.indexes
        self.by_actor, self.by_pair, self.by_topic, self.by_place, self.by_type = indexes[:5]
        self.by_year, self.by_month, self.by_day, self.by_mention = indexes[5:]
        self.by_storyline = {one: self._storyline(one) for one in self.storylines}

    @cached_property
    def quotations(self) -> dict[str, list[AttributedQuotation]]:
        """What each speaker said, in the order of the record."""
        found: dict[str, list[AttributedQuotation]] = {}
        for place, entry in enumerate(self.entries):
            for quotation in entry.digests.quotations:
                if quotation.speaker:
                    found.setdefault(quotation.speaker, []).append(
                        AttributedQuotation(place, quotation)
                    )
        return found

    @cached_property
    def recorded_rank(self) -> list[int]:
        """Of each event its place when the latest entered or corrected is last."""
        days = [event.recorded for event in self.events]
        ranks = [0] * len(days)
        for rank, place in enumerate(sorted(range(len(days)), key=days.__getitem__)):
            ranks[place] = rank
        return ranks

    # ---- what one event says ---------------------------------------------------------------

    def resolved_participants(self, event: Event) -> list[ResolvedParticipant]:
        """The participants with the capacity they had and whom they represented that day.

        An office is given only when its dates are certain to hold the day.
        """
        resolved_participants = []
        for part in event.actors:
            held = self.offices_held(part.actor, event.date) if part.as_ is None else []
            if part.of:
                held = [office for office in held if office.of == part.of] or held
            capacity = part.as_ or ", ".join(office.title for office in held) or None
            resolved_participants.append(
                ResolvedParticipant(part, capacity, self._marking.represented(part, event.date))
            )
        return resolved_participants

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
        """Return the first recognition between two states that occurred, if any.

        One of the two must be its addressee or recipient and the other a party to it. That both
        recognized a third state, or that a recognition was planned, establishes nothing.
        """
        for position in self.by_pair[pair]:
            event = self.events[position]
            if (
                event.type == "recognition"
                and event.event_status == "occurred"
                and self._is_between(event, pair)
            ):
                return position
        return None

    def _is_between(self, event: Event, pair: Pair) -> bool:
        """Return whether one state of the pair addressed the other in this event."""
        roles: dict[str, set[str]] = {state: set() for state in pair}
        for part in event.actors:
            for actor in (part.actor, *self._marking.represented(part, event.date)):
                if actor in roles:
                    roles[actor].add(part.role)
        one, other = roles.values()
        return any(
            bool(target & ADDRESSED) and bool(party & PARTIES) and not party & ADDRESSED
            for target, party in ((one, other), (other, one))
        )

    def counterparts(self, actor_id: str) -> list[tuple[str, int]]:
        """Actors met at events of at most six states, with the number of events, most first.

        A state meets states, all others meet whoever took part beside those they stand for.
        """
        found: list[str] = []
        among_states = actor_id in self._marking.states
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
            Anniversary(year - begun, place)
            for begun, places in self._commemorated.items()
            if is_round(year - begun)
            for place in places
        ]

    def narrower(self, topic_id: str) -> list[str]:
        return [topic.id for topic in self.topics.values() if topic_id in topic.broader]

    @property
    def years(self) -> list[int]:
        """The years that hold an event, ascending."""
        return sorted(self.by_year)

    # ---- the indexing ----------------------------------------------------------------------

    def _found(self, drafts: bool, was: Chronology | None, stable_id: bool) -> EventIndex:
        marked = self._all_marked(drafts, was)
        if stable_id or was:
            self._marked = marked
        every = [one for _, one in marked.values()]
        if was is None:
            return _linked([*marked], every, event_keys.indexed(every))
        former = [one for _, one in was._marked.values()]
        if every == former:  # no index is another
            return was.linked
        return _linked([*marked], every, event_keys.moved(was.linked.indexes, former, every))

    def _all_marked(
        self, drafts: bool, was: Chronology | None
    ) -> dict[str, tuple[Entry, EventKeys]]:
        """The events that are shown, in their order, with their marks."""
        same = self._marking.same(was._marking) if was else None
        known = was._marked if was else {}
        found: dict[str, tuple[Entry, EventKeys]] = {}
        for event_id, entry in self.archive.events.items():
            if not drafts and entry.record.status != "published":
                continue
            kept = known.get(event_id)
            if (
                kept
                and same
                and kept[0].digests.front_matter == entry.digests.front_matter
                and same(kept[1])
            ):
                found[event_id] = entry, kept[1]
            else:
                found[event_id] = entry, self._marking.of(entry.record)
        return dict(sorted(found.items(), key=lambda one: one[1][1].order))

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

    @cached_property
    def _commemorated(self) -> dict[int, list[int]]:
        """The events whose round years are kept, by their own year, in the order of the record."""
        found: dict[int, list[int]] = {}
        for place in sorted(at for kind in COMMEMORATED for at in self.by_type.get(kind, ())):
            event = self.events[place]
            year = event.date.start.year
            occurred = event.event_status == "occurred" and event.date.kind is Kind.SINGLE
            if occurred and year is not None:
                found.setdefault(year, []).append(place)
        return found


def _linked(order: list[str], every: Sequence[EventKeys], indexes: Indexes) -> EventIndex:
    """What follows from the marks of all events, in their order."""
    position, ties = (
        {one: place for place, one in enumerate(order)},
        dict[int, list[RelatedEvent]](),
    )
    for place, one in enumerate(every):
        for relation in one.related:
            other = position.get(relation.event)
            if other is not None:
                _tie(ties, place, RelatedEvent(relation.relation, other))
                _tie(ties, other, RelatedEvent(INVERSE[relation.relation], place))
    states, years = [one.states for one in every], [one.order[0][0] for one in every]
    return EventIndex(order, states, years, indexes, ties)


def _tie(ties: dict[int, list[RelatedEvent]], place: int, tie: RelatedEvent) -> None:
    """Two events may each name the other: that is one tie."""
    if tie not in ties.setdefault(place, []):
        ties[place].append(tie)


def is_round(years: int) -> bool:
    """Worth an anniversary: tens and quarters of a century."""
    return years > 0 and (years % 10 == 0 or years % 25 == 0)
