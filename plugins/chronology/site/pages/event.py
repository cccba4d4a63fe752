"""The page of an event, and of its translations."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, groupby
from typing import Any, NamedTuple

from markupsafe import Markup

from chronology import urls
from chronology.hashing import digest
from chronology.index.chronology import ResolvedParticipant
from chronology.model.edtf import Precision
from chronology.model.records import Event, Source
from chronology.site.artifacts import Context, Page
from chronology.site.charts import world
from chronology.site.charts.world import Spot
from chronology.site.context import EventRow, Link, Site
from chronology.site.exports import citations
from chronology.site.i18n import dates

#: What another event is to this one, read from this one.
RELATIONS = {
    "follows": "Earlier",
    "precedes": "Later",
    "part-of": "Part of",
    "has-part": "Part of this event",
    "implements": "Implements",
    "implemented-by": "Implemented by",
    "responds-to": "Responds to",
    "answered-by": "Answered by",
    "supersedes": "Supersedes",
    "superseded-by": "Held as",
    "contradicts": "Contradicted by",
}


#: The kinds of sources in words.
SOURCE_KINDS = {
    "text": "Signed or adopted text",
    "official": "Official account",
    "archive": "Archival document",
    "dataset": "Dataset",
    "agency": "News agency",
    "newspaper": "Newspaper",
    "scholarship": "Scholarship",
    "reference": "Reference work",
}
#: The roles of a vote, in the order of the tally.
VOTES = {"voted-for": "For", "voted-against": "Against", "abstained": "Abstained"}
#: Of more participants than these the events before and after are not listed.
_MOST_NEIGHBOURS = 6
#: With more states than this, the pairs among them are not worth naming on the page.
_FEW_STATES = 3


class Participant(NamedTuple):
    """A participant as the page prints it."""

    actor: Link
    role: str
    capacity: str | None
    represents: tuple[Link, ...]


class Related(NamedTuple):
    """Other events and what they are to this one."""

    relation: str
    lines: list[EventRow]


class Neighbours(NamedTuple):
    """The events of one actor before and after this one."""

    actor: Link
    earlier: EventRow | None
    later: EventRow | None


class Cited(NamedTuple):
    """A source with its kind and dates in words."""

    source: Source
    issued: str
    accessed: str
    archived: str
    kind: str = ""


class Chapter(NamedTuple):
    """An event's place in a storyline: its number of how many, and those beside it."""

    storyline: Link
    number: int
    total: int
    previous: Link | None
    next: Link | None


class Tally(NamedTuple):
    """How many voted in one way, who they were, and their share of all votes in per cent."""

    role: str
    label: str
    voters: tuple[Link, ...]
    share: int


def pages(site: Site) -> Iterator[Page]:
    """Every event, and every translation of one."""
    for position in range(len(site.chronology.events)):
        yield from of(site, position)


def of(site: Site, position: int) -> Iterator[Page]:
    """An event, and its translations."""
    chronology = site.chronology
    event, shown = chronology.events[position], (position,)
    entry = (position, tuple(site.cached(_stories).get(position, ())))
    path, address = chronology.entries[position].path, urls.event(event.id)
    yield Page(address, "event.html", view, entry, _inputs, path, shown=shown)
    for lang, other in chronology.archive.translations.get(event.id, {}).items():
        address, subject = urls.event(event.id, lang), (*entry, lang)
        yield Page(
            address, "event.html", translation_view, subject, _inputs, other.path, lang, shown
        )


def _stories(site: Site) -> dict[int, list[str]]:
    """The story lines of each event that has any."""
    found: dict[int, list[str]] = {}
    for storyline, positions in site.chronology.by_storyline.items():
        for position in positions:
            found.setdefault(position, []).append(storyline)
    return found


