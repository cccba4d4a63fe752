"""The record, linked and indexed: who took part in what, where, when, and with whom.

Every index has positions in `events`, which are in the order of the record: earlier and later,
first and latest are questions of position in a list.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import Final, NamedTuple

from chronology.content.archive import Archive, Entry
from chronology.content.markdown.render import Quotation
from chronology.index.event_index import EventIndex, KeyedEntries, index_entries, key_entries
from chronology.index.event_keys import MOST_IN_PAIRS, EventIndexer, Pair, Positions
from chronology.model.edtf import Date, Kind
from chronology.model.records import Event, Membership, Office, Organization, Participant, Person

#: Types of events at which representatives meet.
MEETINGS: Final = frozenset(("meeting", "visit", "summit", "negotiation", "mediation"))
#: Roles of those whom an act is addressed to, and of those who perform it.
ADDRESSED: Final = frozenset(("addressee", "recipient"))
PARTIES: Final = frozenset(("participant", "host", "visitor", "signatory", "sender", "speaker"))
#: Types whose anniversaries are shown.
COMMEMORATED: Final = frozenset(("recognition", "agreement"))


class ResolvedParticipant(NamedTuple):
    """A participant on the day: the part, the capacity, and whom the participant represents."""

    part: Participant
    capacity: str | None
    represents: tuple[str, ...]


class AttributedQuotation(NamedTuple):
    """A quotation and the event it was said at."""

    position: int
    quotation: Quotation


class Anniversary(NamedTuple):
    """An event commemorated in a round year."""

    years: int
    position: int


class Chronology:
    """All published events, ordered and indexed; with `drafts` the drafts too.

    An index `by_…` has positions in `events`. What did not change since a `previous` chronology
    is taken from it; that needs one that was made with `keep_keys`, or from a previous one.
    """

    def __init__(
        self,
        archive: Archive,
        drafts: bool = False,
        previous: Chronology | None = None,
        *,
        keep_keys: bool = False,
    ) -> None:
        self.archive = archive
        self.registries = archive.registries
        self.actors = archive.registries.actors
        self.topics = archive.registries.topics
        self.places = archive.registries.places
        self.types = archive.registries.types
        self.storylines = archive.registries.storylines
        self._indexer = EventIndexer(archive.registries)
        self.offices = self._indexer.offices
        self._memberships: dict[str, list[tuple[Organization, Membership]]] = {}
        for actor in self.actors.values():
            if isinstance(actor, Organization):
                for member in actor.members:
                    self._memberships.setdefault(member.actor, []).append((actor, member))
        keyed = (previous._indexer, previous._keyed) if previous is not None else None
        indexed = (previous._index, previous._keyed) if previous is not None else None
        self._keyed: KeyedEntries = key_entries(archive.events, self._indexer, drafts, keyed)
        self._index: EventIndex = index_entries(self._keyed, indexed)
        index = self._index
        self.ids = index.order
        self.entries: list[Entry] = [entry for entry, _ in self._keyed.values()]
        self.events: list[Event] = [entry.record for entry in self.entries]
        self.position = {event_id: position for position, event_id in enumerate(self.ids)}
        self.states, self.sorted_year, self.related = index.states, index.years, index.related
        self.by_actor, self.by_pair, self.by_topic, self.by_place, self.by_type = index.indexes[:5]
        self.by_year, self.by_month, self.by_day, self.by_mention = index.indexes[5:]
        self.by_storyline = {one: self._storyline(one) for one in self.storylines}
        if not (keep_keys or previous):
            self._keyed = {}

    @cached_property
    def quotations(self) -> dict[str, list[AttributedQuotation]]:
        """Return the quotations of each speaker, in the order of the record."""
        found: dict[str, list[AttributedQuotation]] = {}
        for position, entry in enumerate(self.entries):
            for quotation in entry.digests.quotations:
                if quotation.speaker:
                    found.setdefault(quotation.speaker, []).append(
                        AttributedQuotation(position, quotation)
                    )
        return found

    @cached_property
    def recorded_rank(self) -> list[int]:
        """Return the rank of each event by when it was added or last corrected, the latest last."""
        days = [event.recorded for event in self.events]
        ranks = [0] * len(days)
        for rank, position in enumerate(sorted(range(len(days)), key=days.__getitem__)):
            ranks[position] = rank
        return ranks

    # ---- one event -------------------------------------------------------------------------

    def resolved_participants(self, event: Event) -> list[ResolvedParticipant]:
        """Return the participants with their capacity and whom they represented that day.

        An office is given only if its dates certainly include the day.
        """
        resolved = []
        for part in event.actors:
            held = self.offices_held(part.actor, event.date) if part.as_ is None else []
            if part.of:
                held = [office for office in held if office.of == part.of] or held
            capacity = part.as_ or ", ".join(office.title for office in held) or None
            represented = self._indexer.represented(part, event.date)
            resolved.append(ResolvedParticipant(part, capacity, represented))
        return resolved

    def offices_held(self, actor_id: str, date: Date) -> list[Office]:
        """Return the offices that a person certainly held on the whole date."""
        actor = self.actors.get(actor_id)
        if not isinstance(actor, Person):
            return []
        return [office for office in actor.offices if date.within(office.from_, office.until)]

    def memberships(self, actor_id: str) -> list[tuple[Organization, Membership]]:
        """Return all memberships of an actor, by organization."""
        return self._memberships.get(actor_id, [])

    def body(self, position: int) -> str:
        return self.archive.body(self.entries[position])

    def neighbours(self, position: int, index: Positions) -> tuple[int | None, int | None]:
        """Return the events before and after a position in a list that contains it."""
        at = bisect_left(index, position)
        before = index[at - 1] if at else None
        return before, index[at + 1] if at + 1 < len(index) else None

    # ---- pairs, actors, years --------------------------------------------------------------

    def meetings(self, positions: Iterable[int]) -> Positions:
        """Return the events at which the sides met and that occurred."""
        events = self.events
        return [
            position
            for position in positions
            if events[position].type in MEETINGS and events[position].event_status == "occurred"
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
            for actor in (part.actor, *self._indexer.represented(part, event.date)):
                if actor in roles:
                    roles[actor].add(part.role)
        one, other = roles.values()
        return any(
            bool(target & ADDRESSED) and bool(party & PARTIES) and not party & ADDRESSED
            for target, party in ((one, other), (other, one))
        )

    def counterparts(self, actor_id: str) -> list[tuple[str, int]]:
        """Return the actors met at events of at most six states, with numbers, most first.

        A state meets states; a person or organization meets the other participants.
        """
        found: list[str] = []
        among_states = actor_id in self._indexer.states
        for position in self.by_actor.get(actor_id, ()):
            states = self.states[position]
            if len(states) > MOST_IN_PAIRS:
                continue
            if among_states:
                found += states
            else:
                found += {part.actor for part in self.events[position].actors}
        counts = Counter(found)
        counts.pop(actor_id, None)
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))

    def anniversaries(self, year: int) -> list[Anniversary]:
        """Return the treaties and recognitions of which this is a round anniversary."""
        return [
            Anniversary(year - first, position)
            for first, positions in self._commemorated.items()
            if is_round(year - first)
            for position in positions
        ]

    def narrower(self, topic_id: str) -> list[str]:
        return [topic.id for topic in self.topics.values() if topic_id in topic.broader]

    @property
    def years(self) -> list[int]:
        """Return the years that have an event, ascending."""
        return sorted(self.by_year)

    def _storyline(self, storyline_id: str) -> Positions:
        story = self.storylines[storyline_id]
        if story.events:
            return sorted(self.position[one] for one in story.events if one in self.position)
        found: set[int] = set(range(len(self.events)))
        for actor in story.actors:
            found &= set(self.by_actor.get(actor, ()))
        if story.topics:
            found &= {
                position for topic in story.topics for position in self.by_topic.get(topic, ())
            }
        start = story.from_.earliest if story.from_ else None
        end = story.until.latest if story.until else None
        return [
            position
            for position in sorted(found)
            if (date := self.events[position].date)
            and (start is None or (date.latest is not None and date.latest >= start))
            and (end is None or (date.earliest is not None and date.earliest <= end))
        ]

    @cached_property
    def _commemorated(self) -> dict[int, list[int]]:
        """Return the events with anniversaries, by year, in the order of the record."""
        found: dict[int, list[int]] = {}
        for position in sorted(at for kind in COMMEMORATED for at in self.by_type.get(kind, ())):
            event = self.events[position]
            year = event.date.start.year
            occurred = event.event_status == "occurred" and event.date.kind is Kind.SINGLE
            if occurred and year is not None:
                found.setdefault(year, []).append(position)
        return found


def is_round(years: int) -> bool:
    """Return whether an anniversary is shown: tens of years and quarters of a century."""
    return years > 0 and (years % 10 == 0 or years % 25 == 0)
