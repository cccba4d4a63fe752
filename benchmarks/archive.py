"""A seeded, invented archive of diplomatic events, for measuring generators at any size.

One model in memory, written in four forms: ours and those of three peers (see `forms`).

    python -m benchmarks.archive OUT --events 10000 --form hugo
"""

from __future__ import annotations

import argparse
from bisect import bisect
from calendar import month_name
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Generic, TypeVar

from benchmarks import words
from benchmarks.forms import FORMS
from benchmarks.world import (
    Actor,
    Archive,
    DisplayDate,
    Event,
    Names,
    Participation,
    Person,
    Place,
    Source,
    State,
    Topic,
)

T = TypeVar("T")

FIRST_YEAR, LAST_YEAR = 1965, 2024
DAYS = (date(LAST_YEAR, 12, 31) - date(FIRST_YEAR, 1, 1)).days + 1
STATES, PLACES, TOPICS = 40, 120, 60
EVENTS_PER_PERSON = 25


class Zipf(Generic[T]):
    """Draws from a sequence: the n-th item 1/n times as often as the first."""

    def __init__(self, items: Sequence[T]) -> None:
        """Take the items, the most frequent first."""
        self.items = items
        self.heights = list(accumulate(1 / rank for rank in range(1, len(items) + 1)))

    def draw(self, random: Random) -> T:
        """Return one item."""
        return self.items[bisect(self.heights, random.random() * self.heights[-1])]

    def several(self, random: Random, count: int) -> list[T]:
        """Return different items."""
        found: dict[T, None] = {}
        while len(found) < count:
            found[self.draw(random)] = None
        return list(found)


