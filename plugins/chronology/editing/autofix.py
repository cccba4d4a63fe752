"""`check --fix`: apply the fixes that problems carry."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from chronology.content import frontmatter
from chronology.editing.check import check
from chronology.editing.format import fields
from chronology.problems import Fix, Problem
from chronology.settings import Settings

#: A value may be this many lines below the line of its field.
_REACH: Final = 40
#: One fix can reveal another.
_ROUNDS: Final = 3


def apply_fixes(settings: Settings, today: str) -> list[str]:
    """Fix the files of the content folder. Return one line in words for each change."""
    changes: list[str] = []
    for _ in range(_ROUNDS):
        found = [problem for problem in check(settings) if problem.fix]
        before = len(changes)
        for path in sorted({problem.path for problem in found}):
            changes += _edit(settings.content, path, [p for p in found if p.path == path], today)
        changes += _move(settings.content, found)
        if len(changes) == before:
            break
    return changes


def _edit(root: Path, path: str, problems: Iterable[Problem], today: str) -> Iterator[str]:
    """Apply the fixes that change the text of a file."""
    try:
        data = frontmatter.read_bytes(root, path, frontmatter.LARGEST_REGISTRY)
        lines = frontmatter.decode(data, path).split("\n")
    except frontmatter.DocumentError:
        return
    changed = False
    for problem in problems:
        match problem.fix:
            case Fix("add", "added"):
                day = _day_of_commit(root / path) or today
                at = next((n for n, line in enumerate(lines) if line.startswith("date:")), 0)
                lines.insert(at + 1, f"added: {day}")
                yield f"{path}: `added` is {day}"
                changed = True
            case Fix("replace", new, old):
                if (number := _replace(lines, problem.line, old, new)) is not None:
                    yield f"{path}:{number + 1}: `{old}` is now `{new}`"
                    changed = True
    if changed:
        text = "\n".join(lines)
        with suppress(frontmatter.DocumentError):  # the file still has other errors
            text = fields.canonical(text, path)
        (root / path).write_text(text, encoding="utf-8", newline="\n")


def _replace(lines: list[str], line: int, old: str, new: str) -> int | None:
    """Replace the first whole word `old` from a line on. Return the index of the line changed."""
    word = re.compile(rf"(?<![\w-]){re.escape(old)}(?![\w-])")
    for at in range(max(line - 1, 0), min(line + _REACH, len(lines))):
        if match := word.search(lines[at]):
            lines[at] = lines[at][: match.start()] + new + lines[at][match.end() :]
            return at
    return None


def _move(root: Path, problems: Iterable[Problem]) -> Iterator[str]:
    """Move files to the folder of their year, unless another file is there."""
    for problem in problems:
        if problem.fix and problem.fix.kind == "move":
            new = root / problem.fix.new
            if not new.exists():
                new.parent.mkdir(exist_ok=True)
                (root / problem.path).rename(new)
                yield f"{problem.path}: moved to {problem.fix.new}"


def _day_of_commit(file: Path) -> str:
    """Return the day of the commit that added the file; empty if Git does not know it."""
    done = subprocess.run(
        ["git", "log", "--diff-filter=A", "--format=%as", "-1", "--", file.name],
        cwd=file.parent, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout.strip() if not done.returncode else ""
