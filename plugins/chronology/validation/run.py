"""What a content folder holds and what is wrong with it, each problem at its line."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from chronology.cache import Cache
from chronology.content import frontmatter, reader, scan
from chronology.content.archive import Archive
from chronology.content.scan import Scan
from chronology.hashing import digest, encode
from chronology.problems import Problem, in_order
from chronology.settings import Settings
from chronology.validation import dates, duplicates, hosts, offices, references

#: Links between records come first: a chronology can only be linked if they hold.
CHECKS = (references.check, dates.check, offices.check, duplicates.check)


def examine(settings: Settings, cache: Cache) -> tuple[Archive, list[Problem]]:
    """The archive and every problem in it; files are compared by their content."""
    found = read(settings, cache, scan.scan(settings.content), trusting=False)
    return found, validate(found, settings.refused_hosts)


def read(settings: Settings, cache: Cache, scanned: Scan, *, trusting: bool) -> Archive:
    """The archive, with the problems that its files show alone."""
    return reader.read(settings.content, scanned, cache, settings.base, trusting=trusting)


def validate(found: Archive, refused: Sequence[str] = ()) -> list[Problem]:
    """Return every problem of an archive, in order, with its line, from the cache if possible.

    `refused` are hosts that are not accepted as sources.
    """
    root, outline = str(found.root), digest(found.outline, encode(refused))
    kept = found.cache.get("problems", root)
    if kept and kept[: len(outline)] == outline:
        known = msgspec.msgpack.decode(kept[len(outline) :], type=list[Problem])
    else:
        known = [*check_records(found), *hosts.check(found, refused)]
        found.cache.put([("problems", root, outline + encode(known))])
    return in_order(frontmatter.place(found.root, [*found.problems, *known]))


def check_records(archive: Archive) -> list[Problem]:
    """Return the problems that no file shows alone. Their lines are not yet known."""
    return [problem for check in CHECKS for problem in check(archive)]
