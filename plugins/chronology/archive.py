"""From the content folder to records: what changed is parsed, the rest comes from the cache."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from chronology import documents, folder, markup, records, registries, workers
from chronology.cache import Cache, digest
from chronology.documents import Document, DocumentError
from chronology.folder import File, Scan
from chronology.markup import Finding, Quotation
from chronology.model import Event, Page, Record, Translation
from chronology.problems import Problem
from chronology.registries import Registries
from chronology.state import TOO_FRESH
from chronology.versions import engine_key

_RECORDS: Final[dict[str, type[Record]]] = {
    "event": Event,
    "translation": Translation,
    "page": Page,
}


class Body(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A body as it is shown, and its words alone."""

    html: str
    plain: str


class Told(msgspec.Struct, frozen=True, array_like=True):
    """What the whole has to know of a body without loading it; `digest` is the body's."""

    digest: bytes
    quotations: tuple[Quotation, ...]
    findings: tuple[Finding, ...]
    body_line: int


class Entry(NamedTuple):
    """A document's record, where it stands, and the keys of record and body."""

    record: Any
    path: str
    key: bytes
    body_key: bytes
    told: Told


@dataclass(frozen=True)
class Archive:
    """All records of a content folder, not yet linked."""

    root: Path
    files: list[File]
    registries: Registries
    events: Mapping[str, Entry]
    translations: Mapping[str, Mapping[str, Entry]]
    pages: Mapping[str, Entry]
    images: Mapping[str, bytes]
    stories: Mapping[str, str]
    body: Callable[[Entry], Body]
    problems: list[Problem]


_encode: Final = registries.encoder.encode
_decode_body: Final = msgspec.msgpack.Decoder(Body).decode
_EMPTY_TEXT: Final = "\n"


def read(root: Path, scanned: Scan, cache: Cache, base: str = "") -> Archive:
    """Everything in the folder, with every problem that a file alone can show.

    `base` is the path that the site's addresses begin with, where it is not at a host's root.
    """
    files, problems = scanned[0], list(scanned[1])
    digests, unread = _digests(root, files, cache)
    problems += unread
    files = [file for file in files if file.path in digests]
    registry_files = [file for file in files if file.kind == "registry"]
    found, faults = registries.load(root, registry_files, digests, cache)
    problems += faults
    reader = _Reader(root, base, found, cache)
    prose = [file for file in files if file.kind in _RECORDS]
    entries, faults = reader.entries(prose, digests)
    problems += faults
    events, clashes = _by_id(prose, entries, "event")
    problems += clashes
    return Archive(
        root,
        files,
        found,
        events,
        _translations(prose, entries, events, problems),
        {
            folder.event_id(f.path): entries[f.path]
            for f in prose
            if f.kind == "page" and f.path in entries
        },
        {f.path: digests[f.path] for f in files if f.kind == "image"},
        reader.stories(found, problems),
        reader.body,
        problems,
    )


def _digests(
    root: Path, files: Iterable[File], cache: Cache
) -> tuple[dict[str, bytes], list[Problem]]:
    """The digest of every file's bytes; only files whose stamp changed are read."""
    known = cache.files(str(root))
    digests: dict[str, bytes] = {}
    fresh: list[tuple[str, tuple[int, int], bytes]] = []
    problems: list[Problem] = []
    now = time.time_ns()
    for file in files:
        before = known.pop(file.path, None)
        if before and before[0] == file.stamp:
            digests[file.path] = before[1]
            continue
        try:
            data = documents.read_bytes(root, file.path, documents.LARGEST_REGISTRY)
        except DocumentError as error:
            problems.append(error.problem)
            continue
        digests[file.path] = found = digest(data)
        if now - file.stamp[1] > TOO_FRESH:
            fresh.append((file.path, file.stamp, found))
    if fresh or known:
        cache.begin()
        cache.put_files(str(root), fresh, known)
        cache.commit()
    return digests, problems


