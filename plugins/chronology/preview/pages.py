"""The preview's own pages: problems, the plan, the theme's patterns, uncommitted changes."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.runtime import Macro
from markupsafe import Markup

import chronology
from chronology import urls
from chronology.build.plan import Copy, Plan
from chronology.content import registries, scan
from chronology.model import edtf
from chronology.model.event_families import FAMILIES
from chronology.model.records import Image, Source
from chronology.preview.session import Snapshot
from chronology.problems import ContentError, Problem
from chronology.settings import Settings
from chronology.site.artifacts import GeneratedFile
from chronology.site.charts import history, matrix, world
from chronology.site.context import DisplayDate, EventRow, Link
from chronology.site.exports.citations import Citation
from chronology.site.i18n import messages
from chronology.site.pages.actor import Term
from chronology.site.pages.event import Cited, Participant
from chronology.site.pages.event_list import Collection, Count, Group
from chronology.site.pages.indexes import IndexRow
from chronology.site.pages.storylines import Chapter, Story

#: The link that opens a file in the editor; any editor with such links may be set.
_EDITOR: Final = os.environ.get("CHRONOLOGY_EDITOR", "vscode://file{path}:{line}:{column}")
_MOST: Final = 500

_environment: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(template: str, settings: Settings, **context: Any) -> str:
    """Render one of the preview's templates, in the site's language if it has a translation."""
    try:
        t = messages.of(settings.language)
    except ContentError:  # it is among the problems shown
        t = messages.of("en")
    return _environment.get_template(template).render(context, t=t, base=settings.base)


# ---- problems --------------------------------------------------------------------------------


def problem_row(settings: Settings, problem: Problem) -> dict[str, Any]:
    """Return a problem with the text of its line and a link that opens the editor there."""
    file = _file(settings, problem)
    source = ""
    if problem.line and file.is_file():
        lines = file.read_text("utf-8", errors="replace").splitlines()
        source = lines[problem.line - 1] if problem.line <= len(lines) else ""
    row = asdict(problem) | {"field": problem.field_name, "place": problem.place, "source": source}
    row["editor"] = _EDITOR.format(
        path=file.as_posix(), line=problem.line or 1, column=problem.column or 1
    )
    return row


def _file(settings: Settings, problem: Problem) -> Path:
    if problem.code == "template":
        return settings.theme / problem.path.removeprefix("theme/")
    home = Path(chronology.__file__).parents[2]
    return (home if problem.code in ("plugin", "setting") else settings.content) / problem.path


# ---- the plan --------------------------------------------------------------------------------


def plan_rows(plan: Plan, query: str, base: str) -> tuple[list[tuple[str, str, str]], int]:
    """Return the first addresses that match every word, with template and source, and how many."""
    words = query.casefold().split()
    rows = []
    for path, page in plan.items():
        match page:
            case Copy():
                by = "copied"
            case GeneratedFile():
                by = f"{page.make.__module__.removeprefix('chronology.')}.{page.make.__name__}"
            case _:
                by = page.template
        row = f"{base}/{path.removesuffix('index.html')}", by, page.source
        if all(any(word in cell.casefold() for cell in row) for word in words):
            rows.append(row)
    return rows[:_MOST], len(rows)


# ---- what changed ----------------------------------------------------------------------------

STATES: Final = {"??": "new", "A": "new", "D": "deleted", "R": "renamed", "M": "changed"}


def changed(settings: Settings) -> list[dict[str, str | None]]:
    """Return the content files that differ from Git's HEAD; none outside a repository."""
    # Optional locks would make an editor's own `git commit` fail while a page loads.
    status = [
        "git",
        "--no-optional-locks",
        "status",
        "--porcelain",
        "-z",
        "--untracked-files=all",
        "--",
        ".",
    ]
    try:
        output, top = (
            subprocess.run(
                command, cwd=settings.content, capture_output=True, text=True, check=True
            ).stdout
            for command in (status, ["git", "rev-parse", "--show-prefix"])
        )
    except (OSError, subprocess.CalledProcessError):
        return []
    prefix, found = top.strip(), []
    parts = iter(output.split("\0")[:-1])
    for part in parts:
        state, path = part[:2].strip(), part[3:].removeprefix(prefix)
        if state.startswith("R"):
            next(parts)  # its name before
        word = STATES.get(state, STATES.get(state[:1], "changed"))
        address = None if word == "deleted" else _address(path)
        link = None if address is None else settings.base + address
        found.append({"state": word, "path": path, "address": link})
    return found


