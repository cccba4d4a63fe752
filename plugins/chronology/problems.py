"""What a user can mend: one frozen record, told with place, reason and mend.

Anything else that goes wrong is a bug and keeps its traceback.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final, Literal

from chronology.content import yaml_fast

Severity = Literal["error", "warning", "note"]
"""A note is of what is merely incomplete: `check` alone tells it, a build does not."""
FieldPath = tuple[str | int, ...]

#: Every code a problem can bear, with its meaning. `docs/problems.md` explains each.
CODES: Final[dict[str, str]] = (
    yaml_fast.load(Path(__file__).with_name("problems.yaml").read_text("utf-8")) or {}
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of the input.

    `path` is relative to the content folder (POSIX); `field` is the way to the value
    inside the file's YAML; `line` and `column` count from 1, 0 means "the whole file".
    """

    path: str
    code: str
    message: str
    hint: str = ""
    field: FieldPath = ()
    severity: Severity = "error"
    line: int = 0
    column: int = 0

    def at(self, line: int, column: int) -> Problem:
        return replace(self, line=line, column=column)

    @property
    def place(self) -> str:
        """`path:line:column`, as editors understand it."""
        if not self.line:
            return self.path
        return f"{self.path}:{self.line}:{self.column}"

    @property
    def field_name(self) -> str:
        """The field as a person writes it: `actors[1].role`, list positions from 0."""
        name = ""
        for part in self.field:
            name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else part
        return name


def warning(path: str, code: str, message: str, hint: str, field: FieldPath) -> Problem:
    """What a build tells of and goes on."""
    return Problem(path, code, message, hint, field, "warning")


class ContentError(Exception):
    """Problems of which one at least is an error: nothing may be written.

    Pelican ends with `exitcode` when this reaches its command line.
    """

    exitcode = 1

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        errors = sum(problem.severity == "error" for problem in self.problems)
        super().__init__(f"{errors} error{'s' * (errors != 1)}; nothing was written")

    def __reduce__(self) -> tuple[type[ContentError], tuple[list[Problem]]]:
        """From the process that rendered a page to the one that waits for it."""
        return ContentError, (self.problems,)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Without repetitions, by file, line and column, errors before warnings of a line."""
    return sorted(
        set(problems), key=lambda p: (p.path, p.line, p.column, p.severity, p.code, p.message)
    )


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word a typing error away from `word` (Damerau–Levenshtein), or None."""
    from rapidfuzz.distance import DamerauLevenshtein  # only a faulty input pays for its import

    limit = max(1, len(word) // 3)
    best: tuple[int, str] | None = None
    for candidate in known:
        if abs(len(candidate) - len(word)) > limit:
            continue
        distance = DamerauLevenshtein.distance(word, candidate, score_cutoff=limit)
        if distance <= limit and (best is None or (distance, candidate) < best):
            best = (int(distance), candidate)
    return best[1] if best else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The hint `did you mean …?`, or nothing when no known word is near."""
    found = nearest(word, known)
    return f"did you mean `{found}`?" if found else ""


def as_text(problems: Iterable[Problem]) -> str:
    """For people at a terminal: one line a problem, its mend beneath."""
    lines = []
    for problem in problems:
        field = f" {problem.field_name}:" if problem.field else ""
        lines.append(
            f"{problem.place}: {problem.severity}:{field} {problem.message} [{problem.code}]"
        )
        if problem.hint:
            lines.append(f"    {problem.hint}")
    return "\n".join(lines)


def as_json(problems: Iterable[Problem]) -> str:
    """For programs: a list of objects with the names of DESIGN's contract."""
    names = ("path", "line", "column", "field", "code", "severity", "message", "hint")
    rows = [asdict(problem) | {"field": problem.field_name} for problem in problems]
    return json.dumps(
        [{name: row[name] for name in names} for row in rows], ensure_ascii=False, indent=2
    )


def as_annotations(problems: Iterable[Problem], prefix: str = "") -> str:
    """Workflow commands that GitHub shows beside the lines of a proposed change.

    `prefix` leads from the repository's root to the content folder.
    """
    lines = []
    for problem in problems:
        level = {"note": "notice"}.get(problem.severity, problem.severity)
        place = f"file={_property(prefix + problem.path)}"
        if problem.line:
            place += f",line={problem.line},col={problem.column}"
        text = problem.message + (f" ({problem.hint})" if problem.hint else "")
        lines.append(f"::{level} {place},title={_property(problem.code)}::{_message(text)}")
    return "\n".join(lines)


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
