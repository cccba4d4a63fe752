"""The editor's check: what a build reports, and problems that only editors care about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator
from datetime import date
from functools import partial

from chronology import problems as formats
from chronology.build import plan
from chronology.cache import Cache
from chronology.content import frontmatter, scan
from chronology.content.archive import Archive
from chronology.editing import gaps, guards, prose
from chronology.editing.links import Addresses
from chronology.index.chronology import Chronology
from chronology.memory import no_collection
from chronology.problems import ContentError, Problem, in_order
from chronology.settings import Settings
from chronology.site.artifacts import Page
from chronology.site.context import Site
from chronology.site.theme.theme import Theme
from chronology.validation import references
from chronology.validation.run import examine

#: Notes of one code that are shown in the text output.
_SHOWN = 5
_MANY = 500


def check(settings: Settings) -> list[Problem]:
    """Return every problem of the content folder, by file and line.

    Notes have no line if there are many, because finding the lines of thousands takes long.
    """
    with no_collection():
        found, problems = examine(settings, Cache(settings.cache / "chronology.sqlite"))
        notes = [*gaps.check(found, date.today()), *guards.check(found, settings)]
        planned: Container[str]
        render: Callable[[str], str | None] = _no_page
        if any(problem.severity == "error" for problem in problems):
            planned = _KnownPages(found)
            notes = [one for one in notes if one.severity != "note"]
            problems = list(_without_consequences(found, problems))
        else:
            site, theme = Site(Chronology(found), settings), Theme(settings.theme)
            try:
                planned = pages = plan.make(site, theme)
                render = partial(_rendered, site, theme, pages)
            except ContentError as error:
                planned, problems = _KnownPages(found), problems + error.problems
        addresses = Addresses(found, planned, settings.base, render)
        more = [*prose.check(found, addresses, settings.cache / "prose.msgpack")]
        more += [one for one in notes if one.severity != "note"]
        notes = [one for one in notes if one.severity == "note"]
        if len(notes) <= _MANY:
            more, notes = more + notes, []
        return in_order([*problems, *frontmatter.place(settings.content, more), *notes])


def _no_page(path: str) -> None:
    return None


def _rendered(site: Site, theme: Theme, pages: plan.Plan, path: str) -> str | None:
    """Return the page with an output path; None for other files and if it cannot be rendered."""
    page = pages[path]
    if not isinstance(page, Page):
        return None
    try:
        theme.configure(site, plan.navigation(site))
        return theme.render(page, site)
    except ContentError:
        return None


class _KnownPages:
    """Output paths that may exist, for content that has errors and therefore no plan.

    Only pages of records are known, with the records that could not be read.
    """

    def __init__(self, archive: Archive) -> None:
        registered = archive.registries
        self._ids: dict[str, Container[str]] = {
            "events": {scan.event_id(file.path) for file in archive.files},
            "actors": registered.actors,
            "topics": registered.topics,
            "places": registered.places,
            "types": registered.types,
            "storylines": registered.storylines,
        }
        self._ids["images"] = {path.partition("/")[2] for path in archive.images}
        self._unread = references.UnreadIds(archive)

    def __contains__(self, path: object) -> bool:
        section, _, rest = str(path).partition("/")
        known = self._ids.get(section)
        if known is None or not rest or rest == "index.html":
            return True
        identity = rest if section == "images" else rest.partition("/")[0]
        return identity in known or (section, identity) in self._unread


def _without_consequences(archive: Archive, problems: list[Problem]) -> Iterator[Problem]:
    """Yield the problems except unknown speakers whose record could not be read."""
    unread = references.UnreadIds(archive)
    for problem in problems:
        speaker = problem.message.split("`")[1] if problem.code == "unknown-speaker" else ""
        if not speaker or ("actors", speaker) not in unread:
            yield problem


def as_text(found: Iterable[Problem]) -> str:
    """Return the problems with their hints, then the notes by code with a few examples."""
    notes: dict[str, list[Problem]] = defaultdict(list)
    others: list[Problem] = []
    for problem in found:
        (notes[problem.code] if problem.severity == "note" else others).append(problem)
    parts = [formats.as_text(others)] if others else ["No problems."]
    for code, some in notes.items():
        shown = "".join(f"\n    {one.path}: {one.message}" for one in some[:_SHOWN])
        more = f"\n    … and {len(some) - _SHOWN} more" if len(some) > _SHOWN else ""
        parts.append(f"{len(some)} × {formats.CODES[code]} [{code}]{shown}{more}")
    return "\n".join(parts)
