"""What the annotations of the records say about their fields.

Readers, schemas, tables and the data dictionary are made from this, so a new field needs to be
described only once, in `records`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from msgspec import Struct, inspect, structs

from chronology.problems import FieldPath


class FieldInfo(NamedTuple):
    """What the annotation of a field says: the type without what wraps it, and what wraps it.

    `refers` is the table whose ids it holds, "" for ids of no table, None for other values. `form`
    is the rule on its values (see `content.forms`).
    """

    type: inspect.Type
    meaning: str = ""
    refers: str | None = None
    several: bool = False
    optional: bool = False
    form: str | None = None


def described(annotation: Any) -> FieldInfo:
    """What an annotation, or a type that `msgspec.inspect` made of one, says."""
    is_type = isinstance(annotation, inspect.Type)
    it = FieldInfo(annotation if is_type else inspect.type_info(annotation))
    while True:
        match it.type:
            case inspect.Metadata(type=inner, extra_json_schema=said, extra=extra):
                meaning = it.meaning or str((said or {}).get("description", ""))
                extra = extra or {}
                refers, form = extra.get("refers", it.refers), extra.get("form", it.form)
                it = it._replace(type=inner, meaning=meaning, refers=refers, form=form)
            case inspect.UnionType(types=types):
                inner = next(one for one in types if not isinstance(one, inspect.NoneType))
                it = it._replace(type=inner, optional=True)
            case inspect.VarTupleType(item_type=inner):
                it = it._replace(type=inner, several=True)
            case _:
                return it


def is_text(kind: type[Struct], field: FieldPath) -> bool:
    """Return whether a field of a record holds free text, not an id, date, URL or fixed value."""
    it = described(kind)
    for part in field:
        match it.type:
            case inspect.StructType(fields=fields) if not isinstance(part, int):
                found = next((one for one in fields if one.encode_name == part), None)
                if found is None:
                    return False
                it = described(found.type)
            case inspect.DictType(value_type=value):
                it = described(value)
            case _ if not isinstance(part, int):
                return False
    return it.form == "text"


def references(record: Struct, at: FieldPath = ()) -> Iterator[tuple[str, str, FieldPath]]:
    """The ids that a record names: the table each is of, the id, and the way to it from `at`."""
    for attribute, field, table, several in _references(type(record)):
        value = getattr(record, attribute)
        if not value:
            continue
        if not several:
            yield table, value, (*at, field)
        elif table:
            for number, one in enumerate(value):
                yield table, one, (*at, field, number)
        else:
            for number, one in enumerate(value):
                yield from references(one, (*at, field, number))


@cache
def _references(kind: type[Struct]) -> list[tuple[str, str, str, bool]]:
    """The fields that hold ids of a table, or records that do: then the table is ""."""
    found = []
    for one in structs.fields(kind):
        it = described(one.type)
        if it.refers or (isinstance(it.type, inspect.StructType) and _references(it.type.cls)):
            found.append((one.name, one.encode_name, it.refers or "", it.several))
    return found
