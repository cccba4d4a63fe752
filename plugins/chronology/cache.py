"""What an earlier run found out: a table of keys and values that may be deleted at any time.

A value carries a checksum, and whoever stores it stores with it the digest of what it was made
from, so a stale or damaged one is never used. A file that SQLite cannot read, or that another
version wrote, is replaced. A file that is locked or cannot be written is an error, and kept.
Nothing is unpickled.
"""

from __future__ import annotations

import os
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, TypeVar

from chronology.problems import ContentError, Problem

T = TypeVar("T")

_TABLE: Final = """
CREATE TABLE IF NOT EXISTS entries (
    kind TEXT, name TEXT, value BLOB, sum INTEGER, PRIMARY KEY (kind, name)
)"""
#: Bytes. Of the usual size, 4096, most bodies would fill a part of a page only.
_PAGE: Final = 16_384
#: A file with another number was written by another version or another program.
_FORMAT: Final = zlib.crc32(_TABLE.encode()) & 0x7FFFFFFF
#: Seconds that another process may keep the file locked.
_PATIENCE: Final = 60


class Cache:
    """The table. Several processes may use one file; in each, one thread at a time.

    Every method raises ContentError where the file is locked or cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        #: By process: a connection must not be used, nor closed, in a process forked later.
        self._connections: dict[int, sqlite3.Connection] = {}

    def get(self, kind: str, name: str) -> bytes | None:
        """Return a value, or None where there is none or it is damaged."""
        query = "SELECT value, sum FROM entries WHERE kind = ? AND name = ?"

        def get(connection: sqlite3.Connection) -> bytes | None:
            row = connection.execute(query, (kind, name)).fetchone()
            return row[0] if row and zlib.crc32(row[0]) == row[1] else None

        return self._using(get)

    def all(self, kind: str) -> dict[str, bytes]:
        """Return all values of a kind by name, without damaged ones."""
        query = "SELECT name, value, sum FROM entries WHERE kind = ?"

        def get(connection: sqlite3.Connection) -> dict[str, bytes]:
            rows = connection.execute(query, (kind,))
            return {name: value for name, value, total in rows if zlib.crc32(value) == total}

        return self._using(get)

    def put(
        self, rows: Iterable[tuple[str, str, bytes]], gone: Iterable[tuple[str, str]] = ()
    ) -> None:
        """Store values by kind and name, and delete others, all at once or not at all."""
        stored = [(*row, zlib.crc32(row[2])) for row in rows]
        deleted = list(gone)

        def put(connection: sqlite3.Connection) -> None:
            connection.execute("BEGIN IMMEDIATE")
            try:
                connection.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)", stored)
                connection.executemany("DELETE FROM entries WHERE kind = ? AND name = ?", deleted)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

        if stored or deleted:
            self._using(put)

    def _using(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Apply a function to the connection; with a new file where the old one is damaged."""
        try:
            try:
                return function(self._connection())
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:
                self._discard()
                return function(self._connection())
        except (sqlite3.OperationalError, OSError) as error:
            raise ContentError([_problem(self.path, error)]) from error

    def _connection(self) -> sqlite3.Connection:
        known = self._connections.get(os.getpid())
        if known is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            known = self._connections[os.getpid()] = self._opened()
        return known

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, isolation_level=None, timeout=_PATIENCE, check_same_thread=False
        )
        try:
            connection.execute(f"PRAGMA page_size={_PAGE}")
            _in_turn(connection, "PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            if connection.execute("PRAGMA user_version").fetchone()[0] != _FORMAT:
                _create(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _discard(self) -> None:
        """Delete the file: it is damaged, or another program's."""
        known = self._connections.pop(os.getpid(), None)
        if known is not None:
            known.close()
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)


def _create(connection: sqlite3.Connection) -> None:
    """Create the table. Raises DatabaseError where the file holds something else."""
    connection.execute("BEGIN IMMEDIATE")
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables and found != _FORMAT:
        raise sqlite3.DatabaseError("written by another version")
    connection.execute(_TABLE)
    connection.execute(f"PRAGMA user_version={_FORMAT}")
    connection.execute("COMMIT")


def _in_turn(connection: sqlite3.Connection, statement: str) -> None:
    """Execute what SQLite refuses at once, without its usual patience, while others begin."""
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute(statement)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return


def _problem(path: Path, error: Exception) -> Problem:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    hint = "check the disk and the file permissions, or choose another CACHE_PATH"
    return Problem(str(path), "cache", f"the cache cannot be used: {reason}", hint)
