"""What an earlier run found out, in one SQLite file that may be thrown away at any time.

Every row says what it was made from, so a stale one is never used; a file that SQLite
cannot read, or that another version wrote, is removed. Nothing is unpickled.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

_TABLES: Final = """
CREATE TABLE documents (
    root TEXT, path TEXT, size INTEGER, changed INTEGER, content BLOB, words BLOB, data BLOB,
    sum INTEGER, PRIMARY KEY (root, path)
) WITHOUT ROWID;
CREATE TABLE bodies (
    root TEXT, path TEXT, key BLOB, data BLOB, sum INTEGER, PRIMARY KEY (root, path)
);
CREATE TABLE blocks (
    site TEXT, number INTEGER, inputs BLOB, marks BLOB, data BLOB, sum INTEGER,
    PRIMARY KEY (site, number)
);
CREATE TABLE pages (
    site TEXT, path TEXT, inputs BLOB, bodies TEXT, kept BLOB, told BLOB,
    PRIMARY KEY (site, path)
) WITHOUT ROWID;
CREATE INDEX showing ON pages (site, bodies) WHERE bodies NOTNULL;
CREATE TABLE sites (
    site TEXT PRIMARY KEY, state BLOB, common BLOB, mark BLOB, outline BLOB, texts BLOB, copies BLOB
) WITHOUT ROWID;
CREATE TABLE wholes (
    root TEXT, name TEXT, key BLOB, data BLOB, sum INTEGER, PRIMARY KEY (root, name)
);
"""
#: Bytes. Of the usual size, 4096, a page holds one body or three records, and a third of nothing.
_PAGE: Final = 16_384
#: A file with other tables was written by another version.
_FORMAT: Final = zlib.crc32(_TABLES.encode()) & 0x7FFFFFFF
Stamp = tuple[int, int]


class Parsed(NamedTuple):
    """What a file gave when it was last parsed.

    `stamp` is (size, ns), `content` the digest of its bytes, `words` that of everything else
    its parsing depended on, `data` what came of it.
    """

    stamp: Stamp
    content: bytes
    words: bytes
    data: bytes


class BuildRecord(NamedTuple):
    """A site as it was last written.

    `state` is that of the sources; `common` changes with what all pages are made by; `mark`
    is that of the output folder; `outline` and `texts` are the archive's; `copies` changes
    with the paths of files published as they are. Empty while the folder is being changed.
    """

    state: bytes = b""
    common: bytes = b""
    mark: bytes = b""
    outline: bytes = b""
    texts: bytes = b""
    copies: bytes = b""


class PageFingerprint(NamedTuple):
    """What a page was made from, and the document whose body it shows; or several, each after
    an end of line; or `*` for many.

    `kept` is the index of a file that is made from its former self; `told` is what others tell
    of it.
    """

    inputs: bytes
    bodies: str
    kept: bytes = b""
    told: bytes = b""


class Block(NamedTuple):
    """Some events' part of the search index: what it was made from, its marks, its fragments."""

    inputs: bytes
    marks: bytes
    data: bytes


