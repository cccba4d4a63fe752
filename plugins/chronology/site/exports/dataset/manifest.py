"""The files of the dataset: each path in `/data/`, and what its bytes depend on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from enum import Enum
from io import BufferedIOBase, BytesIO, RawIOBase
from pathlib import Path
from typing import Any, Final, NamedTuple

from chronology import urls
from chronology.hashing import digest
from chronology.site.artifacts import GeneratedFile
from chronology.site.context import LazyDict, Site
from chronology.site.exports import jsonld
from chronology.site.exports.dataset import csv_jsonl, geojson, schema, sqlite, tables, timelinejs
from chronology.site.exports.dataset.table import Table
from chronology.site.exports.dataset.tables import TABLES

FOLDER: Final = urls.index("data")
#: Both formats of a table are made from the same rows, and the database from one of them. This job
#: takes longest, so it is begun first.
_LONGEST: Final = "the tables of the dataset, and the database"
#: The job of a file by its ending. Each takes as long as hundreds of pages.
_JOBS: Final = {
    ".jsonl": _LONGEST,
    ".csv": _LONGEST,
    ".sqlite": _LONGEST,
    ".jsonld": "the linked data",
}
#: Bytes of a file that are read at a time.
_PIECE: Final = 1 << 18


class Depends(Enum):
    """What a file changes with, from the least to the most."""

    REGISTRIES = 1
    FACTS = 2
    TEXTS = 3


class DatasetFile(NamedTuple):
    """A file of the dataset: its name below `/data/`, media type, and how it is made.

    `make(site, subject)` gives its bytes. A `late` one has sizes and checksums of others.
    """

    name: str
    media_type: str
    make: Callable[[Any, Any], bytes]
    subject: Any = None
    depends: Depends = Depends.FACTS
    late: bool = False
    table: Table | None = None


class FileInfo(NamedTuple):
    """The size of a file in bytes, its number of lines, and its SHA-256."""

    size: int
    lines: int
    sha256: str

    @classmethod
    def of(cls, stream: BufferedIOBase | RawIOBase) -> FileInfo:
        """Return what is known of everything that can be read from a stream."""
        size, lines, whole, buffer = 0, 0, hashlib.sha256(), bytearray(_PIECE)
        while count := stream.readinto(buffer):
            size += count
            lines += buffer.count(b"\n", 0, count)
            whole.update(memoryview(buffer)[:count])
        return cls(size, lines, whole.hexdigest())


_WHOLE: Final = (
    DatasetFile("chronology.sqlite", "application/vnd.sqlite3", sqlite.make, depends=Depends.TEXTS),
    DatasetFile("chronology.jsonld", "application/ld+json", jsonld.whole),
    DatasetFile("events.geojson", "application/geo+json", geojson.collection),
    DatasetFile("timelinejs.json", "application/json", timelinejs.timeline),
)


def _of_table(table: Table) -> Iterator[DatasetFile]:
    depends = Depends.FACTS if table.events else Depends.REGISTRIES
    if any(one.name == "body" for one in table.columns):
        depends = Depends.TEXTS
    for form in csv_jsonl.FORMS:
        name, subject = f"{table.name}.{form.ending}", (form, table)
        yield DatasetFile(name, form.media_type, csv_jsonl.make, subject, depends, table=table)
    name, kind = f"schema/{table.name}.json", "application/schema+json"
    yield DatasetFile(name, kind, schema.json_schema, table, Depends.REGISTRIES, table=table)


def _described(site: Site, _: None) -> bytes:
    return schema.data_package(site, lambda name: total(site, NAMED[name])[::2])


def _summed(site: Site, _: None) -> bytes:
    return schema.checksums((file.name, total(site, file).sha256) for file in FILES[:-1])


FILES: Final = (
    *_WHOLE,
    *(file for table in TABLES for file in _of_table(table)),
    DatasetFile("datapackage.json", "application/json", _described, None, Depends.TEXTS, True),
    DatasetFile("SHA256SUMS", "text/plain", _summed, None, Depends.TEXTS, True),
)
NAMED: Final[dict[str, DatasetFile]] = {file.name: file for file in FILES}


def pages(site: Site) -> Iterator[GeneratedFile]:
    """Return every file; those with sizes and checksums of others come after them."""
    jobs = [(_JOBS.get(Path(file.name).suffix, ""), file) for file in FILES]
    jobs.sort(key=lambda one: (one[0] != _LONGEST, one[1].make is sqlite.make))
    for job, file in jobs:
        source, inputs = f"the dataset's {file.name}", _inputs[file.depends]
        made = (file.make, file.subject, inputs, source, job, file.late)
        yield GeneratedFile(FOLDER + file.name, *made)


def _registries(site: Site, _: object) -> bytes:
    return digest(site.settings.licence.encode(), tables.registries_key(site))


def _facts(site: Site, _: object) -> bytes:
    return digest(_registries(site, None), site.chronology.archive.facts)


def texts(site: Site, _: object) -> bytes:
    """Return a digest of the whole record."""
    return digest(_facts(site, None), site.chronology.archive.key)


_inputs: Final = {Depends.REGISTRIES: _registries, Depends.FACTS: _facts, Depends.TEXTS: texts}


def total(site: Site, file: DatasetFile) -> FileInfo:
    """Return what is known of a file as it is published; in a preview it is made for this."""
    return site.cached(_totals)[file.name]


def _totals(site: Site) -> LazyDict[str, FileInfo]:
    def total(name: str) -> FileInfo:
        if site.stage is None:
            return FileInfo.of(BytesIO(NAMED[name].make(site, NAMED[name].subject)))
        with open(site.stage / urls.output(FOLDER + name), "rb", buffering=0) as stream:
            return FileInfo.of(stream)

    return LazyDict(total)