def _address(path: str) -> str | None:
    """Return where a content file is shown: its page, or the list of its kind."""
    section, _, rest = path.partition("/")
    name = scan.event_id(path)
    if section == "events" and path.endswith(".md"):
        language = scan.language(path)
        return urls.event(name, None if language == "md" else language)
    if section == "pages":
        return urls.page(name)
    if section == "images":
        return f"/{path}"
    kind = registries.kind_of(path)
    return urls.index(kind) if not rest or section == "actors" else None


# ---- the theme's patterns ---------------------------------------------------------------------


class Pattern(NamedTuple):
    """A macro: its name, arguments, comment and rendered examples."""

    name: str
    arguments: str
    comment: str
    examples: list[tuple[str, Markup]]


_WHEN = DisplayDate("9 April 2024", "2024-04-09")
_LINK = Link("A state", "/actors/a-state/")
_TYPE = Link("Meeting", "/types/meeting/")
_LINE = EventRow(
    "/events/a/", "One state receives another", _WHEN, _TYPE, ("A city",), "occurred", False
)
_PLANNED = _LINE._replace(title="A summit that is to come", status="planned")
_DRAFT = _LINE._replace(title="An entry not yet published", draft=True)
_LINES = [_LINE, _PLANNED, _DRAFT]
_COUNTS = [Count("2023", 12, "#y2023", "y2023"), Count("2024", 3, "#y2024", "y2024")]
_REPORT = Source(
    title="A report on the meeting",
    publisher="An agency",
    locator="p. 3",
    quote="The sentence that the entry rests on.",
)
_SOURCE = Cited(_REPORT, "10 April 2024", "11 April 2024", "")
_WHOLE = Collection(
    *(3, False, _COUNTS, _COUNTS, [Group(2024, "2024", _LINES)], []),
    None,
    "/timeline/?actor=a",
    False,
)
_PARTY = "One party", "One party, 1989 to 1993", edtf.parse("1989"), edtf.parse("1993-05"), "#"
_OTHER = "Another", "Another party, from 1996 on", edtf.parse("1996"), edtf.parse(".."), "#"
_UNSURE = "A third", "A third, until 1997", None, edtf.parse("1997"), "#"
_LED = [("Presidents", [history.Term(*_PARTY), history.Term(*_OTHER)])]
_FELL = [1988, 1991, 1991, 1991, 1994, 1996, 1996, 1999, 2001, 2001]
_FAMILIES = [*FAMILIES, *FAMILIES][:10]
_DRAWN = history.draw(_FELL, _FAMILIES)
_BOTH = history.draw(_FELL, _FAMILIES, _LED, _LED[::-1], (), [("established", (1990, 6, 1))])
_MEMBERS = history.terms([history.Term(*one) for one in (_PARTY, _OTHER, _UNSURE)], 2001)
_MET = matrix.of({("a", "b"): 120, ("a", "c"): 14, ("b", "c"): 3, ("a", "d"): 1})
_MATRIX = [(Link(f"State {one}", "#"), [(_LINK, cell) for cell in some]) for one, some in _MET]
_SPOT = world.spot(39.9, 116.4, "A city", "#", 40, 40)
_SPOTS = [_SPOT, world.spot(48.9, 2.4, "Another city", "#", 9, 40)]
_TOOK_PART = Participant(_LINK, "host", "President", (_LINK,))
_PICTURE = Image(
    file="theme/card.png", alt="A globe", caption="A picture.", credit="A maker", licence="CC0"
)
_STORY = Story(_LINK, "What it is about, in one sentence.", "1988–2001", 10, _DRAWN)
_CITATION = Citation("A record, 2024.", "@misc{a, title={A record}}", "TY  - ELEC", "[{}]")
_ROWS = [IndexRow(_LINK, 7, "with a note"), IndexRow(Link("Another state", "/actors/b/"), 0)]
#: Arguments for the macros of the theme, by file where two have one name; one not named here
#: is a part of others.
EXAMPLES: Final[dict[str, list[tuple[Any, ...]]]] = {
    "event_line": [(_LINE,), (_PLANNED,), (_DRAFT,)],
    "moment": [(_WHEN,), (DisplayDate("about 988", None),)],
    "link": [(_LINK,), (Link("习近平", "/actors/xi-jinping/"),)],
    "heading": [("pattern-2", "A heading"), ("pattern-3", "A smaller one", 3, "span-head")],
    "participant": [(_TOOK_PART,)],
    "masthead": [()],
    "about": [()],
    "lead": [(_LINE._replace(summary="What happened, in one sentence."),), (_PLANNED, _PICTURE)],
    "picture": [(_PICTURE,)],
    "card": [(_STORY,)],
    "chapter": [(Chapter("pattern-chapter", _LINE, Markup("<p>The text of the entry.</p>")),)],
    "kind": [(_LINE,)],
    "short_line": [(_LINE,)],
    "year_line": [(_LINE,)],
    "short_events": [(_LINES,)],
    "year_events": [(_LINES,)],
    "take": [("/timeline/?actor=a", True)],
    "spark": [(_DRAWN,)],
    "term": [(Term("President", _LINK, "2013–", None),)],
    "list.events": [(_LINES,)],
    "text.events": [(1,), (3,)],
    "groups": [([Group(2024, "2024", _LINES)],)],
    "counts": [("pattern-counts", _COUNTS, "By year")],
    "years": [(_WHOLE,)],
    "collection": [(_WHOLE,), (_WHOLE._replace(total=0),)],
    "beside": [(Link("2023", "#"), Link("2025", "#"), "Years", "Previous year", "Next year")],
    "record": [(_ROWS[0],)],
    "records": [(_ROWS,), ([],)],
    "alphabet": [("pattern", [("A", _ROWS)])],
    "source": [(_SOURCE,)],
    "names": [([("zh", "中国"), ("ru", "Китай")],)],
    "families": [(_DRAWN,)],
    "history": [(_DRAWN,), (_BOTH, "both-drawn", "One state", "Another state")],
    "chart.terms": [(_MEMBERS, "members", "Memberships over time", "Each as long as it was one.")],
    "matrix": [(_MATRIX,)],
    "map": [(_SPOTS, 870)],
    "locator": [(world.window(39.9, 116.4), _SPOT)],
    "citations": [(_CITATION,)],
    "ruler": [(_WHOLE,)],
    "decades": [([("2020s", _COUNTS)],)],
    "terms.terms": [("pattern-terms", "Offices", [Term("President", _LINK, "2013–", None)])],
    "landmark": [("established", "Diplomatic relations", _LINE)],
    "up": [()],
    "crumbs": [([Link("2024", "/2024/"), Link("April", "/2024/04/")],)],
}
_COMMENT: Final = re.compile(
    r"(?:\{#(?P<comment>(?:(?!#\}).)*)#\}\s*)?\{% macro (?P<name>\w+)\(", re.S
)


