"""Files that have a row for each of many events.

After an edit most rows are as they were. So a long file is joined anew from its former self: its
`index` tells where each row begins and what the row was made from.
"""

from __future__ import annotations

import mmap
import os
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from chronology.hashing import digest
from chronology.site.artifacts import GeneratedFile, Updater
from chronology.site.context import Site

#: Of fewer rows all are made; to keep an index of them would cost more.
MANY: Final = 100
#: Rows that are joined at a time.
_SOME: Final = 500
_KEY: Final = 16  # bytes
_SIZE: Final = array("I").itemsize
Rows = Sequence[bytes | memoryview]
Buffer = bytes | mmap.mmap
#: A file in parts, and its index.
Parted = tuple[Iterable[bytes | memoryview], bytes]


class Frame(NamedTuple):
    """What stands before, between and after the rows."""

    head: bytes = b""
    between: bytes = b""
    foot: bytes = b""


class Listing(NamedTuple):
    """What a file is joined from: the rows of events, and a frame around these.

    `key(site, position)` changes with anything that the row of the event shows. An empty row
    is left out; one that is `shared` by several files is made once.
    """

    positions: Sequence[int]
    row: Callable[[Site, int], bytes]
    key: Callable[[Site, int], bytes]
    frame: Callable[[Site, Any, Rows], Frame]
    subject: Any = None
    shared: bool = False

    def rows(self, site: Site) -> Callable[[int], bytes]:
        """What gives the row of an event."""
        return site.event_cache(self.row) if self.shared else partial(self.row, site)


def make(site: Site, it: Listing) -> bytes:
    """The file, every row of it made now, or before for another file."""
    rows = [*map(it.rows(site), it.positions)]
    return b"".join(_parts(it.frame(site, it.subject, rows), rows))


def file(address: str, it: Listing, source: str) -> GeneratedFile:
    """The file at an address. All of one name are joined from the same rows: they are one job."""
    return GeneratedFile(address, make, it, inputs, source, remade(it), address.rpartition("/")[2])


def remade(it: Listing) -> Updater | None:
    """How a file is made from its former self, where that is worth it."""
    return remake if len(it.positions) >= MANY else None


def remake(site: Site, it: Listing, target: Path, former: Path | None, index: bytes) -> bytes:
    """Write the file; the index of it."""
    was = _mapped(former) if former else b""
    parts, index = _patched(site, it, was, index) or rejoined(site, it, was, index)
    with target.open("wb") as stream:
        stream.writelines(parts)
    return index


def _mapped(file: Path) -> Buffer:
    """What is in a file, without reading what is only passed on."""
    with file.open("rb") as stream:
        empty = os.fstat(stream.fileno()).st_size == 0
        return b"" if empty else mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)


def _patched(site: Site, it: Listing, former: Buffer, index: bytes) -> Parted | None:
    """The former file in parts, with other rows for events of which the text alone was edited,
    and its index; nothing where more may have changed, or rows are left out.
    """
    sizes, keys = _read(index)
    if site.edited is None or len(sizes) - 3 != len(it.positions) or not all(sizes[3:]):
        return None
    if sizes[0] != len(former):
        return None
    seen, reached, parts = memoryview(former), 0, list[bytes | memoryview]()
    whole, changed = bytearray(keys), array("I", sizes)
    for number, position in enumerate(it.positions):
        if position in site.edited:
            begin = sizes[1] + sum(sizes[3 : number + 3]) + number * sizes[2]
            row = it.rows(site)(position)
            if not row:
                return None
            parts += (seen[reached:begin], row)
            reached = begin + sizes[number + 3]
            changed[0] += len(row) - sizes[number + 3]
            changed[number + 3] = len(row)
            whole[number * _KEY : (number + 1) * _KEY] = site.key(it.key, position)
    return [*parts, seen[reached:]], changed.tobytes() + whole


def rejoined(site: Site, it: Listing, former: Buffer, index: bytes) -> Parted:
    """The file in parts and its index, with the rows that the former file has already."""
    known = _rows(former, index)
    keys = site.keys(it.key, it.positions, [*known])
    found = [known.get(key) for key in keys]
    make = it.rows(site)
    rows = [make(at) if row is None else row for at, row in zip(it.positions, found, strict=True)]
    frame = it.frame(site, it.subject, rows)
    head, between, foot = map(len, frame)
    sizes = [len(row) for row in rows]
    total = head + sum(sizes) + between * max(0, len(sizes) - sizes.count(0) - 1) + foot
    known_by = array("I", (total, head, between, *sizes)).tobytes() + b"".join(keys)
    return _parts(frame, rows), known_by


def inputs(site: Site, it: Listing) -> bytes:
    """Changes with anything that the file shows, but for what its frame draws from elsewhere."""
    return digest(str(it.subject).encode(), *site.keys(it.key, it.positions))


def _parts(frame: Frame, rows: Rows) -> Iterator[bytes]:
    """The file, some rows at a time: joined whole, a long one would be in memory twice."""
    yield frame.head
    shown = [row for row in rows if row]
    for at in range(0, len(shown), _SOME):
        yield (frame.between if at else b"") + frame.between.join(shown[at : at + _SOME])
    yield frame.foot


def _rows(former: Buffer, index: bytes) -> Mapping[bytes, memoryview]:
    """The rows of a file by their keys; none where the index is not of this file."""
    (total, at, between, *sizes), keys = _read(index)
    if total != len(former):
        return {}
    seen, found = memoryview(former), {}
    for number, size in enumerate(sizes):
        found[keys[number * _KEY : (number + 1) * _KEY]] = seen[at : at + size]
        at += size + between if size else 0
    return found


def _read(index: bytes) -> tuple[array[int], bytes]:
    """Bytes in the file, in its head and between two rows, and in each row; then the keys."""
    count = max(0, (len(index) - 3 * _SIZE) // (_KEY + _SIZE))
    start = (count + 3) * _SIZE
    return array("I", index[:start] if count else bytes(start)), index[start:]
