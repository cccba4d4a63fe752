"""Names of actors and places, found in running text.

All names are looked for at once (Aho–Corasick), whatever their number.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection, Iterable
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

#: Spellings that are one to a reader. Each pair has one length, so that places stay.
_ALIKE = (("ё", "е"), ("Ё", "Е"), ("’", "'"), ("\n", " "), ("\u00a0", " "))
#: What is most often around a name, and never part of the same word.
_BREAKS = frozenset(' .,;:()"\0')
#: Scripts written without spaces: the edge of such a character is always a word's edge. A pattern
#: of them would be compiled at every start, and most runs ask for none.
_SPACELESS = (
    ("\u3005", "\u3007"),
    ("\u3040", "\u30ff"),
    ("\u31f0", "\u31ff"),
    ("\u3400", "\u4dbf"),
    ("\u4e00", "\u9fff"),
    ("\uf900", "\ufaff"),
    ("\uff66", "\uff9f"),
    ("\U00020000", "\U0003ffff"),
)
#: What Markdown may make other words of than are written.
_HIDING = ("&", "<", "\\", "![")
#: With more names looked for in a text, all it says may as well be rendered.
_FEW = 50


class Name(NamedTuple):
    """One name of one record: `kind` is "actor" or "place", `url` its page."""

    text: str
    kind: str
    id: str
    url: str

    @property
    def record(self) -> tuple[str, str]:
        """The record it belongs to. An id alone is unique in its kind only."""
        return (self.kind, self.id)


class Hit(NamedTuple):
    """A name in a text, `text[start:end]`, and one entry for each record that bears it."""

    start: int
    end: int
    entries: tuple[Name, ...]


def unmarked(text: str) -> str:
    """The text without accents: Erdogan for Erdoğan."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(one for one in apart if not unicodedata.combining(one))


class Names:
    """All names of a registry.

    Names of one character, and those all in lower case, are common words more often than
    names: they are not looked for. Case counts; ё for е, a curly apostrophe and the kind of
    space do not. Texts to be searched are in NFC.
    """

    def __init__(self, entries: Iterable[Name]) -> None:
        known = sorted(set(entries))
        #: Digest of all entries, the same in whatever order they came: for keys of caches.
        self.key = hashlib.blake2b(repr(known).encode(), digest_size=16).hexdigest()
        bearers: dict[str, dict[tuple[str, str], Name]] = {}
        for name in known:
            text = _fold(unicodedata.normalize("NFC", name.text)).strip()
            if len(text) > 1 and not text.islower():
                bearers.setdefault(text, {}).setdefault(name.record, name)
        self._entries = {text: tuple(found.values()) for text, found in bearers.items()}

    def bearing(self, text: str) -> tuple[Name, ...]:
        """One entry for each record with exactly this name."""
        return self._entries.get(_fold(unicodedata.normalize("NFC", text)).strip(), ())

    def differing(self, other: Names) -> set[str]:
        """The names that are not borne by the same records here and there."""
        return {text for text, _ in self._entries.items() ^ other._entries.items()}

    def find(self, text: str) -> list[Hit]:
        """The names in `text`, whole words only, in order; where two overlap, the first to
        begin, and of those the longest.
        """
        text = _fold(text)
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        found.reverse()  # they came by their ends: of those that begin alike the longest is first
        found.sort(key=itemgetter(1))
        hits: list[Hit] = []
        reached, last = 0, len(text)
        for index, start, end in found:
            if (
                start >= reached
                and (not start or text[start - 1] in _BREAKS or _edge(text, start))
                and (end == last or text[end] in _BREAKS or _ends(text, end))
            ):
                reached = end
                hits.append(Hit(start, end, self._found[index]))
        return hits

    @cached_property
    def _found(self) -> list[tuple[Name, ...]]:
        return list(self._entries.values())

    @cached_property
    def _automaton(self) -> AhoCorasick:
        from ahocorasick_rs import AhoCorasick  # many a run renders nothing

        return AhoCorasick(self._entries)


class Difference:
    """Some names, and whether a text in Markdown can have one of them."""

    def __init__(self, names: Collection[str]) -> None:
        few = len(names) <= _FEW
        self._words = [_bare(name).split() for name in names] if few else [[]]

    def touches(self, text: str) -> bool:
        """Tells too often rather than too seldom: all words of a name make one."""
        if any(sign in text for sign in _HIDING):
            return True
        bare = _bare(text)
        return any(all(word in bare for word in words) for words in self._words)


def _bare(text: str) -> str:
    text = _fold(unicodedata.normalize("NFC", text))
    for mark in "*_~`":
        text = text.replace(mark, "")
    return text


def _fold(text: str) -> str:
    """The text with spellings that are alike made one, at the same length."""
    for written, meant in _ALIKE:
        text = text.replace(written, meant)
    return text


def _in_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M" or character == "_"


def _edge(text: str, place: int) -> bool:
    """Can a word begin or end at this place?"""
    if place in (0, len(text)):
        return True
    before, after = text[place - 1], text[place]
    if before == " " or after == " " or not (_in_word(before) and _in_word(after)):
        return True
    if unicodedata.category(after)[0] == "M":
        return False
    return any(first <= one <= last for one in (before, after) for first, last in _SPACELESS)


def _ends(text: str, place: int) -> bool:
    """Can a name end here? Before an apostrophe only if it is a possessive: Xi's, not Xi'an."""
    if text[place : place + 1] != "'":
        return _edge(text, place)
    after = text[place + 1 : place + 2]
    return not after or not _in_word(after) or (after == "s" and _edge(text, place + 2))
