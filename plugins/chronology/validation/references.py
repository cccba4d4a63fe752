"""References to ids that do not exist, and ids or names that are not unique."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from msgspec import Struct

from chronology.content import frontmatter, scan
from chronology.content.archive import Archive, Entry
from chronology.content.frontmatter import DocumentError
from chronology.content.registries import KINDS, kind_of
from chronology.model.ids import is_id, rule
from chronology.model.introspect import references
from chronology.model.records import MISSING, Named, Person
from chronology.problems import FieldPath, Fix, Problem, did_you_mean, suggest, warning

#: The id of a record in a registry that is not YAML.
_KEY: Final = re.compile(r"^[\"']?([a-z0-9-]+)[\"']? *:", re.MULTILINE)
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


class UnreadIds:
    """Ids that may belong to records which could not be read, as pairs (table, id).

    References to them are not reported as unknown: that would only repeat the first error.
    """

    def __init__(self, archive: Archive) -> None:
        self._tables = set[str]()
        self._ids = {("events", scan.event_id(file.path)) for file in archive.files}
        for problem in archive.problems:
            kind = kind_of(problem.path)
            if problem.code == "bad-id" and kind == "events":
                self._ids.add((kind, problem.path.rpartition("/")[2].removesuffix(".md")))
            elif problem.code == "bad-id" and problem.field:
                self._ids.add((kind, str(problem.field[0])))
            elif problem.severity == "error" and kind in KINDS and not problem.field:
                self._add_keys(archive, kind, problem.path)

    def _add_keys(self, archive: Archive, kind: str, path: str) -> None:
        """Add what look like ids in a registry; if the file cannot be opened, every id."""
        try:
            data = frontmatter.read_bytes(archive.root, path, frontmatter.LARGEST_REGISTRY)
        except DocumentError:
            self._tables.add(kind)
        else:
            self._ids |= {(kind, key) for key in _KEY.findall(data.decode(errors="replace"))}

    def __contains__(self, key: object) -> bool:
        return key in self._ids or (isinstance(key, tuple) and key[0] in self._tables)


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
        self._current: dict[str, dict[str, str]] = {}
        self._unread = UnreadIds(archive)

    def missing(self, record: Struct, path: str, at: FieldPath = ()) -> Iterator[Problem]:
        """Yield the references of a record to ids that do not exist."""
        for table, one, field in references(record, at):
            if one in self.known[table] or (table, one) in self._unread or one == MISSING:
                continue
            kind, named = _CALLED[table], self._names(table).get(one.casefold())
            hint, fix = suggest(one, self.known[table])
            if current := self._former(table).get(one):
                message = f"`{one}` is a former id of the {kind} `{current}`"
                fix = Fix("replace", current, one)
                yield Problem(path, "unknown-id", message, f"write `{current}`", field, fix=fix)
                continue
            if named:
                hint, fix = f"write the id `{named}`", Fix("replace", named, one)
            hint = hint or f"correct the id, or add the {kind} to its registry"
            message = f"there is no {kind} with the id `{one}`"
            yield Problem(path, "unknown-id", message, hint, field, fix=fix)

    def _former(self, table: str) -> dict[str, str]:
        """Return the current id of each former id."""
        if table not in self._current:
            records = self.known[table].values()
            if table == "events":
                records = (entry.record for entry in records)
            self._current[table] = {
                former: record.id
                for record in records
                for former in getattr(record, "former_ids", ())
            }
        return self._current[table]

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
        for record in getattr(found, kind).values():
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
            for at, image in enumerate(event.images):
                yield from _image(archive, image.file, entry.path, ("images", at, "file"))
            yield from _capacities(entry, archive)
            if event.status == "published":
                ties = [tie.event for tie in event.related]
                yield from _drafts(archive, ties, entry.path, ("related",), ("event",))
    for path, record in _written(archive, "actors", "topics", "places", "storylines"):
        yield from book.missing(record, path, (record.id,))
    for path, actor in _written(archive, "actors"):
        if actor.image:
            yield from _image(archive, actor.image, path, (actor.id, "image"))
    for path, story in _written(archive, "storylines"):
        yield from _drafts(archive, story.events, path, (story.id, "events"))


def _image(archive: Archive, file: str, path: str, field: FieldPath) -> Iterator[Problem]:
    if f"images/{file.removeprefix('images/')}" not in archive.images:
        message = f"the image `{file}` does not exist"
        hint = did_you_mean(file, archive.images) or "put the file in `images/`"
        yield Problem(path, "unknown-id", message, hint, field)


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
            yield Problem(path, "bad-id", f"`{former[:60]}` is not a valid id", rule(former), field)
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
