"""What is known of the site that the last build wrote: kept in the cache, by output folder."""

from __future__ import annotations

from typing import Final, NamedTuple

import msgspec

from chronology.cache import Cache

_KIND: Final = "site"


class FileRecord(NamedTuple):
    """A file as it was written: size in bytes, time of change in ns, digest of what it shows."""

    size: int
    changed: int
    key: bytes


#: A file that a build was about to write.
ANNOUNCED: Final = FileRecord(-1, 0, b"")


class BuildRecord(NamedTuple):
    """A site as it was written.

    `sources` changes with everything that it was made from, `common` with what all pages share.
    """

    sources: bytes
    common: bytes
    files: dict[str, FileRecord]


_decode: Final = msgspec.msgpack.Decoder(BuildRecord).decode
_encode: Final = msgspec.msgpack.encode


def load(cache: Cache, output: str) -> BuildRecord | None:
    """Return the record of the site in an output folder, if there is one."""
    kept = cache.get(_KIND, output)
    try:
        return _decode(kept) if kept else None
    except msgspec.DecodeError:
        return None


def save(cache: Cache, output: str, record: BuildRecord) -> None:
    """Store the record of the site in an output folder."""
    cache.put([(_KIND, output, _encode(record))])
