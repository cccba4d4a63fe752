"""YAML as this format reads it: scalars stay text, every key once, no anchors, no tags.

One pass over libyaml's events gives the data; only when a problem has to be placed is
a second pass made for lines and columns. A scalar is `str`, an empty plain one `None`;
what is a number or a truth value is decided by the field that asks for it.
"""

from __future__ import annotations

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

#: Deeper than any honest file, far below what would trouble the parser.
DEEPEST = 20

Mark = tuple[int, int]
Event = Any
"""An event of libyaml's: the stubs do not know which attributes each kind has."""


class YamlError(ValueError):
    """Not the YAML of this format. `line` and `column` count from 1."""

    def __init__(self, code: str, message: str, hint: str, mark: Mark) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.line, self.column = mark


def load(text: str) -> Any:
    """The data of one YAML document: dict, list, str or None.

    Raises YamlError at the first thing that is not of the format.
    """
    return _Reader(text, None).document()


def locate(text: str, fields: Iterable[FieldPath]) -> dict[FieldPath, Mark]:
    """Line and column, from 1, of fields; of the nearest mapping around one that is absent.

    Empty when the text cannot be read at all.
    """
    marks: dict[FieldPath, Mark] = {}
    try:
        _Reader(text, marks).document()
    except YamlError:
        return {}
    return {
        field: marks[next(field[:end] for end in range(len(field), -1, -1) if field[:end] in marks)]
        for field in fields
    }


class _Reader:
    """Builds data from events; notes the place of every value when `marks` is given."""

    def __init__(self, text: str, marks: dict[FieldPath, Mark] | None) -> None:
        self._parser: Any = CParser(text)
        self._marks = marks

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
            raise _syntax_error(error) from None
        if not isinstance(end, DocumentEndEvent) or not isinstance(following, StreamEndEvent):
            hint = "keep one document a file"
            raise YamlError("yaml", "a second YAML document", hint, _mark(following))
        return data

    def _value(self, event: Event, path: FieldPath, depth: int) -> Any:
        if self._marks is not None:
            self._marks.setdefault(path, _mark(event))
        kind = event.__class__
        if event.anchor is not None:
            message = f"alias `*{event.anchor}`" if kind is AliasEvent else f"anchor `&{event.anchor}`"
            raise YamlError("yaml-feature", message, "write the value out", _mark(event))
        if event.tag is not None:
            message, hint = f"tag `{event.tag}`", "remove the tag, or quote the text"
            raise YamlError("yaml-feature", message, hint, _mark(event))
        if kind is ScalarEvent:
            return None if event.value == "" and not event.style else event.value
        if depth >= DEEPEST:
            message = f"nested more than {DEEPEST} deep"
            raise YamlError("yaml", message, "flatten the value", _mark(event))
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
                raise YamlError("yaml", "a key that is no text", "use plain keys", _mark(event))
            key = event.value
            if event.anchor is not None or event.tag is not None:
                self._value(event, (*path, key), depth)
            if key in data:
                first, second = _mark(places[key])[0], _mark(event)[0]
                message = f"`{key}` is given twice, on lines {first} and {second}"
                raise YamlError("duplicate-key", message, "keep one of them", _mark(event))
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


def _syntax_error(error: yaml.YAMLError) -> YamlError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    reason = getattr(error, "problem", None) or str(error).splitlines()[0]
    hint = "quote texts that hold `: `, `#` or begin with a sign; indent with spaces"
    return YamlError("yaml", f"not YAML: {reason}", hint, place)
