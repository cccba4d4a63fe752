"""What the plan holds: pages made by templates, and files made without one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from io import BufferedIOBase, RawIOBase
from pathlib import Path
from typing import Any, Final, NamedTuple

from chronology.model.edtf import Day

Context = dict[str, Any]
#: Bytes of a file that are summed at a time.
_PIECE: Final = 1 << 18
#: Tells of `(site, subject)` what changes with anything that a page is made from: only a build
#: asks for it, and a preview never does.
Inputs = Callable[[Any, Any], bytes]


#: Writes a file at a path, from what it was where that is there, and an index of that.
Updater = Callable[[Any, Any, Path, Path | None, bytes], bytes]


class FileInfo(NamedTuple):
    """What is told of a file: its size in bytes, its ends of lines if asked for, its SHA-256."""

    size: int
    lines: int
    sha256: str

    @classmethod
    def of(cls, stream: BufferedIOBase | RawIOBase, *, counted: bool) -> FileInfo:
        """What is told of all that can be read of a stream."""
        size, lines, whole, buffer = 0, 0, hashlib.sha256(), bytearray(_PIECE)
        while count := stream.readinto(buffer):
            size += count
            lines += buffer.count(b"\n", 0, count) if counted else 0
            whole.update(memoryview(buffer)[:count])
        return cls(size, lines, whole.hexdigest())


class Page(NamedTuple):
    """What stands at an address.

    `view(site, subject)` gives the template's context; `inputs` tells what the context is made
    from; `source` is what a person looks for when two pages clash;
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
        return self.inputs(site, self.subject)

    def changed(self, site: Any) -> Day | None:
        """The day of the last entry or correction that the page shows."""
        shown = self.shown(site, self.subject) if callable(self.shown) else self.shown
        found: Day | None = site.latest(shown)
        return found


class GeneratedFile(NamedTuple):
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
    remake: Updater | None = None
    job: str = ""
    late: bool = False
    summed: bool = False
    counted: bool = False

    def key(self, site: Any) -> bytes:
        """Changes with anything that the file holds."""
        return self.inputs(site, self.subject)
