"""A table of the dataset: what a row is, its columns, and its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Final

from chronology.content import frontmatter
from chronology.model.records import about
from chronology.site.context import Site
from chronology.site.exports import columns
from chronology.site.exports.columns import Column, column

Row = Sequence[Any]
_MEANINGS: Final = frontmatter.parse_registry(
    Path(__file__).with_name("tables.yaml").read_text("utf-8"), "tables.yaml"
)


def every(site: Site) -> range:
    """Return all events of the site."""
    return range(len(site.chronology.events))


@dataclass(frozen=True)
class Table:
    """A table: its columns and its rows in order, all (`whole`) or those of an event (`each`).

    `key` are the columns that identify a row. A table of `events` changes with the entries,
    another with the registries alone; `of` gives the events that it can have rows of.
    """

    name: str
    columns: tuple[Column, ...]
    whole: Callable[[Site], Iterable[Row]] | None = None
    each: Callable[[Site, int], Sequence[Row]] | None = None
    key: tuple[str, ...] = ("id",)
    events: bool = False
    of: Callable[[Site], Sequence[int]] = every

    def rows(self, site: Site) -> Iterator[Row]:
        """Return all rows."""
        if self.whole:
            yield from self.whole(site)
        if self.each:
            for position in self.of(site):
                yield from self.each(site, position)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return columns.names(self.columns)

    @cached_property
    def ids(self) -> tuple[bool, ...]:
        """Return whether each column holds lists of ids."""
        return tuple(one.kind == "ids" for one in self.columns)

    @property
    def meaning(self) -> str:
        """Return what a row is, in words."""
        return str(_MEANINGS[self.name])


def text_column(name: str, meaning: str, refers: str | None = None, kind: Any = str) -> Column:
    extra = None if refers is None else {"refers": refers}
    return column(name, Annotated[kind, about(meaning, extra=extra)])
