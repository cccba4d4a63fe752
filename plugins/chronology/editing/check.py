"""The editor's check: what a build would refuse or warn of, and what only editors care for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from chronology import problems
from chronology.build import plan
from chronology.cache import Cache
from chronology.content import frontmatter
from chronology.editing import gaps, prose
from chronology.index.chronology import Chronology
from chronology.memory import no_collection
from chronology.problems import ContentError, Problem, in_order
from chronology.settings import Settings
from chronology.site.context import Site
from chronology.site.theme.theme import Theme
from chronology.validation.run import examine

#: Places of notes of one kind that are shown to people.
_SHOWN = 5
_MANY = 500


def check(settings: Settings) -> list[Problem]:
    """Every problem of the content folder, in the order of files and lines.

    Notes have no line where they are many: to find thousands would take longer than all else.
    """
    with no_collection():
        found, message = examine(settings, Cache(settings.cache / "chronology.sqlite"))
        if errors := [problem for problem in message if problem.severity == "error"]:
            unread = any(problem.path.startswith("actors/") for problem in errors)
            # Of actors that cannot be read none is known: that is no fault of who quotes them.
            return [one for one in message if not (unread and one.code == "unknown-speaker")]
        site = Site(Chronology(found), settings)
        try:
            planned = plan.make(site, Theme(settings.theme))
        except ContentError as error:
            return in_order([*message, *error.problems])
        more = [*prose.check(found, planned, settings.base, settings.cache / "prose.msgpack")]
        notes = [*gaps.check(found)]
        if len(notes) <= _MANY:
            more, notes = more + notes, []
        return in_order([*message, *frontmatter.place(settings.content, more), *notes])


def as_text(found: Iterable[Problem]) -> str:
    """For people: each problem with its mend, then the notes by kind with a few of their places."""
    notes: dict[str, list[Problem]] = defaultdict(list)
    others: list[Problem] = []
    for problem in found:
        (notes[problem.code] if problem.severity == "note" else others).append(problem)
    parts = [problems.as_text(others)] if others else ["No problems."]
    for code, some in notes.items():
        shown = "".join(f"\n    {one.path}: {one.message}" for one in some[:_SHOWN])
        more = f"\n    … and {len(some) - _SHOWN} more" if len(some) > _SHOWN else ""
        parts.append(f"{len(some)} × {problems.CODES[code]} [{code}]{shown}{more}")
    return "\n".join(parts)
