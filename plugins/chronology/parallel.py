"""One function over many items, on every processor the machine gives us; or beside other work."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

A = TypeVar("A")
B = TypeVar("B")

#: Chunks that wait for each of the other processes, so that it need not wait for this one.
_AHEAD: Final = 3
#: Bytes of the number of an item that is to be taken.
_TURN: Final = 4
#: Of a forked process, what it applies.
_function: Callable[[Any], object] | None = None


def processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def parallel_map(
    function: Callable[[A], B], items: Sequence[A], chunk: int = 1
) -> Generator[tuple[A, B], None, None]:
    """Each item with what came of it, in no certain order; a process takes `chunk` at a time.

    This process takes the last ones; others are forked from it, so that they share what the
    function refers to without copying it. Where the system cannot fork, where little is to do,
    or in a thread, from which a fork is not safe, all is done here. An exception in a process
    is raised here, and BrokenProcessPool where one was killed.
    """
    others = min(processors(), -(-len(items) // chunk)) - 1
    if others < 1 or not _may_fork():
        yield from ((item, function(item)) for item in items)
        return
    from concurrent.futures import FIRST_COMPLETED, wait

    pool = _pool(others, function)
    left = deque(items[at : at + chunk] for at in range(0, len(items), chunk))
    given: dict[Future[list[B]], Sequence[A]] = {}
    try:
        while left or given:
            while left and len(given) < others * _AHEAD:
                some = left.popleft()
                given[pool.submit(_apply, some)] = some  # type: ignore[arg-type]
            if left:
                yield from ((item, function(item)) for item in left.pop())
            patience = 0 if left else None
            for future in wait(given, patience, FIRST_COMPLETED).done:
                yield from zip(given.pop(future), future.result(), strict=True)
    finally:
        pool.shutdown(cancel_futures=True)


def beside(function: Callable[[A], B], items: Sequence[A]) -> Generator[tuple[A, B], None, None]:
    """The same, begun at once in another process, while this one does something else.

    When asked for what came of them, this process joins in: whichever is free takes the next.
    Closed before that, no more of them are begun, and those that are have ended.
    """
    if processors() < 2 or not _may_fork():
        return ((item, function(item)) for item in items)
    made = _awaited(function, items)
    next(made)
    return made


def _awaited(function: Callable[[A], B], items: Sequence[A]) -> Generator[Any, None, None]:
    """Once begun, what comes of the items."""
    turns = _Turns(len(items))

    def take(_: object) -> tuple[int, B] | None:
        at = turns.take()
        return None if at is None else (at, function(items[at]))

    pool = _pool(1, take)
    try:
        given = [pool.submit(_apply, [None]) for _ in items]
        yield None
        while made := take(None):
            yield items[made[0]], made[1]
        for future in given:
            done: Any = None if future.cancel() else future.result()[0]
            if done:
                yield items[done[0]], done[1]
    finally:
        turns.end()
        pool.shutdown(cancel_futures=True)


class _Turns:
    """The numbers from 0, each taken once, by one of several processes that were forked.

    They wait in a pipe, which holds some thousands; the blocks of 500,000 events are 4,000.
    """

    def __init__(self, count: int) -> None:
        self._reading, writing = os.pipe()
        with open(writing, "wb") as stream:
            stream.write(b"".join(at.to_bytes(_TURN, "big") for at in range(count)))

    def take(self) -> int | None:
        """The next; None where all are taken."""
        turn = os.read(self._reading, _TURN)
        return int.from_bytes(turn, "big") if turn else None

    def end(self) -> None:
        """Let no more be taken."""
        while self.take() is not None:
            pass
        os.close(self._reading)


def _may_fork() -> bool:
    return hasattr(os, "fork") and threading.current_thread() is threading.main_thread()


def _pool(size: int, function: Callable[[A], B]) -> ProcessPoolExecutor:
    """Processes that apply a function. They are forked when they are given something to do."""
    # These take a tenth of what an edit takes, and most edits need no other process.
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    fork = multiprocessing.get_context("fork")  # by which nothing is pickled to begin with
    return ProcessPoolExecutor(size, fork, initializer=_take, initargs=(function,))


def _take(function: Callable[[Any], object]) -> None:
    global _function
    _function = function


def _apply(items: Sequence[object]) -> list[object]:
    assert _function is not None
    return [_function(item) for item in items]
