"""Rules on values that types do not express: which dates a field can have, and language tags."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final, NamedTuple

from msgspec import Struct, inspect, structs

from chronology.model import languages
from chronology.model.edtf import Date, Kind
from chronology.model.introspect import described
from chronology.problems import FieldPath

#: Control characters, which YAML can write as escapes. Feeds and calendars cannot contain them.
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_WORD: Final = re.compile(r"\w")
#: The hint for a text that is empty or blank.
NO_TEXT: Final = "write a text, or leave the field out if it is optional"
_MOST_YEARS: Final = 1000
_SINGLE: Final = "write a single date: 2024-04-09, 2024-04 or 2024"


class Objection(NamedTuple):
    """Why a value does not have the form of its field, and how to correct it."""

    code: str
    message: str
    hint: str


def _event_date(date: Date) -> Objection | None:
    if date.earliest is None and date.latest is None:
        return Objection("bad-date", f"`{date}` has no date at all", "give at least one end")
    if len(date.years) > _MOST_YEARS:
        message = f"`{date}` spans more than {_MOST_YEARS} years"
        return Objection("bad-date", message, "correct the years: each of them has a page")
    return None


def _recorded(date: Date) -> Objection | None:
    """The day of an entry or a correction, which feeds write with four digits for the year."""
    first, last = date.earliest, date.latest
    if date.kind is not Kind.SINGLE or not first or not last or not first[0] < 10_000:
        return Objection("bad-date", f"`{date}` is not a single date of the record", _SINGLE)
    return None


def _bounded(date: Date) -> Objection | None:
    if date.earliest is None or date.latest is None:
        return Objection("bad-date", f"`{date}` is open or unknown", _SINGLE)
    return None


def _start(date: Date) -> Objection | None:
    if date.kind is Kind.INTERVAL:
        start, _, end = date.edtf.partition("/")
        hint = f"write [{start}..{end}] if one of these dates is meant"
        return Objection("bad-date", f"`{date}` is an interval", hint)
    if date.kind is Kind.ALL_OF:
        hint = f"write [{date.edtf[1:-1]}] if one of these dates is meant"
        return Objection("bad-date", f"`{date}` is several dates", hint)
    if date.earliest is None and date.latest is None:
        return Objection("bad-date", f"`{date}` has no date at all", "leave the field out")
    return None


def _end(date: Date) -> Objection | None:
    return None if date.edtf == ".." else _start(date)


def _text(text: str) -> Objection | None:
    if _WORD.search(text):
        return None
    return Objection("bad-value", f"`{text[:60]}` has no letters or digits", NO_TEXT)


def _language(tag: str) -> Objection | None:
    if languages.is_language(tag):
        return None
    return Objection("bad-value", f"`{tag}` is not a valid language tag", languages.hint(tag))


#: The rules, by the `form` in the `extra` of a type.
RULES: Final[dict[str, Callable[[Any], Objection | None]]] = {
    "event": _event_date,
    "recorded": _recorded,
    "bounded": _bounded,
    "start": _start,
    "end": _end,
    "language": _language,
    "text": _text,
}


class _Field(NamedTuple):
    """A field with a rule, or with records that have rules."""

    name: str
    rule: Callable[[Any], Objection | None] | None = None
    key_rule: Callable[[Any], Objection | None] | None = None


def hold(record: Struct) -> bool:
    """Return whether all values of a record, and of the records in it, have their forms."""
    for name, rule, key_rule in _fields(type(record)):
        value = getattr(record, name)
        if not value:
            continue
        if rule is None:
            if not all(map(hold, value)):
                return False
        elif key_rule:
            if any(map(key_rule, value)) or any(map(rule, value.values())):
                return False
        elif any(map(rule, value)) if isinstance(value, tuple) else rule(value):
            return False
    return True


@cache
def _fields(kind: type[Struct]) -> list[_Field]:
    found = []
    for field in structs.fields(kind):
        it = described(field.type)
        match it.type:
            case inspect.StructType(cls=inner) if _fields(inner):
                found.append(_Field(field.name))
            case inspect.DictType(key_type=key, value_type=value):
                rules = (RULES[described(each).form or ""] for each in (value, key))
                found.append(_Field(field.name, *rules))
            case _ if it.form:
                found.append(_Field(field.name, RULES[it.form]))
    return found


def control_characters(data: Any, at: FieldPath = ()) -> Iterator[tuple[FieldPath, str]]:
    """Yield the fields whose text contains a control character, and the character's name."""
    match data:
        case str():
            if found := _CONTROL.search(data):
                yield at, f"U+{ord(found[0]):04X}"
        case dict():
            for key, value in data.items():
                yield from control_characters(value, (*at, key))
        case list():
            for number, value in enumerate(data):
                yield from control_characters(value, (*at, number))
