"""The page of a relation: two states and what they did with each other."""

from __future__ import annotations

from collections.abc import Iterator

from chronology import addresses
from chronology.cache import digest
from chronology.chronology import Pair
from chronology.dates import Date
from chronology.exports import citations
from chronology.model import State
from chronology.site import Link, Site
from chronology.views import collection
from chronology.views.actor import span
from chronology.views.page import Context, Made, Page


def pages(site: Site) -> Iterator[Page | Made]:
    """Every pair of states that took part in one event of at most six states."""
    chronology = site.chronology
    for pair, positions in sorted(chronology.by_pair.items()):
        title = " and ".join(chronology.actors[one].name for one in pair)
        yield from collection.pages(
            site,
            addresses.relation(*pair),
            "relation.html",
            view,
            pair,
            title=title,
            positions=positions,
            inputs=digest(site.actor_keys(pair), site.part_keys(positions)),
            source=" and ".join(chronology.registries.origins["actors", one] for one in pair),
        )


def view(site: Site, pair: Pair) -> Context:
    """Both states, how it began, first and latest meeting, counts, all events."""
    chronology = site.chronology
    positions = chronology.by_pair[pair]
    meetings = chronology.meetings(positions)
    established = chronology.established(pair)
    address = addresses.relation(*pair)
    title = " and ".join(chronology.actors[one].name for one in pair)
    return {
        "title": title,
        "url": site.href(address),
        "sides": [_side(site, one) for one in pair],
        "established": None if established is None else site.line(established),
        "first": site.line(meetings[0]) if meetings else None,
        "latest_meeting": site.line(meetings[-1]) if meetings else None,
        "meetings": len(meetings),
        "topics": collection.topics(site, positions),
        "collection": collection.of(site, address, positions),
        "citations": citations.page(site, "-".join(pair), title, address, site.latest(positions)),
    }


def _side(site: Site, state_id: str) -> tuple[Link, str]:
    state = site.chronology.actors[state_id]
    lived: tuple[Date | None, Date | None] = (None, None)
    if isinstance(state, State):
        lived = state.from_, state.until
    return site.actor(state_id), span(site, *lived)
