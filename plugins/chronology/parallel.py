"""One function over many items, on every processor that the machine gives us."""

from __future__ import annotations

import os
import pickle
import signal
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess

A = TypeVar("A")
B = TypeVar("B")

#: Chunks that wait for each worker, so that it need not wait for this process.
_AHEAD: Final = 3
#: Seconds after which a worker notices that the process that started it has ended.
_WATCH: Final = 0.2
#: Signals that this process answers for its workers.
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class WorkerError(Exception):
    """A worker process ended before its work was done."""


class _WorkerTracebackError(Exception):
    """The traceback of an exception, as the worker that raised it saw it."""


def processors() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def parallel_map(
    function: Callable[[A], B], items: Sequence[A], chunk: int = 1
) -> Iterator[tuple[A, B]]:
    """Yield each item with its result, in no certain order."""
    with started(function, items, chunk) as results:
        yield from results


@contextmanager
def started(
    function: Callable[[A], B], items: Sequence[A], chunk: int = 1
) -> Iterator[Iterator[tuple[A, B]]]:
    """Start workers on the items; give an iterator over each item with its result.

    Workers are forked, so they share what the function refers to without copying it, and take
    `chunk` items at a time from the front. This process takes from the end while it iterates.
    Where little is to do, where the system cannot fork, or while another thread runs (its locks
    would stay locked in the worker), this process does everything.

    An exception in a worker is raised here, and WorkerError where a worker was killed. No worker
    is left when the context ends.
    """
    chunks = [items[at : at + chunk] for at in range(0, len(items), chunk)]
    others = min(processors(), len(chunks)) - 1
    if others < 1 or not hasattr(os, "fork") or threading.active_count() > 1:
        yield ((item, function(item)) for item in items)
        return
    workers: list[tuple[ForkProcess, Connection]] = []
    try:
        _fork(others, function, chunks, workers)
        yield _results(function, chunks, [connection for _, connection in workers])
    finally:
        for worker, connection in workers:
            worker.kill()
            connection.close()
        for worker, _ in workers:
            worker.join()


def _fork(
    count: int,
    function: Callable[[Any], object],
    chunks: Sequence[Sequence[object]],
    workers: list[tuple[ForkProcess, Connection]],
) -> None:
    """Add workers, each with this process's end of the pipe to it."""
    import multiprocessing  # most edits need no worker, and do not pay for this

    context = multiprocessing.get_context("fork")
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        for _ in range(count):
            ours, theirs = context.Pipe()
            ends = [ours, *(connection for _, connection in workers)]
            arguments = (theirs, ends, function, chunks, os.getpid())
            worker = context.Process(target=_work, args=arguments, daemon=True)
            worker.start()
            workers.append((worker, ours))
            theirs.close()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def _results(
    function: Callable[[A], B], chunks: Sequence[Sequence[A]], workers: list[Connection]
) -> Iterator[tuple[A, B]]:
    """Give the workers their first chunks at once; return an iterator over all results."""
    left = deque(range(len(chunks)))
    given: dict[Connection, deque[int]] = {worker: deque() for worker in workers}

    def give() -> None:
        for worker, numbers in given.items():
            while left and len(numbers) < _AHEAD:
                _send(worker, left[0])
                numbers.append(left.popleft())

    def results() -> Iterator[tuple[A, B]]:
        from multiprocessing.connection import wait

        while left or any(given.values()):
            if left:
                yield from ((item, function(item)) for item in chunks[left.pop()])
            busy = [worker for worker, numbers in given.items() if numbers]
            ready = wait(busy, 0 if left else None)
            for worker in (worker for worker in busy if worker in ready):
                done = _received(worker)
                yield from zip(chunks[given[worker].popleft()], done, strict=True)
            give()

    give()
    return results()


def _send(worker: Connection, number: int) -> None:
    try:
        worker.send(number)
    except OSError:
        raise _killed() from None


def _received(worker: Connection) -> list[Any]:
    try:
        results, error, trace = worker.recv()
    except (EOFError, OSError):
        raise _killed() from None
    if error is not None:
        raise error from _WorkerTracebackError(trace)
    return results  # type: ignore[no-any-return]


def _killed() -> WorkerError:
    return WorkerError("a worker process was killed, perhaps because memory was short")


def _work(
    connection: Connection,
    others: Sequence[Connection],
    function: Callable[[Any], object],
    chunks: Sequence[Sequence[object]],
    parent: int,
) -> None:
    """Apply the function to the chunks whose numbers arrive, in a worker."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    for other in others:  # or this worker would not see that the process at that end has ended
        other.close()
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    try:
        while True:
            connection.send(_applied(function, chunks[connection.recv()]))
    except (EOFError, OSError):
        os._exit(0)


def _applied(function: Callable[[Any], object], items: Sequence[object]) -> tuple[Any, Any, str]:
    """Return the results, or the exception that was raised and its traceback."""
    try:
        return [function(item) for item in items], None, ""
    except BaseException as error:
        trace = traceback.format_exc()
        try:
            return None, pickle.loads(pickle.dumps(error)), trace
        except Exception:
            return None, RuntimeError(f"{type(error).__name__}: {error}"), trace


def _end_with(parent: int) -> None:
    """End this process soon after the one that started it."""
    while os.getppid() == parent:
        time.sleep(_WATCH)
    os._exit(1)