def patterns(snapshot: Snapshot | None) -> list[tuple[str, list[Pattern]]]:
    """Return every component file of the theme with its macros, rendered with examples."""
    if snapshot is None:
        return []
    environment = snapshot.theme.environment(snapshot.site.language)
    found = []
    for file in sorted((snapshot.theme.folder / "templates" / "components").glob("*.html")):
        name = f"components/{file.name}"
        comments = {
            one["name"]: " ".join((one["comment"] or "").split())
            for one in _COMMENT.finditer(file.read_text("utf-8"))
        }
        module = vars(environment.get_template(name).module)
        macros = [(module[one], text) for one, text in comments.items() if one in module]
        found.append((name, [_pattern(file, macro, text) for macro, text in macros]))
    return found


def _pattern(file: Path, macro: Macro, comment: str) -> Pattern:
    examples = EXAMPLES.get(f"{file.stem}.{macro.name}") or EXAMPLES.get(macro.name, [])
    return Pattern(macro.name, ", ".join(macro.arguments), comment, list(_made(macro, examples)))


def _made(macro: Macro, examples: list[tuple[Any, ...]]) -> Iterator[tuple[str, Markup]]:
    for arguments in examples:
        try:
            yield "", Markup(macro(*arguments))
        except Exception as error:  # another macro of the name, or one just being written
            yield f"{error.__class__.__name__}: {error}", Markup()
