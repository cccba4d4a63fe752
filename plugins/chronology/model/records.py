"""The records: what the files say, checked and typed, linked to nothing yet.

The one description of every field: readers, schemas, tables and the data dictionary are
made from it. `refers` in the `extra` of a type is the table whose ids a field holds, empty for
ids that lead nowhere any more.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from chronology.model.edtf import Date, Day


def about(description: str, **rules: Any) -> Meta:
    """Return the description of a field for editors and data users, with its constraints."""
    return Meta(description=description, **rules)


Id = Annotated[str, about("Lower-case words joined by hyphens, unique in its kind.")]
ActorId = Annotated[str, Meta(extra={"refers": "actors"})]
EventId = Annotated[str, Meta(extra={"refers": "events"})]
PlaceId = Annotated[str, Meta(extra={"refers": "places"})]
TopicId = Annotated[str, Meta(extra={"refers": "topics"})]
TypeId = Annotated[str, Meta(extra={"refers": "types"})]
#: Text with at least one letter or digit.
Text = Annotated[str, Meta(min_length=1, extra={"form": "text"})]
#: `extra["form"]` names a rule of `content.forms`.
Language = Annotated[str, Meta(extra={"form": "language"})]
EventDate = Annotated[Date, Meta(extra={"form": "event"})]
RecordedDate = Annotated[Date, Meta(extra={"form": "recorded"})]
BoundedDate = Annotated[Date, Meta(extra={"form": "bounded"})]
StartDate = Annotated[Date, Meta(extra={"form": "start"})]
EndDate = Annotated[Date, Meta(extra={"form": "end"})]
Order = Annotated[int, Meta(ge=-1_000_000, le=1_000_000)]
Latitude = Annotated[float, Meta(ge=-90, le=90)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]
Wikidata = Annotated[str, Meta(pattern=r"^Q[1-9][0-9]*$")]
FormerIds = Annotated[
    tuple[Annotated[str, Meta(extra={"refers": ""})], ...],
    about("Ids it had before, the oldest first."),
]
Since = Annotated[StartDate | None, about("First day (EDTF).")]
Until = Annotated[EndDate | None, about("Last day; `..` means still.")]
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
Status = Literal["published", "draft"]
EventStatus = Literal["occurred", "planned", "cancelled", "postponed"]
Significance = Literal["major", "minor"]
#: `text` is the signed or adopted text itself, `official` a party's own account.
SourceKind = Literal[
    "text", "official", "archive", "dataset", "agency", "newspaper", "scholarship", "reference"
]
ActorType = Literal["state", "person", "organization"]


#: Stands for a required text that is missing or invalid, in a record that is only checked.
MISSING = "_"


class Record(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    rename={"as_": "as", "from_": "from"},
):
    """A mapping of the content format. Equal fields make equal records."""


class Participant(Record, frozen=True, gc=False):
    """An actor's part in an event."""

    actor: Annotated[ActorId, about("Id of the actor who took part.", min_length=1)]
    role: Annotated[Role, about("The part taken.")] = "participant"
    as_: Annotated[
        Text | None, about("The capacity as the source names it; absent: the office held that day.")
    ] = None
    of: Annotated[ActorId | None, about("Id of the state or organization represented.")] = None


class Source(Record, frozen=True, gc=False):
    """What an entry rests on. The names are CSL-JSON's where it has them."""

    title: Annotated[Text, about("Title of the document or page.")]
    kind: Annotated[SourceKind | None, about("What kind of source it is.")] = None
    publisher: Annotated[Text | None, about("Who published it.")] = None
    author: Annotated[Text | None, about("Who wrote it.")] = None
    url: Annotated[Url | None, about("Its address, http or https.")] = None
    issued: Annotated[BoundedDate | None, about("When it was published (EDTF).")] = None
    accessed: Annotated[BoundedDate | None, about("When an editor read it (EDTF).")] = None
    archive_url: Annotated[Url | None, about("A lasting copy of it.")] = None
    archive_date: Annotated[BoundedDate | None, about("When that copy was made.")] = None
    language: Annotated[Language | None, about("Its language (BCP 47).")] = None
    locator: Annotated[Text | None, about("Page, paragraph or section.")] = None
    quote: Annotated[Text | None, about("The sentence the entry rests on.")] = None
    original_quote: Annotated[Text | None, about("That sentence in the source's own language.")] = (
        None
    )


class Relation(Record, frozen=True, gc=False):
    """A tie from one event to another, read from this event."""

    event: Annotated[EventId, about("Id of the other event.", min_length=1)]
    relation: Annotated[RelationKind, about("What this event is to the other.")]


class Correction(Record, frozen=True, gc=False):
    """A public note of what was changed in an entry."""

    date: Annotated[RecordedDate, about("The day of the correction.")]
    note: Annotated[Text, about("What was wrong and what it is now.")]
    significance: Annotated[Significance, about("Does it change the fact?")] = "minor"


