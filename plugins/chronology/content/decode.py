"""YAML data to records: one fast conversion or, if it fails, every reason why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple, TypeVar

import msgspec
from msgspec import inspect

from chronology.model import edtf
from chronology.model.introspect import described
from chronology.model.records import Actor, Event, Organization, Person, Record, State, Topic
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
) -> tuple[R | None, list[Problem]]:
    """Return a record of `kind` from YAML data, or None and all its problems.

    `path` is the file of the data and `at` the path of the data in it.
    """
    if kind is Actor:
        chosen = _actor_kind(data, at)
        if isinstance(chosen, Reason):
            return None, [_problem(path, chosen)]
        assert isinstance(data, dict)
        data = {key: value for key, value in data.items() if key != "type"}
        kind = chosen  # type: ignore[assignment]
    plain = _spread(kind, data)
    failed: Exception | None = None
    if isinstance(plain, dict) and "id" not in plain:
        whole = {**plain, "id": record_id} if "id" in kind.__struct_fields__ else plain
        try:
            return msgspec.convert(whole, kind, strict=False, dec_hook=date_from_text), []
        except (msgspec.ValidationError, edtf.DateError) as error:
            failed = error
    reasons = [_problem(path, reason) for reason in _explain(inspect.type_info(kind), plain, at)]
    if not reasons:
        raise AssertionError(f"{path}: {failed}, but no reason was found") from failed
    return None, reasons


def _problem(path: str, reason: Reason) -> Problem:
    return Problem(path, reason.code, reason.message, reason.hint, reason.field, fix=reason.fix)


def _actor_kind(data: object, at: FieldPath) -> type[Actor] | Reason:
    if not isinstance(data, dict):
        return _not(data, "a mapping", "write `field: value`, one per line", at)
    kind = data.get("type")
    if kind is None:
        hint = "write `type: state`, `person` or `organization`"
        return Reason("missing-field", "required field `type` is missing", hint, at)
    if not isinstance(kind, str) or kind not in ACTORS:
        hint, fix = suggest(str(kind), ACTORS)
        hint = hint or "use state, person or organization"
        message = f"{_shown(kind)} is not an allowed value"
        return Reason("bad-value", message, hint, (*at, "type"), fix)
    return ACTORS[kind]


def _spread(kind: type[Record], data: object) -> object:
    """Expand the short forms: one id to a list of one, an id to a participant."""
    if not isinstance(data, dict):
        return data
    known = kind.__struct_encode_fields__
    plain = {key: value for key, value in data.items() if value is not None or key not in known}
    for name in _SINGLE_OR_LIST.get(kind, ()):
        if isinstance(plain.get(name), str):
            plain[name] = [plain[name]]
    if kind is Event and isinstance(plain.get("actors"), list):
        plain["actors"] = [
            {"actor": entry} if isinstance(entry, str) else entry for entry in plain["actors"]
        ]
    return plain


def _explain(info: inspect.Type, value: Any, at: FieldPath) -> Iterator[Reason]:
    """Yield every reason why `value` cannot be converted to the type."""
    match info:
        case inspect.Metadata(type=inner):
            yield from _explain(inner, value, at)
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
        case inspect.DictType(value_type=item):
            if not isinstance(value, dict):
                yield _not(value, "a mapping", "write `key: value`, one per line", at)
                return
            for key, entry in value.items():
                yield from _explain(item, entry, (*at, key))
        case inspect.UnionType(types=types):
            some = [one for one in types if not isinstance(one, inspect.NoneType)]
            yield from _explain(some[0], value, at)
        case inspect.CustomType():
            yield from _explain_date(value, at)
        case inspect.LiteralType(values=values):
            if value not in values:
                known = [*map(str, values)]
                hint, fix = suggest(str(value), known)
                hint = hint or "use one of " + ", ".join(known)
                message = f"{_shown(value)} is not an allowed value"
                yield Reason("bad-value", message, hint, at, fix)
        case inspect.StrType(pattern=pattern):
            if not isinstance(value, str) or not value:
                yield _not(value, "text", "write a text", at)
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
                hint, fix = _FOREIGN[key], None
            hint = hint or "the fields are " + ", ".join(fields)
            yield Reason("unknown-field", f"unknown field `{key}`", hint, (*at, key), fix)
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
    try:
        number = float(value) if isinstance(info, inspect.FloatType) else int(value)
    except (TypeError, ValueError):
        yield _not(value, "a number", "write the number in digits", at)
        return
    low, high = info.ge, info.le
    if (
        number != number
        or not (low is None or low <= number)
        or not (high is None or number <= high)
    ):
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
