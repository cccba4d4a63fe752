"""Markdown that renders to something other than the author meant.

Each function yields line (from 1 in the body), message and hint.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from chronology.content.markdown.sanitize import markdown

Found = Iterator[tuple[int, str, str]]

_NUMBER: Final = re.compile(r"^[ >]*([0-9]{1,9})([.)])(?=[ \t])", re.MULTILINE)
_FOOTNOTE: Final = re.compile(r"\[\^[^\]\s]+\]")
_CODE: Final = re.compile(r"<(pre|code)>.*?</\1>", re.DOTALL)
_STARS: Final = re.compile(r"\*\*[^\s*][^*\n]*|[^\s*]\*\*")


class Lines:
    """Line numbers of growing positions in a text, without counting from the start each time."""

    def __init__(self, text: str | bytes) -> None:
        self._text: Any = text
        self._break: Any = "\n" if isinstance(text, str) else b"\n"
        self._reached, self._line = 0, 1

    def at(self, position: int) -> int:
        """Return the line, from 1, of a position."""
        if position < self._reached:
            self._reached, self._line = 0, 1
        self._line += self._text.count(self._break, self._reached, position)
        self._reached = position
        return self._line


def accidental_lists(text: str) -> Found:
    """Yield numbers at the beginning of a line that start a list, as in `1986. That year …`.

    A list is intended if it has several items and counts up from 0 or 1, or repeats one number.
    """
    if not _NUMBER.search(text):
        return
    source, lines = text.encode(), Lines(text.encode())
    lists: list[list[tuple[int, int, str]]] = []
    found: list[tuple[int, int, str]] = []
    event: Any
    for event, span in markdown.events_with_range(text):
        if not isinstance(event, dict):
            continue
        start, end = event.get("Start"), event.get("End")
        if isinstance(start, dict) and "List" in start:
            lists.append([])
        elif start == "Item" and lists:
            item = source[span["start"] : span["start"] + 12].decode(errors="ignore")
            if match := _NUMBER.match(item):
                lists[-1].append((span["start"], int(match[1]), match[2]))
        elif isinstance(end, dict) and "List" in end and lists:
            found += _accidental(lists.pop())
    for position, number, mark in sorted(found):
        message = f"the number {number}{mark} at the beginning of the line starts a list"
        yield lines.at(position), message, f"write `{number}\\{mark}` if no list is meant"


def _accidental(items: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    numbers = [number for _, number, _ in items]
    counted = all(b - a == 1 for a, b in pairwise(numbers))
    if len(items) > 1 and ((counted and numbers[0] < 1000) or len(set(numbers)) == 1):
        return []
    return items


def footnotes(text: str) -> Found:
    """Yield the first footnote: they are not supported."""
    if match := _FOOTNOTE.search(text):
        hint = "put the note in brackets in the text, or add the reference to `sources`"
        yield text.count("\n", 0, match.start()) + 1, "footnotes are not supported", hint


def visible_asterisks(text: str, html: str) -> Found:
    """Yield the first `**` that stays visible, mostly beside Chinese punctuation."""
    if "**" not in text or "**" not in html or "**" not in _CODE.sub("", html):
        return
    match = _STARS.search(text)
    line = text.count("\n", 0, match.start()) + 1 if match else 1
    hint = "leave a space outside the asterisks, or write `<strong>…</strong>`"
    yield line, "the asterisks `**` stay visible and the text is not bold", hint
