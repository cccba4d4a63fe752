"""Problems of the input: what is wrong, where, why, and how to fix it.

A problem is something that a user can correct. Anything else that fails is a bug and keeps its
traceback.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final, Literal, NamedTuple

from chronology.content import yaml_fast

#: An error stops a build, a warning does not, and a note is reported by `check` only.
Severity = Literal["error", "warning", "note"]
FieldPath = tuple[str | int, ...]

#: Every problem code with its meaning. `docs/problems.md` explains each.
CODES: Final[dict[str, str]] = (
    yaml_fast.load(Path(__file__).with_name("problems.yaml").read_text("utf-8")) or {}
)
_COLUMNS: Final = ("path", "line", "column", "field", "code", "severity", "message", "hint")
#: The shortest word in which one wrong letter is certainly a typing error.
_SHORTEST_TYPO: Final = 5


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that resolves a problem and leaves no choice; `check --fix` applies it.

    `replace` writes `new` for `old` at the problem's field, `add` adds the field `new`, and `move`
    moves the file to the path `new` in the content folder.
    """

    kind: Literal["replace", "add", "move"]
    new: str
    old: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of the input.

    `path` is relative to the content folder (POSIX). `field` is the path of the value inside the
    file's YAML. `line` and `column` count from 1; 0 means the whole file.
    """

    path: str
    code: str
    message: str
    hint: str = ""
    field: FieldPath = ()
    severity: Severity = "error"
    line: int = 0
    column: int = 0
    fix: Fix | None = None

    def at(self, line: int, column: int) -> Problem:
        """Return the same problem at another position."""
        return replace(self, line=line, column=column)

    @property
    def place(self) -> str:
        """`path:line:column`, as editors understand it."""
        if not self.line:
            return self.path
        return f"{self.path}:{self.line}:{self.column}"

    @property
    def field_name(self) -> str:
        """The field as people write it: `actors[1].role`, with list positions from 0."""
        name = ""
        for part in self.field:
            name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else part
        return name


def warning(
    path: str, code: str, message: str, hint: str, field: FieldPath, fix: Fix | None = None
) -> Problem:
    """Return a problem that does not stop a build."""
    return Problem(path, code, message, hint, field, "warning", fix=fix)


class ContentError(Exception):
    """At least one error in the input, or a warning if warnings are fatal: nothing is written.

    Pelican ends with `exitcode` when this reaches its command line.
    """

    exitcode = 1

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        errors = sum(problem.severity == "error" for problem in self.problems)
        found, kind = (errors, "error") if errors else (len(self.problems), "warning")
        super().__init__(f"{found} {kind}{'s' * (found != 1)}; nothing was written")

    def __reduce__(self) -> tuple[type[ContentError], tuple[list[Problem]]]:
        """Support pickling: worker processes send the error to the main process."""
        return ContentError, (self.problems,)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems by file, line and column, without repetitions.

    Errors come before warnings of the same line.
    """
    return sorted(
        set(problems), key=lambda p: (p.path, p.line, p.column, p.severity, p.code, p.message)
    )


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is a typing error away (Damerau–Levenshtein), or None."""
    from rapidfuzz.distance import DamerauLevenshtein  # imported only when there is a problem

    limit = max(1, len(word) // 3)
    best: tuple[int, str] | None = None
    for candidate in known:
        if abs(len(candidate) - len(word)) > limit:
            continue
        distance = DamerauLevenshtein.distance(word, candidate, score_cutoff=limit)
        if distance <= limit and (best is None or (distance, candidate) < best):
            best = (int(distance), candidate)
    return best[1] if best else None


class Suggestion(NamedTuple):
    """A hint, empty if no known word is near, and a fix if the hint leaves no doubt."""

    hint: str
    fix: Fix | None


def suggest(word: str, known: Iterable[str]) -> Suggestion:
    """Suggest the known word that was probably meant by `word`."""
    found = nearest(word, known)
    if not found:
        return Suggestion("", None)
    fix = Fix("replace", found, word) if _is_typo(word, found) else None
    return Suggestion(f"did you mean `{found}`?", fix)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the hint `did you mean …?`, or nothing if no known word is near."""
    return suggest(word, known).hint


def _is_typo(wrong: str, right: str) -> bool:
    """Return whether one letter differs, not the first and no digit.

    Iran is not Iraq, and 2023 is not 2024.
    """
    from rapidfuzz.distance import OSA

    return (
        len(wrong) >= _SHORTEST_TYPO
        and wrong[0] == right[0]
        and re.sub(r"\D", "", wrong) == re.sub(r"\D", "", right)
        and OSA.distance(wrong, right) == 1
    )


def as_text(problems: Iterable[Problem]) -> str:
    """Return one line per problem, with its hint on the next line, for a terminal."""
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
    """Return a JSON list of objects with the names of the contract (DESIGN.md, section 6)."""
    rows = [asdict(problem) | {"field": problem.field_name} for problem in problems]
    return json.dumps(
        [{name: row[name] for name in _COLUMNS} for row in rows], ensure_ascii=False, indent=2
    )


def as_csv(problems: Iterable[Problem]) -> str:
    """Return a table with the columns of the JSON list."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for problem in problems:
        row = asdict(problem) | {"field": problem.field_name}
        writer.writerow(row[name] for name in _COLUMNS)
    return stream.getvalue().rstrip("\n")


def as_annotations(problems: Iterable[Problem], prefix: str = "") -> str:
    """Return workflow commands that GitHub shows beside the lines of a proposed change.

    `prefix` is the path from the repository's root to the content folder.
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
