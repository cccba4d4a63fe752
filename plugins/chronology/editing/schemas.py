"""JSON Schemas (2020-12) of the files of a content folder, for editors that complete and check.

They are made from the model. An editor reads YAML 1.2, where `1969` is a number; here a scalar
is text until its field asks for a number, so a text may look like one. A known id is offered,
an unknown one is not refused: the record may be younger than the schema, and `check` reports it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from chronology.content.registries import Registries
from chronology.editing import new
from chronology.editing.format import fields
from chronology.model import edtf, ids, records

Schema = dict[str, Any]

_MATTER: Final = {"event": records.Event, "translation": records.Translation, "page": records.Page}
_REGISTRIES: Final[dict[str, Any]] = {
    "actors": records.State | records.Person | records.Organization,
    **fields.REGISTRIES,
}
#: The registry whose ids a field holds, where the field is text or a list of texts.
_REFERENCES: Final = {
    **dict.fromkeys(("actor", "mentions", "actors"), "actors"),
    **dict.fromkeys(("country", "predecessors", "successors"), "states"),
    "of": "states-and-organizations",
    **dict.fromkeys(("topics", "broader", "related"), "topics"),
    "place": "places",
    "type": "types",
}
#: Fields that may be written as one id, and the one whose entries may be.
_ONE_OR_LIST: Final = ("place", "broader")
_ENTRIES: Final = {"actors": "Participant"}

#: The type of an actor is not a field of the model and has no description there.
_TAG: Final = "State, person or organization."

_ID: Final[Schema] = {"type": "string", "pattern": f"^{ids.PATTERN}$", "maxLength": ids.LONGEST}
_SCALAR: Final = ["string", "number", "boolean"]
_DATE: Final[Schema] = {
    "title": "EDTF date (ISO 8601-2:2019)",
    "type": ["string", "integer"],
    "pattern": r"^[-0-9XYES.,/?~%\[\]{} ]+$",
    "examples": ["2024-04-09", "2024-04", "2024", "2024-04-09/2024-04-11", "1962-10~", "196X"],
}


def make(known: Mapping[str, Collection[str]]) -> dict[str, Schema]:
    """A schema for each kind of file, by name; `known` has the ids of each registry."""
    wrapping = {"type": ["object", "null"], "propertyNames": {"$ref": "#/$defs/id"}}
    made = {
        name: _schema(f"Front matter of a file: {name}", kind, {}, known)
        for name, kind in _MATTER.items()
    }
    for name, kind in _REGISTRIES.items():
        made[name] = _schema(f"A registry: {name}", kind, wrapping, known)
    return made


def known_ids(found: Registries) -> dict[str, list[str]]:
    """The ids of a content folder that references are completed with."""
    kinds = {one.id: one.type for one in found.actors.values()}
    return {
        "actors": list(kinds),
        "states": [one for one, kind in kinds.items() if kind == "state"],
        "states-and-organizations": [one for one, kind in kinds.items() if kind != "person"],
        "topics": list(found.topics),
        "places": list(found.places),
        "types": list(found.types),
    }


def snippets(found: Registries) -> dict[str, Any]:
    """Snippets of VS Code: `@` and any name of a record, in any script, become its id.

    Its YAML extension, and so the schemas, do not reach into Markdown.
    """
    made = {}
    for registry in new.REGISTRIES.values():
        for one in getattr(found, registry).values():
            kind = getattr(one, "type", registry.removesuffix("s"))
            made[f"{kind} {one.id}"] = {
                "scope": "markdown,yaml",
                "prefix": [f"@{name}" for name in dict.fromkeys((one.id, *new.called(one)))],
                "body": one.id,
            }
    return made


def write(found: Registries, folder: Path, snippets_folder: Path) -> None:
    """Write each schema as `<name>.json`, and the snippets of ids."""
    files = {folder / f"{name}.json": one for name, one in make(known_ids(found)).items()}
    files[snippets_folder / "ids.code-snippets"] = snippets(found)
    for file, data in files.items():
        file.parent.mkdir(exist_ok=True)
        text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
        file.write_text(text, encoding="utf-8", newline="\n")


def _schema(
    title: str, kind: Any, wrapping: Schema, known: Mapping[str, Collection[str]]
) -> Schema:
    (record,), components = msgspec.json.schema_components(
        [kind], schema_hook=_date, ref_template="#/$defs/{name}"
    )
    definitions = {name: _struct(schema) for name, schema in components.items()}
    used = json.dumps(definitions)
    for registry, entries in known.items():
        if f"#/$defs/{registry}-id" in used:
            definitions[f"{registry}-id"] = {"anyOf": [{"enum": sorted(entries)}, _ID]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **(wrapping | {"additionalProperties": record} if wrapping else record),
        "$defs": {**definitions, "id": _ID, "date": _DATE},
    }


def _date(kind: type) -> Schema:
    if kind is edtf.Date:
        return {"$ref": "#/$defs/date"}
    raise NotImplementedError


def _struct(schema: Schema) -> Schema:
    required = [name for name in schema["required"] if name != "id"]
    properties = {
        name: _field(name, {"description": _TAG, **written}, name in required)
        for name, written in schema["properties"].items()
        if name != "id"
    }
    return {**schema, "properties": properties, "required": required}


def _field(name: str, schema: Schema, required: bool) -> Schema:
    """The field as an editor may write it: in its short forms, or left empty."""
    message = {key: schema[key] for key in ("description", "default") if schema.get(key)}
    bare = {key: value for key, value in schema.items() if key not in ("description", "default")}
    forms = [_written(name, form) for form in bare.get("anyOf", [bare])]
    if name in _ONE_OR_LIST:
        forms.insert(0, _reference(name))
    if not required and {"type": "null"} not in forms:
        forms.append({"type": "null"})
    return message | (forms[0] if len(forms) == 1 else {"anyOf": forms})


def _written(name: str, schema: Schema) -> Schema:
    match schema:
        case {"type": "array", "items": {"$ref": entry}} if entry.endswith(_ENTRIES.get(name, "?")):
            return schema | {"items": {"anyOf": [_reference(name), schema["items"]]}}
        case {"type": "array"}:
            return schema | {"items": _written(name, schema["items"])}
        case {"type": "object", "additionalProperties": {"type": "string"}}:
            return schema | {"additionalProperties": {"type": _SCALAR}}
        case {"type": "string"} if "pattern" not in schema:
            return _reference(name) if name in _REFERENCES else schema | {"type": _SCALAR}
    return schema


def _reference(name: str) -> Schema:
    return {"$ref": f"#/$defs/{_REFERENCES[name]}-id"}
