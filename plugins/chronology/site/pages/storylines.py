"""Storylines: the cards that lead to them, and their pages, which read as stories."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup

from chronology import urls
from chronology.hashing import digest
from chronology.site.artifacts import Context, GeneratedFile, Page
from chronology.site.charts.history import History
from chronology.site.context import EventRow, Link, Site
from chronology.site.pages import event_list
from chronology.site.pages.actor import span

_ID = re.compile(r' id="[^"]*"')


class Story(NamedTuple):
    """A storyline as a card."""

    link: Link
    summary: str
    span: str
    number: int
    history: History | None


def pages(site: Site) -> Iterator[Page | GeneratedFile]:
    """Every storyline, whole on one page."""
    chronology = site.chronology
    for one, story in chronology.storylines.items():
        address, source = urls.storyline(one), chronology.registries.origins["storylines", one]
        positions = chronology.by_storyline[one]
        yield Page(address, "storyline.html", view, one, inputs, source, shown=positions)
        yield from event_list.files(site, story.title, address, positions, source)


def inputs(site: Site, story_id: str) -> bytes:
    chronology = site.chronology
    story = chronology.storylines[story_id]
    return digest(
        site.record_key("storylines", story_id),
        chronology.archive.stories[story_id].encode(),
        site.actor_keys(story.actors),
        *(site.record_key("topics", one) for one in story.topics),
        *map(site.entry_key, chronology.by_storyline[story_id]),
        site.line_keys(chronology.by_storyline[story_id]),
    )


def cards(site: Site) -> list[Story]:
    """Return all storylines with their first and last year and number of events."""
    chronology = site.chronology
    found = []
    for one, story in chronology.storylines.items():
        positions = chronology.by_storyline[one]
        years = sorted({chronology.sorted_year[at] for at in positions})
        span = "–".join(dict.fromkeys(map(site.year, (years[0], years[-1])))) if years else ""
        drawn = event_list.history(site, positions)
        link = site.storyline(one)
        found.append(Story(link, story.summary or "", span, len(positions), drawn))
    return found


def _without_ids(html: str) -> Markup:
    """Return a body for a page with other bodies, where ids would clash."""
    return Markup(_ID.sub("", html))


class Chapter(NamedTuple):
    """An event of a storyline as a card: its row, and its text."""

    id: str
    line: EventRow
    body: Markup


def view(site: Site, storyline_id: str) -> Context:
    """A storyline: its introduction, then its events in order, with their texts."""
    story = site.chronology.storylines[storyline_id]
    chronology = site.chronology
    positions = site.chronology.by_storyline[storyline_id]
    return {
        "title": story.title,
        "url": site.storyline(storyline_id).url,
        "storyline": story,
        "body": Markup(site.chronology.archive.stories[storyline_id]),
        "actors": [site.actor(one) for one in story.actors],
        "topics": [site.topic(one) for one in story.topics],
        "chapters": [
            Chapter(chronology.ids[at], site.line(at), _without_ids(chronology.body(at)))
            for at in positions
        ],
        "years": event_list.by_year(site, positions),
        "timeline": site.href(urls.timeline(urls.storyline(storyline_id))),
        "exported": event_list.is_exported(positions),
        "total": len(positions),
        "history": event_list.history(site, positions),
        "span": span(site, story.from_, story.until),
    }
