"""What one file gives, as the cache keeps it: records, and of a document its rendered body."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from chronology.content import decode, frontmatter, registries, scan
from chronology.content.archive import DocumentDigests
from chronology.content.frontmatter import Document, DocumentError
from chronology.content.markdown import render
from chronology.content.markdown.names import Name, Names
from chronology.content.markdown.render import Markup
from chronology.content.registries import Registries
from chronology.content.scan import File
from chronology.hashing import digest, engine_key
from chronology.model.records import Event, Page, Record, Translation
from chronology.problems import Problem

#: The kinds of document, and what each is a record of.
DOCUMENTS: Final[dict[str, type[Record]]] = {
    "event": Event,
    "translation": Translation,
    "page": Page,
}
#: What decodes documents of a kind, several in one call.
_DECODE: Final[dict[str, Callable[[bytes], list[tuple[Any, DocumentDigests]]]]] = {
    kind: msgspec.msgpack.Decoder(
        list[tuple[record, DocumentDigests]],  # type: ignore[valid-type]
        dec_hook=decode.trusted_date,
    ).decode
    for kind, record in DOCUMENTS.items()
}
_encode: Final = registries.encoder.encode
#: The header of a MessagePack array of two items.
_PAIR: Final = b"\x92"

#: A body as rendered, after its digest.
Body = tuple[bytes, bytes]


class Parsed(NamedTuple):
    """What a file gave when it was last parsed.

    `stamp` is (size, ns), `content` the digest of its bytes, `words` that of everything else
    its parsing depended on, `data` what came of it.
    """

    stamp: tuple[int, int]
    content: bytes
    words: bytes
    data: bytes


class LinkContext(NamedTuple):
    """What came of the registries: records and problems, the names that bodies are searched for,
    the speakers of quotations. `words` changes with anything that a body is made by.
    """

    found: Registries
    problems: list[Problem]
    names: Names
    speakers: dict[str, Name]
    words: bytes


def learn(given: Mapping[str, bytes], base: str) -> LinkContext:
    """From what each registry gave, by path. `base` is the path of the site."""
    files = [File(path, "registry", (0, 0)) for path in sorted(given)]
    found, problems = registries.load(files, given)
    names, speakers = found.names(base), found.speakers(base)
    spoken = repr(sorted(speakers.items())).encode()
    words = digest(engine_key(), names.key.encode(), spoken)
    return LinkContext(found, problems, names, speakers, words)


def registry(root: Path, path: str) -> tuple[bytes, list[Problem]]:
    """The records of a registry, and what is wrong in it."""
    found, problems = registries.parse(root, path)
    return _encode(found), problems


def document(
    file: File, data: bytes, learned: LinkContext, base: str
) -> tuple[bytes, Body | None, list[Problem]]:
    """Return a document's record with its digests, its body, and its problems.

    Of a draft that is only incomplete there is no record, and its problems are warnings: nobody
    sees it, so it stops no build.

    Raises DocumentError if the front matter cannot be read.
    """
    if len(data) > frontmatter.LARGEST_DOCUMENT:
        raise frontmatter.too_large(file.path, frontmatter.LARGEST_DOCUMENT)
    text = frontmatter.decode(data, file.path)
    conflicts = frontmatter.conflict_markers(text, file.path)
    try:
        found = frontmatter.split(text, file.path)
    except DocumentError as error:
        if conflicts:
            raise DocumentError.of(conflicts[0]) from None
        raise error
    kind = DOCUMENTS[file.kind]
    record, problems = decode.read(kind, found.matter, scan.event_id(file.path), file.path)
    if isinstance(record, Event) and record.status == "draft":
        incomplete = [_is_incomplete(one) for one in problems]
        if incomplete and all(incomplete):
            return b"", None, [replace(one, severity="warning") for one in problems]
    problems += conflicts
    if b"\\" in data:  # only an escape can write a control character
        problems += decode.control_characters(found.matter, file.path)
    made, written = render_body(found, record, learned, base), _encode(record)
    html = made.html.encode()
    digests = _digests(record, written, made, html, found.body_line)
    return _PAIR + written + _encode(digests), (digests.body, html), problems


def _is_incomplete(problem: Problem) -> bool:
    """Return whether a required field is missing or its list is empty."""
    return problem.code == "missing-field" or problem.field in (("actors",), ("sources",))


def decoded(kind: str, blobs: list[bytes]) -> list[tuple[Any, DocumentDigests]]:
    """Return the records of documents of a kind, and what is known of their bodies.

    All in one call: a MessagePack array is its header and its items in a row.
    """
    return _DECODE[kind](b"\xdd" + len(blobs).to_bytes(4, "big") + b"".join(blobs))


def render_body(found: Document, record: Record, learned: LinkContext, base: str) -> Markup:
    """The body of a document. What its record names decides for names that two bear."""
    near: set[tuple[str, str]] = set()
    if isinstance(record, Event):
        near.update(("actor", part.actor) for part in record.actors)
        near.update(("actor", part.of) for part in record.actors if part.of)
        near.update(("actor", actor) for actor in record.mentions)
        near.update(("place", place) for place in record.place)
    return render.render(found.body, learned.names, learned.speakers, near, base)


def _digests(
    record: Record, written: bytes, made: Markup, html: bytes, body_line: int
) -> DocumentDigests:
    """Return the digests of a document; `written` is the record, `html` the body."""
    body, line, part = digest(html, _encode(made.quotations)), b"", b""
    if isinstance(record, Event):
        date = record.date.edtf
        actors = [part.actor for part in record.actors]
        state = (record.event_status, record.status)
        shown = (record.id, record.title, date, *state, record.summary, actors)
        line = digest(_encode(shown))
        part = digest(_encode((record.actors, date, record.type, record.topics)))
    return DocumentDigests(
        body, digest(written), line, part, made.quotations, made.findings, body_line
    )
