"""YAML data to records: one fast conversion or, if it fails, every reason why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple, TypeVar

import msgspec
from msgspec import inspect

from chronology.content import forms
from chronology.model import edtf
from chronology.model.introspect import described
from chronology.model.records import (
    MISSING,
    Actor,
    Event,
    Organization,
    Page,
    Person,
    Place,
    Record,
    State,
    Topic,
)
from chronology.problems import FieldPath, Fix, Problem, nearest, suggest

R = TypeVar("R", bound=Record)


class Reason(NamedTuple):
    """A problem of a value, apart from the path of its file."""

    code: str
    message: str
    hint: str
    field: FieldPath
    fix: Fix | None = None


ACTORS: Final[dict[str, type[Actor]]] = {
    str(kind.__struct_config__.tag): kind for kind in (State, Person, Organization)
}
#: List fields that may be written as a single value.
_SINGLE_OR_LIST: Final[dict[type[Record], tuple[str, ...]]] = {
    Event: ("place",),
    Topic: ("broader",),
}
#: Fields whose text is a number.
_NUMBERS: Final[dict[type[Record], tuple[str, ...]]] = {Place: ("lat", "lon"), Page: ("order",)}
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]{1,12}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})")
#: The patterns of the model in words.
_FORMS: Final = {
    r"^https?://[^\s<>\"]+$": "use an address that begins with https:// or http://",
    r"^Q[1-9][0-9]*$": "use Q and a number: Q148",
    r"^[A-Z]{2}$": "use two capital letters: CN",
}
#: Fields of Pelican that do not exist here, with the reason.
_FOREIGN: Final = {
    "save_as": "the address of a page depends only on its id",
    "url": "the address of a page depends only on its id",
    "slug": "the address of a page depends only on its id: rename the file and add `former_ids`",
    "template": "the kind of page determines its template",
    "category": "use `type` and `topics`",
    "tags": "use `topics`",
    "authors": "use `sources` with `author`",
    "id": "the id is the name of the file or the key of the record",
}


def date_from_text(kind: type, value: object) -> object:
    """Convert an EDTF text to a Date (a hook of msgspec)."""
    if kind is edtf.Date and isinstance(value, str):
        return edtf.parse(value)
    raise TypeError("a date must be text")


def trusted_date(kind: type, value: str) -> object:
    """Convert a valid EDTF text from the cache to a Date (a hook of msgspec)."""
    return edtf.trusted(value)


def read(
    kind: type[R], data: object, record_id: str, path: str, at: FieldPath = ()
) -> tuple[R, list[Problem]]:
    """Return a record of `kind` from YAML data, and all its problems.

    `path` is the file of the data and `at` the path of the data in it. If there are problems, the
    record holds what could be read, with `MISSING` or the date `..` for the rest: it is only good
    for further checks.
    """
    reasons: list[Reason] = []
    data = {} if data is None else data
    if kind is Actor:
        kind, reasons = _actor_kind(data, at)  # type: ignore[assignment]
        if isinstance(data, dict):
            data = {key: value for key, value in data.items() if key != "type"}
    identity = {"id": record_id} if "id" in kind.__struct_fields__ else {}
    plain = _expand(kind, data)
    if isinstance(plain, dict) and "id" not in plain and not reasons:
        try:
            record = msgspec.convert({**plain, **identity}, kind, dec_hook=date_from_text)
            if forms.hold(record):
                return record, []
        except (msgspec.ValidationError, edtf.DateError):
            pass  # every reason is found below
    info = inspect.type_info(kind)
    plain = _tidy(info, plain)
    reasons += _explain(info, plain, at)
    valid = {**_valid_part(info, plain), **identity}
    record = msgspec.convert(valid, kind, dec_hook=date_from_text)
    return record, [_problem(path, reason) for reason in reasons]


def control_characters(data: object, path: str) -> list[Problem]:
    """Return an error for each text with a control character."""
    return [
        Problem(path, "bad-value", f"control character {name}", "remove the character", field)
        for field, name in forms.control_characters(data)
    ]


def _problem(path: str, reason: Reason) -> Problem:
    return Problem(path, reason.code, reason.message, reason.hint, reason.field, fix=reason.fix)


def _actor_kind(data: object, at: FieldPath) -> tuple[type[Actor], list[Reason]]:
    """Return the kind of an actor. If it is not given, return the one with the same fields."""
    if not isinstance(data, dict):
        return State, []
    kind = data.get("type")
    if isinstance(kind, str) and kind in ACTORS:
        return ACTORS[kind], []
    likely = min(ACTORS.values(), key=lambda it: len(data.keys() - {*it.__struct_encode_fields__}))
    if kind is None:
        hint = "write `type: state`, `person` or `organization`"
        return likely, [Reason("missing-field", "required field `type` is missing", hint, at)]
    hint, fix = suggest(str(kind), ACTORS)
    found = ACTORS.get(nearest(str(kind), ACTORS) or "", likely)
    hint = hint or "use state, person or organization"
    message = f"{_shown(kind)} is not an allowed value"
    return found, [Reason("bad-value", message, hint, (*at, "type"), fix)]


def _expand(kind: type[Record], data: object) -> object:
    """Expand the short forms: one id to a list of one, an id to a participant, text to a number."""
    if not isinstance(data, dict):
        return data
    known = kind.__struct_encode_fields__
    plain = {key: value for key, value in data.items() if value is not None or key not in known}
    for name in _SINGLE_OR_LIST.get(kind, ()):
        if isinstance(plain.get(name), str):
            plain[name] = [plain[name]]
    for name in _NUMBERS.get(kind, ()):
        if name in plain:
            plain[name] = _number(plain[name])
    if kind is Event and isinstance(plain.get("actors"), list):
        plain["actors"] = [
            {"actor": entry} if isinstance(entry, str) else entry for entry in plain["actors"]
        ]
    return plain


def _number(value: object) -> object:
    """Return the number that a text writes in digits; any other value is returned unchanged."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return float(value) if "." in value else int(value)
    return value


