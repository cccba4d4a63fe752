"""One function over many items, on every processor the machine gives us."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

try:
    import resource
except ImportError:  # not a POSIX system
    resource = None  # type: ignore[assignment]

A = TypeVar("A")
B = TypeVar("B")

_function: Callable[[object], object] | None = None


def processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def largest_memory() -> int:
    """Bytes of the largest process so far, this one or one that it started; 0 if not known."""
    if resource is None:
        return 0
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    unit = 1 if sys.platform == "darwin" else 1024  # getrusage(2): kilobytes, but for macOS
    return max(resource.getrusage(kind).ru_maxrss for kind in kinds) * unit


def spread(function: Callable[[A], B], items: Sequence[A], chunk: int = 1) -> Iterator[B]:
    """Results in the order of the items; a process is given `chunk` of them at a time.

    Processes are forked, so that they share what the function refers to without copying
    it; where the system cannot fork, where little is to do, or in a thread, from which a
    fork is not safe, all is done here. An exception in a process is raised here, and
    BrokenProcessPool where one was killed.
    """
    global _function
    count = min(processors(), -(-len(items) // chunk))
    main = threading.current_thread() is threading.main_thread()
    if count < 2 or not main or not hasattr(os, "fork"):
        yield from map(function, items)
        return
    # These take a tenth of what an edit takes, and most edits need no other process.
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    _function = function  # type: ignore[assignment]
    try:
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(count, mp_context=context) as pool:
            yield from pool.map(_apply, items, chunksize=chunk)  # type: ignore[misc]
    finally:
        _function = None


def _apply(item: object) -> object:
    assert _function is not None
    return _function(item)
