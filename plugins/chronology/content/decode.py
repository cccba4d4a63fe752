"""Plain data to records: one quick conversion, or every reason why it cannot be made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, TypeVar

import msgspec
from msgspec import inspect

from chronology.model import edtf
from chronology.model.introspect import described
from chronology.model.records import Actor, Event, Organization, Person, Record, State, Topic
from chronology.problems import FieldPath, Problem, did_you_mean, nearest

R = TypeVar("R", bound=Record)
#: Code, message, hint and field of a problem.
Reason = tuple[str, str, str, FieldPath]

ACTORS: Final[dict[str, type[Actor]]] = {
    str(kind.__struct_config__.tag): kind for kind in (State, Person, Organization)
}
#: Fields that may be written as one value where the record keeps several.
_SINGLE_OR_LIST: Final[dict[type[Record], tuple[str, ...]]] = {
    Event: ("place",),
    Topic: ("broader",),
}
#: What the patterns of the model ask for, in words.
_FORMS: Final = {
    r"^https?://[^\s<>\"]+$": "an address begins with https:// or http://",
    r"^Q[1-9][0-9]*$": "a Wikidata item is Q and a number: Q148",
    r"^[A-Z]{2}$": "two capital letters: CN",
}
#: Names that mean something to Pelican and nothing here, with the reason.
_FOREIGN: Final = {
    "save_as": "an address depends on the id alone",
    "url": "an address depends on the id alone",
    "slug": "an address depends on the id alone: rename the file and add `former_ids`",
    "template": "the kind of page decides its template",
    "category": "use `type` and `topics`",
    "tags": "use `topics`",
    "authors": "use `sources` with `author`",
    "id": "the id is the file's name, or the record's key",
}


def date_from_text(kind: type, value: object) -> object:
    """Msgspec's hook for the one type of ours: an EDTF text becomes a Date."""
    if kind is edtf.Date and isinstance(value, str):
        return edtf.parse(value)
    raise TypeError("a date is written as text")


def trusted_date(kind: type, value: str) -> object:
    """The same for what was read before and comes from the cache."""
    return edtf.trusted(value)


def read(
    kind: type[R], data: object, record_id: str, path: str, at: FieldPath = ()
) -> tuple[R | None, list[Problem]]:
    """A record of `kind` from YAML data, or None with every problem it has.

    `path` and `at` say where the data stands: the file, and the way to it inside.
    """
    if kind is Actor:
        chosen = _actor_kind(data, at)
        if isinstance(chosen, tuple):
            return None, [Problem(path, *chosen)]
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
    reasons = [Problem(path, *one) for one in _explain(inspect.type_info(kind), plain, at)]
    if not reasons:
        raise AssertionError(f"{path}: {failed}, and no reason found for it") from failed
    return None, reasons


def _actor_kind(data: object, at: FieldPath) -> type[Actor] | Reason:
    if not isinstance(data, dict):
        return "bad-value", "an actor is a mapping of fields", "", at
    kind = data.get("type")
    if kind is None:
        hint = "write `type: state`, `person` or `organization`"
        return "missing-field", "required field `type` is missing", hint, at
    if not isinstance(kind, str) or kind not in ACTORS:
        hint = did_you_mean(str(kind), ACTORS) or "use state, person or organization"
        return "bad-value", f"`{kind}` is no kind of actor", hint, (*at, "type")
    return ACTORS[kind]


def _spread(kind: type[Record], data: object) -> object:
    """The short forms written out: one id for a list of one, an id for a participant."""
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
    """Every reason why `value` is not of the type: the slow twin of msgspec.convert."""
    match info:
        case inspect.Metadata(type=inner):
            yield from _explain(inner, value, at)
        case inspect.StructType():
            yield from _explain_fields(info, value, at)
        case inspect.VarTupleType(item_type=item):
            if not isinstance(value, list):
                yield _not(value, "a list", "write [one, two], or one `- item` a line", at)
                return
            if not value and info.min_length:
                yield "bad-value", "an empty list", "give at least one", at
            for position, entry in enumerate(value):
                yield from _explain(item, entry, (*at, position))
        case inspect.DictType(value_type=item):
            if not isinstance(value, dict):
                yield _not(value, "a mapping", "write `key: value`, one a line", at)
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
                hint = did_you_mean(str(value), known) or "one of " + ", ".join(known)
                message = f"{_shown(value)} is none of the values this field takes"
                yield "bad-value", message, hint, at
        case inspect.StrType(pattern=pattern):
            if not isinstance(value, str) or not value:
                yield _not(value, "text", "write a text", at)
            elif pattern and not re.search(pattern, value):
                message = f"{_shown(value)} has not the form of this field"
                yield "bad-value", message, _FORMS[pattern], at
        case inspect.FloatType() | inspect.IntType():
            yield from _explain_number(info, value, at)


def _explain_fields(info: inspect.StructType, value: Any, at: FieldPath) -> Iterator[Reason]:
    if not isinstance(value, dict):
        yield _not(value, "a mapping", "write `field: value`, one a line", at)
        return
    fields = {f.encode_name: f for f in info.fields if f.encode_name != "id"}
    for key, entry in value.items():
        if key not in fields:
            hint = _FOREIGN.get(key) or did_you_mean(key, fields)
            hint = hint or "the fields are " + ", ".join(fields)
            yield "unknown-field", f"there is no field `{key}` here", hint, (*at, key)
        elif entry is not None:
            yield from _explain(fields[key].type, entry, (*at, key))
    for name, field in fields.items():
        if field.required and value.get(name) is None:
            near = nearest(name, (key for key in value if key not in fields))
            hint = f"is `{near}` meant to be it?" if near else described(field.type).meaning
            yield "missing-field", f"required field `{name}` is missing", hint, at


def _explain_date(value: Any, at: FieldPath) -> Iterator[Reason]:
    if not isinstance(value, str):
        hint = "write it as EDTF: 2024-04-09, 2024-04, 2024, 2024-04-09/2024-04-11"
        yield "bad-date", f"{_shown(value)} where a date is expected", hint, at
        return
    try:
        edtf.parse(value)
    except edtf.DateError as error:
        yield "bad-date", f"`{value}`: {error.reason}", error.hint, at


def _explain_number(
    info: inspect.FloatType | inspect.IntType, value: Any, at: FieldPath
) -> Iterator[Reason]:
    try:
        number = float(value) if isinstance(info, inspect.FloatType) else int(value)
    except (TypeError, ValueError):
        yield _not(value, "a number", "write digits", at)
        return
    low, high = info.ge, info.le
    if (
        number != number
        or not (low is None or low <= number)
        or not (high is None or number <= high)
    ):
        yield "bad-value", f"{value} is outside {low} to {high}", "check the number", at


def _not(value: object, wanted: str, hint: str, at: FieldPath) -> Reason:
    return "bad-value", f"{_shown(value)} where {wanted} is expected", hint, at


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
