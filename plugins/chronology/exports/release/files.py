"""The files of the release: each path in `/data/`, and what its bytes are made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from chronology import addresses
from chronology.cache import digest
from chronology.exports import jsonld
from chronology.exports.release import database, drawn, package
from chronology.exports.release.record import TABLES
from chronology.site import Site
from chronology.views.page import Made

FOLDER: Final = addresses.index("data")


class File(NamedTuple):
    """A file of the release: its name below `/data/`, media type, and how it is made."""

    name: str
    media_type: str
    make: Callable[[Any, Any], bytes]
    subject: Any = None
    events: bool = True


class Sum(NamedTuple):
    """What is told of a file: its size in bytes, its lines, its SHA-256."""

    size: int
    lines: int
    sha256: str


_WHOLE: Final = (
    File("chronology.sqlite", "application/vnd.sqlite3", database.make),
    File("chronology.jsonld", "application/ld+json", jsonld.document),
    File("events.geojson", "application/geo+json", drawn.geojson),
    File("timelinejs.json", "application/json", drawn.timelinejs),
)
_OF_TABLES: Final = tuple(
    file
    for table in TABLES
    for file in (
        File(f"{table.name}.csv", "text/csv", package.as_csv, table, table.events),
        File(f"{table.name}.jsonl", "application/jsonl", package.as_lines, table, table.events),
        File(f"schema/{table.name}.json", "application/schema+json", package.schema, table, False),
    )
)


def _told(site: Site, name: str) -> tuple[int, str]:
    found = total(site, NAMED[name])
    return found.size, found.sha256


_PACKAGE: Final = File(
    "datapackage.json",
    "application/json",
    lambda site, _: package.description(site, lambda name: _told(site, name)),
)
_SUMMED: Final = (*_WHOLE, *_OF_TABLES, _PACKAGE)
_SUMS: Final = File(
    "SHA256SUMS",
    "text/plain",
    lambda site, _: package.sums((file.name, total(site, file).sha256) for file in _SUMMED),
)
FILES: Final = (*_SUMMED, _SUMS)
NAMED: Final[dict[str, File]] = {file.name: file for file in FILES}


def pages(site: Site) -> Iterator[Made]:
    """Every file; those that tell sizes and sums of the others come after them."""
    for file in FILES:
        yield Made(FOLDER + file.name, make, file, inputs, f"the release's {file.name}")


def inputs(site: Site, file: File | None) -> bytes:
    """What a file changes with: the registries, or the whole record; of none, the release."""
    registries = digest(
        site.settings.licence.encode(),
        *[key for _, key in sorted(site.chronology.registries.keys.items())],
    )
    whole = file is None or file.events
    return digest(registries, site.chronology.archive.key) if whole else registries


def make(site: Site, file: File) -> bytes:
    """The bytes of a file. Their sum is kept for the files that tell it."""
    found = file.make(site, file.subject)
    site.sums[file.name] = Sum(len(found), found.count(b"\n"), package.sha256(found))
    return found


def total(site: Site, file: File) -> Sum:
    """Size and sum of a file, which is made for it where it has not been yet."""
    if file.name not in site.sums:
        make(site, file)
    found: Sum = site.sums[file.name]
    return found
