"""The YAML of this format: scalars remain text, each key occurs once, no anchors and no tags.

One pass over the events of libyaml returns the data. A second pass finds lines and columns, only
if there are problems. A scalar is `str`, an empty plain scalar `None`; the field decides whether a
text is a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from chronology.problems import FieldPath

#: Levels of nesting. More than any real file has, and far less than the parser can take.
DEEPEST = 20

_COMMENT = re.compile(r"[ \t]+#").match

Mark = tuple[int, int]
Event = Any
"""An event of libyaml. The type stubs lack the attributes of each kind."""


class YamlError(ValueError):
    """Text that is not the YAML of this format. `line` and `column` count from 1."""

    def __init__(self, code: str, message: str, hint: str, mark: Mark) -> None:
        super().__init__(code, message, hint, mark)  # what pickle restores it from
        self.code = code
        self.message = message
        self.hint = hint
        self.line, self.column = mark

    def __str__(self) -> str:
        return self.message


def load(text: str) -> Any:
    """Return the data of one YAML document: dict, list, str or None. Raises YamlError."""
    return _Reader(text, None).document()


def locate(text: str, fields: Iterable[FieldPath]) -> dict[FieldPath, Mark]:
    """Return line and column, from 1, of fields, or of the nearest mapping around an absent one.

    Return nothing if the text cannot be parsed.
    """
    marks: dict[FieldPath, Mark] = {(): (1, 1)}
    try:
        _Reader(text, marks).document()
    except YamlError:
        return {}
    return {
        field: marks[next(field[:end] for end in range(len(field), -1, -1) if field[:end] in marks)]
        for field in fields
    }


def cut_texts(text: str) -> list[FieldPath]:
    """Return the fields whose unquoted text is followed by a comment: ` #` may belong to it."""
    if " #" not in text and "\t#" not in text:
        return []
    reader = _Reader(text, {})
    try:
        reader.document()
    except YamlError:
        return []
    return reader.cut


class _Reader:
    """Builds data from events, and records the position of every value if `marks` is given."""

    def __init__(self, text: str, marks: dict[FieldPath, Mark] | None) -> None:
        self._text = text
        self._parser: Any = CParser(text)
        self._marks = marks
        self.cut: list[FieldPath] = []

    def document(self) -> Any:
        try:
            self._parser.get_event()  # the stream's start
            event = self._parser.get_event()
            if isinstance(event, StreamEndEvent):
                return None
            data = self._value(self._parser.get_event(), (), 0)
            end = self._parser.get_event()
            following = self._parser.get_event()
        except yaml.YAMLError as error:
            raise _syntax_error(error, self._text) from None
        if not isinstance(end, DocumentEndEvent) or not isinstance(following, StreamEndEvent):
            message = "the file contains a second YAML document"
            raise YamlError("yaml", message, "use one document per file", _mark(following))
        return data

    def _value(self, event: Event, path: FieldPath, depth: int) -> Any:
        if self._marks is not None:
            self._marks.setdefault(path, _mark(event))
        kind = event.__class__
        if event.anchor is not None:
            name = f"alias `*{event.anchor}`" if kind is AliasEvent else f"anchor `&{event.anchor}`"
            hint = "write the value in full, or quote the text"
            raise YamlError("yaml-feature", f"{name} is not allowed", hint, _mark(event))
        if event.tag is not None:
            message, hint = f"tag `{event.tag}` is not allowed", "remove the tag, or quote the text"
            raise YamlError("yaml-feature", message, hint, _mark(event))
        if kind is ScalarEvent:
            if self._marks is not None and not event.style:
                rest = self._text[event.end_mark.index : event.end_mark.index + 99]
                if event.value and _COMMENT(rest):
                    self.cut.append(path)
            return None if event.value == "" and not event.style else event.value
        if depth >= DEEPEST:
            message = f"more than {DEEPEST} levels of nesting"
            raise YamlError("yaml", message, "use fewer levels", _mark(event))
        if kind is MappingStartEvent:
            return self._mapping(path, depth)
        assert kind is SequenceStartEvent
        return self._sequence(path, depth)

    def _mapping(self, path: FieldPath, depth: int) -> dict[str, Any]:
        next_event = self._parser.get_event
        data: dict[str, Any] = {}
        places: dict[str, Event] = {}
        while True:
            event = next_event()
            if event.__class__ is not ScalarEvent:
                if isinstance(event, MappingEndEvent):
                    return data
                raise YamlError("yaml", "a key is not text", "use plain keys", _mark(event))
            key = event.value
            if event.anchor is not None or event.tag is not None:
                self._value(event, (*path, key), depth)
            if key in data:
                first, second = _mark(places[key])[0], _mark(event)[0]
                message = f"`{key}` occurs twice, on lines {first} and {second}"
                raise YamlError("duplicate-key", message, "remove one of them", _mark(event))
            places[key] = event
            if self._marks is not None:
                self._marks[(*path, key)] = _mark(event)
                data[key] = self._value(next_event(), (*path, key), depth + 1)
            else:
                data[key] = self._value(next_event(), path, depth + 1)

    def _sequence(self, path: FieldPath, depth: int) -> list[Any]:
        next_event = self._parser.get_event
        data: list[Any] = []
        while True:
            event = next_event()
            if isinstance(event, SequenceEndEvent):
                return data
            data.append(self._value(event, (*path, len(data)), depth + 1))


def _mark(event: Event) -> Mark:
    return event.start_mark.line + 1, event.start_mark.column + 1


#: Characters that are easily mistaken for others, with what to use instead.
_LOOKALIKES = {
    "\t": ("a tab", "indent with spaces"),
    "\u00a0": ("a no-break space", "replace it by a space"),
    "\u3000": ("a full-width space", "replace it by a space"),
    "：": ("a full-width colon", "use `: `"),
    **dict.fromkeys("“”„‟«»", ("a typographic quotation mark", 'quote the text with `"`')),
    **dict.fromkeys("‘’‚", ("a typographic quotation mark", "quote the text with `'`")),
}


def _syntax_error(error: yaml.YAMLError, text: str) -> YamlError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    reason = getattr(error, "problem", None) or str(error).splitlines()[0]
    hint = "quote a text that contains `: ` or ` #` or begins with a sign; indent with spaces"
    lines = text.split("\n")[max(place[0] - 2, 0) : place[0]]  # the cause may be a line above
    for character, (name, cure) in _LOOKALIKES.items():
        if any(character in line for line in lines):
            return YamlError("yaml", f"not YAML: {reason}; there is {name}", cure, place)
    return YamlError("yaml", f"not YAML: {reason}", hint, place)
