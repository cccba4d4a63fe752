"""Lists of events: whole on one page while short, divided by year when long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

from chronology import urls
from chronology.hashing import digest
from chronology.model import event_families
from chronology.site.artifacts import Context, GeneratedFile, Page
from chronology.site.charts.history import Flags, History, Kinds, draw
from chronology.site.context import LONGEST_LIST, EventRow, Link, Site
from chronology.site.exports import event_tables, feeds, icalendar

T = TypeVar("T")

#: Number of latest events on the first page of a split collection.
_LATEST = 20
_TOPICS = 12
#: A smaller collection has neither a table nor a calendar of its own.
_FEWEST_EXPORTED = 5
#: Fewer events a year than this are sparse; a sparse collection is whole up to this length.
_SPARSE = 8
_LONGEST_SPARSE = 500
#: Fewer events are seen at once in the list.
_FEWEST = 4


class Count(NamedTuple):
    """A number of events, and where they are."""

    label: str
    number: int
    url: str | None
    heading: str = ""


class Group(NamedTuple):
    """The events of one year in a list."""

    year: int
    label: str
    lines: list[EventRow]


class Collection(NamedTuple):
    """A list of events, or, where it is divided, the way to its years and the latest."""

    total: int
    divided: bool
    years: list[Count]
    types: list[Count]
    groups: list[Group]
    latest: list[EventRow]
    history: History | None
    timeline: str
    exported: bool = False


class Part(NamedTuple):
    """One year of a divided collection, and the years of it beside this one."""

    title: str
    address: str
    year: int
    positions: list[int]
    before: int | None
    after: int | None


def by_year(site: Site, positions: Sequence[int]) -> dict[int, list[int]]:
    """The positions under the year each is sorted by, in their order."""
    year_of = site.chronology.sorted_year.__getitem__
    return {year: list(some) for year, some in groupby(positions, key=year_of)}


def of(site: Site, address: str, positions: list[int], drawn: History | None = None) -> Collection:
    """The collection at an address as its page shows it, with a drawing of more than its events."""
    divided, years = is_divided(site, positions), by_year(site, positions)

    def count(year: int, some: list[int]) -> Count:
        url = site.href(urls.part(address, year)) if divided else f"#y{year}"
        return Count(site.year(year), len(some), url, f"y{year}")

    return Collection(
        total=len(positions),
        divided=divided,
        years=[count(*one) for one in years.items()],
        types=filtered(site, address, "type", positions),
        groups=[] if divided else groups(site, years),
        latest=site.lines(reversed(positions[-_LATEST:])) if divided else [],
        history=drawn or history(site, positions),
        timeline=site.href(urls.timeline(address)),
        exported=is_exported(positions),
    )


def groups(site: Site, years: Mapping[int, list[int]]) -> list[Group]:
    """The events by year, as they are listed."""
    return [Group(year, site.year(year), site.lines(some)) for year, some in years.items()]


def topics(site: Site, address: str, positions: Sequence[int]) -> list[Count]:
    """Return the topics that the events are most about; wider topics include narrower ones."""
    return filtered(site, address, "topic", positions)[:_TOPICS]


def filtered(site: Site, address: str, kind: str, positions: Sequence[int]) -> list[Count]:
    """Count the types or topics of a collection's events, most first.

    Each number leads to the timeline, filtered to the events it counts.
    """
    if kind == "type":
        events, link = site.chronology.events, site.type
        found = Counter(events[at].type for at in positions)
    else:
        by_event, link = site.cached(_topics_of_events), site.topic
        found = Counter(one for at in positions for one in by_event[at])
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [
        Count(link(one).text, number, site.href(urls.timeline(address, (kind, one))))
        for one, number in ranked
    ]


def _topics_of_events(site: Site) -> list[list[str]]:
    """The topics of each event, the wider ones as well."""
    return of_events(site, site.chronology.by_topic)


def of_events(site: Site, index: Mapping[str, Sequence[int]]) -> list[list[str]]:
    """Return an index the other way round: the ids of each event."""
    found: list[list[str]] = [[] for _ in site.chronology.events]
    for one, positions in index.items():
        for at in positions:
            found[at].append(one)
    return found


def history(
    site: Site,
    positions: Sequence[int],
    above: Kinds = (),
    below: Kinds = (),
    phases: Kinds = (),
    flags: Flags = (),
) -> History | None:
    """The events drawn in time, with terms beside them; None where there is nothing to see."""
    above = [(heading, terms) for heading, terms in above if terms]
    years = [site.chronology.sorted_year[at] for at in positions]
    if not years or (not above and (len(years) < _FEWEST or years[0] == years[-1])):
        return None
    family, events = site.cached(_families), site.chronology.events
    kinds = [family[events[at].type] for at in positions]
    return draw(years, kinds, above, below, phases, flags, site.year)


def _families(site: Site) -> dict[str, str]:
    """The family of each type of event."""
    return {kind.id: event_families.family(kind) for kind in site.chronology.types.values()}


def pages(
    site: Site, title: str, positions: list[int], page: Page
) -> Iterator[Page | GeneratedFile]:
    """The page of a collection, one for each year where it is divided, and what is beside it.

    The page's own inputs are all but its events.
    """
    address, source = page.address, page.source

    def everything(site: Site, subject: Any) -> bytes:
        latest = repr(site.latest(positions)).encode()
        return digest(page.key(site), site.line_keys(positions), latest)

    yield page._replace(inputs=everything, shown=positions)
    yield from files(site, title, address, positions, source)
    if not is_divided(site, positions):
        return
    years = by_year(site, positions)
    order = list(years)
    for at, (year, some) in enumerate(years.items()):
        part = Part(title, address, year, some, *beside(order, at))
        own = urls.part(address, year)
        yield Page(own, "part.html", part_view, part, _part_inputs, source, shown=some)


def _part_inputs(site: Site, part: Part) -> bytes:
    return digest(part.title.encode(), site.line_keys(part.positions), repr(part[4:]).encode())


def files(
    site: Site, title: str, address: str, positions: list[int], source: str
) -> Iterator[Page | GeneratedFile]:
    """Return the files beside the page of a collection: its feed, and what it can be taken as."""
    yield feeds.atom(title, address, positions, source)
    if is_exported(positions):
        yield icalendar.file(site, title, address, positions, source)
        yield event_tables.file(address, positions, source)


def is_exported(positions: Sequence[int]) -> bool:
    """Return whether a collection has a table and a calendar beside its page."""
    return len(positions) >= _FEWEST_EXPORTED


def is_divided(site: Site, positions: Sequence[int]) -> bool:
    """Return whether a collection is split by year.

    Its years would be pages of a handful of events each where it is spread thinly: then it stays
    on one page for longer.
    """
    if len(positions) <= LONGEST_LIST:
        return False
    years = len({site.chronology.sorted_year[at] for at in positions})
    return len(positions) > _LONGEST_SPARSE or len(positions) >= _SPARSE * years


def part_view(site: Site, part: Part) -> Context:
    """One year of a collection."""
    return {
        "title": f"{part.title}, {site.year(part.year)}",
        "url": site.href(urls.part(part.address, part.year)),
        "collection": Link(part.title, site.href(part.address)),
        "year": site.year(part.year),
        "lines": site.lines(part.positions),
        "before": _part_link(site, part.address, part.before),
        "after": _part_link(site, part.address, part.after),
    }


def _part_link(site: Site, address: str, year: int | None) -> Link | None:
    if year is None:
        return None
    return Link(site.year(year), site.href(urls.part(address, year)))


def beside(order: Sequence[T], at: int) -> tuple[T | None, T | None]:
    """Return what is before and after a place in an order."""
    return order[at - 1] if at else None, order[at + 1] if at + 1 < len(order) else None
