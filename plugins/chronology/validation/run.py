"""What a content folder holds and what is wrong with it, each problem at its line."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import msgspec

from chronology import parallel
from chronology.cache import Cache
from chronology.content import frontmatter, reader, scan
from chronology.content.archive import Archive
from chronology.content.scan import Scan
from chronology.hashing import digest, encode
from chronology.problems import Problem, in_order
from chronology.settings import Settings
from chronology.validation import dates, duplicates, offices, references

#: Links between records come first: a chronology can only be linked if they hold.
CHECKS = (references.check, dates.check, offices.check, duplicates.check)

#: Fewer events are judged sooner than a process is started.
_MANY = 1000


def examine(settings: Settings, cache: Cache) -> tuple[Archive, list[Problem]]:
    """The archive and every problem in it."""
    found = read(settings, cache, scan.scan(settings.content))
    return found, start_validation(found)()


def read(settings: Settings, cache: Cache, scanned: Scan) -> Archive:
    """The archive, with the problems that its files show alone."""
    try:
        return reader.read(settings.content, scanned, cache, settings.base)
    except sqlite3.DatabaseError:  # damaged in a way that only reading shows
        cache.discard()
        return reader.read(settings.content, scanned, cache, settings.base)


def start_validation(found: Archive, *, ahead: bool = False) -> Callable[[], list[Problem]]:
    """What tells every problem of an archive; what the rules say is kept.

    They may be applied `ahead` of that, in another process.
    """
    root, outline, cache = str(found.root), found.outline, found.cache
    kept = cache.whole(root, "judged", outline)
    if kept:
        known = msgspec.msgpack.decode(kept, type=list[Problem])
        return lambda: _placed(found, [*found.problems, *known])
    found.make_records()
    begin = parallel.beside if ahead and len(found.events) > _MANY else parallel.parallel_map
    begun = begin(lambda _: check_records(found), [None])

    def problems() -> list[Problem]:
        ((_, judged),) = begun
        cache.put_whole(root, "judged", outline, encode(judged))
        return _placed(found, [*found.problems, *judged])

    return problems


def check_records(archive: Archive) -> list[Problem]:
    """Return the problems that no file shows alone. Their lines are not yet known."""
    return [problem for check in CHECKS for problem in check(archive)]


def _placed(found: Archive, problems: list[Problem]) -> list[Problem]:
    """Problems in order, with their lines; of documents as they were these are known."""
    named = sorted({problem.path for problem in problems})
    texts = [found.texts.get(path, b"") for path in named]
    key = digest(found.outline, *texts) if all(texts) else b""
    kept = key and found.cache.whole(str(found.root), "placed", key)
    if kept:
        return msgspec.msgpack.decode(kept, type=list[Problem])
    placed = in_order(frontmatter.place(found.root, problems))
    if key:
        found.cache.put_whole(str(found.root), "placed", key, encode(placed))
    return placed
