"""The records: what the files say, checked and typed, linked to nothing yet.

The one description of every field: readers, schemas, tables and the data dictionary are
made from it. `Meta(description=…)` is what an editor and a data user are told; `refers` in its
`extra` is the table whose ids a field holds, empty for ids that lead nowhere any more.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from chronology.dates import Date, Day

Id = Annotated[str, Meta(description="Lower-case words joined by hyphens, unique in its kind.")]
ActorId = Annotated[str, Meta(extra={"refers": "actors"})]
EventId = Annotated[str, Meta(extra={"refers": "events"})]
PlaceId = Annotated[str, Meta(extra={"refers": "places"})]
TopicId = Annotated[str, Meta(extra={"refers": "topics"})]
TypeId = Annotated[str, Meta(extra={"refers": "types"})]
FormerIds = tuple[Annotated[str, Meta(extra={"refers": ""})], ...]
Text = Annotated[str, Meta(min_length=1)]
Latitude = Annotated[float, Meta(ge=-90, le=90)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]
Wikidata = Annotated[str, Meta(pattern=r"^Q[1-9][0-9]*$")]
CountryCode = Annotated[str, Meta(pattern=r"^[A-Z]{2}$")]
Url = Annotated[str, Meta(pattern=r"^https?://[^\s<>\"]+$")]

Role = Literal[
    "participant",
    "host",
    "visitor",
    "convener",
    "mediator",
    "signatory",
    "observer",
    "speaker",
    "addressee",
    "sender",
    "recipient",
    "voted-for",
    "voted-against",
    "abstained",
]
RelationKind = Literal[
    "follows", "precedes", "part-of", "implements", "responds-to", "supersedes", "contradicts"
]
EventStatus = Literal["occurred", "planned", "cancelled", "postponed"]
Significance = Literal["major", "minor"]
ActorType = Literal["state", "person", "organization"]


class Record(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A mapping of the content format. Equal fields make equal records."""


class Participant(Record, frozen=True, gc=False):
    """An actor's part in an event."""

    actor: Annotated[ActorId, Meta(min_length=1, description="Id of the actor who took part.")]
    role: Annotated[Role, Meta(description="The part taken.")] = "participant"
    as_: Annotated[
        str | None,
        Meta(description="The capacity as the source names it; absent: the office held that day."),
    ] = field(name="as", default=None)
    of: Annotated[
        ActorId | None, Meta(description="Id of the state or organization represented.")
    ] = None


class Source(Record, frozen=True, gc=False):
    """What an entry rests on. The names are CSL-JSON's where it has them."""

    title: Annotated[Text, Meta(description="Title of the document or page.")]
    publisher: Annotated[str | None, Meta(description="Who published it.")] = None
    author: Annotated[str | None, Meta(description="Who wrote it.")] = None
    url: Annotated[Url | None, Meta(description="Where it stands, http or https.")] = None
    issued: Annotated[Date | None, Meta(description="When it was published (EDTF).")] = None
    accessed: Annotated[Date | None, Meta(description="When an editor read it (EDTF).")] = None
    archive_url: Annotated[Url | None, Meta(description="A lasting copy of it.")] = None
    archive_date: Annotated[Date | None, Meta(description="When that copy was made.")] = None
    language: Annotated[str | None, Meta(description="Its language (BCP 47).")] = None
    locator: Annotated[str | None, Meta(description="Page, paragraph or section.")] = None
    quote: Annotated[str | None, Meta(description="The sentence the entry rests on.")] = None
    original_quote: Annotated[
        str | None, Meta(description="That sentence in the source's own language.")
    ] = None


class Relation(Record, frozen=True, gc=False):
    """A tie from one event to another, read from this event."""

    event: Annotated[EventId, Meta(min_length=1, description="Id of the other event.")]
    relation: Annotated[RelationKind, Meta(description="What this event is to the other.")]


class Correction(Record, frozen=True, gc=False):
    """A public note of what was changed in an entry."""

    date: Annotated[Date, Meta(description="The day of the correction.")]
    note: Annotated[Text, Meta(description="What was wrong and what it is now.")]
    significance: Annotated[Significance, Meta(description="Does it change the fact?")] = "minor"


