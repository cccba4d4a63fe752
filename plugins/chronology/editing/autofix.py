"""What `check --fix` mends: the wrong words alone, and only where one reading is left."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from rapidfuzz.distance import OSA

from chronology.content import frontmatter
from chronology.editing.check import check
from chronology.editing.format import fields
from chronology.problems import Problem
from chronology.settings import Settings

_SLIPS: Final = frozenset(("unknown-id", "unknown-field", "bad-value", "unknown-speaker"))
#: Letters of the shortest word in which one letter is certainly a slip.
_SHORTEST: Final = 5
#: Lines below the field's own in which its value may stand.
_REACH: Final = 40


def apply_fixes(settings: Settings, today: str) -> list[str]:
    """Mend the files of the content folder; a line in words for each change."""
    message: list[str] = []
    root = settings.content
    for _ in range(3):  # what one mend uncovers, the next may mend
        found = check(settings)
        before = len(message)
        for path in sorted({problem.path for problem in found}):
            some = [one for one in found if one.path == path]
            if path.endswith((".md", ".yaml", ".yml")) and (root / path).is_file():
                message += _file(root, path, some, found, today)
        message += _moved(root, found)
        if len(message) == before:
            break
    return message


def _file(
    root: Path, path: str, some: list[Problem], found: Collection[Problem], today: str
) -> Iterator[str]:
    try:
        text = frontmatter.decode(
            frontmatter.read_bytes(root, path, frontmatter.LARGEST_REGISTRY), path
        )
    except frontmatter.DocumentError:
        return
    lines = text.split("\n")
    changed = False
    for problem in some:
        if problem.code == "missing-field" and "`added`" in problem.message:
            day = _entered(root / path) or today
            at = next((n for n, line in enumerate(lines) if line.startswith("date:")), 0)
            lines.insert(at + 1, f"added: {day}")
            yield f"{path}: `added` is {day}"
            changed = True
        elif pair := _certain(problem):
            wrong, right = pair
            whole = re.compile(rf"(?<![\w-]){re.escape(wrong)}(?![\w-])")
            for at in range(max(problem.line - 1, 0), min(problem.line + _REACH, len(lines))):
                if match := whole.search(lines[at]):
                    start, end = match.span()
                    lines[at] = lines[at][:start] + right + lines[at][end:]
                    yield f"{path}:{at + 1}: `{wrong}` is now `{right}`"
                    changed = True
                    break
    if changed:
        new = "\n".join(lines)
        with suppress(frontmatter.DocumentError):  # other mistakes are left in it
            new = fields.canonical(new, path)
        (root / path).write_text(new, encoding="utf-8", newline="\n")


def _certain(problem: Problem) -> tuple[str, str] | None:
    """The wrong words and the right ones, where the problem leaves no choice."""
    wrong = re.search(r"`([^`]+)`", problem.message)
    if not wrong:
        return None
    if named := re.fullmatch(r"its id is `(.+)`", problem.hint):
        return wrong[1], named[1]
    near = re.fullmatch(r"did you mean `(.+)`\?", problem.hint)
    if near and problem.code in _SLIPS and _is_slip(wrong[1], near[1]):
        return wrong[1], near[1]
    date = re.fullmatch(r"write ([^ ]+)", problem.hint)
    if date and problem.code == "bad-date" and "before it begins" not in problem.message:
        return wrong[1], date[1]
    return None


def _is_slip(wrong: str, right: str) -> bool:
    """One letter, never the first nor a digit: iran is not iraq, and 2023 is not 2024."""
    digits = [re.sub(r"\D", "", word) for word in (wrong, right)]
    return (
        len(wrong) >= _SHORTEST
        and wrong[0] == right[0]
        and digits[0] == digits[1]
        and OSA.distance(wrong, right) == 1
    )


def _moved(root: Path, found: Collection[Problem]) -> Iterator[str]:
    """Files whose name and date agree, moved to the folder of their year."""
    for problem in found:
        said = re.fullmatch(r"the folder says -?\d+, the date is (-?\d{4}).*", problem.message)
        named = any(one.path == problem.path and one.code == "date-mismatch"
                    and one.message.startswith("the file name") for one in found)  # fmt: skip
        if said and not named:
            new = root / "events" / said[1] / Path(problem.path).name
            if not new.exists():
                new.parent.mkdir(exist_ok=True)
                (root / problem.path).rename(new)
                yield f"{problem.path}: moved to {new.relative_to(root).as_posix()}"


def _entered(file: Path) -> str:
    """The day of the commit that added the file; empty where git knows none."""
    done = subprocess.run(
        ["git", "log", "--diff-filter=A", "--format=%as", "-1", "--", file.name],
        cwd=file.parent, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout.strip() if not done.returncode else ""
