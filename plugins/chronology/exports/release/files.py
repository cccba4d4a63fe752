"""The files of the release: each path in `/data/`, and what its bytes are made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any, Final, NamedTuple

from chronology import addresses
from chronology.cache import digest
from chronology.exports import jsonld
from chronology.exports.release import database, drawn, package
from chronology.exports.release.record import TABLES, Table
from chronology.site import Site
from chronology.views.page import Made

FOLDER: Final = addresses.index("data")


class Depends(Enum):
    """What a file changes with, from the least to the most."""

    REGISTRIES = 1
    FACTS = 2
    TEXTS = 3


class File(NamedTuple):
    """A file of the release: its name below `/data/`, media type, and how it is made.

    A `late` one tells sizes and sums of others.
    """

    name: str
    media_type: str
    make: Callable[[Any, Any], bytes]
    subject: Any = None
    depends: Depends = Depends.FACTS
    late: bool = False


class Sum(NamedTuple):
    """What is told of a file: its size in bytes, its lines, its SHA-256."""

    size: int
    lines: int
    sha256: str


_WHOLE: Final = (
    File("chronology.sqlite", "application/vnd.sqlite3", database.make, None, Depends.TEXTS),
    File("chronology.jsonld", "application/ld+json", jsonld.document),
    File("events.geojson", "application/geo+json", drawn.geojson),
    File("timelinejs.json", "application/json", drawn.timelinejs),
)


def _of_table(table: Table) -> Iterator[File]:
    depends = Depends.FACTS if table.events else Depends.REGISTRIES
    if any(one.name == "body" for one in table.columns):
        depends = Depends.TEXTS
    yield File(f"{table.name}.csv", "text/csv", package.as_csv, table, depends)
    yield File(f"{table.name}.jsonl", "application/jsonl", package.as_lines, table, depends)
    name, kind = f"schema/{table.name}.json", "application/schema+json"
    yield File(name, kind, package.schema, table, Depends.REGISTRIES)


def _described(site: Site, _: None) -> bytes:
    return package.description(site, lambda name: total(site, NAMED[name])[::2])


def _summed(site: Site, _: None) -> bytes:
    return package.sums((file.name, total(site, file).sha256) for file in FILES[:-1])


FILES: Final = (
    *_WHOLE,
    *(file for table in TABLES for file in _of_table(table)),
    File("datapackage.json", "application/json", _described, None, Depends.TEXTS, True),
    File("SHA256SUMS", "text/plain", _summed, None, Depends.TEXTS, True),
)
NAMED: Final[dict[str, File]] = {file.name: file for file in FILES}


def pages(site: Site) -> Iterator[Made]:
    """Every file; those that tell of the others come after them."""
    for file in FILES:
        source, made = (
            f"the release's {file.name}",
            (file.make, file.subject, _inputs[file.depends]),
        )
        heavy = file.depends is not Depends.REGISTRIES and not file.late
        yield Made(FOLDER + file.name, *made, source, heavy, file.late)


def _registries(site: Site, _: object) -> bytes:
    keys = [key for _, key in sorted(site.chronology.registries.keys.items())]
    return digest(site.settings.licence.encode(), *keys)


def _facts(site: Site, _: object) -> bytes:
    return digest(_registries(site, None), site.chronology.archive.facts)


def texts(site: Site, _: object) -> bytes:
    """Changes with anything in the record."""
    return digest(_facts(site, None), site.chronology.archive.key)


_inputs: Final = {Depends.REGISTRIES: _registries, Depends.FACTS: _facts, Depends.TEXTS: texts}


def total(site: Site, file: File) -> Sum:
    """Size and sum of a file as it was written; where none was, it is made for them."""
    return site.once(_totals)[file.name]


class _Totals(dict[str, Sum]):
    def __init__(self, site: Site) -> None:
        self._site = site

    def __missing__(self, name: str) -> Sum:
        found = self._site.written(addresses.output(FOLDER + name))
        if found is None:
            found = NAMED[name].make(self._site, NAMED[name].subject)
        self[name] = told = Sum(len(found), found.count(b"\n"), package.sha256(found))
        return told


def _totals(site: Site) -> _Totals:
    return _Totals(site)
