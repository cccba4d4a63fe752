"""Events, participants and actors that were probably entered twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from chronology.content.archive import Archive, Entry
from chronology.model.records import Actor, Event
from chronology.problems import Problem, warning

#: Similarity of two titles (Levenshtein, in per cent) from which they may describe one event.
_ALIKE: Final = 85


def check(archive: Archive) -> Iterator[Problem]:
    """Yield everything that was probably entered twice."""
    broken = {problem.path for problem in archive.problems if problem.severity == "error"}
    alike: dict[frozenset[str], list[Entry]] = defaultdict(list)
    for entry in archive.events.values():
        yield from _participants(entry)
        if entry.path not in broken:
            alike[frozenset(part.actor for part in entry.record.actors)].append(entry)
    for group in alike.values():
        if len(group) > 1:
            group.sort(key=lambda entry: entry.record.sort_key)
            yield from _events(group)
    yield from _actors(archive)


def _participants(entry: Entry) -> Iterator[Problem]:
    """Yield actors that take part in an event twice in one capacity."""
    seen: set[tuple[str, str | None]] = set()
    for at, part in enumerate(entry.record.actors):
        if (part.actor, part.of) in seen:
            message = f"`{part.actor}` is entered twice"
            hint = "remove one of the two, or name the state or organization represented in `of`"
            yield warning(entry.path, "repeated-participant", message, hint, ("actors", at))
        seen.add((part.actor, part.of))


def _actors(archive: Archive) -> Iterator[Problem]:
    """Yield actors with the Wikidata item or the name of another actor."""
    items: dict[str, Actor] = {}
    names: dict[tuple[str, str], Actor] = {}
    origins = archive.registries.origins
    for actor in archive.registries.actors.values():
        path = origins["actors", actor.id]
        other = items.setdefault(actor.wikidata, actor) if actor.wikidata else actor
        if other is not actor:
            message = f"`{other.id}` has the same Wikidata item, {actor.wikidata}"
            hint = "correct the item, or merge the two records"
            yield warning(path, "duplicate-actor", message, hint, (actor.id, "wikidata"))
            continue
        other = names.setdefault((actor.type, actor.name), actor)
        told_apart = actor.wikidata and other.wikidata
        if other is not actor and not told_apart:
            message = f"`{other.id}` has the same name, {actor.name}"
            hint = "merge the two records, or add `wikidata` to both"
            yield warning(path, "duplicate-actor", message, hint, (actor.id, "name"))


def _events(group: list[Entry]) -> Iterator[Problem]:
    """Compare events with the same actors, each with the ten before it."""
    for at, entry in enumerate(group):
        for earlier in reversed(group[max(0, at - 10) : at]):
            one, other = earlier.record, entry.record
            if one.type != other.type or not one.date.overlaps(other.date):
                continue
            hint = "keep one entry, with the sources of both"
            if _alike(one, other):
                message = f"probably the same event as {earlier.path}"
                yield warning(entry.path, "duplicate-event", message, hint, ("title",))
                break
            if _same_day(one, other):
                message = f"the same day, place, type and actors as {earlier.path}"
                hint += "; if they are two events, relate them with `related`"
                yield warning(entry.path, "similar-event", message, hint, ("title",))
                break


def _alike(one: Event, other: Event) -> bool:
    """Return whether the titles are similar."""
    from rapidfuzz.fuzz import ratio, token_sort_ratio  # imported only if needed

    titles = one.title.casefold(), other.title.casefold()
    return max(ratio(*titles), token_sort_ratio(*titles)) >= _ALIKE


def _same_day(one: Event, other: Event) -> bool:
    """Return whether two unrelated events took place on one day at one place."""
    related = {tie.event for tie in one.related} | {tie.event for tie in other.related}
    same_day = one.date == other.date and one.date.is_day
    return same_day and one.place == other.place and not related & {one.id, other.id}
