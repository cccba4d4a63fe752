"""The page of an actor: who it is, then the record."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from markupsafe import Markup

from chronology import urls
from chronology.hashing import digest
from chronology.index import leaders
from chronology.index.chronology import AttributedQuotation
from chronology.model.edtf import Date
from chronology.model.introspect import references
from chronology.model.records import Actor, Membership, Office, Organization, Person, State
from chronology.site.artifacts import Context, GeneratedFile, Page
from chronology.site.charts.history import History, terms
from chronology.site.charts.history import Term as Drawn
from chronology.site.context import DisplayDate, Link, Site
from chronology.site.exports import citations
from chronology.site.pages import event_list
from chronology.site.pages.event_list import Count

_MOST_COUNTERPARTS = 24
_FEWEST_MEMBERS = 2
KINDS = {"state": "States", "person": "People", "organization": "Organizations"}


#: A URL at the beginning of a text, and what follows it.
_URL_FIRST: Final = re.compile(r"(https?://[^\s<>\"]*[^\s<>\",;.])[,;.]?(?:\s+(.*))?", re.DOTALL)


class Term(NamedTuple):
    """An office or membership with its dates in words.

    `url` is the URL that `source` begins with; `source` is then what follows it, or the URL.
    """

    title: str
    of: Link | None
    span: str
    source: str | None = None
    url: str = ""


class Quote(NamedTuple):
    """A quotation and the event it is from."""

    html: Markup
    capacity: str | None
    event: Link
    when: DisplayDate


def pages(site: Site) -> Iterator[Page | GeneratedFile]:
    """Every actor of the registry, with or without events."""
    for actor_id in site.chronology.actors:
        yield from of(site, actor_id)


def of(site: Site, actor_id: str) -> Iterator[Page | GeneratedFile]:
    """An actor, and what is beside its page."""
    chronology = site.chronology
    source = chronology.archive.registries.origins["actors", actor_id]
    page = Page(urls.actor(actor_id), "actor.html", view, actor_id, _inputs, source)
    positions = chronology.by_actor.get(actor_id, [])
    yield from event_list.pages(site, site.name(chronology.actors[actor_id]), positions, page)


def _inputs(site: Site, actor_id: str) -> bytes:
    """Its record and related ones, who else took part in its events, what it said."""
    chronology = site.chronology
    return digest(
        site.record_key("actors", actor_id),
        site.part_keys(chronology.by_actor.get(actor_id, ())),
        site.actor_keys(one for _, one, _ in references(chronology.actors[actor_id])),
        site.actor_keys(one.id for one, _ in chronology.memberships(actor_id)),
        site.line_keys(chronology.by_mention.get(actor_id, ())),
        site.actor_keys(
            person.id
            for some in site.cached(_heads).get(actor_id, {}).values()
            for person, _ in some
        ),
        *(site.entry_key(said.position) for said in chronology.quotations.get(actor_id, ())),
    )


def view(site: Site, actor_id: str) -> Context:
    """Names, life, offices or members, counterparts, topics, quotations, events."""
    chronology = site.chronology
    actor = chronology.actors[actor_id]
    positions = chronology.by_actor.get(actor_id, [])
    mentions = chronology.by_mention.get(actor_id, [])
    career = [office_term(site, office, office.title) for office in _offices(actor)]
    drawn = event_list.history(site, positions, [("Offices", career)])
    address, name = urls.actor(actor_id), site.name(actor)
    return {
        "title": name,
        "actor": actor,
        "url": site.href(address),
        "kind": site.t(KINDS[actor.type]),
        "names": site.other_names(actor),
        "facts": _facts(site, actor),
        "successions": _successions(site, actor),
        "leaders": _leaders(site, actor),
        "offices": [
            _term(site, one.title, one.of, one, one.source)
            for one in sorted(_offices(actor), key=lambda one: one.sort_key)
        ],
        "members": [
            _term(site, one.role or "", one.actor, one)
            for one in sorted(
                _members(actor), key=lambda one: site.actor(one.actor).text.casefold()
            )
        ],
        "memberships": [
            _term(site, one.role or "", body.id, one)
            for body, one in chronology.memberships(actor_id)
        ],
        "counterparts": _counterparts(site, actor, positions),
        "topics": event_list.topics(site, address, positions),
        "life": years_of(site, actor),
        "quotations": [_quote(site, said) for said in chronology.quotations.get(actor_id, ())],
        "collection": event_list.of(site, address, positions, drawn),
        "accessions": _accessions(site, actor, positions),
        "mentions": site.lines(reversed(mentions)),
        "citations": citations.page(
            site, actor_id, site.name(actor), address, site.latest(positions)
        ),
    }


def span(site: Site, start: Date | None, until: Date | None) -> str:
    """From when until when, in words; what is not known is left out."""
    begin = site.words(start)
    if until is not None and until.start.open:
        return site.t("since {date}", date=begin) if begin else site.t("still")
    end = site.words(until)
    if begin and end:
        return f"{begin} – {end}"
    if begin:
        return site.t("from {of}", of=begin, plain=begin)
    return site.t("until {of}", of=end, plain=end) if end else ""


def _offices(actor: Actor) -> tuple[Office, ...]:
    return actor.offices if isinstance(actor, Person) else ()


def _members(actor: Actor) -> tuple[Membership, ...]:
    return actor.members if isinstance(actor, Organization) else ()


def _term(
    site: Site, title: str, of: str | None, it: Office | Membership, source: str | None = None
) -> Term:
    link, words = site.actor(of) if of else None, span(site, it.from_, it.until)
    cited = _URL_FIRST.fullmatch(source or "")
    if not cited:
        return Term(title, link, words, source)
    return Term(title, link, words, cited[2] or cited[1], cited[1])


def office_term(site: Site, office: Office, label: str) -> Drawn:
    """An office as it is drawn, under a label."""
    of = site.actor(office.of).text if office.of else ""
    words = ", ".join(filter(None, (office.title, of, span(site, office.from_, office.until))))
    return Drawn(label, words, office.from_, office.until)


def _accessions(site: Site, actor: Actor, positions: list[int]) -> History | None:
    """The members of an organization, each as long as it was one."""
    if len(_members(actor)) < _FEWEST_MEMBERS:
        return None
    members = []
    for one in _members(actor):
        name, words = site.actor(one.actor).text, span(site, one.from_, one.until)
        members.append(Drawn(name, f"{name}, {words}", one.from_, one.until))
    last = site.chronology.sorted_year[positions[-1]] if positions else 0
    return terms(members, last, site.year)


def _facts(site: Site, actor: Actor) -> list[tuple[str, str]]:
    """What the registry knows beyond names, as term and value."""
    facts: list[tuple[str, str | None]] = []
    match actor:
        case State():
            former = [
                f"{one.name} ({span(site, None, one.until)})" if one.until else one.name
                for one in actor.previous_names
            ]
            facts += [
                ("Official name", actor.official_name),
                ("ISO 3166-1", actor.iso),
                ("Established", site.words(actor.from_)),
                ("Existed until", _ended(site, actor)),
                ("Previous names", "; ".join(former)),
            ]
        case Person():
            facts += [("Born", site.words(actor.born)), ("Died", site.words(actor.died))]
        case Organization():
            facts += [("Acronym", actor.acronym), ("Founded", site.words(actor.from_))]
            facts.append(("Ended", _ended(site, actor)))
    facts.append(("Also known as", "; ".join(actor.aliases)))
    return [(site.t(term), value) for term, value in facts if value]


def _ended(site: Site, actor: State | Organization) -> str:
    """The end in words; nothing where it still exists."""
    return "" if actor.until and actor.until.start.open else site.words(actor.until)


def _counterparts(site: Site, actor: Actor, positions: list[int]) -> list[Count]:
    """Return who took part in the same events, most first.

    A state leads to its relations; anyone else to the timeline of the events of both. States and
    organizations that a person represented are left out.
    """
    if isinstance(actor, State):
        met = site.chronology.counterparts(actor.id)[:_MOST_COUNTERPARTS]
        return [
            Count(site.actor(one).text, number, site.pair(actor.id, one).url) for one, number in met
        ]
    by_event, address = site.cached(actors_of_events), urls.actor(actor.id)
    own = {actor.id, *(office.of for office in _offices(actor))}
    counts = Counter(one for at in positions for one in by_event[at] if one not in own)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MOST_COUNTERPARTS]
    return [
        Count(site.actor(one).text, number, site.href(urls.timeline(address, ("actor", one))))
        for one, number in ranked
    ]


def actors_of_events(site: Site) -> list[list[str]]:
    """The actors of each event, with those that others represented."""
    return event_list.of_events(site, site.chronology.by_actor)


def years_of(site: Site, actor: Actor) -> str:
    """Return the years of a life, or of a state's or organization's existence: `1893–1976`."""
    match actor:
        case Person():
            start, end = actor.born, actor.died
        case State() | Organization():
            start, end = actor.from_, actor.until
            end = None if end and end.start.open else end
        case _:
            return ""
    first, last = (one and one.start.year for one in (start, end))
    if first and last:
        return f"{site.year(first)}–{site.year(last)}"
    if first:
        if isinstance(actor, Person):
            return site.t("Born {year}", year=site.year(first))
        return site.t("Since {year}", year=site.year(first))
    return ""


def _quote(site: Site, said: AttributedQuotation) -> Quote:
    it, event = said.quotation, site.event(said.position)
    link = event._replace(url=f"{event.url}#quote-{it.number}")
    when = site.when(site.chronology.events[said.position].date)
    return Quote(Markup(it.html), it.capacity, link, when)


def _leaders(site: Site, actor: Actor) -> list[tuple[str, list[Term]]]:
    """Return the heads of a state by kind, the latest first."""
    if not isinstance(actor, State):
        return []
    kinds = site.cached(_heads).get(actor.id, {})
    return [
        (kind, [_term(site, office.title, person.id, office) for person, office in reversed(some)])
        for kind, some in kinds.items()
    ]


def _heads(site: Site) -> leaders.Holders:
    return leaders.holders(site.chronology.actors.values())


def _successions(site: Site, actor: Actor) -> list[tuple[str, list[Link]]]:
    """The states before and after a state."""
    if not isinstance(actor, State):
        return []
    return [
        (site.t(label), [site.actor(one) for one in ids])
        for label, ids in (("Predecessor", actor.predecessors), ("Successor", actor.successors))
        if ids
    ]
