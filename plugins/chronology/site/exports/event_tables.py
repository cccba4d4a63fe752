"""Tables as CSV (RFC 4180) and JSON, and the tables of events beside collections.

In CSV a list of ids is joined by `|`, any other list or mapping is JSON, and a cell that a
spreadsheet would take for a formula begins with `'`.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import msgspec

from chronology.model.records import Event, Relation
from chronology.site.artifacts import GeneratedFile
from chronology.site.context import Site
from chronology.site.exports import columns, listing
from chronology.site.exports.listing import Frame, Listing

#: A row of events: the model's fields, each date with its days after it.
EVENTS: Final = columns.of_records(Event)
_NAMES: Final = columns.names(EVENTS.columns)
_RELATED: Final = _NAMES.index("related")
_IDS: Final = tuple(one.kind == "ids" for one in EVENTS.columns)
_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?").fullmatch
#: What a spreadsheet computes, and what already looks as if it were kept from that.
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]").match
_SIGNS: Final = frozenset("'=+-@\t\r")
#: Without a byte order mark spreadsheets do not read a file as UTF-8.
BOM: Final = codecs.BOM_UTF8
encode: Final = msgspec.json.Encoder(enc_hook=lambda date: date.edtf).encode


def files(
    site: Site, address: str, positions: Sequence[int], source: str
) -> Iterator[GeneratedFile]:
    """The tables beside the page at an address: every field of the entry, without its body."""
    for name, (made, frame) in _FORMS.items():
        rows = Listing(positions, made, key, frame, shared=True)
        yield listing.file(f"{address}events.{name}", rows, source)


def _as_csv(*_: object) -> Frame:
    """A line of names, then a line an event."""
    return Frame(BOM + line(_NAMES))


def _as_json(*_: object) -> Frame:
    """A list of objects, each on a line of its own."""
    return Frame(b"[\n", b",\n", b"\n]\n")


def row(site: Site, position: int) -> list[Any]:
    """An event's values in the order of the columns."""
    found = EVENTS.values(site.chronology.events[position])
    found[_RELATED] = related(site, position)
    return found


def related(site: Site, position: int) -> tuple[Relation, ...]:
    """The ties to events that are on the site: a draft is named nowhere."""
    known = site.chronology.position
    return tuple([one for one in site.chronology.events[position].related if one.event in known])


def _csv_row(site: Site, position: int) -> bytes:
    return cells(row(site, position), _IDS)


def _json_row(site: Site, position: int) -> bytes:
    return encode(dict(zip(_NAMES, row(site, position), strict=True)))


def cells(row: Sequence[Any], ids: Iterable[bool]) -> bytes:
    """A line of CSV; `ids` tells of each value whether it is a list of ids."""
    return line(
        [
            ""
            if value is None
            else _quoted(value)  # as most are
            if value.__class__ is str and value[:1] not in _SIGNS
            else _quoted(cell(value, are_ids))
            for value, are_ids in zip(row, ids, strict=True)
        ]
    )


def cell(value: Any, ids: bool = False) -> str:
    """A value as text that no spreadsheet computes."""
    if value is None:
        return ""
    if isinstance(value, (tuple, dict)):
        if not value:
            return ""
        value = "|".join(value) if ids else encode(value).decode()
    text = str(value)
    return f"'{text}" if _FORMULA(text) and not _NUMBER(text) else text


def _quoted(text: str) -> str:
    """In quotation marks where it has to be (RFC 4180, 2).

    By hand: `csv.writer` would go over a body letter by letter.
    """
    if "," in text or '"' in text or "\n" in text or "\r" in text:  # quicker than a pattern
        return '"' + text.replace('"', '""') + '"'
    return text


def line(cells: Iterable[str]) -> bytes:
    """A line of CSV, of cells that are quoted where they have to be."""
    return (",".join(cells) + "\r\n").encode()


def key(site: Site, position: int) -> bytes:
    """Changes with anything in an event's front matter, and with which of its ties are shown."""
    facts = site.fact_key(position)
    tied = site.chronology.events[position].related and related(site, position)
    return facts + encode(tied) if tied else facts


#: What makes a row of each form, and its frame.
_FORMS: Final = {"csv": (_csv_row, _as_csv), "json": (_json_row, _as_json)}
