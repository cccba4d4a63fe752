"""YAML written in one way, comments kept.

A collection of plain values is one line where it fits; a text is quoted only where YAML asks
for it, and never broken. Comments are found between the parser's events, and each goes with
the field or item that it is above or beside.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.emitter import Emitter
from yaml.events import StreamEndEvent

from chronology.content import yaml_strict
from chronology.problems import FieldPath

WIDTH: Final = 100
_COMMENT: Final = re.compile(r"(?:^|(?<=\s))#.*")
#: What some parsers take for the end of a line.
_BREAKS: Final = re.compile("[\x85\u2028\u2029]")


class Comments(NamedTuple):
    """Comments by the path they are above or beside; `around` is every path with one inside."""

    above: dict[FieldPath, list[str]]
    beside: dict[FieldPath, str]
    around: set[FieldPath]
    end: list[str]


def comments(text: str, data: Any) -> Comments:
    """The comments of a YAML text that says `data`. Above a record blank lines count as well."""
    if "#" not in text:
        return Comments({}, {}, set(), [])
    marks = sorted(
        (mark, len(path), path) for path, mark in yaml_strict.locate(text, _paths(data, ())).items()
    )
    above: dict[FieldPath, list[str]] = {}
    beside: dict[FieldPath, str] = {}
    end: list[str] = []
    for line, first, following in _gaps(text):
        if note := _COMMENT.search(first):
            begun = [entry for entry in marks if entry[0][0] <= line]
            path = next(p for (at, _), _, p in begun if at == begun[-1][0][0])
            beside[path] = f"{beside[path]} {note[0]}" if path in beside else note[0]
        lines = [found[0] if (found := _COMMENT.search(one)) else "" for one in following]
        if not any(lines):
            continue
        path = next((p for (at, _), _, p in marks if at >= line + len(lines)), ())
        if not lines[-1]:
            lines.pop()  # what leads to the next entry on its own line
        lines = [one for n, one in enumerate(lines) if one or (n and lines[n - 1])]
        target = above.setdefault(path, []) if path else end
        target += lines if len(path) == 1 else filter(None, lines)
    around = {path[:size] for path in (*above, *beside) for size in range(len(path))}
    return Comments(above, beside, around, end)


def write(data: dict[str, Any], notes: Comments, *, apart: bool = False) -> str:
    """The data as YAML. `apart` puts a blank line between the entries of the outermost mapping."""
    lines: list[str] = []
    for key, value in data.items():
        lines += [""] if apart and lines else []
        lines += _entry(f"{_scalar(key)}:", value, (key,), notes, "", whole=apart)
    return "".join(f"{line}\n" for line in (*lines, *notes.end))


def _paths(data: Any, path: FieldPath) -> Iterator[FieldPath]:
    entries = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in entries:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from _paths(value, (*path, key))


def _gaps(text: str) -> Iterator[tuple[int, str, list[str]]]:
    """Return what is between events: its first line's number and rest, and the lines after it."""
    parser, reached, line = CParser(text), 0, 1
    while True:
        event: Any = parser.get_event()
        start = len(text) if isinstance(event, StreamEndEvent) else event.start_mark.index
        if start > reached:
            first, *following = text[reached:start].split("\n")
            if reached and text[reached - 1] != "\n":
                yield line, first, following
            else:  # at the beginning, and after a block of text
                yield line - 1, "", [first, *following]
        if isinstance(event, StreamEndEvent):
            return
        if event.end_mark.index > reached:
            reached, line = event.end_mark.index, event.end_mark.line + 1
        if getattr(event, "style", None) in ("|", ">"):
            header = text[event.start_mark.index : reached].split("\n")[0]
            yield event.start_mark.line + 1, header, []


def _entry(
    head: str, value: Any, path: FieldPath, notes: Comments, pad: str, *, whole: bool = False
) -> list[str]:
    """The lines of `key:` or `-` with its value; `whole` forbids a collection on one line."""
    above = [pad + line if line else "" for line in notes.above.get(path, ())]
    inner: list[str] = []
    deeper = pad + "  "
    if isinstance(value, str) and _is_block(value):
        first = f"{head} |" if value.endswith("\n") else f"{head} |-"
        inner = [deeper + line if line else "" for line in value.removesuffix("\n").split("\n")]
    elif value is None:
        first = head
    elif isinstance(value, str) or not value:
        first = f"{head} {_flow(value)}"
    elif not whole and (line := _on_one_line(f"{pad}{head} ", value, path, notes)):
        first = line
    elif isinstance(value, list):
        first = head
        for number, item in enumerate(value):
            sources = path[-1:] == ("sources",)
            inner += _entry("-", item, (*path, number), notes, deeper, whole=sources)
    else:
        first = head
        for key, item in value.items():
            inner += _entry(f"{_scalar(key)}:", item, (*path, key), notes, deeper)
        if head == "-":
            size = len(notes.above.get((*path, next(iter(value))), ()))
            above += [pad + line.strip(" ") for line in inner[:size]]
            first, inner = f"- {inner[size].strip(' ')}", inner[size + 1 :]
    beside = f"  {notes.beside[path]}" if path in notes.beside else ""
    return [*above, pad + first + beside, *inner]


def _on_one_line(before: str, value: Any, path: FieldPath, notes: Comments) -> str:
    """The collection behind `before`, or nothing where it has comments or does not fit."""
    entries = value.values() if isinstance(value, dict) else value
    if path in notes.around or not all(isinstance(entry, str) for entry in entries):
        return ""
    line = before + _flow(value)
    return line.lstrip(" ") if len(line) <= WIDTH else ""


def _flow(value: Any) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{_scalar(k)}: {_scalar(v)}" for k, v in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_scalar, value)) + "]"
    return _scalar(value, in_flow=False)


def _scalar(text: str, *, in_flow: bool = True) -> str:
    found = Emitter(io.StringIO(), allow_unicode=True).analyze_scalar(text)
    if (
        text
        and not found.multiline
        and (found.allow_flow_plain if in_flow else found.allow_block_plain)
    ):
        return text
    style = "'" if not found.multiline else '"'
    whole = yaml.safe_dump(text, default_style=style, allow_unicode=True, width=float("inf"))
    return str(whole).rstrip("\n")


def _is_block(text: str) -> bool:
    if "\n" not in text or text[0] in " \t\n" or text.endswith("\n\n") or _BREAKS.search(text):
        return False
    return bool(Emitter(io.StringIO(), allow_unicode=True).analyze_scalar(text).allow_block)
