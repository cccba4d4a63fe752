"""The table beside a collection, `events.csv`: a row per event, for spreadsheets.

The full rows exist once, in the dataset.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from chronology import urls
from chronology.site.artifacts import GeneratedFile
from chronology.site.context import Site
from chronology.site.exports import csv_format, listing
from chronology.site.exports.columns import iso
from chronology.site.exports.listing import Frame, Listing

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


def file(site: Site, address: str, positions: Sequence[int], source: str) -> GeneratedFile:
    """Return the table beside the page at an address."""
    rows = Listing(positions, _row, Site.fact_key, _frame, shared=True)
    return listing.file(f"{address}events.csv", rows, source)


def _frame(*_: object) -> Frame:
    return Frame(csv_format.BOM + csv_format.line(COLUMNS))


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