def _inputs(site: Site, subject: tuple[Any, ...]) -> bytes:
    """Every record, line and text that the page of an event, or of its translation, shows."""
    position, stories = subject[:2]
    chronology = site.chronology
    keys, event = chronology.archive.registries.keys, chronology.events[position]
    lines, by_actor = site.line_key, chronology.by_actor
    parts = [site.entry_key(position), site.part_key[position], lines[position]]
    parts += [keys["actors", actor] for actor in event.mentions]
    for story in stories:
        chapter = _chapter(site, position, story)
        parts += (repr(chapter).encode(), keys["storylines", story])
    for other in (position - 1, position + 1):
        parts.append(lines[other] if 0 <= other < len(chronology.events) else b"-")
    for lang, entry in chronology.archive.translations.get(event.id, {}).items():
        parts += (lang.encode(), entry.key)
    for part in event.actors:
        for other in chronology.neighbours(position, by_actor[part.actor]):
            parts.append(b"-" if other is None else lines[other])
    for tie in chronology.related.get(position, ()):
        parts += (tie.relation.encode(), lines[tie.position])
    return digest(*parts)


def view(site: Site, subject: tuple[int, tuple[str, ...]]) -> Context:
    """Everything the record says of an event."""
    position, stories = subject
    chronology = site.chronology
    event = chronology.events[position]
    resolved_participants = chronology.resolved_participants(event)
    address, line = urls.event(event.id), site.line(position)
    return {
        "title": event.title,
        "event": event,
        "url": line.url,
        "summary": event.summary,
        "when": line.when,
        "reported": event.reported and site.when(event.reported),
        "added": site.when(event.added),
        "status": "" if event.event_status == "occurred" else site.t(event.event_status),
        "type": line.type,
        "places": [site.place(place) for place in event.place],
        "participants": [_participant(site, seat) for seat in resolved_participants],
        "mentions": [site.actor(actor) for actor in event.mentions],
        "topics": [site.topic(topic) for topic in event.topics],
        "chapters": [_chapter(site, position, story) for story in stories],
        "pairs": _pairs(site, position),
        "body": Markup(chronology.body(position)),
        "sources": [_cited(site, source) for source in event.sources],
        "related": _related(site, position),
        "tally": _tally(site, event),
        "family": line.family,
        "images": event.images,
        "official_names": sorted(event.official_names.items()),
        **_beside(site, position),
        "locator": None if event.images else _locator(site, event),
        "timeline": site.href(_around(event)),
        "corrections": [(site.when(one.date), one) for one in event.corrections],
        "neighbours": _neighbours(site, position, resolved_participants),
        "period": _period(site, event),
        "languages": _languages(site, event),
        "lang": event.lang or site.language,
        "original": None,
        "citations": citations.event(site, event, event.title, address, line.when.words),
    }


def translation_view(site: Site, subject: tuple[int, tuple[str, ...], str]) -> Context:
    """The event in another language: title and summary, its body where it has one."""
    position, stories, lang = subject
    context = view(site, (position, stories))
    event: Event = context["event"]
    entry = site.chronology.archive.translations[event.id][lang]
    own = site.chronology.archive.body(entry)
    address = urls.event(event.id, lang)
    when = site.when(event.date, lang)
    return {
        **context,
        "title": entry.record.title,
        "summary": entry.record.summary,
        "when": when,
        "body": Markup(own),
        "lang": lang,
        "original": Link(event.title, context["url"]),
        "url": site.href(address),
        "citations": citations.event(site, event, entry.record.title, address, when.words),
    }


def _participant(site: Site, seat: ResolvedParticipant) -> Participant:
    return Participant(
        site.actor(seat.part.actor),
        "" if seat.part.role == "participant" else site.t(seat.part.role.replace("-", " ")),
        seat.capacity,
        tuple(_with_article(site, one) for one in seat.represents),
    )


def _with_article(site: Site, actor_id: str) -> Link:
    link = site.actor(actor_id)
    return link._replace(text=site.with_article(link.text))


def _pairs(site: Site, position: int) -> list[Link]:
    states = site.chronology.states[position]
    return [site.pair(*pair) for pair in combinations(states, 2) if len(states) <= _FEW_STATES]