class Image(Record, frozen=True, gc=False):
    """A picture of an event."""

    file: Annotated[Text, about("File in `images/`: `images/signing.jpg`.")]
    alt: Annotated[Text, about("What it shows, for those who cannot see it.")]
    caption: Annotated[Text | None, about("The text printed below it.")] = None
    credit: Annotated[Text | None, about("Who made it and who holds it.")] = None
    licence: Annotated[Text | None, about("The licence it is published under.")] = None


class Event(Record, frozen=True):
    """An entry of the chronology: its front matter."""

    id: Id
    title: Annotated[Text, about("A sentence in the present tense.")]
    date: Annotated[EventDate, about("When it happened (EDTF).")]
    added: Annotated[RecordedDate, about("The day it entered this record.")]
    type: Annotated[TypeId, about("Id of the event type.", min_length=1)]
    actors: Annotated[tuple[Participant, ...], about("Who took part, in order.", min_length=1)]
    sources: Annotated[tuple[Source, ...], about("What the entry rests on.", min_length=1)]
    reported: Annotated[BoundedDate | None, about("Date line of the first report.")] = None
    place: Annotated[tuple[PlaceId, ...], about("Ids of the places, the first the main one.")] = ()
    mentions: Annotated[tuple[ActorId, ...], about("Ids of actors spoken of, not present.")] = ()
    topics: Annotated[tuple[TopicId, ...], about("Ids of the topics.")] = ()
    related: Annotated[tuple[Relation, ...], about("Ties to other events.")] = ()
    date_note: Annotated[
        Text | None, about("A note printed beside the date; never used for sorting.")
    ] = None
    official_names: Annotated[
        dict[Language, Text],
        about("Full official name of a treaty or statement, by language (BCP 47)."),
    ] = {}
    images: Annotated[tuple[Image, ...], about("Pictures, the first the main one.")] = ()
    corrections: Annotated[tuple[Correction, ...], about("Public notes of what was changed.")] = ()
    former_ids: FormerIds = ()
    summary: Annotated[Text | None, about("One sentence for lists.")] = None
    event_status: Annotated[EventStatus, about("Did it take place?")] = "occurred"
    lang: Annotated[Language | None, about("Language of the entry (BCP 47).")] = None
    status: Annotated[Status, about("A draft is only in the preview.")] = "published"

    @property
    def sort_key(self) -> tuple[object, ...]:
        return (*self.date.sort_key, self.id)

    @property
    def recorded(self) -> Day:
        """The day of the last correction, or the day it entered the record."""
        return max([self.added.sort_key[0], *[one.date.sort_key[0] for one in self.corrections]])

    @property
    def first_id(self) -> str:
        """The id it entered the record with: feeds and calendars are keyed by it for ever."""
        return self.former_ids[0] if self.former_ids else self.id


class Translation(Record, frozen=True, gc=False):
    """An event's title and summary in another language; everything else comes from the event."""

    title: Annotated[Text, about("The title in this language.")]
    summary: Annotated[Text | None, about("The summary in this language.")] = None


class Office(Record, frozen=True, gc=False):
    """An office that a person held."""

    title: Annotated[Text, about("Its name: Minister of Foreign Affairs.")]
    of: Annotated[ActorId | None, about("Id of the state or organization.")] = None
    from_: Since = None
    until: Until = None
    source: Annotated[Text | None, about("Where these dates are from.")] = None

    @property
    def sort_key(self) -> tuple[Day, int]:
        """The order of offices: by the first day that is known, those without one first."""
        known = self.from_ or self.until
        return known.sort_key if known else ((0, 0, 0), 0)


class Membership(Record, frozen=True, gc=False):
    """An actor's membership of an organization."""

    actor: Annotated[ActorId, about("Id of the member.", min_length=1)]
    from_: Since = None
    until: Until = None
    role: Annotated[Text | None, about("Member, observer, chair …")] = None


class PreviousName(Record, frozen=True, gc=False):
    """What a state was called until a date."""

    name: Annotated[Text, about("The former name.")]
    until: Annotated[StartDate | None, about("Last day of that name.")] = None


class Named(Record, frozen=True):
    """What has names in several languages."""

    id: Id
    name: Annotated[Text, about("The name in the site's language.")]
    names: Annotated[dict[Language, Text], about("Names by language (BCP 47).")] = {}
    aliases: Annotated[tuple[Text, ...], about("Other names it is found by.")] = ()

    @property
    def all_names(self) -> tuple[str, ...]:
        """Every name it is known by, the first one first, none twice."""
        return tuple(dict.fromkeys((self.name, *self.names.values(), *self.aliases)))


