"""Columns of tables, made from the fields of records."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from operator import attrgetter
from typing import Annotated, Any, Final, Literal, NamedTuple

from msgspec import NODEFAULT, Meta, Struct, inspect, structs

from chronology.model.edtf import Date, Day, day_number
from chronology.model.introspect import described
from chronology.model.records import ActorType, about

#: `ids` and `list` are lists, of ids and of anything else; `map` is a mapping of texts.
ColumnKind = Literal["text", "integer", "number", "date", "ids", "list", "map"]

DAY: Final = r"^[+-]?[0-9]{4,}-[0-9]{2}-[0-9]{2}$"
_Day = Annotated[str, Meta(pattern=DAY)]
_BOUNDS: Final = {
    "earliest": Annotated[_Day | None, about("First day it may mean; absent: open or unknown.")],
    "latest": Annotated[_Day | None, about("Last day it may mean; absent: open or unknown.")],
}
#: The same days as numbers: texts of years before 1 and after 9999 do not sort.
_NUMBERS: Final = {
    "earliest_day": Annotated[int | None, about("First day as a number; 0001-01-01 is 1.")],
    "latest_day": Annotated[int | None, about("Last day as a number; 0001-01-01 is 1.")],
}
#: Dates of the record's own making, which are days.
_DAYS: Final = frozenset(("added", "accessed", "archive_date"))
#: The dates that may lie that far back or ahead.
_NUMBERED: Final = frozenset(("date", "from", "until", "born", "died"))
_TAG: Final = Annotated[ActorType, about("State, person or organization.")]
_SCALARS: Final[dict[type[inspect.Type], ColumnKind]] = {
    inspect.IntType: "integer",
    inspect.FloatType: "number",
    inspect.CustomType: "date",
    inspect.DictType: "map",
}


class Column(NamedTuple):
    """A column of a table. `type` is the annotation that the other values are read from.

    `refers` is the table whose ids it holds, if any; `choices` the values of a closed list;
    `required` says that no row is without a value, `filled` that no value is empty; `default` is
    the value that JSON leaves out.
    """

    name: str
    type: Any
    meaning: str
    kind: ColumnKind
    required: bool = True
    refers: str = ""
    choices: tuple[str, ...] = ()
    pattern: str = ""
    filled: bool = False
    default: Any = None


class Fields(NamedTuple):
    """The columns of a record's fields, and the function that gets their values.

    `dates` are the places of the dates, each with the number of columns that it fills.
    """

    columns: tuple[Column, ...]
    get: Callable[[Struct], Iterable[Any]]
    dates: tuple[tuple[int, int], ...]

    def values(self, record: Struct) -> list[Any]:
        """Return a record's values in the order of the columns, with None for missing ones."""
        found = [*self.get(record)]
        for at, width in self.dates:
            if date := found[at]:
                found[at : at + width] = _date_values(date)[:width]
        return found


@cache
def _date_values(date: Date) -> tuple[Any, ...]:
    """Return a date as EDTF, with its first and last day as text and as numbers."""
    first, last = date.earliest, date.latest
    numbers = (None if day is None else day_number(day) for day in (first, last))
    return (date.edtf, iso(first), iso(last), *numbers)


def column(name: str, annotation: Any, required: bool = True, default: Any = None) -> Column:
    """Return a column for a type that is annotated as in the model."""
    it = described(annotation)
    kind: ColumnKind = _SCALARS.get(type(it.type), "text")
    if it.several:
        kind = "list" if it.refers is None else "ids"
    choices: tuple[str, ...] = ()
    pattern, empty = "", False
    match it.type:
        case inspect.LiteralType(values=values):
            choices = tuple(map(str, values))
        case inspect.StrType(pattern=found, min_length=least):
            pattern, empty = found or "", not found and not least
    required = required and not it.optional
    filled = required and not empty and kind not in ("ids", "list", "map")
    more = (it.meaning, kind, required, it.refers or "", choices, pattern, filled)
    return Column(name, annotation, *more, default)


def of_records(
    *kinds: type[Struct], omit: Collection[str] = (), renamed: Mapping[str, str] | None = None
) -> Fields:
    """Return the columns of one kind of record, or of several in one table.

    A date has its earliest and latest day beside it: `earliest` and `latest` for the field
    `date`, `from_earliest` and `from_latest` for `from`. The tag of several kinds is a column too.
    """
    columns: list[Column] = []
    attributes: list[str] = []
    tagged = {kind.__struct_config__.tag_field for kind in kinds} - {None}
    for field in (field for kind in kinds for field in structs.fields(kind)):
        if field.name in attributes or field.name in omit:
            continue
        common = all(field.name in one.__struct_fields__ for one in kinds)
        name = (renamed or {}).get(field.name, field.encode_name)
        made = column(name, field.type, common, _default(field))
        columns += (made, *_bounds(made))
        attributes += [field.name] * (len(columns) - len(attributes))
        if field.name == "id":
            columns += [column(str(tag), _TAG) for tag in tagged]
            attributes += map(str, tagged)
    dates = tuple(
        (at, 1 + len([*_bounds(one)])) for at, one in enumerate(columns) if one.kind == "date"
    )
    # A record of one kind has not what only others have.
    get = attrgetter(*attributes) if len(kinds) == 1 else partial(_some, attributes)
    return Fields(tuple(columns), get, dates)


def _default(field: structs.FieldInfo) -> Any:
    """Return the default of a field; None where there is none."""
    if field.default_factory is not NODEFAULT:
        return field.default_factory()
    return None if field.default is NODEFAULT else field.default


def _some(attributes: Iterable[str], record: Struct) -> list[Any]:
    return [getattr(record, name, None) for name in attributes]


def _bounds(made: Column) -> Iterator[Column]:
    if made.kind == "date" and made.name not in _DAYS:
        prefix = "" if made.name == "date" else f"{made.name}_"
        ends = _BOUNDS | _NUMBERS if made.name in _NUMBERED else _BOUNDS
        yield from (column(f"{prefix}{end}", kind) for end, kind in ends.items())


@cache
def iso(day: Day | None) -> str | None:
    """Return a day in ISO 8601; years before 0 and beyond four digits have a sign."""
    if day is None:
        return None
    year, month, day_of_month = day
    sign = "-" if year < 0 else "+" if year > 9999 else ""
    return f"{sign}{abs(year):04d}-{month:02d}-{day_of_month:02d}"


def names(columns: Sequence[Column]) -> tuple[str, ...]:
    return tuple(one.name for one in columns)
