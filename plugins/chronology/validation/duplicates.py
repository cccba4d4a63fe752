"""Events that were probably entered twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from chronology.content.archive import Archive, Entry
from chronology.problems import Problem, warning

#: Similarity of two titles (Levenshtein, in per cent) from which they may describe one event.
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
    """Compare events with the same actors, each with the ten before it."""
    from rapidfuzz.fuzz import ratio, token_sort_ratio  # imported only if needed

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
                message = f"probably the same event as {earlier.path}"
                hint = "keep one entry, with the sources of both"
                yield warning(entry.path, "duplicate-event", message, hint, ("title",))
                break
