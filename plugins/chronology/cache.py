"""What an earlier run found out, in one SQLite file that may be thrown away at any time.

Rows are keyed by the content they were made from, so a stale one is never found; a file
that SQLite cannot read, or that another version wrote, is removed. Nothing is unpickled.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

_TABLES: Final = """
CREATE TABLE records (key BLOB PRIMARY KEY, data BLOB, sum INTEGER) WITHOUT ROWID;
CREATE TABLE bodies (key BLOB PRIMARY KEY, told BLOB, sum INTEGER, data BLOB, data_sum INTEGER);
CREATE TABLE files (
    root TEXT, path TEXT, size INTEGER, changed INTEGER, digest BLOB, PRIMARY KEY (root, path)
) WITHOUT ROWID;
CREATE TABLE pages (site TEXT, path TEXT, inputs BLOB, PRIMARY KEY (site, path)) WITHOUT ROWID;
CREATE TABLE sites (
    site TEXT PRIMARY KEY, state BLOB, common BLOB, mark BLOB
) WITHOUT ROWID;
"""
#: A file with other tables was written by another version.
_FORMAT: Final = zlib.crc32(_TABLES.encode()) & 0x7FFFFFFF
_CHUNK: Final = 500
encode: Final = msgspec.msgpack.Encoder().encode
Stamp = tuple[int, int]


def digest(*parts: bytes) -> bytes:
    """16 bytes of BLAKE2b over the parts, each told apart from its neighbours."""
    return hashlib.blake2b(encode(parts), digest_size=16).digest()


class Built(NamedTuple):
    """A site as it was last written.

    `state` is that of the sources; `common` changes with what all pages are made by; `mark`
    is that of the output folder. Empty while the folder is being changed.
    """

    state: bytes
    common: bytes
    mark: bytes


class Cache:
    """The file's tables. One connection; a forked process opens its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._process = os.getpid()
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = self._open()
        except sqlite3.DatabaseError:
            self.discard()

    def discard(self) -> None:
        """Throw everything away and begin anew: the file is damaged or another's."""
        if hasattr(self, "_connection"):
            self._connection.close()
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        self._connection = self._open()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None, timeout=60)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            found = connection.execute("PRAGMA user_version").fetchone()[0]
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if tables and found != _FORMAT:
                raise sqlite3.DatabaseError("written by another version")
            if not tables:
                connection.executescript(f"BEGIN;{_TABLES}PRAGMA user_version={_FORMAT};COMMIT;")
        except sqlite3.DatabaseError:
            connection.close()
            raise
        return connection

    def close(self) -> None:
        self._connection.close()

    def begin(self) -> None:
        self._connection.execute("BEGIN")

    def commit(self) -> None:
        self._connection.execute("COMMIT")

    def records(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        return dict(self._among("SELECT key, data, sum FROM records WHERE key IN", keys))

    def add_records(self, rows: Iterable[tuple[bytes, bytes]]) -> None:
        self._connection.executemany(
            "INSERT OR REPLACE INTO records VALUES (?, ?, ?)",
            ((key, data, zlib.crc32(data)) for key, data in rows),
        )

    def told(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """Of each body what the whole needs to know: quotations, findings, digest."""
        return dict(self._among("SELECT key, told, sum FROM bodies WHERE key IN", keys))

    def body(self, key: bytes) -> bytes | None:
        if os.getpid() != self._process:  # forked: SQLite's connections must not be shared
            self._process, self._connection = os.getpid(), self._open()
        row = self._connection.execute(
            "SELECT data, data_sum FROM bodies WHERE key = ?", (key,)
        ).fetchone()
        return row[0] if row and zlib.crc32(row[0]) == row[1] else None

    def add_bodies(self, rows: Iterable[tuple[bytes, bytes, bytes]]) -> None:
        self._connection.executemany(
            "INSERT OR REPLACE INTO bodies VALUES (?, ?, ?, ?, ?)",
            ((key, told, zlib.crc32(told), data, zlib.crc32(data)) for key, data, told in rows),
        )

    def files(self, root: str) -> dict[str, tuple[Stamp, bytes]]:
        """The digest that each file had when it last bore this stamp."""
        rows = self._connection.execute(
            "SELECT path, size, changed, digest FROM files WHERE root = ?", (root,)
        )
        return {path: ((size, changed), found) for path, size, changed, found in rows}

    def put_files(
        self, root: str, rows: Iterable[tuple[str, Stamp, bytes]], gone: Iterable[str]
    ) -> None:
        self._connection.executemany(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)",
            ((root, path, stamp[0], stamp[1], found) for path, stamp, found in rows),
        )
        self._connection.executemany(
            "DELETE FROM files WHERE root = ? AND path = ?", ((root, path) for path in gone)
        )

    def pages(self, site: str) -> dict[str, bytes]:
        """What each page of a site was made from, by output path."""
        return dict(
            self._connection.execute("SELECT path, inputs FROM pages WHERE site = ?", (site,))
        )

    def put_pages(self, site: str, rows: Iterable[tuple[str, bytes]], gone: Iterable[str]) -> None:
        self._connection.executemany(
            "INSERT OR REPLACE INTO pages VALUES (?, ?, ?)",
            ((site, path, inputs) for path, inputs in rows),
        )
        self._connection.executemany(
            "DELETE FROM pages WHERE site = ? AND path = ?", ((site, path) for path in gone)
        )

    def site(self, site: str) -> Built | None:
        """What is known of the site's last build."""
        row = self._connection.execute(
            "SELECT state, common, mark FROM sites WHERE site = ?", (site,)
        ).fetchone()
        return Built(*row) if row else None

    def put_site(self, site: str, built: Built) -> None:
        self._connection.execute("INSERT OR REPLACE INTO sites VALUES (?, ?, ?, ?)", (site, *built))

    def forget(self, site: str) -> None:
        """The site's pages are no longer known, as before its first build."""
        self._connection.execute("DELETE FROM sites WHERE site = ?", (site,))
        self._connection.execute("DELETE FROM pages WHERE site = ?", (site,))

    def _among(self, query: str, keys: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
        """The rows of some keys, but for those whose bytes are not what was written."""
        wanted = list(keys)
        for start in range(0, len(wanted), _CHUNK):
            part = wanted[start : start + _CHUNK]
            marks = ",".join("?" * len(part))
            for key, data, total in self._connection.execute(f"{query} ({marks})", part):
                if zlib.crc32(data) == total:
                    yield key, data