def _tidy(info: inspect.Type, value: Any) -> Any:
    """Return the value without empty optional fields at any depth, and sets of dates as text.

    An unquoted set of dates, `[1962, 1963]`, is a list in YAML.
    """
    match described(info).type, value:
        case inspect.StructType(fields=fields), dict():
            types = {field.encode_name: field.type for field in fields}
            return {
                key: _tidy(types[key], entry) if key in types else entry
                for key, entry in value.items()
                if entry is not None or key not in types
            }
        case inspect.CustomType(), list() | dict() if _is_set(value) and not _is_list(info):
            return ("[%s]" if isinstance(value, list) else "{%s}") % ",".join(value)
        case inner, list() if _is_list(info):
            return [_tidy(inner, entry) for entry in value]
    return value


def _is_list(info: inspect.Type) -> bool:
    return described(info).several


def _is_set(value: list[Any] | dict[str, Any]) -> bool:
    rest = value.values() if isinstance(value, dict) else ()
    return bool(value) and all(isinstance(one, str) for one in value) and not any(rest)


def _valid_part(info: inspect.Type, value: Any) -> Any:
    """Return the parts of a value that can be converted, with placeholders where one is needed.

    Items of lists keep their positions. Return None if nothing of a value is valid.
    """
    it = described(info)
    if it.several:
        items = value if isinstance(value, list) else []
        parts = [_valid_part(it.type, item) for item in items] or [None]
        parts = [_placeholder(it.type) if part is None else part for part in parts]
        return [part for part in parts if part is not None] if items or not it.optional else None
    match it.type:
        case inspect.StructType(fields=fields):
            given = value if isinstance(value, dict) else {}
            found = {}
            for field in fields:
                part = None
                if given.get(field.encode_name) is not None:
                    part = _valid_part(field.type, given[field.encode_name])
                if part is None and field.required and field.encode_name != "id":
                    part = _placeholder(field.type)
                if part is not None:
                    found[field.encode_name] = part
            return found
        case inspect.DictType(key_type=key, value_type=item) if isinstance(value, dict):
            return {
                name: entry
                for name, entry in value.items()
                if not any(_explain(key, name, ())) and not any(_explain(item, entry, ()))
            }
    return None if any(_explain(info, value, ())) else value


def _placeholder(info: inspect.Type) -> Any:
    """Return a value for a required field that is missing or invalid; None if there is none."""
    it = described(info)
    if it.several:
        return [_placeholder(it.type)]
    match it.type:
        case inspect.StructType():
            return _valid_part(it.type, {})
        case inspect.CustomType():
            return ".."
        case inspect.LiteralType(values=values):
            return values[0]
        case inspect.StrType():
            return MISSING if not any(_explain(info, MISSING, ())) else None
    return None


