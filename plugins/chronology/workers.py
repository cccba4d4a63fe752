"""One function over many items, on every processor the machine gives us."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")

#: Fewer items than this are done sooner than a process is started.
_WORTH_FORKING = 64

_function: Callable[[object], object] | None = None


def processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def spread(function: Callable[[A], B], items: Sequence[A], chunk: int) -> Iterator[B]:
    """Results in the order of the items.

    Processes are forked, so that they share what the function refers to without copying
    it; where the system cannot fork, or little is to do, all is done here. An exception in
    a process is raised here.
    """
    global _function
    count = min(processors(), len(items) // chunk + 1)
    if len(items) < _WORTH_FORKING or count < 2 or not hasattr(os, "fork"):
        yield from map(function, items)
        return
    _function = function  # type: ignore[assignment]
    try:
        with multiprocessing.get_context("fork").Pool(count) as pool:
            yield from pool.imap(_apply, items, chunk)
    finally:
        _function = None


def _apply(item: object) -> object:
    assert _function is not None
    return _function(item)
