"""The tables as one SQLite file, with foreign keys, link tables and views."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from chronology import addresses
from chronology.exports.columns import Column
from chronology.exports.release import package
from chronology.exports.release.record import TABLES, Table
from chronology.exports.tables import encode
from chronology.site import Site

_DECODER: Final = msgspec.json.Decoder(dict[str, Any])
_TYPES: Final = {"integer": "INTEGER", "number": "REAL"}
#: A release of SQLite, for the place in the file where the one that wrote it is named: the
#: machine that builds is not to be seen. Readers show it and use it for nothing.
_WRITER: Final = (3_040_000).to_bytes(4, "big")
_WRITER_AT: Final = slice(96, 100)
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
    """The file's bytes: the same for the same record, whichever machine writes it."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript("".join(map(_definition, _ordered())) + _VIEWS)
        for table in _ordered():
            links: dict[str, list[Sequence[Any]]] = {
                f"{table.name}_{one.name}": [] for one in _lists(table)
            }
            connection.executemany(_insertion(table), _rows(table, _lines(site, table), links))
            for name, rows in links.items():
                connection.executemany(f'INSERT INTO "{name}" VALUES (?, ?, ?)', rows)
        connection.commit()
        found = memoryview(connection.serialize())
    finally:
        connection.close()
    return b"".join((found[: _WRITER_AT.start], _WRITER, found[_WRITER_AT.stop :]))


def _ordered() -> Sequence[Table]:
    """The tables, those that others refer to first."""
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


def _lists(table: Table) -> Iterator[Column]:
    """The columns that hold lists of ids of another table, and so are tables of links too."""
    return (one for one in table.columns if one.kind == "ids" and one.refers)


def _definition(table: Table) -> str:
    lines = [_column(one) for one in table.columns]
    lines.append(f"PRIMARY KEY ({_listed(table.key)})")
    lines += [
        f'FOREIGN KEY ("{one.name}") REFERENCES "{one.refers}" (id)'
        for one in table.columns
        if one.refers and one.kind == "text"
    ]
    text = f'CREATE TABLE "{table.name}" (\n    ' + ",\n    ".join(lines) + "\n);\n"
    for one in _lists(table):
        text += (
            f'CREATE TABLE "{table.name}_{one.name}" (\n'
            f'    id TEXT NOT NULL REFERENCES "{table.name}" (id),\n    number INTEGER NOT NULL,\n'
            f'    "{one.name}" TEXT NOT NULL REFERENCES "{one.refers}" (id),\n'
            "    PRIMARY KEY (id, number)\n) WITHOUT ROWID;\n"
        )
    return text


def _column(one: Column) -> str:
    needed = " NOT NULL" if one.required else ""
    return f'"{one.name}" {_TYPES.get(one.kind, "TEXT")}{needed}'


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _insertion(table: Table) -> str:
    places = ", ".join("?" * len(table.columns))
    return f'INSERT INTO "{table.name}" VALUES ({places})'


def _lines(site: Site, table: Table) -> list[dict[str, Any]]:
    """The rows as they are in JSON lines: as written a moment ago, or made for this."""
    written = site.written(addresses.output(f"{addresses.index('data')}{table.name}.jsonl"))
    if written is None:
        written = package.whole(site, (package.LINES, table))
    return _DECODER.decode_lines(written)


def _rows(
    table: Table, lines: list[dict[str, Any]], links: dict[str, list[Sequence[Any]]]
) -> Iterator[Sequence[Any]]:
    """Each row in values that SQLite knows; what it links to is noted for later."""
    lists = [
        (at, links[f"{table.name}_{one.name}"])
        for at, one in enumerate(table.columns)
        if one.kind == "ids" and one.refers
    ]
    structured = [at for at, one in enumerate(table.columns) if one.kind in ("ids", "list", "map")]
    for line in lines:
        row = list(line.values())
        for at, noted in lists:
            if row[at]:
                noted += [(row[0], number, one) for number, one in enumerate(row[at], 1)]
        for at in structured:
            if row[at] is not None:
                row[at] = encode(row[at]).decode()
        yield row
