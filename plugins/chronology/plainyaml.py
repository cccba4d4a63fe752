"""The YAML that nearly all files are written in, read by the line: twice as fast as libyaml.

Keys and plain or quoted values, one a line; lists and mappings below them or in brackets; comments
on lines of their own. Whatever is not as plain as that, faults among it, is left to `strictyaml`:
where this reads a text, both read the same.
"""

from __future__ import annotations

import re
from typing import Any, Final

Row = tuple[int, int, str | None, str]
"""Of a line the indent, how far a dash moves what follows it, the key, and the value."""

_KEY: Final = r"[A-Za-z_][\w-]{0,99}"
_ROW: Final = re.compile(rf"( *)(- +)?(?:(['\"]?)({_KEY})\3:(?: +(.*))?|((?<=- ).+))").fullmatch
_QUOTED: Final = re.compile(r"\"([^\"\\]*)\" *|'((?:[^']|'')*)' *").fullmatch
#: In brackets: words without any sign that YAML has a meaning for, or in quotes.
_WORDS: Final = r"(?:\w(?:[\w./ '’·-]*\w)?|\"[^\"\\,:]*\" *|'[^',:]*' *)"
_LIST: Final = re.compile(rf"\[(?:{_WORDS}(?:, *{_WORDS})*)?\] *").fullmatch
_PAIR: Final = rf"{_KEY}: +{_WORDS}"
_MAPPING: Final = re.compile(rf"\{{{_PAIR}(?:, *{_PAIR})*\}} *").fullmatch

#: Of spaces: each level takes one at least, so that what is nested too deep is not read here.
_DEEPEST: Final = 18


class _NotPlainError(Exception):
    pass


def load(text: str) -> dict[str, Any] | None:
    """The mapping that a text holds; None where it is not plain enough to be read here."""
    lines = text.rstrip("\n").split("\n")
    matches = [_ROW(line) for line in lines if (bare := line.lstrip(" ")) and bare[0] != "#"]
    if None in matches or not "".join(lines).isprintable():
        return None
    rows: list[Row] = []
    for match in matches:
        indent, dash, _, key, value, item = match.groups("")  # type: ignore[union-attr]
        rows.append((len(indent), len(dash), key or None, (value or item).rstrip(" ")))
    if not rows or rows[0][:2] != (0, 0):
        return None
    try:
        data, end = _mapping(rows, 0, 0)
    except _NotPlainError:
        return None
    return data if end == len(rows) else None


def _mapping(rows: list[Row], at: int, indent: int) -> tuple[dict[str, Any], int]:
    if indent >= _DEEPEST:
        raise _NotPlainError
    data: dict[str, Any] = {}
    while at < len(rows) and rows[at][0] == indent and not rows[at][1]:
        key, value = rows[at][2:]
        if key is None or key in data:
            raise _NotPlainError
        at += 1
        if value:
            data[key] = _value(value)
        elif at < len(rows) and rows[at][1] and rows[at][0] >= indent:
            data[key], at = _sequence(rows, at, rows[at][0])
        elif at < len(rows) and rows[at][0] > indent:
            data[key], at = _mapping(rows, at, rows[at][0])
        else:
            data[key] = None
    return data, at


def _sequence(rows: list[Row], at: int, indent: int) -> tuple[list[Any], int]:
    data: list[Any] = []
    while at < len(rows) and rows[at][0] == indent and rows[at][1]:
        _, dash, key, value = rows[at]
        if key is None:
            data.append(_value(value))
            at += 1
        else:
            rows[at] = (indent + dash, 0, key, value)
            item, at = _mapping(rows, at, indent + dash)
            data.append(item)
    return data, at


def _value(text: str) -> Any:
    first = text[0]
    if first.isalnum() or (first == "-" and text[1:2].isdigit()):
        if ": " in text or " #" in text or text[-1] == ":":
            raise _NotPlainError
        return text
    if quoted := _QUOTED(text):
        return quoted[1] or (quoted[2] or "").replace("''", "'")
    if first == "[" and _LIST(text):
        inner = text.strip("[] ")
        return [_bare(one) for one in inner.split(",")] if inner else []
    if first == "{" and _MAPPING(text):
        pairs = [one.strip(" ").split(":", 1) for one in text.strip("{} ").split(",")]
        data = {key: _bare(value) for key, value in pairs}
        if len(data) == len(pairs):
            return data
    raise _NotPlainError


def _bare(text: str) -> str:
    text = text.strip(" ")
    return text[1:-1] if text[0] in "'\"" else text
