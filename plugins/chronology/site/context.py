"""The chronology as a site shows it: links, lines and words that many pages share."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from chronology import urls
from chronology.index.chronology import Chronology
from chronology.model import event_families
from chronology.model.edtf import Date, Day
from chronology.model.records import Actor, Place
from chronology.settings import Settings
from chronology.site.i18n import dates, messages

K = TypeVar("K")
T = TypeVar("T")

#: A longer collection is divided by year.
LONGEST_LIST = 200
#: A list names this many of those who took part, and counts the others.
_NAMED = 4


class Link(NamedTuple):
    """A name and where it leads."""

    text: str
    url: str


class DisplayDate(NamedTuple):
    """A date in words, and as HTML's `<time>` has it where it can.

    `short` omits a year that is printed above it.
    """

    words: str
    machine: str | None
    short: str = ""


class EventRow(NamedTuple):
    """An event as lists show it."""

    url: str
    title: str
    when: DisplayDate
    type: Link
    places: tuple[str, ...]
    status: str
    draft: bool
    family: str = "other"
    year: str = ""
    people: tuple[str, ...] = ()
    more: int = 0
    summary: str = ""


class LazyDict(dict[K, T]):
    """What a function makes of a key, made when it is first asked for."""

    def __init__(self, make: Callable[[K], T]) -> None:
        self._make = make

    def __missing__(self, key: K) -> T:
        made = self[key] = self._make(key)
        return made


class Site:
    """What all pages of one language draw from. Everything asked for often is kept.

    `t` gives the words of the interface. Raises ContentError where there are none in the site's
    language.
    """

    def __init__(self, chronology: Chronology, settings: Settings) -> None:
        self.chronology = chronology
        self.settings = settings
        self.base = settings.base
        #: Where the build stages the site, None in a preview, and what this process wrote there.
        self.stage: Path | None = None
        self.written: set[str] = set()
        self._voices: dict[str, Site] = {settings.language: self}
        self._set_language(settings.language)

    def _set_language(self, language: str) -> None:
        self.language = language
        self.t = messages.of(language)
        #: Links by id, and lines by position.
        self.actor = LazyDict(self._actor).__getitem__
        self.topic = LazyDict(self._topic).__getitem__
        self.place = LazyDict(self._place).__getitem__
        self.type = LazyDict(self._type).__getitem__
        self.line = LazyDict(self._line).__getitem__
        self._pairs = LazyDict(self._pair)
        self._kept = LazyDict(self._keep)
        self._whole: dict[object, Any] = {}

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Those that pages speak: the site's own, and of the translations those with words."""
        written = {tag for some in self.chronology.archive.translations.values() for tag in some}
        others = {tag for tag in written if messages.has(tag)}
        return (self.settings.language, *sorted(others - {self.settings.language}))

    def in_language(self, language: str) -> Site:
        """The same site in another language; this one where it has no words."""
        if language not in self.languages:
            return self
        if language not in self._voices:
            other = self._voices[language] = copy.copy(self)
            other._set_language(language)
        return self._voices[language]

    def name(self, record: Actor | Place) -> str:
        """The name of an actor or a place as pages in this language print it."""
        return record.names.get(self.language, record.name)

    def other_names(self, record: Actor | Place) -> list[tuple[str, str]]:
        """The names beside that one, each after its language; "" where that is not known."""
        names = {"": record.name, **record.names}
        return sorted(one for one in names.items() if one[1] != self.name(record))

    def href(self, address: str) -> str:
        """An address as a link on any page of the site."""
        return self.base + address

    def when(self, date: Date, language: str | None = None) -> DisplayDate:
        language = language or self.language
        words = dates.words(date, language)
        return DisplayDate(words, date.machine, dates.without_year(date, language))

    def words(self, date: Date | None) -> str:
        """A date in words; nothing for none."""
        return dates.words(date, self.language) if date else ""

    def year(self, year: int) -> str:
        """A year as a heading or label: years before 1 as historians write them."""
        return str(year) if year > 0 else dates.year_with_era(year, self.language)

    def _actor(self, actor_id: str) -> Link:
        name = self.name(self.chronology.actors[actor_id])
        return Link(name, self.href(urls.actor(actor_id)))

    def _topic(self, topic_id: str) -> Link:
        topic = self.chronology.topics[topic_id]
        label = topic.labels.get(self.language, topic.label)
        return Link(label, self.href(urls.topic(topic_id)))

    def _place(self, place_id: str) -> Link:
        place = self.chronology.places[place_id]
        return Link(self.name(place), self.href(urls.place(place_id)))

    def _type(self, type_id: str) -> Link:
        kind = self.chronology.types[type_id]
        label = kind.labels.get(self.language, kind.label)
        return Link(label, self.href(urls.event_type(type_id)))

    def storyline(self, storyline_id: str) -> Link:
        story = self.chronology.storylines[storyline_id]
        return Link(story.title, self.href(urls.storyline(storyline_id)))

    def event(self, position: int) -> Link:
        """Return a link to an event; its text says what became of one that did not occur."""
        event = self.chronology.events[position]
        occurred = event.event_status == "occurred"
        text = event.title if occurred else f"{event.title} ({self.t(event.event_status)})"
        return Link(text, self.href(urls.event(event.id)))

    def pair(self, one: str, other: str) -> Link:
        return self._pairs[one, other]

    def _pair(self, pair: tuple[str, str]) -> Link:
        one, other = pair
        first, second = (self.with_article(self.actor(each).text) for each in pair)
        names = self.t("{one} and {other}", one=first, other=second)
        return Link(names[:1].upper() + names[1:], self.href(urls.relation(one, other)))

    def with_article(self, name: str) -> str:
        """Return the name of a state as used in a sentence: "the United States"."""
        return messages.with_article(name) if self.language == "en" else name

    def lines(self, positions: Iterable[int]) -> list[EventRow]:
        return list(map(self.line, positions))

    def _line(self, position: int) -> EventRow:
        event = self.chronology.events[position]
        return EventRow(
            self.href(urls.event(event.id)),
            event.title,
            self.when(event.date),
            self.type(event.type),
            tuple(self.place(place).text for place in event.place),
            event.event_status,
            event.status == "draft",
            event_families.family(self.chronology.types[event.type]),
            self.year(self.chronology.sorted_year[position]),
            tuple(self.actor(part.actor).text for part in event.actors[:_NAMED]),
            max(len(event.actors) - _NAMED, 0),
            event.summary or "",
        )

    def cached_for_event(self, make: Callable[[Site, int], T], position: int) -> T:
        """What a function makes of an event, made once for all pages that ask for it."""
        return self._kept[make][position]  # type: ignore[no-any-return]

    def pop_cached(self, make: Callable[[Site, int], T], position: int) -> T:
        """The same, where none will ask for it again."""
        kept = self._kept[make]
        return kept.pop(position) if position in kept else make(self, position)

    def _keep(self, make: Callable[[Site, int], Any]) -> LazyDict[int, Any]:
        return LazyDict(partial(make, self))

    def clear_event_cache(self) -> None:
        """Let go of what was kept of each event: the pages that shared it are made."""
        self._kept.clear()

    def cached(self, make: Callable[[Site], T]) -> T:
        """What a function makes of the whole, made once."""
        if make not in self._whole:
            self._whole[make] = make(self)
        return self._whole[make]  # type: ignore[no-any-return]

    # ---- what a page was made from ----------------------------------------------------------

    @cached_property
    def line_key(self) -> LazyDict[int, bytes]:
        """Of each event what changes with anything that its line shows."""
        entries, keys = self.chronology.entries, self.chronology.registries.keys

        def key(position: int) -> bytes:
            entry = entries[position]
            event = entry.record
            places = [keys["places", place] for place in event.place]
            people = [keys["actors", part.actor] for part in event.actors[:_NAMED]]
            kind = keys["types", event.type]
            return b"".join((entry.digests.list_row, kind, *places, *people))

        return LazyDict(key)

    @cached_property
    def part_key(self) -> LazyDict[int, bytes]:
        """Of each event what changes with who took part, for whom, and on what topics."""
        entries, keys, resolved_participants = (
            self.chronology.entries,
            self.chronology.registries.keys,
            self.resolved_participants,
        )

        def key(position: int) -> bytes:
            entry = entries[position]
            event = entry.record
            return b"".join(
                [
                    entry.digests.participants,
                    *[
                        resolved_participants.get(part.actor) or keys["actors", part.actor]
                        for part in event.actors
                    ],
                    *[keys["actors", part.of] for part in event.actors if part.of],
                    *[keys["topics", topic] for topic in event.topics],
                ]
            )

        return LazyDict(key)

    def make_keys(self) -> None:
        """Make now what most pages ask for: the key of each line, and of who took part."""
        positions = range(len(self.chronology.events))
        self.line_keys(positions)
        self.part_keys(positions)

    def fact_key(self, position: int) -> bytes:
        """Changes with anything in an event's front matter."""
        return self.chronology.entries[position].digests.front_matter

    @cached_property
    def resolved_participants(self) -> dict[str, bytes]:
        """Of each person with offices: changes with them, and with those that they are of."""
        return {
            one: self.actor_keys([one, *(office.of for office in some if office.of)])
            for one, some in self.chronology.offices.items()
        }

    def latest(self, positions: Iterable[int]) -> Day | None:
        """The day of the last entry or correction among some events."""
        at = max(positions, key=self.chronology.recorded_rank.__getitem__, default=None)
        return None if at is None else self.chronology.events[at].recorded

    def line_keys(self, positions: Iterable[int]) -> bytes:
        return b"".join(map(self.line_key.__getitem__, positions))

    def part_keys(self, positions: Iterable[int]) -> bytes:
        return b"".join(map(self.part_key.__getitem__, positions))

    def fact_keys(self, positions: Iterable[int]) -> bytes:
        return b"".join(map(self.fact_key, positions))

    def record_key(self, kind: str, record_id: str) -> bytes:
        return self.chronology.registries.keys[kind, record_id]

    def actor_keys(self, actor_ids: Iterable[str]) -> bytes:
        keys = self.chronology.registries.keys
        return b"".join([keys["actors", actor_id] for actor_id in actor_ids])

    def entry_key(self, position: int) -> bytes:
        """Changes with an event's front matter and with its body."""
        return self.chronology.entries[position].key
