"""The tables of the dataset: the columns of each, and the function that gives its rows.

CSV, JSON lines, SQLite, JSON Schemas, the Data Package and the page for people are made from
these. The descriptions of fields come from the model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Annotated, Any, Final, Literal, get_args

from chronology.content import frontmatter
from chronology.content.markdown.render import Quotation
from chronology.hashing import digest
from chronology.index.chronology import Chronology
from chronology.model import records
from chronology.model.records import Event, EventId, Relation, about
from chronology.site.context import Site
from chronology.site.exports import columns
from chronology.site.exports.columns import Column, column, of_records
from chronology.site.exports.dataset.table import Row, Table, text_column

#: The tables whose records have names in several languages.
_NAMED: Final = Literal["actors", "places", "topics", "types"]


def body(site: Site, position: int) -> str:
    """Return the text of an entry in Markdown, as it is in its file."""
    return frontmatter.body(site.chronology.archive.root, site.chronology.entries[position].path)


_EVENT: Final = text_column("event", "Id of the event.", "events")
_NUMBER: Final = column("number", Annotated[int, about("Its place in the entry, from 1.", ge=1)])


def _of_event(
    name: str,
    kind: Any,
    parts: Callable[[Site, int], tuple[Any, ...]],
    more: Callable[[Site, int], Iterable[Row]] | None = None,
    columns: tuple[Column, ...] = (),
    omit: tuple[str, ...] = (),
    renamed: Mapping[str, str] | None = None,
) -> Table:
    """Return a table of what events have several of; `more` gives values of further `columns`."""
    fields = of_records(kind, omit=omit, renamed=renamed)

    def rows(site: Site, position: int) -> list[Row]:
        event, found = site.chronology.events[position], parts(site, position)
        further = more(site, position) if more else ((),) * len(found)
        numbered = enumerate(zip(found, further, strict=True), 1)
        return [(event.id, n, *fields.values(part), *rest) for n, (part, rest) in numbered]

    found = (_EVENT, _NUMBER, *fields.columns, *columns)
    return Table(name, found, None, rows, ("event", "number"), events=True)


def _field(name: str) -> Callable[[Site, int], tuple[Any, ...]]:
    return lambda site, position: getattr(site.chronology.events[position], name)


def _resolved(site: Site, position: int) -> Iterator[Row]:
    """Return the offices that each participant held that day, and what these are of."""
    chronology = site.chronology
    event = chronology.events[position]
    for part in event.actors:
        held = chronology.offices_held(part.actor, event.date)
        if part.of:
            held = [office for office in held if office.of == part.of] or held
        states = dict.fromkeys([office.of for office in held if office.of])
        yield "; ".join([office.title for office in held]) or None, "; ".join(states) or None


def _of_actor(name: str, owner: str, kind: Any, holder: Any, parts: str) -> Table:
    """Return a table of what the actors of one kind have several of."""
    fields = of_records(kind)

    def rows(site: Site) -> Iterator[Row]:
        for actor in site.chronology.actors.values():
            if isinstance(actor, holder):
                for number, part in enumerate(getattr(actor, parts), 1):
                    yield (actor.id, number, *fields.values(part))

    found = (text_column(owner, f"Id of the {owner}.", "actors"), _NUMBER, *fields.columns)
    return Table(name, found, rows, key=(owner, "number"))


def _registry(name: str, *kinds: Any) -> Table:
    """Return a table of all records of a registry, used or not."""
    fields = of_records(*kinds)

    def rows(site: Site) -> Iterator[Row]:
        return map(fields.values, getattr(site.chronology, name).values())

    return Table(name, fields.columns, rows)


def _event_row(site: Site, position: int) -> list[Row]:
    """Return the row of an event: its front matter, each date with its days, and its body."""
    values = _EVENTS.values(site.chronology.events[position])
    values[_RELATED] = _related(site, position)
    return [(*values, body(site, position))]


def _related(site: Site, position: int) -> tuple[Relation, ...]:
    """Return the relations to events that are on the site: a draft is named nowhere."""
    known = site.chronology.position
    return tuple([one for one in site.chronology.events[position].related if one.event in known])


def _storylines(site: Site) -> Iterator[Row]:
    """Return the storylines with the events that are on the site."""
    chronology: Chronology = site.chronology
    at = columns.names(_STORY.columns).index("events")
    for story in chronology.storylines.values():
        values = _STORY.values(story)
        values[at] = tuple(one for one in values[at] if one in chronology.position)
        yield *values, tuple(chronology.events[one].id for one in chronology.by_storyline[story.id])


def _translations(site: Site, position: int) -> list[Row]:
    archive, event = site.chronology.archive, site.chronology.events[position]
    return [
        (
            *(event.id, language, *_TRANSLATION.values(entry.record)),
            frontmatter.body(archive.root, entry.path),
        )
        for language, entry in sorted(archive.translations.get(event.id, {}).items())
    ]


def _translated(site: Site) -> list[int]:
    known = site.chronology.position
    return sorted(known[one] for one in site.chronology.archive.translations if one in known)


def registries_key(site: Site) -> bytes:
    """Return a digest of all registries."""
    return digest(*(key for _, key in sorted(site.chronology.registries.keys.items())))


def _names(site: Site) -> Iterator[Row]:
    """Return every name by language, those in the language of the site included."""
    for table in get_args(_NAMED):
        for one in getattr(site.chronology, table).values():
            field = "name" if hasattr(one, "name") else "label"
            named = {site.settings.language: getattr(one, field), **getattr(one, f"{field}s")}
            yield from ((table, one.id, *each) for each in sorted(named.items()))


_EVENTS: Final = of_records(Event)
_RELATED: Final = columns.names(_EVENTS.columns).index("related")
_STORY: Final = of_records(records.Storyline)
_TRANSLATION: Final = of_records(records.Translation)
_BODY: Final = text_column("body", "The text in Markdown, as it is in the file.")
_LANGUAGE: Final = text_column("language", "Language (BCP 47).")

_FOUND: Final = text_column("found", "Ids of the events in it.", None, tuple[EventId, ...])
_CAPACITY: Final = (
    text_column("office", "Offices that the registry says were held that day.", None, str | None),
    text_column("state", "Ids of what these offices are of.", None, str | None),
)
_CALLED: Final = (
    text_column("table", "Where the record is.", None, _NAMED),
    text_column("id", "Id of the record there."),
    _LANGUAGE,
    text_column("name", "The name."),
)


def _quotations(site: Site, position: int) -> tuple[Quotation, ...]:
    return site.chronology.entries[position].digests.quotations


TABLES: Final = (
    Table("events", (*_EVENTS.columns, _BODY), None, _event_row, events=True),
    _of_event("participations", records.Participant, _field("actors"), _resolved, _CAPACITY),
    _of_event("sources", records.Source, _field("sources")),
    _of_event("relations", records.Relation, _related, renamed={"event": "other"}),
    _of_event("corrections", records.Correction, _field("corrections")),
    _of_event("quotations", Quotation, _quotations, omit=("html", "number")),
    Table(
        "translations",
        (_EVENT, _LANGUAGE, *_TRANSLATION.columns, _BODY),
        each=_translations,
        key=("event", "language"),
        events=True,
        of=_translated,
    ),
    _registry("actors", records.State, records.Person, records.Organization),
    _of_actor("offices", "person", records.Office, records.Person, "offices"),
    _of_actor("memberships", "organization", records.Membership, records.Organization, "members"),
    _registry("topics", records.Topic),
    _registry("places", records.Place),
    _registry("types", records.EventType),
    Table("storylines", (*_STORY.columns, _FOUND), _storylines, events=True),
    Table("names", _CALLED, _names, key=("table", "id", "language")),
)
