"""CSV (RFC 4180) that spreadsheets open without computing anything.

A list of ids is joined by `|`, any other list or mapping is JSON, and a cell that a spreadsheet
would take for a formula begins with `'`.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

#: Without a byte order mark spreadsheets do not read a file as UTF-8.
BOM: Final = codecs.BOM_UTF8
_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?").fullmatch
#: What a spreadsheet computes, and what already looks as if it were kept from that.
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]").match
_SIGNS: Final = frozenset("'=+-@\t\r")
encode: Final = msgspec.json.Encoder(enc_hook=lambda date: date.edtf).encode


def cells(row: Sequence[Any], ids: Iterable[bool]) -> bytes:
    """Return a line of CSV; `ids` says of each value whether it is a list of ids."""
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
    """Return a value as text that no spreadsheet computes."""
    if value is None:
        return ""
    if isinstance(value, (tuple, dict)):
        if not value:
            return ""
        value = "|".join(value) if ids else encode(value).decode()
    text = str(value)
    return f"'{text}" if _FORMULA(text) and not _NUMBER(text) else text


def line(cells: Iterable[str]) -> bytes:
    """Return a line of CSV from cells that are quoted where they have to be."""
    return (",".join(cells) + "\r\n").encode()


def _quoted(text: str) -> str:
    """Return a cell in quotation marks where it has to be (RFC 4180, 2).

    By hand: `csv.writer` would go over a body letter by letter.
    """
    if "," in text or '"' in text or "\n" in text or "\r" in text:  # quicker than a pattern
        return '"' + text.replace('"', '""') + '"'
    return text
