"""Linked data (JSON-LD 1.1): the data block of a page, and `chronology.jsonld`.

Nothing is loaded from another host: the context is in the document, with the terms it uses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from markupsafe import Markup

from chronology import urls
from chronology.site.artifacts import Context, Page
from chronology.site.context import Link, Site
from chronology.site.exports import jsonld_records as records
from chronology.site.exports.columns import iso
from chronology.site.exports.jsonld_records import Thing, encode, named, thing, url

_PREFIXES: Final = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
}
#: Terms whose values are addresses.
_ADDRESSES: Final = ("url", "sameAs", "additionalType", "eventStatus", "item", "contentUrl")
CONTEXT: Final = {
    "@vocab": "https://schema.org/",
    **_PREFIXES,
    **{term: {"@type": "@id"} for term in _ADDRESSES},
}
#: What would end the data block, or begin a comment in it.
_UNSAFE: Final = [(one.encode(), f"\\u{ord(one):04x}".encode()) for one in "<>&"]
#: The files of the dataset that contain the whole record, and their media types.
_WHOLE: Final = {
    "datapackage.json": "application/json",
    "chronology.sqlite": "application/vnd.sqlite3",
    "chronology.jsonld": "application/ld+json",
    "events.geojson": "application/geo+json",
    "timelinejs.json": "application/json",
}


def data_block(site: Site, page: Page, context: Context) -> Markup | None:
    """Return the data block of a page: what it is about, and the way to it.

    It is safe in a `<script type="application/ld+json">`, whatever a title holds (fault 37).
    """
    if not context.get("url"):
        return None
    about = _ABOUT.get(page.template)
    things = [about(site, page.subject)] if about else []
    things.append(breadcrumbs(site, _trail(site, page.address, context)))
    graph = encode(things)
    text = b'{"@context":' + encode(_context(graph)) + b',"@graph":' + graph + b"}"
    for unsafe, written in _UNSAFE:
        text = text.replace(unsafe, written)
    return Markup(text.decode())


def _context(graph: bytes) -> Thing:
    """Return the context of a graph: the prefixes and terms that it uses."""
    return {
        key: value
        for key, value in CONTEXT.items()
        if key == "@vocab" or (f'"{key}:' if key in _PREFIXES else f'"{key}":').encode() in graph
    }


def _trail(site: Site, address: str, context: Context) -> Iterator[Link]:
    """Return the pages above this one, and the page itself; nothing for the front page."""
    first = address.split("/")[1]
    if first in urls.INDEXES and address != urls.index(first):
        yield Link(site.t(urls.INDEXES[first]), site.href(urls.index(first)))
    above = context.get("period") or (context.get("collection"), context.get("year"))
    yield from (one for one in above if isinstance(one, Link))
    if first:
        yield Link(context["title"], context["url"])


def whole(site: Site, _: None) -> bytes:
    """Return `chronology.jsonld`: the site, all events, all records of registries, one a line."""
    head = b'{"@context":' + encode(CONTEXT) + b',"@graph":[\n'
    events = (records.event(site, at, by_id=True) for at in range(len(site.chronology.events)))
    things = (website(site), *events, *_registered(site))
    return head + b",\n".join(map(encode, things)) + b"\n]}\n"


def _registered(site: Site) -> Iterator[Thing]:
    chronology = site.chronology
    yield from (records.actor(site, one) for one in chronology.actors)
    yield from (records.place(site, one) for one in chronology.places)
    yield from (records.term_set(site, kind) for kind in ("topics", "types"))
    yield from (records.topic(site, one) for one in chronology.topics)
    yield from (records.event_type(site, one) for one in chronology.types)
    yield from (records.storyline(site, one) for one in chronology.storylines)


def website(site: Site) -> Thing:
    """Return the site, and how it is searched."""
    template = url(site, "/search/") + "?q={search_term_string}"
    search = {
        "target": thing("EntryPoint", urlTemplate=template),
        "query-input": "required name=search_term_string",
    }
    return named(
        *("WebSite", url(site, urls.HOME), site.settings.name),
        url=url(site, urls.HOME),
        description=site.settings.description,
        inLanguage=site.settings.language,
        potentialAction=thing("SearchAction", **search),
    )


def dataset(site: Site) -> Thing:
    """Return the dataset, and the files that contain the whole record."""
    name, licence = site.settings.licence_parts
    latest = site.latest(range(len(site.chronology.events)))
    address = url(site, urls.index("data"))
    return named(
        *("Dataset", address, site.settings.name),
        url=address,
        description=site.settings.description,
        isAccessibleForFree=True,
        license=licence or name,
        dateModified=iso(latest),
        distribution=[
            thing("DataDownload", name=file, encodingFormat=kind, contentUrl=address + file)
            for file, kind in _WHOLE.items()
        ],
    )


def breadcrumbs(site: Site, trail: Iterable[Link]) -> Thing:
    """Return the way from the front page to this one, which needs no address."""
    steps = [Link(site.settings.name, site.href(urls.HOME)), *trail]
    root, base = site.settings.url, len(site.base)
    items: list[Thing] = [
        {"@type": "ListItem", "position": at, "name": step.text, "item": root + step.url[base:]}
        for at, step in enumerate(steps, 1)
    ]
    del items[-1]["item"]
    return {"@type": "BreadcrumbList", "itemListElement": items}


#: What the pages of a template are about.
_ABOUT: Final[Mapping[str, Callable[[Site, Any], Thing]]] = {
    "home.html": lambda site, _: website(site),
    "event.html": lambda site, subject: records.event(site, subject[0]),
    "actor.html": records.actor,
    "topic.html": records.topic,
    "place.html": records.place,
    "type.html": records.event_type,
    "storyline.html": records.storyline,
    "topics.html": records.term_set,
    "types.html": records.term_set,
    "data.html": lambda site, _: dataset(site),
}
