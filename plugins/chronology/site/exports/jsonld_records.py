"""Records as linked data: schema.org's vocabulary, SKOS for topics, one function per kind.

A page and `chronology.jsonld` describe a record in the same way. A date has the precision that is
known, as schema.org takes record, and is EDTF beside record. A reference has type, id and name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from msgspec import Raw

from chronology import urls
from chronology.model.edtf import Date, Kind, Moment, Precision
from chronology.model.records import (
    Actor,
    EventType,
    Image,
    Membership,
    Office,
    Organization,
    Person,
    Source,
    State,
    Topic,
)
from chronology.site.context import LazyDict, Site
from chronology.site.exports.columns import iso

Thing = dict[str, Any]

#: An event that occurred has none: it took place as scheduled.
_STATUS: Final = {
    "planned": "https://schema.org/EventScheduled",
    "postponed": "https://schema.org/EventPostponed",
    "cancelled": "https://schema.org/EventCancelled",
}
_KINDS: Final = {"state": "Country", "person": "Person", "organization": "Organization"}
_WIKIDATA: Final = "http://www.wikidata.org/entity/"
#: Letters of an ISO 8601 day that are beyond a precision.
_BEYOND: Final = {Precision.YEAR: 6, Precision.MONTH: 3, Precision.DAY: 0}
encode: Final = msgspec.json.Encoder().encode


def event(site: Site, position: int, *, by_id: bool = False) -> Thing:
    """Return an event, with who took part, where, on what, and its sources.

    It refers to records by type, id and name, or `by_id` only, where these are described too.
    """
    record = site.chronology.events[position]
    actors, places, topics = site.cached(_ids if by_id else _references)
    return named(
        *("Event", url(site, urls.event(record.id)), record.title),
        alternateName=_in_languages(record.official_names),
        description=record.summary,
        inLanguage=record.lang or site.settings.language,
        **period(record.date),
        **{"dcterms:temporal": record.date_note},
        eventStatus=_STATUS.get(record.event_status),
        additionalType=url(site, urls.event_type(record.type)),
        location=[places[one] for one in record.place],
        attendee=[actors[one] for one in dict.fromkeys([part.actor for part in record.actors])],
        about=[topics[one] for one in record.topics],
        image=[_image(site, one) for one in record.images],
        subjectOf=[_source(one) for one in record.sources],
    )


def _ids(site: Site) -> tuple[LazyDict[str, Raw], ...]:
    """Return the ids of actors, places and topics, encoded once for all events."""
    return (
        LazyDict(lambda one: Raw(encode(reference(site, urls.actor(one))))),
        LazyDict(lambda one: Raw(encode(reference(site, urls.place(one))))),
        LazyDict(lambda one: Raw(encode(reference(site, urls.topic(one))))),
    )


def _references(site: Site) -> tuple[LazyDict[str, Raw], ...]:
    """Return actors, places and topics as pages refer to them, encoded once for all events."""
    return (
        LazyDict(lambda one: Raw(encode(_actor(site, one)))),
        LazyDict(lambda one: Raw(encode(_place(site, one)))),
        LazyDict(lambda one: Raw(encode(_term(site, one)))),
    )


def _term(site: Site, topic_id: str) -> Thing:
    return named("DefinedTerm", url(site, urls.topic(topic_id)), site.topic(topic_id).text)


def _image(site: Site, record: Image) -> Thing:
    return thing(
        "ImageObject",
        contentUrl=url(site, f"/{record.file}"),
        description=record.alt,
        caption=record.caption,
        creditText=record.credit,
        copyrightNotice=record.licence,
    )


def period(date: Date) -> Thing:
    """Return `startDate` and `endDate` as far as they are known, and the EDTF if it says more."""
    found: Thing = {}
    if date.kind in (Kind.SINGLE, Kind.INTERVAL) and (start := _machine(date.start)):
        found["startDate"] = start
    if date.kind is Kind.INTERVAL and (end := _machine(date.end)):
        found["endDate"] = end
    if found.get("startDate") != date.edtf:
        found["dcterms:date"] = _edtf(date)
    return found


def _edtf(date: Date) -> Thing:
    return {"@value": date.edtf, "@type": "edtf:EDTF"}


def _machine(moment: Moment) -> str | None:
    """Return a year, month or day in ISO 8601; None for what has no such form."""
    first, beyond = iso(moment.earliest), _BEYOND.get(moment.precision)
    return None if first is None or beyond is None else first[: len(first) - beyond]


def _day(date: Date | None) -> str | None:
    return _machine(date.start) if date is not None and date.kind is Kind.SINGLE else None


def _source(record: Source) -> Thing:
    return thing(
        "CreativeWork",
        name=record.title,
        genre=record.kind,
        url=record.url,
        author=record.author,
        publisher=record.publisher,
        datePublished=_day(record.issued),
        inLanguage=record.language,
        archivedAt=record.archive_url,
    )


def actor(site: Site, actor_id: str) -> Thing:
    """Return a state, person or organization, with offices or members and their dates."""
    record = site.chronology.actors[actor_id]
    return _actor(
        *(site, actor_id),
        alternateName=[*_in_languages(record.names), *record.aliases],
        description=record.description,
        sameAs=record.wikidata and _WIKIDATA + record.wikidata,
        **_life(site, record),
    )


def _actor(site: Site, actor_id: str, **known: Any) -> Thing:
    record = site.chronology.actors[actor_id]
    return named(_KINDS[record.type], url(site, urls.actor(actor_id)), record.name, **known)


def _life(site: Site, record: Actor) -> Thing:
    match record:
        case State():
            return {
                "legalName": record.official_name,
                "identifier": record.iso and _code("ISO 3166-1 alpha-2", record.iso),
                "dcterms:valid": [_edtf(date) for date in (record.from_, record.until) if date],
            }
        case Person():
            offices = [_role(site, "affiliation", one.of, one.title, one) for one in record.offices]
            return {
                "birthDate": _day(record.born),
                "deathDate": _day(record.died),
                "affiliation": offices,
            }
        case Organization():
            return {
                "foundingDate": _day(record.from_),
                "dissolutionDate": _day(record.until),
                "member": [
                    _role(site, "member", one.actor, one.role, one) for one in record.members
                ],
            }
    raise TypeError(record)


def _role(
    site: Site, name: str, other: str | None, title: str | None, record: Office | Membership
) -> Thing:
    held = {"roleName": title, "startDate": _day(record.from_), "endDate": _day(record.until)}
    return thing("OrganizationRole", **held, **{name: other and reference(site, urls.actor(other))})


def place(site: Site, place_id: str) -> Thing:
    """Return a place with its names and coordinates."""
    record = site.chronology.places[place_id]
    return _place(
        *(site, place_id),
        alternateName=[*_in_languages(record.names), *record.aliases],
        containedInPlace=record.country and reference(site, urls.actor(record.country)),
    )


def _place(site: Site, place_id: str, **known: Any) -> Thing:
    record = site.chronology.places[place_id]
    geo = None
    if record.lat is not None and record.lon is not None:
        geo = thing("GeoCoordinates", latitude=record.lat, longitude=record.lon)
    return named("Place", url(site, urls.place(place_id)), record.name, geo=geo, **known)


def topic(site: Site, topic_id: str) -> Thing:
    """Return a topic as a SKOS concept."""
    record = site.chronology.topics[topic_id]
    known = {
        "skos:altLabel": list(record.alt_labels),
        "skos:scopeNote": record.scope_note,
        "skos:broader": [reference(site, urls.topic(one)) for one in record.broader],
        "skos:related": [reference(site, urls.topic(one)) for one in record.related],
        "skos:exactMatch": [{"@id": one} for one in record.exact_match],
    }
    return _concept(site, "topics", urls.topic(record.id), record, known)


def event_type(site: Site, type_id: str) -> Thing:
    """Return an event type, with its PLOVER category and mode."""
    record = site.chronology.types[type_id]
    codes = (("PLOVER 2.0 category", record.plover), ("PLOVER 2.0 mode", record.mode))
    known = {"identifier": [_code(scheme, value) for scheme, value in codes if value]}
    return _concept(site, "types", urls.event_type(record.id), record, known)


def _concept(site: Site, kind: str, address: str, record: Topic | EventType, known: Thing) -> Thing:
    scheme = reference(site, urls.index(kind))
    concept = {
        "skos:prefLabel": _in_languages({site.settings.language: record.label, **record.labels}),
        "skos:definition": record.definition,
        "inDefinedTermSet": scheme,
        "skos:inScheme": scheme,
    }
    return named(
        ["DefinedTerm", "skos:Concept"], url(site, address), record.label, **concept, **known
    )


def term_set(site: Site, kind: str) -> Thing:
    """Return all topics, or all types, as one vocabulary."""
    address = url(site, urls.index(kind))
    return named(["DefinedTermSet", "skos:ConceptScheme"], address, site.t(urls.INDEXES[kind]))


def storyline(site: Site, storyline_id: str) -> Thing:
    """Return a storyline and its events."""
    record = site.chronology.storylines[storyline_id]
    events = [site.chronology.events[at].id for at in site.chronology.by_storyline[record.id]]
    return named(
        *("Collection", url(site, urls.storyline(record.id)), record.title),
        description=record.summary,
        hasPart=[reference(site, urls.event(one)) for one in events],
    )


def named(kind: str | list[str], address: str, name: str, /, **known: Any) -> Thing:
    return {"@type": kind, "@id": address, "name": name, **_known(known)}


def thing(kind: str | list[str], /, **known: Any) -> Thing:
    return {"@type": kind, **_known(known)}


def _known(properties: Thing) -> Thing:
    """Return the properties that have a value."""
    return {key: value for key, value in properties.items() if value or value == 0}


def _in_languages(names: Mapping[str, str]) -> list[Thing]:
    return [{"@value": name, "@language": tag} for tag, name in sorted(names.items())]


def _code(scheme: str, value: str) -> Thing:
    return {"@type": "PropertyValue", "propertyID": scheme, "value": value}


def url(site: Site, address: str) -> str:
    return site.settings.url + address


def reference(site: Site, address: str) -> Thing:
    return {"@id": url(site, address)}
