"""The tables of the release, each described once: its columns, and what gives its rows.

Every form is made from this: CSV, JSON lines, SQLite, JSON Schema, the package's description
and the page for people. What a table says of a field comes from the model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Final, Literal, NamedTuple, get_args

from msgspec import Meta

from chronology import documents, model
from chronology.chronology import Chronology
from chronology.exports import tables
from chronology.exports.columns import Column, column, of_records
from chronology.markup import Quotation
from chronology.model import EventId
from chronology.site import Site

Row = Sequence[Any]
#: The tables whose records have names in several languages.
_NAMED: Final = Literal["actors", "places", "topics", "types"]


class Table(NamedTuple):
    """A table: what a row is, its columns, and its rows in order.

    `key` are the columns that no two rows share. A table of `events` changes with the entries,
    another with the registries alone.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    rows: Callable[[Site], Iterable[Row]]
    key: tuple[str, ...] = ("id",)
    events: bool = False


def body(site: Site, position: int) -> str:
    """The entry's text in Markdown, as it is in its file."""
    return documents.body(site.chronology.archive.root, site.chronology.entries[position].path)


def _text(name: str, meaning: str, refers: str | None = None, kind: Any = str) -> Column:
    extra = None if refers is None else {"refers": refers}
    return column(name, Annotated[kind, Meta(description=meaning, extra=extra)])


_EVENT: Final = _text("event", "Id of the event.", "events")
_NUMBER: Final = column(
    "number", Annotated[int, Meta(ge=1, description="Its place in the entry, from 1.")]
)


def _of_event(
    name: str,
    meaning: str,
    kind: Any,
    parts: Callable[[Site, int], Iterable[Any]],
    more: Callable[[Site, int], Iterable[Row]] | None = None,
    columns: tuple[Column, ...] = (),
    omit: tuple[str, ...] = (),
    renamed: Mapping[str, str] | None = None,
) -> Table:
    """A table of what events have several of; `more` gives the values of further `columns`."""
    fields = of_records(kind, omit=omit, renamed=renamed)

    def rows(site: Site) -> Iterator[Row]:
        for position, event in enumerate(site.chronology.events):
            found = tuple(parts(site, position))
            further = more(site, position) if more else ((),) * len(found)
            for number, (part, rest) in enumerate(zip(found, further, strict=True), 1):
                yield (event.id, number, *fields.values(part), *rest)

    found = (_EVENT, _NUMBER, *fields.columns, *columns)
    return Table(name, meaning, found, rows, ("event", "number"), events=True)


def _field(name: str) -> Callable[[Site, int], tuple[Any, ...]]:
    return lambda site, position: getattr(site.chronology.events[position], name)


def _resolved(site: Site, position: int) -> Iterator[Row]:
    """Of each participant the offices held that day, and the states they are of."""
    chronology = site.chronology
    event = chronology.events[position]
    for part in event.actors:
        held = chronology.offices_held(part.actor, event.date)
        if part.of:
            held = [office for office in held if office.of == part.of] or held
        states = dict.fromkeys(office.of for office in held if office.of)
        yield "; ".join(office.title for office in held) or None, "; ".join(states) or None


def _of_actor(name: str, meaning: str, owner: str, kind: Any, holder: Any, parts: str) -> Table:
    """A table of what the actors of one kind have several of."""
    fields = of_records(kind)

    def rows(site: Site) -> Iterator[Row]:
        for actor in site.chronology.actors.values():
            if isinstance(actor, holder):
                for number, part in enumerate(getattr(actor, parts), 1):
                    yield (actor.id, number, *fields.values(part))

    found = (_text(owner, f"Id of the {owner}.", "actors"), _NUMBER, *fields.columns)
    return Table(name, meaning, found, rows, (owner, "number"))


def _registry(name: str, meaning: str, *kinds: Any) -> Table:
    """A table of all records of a registry, used or not."""
    fields = of_records(*kinds)

    def rows(site: Site) -> Iterator[Row]:
        return map(fields.values, getattr(site.chronology, name).values())

    return Table(name, meaning, fields.columns, rows)


