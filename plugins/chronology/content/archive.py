"""What a content folder holds: its records, not yet linked, and what their keys depend on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from chronology.cache import Cache
from chronology.content import registries
from chronology.content.markdown.render import Finding, Quotation
from chronology.content.registries import Registries
from chronology.content.scan import File
from chronology.hashing import digest, engine_key
from chronology.problems import Problem

_encode: Final = registries.encoder.encode


class DocumentDigests(msgspec.Struct, frozen=True, array_like=True):
    """Digests and findings of a document, known without loading its body.

    `body` covers the rendered body, `front_matter` the front matter, `list_row` what lists show
    of an event, and `participants` who took part, when and on what.
    """

    body: bytes
    front_matter: bytes
    list_row: bytes
    participants: bytes
    quotations: tuple[Quotation, ...]
    findings: tuple[Finding, ...]
    body_line: int


class Entry(NamedTuple):
    """A document: its record, its path, the digest of its bytes, and what its body holds."""

    record: Any
    path: str
    content: bytes
    digests: DocumentDigests

    @property
    def key(self) -> bytes:
        """Changes with anything in the document, and with its body as rendered."""
        return self.content + self.digests.body


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
    body: Callable[[Entry], str]
    cache: Cache
    problems: list[Problem]

    def _entries(self) -> Iterator[Entry]:
        """The events and their translations."""
        yield from self.events.values()
        for some in self.translations.values():
            yield from some.values()

    @cached_property
    def facts(self) -> bytes:
        """Changes with the registries, the front matter and quotations of events, and our code."""
        return digest(engine_key(), self.stated)

    @cached_property
    def stated(self) -> bytes:
        """Changes with the registries, and with the front matter and quotations of events."""
        registered = _encode(sorted(self.registries.keys.items()))
        return digest(registered, _outlined(self._entries()))

    @cached_property
    def outline(self) -> bytes:
        """Changes with everything but what the bodies say beside their quotations."""
        images = _encode(list(self.images.items()))
        return digest(self.facts, _outlined(self.pages.values()), images)

    @cached_property
    def key(self) -> bytes:
        """Changes with anything in any event, and with its body as rendered."""
        return digest(_encode([(one.path, one.key) for one in self._entries()]))


def _outlined(documents: Iterable[Entry]) -> bytes:
    return _encode(
        [
            (
                one.path,
                one.digests.front_matter,
                *([one.digests.quotations] if one.digests.quotations else ()),
            )
            for one in documents
        ]
    )
