"""References to ids that do not exist, and ids or names that are not unique."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from msgspec import Struct

from chronology.content.archive import Archive, Entry
from chronology.content.registries import room
from chronology.model.ids import RULE, is_id
from chronology.model.introspect import references
from chronology.model.records import Named, Person
from chronology.problems import FieldPath, Fix, Problem, did_you_mean, suggest, warning

_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")

#: The word for a record of a table.
_CALLED: Final = {
    "actors": "actor",
    "topics": "topic",
    "places": "place",
    "types": "event type",
    "events": "event",
}


def check(archive: Archive) -> Iterator[Problem]:
    """Yield every problem with ids and names."""
    yield from unknown(archive)
    yield from _former_ids(archive)
    yield from _aliases(archive)
    yield from _cycles(archive)
    yield from _languages(archive)


class _ReferenceChecker:
    """Looks up ids and suggests the nearest one."""

    def __init__(self, archive: Archive) -> None:
        found = archive.registries
        self.known: dict[str, Any] = {
            "actors": found.actors,
            "topics": found.topics,
            "places": found.places,
            "types": found.types,
            "events": archive.events,
        }
        self._words: dict[str, dict[str, str]] = {}
        # An unknown id may be defined in a file that could not be read.
        unread = {room(one.path) for one in archive.problems if one.severity == "error"}
        self._unread = {one.removeprefix("event-") for one in unread}

    def missing(self, record: Struct, path: str, at: FieldPath = ()) -> Iterator[Problem]:
        """Of the ids that a record names those that nothing has."""
        for table, one, field in references(record, at):
            if one not in self.known[table] and table not in self._unread:
                kind, named = _CALLED[table], self._names(table).get(one.casefold())
                hint, fix = suggest(one, self.known[table])
                if named:
                    hint, fix = f"write the id `{named}`", Fix("replace", named, one)
                hint = hint or f"correct the id, or add the {kind} to its registry"
                message = f"there is no {kind} with the id `{one}`"
                yield Problem(path, "unknown-id", message, hint, field, fix=fix)

    def _names(self, table: str) -> dict[str, str]:
        if table not in self._words:
            self._words[table] = {
                name.casefold(): record.id
                for record in self.known[table].values()
                if isinstance(record, Named)
                for name in record.all_names
            }
        return self._words[table]


def _written(archive: Archive, *kinds: str) -> Iterator[tuple[str, Any]]:
    """Yield the records of some registries, each with the path of its file."""
    found = archive.registries
    for kind in kinds:
        for record in getattr(found, kind.removeprefix("event-")).values():
            yield found.origins.get((kind, record.id), ""), record


def unknown(archive: Archive, held: Archive | None = None) -> Iterator[Problem]:
    """Yield references that the chronology cannot be linked with: unknown ids and drafts.

    If the archive `held` has been checked before, only the events that changed are checked.
    """
    book, seen = _ReferenceChecker(archive), dict[str, bytes]()
    before = _ReferenceChecker(held).known if held else {}
    gone = {table for table, ids in before.items() if not ids.keys() <= book.known[table].keys()}
    if held and gone <= {"events"}:  # which few events name
        for one, entry in held.events.items():
            if not gone or not entry.record.related:
                seen[one] = entry.digests.front_matter
    for one, entry in archive.events.items():
        if seen.get(one) != entry.digests.front_matter:
            event = entry.record
            yield from book.missing(event, entry.path)
            yield from _capacities(entry, archive)
            if event.status == "published":
                ties = [tie.event for tie in event.related]
                yield from _drafts(archive, ties, entry.path, ("related",), ("event",))
    for path, record in _written(archive, "actors", "topics", "places", "storylines"):
        yield from book.missing(record, path, (record.id,))
    for path, actor in _written(archive, "actors"):
        if actor.image and f"images/{actor.image.removeprefix('images/')}" not in archive.images:
            message = f"the image `{actor.image}` does not exist"
            hint = did_you_mean(actor.image, archive.images) or "put the file in `images/`"
            yield Problem(path, "unknown-id", message, hint, (actor.id, "image"))
    for path, story in _written(archive, "storylines"):
        yield from _drafts(archive, story.events, path, (story.id, "events"))


def _capacities(entry: Entry, archive: Archive) -> Iterator[Problem]:
    actors = archive.registries.actors
    for at, part in enumerate(entry.record.actors):
        actor = actors.get(part.actor) if part.as_ or part.of else None
        if actor and not isinstance(actor, Person):
            message = f"`{part.actor}` is not a person and represents itself"
            field: FieldPath = ("actors", at, "as" if part.as_ else "of")
            yield Problem(entry.path, "misplaced-capacity", message, "remove `as` and `of`", field)


def _drafts(
    archive: Archive, ids: Iterable[str], path: str, above: FieldPath, below: FieldPath = ()
) -> Iterator[Problem]:
    for at, one in enumerate(ids):
        if one in archive.events and archive.events[one].record.status == "draft":
            message = f"`{one}` is a draft: the reference is not shown"
            hint, field = "publish the draft, or remove the reference", (*above, at, *below)
            yield warning(path, "draft-reference", message, hint, field)


def _former_ids(archive: Archive) -> Iterator[Problem]:
    events = [(entry.path, entry.record) for entry in archive.events.values()]
    yield from _reused("events", events)
    for kind in ("actors", "places"):
        yield from _reused(kind, list(_written(archive, kind)))


def _reused(kind: str, records: Sequence[tuple[str, Any]]) -> Iterator[Problem]:
    """Yield former ids that belong to another record."""
    paths, taken = {record.id: path for path, record in records}, dict[str, str]()
    former_ids = ((path, it, pair) for path, it in records for pair in enumerate(it.former_ids))
    for path, record, (number, former) in former_ids:
        field = (*(() if kind == "events" else (record.id,)), "former_ids", number)
        owner = paths.get(former) or taken.get(former)
        if owner:
            message = f"the former id `{former}` is also used in {owner}"
            hint = "an id can belong to one record only: remove it from one of them"
            yield Problem(path, "duplicate-id", message, hint, field)
        elif not is_id(former):
            yield Problem(path, "bad-id", f"`{former[:60]}` is not a valid id", RULE, field)
        taken.setdefault(former, path)


def _aliases(archive: Archive) -> Iterator[Problem]:
    taken: dict[tuple[str, str], tuple[str, str]] = {}
    for kind in ("actors", "places"):
        for path, record in _written(archive, kind):
            for at, alias in enumerate(dict.fromkeys(record.aliases)):
                other, where = taken.setdefault((kind, alias), (record.id, path))
                if other != record.id:
                    message = f"`{alias}` is an alias of both `{record.id}` and `{other}` ({where})"
                    hint, field = "keep the alias on one of them", (record.id, "aliases", at)
                    yield Problem(path, "duplicate-alias", message, hint, field)


def _cycles(archive: Archive) -> Iterator[Problem]:
    topics = archive.registries.topics
    for path, topic in _written(archive, "topics"):
        seen: set[str] = set()
        waiting = list(topic.broader)
        while waiting:
            one = waiting.pop()
            if one == topic.id:
                way = f" through {', '.join(sorted(seen))}" if seen else ""
                message, field = f"`{topic.id}` is broader than itself{way}", (topic.id, "broader")
                yield Problem(path, "topic-cycle", message, "remove one `broader` entry", field)
                break
            if one not in seen and one in topics:
                seen.add(one)
                waiting.extend(topics[one].broader)


def _languages(archive: Archive) -> Iterator[Problem]:
    for path, record in _written(archive, "actors", "places", "topics", "event-types"):
        name = "names" if isinstance(record, Named) else "labels"
        for tag in getattr(record, name):
            if not _LANGUAGE.fullmatch(tag):
                message = f"`{tag}` is not a valid language tag"
                hint = "use a tag such as `zh`, `ru` or `sr-Latn`"
                yield Problem(path, "bad-value", message, hint, (record.id, name, tag))
