"""The memory of a run: what its processes take, and when Python looks for garbage in it."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

try:
    import resource
except ImportError:  # not a POSIX system
    resource = None  # type: ignore[assignment]


def largest_process() -> int:
    """Bytes of the largest process so far, this one or one that it started; 0 if not known."""
    if resource is None:
        return 0
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    unit = 1 if sys.platform == "darwin" else 1024  # getrusage(2): kilobytes, but for macOS
    return max(resource.getrusage(kind).ru_maxrss for kind in kinds) * unit


@contextmanager
def no_collection() -> Iterator[None]:
    """Much is made and none of it becomes garbage in circles: no need to look for any.

    Nor is it looked for later, and what is shared with forked processes is not written to.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()
