"""The page of the release: what there is, what each column means, how to cite it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from chronology.model import edtf
from chronology.site.artifacts import Context, GeneratedFile, Page
from chronology.site.context import DisplayDate, Link, Site
from chronology.site.exports import citations
from chronology.site.exports.columns import Column, iso
from chronology.site.exports.dataset import manifest, sqlite
from chronology.site.exports.dataset.tables import TABLES

_CHANGES = 30


class Download(NamedTuple):
    """A file, and its size in words."""

    link: Link
    size: str


class Described(NamedTuple):
    """A table: how many rows it has, where it is, and its columns."""

    name: str
    meaning: str
    rows: str
    downloads: list[Download]
    columns: tuple[Column, ...]


class Change(NamedTuple):
    """An entry that was added or corrected."""

    event: Link
    corrected: bool


def pages(site: Site) -> Iterator[Page | GeneratedFile]:
    """Yield the files of the dataset, then the page that lists their sizes."""
    yield from manifest.pages(site)
    yield Page(
        *(manifest.FOLDER, "data.html", view, None, manifest.texts, "the page of the data"),
        shown=range(len(site.chronology.events)),
        late=True,
    )


def view(site: Site, _: None) -> Context:
    """Files, tables with their columns, licence, citations, and what changed last."""
    name, address = site.settings.licence_parts
    return {
        "title": site.t("Data"),
        "url": site.href(manifest.FOLDER),
        "downloads": [_download(site, file) for file in manifest.FILES if file.table is None],
        "tables": [
            Described(
                table.name,
                table.meaning,
                site.t.number(manifest.total(site, manifest.NAMED[f"{table.name}.jsonl"]).lines),
                [_download(site, file) for file in manifest.FILES if file.table is table],
                table.columns,
            )
            for table in TABLES
        ],
        "bodies": sqlite.has_bodies(manifest.total(site, manifest.NAMED["events.jsonl"]).size),
        "licence": Link(name, address) if name else None,
        "changes": _changes(site),
        "citations": citations.whole(site),
    }


def _download(site: Site, file: manifest.DatasetFile) -> Download:
    link = Link(file.name, site.href(manifest.FOLDER + file.name))
    return Download(link, _size(site, manifest.total(site, file).size))


def _size(site: Site, octets: int) -> str:
    """As people read it: 12 kB, 3.4 MB."""
    if octets < 1_000_000:
        return site.t("{size} kB", size=site.t.number(max(1, round(octets / 1000))))
    return site.t("{size} MB", size=site.t.number(round(octets / 1_000_000, 1)))


def _changes(site: Site) -> list[tuple[DisplayDate, list[Change]]]:
    """The entries added or corrected last, by the day of it."""
    events = site.chronology.events
    latest = sorted(
        range(len(events)), key=site.chronology.recorded_rank.__getitem__, reverse=True
    )[:_CHANGES]
    return [
        (
            site.when(edtf.parse(iso(day) or "")),
            [Change(site.event(at), bool(events[at].corrections)) for at in some],
        )
        for day, some in groupby(latest, key=lambda at: events[at].recorded)
    ]