class _Reader:
    """Documents to entries, by way of the cache."""

    def __init__(self, root: Path, base: str, found: Registries, cache: Cache) -> None:
        self._root = root
        self._cache = cache
        self._names = found.names(base)
        self._speakers = found.speakers(base)
        self._words = digest(
            engine_key(), self._names.key.encode(), repr(sorted(self._speakers.items())).encode()
        )

    def entries(
        self, files: list[File], digests: Mapping[str, bytes]
    ) -> tuple[dict[str, Entry], list[Problem]]:
        """An entry for every document that has no error."""
        keys = {f.path: digest(engine_key(), f.path.encode(), digests[f.path]) for f in files}
        bodies = {path: digest(self._words, key) for path, key in keys.items()}
        kept = self._cache.records(keys.values())
        told = self._cache.told(bodies.values())
        missing = [f for f in files if keys[f.path] not in kept or bodies[f.path] not in told]
        problems: list[Problem] = []
        if missing:
            self._names.find("")  # makes the automaton before processes are forked
            self._cache.begin()
            parsed = workers.spread(self._parse, missing, 32)
            made: list[tuple[bytes, bytes, bytes]] = []
            for file, (record, body, about, faults) in zip(missing, parsed, strict=True):
                problems += faults
                if record:
                    kept[keys[file.path]] = record
                    told[bodies[file.path]] = about
                    made.append((bodies[file.path], body, about))
            self._cache.add_records(
                (keys[file.path], kept[keys[file.path]])
                for file in missing
                if keys[file.path] in kept
            )
            self._cache.add_bodies(made)
            self._cache.commit()
        entries: dict[str, Entry] = {}
        for kind, record_type in _RECORDS.items():
            some = [f.path for f in files if f.kind == kind and keys[f.path] in kept]
            decoded = _decode_all([kept[keys[path]] for path in some], record_type)
            about_all = _decode_all([told[bodies[path]] for path in some], Told)
            for path, record, about in zip(some, decoded, about_all, strict=True):
                entries[path] = Entry(record, path, keys[path], bodies[path], about)
                problems += _from_findings(path, about)
        return entries, problems

    def body(self, entry: Entry) -> Body:
        """The body of an entry, from the cache; made again if the cache has lost it."""
        kept = self._cache.body(entry.body_key)
        if kept is None:
            kind = {record: name for name, record in _RECORDS.items()}[type(entry.record)]
            kept = self._parse(File(entry.path, kind, (0, 0)))[1]  # type: ignore[arg-type]
        return _decode_body(kept)

    def stories(self, found: Registries, problems: list[Problem]) -> dict[str, str]:
        """The bodies of story lines as HTML; they are few, and stand in a registry."""
        told = {}
        for story in found.storylines.values():
            made = markup.render(story.body or "", self._names, self._speakers)
            told[story.id] = made.html
            path = found.origins["storylines", story.id]
            problems += [
                Problem(path, one.code, one.message, one.hint, (story.id, "body"), "warning")
                for one in made.findings
            ]
        return told

    def _parse(self, file: File) -> tuple[bytes, bytes, bytes, list[Problem]]:
        try:
            data = documents.read_bytes(self._root, file.path)
            document = documents.split(documents.decode(data, file.path), file.path)
        except DocumentError as error:
            return b"", b"", b"", [error.problem]
        record, problems = records.read(
            _RECORDS[file.kind], document.matter, folder.event_id(file.path), file.path
        )
        if record is None:
            return b"", b"", b"", problems
        body, told = self._render(document, record)
        return _encode(record), _encode(body), _encode(told), problems

    def _render(self, document: Document, record: Record) -> tuple[Body, Told]:
        near: set[tuple[str, str]] = set()
        if isinstance(record, Event):
            near.update(("actor", part.actor) for part in record.actors)
            near.update(("actor", part.of) for part in record.actors if part.of)
            near.update(("actor", actor) for actor in record.mentions)
            near.update(("place", place) for place in record.place)
        made = markup.render(document.body, self._names, self._speakers, near)
        body = Body(made.html, made.plain)
        return body, Told(
            digest(made.html.encode()), made.quotations, made.findings, document.body_line
        )


def _decode_all(blobs: list[bytes], kind: type[Any]) -> list[Any]:
    """All blobs in one call: a MessagePack array is its header and its items in a row."""
    header = b"\xdd" + len(blobs).to_bytes(4, "big")
    decoder: msgspec.msgpack.Decoder[list[Any]] = msgspec.msgpack.Decoder(
        list[kind],  # type: ignore[valid-type]
        dec_hook=records.date_from_text,
    )
    return decoder.decode(header + b"".join(blobs))


def _from_findings(path: str, told: Told) -> list[Problem]:
    return [
        Problem(
            path,
            finding.code,
            finding.message,
            finding.hint,
            ("body",),
            "warning",
            told.body_line + finding.line - 1,
            1,
        )
        for finding in told.findings
    ]


def _by_id(
    files: Iterable[File], entries: Mapping[str, Entry], kind: str
) -> tuple[dict[str, Entry], list[Problem]]:
    found: dict[str, Entry] = {}
    problems = []
    for file in files:
        if file.kind != kind or file.path not in entries:
            continue
        entry = entries[file.path]
        earlier = found.setdefault(entry.record.id, entry)
        if earlier is not entry:
            problems.append(
                Problem(
                    file.path,
                    "duplicate-id",
                    f"`{entry.record.id}` is also in {earlier.path}",
                    "rename one of the two files",
                    line=1,
                    column=1,
                )
            )
    return found, problems


def _translations(
    files: Iterable[File],
    entries: Mapping[str, Entry],
    events: Mapping[str, Entry],
    problems: list[Problem],
) -> dict[str, dict[str, Entry]]:
    found: dict[str, dict[str, Entry]] = {}
    for file in files:
        if file.kind != "translation" or file.path not in entries:
            continue
        event_id, lang = folder.event_id(file.path), folder.language(file.path)
        if event_id not in events and not any(
            f.kind == "event" and folder.event_id(f.path) == event_id for f in files
        ):
            problems.append(
                Problem(
                    file.path,
                    "unknown-id",
                    f"a translation of `{event_id}`, which is not there",
                    "name it after the event's file",
                    line=1,
                    column=1,
                )
            )
            continue
        found.setdefault(event_id, {})[lang] = entries[file.path]
    return found
