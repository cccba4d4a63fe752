"""The tables as one SQLite file, with foreign keys, link tables and views.

`VACUUM` writes the file: the result depends on the rows only, in the order of their keys.
"""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import msgspec

from chronology import urls
from chronology.site.context import Site
from chronology.site.exports.columns import Column
from chronology.site.exports.csv_format import encode
from chronology.site.exports.dataset import csv_jsonl
from chronology.site.exports.dataset.schema import Json
from chronology.site.exports.dataset.table import Table
from chronology.site.exports.dataset.tables import TABLES

_DECODER: Final = msgspec.json.Decoder(Json)
#: The table whose rows are in the order of the record.
_NUMBERED: Final = "events"
BODY: Final = "body"
#: Bytes of the JSON lines of a table. With the bodies of a longer one the database would exceed
#: the 25 MiB that common hosts accept, so these are in the CSV and JSON lines only.
_MOST_WITH_BODIES: Final = 16_000_000
_TYPES: Final = {"integer": "INTEGER", "number": "REAL"}
#: Fields of the file's header (sqlite.org/fileformat.html, 1.3) that depend on how it was made, and
#: what is written instead: counters of changes, and the version of SQLite. Readers that have not
#: had the file open before do not use them.
_HEADER: Final = {24: 1, 40: 1, 92: 1, 96: 3_040_000}
#: Nobody else reads the file meanwhile, and it is discarded after a failure.
_QUICK: Final = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
#: Errors of a file system that is full or fails (sqlite.org/rescode.html).
_NO_ROOM: Final = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
#: Adapts None to None. Without an adapter sqlite3 searches for one at each None, which took a sixth
#: of the time.
_NONE: Final[dict[None, None]] = {}
sqlite3.register_adapter(type(None), _NONE.get)
#: Texts fill pages of this size better than those of the default: the file is a fifth smaller.
_LARGE: Final = "PRAGMA page_size = 8192;\n"
_VIEWS: Final = """
CREATE VIEW chronology AS
SELECT e.id, e.date, e.earliest, e.latest, e.title, t.label AS type, e.event_status,
    (SELECT group_concat(name, '; ') FROM (SELECT p.name FROM events_place l
        JOIN places p ON p.id = l.place WHERE l.id = e.id ORDER BY l.number)) AS places,
    (SELECT group_concat(name, '; ') FROM (SELECT a.name FROM participations p
        JOIN actors a ON a.id = p.actor WHERE p.event = e.id ORDER BY p.number)) AS participants,
    e.summary
FROM events e JOIN types t ON t.id = e.type ORDER BY e.rowid;
CREATE VIEW offices_held AS
SELECT p.event, e.date, p.actor, a.name, p.office, p.state, p."as", p."of"
FROM participations p JOIN events e ON e.id = p.event JOIN actors a ON a.id = p.actor
WHERE a.type = 'person' ORDER BY e.rowid, p.number;
CREATE VIEW corrected AS
SELECT c.date, c.event, e.title, c.note, c.significance
FROM corrections c JOIN events e ON e.id = c.event ORDER BY c.earliest DESC, e.rowid, c.number;
"""


def make(site: Site, _: None) -> bytes:
    """Return the database: the same bytes for the same record on every machine.

    It is made by way of a draft on disk. Raises OSError if there is no space.
    """
    with TemporaryDirectory(dir=site.stage) as folder:
        draft, target = Path(folder, "draft"), Path(folder, "chronology.sqlite")
        try:
            with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
                connection.executescript(_QUICK)
                connection.executescript(_LARGE + "".join(map(_definition, _ordered())) + _VIEWS)
                connection.execute("BEGIN")
                for table in _ordered():
                    _insert(connection, table, _lines(site, table))
                connection.execute("COMMIT")
                connection.execute("VACUUM INTO ?", (str(target),))
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _NO_ROOM:
                raise
            raise OSError(str(error)) from error
        content = bytearray(target.read_bytes())
    for at, value in _HEADER.items():
        content[at : at + 4] = value.to_bytes(4, "big")
    return bytes(content)


