"""What a build did, and how long it took."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from chronology.problems import Problem

try:
    import resource
except ImportError:  # not a POSIX system
    resource = None  # type: ignore[assignment]


@dataclass
class Report:
    """What a build did.

    `kept` counts the files that were not written anew, those of others in the output folder
    included; `times` are seconds by stage, in order; `memory` is in bytes.
    """

    events: int = 0
    pages: int = 0
    written: int = 0
    kept: int = 0
    removed: int = 0
    memory: int = 0
    warnings: list[Problem] = field(default_factory=list)
    times: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Add the seconds that the block takes to a stage."""
        began = time.perf_counter()
        yield
        self.times[stage] = self.times.get(stage, 0.0) + time.perf_counter() - began


def largest_process() -> int:
    """Return the bytes of the largest process so far, this one or a worker; 0 if not known."""
    if resource is None:
        return 0
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    unit = 1 if sys.platform == "darwin" else 1024  # getrusage(2): kilobytes, but for macOS
    return max(resource.getrusage(kind).ru_maxrss for kind in kinds) * unit