class Cache:
    """The file's tables. One thread at a time may ask; a forked process opens its own."""

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
        connection = sqlite3.connect(
            self.path, isolation_level=None, timeout=60, check_same_thread=False
        )
        try:
            connection.execute(f"PRAGMA page_size={_PAGE}")
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

    def begin(self) -> None:
        """Begin a transaction, unless one has begun."""
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN")

    def commit(self) -> None:
        """End the transaction, if one has begun."""
        self._connection.commit()

    def documents(self, root: str) -> dict[str, Parsed]:
        """All files of a content folder as last parsed, by path; damaged rows left out."""
        wanted = "path, size, changed, content, words, data, sum"
        query = f"SELECT {wanted} FROM documents WHERE root = ?"
        rows = self._connection.execute(query, (root,))
        return {
            path: Parsed((size, changed), content, words, data)
            for path, size, changed, content, words, data, total in rows
            if zlib.crc32(data) == total
        }

    def put_documents(
        self, root: str, rows: Iterable[tuple[str, Parsed]], gone: Iterable[str]
    ) -> None:
        self._put(
            "documents",
            [
                (root, path, *stamp, content, words, data, zlib.crc32(data))
                for path, (stamp, content, words, data) in rows
            ],
        )
        for path in gone:
            for table in ("documents", "bodies"):
                query = f"DELETE FROM {table} WHERE root = ? AND path = ?"
                self._connection.execute(query, (root, path))

    def _put(self, table: str, rows: Sequence[tuple[str | int | bytes | None, ...]]) -> None:
        if rows:
            places = ", ".join("?" * len(rows[0]))
            self._connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({places})", rows)

    def _own(self) -> sqlite3.Connection:
        if os.getpid() != self._process:  # forked: SQLite's connections must not be shared
            self._process, self._connection = os.getpid(), self._open()
        return self._connection

    def body(self, root: str, path: str, key: bytes) -> bytes | None:
        query = "SELECT data, sum FROM bodies WHERE root = ? AND path = ? AND key = ?"
        row = self._own().execute(query, (root, path, key)).fetchone()
        return row[0] if row and zlib.crc32(row[0]) == row[1] else None

    def put_bodies(self, root: str, rows: Iterable[tuple[str, bytes, bytes]]) -> None:
        """Bodies by path, each with the key of what it was made from."""
        self._put("bodies", [(root, path, key, data, zlib.crc32(data)) for path, key, data in rows])

    def blocks(self, site: str) -> dict[int, tuple[bytes, bytes]]:
        """Of each block of a site's search index by number: what it was made from, its marks."""
        query = "SELECT number, inputs, marks FROM blocks WHERE site = ?"
        rows = self._connection.execute(query, (site,))
        return {number: (inputs, marks) for number, inputs, marks in rows}

    def fragments(self, site: str) -> dict[bytes, bytes]:
        """The fragments of a site's blocks, by the marks of each block; damaged ones left out."""
        rows = self._own().execute("SELECT marks, data, sum FROM blocks WHERE site = ?", (site,))
        return {marks: data for marks, data, total in rows if zlib.crc32(marks + data) == total}

    def put_blocks(self, site: str, rows: Iterable[tuple[int, Block]], count: int) -> None:
        """Keep blocks; those numbered `count` and more are no longer there."""
        self.begin()
        self._put(
            "blocks",
            [
                (site, number, *block, zlib.crc32(block.marks + block.data))
                for number, block in rows
            ],
        )
        self._connection.execute("DELETE FROM blocks WHERE site = ? AND number >= ?", (site, count))
        self.commit()

    def pages(self, site: str) -> dict[str, PageFingerprint]:
        """What each page of a site was made from, by output path; no more of it."""
        query = "SELECT path, inputs, ifnull(bodies, '') FROM pages WHERE site = ?"
        rows = self._connection.execute(query, (site,))
        return {path: PageFingerprint(inputs, bodies) for path, inputs, bodies in rows}

    def showing(self, site: str, documents: Iterable[str]) -> dict[str, PageFingerprint]:
        """Of these pages those that show one of some documents, several, or any."""
        wanted = [("*", "*"), ("\n", "\n\U0010ffff"), *((one, one) for one in documents)]
        # SQLite takes the index for a range, and not for what is equal.
        query = (
            "SELECT path, inputs, bodies FROM pages WHERE site = ? AND bodies >= ? AND bodies <= ?"
        )
        found = (self._connection.execute(query, (site, *ends)) for ends in wanted)
        return {
            path: PageFingerprint(inputs, bodies)
            for path, inputs, bodies in chain.from_iterable(found)
        }

    def count(self, site: str) -> int:
        """How many pages of a site are known."""
        query = "SELECT count(*) FROM pages WHERE site = ?"
        return int(self._connection.execute(query, (site,)).fetchone()[0])

    def page(self, site: str, path: str) -> PageFingerprint:
        """What is known of one page; empty where that is nothing."""
        query = (
            "SELECT inputs, ifnull(bodies, ''), kept, told FROM pages WHERE site = ? AND path = ?"
        )
        row = self._own().execute(query, (site, path)).fetchone()
        return PageFingerprint(*row) if row else PageFingerprint(b"", "")

    def put_pages(
        self, site: str, rows: Iterable[tuple[str, PageFingerprint]], gone: Iterable[str]
    ) -> None:
        self._put(
            "pages",
            [
                (site, path, inputs, bodies or None, kept, told)
                for path, (inputs, bodies, kept, told) in sorted(rows)
            ],
        )
        query = "DELETE FROM pages WHERE site = ? AND path = ?"
        self._connection.executemany(query, ((site, path) for path in gone))

    def site(self, site: str) -> BuildRecord | None:
        """What is known of the site's last build."""
        query = "SELECT state, common, mark, outline, texts, copies FROM sites WHERE site = ?"
        row = self._connection.execute(query, (site,)).fetchone()
        return BuildRecord(*row) if row else None

    def put_site(self, site: str, built: BuildRecord) -> None:
        self._put("sites", [(site, *built)])

    def whole(self, root: str, name: str, key: bytes) -> bytes | None:
        """What was last found out, under a name, of all that a content folder holds."""
        query = "SELECT data, sum FROM wholes WHERE root = ? AND name = ? AND key = ?"
        row = self._connection.execute(query, (root, name, key)).fetchone()
        return row[0] if row and zlib.crc32(row[0]) == row[1] else None

    def put_whole(self, root: str, name: str, key: bytes, data: bytes) -> None:
        self._put("wholes", [(root, name, key, data, zlib.crc32(data))])

    def forget(self, site: str) -> None:
        """The site's pages are no longer known, as before its first build."""
        self._connection.execute("DELETE FROM sites WHERE site = ?", (site,))
        self._connection.execute("DELETE FROM pages WHERE site = ?", (site,))
