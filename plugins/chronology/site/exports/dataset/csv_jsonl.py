"""The tables as CSV and JSON lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from chronology.site.context import Site
from chronology.site.exports import csv_format
from chronology.site.exports.dataset.table import Row, Table


class Form(NamedTuple):
    """A format of a table: the ending of its file, what comes before the rows, and the rows."""

    ending: str
    media_type: str
    head: Callable[[Table], bytes]
    rows: Callable[[Table, Iterable[Row]], bytes]


def make(site: Site, subject: tuple[Form, Table]) -> bytes:
    """Return the file of a table."""
    form, table = subject
    return form.head(table) + form.rows(table, _rows(site, form, table))


def _rows(site: Site, form: Form, table: Table) -> Iterable[Row]:
    """Return the rows of a table. Those of events are cached until the last format is made."""
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
#: In the order in which they are made.
FORMS: Final = (CSV, LINES)