def _insert(connection: sqlite3.Connection, table: Table, lines: bytes) -> None:
    """Insert rows and their links; those of events are numbered in the order of the record.

    The lines are decoded one after another: all at once would take several times their memory.
    """
    links: dict[str, list[Sequence[Any]]] = {name: [] for name in _links(table)}
    columns = [one for one in table.columns if one.name != BODY or has_bodies(len(lines))]
    rows = _rows(table, columns, map(_DECODER.decode, io.BytesIO(lines)), links)
    if table.name == _NUMBERED:
        rows = ((number, *row) for number, row in enumerate(rows, 1))
    connection.executemany(_insertion(table, columns), rows)
    for name, linked in links.items():
        connection.executemany(f'INSERT INTO "{name}" VALUES (?, ?, ?)', linked)


def _ordered() -> Sequence[Table]:
    """Return the tables, those that others refer to first."""
    waiting, found = list(TABLES), []
    while waiting:
        names = {table.name for table in waiting}
        free = [
            table
            for table in waiting
            if not {one.refers for one in table.columns} & (names - {table.name})
        ]
        found += free
        waiting = [table for table in waiting if table not in free]
    return found


def _links(table: Table) -> list[str]:
    return [f"{table.name}_{one.name}" for one in _lists(table)]


def _lists(table: Table) -> Iterator[Column]:
    """Return the columns that hold lists of ids of another table: each has a table of links."""
    return (one for one in table.columns if one.kind == "ids" and one.refers)


def _definition(table: Table) -> str:
    lines = [_column(one) for one in table.columns]
    lines.append(f"PRIMARY KEY ({_named(table.key)})")
    lines += [
        f'FOREIGN KEY ("{one.name}") REFERENCES "{one.refers}" (id)'
        for one in table.columns
        if one.refers and one.kind == "text"
    ]
    several = " WITHOUT ROWID" if len(table.key) > 1 else ""
    text = f'CREATE TABLE "{table.name}" (\n    ' + ",\n    ".join(lines) + f"\n){several};\n"
    for one in _lists(table):
        text += (
            f'CREATE TABLE "{table.name}_{one.name}" (\n'
            f'    id TEXT NOT NULL REFERENCES "{table.name}" (id),\n    number INTEGER NOT NULL,\n'
            f'    "{one.name}" TEXT NOT NULL REFERENCES "{one.refers}" (id),\n'
            "    PRIMARY KEY (id, number)\n) WITHOUT ROWID;\n"
        )
    return text


def has_bodies(size: int) -> bool:
    """Return whether the database holds the bodies of a table of so many bytes."""
    return size <= _MOST_WITH_BODIES


def _column(one: Column) -> str:
    needed = " NOT NULL" if one.required and one.name != BODY else ""
    return f'"{one.name}" {_TYPES.get(one.kind, "TEXT")}{needed}'


def _named(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _insertion(table: Table, columns: Iterable[Column]) -> str:
    names = [one.name for one in columns]
    if table.name == _NUMBERED:
        names.insert(0, "rowid")
    return f'INSERT INTO "{table.name}" ({_named(names)}) VALUES ({", ".join("?" * len(names))})'


def _lines(site: Site, table: Table) -> bytes:
    """Return the JSON lines of a table: as this build wrote them before, or made for this."""
    path = urls.output(f"{urls.index('data')}{table.name}.jsonl")
    if site.stage and path in site.written:
        return (site.stage / path).read_bytes()
    return csv_jsonl.make(site, (csv_jsonl.LINES, table))


def _rows(
    table: Table,
    columns: Sequence[Column],
    lines: Iterable[Json],
    links: dict[str, list[Sequence[Any]]],
) -> Iterator[Sequence[Any]]:
    """Return each row in values that SQLite knows, and add its links to `links`."""
    lists = [
        (at, links[f"{table.name}_{one.name}"])
        for at, one in enumerate(columns)
        if one.kind == "ids" and one.refers
    ]
    structured = [at for at, one in enumerate(columns) if one.kind in ("ids", "list", "map")]
    for line in lines:
        row = [line.get(one.name, one.default) for one in columns]
        for at, noted in lists:
            if row[at]:
                noted += [(row[0], number, one) for number, one in enumerate(row[at], 1)]
        for at in structured:
            if row[at] is not None:
                row[at] = encode(row[at]).decode()
        yield row
