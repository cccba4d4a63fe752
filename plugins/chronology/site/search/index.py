"""The words of all events, in blocks that are kept from build to build."""

from __future__ import annotations

import html
import re
import zlib
from collections import defaultdict
from collections.abc import Generator
from functools import cached_property
from hashlib import blake2b
from operator import itemgetter
from typing import Final

import msgspec

from chronology import hashing, parallel
from chronology.cache import Block
from chronology.content.archive import ALL, Entry, asked
from chronology.hashing import digest
from chronology.site.context import LazyDict, Site
from chronology.site.search.tokenize import COMMON, words

#: Events of a block; twice as many are the most that a posting can tell apart.
_BLOCK: Final = 128
_MOST_SHARDS: Final = 256
#: So many blocks are made sooner than a process is started.
_FEW: Final = 4
_MARK: Final = 8
_TAG: Final = re.compile("<[^>]*>")
_DIGITS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
#: Where a word stands, the least first; the rank of the best place is in its posting.
_SOURCE, _BODY, _SUMMARY, _TITLE = range(4)
_POSTINGS: Final = [_DIGITS[code >> 6] + _DIGITS[code & 63] for code in range(64 * 64)]
_decode: Final = msgspec.msgpack.Decoder(list[bytes]).decode
_encode: Final = msgspec.msgpack.encode
#: Blocks by number: their marks and their fragments.
GeneratedFile = Generator[tuple[int, tuple[bytes, bytes]], None, None]


class Blocks:
    """All events of a site in blocks, and the shards that are put together from them."""

    def __init__(self, site: Site) -> None:
        self._site = site
        ids = site.chronology.ids
        self.count = 1
        while self.count * _BLOCK < len(ids):
            self.count *= 2
        self.shards = min(_MOST_SHARDS, self.count * 8)
        #: Of each event the number of its block, in the order of the record.
        self.of = [zlib.crc32(one.encode()) % self.count for one in ids]
        self.positions: list[list[int]] = [[] for _ in range(self.count)]
        for position, number in enumerate(self.of):
            self.positions[number].append(position)
        self._begun: GeneratedFile | None = None
        #: What the blocks are kept under.
        self._name = f"{site.chronology.archive.root} {site.settings.drafts}"

    def begin(self) -> GeneratedFile:
        """Begin with the blocks that have other events than last time, many in another process."""
        known, inputs = self._known
        stale = [at for at, key in enumerate(inputs) if at not in known or known[at][0] != key]
        make = parallel.beside if len(stale) > _FEW else parallel.parallel_map
        self._begun = begun = make(self._made, stale)
        return begun

    @cached_property
    def marks(self) -> list[bytes]:
        """The marks of each block. Those made for that are kept."""
        known, inputs = self._known
        begun, self._begun = self._begun or self.begin(), None
        fresh = {at: Block(inputs[at], *block) for at, block in begun}
        if fresh:
            self._site.chronology.archive.cache.put_blocks(self._name, fresh.items(), self.count)
        return [fresh[at].marks if at in fresh else known[at][1] for at in range(self.count)]

    @cached_property
    def _known(self) -> tuple[dict[int, tuple[bytes, bytes]], list[bytes]]:
        """What is known of the blocks of last time, and what those of now are made from."""
        made, keys = hashing.engine_key(), self._keys()
        inputs = [digest(made, *map(keys.__getitem__, some)) for some in self.positions]
        return self._site.chronology.archive.cache.blocks(self._name), inputs

    @cached_property
    def _fragments(self) -> list[list[bytes]]:
        marks, kept = self.marks, self._site.chronology.archive.cache.fragments(self._name)
        return [
            _decode(kept.get(mark) or self._made(number)[1]) for number, mark in enumerate(marks)
        ]

    @cached_property
    def _shard_marks(self) -> list[bytes]:
        places = (slice(at * _MARK, (at + 1) * _MARK) for at in range(self.shards))
        return [digest(*[marks[place] for marks in self.marks]) for place in places]

    def mark(self, shard: int) -> bytes:
        """Changes with what is in a shard."""
        asked.add(ALL)
        return self._shard_marks[shard]

    def shard(self, shard: int) -> bytes:
        """A line a block: each word, and its postings, which are block-wise numbers of events."""
        return b"\n".join([block[shard] for block in self._fragments])

    def ids(self, block: int) -> list[str]:
        """The ids of the events of a block, in the order of the record."""
        return [self._site.chronology.ids[at] for at in self.positions[block]]

    def _entries(self, position: int) -> list[Entry]:
        """What an event is written in: its own file, and its translations."""
        known = self._site.chronology
        own, event_id = known.entries[position], known.ids[position]
        others = known.archive.translations.get(event_id, {})
        return [own, *(entry for _, entry in sorted(others.items()))]

    def _keys(self) -> list[bytes]:
        """Of each event what changes with any text of it."""
        known, texts = self._site.chronology, self._site.chronology.archive.texts
        keys = [texts[entry.path] for entry in known.entries]
        for one in known.archive.translations:
            if (position := known.position.get(one)) is not None:
                keys[position] = b"".join([texts[it.path] for it in self._entries(position)])
        return keys

    def _made(self, number: int) -> tuple[bytes, bytes]:
        """The marks and the fragments of a block."""
        postings: dict[str, list[str]] = defaultdict(list)
        for slot, position in enumerate(self.positions[number]):
            codes: dict[str, str] = {}
            for rank, text in sorted(self._texts(position), key=itemgetter(0)):
                codes |= dict.fromkeys(words(text), _POSTINGS[slot * 4 + rank])
            for word, code in codes.items():
                postings[word].append(code)
        for word in COMMON:
            postings.pop(word, None)
        shards: list[list[str]] = [[] for _ in range(self.shards)]
        of = LazyDict(self._shard)
        for word, found in postings.items():
            shards[of[word[:2]]] += (word, "".join(found))
        fragments = [" ".join(shard).encode() for shard in shards]
        marks = b"".join([blake2b(one, digest_size=_MARK).digest() for one in fragments])
        return marks, _encode(fragments)

    def _shard(self, begin: str) -> int:
        """The shard of the first two characters of a word."""
        second = ord(begin[1]) if len(begin) > 1 else 0
        return (ord(begin[0]) * 31 + second) % self.shards

    def _texts(self, position: int) -> list[tuple[int, str]]:
        found = []
        for entry in self._entries(position):
            record = entry.record
            found.append((_TITLE, record.title))
            if record.summary:
                found.append((_SUMMARY, record.summary))
            for source in getattr(record, "sources", ()):
                said = (source.title, source.quote, source.original_quote)
                found.append((_SOURCE, " ".join(filter(None, said))))
            body = self._site.chronology.archive.body(entry)
            if body:
                found.append((_BODY, html.unescape(_TAG.sub(" ", body))))
        return found
