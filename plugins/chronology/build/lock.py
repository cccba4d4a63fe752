"""A lock that one process holds at a time, released when that process ends."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

#: Seconds between two attempts where the system cannot wait for us.
_PAUSE: Final = 0.1
_FLAGS: Final = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
#: The byte that Windows locks, far behind the text that others read.
_LOCKED_BYTE: Final = 1 << 20


@contextmanager
def exclusive(path: Path, waiting: Callable[[str], object]) -> Iterator[None]:
    """Hold the lock file at a path; wait while another process holds it.

    `waiting` is called once, with the id of that process, before waiting. Processes forked while
    the lock is held keep it until they end too. Raises OSError.
    """
    lock = _opened(path, waiting)
    try:
        os.ftruncate(lock, 0)
        os.write(lock, str(os.getpid()).encode())
        yield
    finally:
        with suppress(OSError):  # Windows does not remove an open file
            path.unlink(missing_ok=True)
        _release(lock)
        os.close(lock)


def _opened(path: Path, waiting: Callable[[str], object]) -> int:
    """Return the descriptor of the locked file."""
    reported = False
    while True:
        lock = os.open(path, _FLAGS, 0o644)
        try:
            if not _acquire(lock, wait=False):
                if not reported:
                    waiting(os.pread(lock, 20, 0).decode("ascii", "replace") or "unknown")
                    reported = True
                _acquire(lock, wait=True)
            # Whoever held it has removed the file: the lock of a removed file protects nothing.
            if path.exists() and os.path.samestat(os.fstat(lock), path.stat()):
                return lock
        except BaseException:
            os.close(lock)
            raise
        os.close(lock)


if sys.platform == "win32":

    def _acquire(lock: int, *, wait: bool) -> bool:
        while True:
            os.lseek(lock, _LOCKED_BYTE, os.SEEK_SET)
            try:
                msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
            except OSError:
                if not wait:
                    return False
                time.sleep(_PAUSE)
            else:
                os.lseek(lock, 0, os.SEEK_SET)
                return True

    def _release(lock: int) -> None:
        os.lseek(lock, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(lock, msvcrt.LK_UNLCK, 1)

else:

    def _acquire(lock: int, *, wait: bool) -> bool:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True

    def _release(lock: int) -> None:
        fcntl.flock(lock, fcntl.LOCK_UN)
