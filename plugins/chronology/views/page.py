"""What the plan holds: pages made by templates, and files made without one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from chronology.dates import Day

Context = dict[str, Any]
#: What changes with anything that a page is made from, or the function that tells it of
#: `(site, subject)`: only a build asks for it, and a preview never does.
Inputs = bytes | Callable[[Any, Any], bytes]


#: Writes a file at a path, from what it was where that is there, and an index of that.
Remake = Callable[[Any, Any, Path, Path | None, bytes], bytes]


class Sum(NamedTuple):
    """What is told of a file: its size in bytes, its ends of lines if asked for, its SHA-256."""

    size: int
    lines: int
    sha256: str

    @classmethod
    def of(cls, pieces: Iterable[bytes], *, counted: bool) -> Sum:
        size, lines, whole = 0, 0, hashlib.sha256()
        for piece in pieces:
            size, lines = size + len(piece), lines + (piece.count(b"\n") if counted else 0)
            whole.update(piece)
        return cls(size, lines, whole.hexdigest())


class Page(NamedTuple):
    """What stands at an address.

    `view(site, subject)` gives the template's context; `inputs` tells what the context is made
    from, or is it; `source` is what a person looks for when two pages clash;
    `language` is the page's where it is not the site's; `shown` are the events that it shows,
    or the function that tells them of `(site, subject)`; a `late` one tells of other files, and
    is made when they are; those of one `job`, if any, are made by one process, in order.
    """

    address: str
    template: str
    view: Callable[[Any, Any], Context]
    subject: Any
    inputs: Inputs
    source: str
    language: str = ""
    shown: Sequence[int] | Callable[[Any, Any], Sequence[int]] = ()
    late: bool = False
    job: str = ""

    def key(self, site: Any) -> bytes:
        """Changes with anything that the page shows."""
        return self.inputs if isinstance(self.inputs, bytes) else self.inputs(site, self.subject)

    def changed(self, site: Any) -> Day | None:
        """The day of the last entry or correction that the page shows."""
        shown = self.shown(site, self.subject) if callable(self.shown) else self.shown
        found: Day | None = site.latest(shown)
        return found


class Made(NamedTuple):
    """A file at an address that needs no template: `make(site, subject)` gives its bytes.

    `remake(site, subject, target, former, index)` writes them, from the file and the index of an
    earlier build as far as these serve, and gives an index for the next. Those of one `job` are
    made by one process, in order; a `late` one tells of other files, of such as are `summed`, of
    some with the lines `counted`.
    """

    address: str
    make: Callable[[Any, Any], bytes]
    subject: Any
    inputs: Inputs
    source: str
    remake: Remake | None = None
    job: str = ""
    late: bool = False
    summed: bool = False
    counted: bool = False

    def key(self, site: Any) -> bytes:
        """Changes with anything that the file holds."""
        return self.inputs if isinstance(self.inputs, bytes) else self.inputs(site, self.subject)
