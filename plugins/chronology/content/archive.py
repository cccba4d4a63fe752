"""What a content folder holds: its records, not yet linked, and what their keys depend on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, Final

import msgspec

from chronology.content import registries
from chronology.hashing import digest
from chronology.cache import Cache
from chronology.content.scan import File
from chronology.content.markdown.render import Finding, Quotation
from chronology.problems import Problem
from chronology.content.registries import Registries
from chronology.hashing import engine_key

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


#: The documents whose keys were asked for since this was last cleared: so a build learns which
#: pages a body can change.
asked: Final[set[str]] = set()
#: Stands among them for all documents.
ALL: Final = "*"


class Entry:
    """A document's record, made when it is first asked for, where the document stands, and the
    digest of its bytes.
    """

    __slots__ = "_make", "_record", "content", "path", "digests"

    def __init__(self, make: Callable[[], Any], path: str, content: bytes, digests: DocumentDigests) -> None:
        self._make: Callable[[], Any] | None = make
        self._record: Any = None
        self.path = path
        self.content = content
        self.digests = digests

    @property
    def record(self) -> Any:
        """The event, translation or page."""
        make = self._make  # a thread of the preview may let go of it meanwhile
        if make:
            self._record = make()
            self._make = None
        return self._record

    @property
    def key(self) -> bytes:
        """Changes with anything in the document, and with its body as rendered."""
        asked.add(self.path)
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

    def make_records(self) -> None:
        """Make the records that were not asked for yet, so that no process makes them again."""
        for entry in chain(self._entries(), self.pages.values()):
            _ = entry.record

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
    def texts(self) -> dict[str, bytes]:
        """Of each document what changes with its bytes and with its body as rendered."""
        return self._entered | {one.path: _text(one) for one in self.pages.values()}

    @cached_property
    def _entered(self) -> dict[str, bytes]:
        return {one.path: _text(one) for one in self._entries()}

    @property
    def key(self) -> bytes:
        """Changes with anything in any event, and with its body as rendered."""
        asked.add(ALL)
        return self._texts_key

    @cached_property
    def _texts_key(self) -> bytes:
        return digest(_encode(self._entered))


def _text(document: Entry) -> bytes:
    return document.content + document.digests.body


def _outlined(documents: Iterable[Entry]) -> bytes:
    return _encode(
        [
            (one.path, one.digests.front_matter, *([one.digests.quotations] if one.digests.quotations else ()))
            for one in documents
        ]
    )