class Event(Record, frozen=True):
    """An entry of the chronology: its front matter."""

    id: Id
    title: Annotated[Text, Meta(description="A sentence in the present tense.")]
    date: Annotated[Date, Meta(description="When it happened (EDTF).")]
    added: Annotated[Date, Meta(description="The day it entered this record.")]
    type: Annotated[TypeId, Meta(min_length=1, description="Id of the event type.")]
    actors: Annotated[
        tuple[Participant, ...], Meta(min_length=1, description="Who took part, in order.")
    ]
    sources: Annotated[
        tuple[Source, ...], Meta(min_length=1, description="What the entry rests on.")
    ]
    reported: Annotated[Date | None, Meta(description="Date line of the first report.")] = None
    place: Annotated[
        tuple[PlaceId, ...], Meta(description="Ids of the places, the first the main one.")
    ] = ()
    mentions: Annotated[
        tuple[ActorId, ...], Meta(description="Ids of actors spoken of, not present.")
    ] = ()
    topics: Annotated[tuple[TopicId, ...], Meta(description="Ids of the topics.")] = ()
    related: Annotated[tuple[Relation, ...], Meta(description="Ties to other events.")] = ()
    corrections: Annotated[
        tuple[Correction, ...], Meta(description="Public notes of what was changed.")
    ] = ()
    former_ids: Annotated[FormerIds, Meta(description="Ids it had before, the oldest first.")] = ()
    summary: Annotated[str | None, Meta(description="One sentence for lists.")] = None
    event_status: Annotated[EventStatus, Meta(description="Did it take place?")] = "occurred"
    lang: Annotated[str | None, Meta(description="Language of the entry (BCP 47).")] = None
    status: Annotated[
        Literal["published", "draft"], Meta(description="A draft is only in the preview.")
    ] = "published"

    @property
    def sort_key(self) -> tuple[object, ...]:
        return (*self.date.sort_key, self.id)

    @property
    def recorded(self) -> Day:
        """The day of the last correction, or the day it entered the record."""
        return max(at.sort_key[0] for at in (self.added, *(one.date for one in self.corrections)))

    @property
    def first_id(self) -> str:
        """The id it entered the record with: feeds and calendars are keyed by it for ever."""
        return self.former_ids[0] if self.former_ids else self.id


class Translation(Record, frozen=True, gc=False):
    """An event's words in another language; all else comes from the event."""

    title: Annotated[Text, Meta(description="The title in this language.")]
    summary: Annotated[str | None, Meta(description="The summary in this language.")] = None


class Office(Record, frozen=True, gc=False):
    """An office that a person held."""

    title: Annotated[Text, Meta(description="Its name: Minister of Foreign Affairs.")]
    of: Annotated[ActorId | None, Meta(description="Id of the state or organization.")] = None
    from_: Annotated[Date | None, Meta(description="First day (EDTF).")] = field(
        name="from", default=None
    )
    until: Annotated[Date | None, Meta(description="Last day; `..` means still.")] = None
    source: Annotated[str | None, Meta(description="Where these dates are from.")] = None


class Membership(Record, frozen=True, gc=False):
    """An actor's membership of an organization."""

    actor: Annotated[ActorId, Meta(min_length=1, description="Id of the member.")]
    from_: Annotated[Date | None, Meta(description="First day (EDTF).")] = field(
        name="from", default=None
    )
    until: Annotated[Date | None, Meta(description="Last day; `..` means still.")] = None
    role: Annotated[str | None, Meta(description="Member, observer, chair …")] = None


class PreviousName(Record, frozen=True, gc=False):
    """What a state was called until a date."""

    name: Annotated[Text, Meta(description="The former name.")]
    until: Annotated[Date | None, Meta(description="Last day of that name.")] = None


class Actor(Record, frozen=True, tag_field="type"):
    """Whoever takes part: what states, persons and organizations have in common."""

    id: Id
    name: Annotated[Text, Meta(description="The name in the site's language.")]
    names: Annotated[dict[str, str], Meta(description="Names by language (BCP 47).")] = {}
    aliases: Annotated[tuple[str, ...], Meta(description="Other names it is found by.")] = ()
    description: Annotated[str | None, Meta(description="A sentence on who this is.")] = None
    wikidata: Annotated[Wikidata | None, Meta(description="Wikidata item: Q148.")] = None
    former_ids: Annotated[FormerIds, Meta(description="Ids it had before, the oldest first.")] = ()
    image: Annotated[str | None, Meta(description="File in `images/`.")] = None

    @property
    def type(self) -> str:
        return str(self.__struct_config__.tag)

    @property
    def all_names(self) -> tuple[str, ...]:
        """Every name it is known by, the first one first, none twice."""
        return tuple(dict.fromkeys((self.name, *self.names.values(), *self.aliases)))


class State(Actor, frozen=True, tag="state"):
    """A state, present or past."""

    iso: Annotated[CountryCode | None, Meta(description="ISO 3166-1 alpha-2 code.")] = None
    official_name: Annotated[str | None, Meta(description="Its full official name.")] = None
    from_: Annotated[Date | None, Meta(description="Since when it exists.")] = field(
        name="from", default=None
    )
    until: Annotated[Date | None, Meta(description="Until when; `..` means still.")] = None
    previous_names: Annotated[
        tuple[PreviousName, ...], Meta(description="What it was called before.")
    ] = ()
    predecessors: Annotated[
        tuple[ActorId, ...], Meta(description="Ids of the states before it.")
    ] = ()
    successors: Annotated[tuple[ActorId, ...], Meta(description="Ids of the states after it.")] = ()


