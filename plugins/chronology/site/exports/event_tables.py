"""The table beside a collection, `events.csv`: a row per event, for spreadsheets.

The full rows exist once, in the dataset.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from chronology import urls
from chronology.hashing import digest
from chronology.site.artifacts import GeneratedFile
from chronology.site.context import Site
from chronology.site.exports import csv_format
from chronology.site.exports.columns import iso

COLUMNS: Final = (
    "id",
    "url",
    "title",
    "date",
    "earliest",
    "latest",
    "type",
    "places",
    "participants",
    "topics",
    "event_status",
    "summary",
)
_IDS: Final = tuple(name in ("places", "participants", "topics") for name in COLUMNS)


def file(address: str, positions: Sequence[int], source: str) -> GeneratedFile:
    """Return the table beside the page at an address."""
    return GeneratedFile(f"{address}events.csv", as_csv, positions, _inputs, source, job="tables")


def as_csv(site: Site, positions: Sequence[int]) -> bytes:
    """Return a line of names, then a line an event."""
    rows = [site.cached_for_event(_row, at) for at in positions]
    return b"".join((csv_format.BOM, csv_format.line(COLUMNS), *rows))


def _inputs(site: Site, positions: Sequence[int]) -> bytes:
    return digest(site.fact_keys(positions))


def _row(site: Site, position: int) -> bytes:
    event = site.chronology.events[position]
    row = (
        event.id,
        site.settings.url + urls.event(event.id),
        event.title,
        event.date.edtf,
        iso(event.date.earliest),
        iso(event.date.latest),
        event.type,
        event.place,
        tuple(dict.fromkeys(part.actor for part in event.actors)),
        event.topics,
        event.event_status,
        event.summary,
    )
    return csv_format.cells(row, _IDS)
