"""The tables as CSV and JSON lines, and what describes them: schemas, package, sums."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

import msgspec

from chronology.model.edtf import Date
from chronology.site.context import Site
from chronology.site.exports import columns, csv_format
from chronology.site.exports.columns import DAY, Column
from chronology.site.exports.dataset.schema import TABLES
from chronology.site.exports.dataset.table import Row, Table

Json = dict[str, Any]
_EDTF: Final[Json] = {
    "type": "string",
    "description": "EDTF (ISO 8601-2:2019)",
    "examples": ["2024-04-09", "2024-04", "1962-10~", "2024-04-09/2024-04-11", "196X"],
}
#: Types of Table Schema. A date in EDTF is text there: its `date` knows whole days alone.
_TYPES: Final = {"integer": "integer", "number": "number", "list": "array", "map": "object"}


class Form(NamedTuple):
    """A form of a table: what its file ends in, what stands before the rows, and how they are."""

    ending: str
    media_type: str
    head: Callable[[Table], bytes]
    rows: Callable[[Table, Iterable[Row]], bytes]


def whole(site: Site, of: tuple[Form, Table]) -> bytes:
    """A table's file."""
    form, table = of
    return form.head(table) + form.rows(table, _rows(site, form, table))


def _rows(site: Site, form: Form, table: Table) -> Iterable[Row]:
    """The rows of a table. Those of events are kept from the first form to the last."""
    if table.each is None:
        return table.rows(site)
    rows = site.pop_cached if form is FORMS[-1] else site.cached_for_event
    return (row for position in table.of(site) for row in rows(table.each, position))


def _csv(table: Table, rows: Iterable[Row]) -> bytes:
    return b"".join([csv_format.cells(row, table.ids) for row in rows])


def _lines(table: Table, rows: Iterable[Row]) -> bytes:
    """Return a JSON object per line; what is absent, or has its default, is left out."""
    fields, encode = [(one.name, one.default) for one in table.columns], csv_format.encode
    lines = []
    for row in rows:
        pairs = zip(fields, row, strict=True)
        found = {name: value for (name, default), value in pairs if value not in (None, default)}
        lines.append(encode(found) + b"\n")
    return b"".join(lines)


CSV: Final = Form("csv", "text/csv", lambda it: csv_format.line(it.names), _csv)
LINES: Final = Form("jsonl", "application/jsonl", lambda _: b"", _lines)
#: In the order that they are made in.
FORMS: Final = (CSV, LINES)


def schema(_: Site, table: Table) -> bytes:
    """The JSON Schema (2020-12) of a row of JSON lines."""
    found, components = msgspec.json.schema_components(
        [one.type for one in table.columns], schema_hook=_date, ref_template="#/$defs/{name}"
    )
    made = {
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
    return _json(made)


def _date(kind: type) -> Json:
    if kind is Date:
        return {"$ref": "#/$defs/edtf"}
    raise NotImplementedError


def description(site: Site, sums: Callable[[str], tuple[int, str]]) -> bytes:
    """`datapackage.json` (Data Package 1, profile `tabular-data-package`)."""
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
        # In a cell a sign at the beginning has `'` before it.
        rules["pattern"] = DAY.replace("^", "^'?") if one.pattern == DAY else one.pattern
    found: Json = {"name": one.name, "type": _TYPES.get(one.kind, "string")}
    return found | {"description": _meaning(one)} | ({"constraints": rules} if rules else {})


def _meaning(one: Column) -> str:
    more = {"ids": " Joined by `|`.", "list": " JSON.", "map": " JSON."}
    return one.meaning + more.get(one.kind, "")


def sums(files: Iterable[tuple[str, str]]) -> bytes:
    """`SHA256SUMS`: what `sha256sum --check` reads."""
    return "".join(f"{total}  {name}\n" for name, total in files).encode()


def _json(found: Json) -> bytes:
    return json.dumps(found, ensure_ascii=False, indent=1).encode() + b"\n"
