"""The registries: YAML files of actors, topics, places, event types and story lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from chronology import urls
from chronology.content import decode, frontmatter
from chronology.content.frontmatter import DocumentError
from chronology.content.markdown.names import Name, Names
from chronology.content.scan import File
from chronology.hashing import digest
from chronology.model.ids import is_id, rule
from chronology.model.records import (
    Actor,
    EventType,
    Organization,
    Person,
    Place,
    Record,
    State,
    Storyline,
    Topic,
)
from chronology.problems import Problem

#: The event types that the project ships; a site adds to them and may replace them.
_SHIPPED: Final = Path(__file__).with_name("event-types.yaml")
#: The kind of record that a registry holds, by the first word of its path.
KINDS: Final[dict[str, type[Record]]] = {
    "actors": Actor,
    "topics": Topic,
    "places": Place,
    "types": EventType,
    "storylines": Storyline,
}

encoder: Final = msgspec.msgpack.Encoder(enc_hook=lambda date: date.edtf)
_decoders: Final[dict[str, msgspec.msgpack.Decoder[list[Any]]]] = {
    kind: msgspec.msgpack.Decoder(list[entry], dec_hook=decode.trusted_date)  # type: ignore[valid-type]
    for kind, entry in ({**KINDS, "actors": State | Person | Organization}).items()
}


@dataclass(frozen=True)
class Registries:
    """All records of the registries by id, and where each is written."""

    actors: Mapping[str, Actor]
    topics: Mapping[str, Topic]
    places: Mapping[str, Place]
    types: Mapping[str, EventType]
    storylines: Mapping[str, Storyline]
    origins: Mapping[tuple[str, str], str]
    keys: Mapping[tuple[str, str], bytes]

    def names(self, base: str) -> Names:
        """Every name of an actor or a place, for the links in bodies."""
        kinds: tuple[tuple[Any, Any, Any], ...] = (
            ("actor", self.actors, urls.actor),
            ("place", self.places, urls.place),
        )
        return Names(
            Name(text, kind, one.id, base + address(one.id))
            for kind, records, address in kinds
            for one in records.values()
            for text in one.all_names
        )

    def speakers(self, base: str) -> dict[str, Name]:
        """The name printed under a quotation, by the actor's id."""
        return {
            actor.id: Name(actor.name, "actor", actor.id, base + urls.actor(actor.id))
            for actor in self.actors.values()
        }


def load(files: Iterable[File], parsed: Mapping[str, bytes]) -> tuple[Registries, list[Problem]]:
    """Return all registries, and ids that two files claim as problems."""
    problems: list[Problem] = []
    found: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
    origins: dict[tuple[str, str], str] = {}
    keys: dict[tuple[str, str], bytes] = {}
    shipped, _ = parse(_SHIPPED.parent, _SHIPPED.name)
    found["types"] = {record.id: record for record in shipped}
    for file in files:
        kind = kind_of(file.path)
        for record in _decoders[kind].decode(parsed[file.path]):
            earlier = origins.get((kind, record.id))
            if earlier:
                message = f"the id `{record.id}` is also used in {earlier}"
                hint = "keep one of the two records"
                problems.append(Problem(file.path, "duplicate-id", message, hint, (record.id,)))
                continue
            found[kind][record.id] = record
            origins[kind, record.id] = file.path
    for kind, entries in found.items():
        for record in entries.values():
            keys[kind, record.id] = digest(encoder.encode(record))
    actors, topics, places, types, storylines = (dict(sorted(found[k].items())) for k in KINDS)
    return Registries(actors, topics, places, types, storylines, origins, keys), problems


def kind_of(path: str) -> str:
    """Return the kind of record of a registry, or the folder of another file.

    The registry of event types, `event-types.yaml`, is called `types` everywhere else.
    """
    name = path.partition("/")[0].partition(".")[0]
    return "types" if name == "event-types" else name


def parse(root: Path, path: str) -> tuple[list[Any], list[Problem]]:
    """Return the records of a registry file as far as they can be read, and all its problems."""
    kind = KINDS[kind_of(path)]
    problems: list[Problem] = []
    try:
        raw = frontmatter.read_bytes(root, path, frontmatter.LARGEST_REGISTRY)
        text = frontmatter.decode(raw, path)
        problems += frontmatter.conflict_markers(text, path)
        data = frontmatter.parse_registry(text, path)
    except DocumentError as error:
        return [], problems or [error.problem]
    if data is None:
        return [], problems
    if not isinstance(data, dict):
        message = "a registry must be a mapping of ids to records"
        hint = "write `id:` and below it the fields, indented"
        return [], [*problems, Problem(path, "bad-value", message, hint).at(1, 1)]
    entries = []
    if "\\" in text:
        problems += decode.control_characters(data, path)
    for record_id, fields in data.items():
        if not is_id(record_id):
            message = f"`{record_id[:60]}` is not a valid id"
            problems.append(Problem(path, "bad-id", message, rule(record_id), (record_id,)))
            continue
        record, faults = decode.read(kind, fields, record_id, path, (record_id,))
        problems.extend(faults)
        entries.append(record)
    return entries, problems
