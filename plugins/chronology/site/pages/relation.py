"""The page of a relation: two states and what they did with each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import combinations
from typing import NamedTuple

from chronology import urls
from chronology.hashing import digest
from chronology.index import leaders
from chronology.index.chronology import MEETINGS
from chronology.index.event_keys import MOST_IN_PAIRS, Pair
from chronology.model.records import Office, Person, State
from chronology.site.artifacts import Context, GeneratedFile, Page
from chronology.site.charts.history import Term
from chronology.site.context import LazyDict, Link, Site
from chronology.site.exports import citations
from chronology.site.i18n.surnames import surname
from chronology.site.pages import event_list
from chronology.site.pages.actor import office_term, span
from chronology.site.pages.indexes import IndexRow

Phases = dict[Pair, list[str]]


class Head(NamedTuple):
    """Someone at the head of a state: who, with the office and its dates in words."""

    person: Link
    words: str


class Side(NamedTuple):
    """One of the two states, with its heads by kind: in words, and as they are drawn."""

    state: Link
    lived: str
    heads: list[tuple[str, list[Head]]]
    drawn: list[tuple[str, list[Term]]]


def pages(site: Site) -> Iterator[Page | GeneratedFile]:
    """Every pair of states that took part in one event of at most six states."""
    chronology = site.chronology
    for pair, positions in sorted(chronology.by_pair.items()):
        source = " and ".join(chronology.archive.registries.origins["actors", one] for one in pair)
        page = Page(urls.relation(*pair), "relation.html", view, pair, _inputs, source)
        yield from event_list.pages(site, site.pair(*pair).text, positions, page)


def _inputs(site: Site, pair: Pair) -> bytes:
    return digest(
        site.actor_keys(pair),
        site.part_keys(site.chronology.by_pair[pair]),
        site.actor_keys(_persons(site, pair)),
        repr([_beside(site, pair, field) for field in ("predecessors", "successors")]).encode(),
        *(_story_key(site, story) for story in site.cached(_phases).get(pair, ())),
    )


def view(site: Site, pair: Pair) -> Context:
    """Both states and who led them, how it began, first and latest meeting, counts, all events."""
    stories = site.cached(_phases).get(pair, [])
    chronology = site.chronology
    positions = chronology.by_pair[pair]
    meetings = chronology.meetings(positions)
    established = chronology.established(pair)
    address = urls.relation(*pair)
    landmarks = [("established", established)]
    landmarks += [("first", meetings[0])] if meetings else []
    landmarks += [("latest", meetings[-1])] if len(meetings) > 1 else []
    events = chronology.events
    flags = [(name, events[at].date.sort_key[0]) for name, at in landmarks if at is not None]
    sides = [site.cached(_sides)[one] for one in pair]
    phases = [("Storylines", _stories_drawn(site, stories))]
    above, below = sides[0].drawn, sides[1].drawn[::-1]
    drawn = event_list.history(site, positions, above, below, phases, flags)
    title = site.pair(*pair).text
    return {
        "title": title,
        "url": site.href(address),
        "sides": sides,
        "established": None if established is None else site.line(established),
        "first": site.line(meetings[0]) if meetings else None,
        "latest_meeting": site.line(meetings[-1]) if meetings else None,
        "meetings": len(meetings),
        "topics": event_list.topics(site, address, positions),
        "all_meetings": site.href(
            urls.timeline(address, *(("type", kind) for kind in sorted(MEETINGS)))
        ),
        "before": _beside(site, pair, "predecessors"),
        "after": _beside(site, pair, "successors"),
        "storylines": [site.storyline(one) for one in stories],
        "collection": event_list.of(site, address, positions, drawn),
        "citations": citations.page(site, "-".join(pair), title, address, site.latest(positions)),
    }


def _beside(site: Site, pair: Pair, field: str) -> list[IndexRow]:
    """The relations of the states before or after one of the two, with the number of events."""
    found: list[Pair] = []
    for one, other in (pair, pair[::-1]):
        state = site.chronology.actors[one]
        for near in getattr(state, field, ()):
            found.append((min(near, other), max(near, other)))
    by_pair = site.chronology.by_pair
    return [IndexRow(site.pair(*near), len(by_pair[near])) for near in found if near in by_pair]


def _sides(site: Site) -> LazyDict[str, Side]:
    return LazyDict(partial(_side, site))


def _side(site: Site, state_id: str) -> Side:
    state = site.chronology.actors[state_id]
    lived = span(site, state.from_, state.until) if isinstance(state, State) else ""

    def head(person: Person, office: Office) -> Head:
        words = filter(None, (office.title, span(site, office.from_, office.until)))
        return Head(site.actor(person.id), ", ".join(words))

    def term(person: Person, office: Office) -> Term:
        link = site.actor(person.id)
        drawn = office_term(site, office, labels[person.id])
        return drawn._replace(words=f"{link.text}, {drawn.words}", url=link.url)

    led = site.cached(_heads).get(state_id, {}).items()
    labels = _labels(site, {person.id: person for _, some in led for person, _ in some})
    listed = [(kind, [head(*one) for one in some]) for kind, some in led]
    drawn = [(kind, [term(*one) for one in some]) for kind, some in led]
    return Side(site.actor(state_id), lived, listed, drawn)


def _labels(site: Site, people: dict[str, Person]) -> dict[str, str]:
    """Their surnames; the whole name of two who share one."""
    names = {one: site.actor(one).text for one in people}
    short = {one: surname(person, names[one]) for one, person in people.items()}
    shared = Counter(short.values())
    return {one: label if shared[label] == 1 else names[one] for one, label in short.items()}


def _heads(site: Site) -> leaders.Holders:
    return leaders.holders(site.chronology.actors.values())


def _persons(site: Site, pair: Pair) -> list[str]:
    """Everyone who stood at the head of one of them."""
    kinds = [some for state in pair for some in site.cached(_heads).get(state, {}).values()]
    return [person.id for some in kinds for person, _ in some]


def _phases(site: Site) -> Phases:
    """The story lines of each pair: those with half of their events or more between the two."""
    chronology = site.chronology
    found: Phases = {}
    for story, positions in chronology.by_storyline.items():
        states = [chronology.states[at] for at in positions]
        pairs = [
            pair for some in states if len(some) <= MOST_IN_PAIRS for pair in combinations(some, 2)
        ]
        for pair, number in Counter(pairs).items():
            if 2 * number >= len(positions) and number > 1:
                found.setdefault(pair, []).append(story)
    return found


def _stories_drawn(site: Site, stories: list[str]) -> list[Term]:
    events = site.chronology.events
    drawn = []
    for story in stories:
        link, positions = site.storyline(story), site.chronology.by_storyline[story]
        first, last = events[positions[0]].date, events[positions[-1]].date
        drawn.append(Term(link.text, link.text, first, last, link.url))
    return drawn


def _story_key(site: Site, story: str) -> bytes:
    first, *_, last = site.chronology.by_storyline[story]
    return digest(site.record_key("storylines", story), site.line_keys((first, last)))
