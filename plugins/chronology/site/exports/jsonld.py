"""Linked data (JSON-LD 1.1): schema.org's words, SKOS's for topics, one function a kind.

What a page says in its data block and what `chronology.jsonld` says are the same. A date is given
at the precision known, as schema.org takes it, and as EDTF beside it. Nothing is loaded from
another host: the context stands in the document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec
from markupsafe import Markup
from msgspec import Raw

from chronology import urls
from chronology.model.edtf import Date, Kind, Moment, Precision
from chronology.model.records import (
    Actor,
    EventType,
    Membership,
    Office,
    Organization,
    Person,
    Source,
    State,
    Topic,
)
from chronology.site.artifacts import Context, Page
from chronology.site.context import LazyDict, Link, Site
from chronology.site.exports.columns import iso
from chronology.site.exports.listing import Frame

Thing = dict[str, Any]

CONTEXT: Final = {
    "@vocab": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    **{key: {"@type": "@id"} for key in ("url", "sameAs", "additionalType", "eventStatus", "item")},
}
_STATUS: Final = {
    "occurred": "https://schema.org/EventScheduled",
    "planned": "https://schema.org/EventScheduled",
    "postponed": "https://schema.org/EventPostponed",
    "cancelled": "https://schema.org/EventCancelled",
}
_KINDS: Final = {"state": "Country", "person": "Person", "organization": "Organization"}
_WIKIDATA: Final = "http://www.wikidata.org/entity/"
#: What would end the data block, or begin a comment in it.
_UNSAFE: Final = [(one.encode(), f"\\u{ord(one):04x}".encode()) for one in "<>&"]
#: The files of the release that are the record by themselves, and their media types.
_WHOLE: Final = {
    "datapackage.json": "application/json",
    "chronology.sqlite": "application/vnd.sqlite3",
    "chronology.jsonld": "application/ld+json",
    "events.geojson": "application/geo+json",
    "timelinejs.json": "application/json",
}
#: Letters of an ISO 8601 day that are beyond a precision.
_BEYOND: Final = {Precision.YEAR: 6, Precision.MONTH: 3, Precision.DAY: 0}
encode: Final = msgspec.json.Encoder().encode


def of_page(site: Site, page: Page, context: Context) -> Markup | None:
    """The data block of a page: what it is about, and the way to it.

    It is safe in a `<script type="application/ld+json">`, whatever a title holds (fault 37).
    """
    if not context.get("url"):
        return None
    about = _ABOUT.get(page.template)
    things = [about(site, page.subject)] if about else []
    things.append(breadcrumbs(site, _trail(site, page.address, context)))
    text = _OPENING + encode(things) + b"}"
    for unsafe, written in _UNSAFE:
        text = text.replace(unsafe, written)
    return Markup(text.decode())


def _trail(site: Site, address: str, context: Context) -> Iterator[Link]:
    """What stands above the page, and the page itself; nothing for the front page."""
    first = address.split("/")[1]
    if first in urls.INDEXES and address != urls.index(first):
        yield Link(site.t(urls.INDEXES[first]), site.href(urls.index(first)))
    above = context.get("period") or (context.get("collection"), context.get("year"))
    yield from (one for one in above if isinstance(one, Link))
    if first:
        yield Link(context["title"], context["url"])


def line(site: Site, position: int) -> bytes:
    """An event in `chronology.jsonld`, which is the whole record, a thing a line."""
    return encode(event(site, position)) + b",\n"


def frame(site: Site, *_: object) -> Frame:
    """What else there is in that file: the site before the events, the registries after them."""
    head = b'{"@context":' + encode(CONTEXT) + b',"@graph":[\n' + encode(website(site)) + b",\n"
    return Frame(head, b"", b",\n".join(map(encode, _registered(site))) + b"\n]}\n")


def _registered(site: Site) -> Iterator[Thing]:
    chronology = site.chronology
    yield from (actor(site, one) for one in chronology.actors)
    yield from (place(site, one) for one in chronology.places)
    yield from (term_set(site, kind) for kind in ("topics", "types"))
    yield from (topic(site, one) for one in chronology.topics)
    yield from (event_type(site, one) for one in chronology.types)
    yield from (storyline(site, one) for one in chronology.storylines)


def event(site: Site, position: int) -> Thing:
    """An event, with who took part, where, on what, and its sources."""
    it = site.chronology.events[position]
    url = _url(site, urls.event(it.id))
    actors, places, topics = site.cached(_parts)
    return _named(
        *("Event", url, it.title),
        description=it.summary,
        inLanguage=it.lang or site.settings.language,
        **period(it.date),
        eventStatus=_STATUS[it.event_status],
        disambiguatingDescription="" if it.event_status == "occurred" else site.t(it.event_status),
        additionalType=_url(site, urls.event_type(it.type)),
        location=[places[one] for one in it.place],
        attendee=[actors[one] for one in dict.fromkeys([part.actor for part in it.actors])],
        about=[topics[one] for one in it.topics],
        subjectOf=[_source(one) for one in it.sources],
    )


def _parts(site: Site) -> tuple[LazyDict[str, Raw], LazyDict[str, Raw], LazyDict[str, Raw]]:
    """Actors, places and topics as events name them, written out once for all events."""
    return (
        LazyDict(lambda one: Raw(encode(_reference(site, one)))),
        LazyDict(lambda one: Raw(encode(place(site, one)))),
        LazyDict(lambda one: Raw(encode(_term(site, one)))),
    )


def _term(site: Site, topic_id: str) -> Thing:
    return _named("DefinedTerm", _url(site, urls.topic(topic_id)), site.topic(topic_id).text)


def period(date: Date) -> Thing:
    """`startDate` and `endDate` as far as they are known, and the EDTF that says it all."""
    found: Thing = {"dcterms:date": _edtf(date)}
    if date.kind in (Kind.SINGLE, Kind.INTERVAL) and (start := _machine(date.start)):
        found["startDate"] = start
    if date.kind is Kind.INTERVAL and (end := _machine(date.end)):
        found["endDate"] = end
    return found


def _edtf(date: Date) -> Thing:
    return {"@value": date.edtf, "@type": "edtf:EDTF"}


def _machine(moment: Moment) -> str | None:
    """A year, month or day in ISO 8601; None for what has no such form."""
    first, beyond = iso(moment.earliest), _BEYOND.get(moment.precision)
    return None if first is None or beyond is None else first[: len(first) - beyond]


def _day(date: Date | None) -> str | None:
    return _machine(date.start) if date is not None and date.kind is Kind.SINGLE else None


def _source(it: Source) -> Thing:
    return _thing(
        "CreativeWork",
        name=it.title,
        url=it.url,
        author=it.author,
        publisher=it.publisher,
        datePublished=_day(it.issued),
        inLanguage=it.language,
        archivedAt=it.archive_url,
    )


def actor(site: Site, actor_id: str) -> Thing:
    """A state, person or organization, with offices or members and their dates."""
    it = site.chronology.actors[actor_id]
    return _reference(
        *(site, actor_id),
        alternateName=[*_in_languages(it.names), *it.aliases],
        description=it.description,
        sameAs=it.wikidata and _WIKIDATA + it.wikidata,
        **_life(site, it),
    )


def _life(site: Site, it: Actor) -> Thing:
    match it:
        case State():
            return {
                "legalName": it.official_name,
                "identifier": it.iso and _code("ISO 3166-1 alpha-2", it.iso),
                "dcterms:valid": [_edtf(date) for date in (it.from_, it.until) if date],
            }
        case Person():
            offices = [_role(site, "affiliation", one.of, one.title, one) for one in it.offices]
            return {"birthDate": _day(it.born), "deathDate": _day(it.died), "affiliation": offices}
        case Organization():
            return {
                "foundingDate": _day(it.from_),
                "dissolutionDate": _day(it.until),
                "member": [_role(site, "member", one.actor, one.role, one) for one in it.members],
            }
    raise TypeError(it)


def _role(
    site: Site, name: str, other: str | None, title: str | None, it: Office | Membership
) -> Thing:
    held = {"roleName": title, "startDate": _day(it.from_), "endDate": _day(it.until)}
    return _thing("OrganizationRole", **held, **{name: other and _at(site, urls.actor(other))})


def place(site: Site, place_id: str) -> Thing:
    """A place with its coordinates."""
    it = site.chronology.places[place_id]
    geo = None
    if it.lat is not None and it.lon is not None:
        geo = _thing("GeoCoordinates", latitude=it.lat, longitude=it.lon)
    return _named(
        *("Place", _url(site, urls.place(place_id)), it.name),
        alternateName=[*_in_languages(it.names), *it.aliases],
        geo=geo,
        containedInPlace=it.country and _at(site, urls.actor(it.country)),
    )


def topic(site: Site, topic_id: str) -> Thing:
    """A topic as a SKOS concept."""
    it = site.chronology.topics[topic_id]
    known = {
        "skos:altLabel": list(it.alt_labels),
        "skos:scopeNote": it.scope_note,
        "skos:broader": [_at(site, urls.topic(one)) for one in it.broader],
        "skos:related": [_at(site, urls.topic(one)) for one in it.related],
        "skos:exactMatch": [{"@id": one} for one in it.exact_match],
    }
    return _concept(site, "topics", urls.topic(it.id), it, known)


def event_type(site: Site, type_id: str) -> Thing:
    """A type of event, with its PLOVER category and mode."""
    it = site.chronology.types[type_id]
    codes = (("PLOVER 2.0 category", it.plover), ("PLOVER 2.0 mode", it.mode))
    known = {"identifier": [_code(scheme, value) for scheme, value in codes if value]}
    return _concept(site, "types", urls.event_type(it.id), it, known)


def _concept(site: Site, kind: str, address: str, it: Topic | EventType, known: Thing) -> Thing:
    scheme = _at(site, urls.index(kind))
    concept = {
        "skos:prefLabel": _in_languages({site.settings.language: it.label, **it.labels}),
        "skos:definition": it.definition,
        "inDefinedTermSet": scheme,
        "skos:inScheme": scheme,
    }
    url = _url(site, address)
    return _named(["DefinedTerm", "skos:Concept"], url, it.label, **concept, **known)


def term_set(site: Site, kind: str) -> Thing:
    """All topics, or all types, as one vocabulary."""
    url = _url(site, urls.index(kind))
    return _named(["DefinedTermSet", "skos:ConceptScheme"], url, site.t(urls.INDEXES[kind]))


def storyline(site: Site, storyline_id: str) -> Thing:
    """A story line and its events."""
    it = site.chronology.storylines[storyline_id]
    events = [site.chronology.events[at].id for at in site.chronology.by_storyline[it.id]]
    return _named(
        *("Collection", _url(site, urls.storyline(it.id)), it.title),
        description=it.summary,
        hasPart=[_at(site, urls.event(one)) for one in events],
    )


def website(site: Site) -> Thing:
    """The site, and how it is searched."""
    template = _url(site, "/search/") + "?q={search_term_string}"
    search = {
        "target": _thing("EntryPoint", urlTemplate=template),
        "query-input": "required name=search_term_string",
    }
    return _named(
        *("WebSite", _url(site, urls.HOME), site.settings.name),
        description=site.settings.description,
        inLanguage=site.settings.language,
        potentialAction=_thing("SearchAction", **search),
    )


def dataset(site: Site) -> Thing:
    """The release, and the files that hold the whole of it."""
    name, licence = site.settings.licence_parts
    latest = site.latest(range(len(site.chronology.events)))
    url = _url(site, urls.index("data"))
    return _named(
        *("Dataset", url, site.settings.name),
        description=site.settings.description,
        isAccessibleForFree=True,
        license=licence or name,
        dateModified=iso(latest),
        distribution=[
            _thing("DataDownload", name=file, encodingFormat=kind, contentUrl=url + file)
            for file, kind in _WHOLE.items()
        ],
    )


def breadcrumbs(site: Site, trail: Iterable[Link]) -> Thing:
    """The way from the front page to this one."""
    steps = (Link(site.settings.name, site.href(urls.HOME)), *trail)
    root, base = site.settings.url, len(site.base)
    items = [
        {"@type": "ListItem", "position": at, "name": step.text, "item": root + step.url[base:]}
        for at, step in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


#: What the pages of a template are about.
_ABOUT: Final[Mapping[str, Callable[[Site, Any], Thing]]] = {
    "home.html": lambda site, _: website(site),
    "event.html": lambda site, subject: event(site, subject[0]),
    "actor.html": actor,
    "topic.html": topic,
    "place.html": place,
    "type.html": event_type,
    "storyline.html": storyline,
    "topics.html": term_set,
    "types.html": term_set,
    "data.html": lambda site, _: dataset(site),
}
_OPENING: Final = b'{"@context":' + encode(CONTEXT) + b',"@graph":'


def _reference(site: Site, actor_id: str, **known: Any) -> Thing:
    it = site.chronology.actors[actor_id]
    return _named(_KINDS[it.type], _url(site, urls.actor(actor_id)), it.name, **known)


def _named(kind: str | list[str], url: str, name: str, /, **known: Any) -> Thing:
    return {"@type": kind, "@id": url, "url": url, "name": name, **_known(known)}


def _thing(kind: str | list[str], /, **known: Any) -> Thing:
    return {"@type": kind, **_known(known)}


def _known(said: Thing) -> Thing:
    """What is known of a thing: nothing empty."""
    return {key: value for key, value in said.items() if value or value == 0}


def _in_languages(names: Mapping[str, str]) -> list[Thing]:
    return [{"@value": name, "@language": tag} for tag, name in sorted(names.items())]


def _code(scheme: str, value: str) -> Thing:
    return {"@type": "PropertyValue", "propertyID": scheme, "value": value}


def _url(site: Site, address: str) -> str:
    return site.settings.url + address


def _at(site: Site, address: str) -> Thing:
    return {"@id": _url(site, address)}
