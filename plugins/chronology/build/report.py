"""What a build did, and how long it took."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from chronology.problems import Problem

try:
    import resource
except ImportError:  # not a POSIX system
    resource = None  # type: ignore[assignment]


#: What common hosts accept: files of a site, bytes of a file, bytes of a site.
MOST_FILES: Final = 20_000
LARGEST_FILE: Final = 25 << 20
LARGEST_SITE: Final = 10**9


@dataclass
class Report:
    """What a build did.

    `kept` counts the files that were not written anew, those of others in the output folder
    included; `size` is that of the whole site in bytes, `largest` the size and path of its largest
    file; `times` are seconds by stage, in order; `memory` is in bytes.
    """

    events: int = 0
    pages: int = 0
    written: int = 0
    kept: int = 0
    removed: int = 0
    size: int = 0
    largest: tuple[int, str] = (0, "")
    memory: int = 0
    warnings: list[Problem] = field(default_factory=list)
    times: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Add the seconds that the block takes to a stage."""
        began = time.perf_counter()
        yield
        self.times[stage] = self.times.get(stage, 0.0) + time.perf_counter() - began

    def exceeded_limits(self) -> list[str]:
        """Return a sentence for each limit of a common host that the site exceeds."""
        size, path = self.largest
        found = [
            (self.pages, MOST_FILES, f"{self.pages:,} files", "20,000 (Cloudflare Pages)"),
            (
                size,
                LARGEST_FILE,
                f"{path} of {mebibytes(size)}",
                "25 MiB a file (Cloudflare Pages)",
            ),
            (self.size, LARGEST_SITE, f"{mebibytes(self.size)} in all", "1 GB (GitHub Pages)"),
        ]
        return [
            f"{what} exceed what common hosts accept: {limit}"
            for number, most, what, limit in found
            if number > most
        ]


def mebibytes(size: int) -> str:
    """Return a number of bytes in MiB."""
    return f"{size / (1 << 20):,.1f} MiB"


def largest_process() -> int:
    """Return the bytes of the largest process so far, this one or a worker; 0 if not known."""
    if resource is None:
        return 0
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    unit = 1 if sys.platform == "darwin" else 1024  # getrusage(2): kilobytes, but for macOS
    return max(resource.getrusage(kind).ru_maxrss for kind in kinds) * unit
