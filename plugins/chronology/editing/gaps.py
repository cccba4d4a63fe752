"""Notes on what is incomplete. Only `check` reports them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from chronology.content.archive import Archive
from chronology.model.introspect import references
from chronology.model.records import Event
from chronology.problems import FieldPath, Problem, warning

#: Days after which the outcome of a planned event should be known.
_OVERDUE: Final = 30


def check(archive: Archive, today: date) -> Iterator[Problem]:
    """Yield what is missing: archive links, coordinates, uses of an actor, events of a year."""
    found, origins = archive.registries, archive.registries.origins
    used: set[str | None] = set()
    years: set[int] = set()
    limit = today - timedelta(days=_OVERDUE)
    overdue = (limit.year, limit.month, limit.day)
    for entry in archive.events.values():
        event: Event = entry.record
        for at, source in enumerate(event.sources):
            if source.url and not source.archive_url:
                yield _note(
                    entry.path, "no-archive", f"{source.url} has no archive link",
                    "add `archive_url`, for example from web.archive.org", ("sources", at),
                )  # fmt: skip
        for at, image in enumerate(event.images):
            if not image.licence:
                message, hint = f"`{image.file}` has no licence", "add `licence`"
                yield warning(entry.path, "no-licence", message, hint, ("images", at))
        if event.event_status == "planned" and event.date.latest and event.date.latest < overdue:
            message = f"the event was planned for {event.date}, which is long past"
            hint = "set `event_status` to what happened: `occurred`, `cancelled` or `postponed`"
            yield warning(entry.path, "overdue-plan", message, hint, ("event_status",))
        used.update(said.speaker for said in entry.digests.quotations)
        if event.status == "published":
            years.update(event.date.years)
    registered = (*found.actors.values(), *found.places.values(), *found.storylines.values())
    for record in (*(entry.record for entry in archive.events.values()), *registered):
        used.update(one for table, one, _ in references(record) if table == "actors")
    for actor in found.actors.values():
        if actor.id not in used:
            yield _note(
                origins["actors", actor.id], "unused-actor", f"no entry refers to `{actor.id}`",
                "add it to the events it took part in, or remove the record", (actor.id,),
            )  # fmt: skip
    for place in found.places.values():
        if place.lat is None or place.lon is None:
            yield _note(
                origins["places", place.id], "no-coordinates", f"`{place.id}` has no coordinates",
                "add `lat` and `lon`", (place.id,),
            )  # fmt: skip
    for before, after in pairwise(sorted(years)):
        if after - before > 1:
            span = (
                f"in {before + 1}" if after - before == 2 else f"from {before + 1} to {after - 1}"
            )
            yield _note(
                "events", "coverage-gap", f"no events {span}",
                "add the missing events, or explain the gap on a page", (),
            )  # fmt: skip


def _note(path: str, code: str, message: str, hint: str, field: FieldPath) -> Problem:
    return Problem(path, code, message, hint, field, "note")