class Actor(Named, frozen=True, tag_field="type"):
    """Whoever takes part: what states, persons and organizations have in common."""

    description: Annotated[Text | None, about("A sentence on who this is.")] = None
    wikidata: Annotated[Wikidata | None, about("Wikidata item: Q148.")] = None
    former_ids: FormerIds = ()
    image: Annotated[Text | None, about("File in `images/`.")] = None

    @property
    def type(self) -> str:
        return str(self.__struct_config__.tag)


class State(Actor, frozen=True, tag="state"):
    """A state, present or past."""

    iso: Annotated[CountryCode | None, about("ISO 3166-1 alpha-2 code.")] = None
    official_name: Annotated[Text | None, about("Its full official name.")] = None
    from_: Annotated[StartDate | None, about("Since when it exists.")] = None
    until: Annotated[EndDate | None, about("Until when; `..` means still.")] = None
    previous_names: Annotated[tuple[PreviousName, ...], about("What it was called before.")] = ()
    predecessors: Annotated[tuple[ActorId, ...], about("Ids of the states before it.")] = ()
    successors: Annotated[tuple[ActorId, ...], about("Ids of the states after it.")] = ()


class Person(Actor, frozen=True, tag="person"):
    """A person with the offices held."""

    born: Annotated[StartDate | None, about("Day of birth (EDTF).")] = None
    died: Annotated[StartDate | None, about("Day of death (EDTF).")] = None
    offices: Annotated[tuple[Office, ...], about("Offices held, with dates.")] = ()


class Organization(Actor, frozen=True, tag="organization"):
    """An organization or forum with its members."""

    acronym: Annotated[Text | None, about("SCO, BRICS …")] = None
    from_: Annotated[StartDate | None, about("Day it was founded.")] = None
    until: Annotated[EndDate | None, about("Day it ended; `..` means still.")] = None
    members: Annotated[tuple[Membership, ...], about("Members, with dates.")] = ()

    @property
    def all_names(self) -> tuple[str, ...]:
        acronym = (self.acronym,) if self.acronym else ()
        return tuple(dict.fromkeys((*super().all_names, *acronym)))


class Topic(Record, frozen=True):
    """A subject, in the words of SKOS."""

    id: Id
    label: Annotated[Text, about("prefLabel in the site's language.")]
    labels: Annotated[dict[Language, Text], about("prefLabel by language.")] = {}
    alt_labels: Annotated[tuple[Text, ...], about("altLabel.")] = ()
    definition: Annotated[Text | None, about("What it means.")] = None
    scope_note: Annotated[Text | None, about("When to use it.")] = None
    broader: Annotated[tuple[TopicId, ...], about("Ids of the wider topics.")] = ()
    related: Annotated[tuple[TopicId, ...], about("Ids of topics near it.")] = ()
    exact_match: Annotated[tuple[Url, ...], about("URIs of the same concept.")] = ()


class Place(Named, frozen=True):
    """Where events take place."""

    country: Annotated[ActorId | None, about("Id of the state it lies in.")] = None
    lat: Annotated[Latitude | None, about("Degrees north (WGS 84).")] = None
    lon: Annotated[Longitude | None, about("Degrees east (WGS 84).")] = None
    former_ids: FormerIds = ()


class EventType(Record, frozen=True):
    """A kind of event, tied to the PLOVER 2.0 categories."""

    id: Id
    label: Annotated[Text, about("Its name in the site's language.")]
    labels: Annotated[dict[Language, Text], about("Its name by language.")] = {}
    definition: Annotated[Text | None, about("What counts as one.")] = None
    plover: Annotated[Text | None, about("PLOVER 2.0 category.")] = None
    mode: Annotated[Text | None, about("PLOVER 2.0 mode.")] = None


class Storyline(Record, frozen=True):
    """A thread through the record: a list of events, or a rule that finds them."""

    id: Id
    title: Annotated[Text, about("Its heading.")]
    summary: Annotated[Text | None, about("One sentence for lists.")] = None
    body: Annotated[Text | None, about("Markdown shown above the events.")] = None
    events: Annotated[tuple[EventId, ...], about("Ids of its events.")] = ()
    actors: Annotated[tuple[ActorId, ...], about("Rule: all of these took part.")] = ()
    topics: Annotated[tuple[TopicId, ...], about("Rule: one of these, or a narrower one.")] = ()
    from_: Annotated[StartDate | None, about("Rule: not before.")] = None
    until: Annotated[EndDate | None, about("Rule: not after.")] = None


class Page(Record, frozen=True):
    """A prose page: its front matter."""

    id: Id
    title: Annotated[Text, about("Its heading.")]
    summary: Annotated[Text | None, about("One sentence for search engines.")] = None
    lang: Annotated[Language | None, about("Its language (BCP 47).")] = None
    order: Annotated[Order | None, about("Place in the navigation.")] = None