def _events(site: Site) -> Iterator[Row]:
    for position in range(len(site.chronology.events)):
        yield (*tables.row(site, position), site.kept(body, position))


def _storylines(site: Site) -> Iterator[Row]:
    """A draft among the events of a story line is not named."""
    chronology: Chronology = site.chronology
    at = [one.name for one in _STORY.columns].index("events")
    for story in chronology.storylines.values():
        values = _STORY.values(story)
        values[at] = tuple(one for one in values[at] if one in chronology.position)
        yield *values, tuple(chronology.events[one].id for one in chronology.by_storyline[story.id])


def _translations(site: Site) -> Iterator[Row]:
    archive = site.chronology.archive
    for event in site.chronology.events:
        for language, entry in sorted(archive.translations.get(event.id, {}).items()):
            text = documents.body(archive.root, entry.path)
            yield (event.id, language, *_TRANSLATION.values(entry.record), text)


def _names(site: Site) -> Iterator[Row]:
    """Every name in a language, that in the site's own too."""
    for table in get_args(_NAMED):
        for one in getattr(site.chronology, table).values():
            field = "name" if hasattr(one, "name") else "label"
            named = {site.settings.language: getattr(one, field), **getattr(one, f"{field}s")}
            yield from ((table, one.id, *each) for each in sorted(named.items()))


_STORY: Final = of_records(model.Storyline)
_TRANSLATION: Final = of_records(model.Translation)
_BODY: Final = _text("body", "The text in Markdown, as it is in the file.")
_LANGUAGE: Final = _text("language", "Language (BCP 47).")

TABLES: Final = (
    Table(
        "events",
        "An entry of the chronology, with every field of its front matter and its text.",
        (*tables.EVENTS.columns, _BODY),
        _events,
        events=True,
    ),
    _of_event(
        "participations",
        "An actor's part in an event.",
        model.Participant,
        _field("actors"),
        _resolved,
        (
            _text("office", "Offices that the registry says were held that day.", None, str | None),
            _text("state", "Ids of what these offices are of.", None, str | None),
        ),
    ),
    _of_event("sources", "What an entry rests on.", model.Source, _field("sources")),
    _of_event(
        *("relations", "A tie from one event to another.", model.Relation, tables.related),
        renamed={"event": "other"},
    ),
    _of_event(
        *("corrections", "A public note of what was changed in an entry."),
        *(model.Correction, _field("corrections")),
    ),
    _of_event(
        "quotations",
        "What somebody said, as the entry quotes it.",
        Quotation,
        lambda site, position: site.chronology.entries[position].told.quotations,
        omit=("html", "number"),
    ),
    Table(
        "translations",
        "An entry in another language.",
        (_EVENT, _LANGUAGE, *_TRANSLATION.columns, _BODY),
        _translations,
        ("event", "language"),
        events=True,
    ),
    _registry(
        *("actors", "Whoever takes part: a state, a person or an organization."),
        *(model.State, model.Person, model.Organization),
    ),
    _of_actor(
        "offices", "An office that a person held.", "person", model.Office, model.Person, "offices"
    ),
    _of_actor(
        *("memberships", "An actor's membership of an organization.", "organization"),
        *(model.Membership, model.Organization, "members"),
    ),
    _registry("topics", "A subject, in the words of SKOS.", model.Topic),
    _registry("places", "Where events take place.", model.Place),
    _registry("types", "A kind of event, tied to the PLOVER 2.0 categories.", model.EventType),
    Table(
        "storylines",
        "A thread through the record: a list of events, or a rule that finds them.",
        (*_STORY.columns, _text("found", "Ids of the events in it.", None, tuple[EventId, ...])),
        _storylines,
        events=True,
    ),
    Table(
        "names",
        "What a record is called in a language.",
        (
            _text("table", "Where the record is.", None, _NAMED),
            _text("id", "Id of the record there."),
            _LANGUAGE,
            _text("name", "The name."),
        ),
        _names,
        ("table", "id", "language"),
    ),
)
