"""The records of the invented world: states, persons, places, topics, and what they did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import NamedTuple


class Names(NamedTuple):
    """One name in three scripts."""

    en: str
    zh: str
    ru: str


@dataclass(frozen=True, slots=True)
class State:
    """A state: it takes part in events, or a person does so in its name."""

    id: str
    names: Names


@dataclass(frozen=True, slots=True)
class Person:
    """A person with one office; `until` is None while it lasts."""

    id: str
    names: Names
    office: str
    of: State
    begin: date
    until: date | None

    def serves_all(self, year: int) -> bool:
        """Tell whether the office was held on every day of a year."""
        return self.begin < date(year, 1, 1) and (self.until is None or self.until.year > year)


Actor = State | Person


@dataclass(frozen=True, slots=True)
class Place:
    """A town."""

    id: str
    names: Names
    country: State
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject heading."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Participation:
    """An actor's part in an event."""

    actor: Actor
    role: str

    @property
    def state(self) -> State:
        """The state itself, or the one that the person represents."""
        return self.actor if isinstance(self.actor, State) else self.actor.of


@dataclass(frozen=True, slots=True)
class Source:
    """A report on which an event rests."""

    title: str
    publisher: str
    url: str
    issued: date
    language: str


@dataclass(frozen=True, slots=True)
class DisplayDate:
    """A date as known: `edtf` for machines, `text` for readers, and its earliest day."""

    edtf: str
    text: str
    first: date

    @property
    def month(self) -> str | None:
        """The month, where it is known."""
        return self.edtf[:7] if len(self.edtf) > 4 else None


@dataclass(frozen=True, slots=True)
class Event:
    """An event; in `body`, `⟦id⟧` stands for a registered name and `⟪id⟫` for a speaker."""

    id: str
    title: str
    when: DisplayDate
    added: date
    kind: str
    place: Place
    participants: tuple[Participation, ...]
    topics: tuple[Topic, ...]
    sources: tuple[Source, ...]
    summary: str
    body: str

    @property
    def actors(self) -> tuple[Actor, ...]:
        """All on whose pages the event stands: participants, and the states they represent."""
        everybody = [part.actor for part in self.participants]
        everybody += [part.state for part in self.participants]
        return tuple(dict.fromkeys(everybody))

    @property
    def relations(self) -> list[tuple[State, State]]:
        """The pairs of states that took part, each in alphabetical order."""
        states = {part.state.id: part.state for part in self.participants}
        return list(combinations((states[key] for key in sorted(states)), 2))


@dataclass(frozen=True, slots=True)
class Archive:
    """The registries and the events, these in order of date."""

    states: tuple[State, ...]
    persons: tuple[Person, ...]
    places: tuple[Place, ...]
    topics: tuple[Topic, ...]
    events: tuple[Event, ...]

    @property
    def actors(self) -> tuple[Actor, ...]:
        """All actors."""
        return (*self.states, *self.persons)

    @property
    def named(self) -> dict[str, Actor | Place]:
        """Actors and places by id; an id of one kind is never one of the other."""
        records: tuple[Actor | Place, ...] = (*self.actors, *self.places)
        return {record.id: record for record in records}
