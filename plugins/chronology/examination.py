"""What a content folder holds and what is wrong with it, each problem at its line."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import msgspec

from chronology import documents, folder, reader, rules, workers
from chronology.archive import Archive
from chronology.cache import Cache, digest, encode
from chronology.folder import Scan
from chronology.problems import Problem, in_order
from chronology.settings import Settings

#: Fewer events are judged sooner than a process is started.
_MANY = 1000


def examine(settings: Settings, cache: Cache) -> tuple[Archive, list[Problem]]:
    """The archive and every problem in it."""
    found = read(settings, cache, folder.scan(settings.content))
    return found, judging(found)()


def read(settings: Settings, cache: Cache, scanned: Scan) -> Archive:
    """The archive, with the problems that its files show alone."""
    try:
        return reader.read(settings.content, scanned, cache, settings.base)
    except sqlite3.DatabaseError:  # damaged in a way that only reading shows
        cache.discard()
        return reader.read(settings.content, scanned, cache, settings.base)


def judging(found: Archive, *, ahead: bool = False) -> Callable[[], list[Problem]]:
    """What tells every problem of an archive; what the rules say is kept.

    They may be applied `ahead` of that, in another process.
    """
    root, outline, cache = str(found.root), found.outline, found.cache
    kept = cache.whole(root, "judged", outline)
    if kept:
        known = msgspec.msgpack.decode(kept, type=list[Problem])
        return lambda: _placed(found, [*found.problems, *known])
    found.make_records()
    begin = workers.beside if ahead and len(found.events) > _MANY else workers.spread
    begun = begin(lambda _: rules.check(found), [None])

    def problems() -> list[Problem]:
        ((_, judged),) = begun
        cache.put_whole(root, "judged", outline, encode(judged))
        return _placed(found, [*found.problems, *judged])

    return problems


def _placed(found: Archive, problems: list[Problem]) -> list[Problem]:
    """Problems in order, with their lines; of documents as they were these are known."""
    named = sorted({problem.path for problem in problems})
    texts = [found.texts.get(path, b"") for path in named]
    key = digest(found.outline, *texts) if all(texts) else b""
    kept = key and found.cache.whole(str(found.root), "placed", key)
    if kept:
        return msgspec.msgpack.decode(kept, type=list[Problem])
    placed = in_order(documents.place(found.root, problems))
    if key:
        found.cache.put_whole(str(found.root), "placed", key, encode(placed))
    return placed
