"""The words of all events, in blocks that are kept from build to build."""

from __future__ import annotations

import html
import re
import zlib
from collections import defaultdict
from functools import cached_property
from operator import itemgetter
from typing import Final

import msgspec

from chronology.content.archive import Entry
from chronology.hashing import digest, engine_key
from chronology.parallel import parallel_map
from chronology.site.context import LazyDict, Site
from chronology.site.search.tokenize import COMMON, words

#: Events of a block; a posting can distinguish twice as many.
_BLOCK: Final = 128
_MOST_SHARDS: Final = 256
_TAG: Final = re.compile("<[^>]*>")
_DIGITS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
#: Where a word occurs, least important first; a posting has the rank of the best place.
_SOURCE, _BODY, _SUMMARY, _TITLE = range(4)
_POSTINGS: Final = [_DIGITS[code >> 6] + _DIGITS[code & 63] for code in range(64 * 64)]
_decode: Final = msgspec.msgpack.Decoder(list[bytes]).decode
_encode: Final = msgspec.msgpack.encode


class SearchIndex:
    """All events of a site in blocks, and the shards that are put together from them."""

    def __init__(self, site: Site) -> None:
        self._site = site
        ids = site.chronology.ids
        self.blocks = 1
        while self.blocks * _BLOCK < len(ids):
            self.blocks *= 2
        self.shards = min(_MOST_SHARDS, self.blocks * 8)
        #: Of each event the number of its block, in the order of the record.
        self.block_of = [zlib.crc32(one.encode()) % self.blocks for one in ids]
        self.positions: list[list[int]] = [[] for _ in range(self.blocks)]
        for position, number in enumerate(self.block_of):
            self.positions[number].append(position)

    def shard(self, shard: int) -> bytes:
        """A line a block: each word, and its postings, which are block-wise numbers of events."""
        return b"\n".join([fragments[shard] for fragments in self._fragments])

    @cached_property
    def keys(self) -> list[bytes]:
        """Of each shard what changes with its content."""
        return [digest(self.shard(shard)) for shard in range(self.shards)]

    @cached_property
    def _fragments(self) -> list[list[bytes]]:
        """Of each block its part of every shard; those of events that did not change are kept."""
        site, cache = self._site, self._site.chronology.archive.cache
        kind = f"search {site.settings.drafts} {site.base} {site.chronology.archive.root}"
        kept, keys = cache.all(kind), [*map(self._key, range(self.blocks))]
        found = {
            number: _decode(value[len(key) :])
            for number, key in enumerate(keys)
            if (value := kept.get(str(number), b"")).startswith(key)
        }
        stale = [number for number in range(self.blocks) if number not in found]
        made = dict(parallel_map(self._made, stale))
        cache.put(
            [(kind, str(number), keys[number] + _encode(block)) for number, block in made.items()]
        )
        found |= made
        return [found[number] for number in range(self.blocks)]

    def ids(self, block: int) -> list[str]:
        """The ids of the events of a block, in the order of the record."""
        return [self._site.chronology.ids[at] for at in self.positions[block]]

    def _entries(self, position: int) -> list[Entry]:
        """What an event is written in: its own file, and its translations."""
        known = self._site.chronology
        own, event_id = known.entries[position], known.ids[position]
        others = known.archive.translations.get(event_id, {})
        return [own, *(entry for _, entry in sorted(others.items()))]

    def _key(self, number: int) -> bytes:
        """Changes with any text of the events of a block."""
        entries = [entry for at in self.positions[number] for entry in self._entries(at)]
        parts = [part for entry in entries for part in (entry.path.encode(), entry.key)]
        return digest(engine_key(), str(self.shards).encode(), *parts)

    def _made(self, number: int) -> list[bytes]:
        """A block's part of every shard."""
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
        return [" ".join(shard).encode() for shard in shards]

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
