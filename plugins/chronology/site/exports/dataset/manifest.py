"""The files of the release: each path in `/data/`, and what its bytes are made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from io import BytesIO
from pathlib import Path
from typing import Any, Final, NamedTuple

from chronology import urls
from chronology.hashing import digest
from chronology.site.artifacts import FileInfo, GeneratedFile, Updater
from chronology.site.context import Site
from chronology.site.exports import jsonld, listing
from chronology.site.exports.dataset import csv_jsonl, geojson, schema, sqlite
from chronology.site.exports.dataset.csv_jsonl import Form
from chronology.site.exports.dataset.schema import TABLES
from chronology.site.exports.dataset.table import Row, Table, every
from chronology.site.exports.listing import Frame, Listing, Rows

FOLDER: Final = urls.index("data")
#: Both forms of a table are made from the same rows, and the database from one of them; what
#: takes longest is begun first.
_LONGEST: Final = "the tables of the release, and the database"
#: What one process makes, by the ending of the name: what takes as long as hundreds of pages.
_JOBS: Final = {
    ".jsonl": _LONGEST,
    ".csv": _LONGEST,
    ".sqlite": _LONGEST,
    ".jsonld": "the linked data",
}


class Depends(Enum):
    """What a file changes with, from the least to the most."""

    REGISTRIES = 1
    FACTS = 2
    TEXTS = 3


class File(NamedTuple):
    """A file of the release: its name below `/data/`, media type, and how it is made.

    `make(site, subject)` gives its bytes, or `rows(site)` what these are joined from. A `late` one
    tells sizes and sums of others.
    """

    name: str
    media_type: str
    make: Callable[[Any, Any], bytes] = listing.make
    subject: Any = None
    depends: Depends = Depends.FACTS
    late: bool = False
    rows: Callable[[Site], Listing] | None = None
    remake: Updater | None = None
    table: Table | None = None

    @property
    def counted(self) -> bool:
        """A line of it is a row."""
        return self.name.endswith(".jsonl")


def _listed(
    row: Callable[[Site, int], bytes],
    depends: Depends,
    frame: Callable[[Site, Any, Rows], Frame],
    of: Callable[[Site], Sequence[int]] = every,
) -> Callable[[Site], Listing]:
    key = schema.texts_key if depends is Depends.TEXTS else schema.facts_key
    return lambda site: Listing(of(site), row, key, frame)


_WHOLE: Final = (
    File(
        *("chronology.sqlite", "application/vnd.sqlite3", sqlite.make, None, Depends.TEXTS),
        remake=sqlite.remake,
    ),
    *(
        File(name, media_type, rows=_listed(row, Depends.FACTS, frame))
        for name, media_type, row, frame in (
            ("chronology.jsonld", "application/ld+json", jsonld.line, jsonld.frame),
            ("events.geojson", "application/geo+json", geojson.feature, geojson.geojson),
            ("timelinejs.json", "application/json", geojson.slide, geojson.timelinejs),
        )
    ),
)


def _of_table(table: Table) -> Iterator[File]:
    depends = Depends.FACTS if table.events else Depends.REGISTRIES
    if any(one.name == "body" for one in table.columns):
        depends = Depends.TEXTS
    for form in csv_jsonl.FORMS:
        made = (f"{table.name}.{form.ending}", form.media_type)
        if table.each is None:
            yield File(*made, csv_jsonl.whole, (form, table), depends, table=table)
        else:
            head, rows = Frame(form.head(table)), _row(form, table, table.each)
            listed = _listed(rows, depends, lambda *_, head=head: head, table.of)
            yield File(*made, depends=depends, rows=listed, table=table)
    name, kind = f"schema/{table.name}.json", "application/schema+json"
    yield File(name, kind, csv_jsonl.schema, table, Depends.REGISTRIES, table=table)


def _row(
    form: Form, table: Table, each: Callable[[Site, int], Sequence[Row]]
) -> Callable[[Site, int], bytes]:
    """Rows are kept from the first form to the last: with the texts they are large."""
    last = form is csv_jsonl.FORMS[-1]

    def made(site: Site, position: int) -> bytes:
        rows = site.pop_cached(each, position) if last else site.cached_for_event(each, position)
        return form.rows(table, rows)

    return made


def _described(site: Site, _: None) -> bytes:
    return csv_jsonl.description(site, lambda name: total(site, NAMED[name])[::2])


def _summed(site: Site, _: None) -> bytes:
    return csv_jsonl.sums((file.name, total(site, file).sha256) for file in FILES[:-1])


FILES: Final = (
    *_WHOLE,
    *(file for table in TABLES for file in _of_table(table)),
    File("datapackage.json", "application/json", _described, None, Depends.TEXTS, True),
    File("SHA256SUMS", "text/plain", _summed, None, Depends.TEXTS, True),
)
NAMED: Final[dict[str, File]] = {file.name: file for file in FILES}


def pages(site: Site) -> Iterator[GeneratedFile]:
    """Every file; those that tell of the others come after them."""
    jobs = [(_JOBS.get(Path(file.name).suffix, ""), file) for file in FILES]
    jobs.sort(key=lambda one: (one[0] != _LONGEST, one[1].make is sqlite.make))
    for job, file in jobs:
        subject = file.rows(site) if file.rows else file.subject
        source, inputs = f"the release's {file.name}", _inputs[file.depends]
        remake = listing.remade(subject) if file.rows else file.remake
        made = (file.make, subject, inputs, source, remake, job, file.late)
        yield GeneratedFile(FOLDER + file.name, *made, summed=True, counted=file.counted)


def _registries(site: Site, _: object) -> bytes:
    return digest(site.settings.licence.encode(), schema.registries_key(site))


def _facts(site: Site, _: object) -> bytes:
    return digest(_registries(site, None), site.chronology.archive.facts)


def texts(site: Site, _: object) -> bytes:
    """Changes with anything in the record."""
    return digest(_facts(site, None), site.chronology.archive.key)


_inputs: Final = {Depends.REGISTRIES: _registries, Depends.FACTS: _facts, Depends.TEXTS: texts}


def total(site: Site, file: File) -> FileInfo:
    """What is told of a file as it was written; where none was, it is made for this."""
    return site.cached(_totals)[file.name]


class _Totals(dict[str, FileInfo]):
    def __init__(self, site: Site) -> None:
        self._site = site

    def __missing__(self, name: str) -> FileInfo:
        told: FileInfo | None = self._site.summed(urls.output(FOLDER + name))
        if told is None:
            file = NAMED[name]
            subject = file.rows(self._site) if file.rows else file.subject
            told = FileInfo.of(BytesIO(file.make(self._site, subject)), counted=file.counted)
        self[name] = told
        return told


def _totals(site: Site) -> _Totals:
    return _Totals(site)