class Person(Actor, frozen=True, tag="person"):
    """A person with the offices held."""

    born: Annotated[Date | None, Meta(description="Day of birth (EDTF).")] = None
    died: Annotated[Date | None, Meta(description="Day of death (EDTF).")] = None
    offices: Annotated[tuple[Office, ...], Meta(description="Offices held, with dates.")] = ()


class Organization(Actor, frozen=True, tag="organization"):
    """An organization or forum with its members."""

    acronym: Annotated[str | None, Meta(description="SCO, BRICS …")] = None
    from_: Annotated[Date | None, Meta(description="Day it was founded.")] = field(
        name="from", default=None
    )
    until: Annotated[Date | None, Meta(description="Day it ended; `..` means still.")] = None
    members: Annotated[tuple[Membership, ...], Meta(description="Members, with dates.")] = ()

    @property
    def all_names(self) -> tuple[str, ...]:
        acronym = (self.acronym,) if self.acronym else ()
        return tuple(dict.fromkeys((*super().all_names, *acronym)))


class Topic(Record, frozen=True):
    """A subject, in the words of SKOS."""

    id: Id
    label: Annotated[Text, Meta(description="prefLabel in the site's language.")]
    labels: Annotated[dict[str, str], Meta(description="prefLabel by language.")] = {}
    alt_labels: Annotated[tuple[str, ...], Meta(description="altLabel.")] = ()
    definition: Annotated[str | None, Meta(description="What it means.")] = None
    scope_note: Annotated[str | None, Meta(description="When to use it.")] = None
    broader: Annotated[tuple[TopicId, ...], Meta(description="Ids of the wider topics.")] = ()
    related: Annotated[tuple[TopicId, ...], Meta(description="Ids of topics near it.")] = ()
    exact_match: Annotated[tuple[Url, ...], Meta(description="URIs of the same concept.")] = ()


class Place(Record, frozen=True):
    """Where events take place."""

    id: Id
    name: Annotated[Text, Meta(description="The name in the site's language.")]
    names: Annotated[dict[str, str], Meta(description="Names by language (BCP 47).")] = {}
    aliases: Annotated[tuple[str, ...], Meta(description="Other names it is found by.")] = ()
    country: Annotated[ActorId | None, Meta(description="Id of the state it lies in.")] = None
    lat: Annotated[Latitude | None, Meta(description="Degrees north (WGS 84).")] = None
    lon: Annotated[Longitude | None, Meta(description="Degrees east (WGS 84).")] = None
    former_ids: Annotated[FormerIds, Meta(description="Ids it had before, the oldest first.")] = ()

    @property
    def all_names(self) -> tuple[str, ...]:
        """Every name it is known by, the first one first, none twice."""
        return tuple(dict.fromkeys((self.name, *self.names.values(), *self.aliases)))


class EventType(Record, frozen=True):
    """A kind of event, tied to the PLOVER 2.0 categories."""

    id: Id
    label: Annotated[Text, Meta(description="Its name in the site's language.")]
    labels: Annotated[dict[str, str], Meta(description="Its name by language.")] = {}
    definition: Annotated[str | None, Meta(description="What counts as one.")] = None
    plover: Annotated[str | None, Meta(description="PLOVER 2.0 category.")] = None
    mode: Annotated[str | None, Meta(description="PLOVER 2.0 mode.")] = None


class Storyline(Record, frozen=True):
    """A thread through the record: a list of events, or a rule that finds them."""

    id: Id
    title: Annotated[Text, Meta(description="Its heading.")]
    summary: Annotated[str | None, Meta(description="One sentence for lists.")] = None
    body: Annotated[str | None, Meta(description="Markdown told above the events.")] = None
    events: Annotated[tuple[EventId, ...], Meta(description="Ids of its events.")] = ()
    actors: Annotated[tuple[ActorId, ...], Meta(description="Rule: all of these took part.")] = ()
    topics: Annotated[
        tuple[TopicId, ...], Meta(description="Rule: one of these, or a narrower one.")
    ] = ()
    from_: Annotated[Date | None, Meta(description="Rule: not before.")] = field(
        name="from", default=None
    )
    until: Annotated[Date | None, Meta(description="Rule: not after.")] = None


class Page(Record, frozen=True):
    """A prose page: its front matter."""

    id: Id
    title: Annotated[Text, Meta(description="Its heading.")]
    summary: Annotated[str | None, Meta(description="One sentence for search engines.")] = None
    lang: Annotated[str | None, Meta(description="Its language (BCP 47).")] = None
    order: Annotated[int | None, Meta(description="Place in the navigation.")] = None