def _explain(info: inspect.Type, value: Any, at: FieldPath) -> Iterator[Reason]:
    """Yield every reason why `value` cannot be converted to the type."""
    match info:
        case inspect.Metadata(type=inner, extra=extra):
            reasons = list(_explain(inner, value, at))
            yield from reasons
            rule = forms.RULES.get((extra or {}).get("form", ""))
            if rule and not reasons:
                value = edtf.parse(value) if isinstance(inner, inspect.CustomType) else value
                if objection := rule(value):
                    yield Reason(*objection, at)
        case inspect.StructType():
            yield from _explain_fields(info, value, at)
        case inspect.VarTupleType(item_type=item):
            if not isinstance(value, list):
                yield _not(value, "a list", "write `[one, two]`, or one `- item` per line", at)
                return
            if not value and info.min_length:
                yield Reason("bad-value", "the list is empty", "add at least one entry", at)
            for position, entry in enumerate(value):
                yield from _explain(item, entry, (*at, position))
        case inspect.DictType(key_type=key_type, value_type=item):
            if not isinstance(value, dict):
                yield _not(value, "a mapping", "write `key: value`, one per line", at)
                return
            for key, entry in value.items():
                yield from _explain(key_type, key, (*at, key))
                yield from _explain(item, entry, (*at, key))
        case inspect.UnionType(types=types):
            some = [one for one in types if not isinstance(one, inspect.NoneType)]
            yield from _explain(some[0], value, at)
        case inspect.CustomType():
            yield from _explain_date(value, at)
        case inspect.LiteralType(values=values):
            if value not in values:
                known = [*map(str, values)]
                hint, fix = suggest(str(value), known) if isinstance(value, str) else ("", None)
                hint = hint or "use one of " + ", ".join(known)
                message = f"{_shown(value)} is not an allowed value"
                yield Reason("bad-value", message, hint, at, fix)
        case inspect.StrType(pattern=pattern):
            if not isinstance(value, str):
                yield _not(value, "text", "write a text", at)
            elif not value.strip():
                yield Reason("bad-value", "the text is empty", forms.NO_TEXT, at)
            elif pattern and not re.search(pattern, value):
                message = f"{_shown(value)} has the wrong format"
                yield Reason("bad-value", message, _FORMS[pattern], at)
        case inspect.FloatType() | inspect.IntType():
            yield from _explain_number(info, value, at)


def _explain_fields(info: inspect.StructType, value: Any, at: FieldPath) -> Iterator[Reason]:
    if not isinstance(value, dict):
        yield _not(value, "a mapping", "write `field: value`, one per line", at)
        return
    fields = {f.encode_name: f for f in info.fields if f.encode_name != "id"}
    for key, entry in value.items():
        if key not in fields:
            hint, fix = suggest(key, fields)
            if key in _FOREIGN:
                hint = _FOREIGN[key]
            if key in _FOREIGN or (fix and fix.new in value):
                fix = None
            hint = hint or "the fields are " + ", ".join(fields)
            name = f"`{key[:60]}`"
            if any(space in key for space in "\u00a0\u3000"):
                name, fix = f"{name}, which contains a no-break space", None
            yield Reason("unknown-field", f"unknown field {name}", hint, (*at, key), fix)
        elif entry is not None:
            yield from _explain(fields[key].type, entry, (*at, key))
    for name, field in fields.items():
        if field.required and value.get(name) is None:
            near = nearest(name, (key for key in value if key not in fields))
            hint = f"rename `{near}` to `{name}`?" if near else described(field.type).meaning
            fix = Fix("add", name) if (info.cls, name) == (Event, "added") and not near else None
            yield Reason("missing-field", f"required field `{name}` is missing", hint, at, fix)


def _explain_date(value: Any, at: FieldPath) -> Iterator[Reason]:
    if not isinstance(value, str):
        hint = "write 2024-04-09, 2024-04, 2024 or 2024-04-09/2024-04-11"
        yield Reason("bad-date", f"expected a date, found {_shown(value)}", hint, at)
        return
    try:
        edtf.parse(value)
    except edtf.DateError as error:
        fix = Fix("replace", error.readings[0], value) if len(error.readings) == 1 else None
        yield Reason("bad-date", error.reason, error.hint, at, fix)


def _explain_number(
    info: inspect.FloatType | inspect.IntType, value: Any, at: FieldPath
) -> Iterator[Reason]:
    number = _number(value)
    low, high = info.ge, info.le
    if isinstance(number, bool) or not isinstance(number, int | float):
        yield _not(value, "a number", "write the number in digits", at)
    elif isinstance(info, inspect.IntType) and not isinstance(number, int):
        yield _not(value, "a whole number", "write the number in digits", at)
    elif not (low is None or low <= number) or not (high is None or number <= high):
        message = f"{_shown(value)} is not between {low} and {high}"
        yield Reason("bad-value", message, "correct the number", at)


def _not(value: object, wanted: str, hint: str, at: FieldPath) -> Reason:
    return Reason("bad-value", f"expected {wanted}, found {_shown(value)}", hint, at)


def _shown(value: object) -> str:
    match value:
        case str():
            return f"`{value[:60]}`"
        case None:
            return "nothing"
        case list():
            return "a list"
        case dict():
            return "a mapping"
    return str(value)
