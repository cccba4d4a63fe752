"""The YAML that nearly all files are written in, read by the line: twice as fast as libyaml.

Keys and values, plain or quoted, one a line; lists and mappings below them or in brackets; comments
on lines of their own. Whatever is not as plain as that, faults among it, is left to `strictyaml`:
where this reads a text, both read the same.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

Row = tuple[int, int, str, str, str]
"""Of a line the indent, how far a dash moves what follows it, the key, and the value: one without
any sign that YAML has a meaning for, or another."""

_KEY: Final = r"[A-Za-z_][\w-]{0,99}"
_QUOTED_KEY: Final = r"(?<=\")[^\"\\\n]{1,999}|(?<=')[^'\n]{1,999}"
_VALUE: Final = r"(\w[^:#\n]*)|(.*)"
_ROWS: Final = re.compile(
    rf"^( *)(- +)?(?:(['\"]?)({_KEY}|{_QUOTED_KEY})\3:(?: +(?:{_VALUE}))?|((?<=- ).+))$",
    re.MULTILINE,
).findall
_QUOTED: Final = re.compile(r"\"([^\"\\]*)\"|'((?:[^']|'')*)'").fullmatch
#: In brackets: words without any such sign, or in quotes.
_WORDS: Final = r"(?:\w(?:[\w./ '’·-]*\w)?|\"[^\"\\,:]*\" *|'[^',:]*' *)"
_LIST: Final = re.compile(rf"\[(?:{_WORDS}(?:, *{_WORDS})*)?\]").fullmatch
_PAIR: Final = rf"{_KEY}: +{_WORDS}"
_MAPPING: Final = re.compile(rf"\{{{_PAIR}(?:, *{_PAIR})*\}}").fullmatch

#: Of spaces: each level takes one at least, so that what is nested too deep is not read here.
_DEEPEST: Final = 18
#: Text in brackets is often the same in many files.
_KEPT: Final = 4096


class _NotPlainError(Exception):
    pass


def load(text: str) -> dict[str, Any] | None:
    """The mapping that a text holds; None where it is not plain enough to be read here."""
    lines = text.rstrip("\n").split("\n")
    found = _ROWS(text)
    if len(found) < len(lines):
        lines = [one for one in lines if (bare := one.lstrip(" ")) and bare[0] != "#"]
    if not found or len(found) < len(lines) or not text.replace("\n", "").isprintable():
        return None
    rows: list[Row] = [
        (len(indent), len(dash), key, plain.rstrip(" "), value or item)
        for indent, dash, _, key, plain, value, item in found
    ]
    if rows[0][:2] != (0, 0):
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
        _, _, key, plain, value = rows[at]
        if not key or key in data:
            raise _NotPlainError
        at += 1
        if plain:
            data[key] = plain
        elif value:
            data[key] = _value(value.rstrip(" "))
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
        _, dash, key, plain, value = rows[at]
        if key:
            rows[at] = (indent + dash, 0, key, plain, value)
            item, at = _mapping(rows, at, indent + dash)
            data.append(item)
        else:
            data.append(_value(value.rstrip(" ")))
            at += 1
    return data, at


def _value(text: str) -> Any:
    first = text[0]
    if first == "{":
        return dict(_pairs(text))
    if first == "[":
        return [*_words(text)]
    if quoted := _QUOTED(text):
        return quoted[1] or (quoted[2] or "").replace("''", "'")
    plain = first.isalnum() or (first == "-" and text[1:2].isdigit())
    if not plain or ": " in text or " #" in text or text[-1] == ":":
        raise _NotPlainError
    return text


@lru_cache(_KEPT)
def _words(text: str) -> tuple[str, ...]:
    if not _LIST(text):
        raise _NotPlainError
    inner = text.strip("[] ")
    return tuple(map(_bare, inner.split(","))) if inner else ()


@lru_cache(_KEPT)
def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    if not _MAPPING(text):
        raise _NotPlainError
    pairs = [one.strip(" ").split(":", 1) for one in text.strip("{} ").split(",")]
    if len({key for key, _ in pairs}) < len(pairs):
        raise _NotPlainError
    return tuple((key, _bare(value)) for key, value in pairs)


def _bare(text: str) -> str:
    text = text.strip(" ")
    return text[1:-1] if text[0] in "'\"" else text
