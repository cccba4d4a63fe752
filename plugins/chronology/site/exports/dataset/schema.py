"""Descriptions of the dataset for programs: JSON Schemas, the Data Package and checksums."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec

from chronology.model.edtf import Date
from chronology.site.context import Site
from chronology.site.exports import columns
from chronology.site.exports.columns import DAY, Column
from chronology.site.exports.dataset.table import Table
from chronology.site.exports.dataset.tables import TABLES

Json = dict[str, Any]
_EDTF: Final[Json] = {
    "type": "string",
    "description": "EDTF (ISO 8601-2:2019)",
    "examples": ["2024-04-09", "2024-04", "1962-10~", "2024-04-09/2024-04-11", "196X"],
}
#: Types of Table Schema. A date in EDTF is text there: its `date` knows whole days alone.
_TYPES: Final = {"integer": "integer", "number": "number", "list": "array", "map": "object"}


def json_schema(_: Site, table: Table) -> bytes:
    """Return the JSON Schema (2020-12) of a row of JSON lines."""
    found, components = msgspec.json.schema_components(
        [one.type for one in table.columns], schema_hook=_date, ref_template="#/$defs/{name}"
    )
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": table.name,
        "description": table.meaning,
        "type": "object",
        "properties": {
            one.name: kind if one.default is None else {**kind, "default": one.default}
            for one, kind in zip(table.columns, found, strict=True)
        },
        "required": [one.name for one in table.columns if one.required and one.default is None],
        "additionalProperties": False,
        "$defs": components | {"edtf": _EDTF},
    }
    return _json(document)


def _date(kind: type) -> Json:
    if kind is Date:
        return {"$ref": "#/$defs/edtf"}
    raise NotImplementedError


def data_package(site: Site, sums: Callable[[str], tuple[int, str]]) -> bytes:
    """Return `datapackage.json` (Data Package 1, profile `tabular-data-package`).

    `sums` gives the size and the SHA-256 of a file.
    """
    settings = site.settings
    found: Json = {
        "profile": "tabular-data-package",
        "name": "chronology",
        "title": settings.name,
        "description": settings.description,
    }
    if settings.url:
        found["homepage"] = f"{settings.url}/"
    if latest := site.latest(range(len(site.chronology.events))):
        found["version"] = columns.iso(latest)
    if settings.licence:
        title, address = settings.licence_parts
        found["licenses"] = [{"title": title, **({"path": address} if address else {})}]
    found["resources"] = [_resource(table, *sums(f"{table.name}.csv")) for table in TABLES]
    return _json(found)


def _resource(table: Table, size: int, total: str) -> Json:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": table.meaning,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{total}",
        "dialect": {"lineTerminator": "\r\n", "delimiter": ",", "doubleQuote": True},
        "schema": {
            "fields": list(map(_field, table.columns)),
            "missingValues": [""],
            "primaryKey": list(table.key),
            "foreignKeys": [
                {"fields": [one.name], "reference": {"resource": other, "fields": ["id"]}}
                for one in table.columns
                if one.refers and one.kind == "text"
                for other in ["" if one.refers == table.name else one.refers]
            ],
        },
    }


def _field(one: Column) -> Json:
    rules: Json = {"required": True} if one.filled else {}
    if one.choices:
        rules["enum"] = list(one.choices)
    if one.pattern and one.kind == "text":
        # A cell that begins with a sign has `'` before it.
        rules["pattern"] = DAY.replace("^", "^'?") if one.pattern == DAY else one.pattern
    found: Json = {"name": one.name, "type": _TYPES.get(one.kind, "string")}
    return found | {"description": _meaning(one)} | ({"constraints": rules} if rules else {})


def _meaning(one: Column) -> str:
    more = {"ids": " Joined by `|`.", "list": " JSON.", "map": " JSON."}
    return one.meaning + more.get(one.kind, "")


def checksums(files: Iterable[tuple[str, str]]) -> bytes:
    """Return `SHA256SUMS`, for `sha256sum --check`."""
    return "".join(f"{total}  {name}\n" for name, total in files).encode()


def _json(found: Json) -> bytes:
    return json.dumps(found, ensure_ascii=False, indent=1).encode() + b"\n"