def _cited(site: Site, source: Source) -> Cited:
    issued, accessed, archived = map(
        site.words, (source.issued, source.accessed, source.archive_date)
    )
    kind = site.t(SOURCE_KINDS[source.kind]) if source.kind else ""
    return Cited(source, issued, accessed, archived, kind)


def _chapter(site: Site, position: int, storyline_id: str) -> Chapter:
    positions = site.chronology.by_storyline[storyline_id]
    at = positions.index(position)
    before = _titled(site, site.line(positions[at - 1])) if at else None
    after = _titled(site, site.line(positions[at + 1])) if at + 1 < len(positions) else None
    return Chapter(site.storyline(storyline_id), at + 1, len(positions), before, after)


def _related(site: Site, position: int) -> list[Related]:
    ties = site.chronology.related.get(position, ())
    return [
        Related(site.t(RELATIONS[relation]), site.lines(tie.position for tie in some))
        for relation, some in groupby(ties, key=lambda tie: tie.relation)
    ]


def _tally(site: Site, event: Event) -> list[Tally]:
    """Return the votes by role; empty where nobody voted."""
    votes = {
        role: tuple(site.actor(part.actor) for part in event.actors if part.role == role)
        for role in VOTES
    }
    total = sum(map(len, votes.values()))
    return [
        Tally(role, site.t(VOTES[role]), some, round(100 * len(some) / total))
        for role, some in votes.items()
        if some
    ]


def _locator(site: Site, event: Event) -> tuple[str, Spot] | None:
    """The map around the first place of an event."""
    place = site.chronology.places[event.place[0]] if event.place else None
    if place is None or place.lat is None or place.lon is None:
        return None
    spot = world.spot(place.lat, place.lon, *site.place(place.id), 1, 9)
    return world.window(place.lat, place.lon), spot


def _beside(site: Site, position: int) -> Context:
    """The events before and after this one in the record, with their dates in words."""
    found: Context = {}
    for name, at in (("previous", position - 1), ("next", position + 1)):
        line = site.line(at) if 0 <= at < len(site.chronology.events) else None
        found[name] = line and _titled(site, line)
        found[f"{name}_date"] = line.when.words if line else ""
    return found


def _titled(site: Site, line: EventRow) -> Link:
    """A link to an event, with its status unless it occurred."""
    occurred = line.status == "occurred"
    title = line.title if occurred else f"{line.title} ({site.t(line.status)})"
    return Link(title, line.url)


def _around(event: Event) -> str:
    """The address of the timeline of the year before and after an event."""
    year = event.date.sort_key[0][0]
    if year < 2:
        return urls.timeline()
    return urls.timeline("", ("from", f"{year - 1:04}"), ("to", f"{year + 1:04}"))


def _neighbours(
    site: Site, position: int, resolved_participants: list[ResolvedParticipant]
) -> list[Neighbours]:
    found = []
    actors = dict.fromkeys([seat.part.actor for seat in resolved_participants])
    if len(actors) > _MOST_NEIGHBOURS:
        return []  # of a vote or a large summit: the strip of the record says enough
    for actor in actors:
        beside = site.chronology.neighbours(position, site.chronology.by_actor[actor])
        before, after = [None if at is None else site.line(at) for at in beside]
        if before or after:
            found.append(Neighbours(site.actor(actor), before, after))
    return found


def _period(site: Site, event: Event) -> tuple[Link, ...]:
    """The way up: the year and, where it is known, the month."""
    (year, month, _), precision = event.date.sort_key
    above = Link(site.year(year), site.href(urls.year(year)))
    if precision > Precision.MONTH:
        return (above,)
    name = dates.month_name(month, site.language)
    return above, Link(name, site.href(urls.month(year, month)))


def _languages(site: Site, event: Event) -> list[tuple[str, Link]]:
    translations = site.chronology.archive.translations.get(event.id, {})
    return [
        (lang, Link(entry.record.title, site.href(urls.event(event.id, lang))))
        for lang, entry in sorted(translations.items())
    ]
