"""Tables of events, as CSV (RFC 4180) and JSON: every field of the entry, without its body.

Dates stand as EDTF with the earliest and the latest day beside them. In CSV a list of ids is
joined by `|`, a list of records is JSON, and a cell that a spreadsheet would take for a formula
begins with `'`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from chronology.cache import digest
from chronology.dates import Date, Day
from chronology.model import Event, Relation
from chronology.site import Site
from chronology.views.page import Made

_FIELDS: Final = msgspec.structs.fields(Event)
#: The columns of a row: the model's fields, with the days after the date.
COLUMNS: Final = tuple(
    name
    for field in _FIELDS
    for name in (
        (field.encode_name, "earliest", "latest") if field.name == "date" else (field.encode_name,)
    )
)
_PLAIN_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_encode: Final = msgspec.json.Encoder(enc_hook=lambda date: date.edtf).encode


def files(site: Site, address: str, positions: Sequence[int], source: str) -> Iterator[Made]:
    """The tables beside the page at an address."""
    yield Made(f"{address}events.csv", as_csv, positions, _inputs, source)
    yield Made(f"{address}events.json", as_json, positions, _inputs, source)


def _inputs(site: Site, positions: Sequence[int]) -> bytes:
    return digest(site.keys(_key, positions))


def as_csv(site: Site, positions: Sequence[int]) -> bytes:
    """A line of names, then a line an event."""
    return b"".join((_line(COLUMNS), *[site.kept(_csv_row, at) for at in positions]))


def as_json(site: Site, positions: Sequence[int]) -> bytes:
    """A list of objects, each on a line of its own."""
    return b"[\n" + b",\n".join([site.kept(_json_row, at) for at in positions]) + b"\n]\n"


def row(site: Site, position: int) -> dict[str, Any]:
    """An event's values by column, in the order of the columns."""
    event, found = site.chronology.events[position], {}
    for field in _FIELDS:
        found[field.encode_name] = getattr(event, field.name)
        if field.name == "date":
            found["earliest"], found["latest"] = iso(event.date.earliest), iso(event.date.latest)
    found["related"] = _related(site, position)
    return found


def _related(site: Site, position: int) -> tuple[Relation, ...]:
    """The ties to events that are on the site: a draft is named nowhere."""
    known = site.chronology.position
    return tuple(one for one in site.chronology.events[position].related if one.event in known)


def iso(day: Day | None) -> str | None:
    """A day in ISO 8601; years before 1 with a sign."""
    if day is None:
        return None
    return f"{'-' if day[0] < 0 else ''}{abs(day[0]):04d}-{day[1]:02d}-{day[2]:02d}"


def cell(value: Any) -> str:
    """A value as text that no spreadsheet computes."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        plain = all(isinstance(one, str) for one in value)
        value = "|".join(value) if plain else _encode(value).decode()
    elif isinstance(value, Date):
        value = value.edtf
    text = str(value)
    if text.startswith(_FORMULA) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def _key(site: Site, position: int) -> bytes:
    key = site.fact_key[position]
    related = site.chronology.events[position].related
    return digest(key, _encode(_related(site, position))) if related else key


def _json_row(site: Site, position: int) -> bytes:
    return _encode(row(site, position))


def _csv_row(site: Site, position: int) -> bytes:
    return _line([cell(value) for value in row(site, position).values()])


class _Echo:
    """A file that gives back what is written: `writerow` returns it."""

    def write(self, text: str) -> str:
        return text


_writer: Final = csv.writer(_Echo(), lineterminator="\r\n")


def _line(cells: Sequence[str]) -> bytes:
    return str(_writer.writerow(cells)).encode()
