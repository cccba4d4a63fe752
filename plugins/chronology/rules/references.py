"""Ids that lead nowhere, or to two records; names that cannot be told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from chronology.archive import Archive, Entry
from chronology.ids import is_id
from chronology.model import Actor, Organization, Person, Place, State
from chronology.problems import FieldPath, Problem, did_you_mean, warning

_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")

#: Where the records of a kind are written: the first word of their files' paths.
_ROOMS: Final = {
    "actor": "actors",
    "topic": "topics",
    "place": "places",
    "event type": "event-types",
    "event": "events",
}


def check(archive: Archive, held: Archive | None = None) -> Iterator[Problem]:
    """Beside an archive that `held`, of the events only those that changed since are read."""
    yield from _references(archive, held)
    yield from _former_ids(archive)
    yield from _aliases(archive)
    yield from _cycles(archive)
    yield from _languages(archive)


class _Book:
    """Looks ids up and says what is near when one is not there."""

    def __init__(self, archive: Archive) -> None:
        found = archive.registries
        self.known: dict[str, Any] = {
            "actor": found.actors,
            "topic": found.topics,
            "place": found.places,
            "event type": found.types,
            "event": archive.events,
        }
        self._words: dict[str, dict[str, str]] = {}
        unread = {_room(one.path) for one in archive.problems if one.severity == "error"}
        self._unread = {kind for kind, room in _ROOMS.items() if room in unread}

    def missing(self, kind: str, one: str, path: str, field: FieldPath) -> Iterator[Problem]:
        if one in self.known[kind] or kind in self._unread:
            return  # or it may stand in a file that has to be mended first
        named = self._names(kind).get(one.casefold())
        mend = f"its id is `{named}`" if named else did_you_mean(one, self.known[kind])
        mend = mend or f"register the {kind}, or correct the id"
        yield Problem(path, "unknown-id", f"no {kind} has the id `{one}`", mend, field)

    def _names(self, kind: str) -> dict[str, str]:
        if kind not in self._words:
            self._words[kind] = {
                name.casefold(): record.id
                for record in self.known[kind].values()
                if isinstance(record, Actor | Place)
                for name in record.all_names
            }
        return self._words[kind]


def _room(path: str) -> str:
    return path.partition("/")[0].partition(".")[0]


def _references(archive: Archive, held: Archive | None) -> Iterator[Problem]:
    book, seen = _Book(archive), dict[str, Entry]()
    if held and all(
        ids.keys() <= book.known[kind].keys() for kind, ids in _Book(held).known.items()
    ):
        seen = dict(held.events)
    for one, entry in archive.events.items():
        if seen.get(one) is not entry:
            yield from _event_references(entry, book, archive)
    found, origins = archive.registries, archive.registries.origins
    for actor in found.actors.values():
        path = origins["actors", actor.id]
        for field, one in _actor_references(actor):
            yield from book.missing("actor", one, path, (actor.id, *field))
        if actor.image and f"images/{actor.image.removeprefix('images/')}" not in archive.images:
            told = f"there is no image `{actor.image}`"
            mend = did_you_mean(actor.image, archive.images) or "put it in `images/`"
            yield Problem(path, "unknown-id", told, mend, (actor.id, "image"))
    for topic in found.topics.values():
        path = origins["topics", topic.id]
        for name in ("broader", "related"):
            for at, one in enumerate(getattr(topic, name)):
                yield from book.missing("topic", one, path, (topic.id, name, at))
    for place in found.places.values():
        if place.country:
            path = origins["places", place.id]
            yield from book.missing("actor", place.country, path, (place.id, "country"))
    for story in found.storylines.values():
        path = origins["storylines", story.id]
        for name, kind in (("events", "event"), ("actors", "actor"), ("topics", "topic")):
            for at, one in enumerate(getattr(story, name)):
                yield from book.missing(kind, one, path, (story.id, name, at))
                yield from _draft(archive, kind, one, path, (story.id, name, at))


def _event_references(entry: Entry, book: _Book, archive: Archive) -> Iterator[Problem]:
    event, path = entry.record, entry.path
    actors = book.known["actor"]
    for at, part in enumerate(event.actors):
        if part.actor not in actors:
            yield from book.missing("actor", part.actor, path, ("actors", at, "actor"))
        elif (part.as_ or part.of) and not isinstance(actors[part.actor], Person):
            told = f"`{part.actor}` is no person, and represents itself"
            field: FieldPath = ("actors", at, "as" if part.as_ else "of")
            yield Problem(path, "misplaced-capacity", told, "leave `as` and `of` out", field)
        if part.of and part.of not in actors:
            yield from book.missing("actor", part.of, path, ("actors", at, "of"))
    if event.type not in book.known["event type"]:
        yield from book.missing("event type", event.type, path, ("type",))
    for name, kind in (("place", "place"), ("mentions", "actor"), ("topics", "topic")):
        known = book.known[kind]
        for at, one in enumerate(getattr(event, name)):
            if one not in known:
                yield from book.missing(kind, one, path, (name, at))
    for at, relation in enumerate(event.related):
        field = ("related", at, "event")
        yield from book.missing("event", relation.event, path, field)
        if event.status == "published":
            yield from _draft(archive, "event", relation.event, path, field)


def _actor_references(actor: Actor) -> Iterator[tuple[FieldPath, str]]:
    match actor:
        case Person():
            for at, office in enumerate(actor.offices):
                if office.of:
                    yield ("offices", at, "of"), office.of
        case Organization():
            for at, member in enumerate(actor.members):
                yield ("members", at, "actor"), member.actor
        case State():
            for name in ("predecessors", "successors"):
                for at, one in enumerate(getattr(actor, name)):
                    yield (name, at), one


def _draft(archive: Archive, kind: str, one: str, path: str, field: FieldPath) -> Iterator[Problem]:
    if kind == "event" and one in archive.events and archive.events[one].record.status == "draft":
        told, mend = f"`{one}` is a draft: the tie is not shown", "publish it, or remove the tie"
        yield warning(path, "draft-reference", told, mend, field)


def _former_ids(archive: Archive) -> Iterator[Problem]:
    found = archive.registries
    events = [entry.record for entry in archive.events.values()]
    for kind, known, records in (
        ("events", archive.events, events),
        ("actors", found.actors, found.actors.values()),
        ("places", found.places, found.places.values()),
    ):
        taken: dict[str, str] = {}
        for record in records:
            for number, former in enumerate(record.former_ids):
                path = _path(archive, kind, record.id)
                field = (*(() if kind == "events" else (record.id,)), "former_ids", number)
                owner = _path(archive, kind, former) if former in known else taken.get(former)
                if owner:
                    told = f"`{former}` of {kind} is also in {owner}"
                    mend = "an old id leads to one record"
                    yield Problem(path, "duplicate-id", told, mend, field)
                elif not is_id(former):
                    told, mend = f"`{former[:60]}` is no id", "give the id as it was"
                    yield Problem(path, "bad-id", told, mend, field)
                taken.setdefault(former, path)


def _path(archive: Archive, kind: str, one: str) -> str:
    return archive.events[one].path if kind == "events" else archive.registries.origins[kind, one]


def _aliases(archive: Archive) -> Iterator[Problem]:
    found = archive.registries
    for kind, holders in (("actors", found.actors), ("places", found.places)):
        taken: dict[str, tuple[str, str]] = {}
        for record in holders.values():
            path = found.origins[kind, record.id]
            for at, alias in enumerate(dict.fromkeys(record.aliases)):
                if alias in taken:
                    other, where = taken[alias]
                    own = f"the alias `{alias}` of `{record.id}`"
                    told = f"{own} is also one of `{other}` in {where}"
                    mend, field = "keep it where it is unmistakable", (record.id, "aliases", at)
                    yield Problem(path, "duplicate-alias", told, mend, field)
                else:
                    taken[alias] = record.id, path


def _cycles(archive: Archive) -> Iterator[Problem]:
    topics = archive.registries.topics
    for topic in topics.values():
        seen: set[str] = set()
        waiting = list(topic.broader)
        while waiting:
            one = waiting.pop()
            if one == topic.id:
                path = archive.registries.origins["topics", topic.id]
                way = f", by way of {', '.join(sorted(seen))}" if seen else ""
                told, field = f"`{topic.id}` is broader than itself{way}", (topic.id, "broader")
                yield Problem(path, "topic-cycle", told, "remove one `broader`", field)
                break
            if one not in seen and one in topics:
                seen.add(one)
                waiting.extend(topics[one].broader)


def _languages(archive: Archive) -> Iterator[Problem]:
    found = archive.registries
    for kind, name, holders in (
        ("actors", "names", found.actors),
        ("places", "names", found.places),
        ("topics", "labels", found.topics),
        ("event-types", "labels", found.types),
    ):
        for record in holders.values():
            for tag in getattr(record, name):
                if not _LANGUAGE.fullmatch(tag):
                    path, field = found.origins[kind, record.id], (record.id, name, tag)
                    told, mend = f"`{tag}` is no language tag", "as in `zh`, `ru`, `sr-Latn`"
                    yield Problem(path, "bad-value", told, mend, field)
