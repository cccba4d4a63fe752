"""The same event entered twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from chronology.content.archive import Archive, Entry
from chronology.problems import Problem, warning

#: Per cent of likeness (Levenshtein) from which two titles may tell one thing.
_ALIKE: Final = 85


def check(archive: Archive) -> Iterator[Problem]:
    alike: dict[frozenset[str], list[Entry]] = defaultdict(list)
    for entry in archive.events.values():
        alike[frozenset(part.actor for part in entry.record.actors)].append(entry)
    for group in alike.values():
        if len(group) > 1:
            group.sort(key=lambda entry: entry.record.sort_key)
            yield from _twice(group)


def _twice(group: list[Entry]) -> Iterator[Problem]:
    """Entries of the same actors, in order: each against those before it that still last."""
    from rapidfuzz.fuzz import ratio, token_sort_ratio  # only where the same actors meet again

    for at, entry in enumerate(group):
        for earlier in reversed(group[max(0, at - 10) : at]):
            one, other = earlier.record, entry.record
            if (
                one.date.overlaps(other.date)
                and one.type == other.type
                and max(
                    alike(one.title.casefold(), other.title.casefold())
                    for alike in (ratio, token_sort_ratio)
                )
                >= _ALIKE
            ):
                message = f"probably the same as {earlier.path}: the same actors on {one.date}"
                hint = "keep one of the two, with both sources"
                yield warning(entry.path, "duplicate-event", message, hint, ("title",))
                break
