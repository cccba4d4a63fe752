"""Problems in running text: names spelt almost like a registered one, and dead links."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct
from rapidfuzz.distance import OSA

from chronology import urls
from chronology.content import frontmatter, yaml_strict
from chronology.content.archive import Archive
from chronology.content.registries import KINDS, kind_of
from chronology.editing.links import Addresses, is_internal
from chronology.hashing import digest, engine_key
from chronology.model.introspect import is_text
from chronology.model.records import Actor, Event, Page
from chronology.problems import FieldPath, Problem

_LINK: Final = re.compile(
    r"\]\([ \t]*<?([^()\s<>]+(?:\([^()\s]*\))?)|^ *\[(?!\^)[^\]]{1,999}\]:[ \t]*<?([^\s>]+)"
    r"|href=[\"']([^\"']+)"
)
_NO_WORDS: Final = re.compile(r"(?<=\])\([^()]*\)|<[^<>]*>|`[^`]*`|https?://\S+")
_NAME: Final = r"[A-ZÀ-ÖØ-Þ][A-Za-zÀ-ɏ]*(?:[-’'](?![sS]\b)[A-Za-zÀ-ɏ]+)*"
#: Words that begin a sentence but not a name.
_SMALL: Final = (
    "The|This|That|In|On|At|From|To|For|With|After|Before|When|While|As|By|Of|And|But|Both"
)
#: Capitalised words in a row, with the small words that names hold.
_RUN: Final = re.compile(
    rf"(?!(?:{_SMALL})\b){_NAME}(?: (?:(?:al|bin|da|de|den|der|el|of|van|von) )?{_NAME})*"
)
_LATIN: Final = re.compile(r"[A-Za-zÀ-ɏ’' -]+")
#: Letters of the shortest name, and of the shortest word in a longer name, that are checked.
_SHORTEST, _SHORTEST_WORD = 6, 4
_LONGEST: Final = 6
#: Words of a run that are looked at together.
_STEP: Final = 20
_CACHED: Final = 100_000
_BODY: Final[FieldPath] = ("body",)


class TextFindings(Struct, frozen=True, array_like=True):
    """Results for a document: (line, name, known name), (line, link), and fields cut at ` #`."""

    key: bytes
    names: tuple[tuple[int, str, str], ...] = ()
    links: tuple[tuple[int, str], ...] = ()
    cut: tuple[FieldPath, ...] = ()


def check(archive: Archive, addresses: Addresses, cached: Path) -> Iterator[Problem]:
    """Yield the problems of titles, summaries and bodies.

    Results are cached in the file `cached` until the document or a name changes.
    """
    spelling = Spelling(archive)
    before, now = _load(cached), {}
    for address, kind, entry in _entries(archive):
        key = digest(entry.key, spelling.key)
        found = before.get(entry.path)
        if found is None or found.key != key:
            data = frontmatter.read_bytes(archive.root, entry.path)
            text = frontmatter.decode(data, entry.path)
            found = scan_text(text, entry.digests.body_line, spelling, key, entry.record.lang)
        now[entry.path] = found
        yield from _problems(entry.path, address, found, spelling, addresses)
        yield from _cut(entry.path, kind, found.cut)
    if now != before:
        cached.write_bytes(msgspec.msgpack.encode(now))
    for story in archive.registries.storylines.values():
        path = archive.registries.origins["storylines", story.id]
        found = scan_text(story.body or "", 1, spelling, b"", None)
        for problem in _problems(path, urls.storyline(story.id), found, spelling, addresses):
            yield replace(problem, field=(story.id, "body"), line=0, column=0)
    for file in archive.files:
        if file.kind == "registry":
            yield from _cut_in_registry(archive, file.path)


def _problems(
    path: str, address: str, found: TextFindings, spelling: Spelling, addresses: Addresses
) -> Iterator[Problem]:
    for line, words, known in found.names:
        yield Problem(
            path, "near-name", f"`{words}` is spelt almost like `{known}`",
            f"write `{known}`, or add the spelling to the aliases of `{spelling.bearers[known]}`; "
            "ignore this if another name is meant", _BODY, "warning", line, 1,
        )  # fmt: skip
    for line, link in found.links:
        if objection := addresses.objection(link, address):
            yield Problem(path, "dead-link", *objection, _BODY, "warning", line, 1)


def _cut_in_registry(archive: Archive, path: str) -> Iterator[Problem]:
    try:
        data = frontmatter.read_bytes(archive.root, path, frontmatter.LARGEST_REGISTRY)
        text = frontmatter.decode(data, path)
    except frontmatter.DocumentError:
        return
    kind = KINDS[kind_of(path)]
    for field in yaml_strict.cut_texts(text):
        record = archive.registries.actors.get(str(field[0]))
        yield from _cut(path, type(record) if record and kind is Actor else kind, [field], 1)


def _cut(
    path: str, kind: type[Struct], cut: Iterable[FieldPath], record_depth: int = 0
) -> Iterator[Problem]:
    """Yield the free texts that YAML cuts at ` #`. `record_depth` is 1 in registries."""
    for field in cut:
        if is_text(kind, field[record_depth:]):
            message = "the text is cut at ` #`, where a YAML comment begins"
            hint = "quote the text, or put the comment on a line of its own"
            yield Problem(path, "cut-text", message, hint, field, "warning")


def scan_text(
    text: str, body_line: int, spelling: Spelling, key: bytes, language: str | None
) -> TextFindings:
    """Scan a document. Names are checked only if it has no `language` of its own."""
    names: dict[str, tuple[int, str, str]] = {}
    links = []
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        is_body = number >= body_line
        if is_body:
            links += [(number, next(filter(None, match))) for match in _LINK.findall(line)]
        if not language and (is_body or line.startswith(("title:", "summary:"))):
            words = line if is_body else line.partition(":")[2]
            for misspelt_names, known in spelling.misspelt_names(_NO_WORDS.sub("", words)):
                names.setdefault(misspelt_names, (number, misspelt_names, known))
    front = "\n".join(lines[1 : body_line - 2])
    return TextFindings(
        key,
        tuple(names.values()),
        tuple(link for link in links if is_internal(link[1])),
        tuple(yaml_strict.cut_texts(front + "\n")),
    )


class Spelling:
    """Finds names in Latin script that differ from a registered name by one letter."""

    def __init__(self, archive: Archive) -> None:
        found = archive.registries
        self.bearers = {
            name: one.id
            for kind in (found.places, found.actors)
            for one in kind.values()
            for name in one.all_names
            if len(name) >= _SHORTEST and _LATIN.fullmatch(name)
        }
        self.known = {one for name in self.bearers for one in (name, name.casefold())}
        self.key = digest(engine_key(), repr(sorted(self.bearers)).encode())
        self._near: dict[tuple[str, int], list[str]] = defaultdict(list)
        for name in self.bearers:
            for length in range(len(name) - 1, len(name) + 2):
                self._near[name[0], length].append(name)
        self.meant = lru_cache(_CACHED)(self._meant)

    def misspelt_names(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield the misspelt names in a text, each with the registered name."""
        for run in _RUN.finditer(text):
            words = run[0].split(" ")
            for start in range(0, len(words), _STEP):  # a long run costs no more than short ones
                yield from self._misspelt(words[start : start + _STEP + _LONGEST])

    def _misspelt(self, words: list[str]) -> Iterator[tuple[str, str]]:
        starts = range(len(words))
        spans = [(a, b) for a in starts for b in range(a + 1, min(a + _LONGEST, len(words)) + 1)]
        taken = [span for span in spans if " ".join(words[slice(*span)]) in self.known]
        for start, end in sorted(spans, key=lambda span: span[0] - span[1]):
            if any(start < b and a < end for a, b in taken) or end - start == 1 < len(words):
                continue
            name = " ".join(words[start:end])
            if known := self.meant(name):
                taken.append((start, end))
                yield name, known

    def _meant(self, name: str) -> str | None:
        """Return the only registered name that differs by one letter inside a word.

        Different endings are inflections.
        """
        if len(name) < _SHORTEST:
            return None
        found = [
            known
            for known in self._near[name[0], len(name)]
            if OSA.distance(name, known, score_cutoff=1) == 1 and _slip(name, known)
        ]
        return found[0] if len({self.bearers[one] for one in found}) == 1 else None


def _slip(name: str, known: str) -> bool:
    pairs = [(a, b) for a, b in zip(name.split(" "), known.split(" "), strict=False) if a != b]
    return name.count(" ") == known.count(" ") and all(
        min(len(a), len(b)) >= _SHORTEST_WORD
        and a[0] == b[0]
        and not a.startswith(b)
        and not b.startswith(a)
        for a, b in pairs
    )


def _entries(archive: Archive) -> Iterator[tuple[str, type[Struct], Any]]:
    for one, entry in archive.events.items():
        yield urls.event(one), Event, entry
    for one, entry in archive.pages.items():
        yield urls.page(one), Page, entry


def _load(file: Path) -> dict[str, TextFindings]:
    """Return the cached results; nothing if the file is missing or damaged."""
    try:
        return msgspec.msgpack.decode(file.read_bytes(), type=dict[str, TextFindings])
    except (OSError, msgspec.MsgspecError):
        return {}