def invent(events: int, seed: int = 1) -> Archive:
    """Make an archive; the same number and seed make the same one."""
    random = Random(seed)
    namer = _Namer(random)
    states = tuple(
        State(_id(name.en), name)
        for name in (namer.word(words.STATE_ENDING) for _ in range(STATES))
    )
    by_rank = Zipf(states)
    places = tuple(
        _place(random, namer.word(words.PLACE_ENDING), states[number % STATES])
        for number in range(PLACES)
    )
    offices = _Offices(random)
    persons = tuple(
        offices.person(namer.full(), by_rank.draw(random))
        for _ in range(max(events, 1000) // EVENTS_PER_PERSON)
    )
    topics = tuple(
        Topic(f"{field}-{matter}", f"{field.capitalize()} {matter}")
        for matter in words.MATTERS
        for field in words.FIELDS
    )[:TOPICS]
    days = sorted(random.randrange(DAYS) for _ in range(events))
    scribe = _Scribe(random, by_rank, persons, Zipf(places), Zipf(topics))
    return Archive(
        states,
        persons,
        places,
        topics,
        tuple(scribe.event(date(FIRST_YEAR, 1, 1) + timedelta(day)) for day in days),
    )


class _Scribe:
    """Writes one event after another."""

    def __init__(
        self,
        random: Random,
        states: Zipf[State],
        persons: Sequence[Person],
        places: Zipf[Place],
        topics: Zipf[Topic],
    ) -> None:
        self.random = random
        self.states = states
        self.places = places
        self.topics = topics
        self.kinds = list(words.KINDS)
        self.shares = [kind.share for kind in words.KINDS.values()]
        self.in_office: dict[tuple[State, int], Zipf[Person]] = {}
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            for state in states.items:
                serving = [one for one in persons if one.of is state and one.serves_all(year)]
                if serving:
                    self.in_office[state, year] = Zipf(serving)
        self.ids: dict[str, int] = {}

    def event(self, day: date) -> Event:
        random = self.random
        when = _when(random, day)
        (key,) = random.choices(self.kinds, self.shares)
        kind = words.KINDS[key]
        states = self.states.several(random, random.choice((2, 2, 3, 3, 4)))
        actors = [self._actor(state, day.year) for state in states]
        place = self.places.draw(random)
        topics = self.topics.several(random, random.choice((1, 2, 2, 3)))
        title = kind.title.format(
            a=actors[0].names.en, b=actors[1].names.en, p=place.names.en, t=topics[0].label.lower()
        )
        stem = f"{when.first.isoformat()}-{_id(title)}"
        number = self.ids[stem] = self.ids.get(stem, 0) + 1
        last = day + timedelta(2)
        return Event(
            id=stem if number == 1 else f"{stem}-{number}",
            title=title,
            when=when,
            added=last + timedelta(random.randint(1, 5)),
            kind=key,
            place=place,
            participants=tuple(
                Participation(actor, kind.roles[min(at, len(kind.roles) - 1)])
                for at, actor in enumerate(actors)
            ),
            topics=tuple(topics),
            sources=tuple(self._source(title, last) for _ in range(random.choice((1, 1, 2)))),
            summary=f"{title}, with {topics[-1].label.lower()} on the agenda.",
            body=self._body(actors, place, topics),
        )

    def _actor(self, state: State, year: int) -> Actor:
        serving = self.in_office.get((state, year))
        return serving.draw(self.random) if serving and self.random.random() < 0.6 else state

    def _source(self, title: str, last: date) -> Source:
        publisher = self.random.choice(words.PUBLISHERS)
        issued = last + timedelta(self.random.randint(0, 1))
        address = f"https://{_id(publisher)}.example/{issued:%Y/%m/%d}"
        return Source(
            f"{title}, official report",
            publisher,
            f"{address}/{self.random.randrange(10**6):06}.html",
            issued,
            self.random.choice(words.LANGUAGES),
        )

    def _body(self, actors: list[Actor], place: Place, topics: list[Topic]) -> str:
        random = self.random
        target = random.triangular(140, 385, 255)
        paragraphs: list[str] = []
        sentences = [self._sentence(words.OPENINGS, actors, place, topics)]
        length = len(sentences[0].split())
        while length < target:
            sentence = self._sentence(words.SENTENCES, actors, place, topics)
            length += len(sentence.split())
            sentences.append(sentence)
            if len(sentences) >= 4 and random.random() < 0.5:
                paragraphs.append(" ".join(sentences))
                sentences = []
        paragraphs.append(" ".join(sentences))
        speakers = [actor for actor in actors if isinstance(actor, Person)]
        if speakers and random.random() < 0.3:
            quote = random.choice(words.QUOTES)
            paragraphs.insert(1, f"> {quote}\n>\n> — ⟪{random.choice(speakers).id}⟫")
        return "\n\n".join(filter(None, paragraphs)) + "\n"

    def _sentence(
        self, patterns: Sequence[str], actors: list[Actor], place: Place, topics: list[Topic]
    ) -> str:
        random = self.random
        return random.choice(patterns).format(
            a=f"⟦{actors[0].id}⟧",
            b=f"⟦{actors[1].id}⟧",
            c=f"⟦{actors[-1].id}⟧",
            p=f"⟦{place.id}⟧",
            first=actors[0].names,
            second=actors[1].names,
            s=f"⟦{self.states.draw(random).id}⟧",
            t=random.choice(topics).label.lower(),
            n=random.randint(5, 40),
            m=random.randint(2, 4),
        )


class _Namer:
    """Makes names that are all different."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.taken: set[str] = set()

    def full(self) -> Names:
        """Return a given name and a surname."""
        return self._new(self._full)

    def word(self, ending: tuple[str, str, str]) -> Names:
        """Return a name of one word."""
        return self._new(lambda: self._word(ending))

    def _new(self, invented: Callable[[], Names]) -> Names:
        while (names := invented()).en in self.taken:
            pass
        self.taken.add(names.en)
        return names

    def _full(self) -> Names:
        given, surname = self._word(), self._word()
        return Names(
            f"{given.en} {surname.en}", f"{given.zh}·{surname.zh}", f"{given.ru} {surname.ru}"
        )

    def _word(self, ending: tuple[str, str, str] = ("", "", "")) -> Names:
        syllables = self.random.choices(words.SYLLABLES, k=2)
        en, zh, ru = ("".join(parts) for parts in zip(*syllables, ending, strict=True))
        return Names(en.capitalize(), zh, ru.capitalize())


def _id(text: str) -> str:
    return text.lower().replace(" ", "-")


def _place(random: Random, names: Names, country: State) -> Place:
    latitude, longitude = random.uniform(-60, 70), random.uniform(-180, 180)
    return Place(_id(names.en), names, country, round(latitude, 2), round(longitude, 2))


class _Offices:
    """Gives offices so that none is ever held by two."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.terms: dict[tuple[State, str], list[tuple[date, date]]] = {}

    def person(self, names: Names, of: State) -> Person:
        """Make a person, who gets the highest office that is free for the whole term."""
        random = self.random
        year = random.randint(FIRST_YEAR - 3, LAST_YEAR - 2)
        begin = date(year, random.randint(1, 12), random.randint(1, 28))
        end = begin + timedelta(random.randint(3 * 365, 11 * 365))
        office = next(office for office in words.OFFICES if self._free(of, office, begin, end))
        self.terms.setdefault((of, office), []).append((begin, end))
        until = end if end.year <= LAST_YEAR else None
        return Person(_id(names.en), names, office, of, begin, until)

    def _free(self, of: State, office: str, begin: date, end: date) -> bool:
        terms = self.terms.get((of, office), ())
        return all(until < begin or end < since for since, until in terms)


def _when(random: Random, day: date) -> DisplayDate:
    """Tell of a day as sources do: most know it, some the month, the year or a span of days."""
    known = random.random()
    month = f"{month_name[day.month]} {day.year}"
    if known < 0.02:
        return DisplayDate(f"{day.year}", f"{day.year}", day.replace(month=1, day=1))
    if known < 0.08:
        return DisplayDate(f"{day:%Y-%m}", month, day.replace(day=1))
    last = day + timedelta(2)
    if known < 0.12 and last.month == day.month:
        return DisplayDate(f"{day}/{last}", f"{day.day}\N{EN DASH}{last.day} {month}", day)
    return DisplayDate(f"{day}", f"{day.day} {month}", day)


def main() -> None:
    """Write an archive in one form."""
    parser = argparse.ArgumentParser(description="Write an invented archive of events.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--form", choices=FORMS, default="chronology")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    FORMS[chosen.form](invent(chosen.events, chosen.seed), chosen.out)


if __name__ == "__main__":
    main()
