"""What a command costs as a whole tree of processes: time, memory and what it writes.

Commands are compared in pairs: each round runs all of them, every second round in reverse, so that
whatever else the machine does falls on all alike. Memory is sampled in rounds of its own, for
reading the size of a large process holds it up.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

ROUNDS = 5
MEMORY_ROUNDS = 3
SAMPLING = 0.05  # seconds


class CommandError(Exception):
    """A measured command ended with another status than 0; its output is the message."""


@dataclass(frozen=True)
class Command:
    """A command to measure; `before` is called ahead of each run, outside the measured time."""

    name: str
    arguments: Sequence[str]
    folder: Path
    out: Path
    before: Callable[[], object]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cost:
    """Medians of all runs of a command: seconds, bytes, and the files and bytes in its output."""

    name: str
    wall: float
    processor: float
    memory: int
    files: int
    bytes: int
    walls: tuple[float, ...]
    processors: tuple[float, ...]


def empty(folder: Path) -> None:
    """Remove a folder with all in it, so that the next build is a cold one."""
    shutil.rmtree(folder, ignore_errors=True)


def compare(commands: Sequence[Command], rounds: int = ROUNDS) -> list[Cost]:
    """Measure commands in turns and return their costs, in the same order.

    The rounds that sample memory come first and warm the system's caches too.

    Raises:
        CommandError: a command failed.
    """
    memory: list[list[int]] = [[] for _ in commands]
    times: list[list[tuple[float, float]]] = [[] for _ in commands]
    for number in range(min(MEMORY_ROUNDS, rounds)):
        for at in _turns(len(commands), number):
            memory[at].append(_peak_memory(commands[at]))
    for number in range(rounds):
        for at in _turns(len(commands), number):
            times[at].append(_time(commands[at]))
    return list(map(_cost, commands, memory, times))


def _turns(count: int, number: int) -> Sequence[int]:
    return range(count) if number % 2 == 0 else range(count)[::-1]


def _cost(command: Command, memory: list[int], times: list[tuple[float, float]]) -> Cost:
    walls, processors = zip(*times, strict=True)
    files, size = written(command.out)
    return Cost(
        command.name,
        median(walls),
        median(processors),
        int(median(memory)),
        files,
        size,
        walls,
        processors,
    )


def written(folder: Path) -> tuple[int, int]:
    """Count the files below a folder, and their bytes."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes)


def run(command: Command) -> None:
    """Run a command once, unmeasured.

    Raises:
        CommandError: it failed.
    """
    _time(command)


def _time(command: Command) -> tuple[float, float]:
    """Return the wall time, and the processor time of the process and all that it waited for."""
    command.before()
    begin = time.perf_counter()
    process = _start(command)
    output = _read(process)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    _check(command, process.returncode, output)
    return wall, usage.ru_utime + usage.ru_stime


def _peak_memory(command: Command) -> int:
    """Return the most bytes that all processes of a command held at one time."""
    command.before()
    process = _start(command)
    peak = 0
    ended = threading.Event()

    def sample() -> None:
        nonlocal peak
        while not ended.wait(SAMPLING):
            peak = max(peak, sum(map(_memory, _processes(process.pid))))

    sampler = threading.Thread(target=sample)
    sampler.start()
    try:
        output = _read(process)
        status = process.wait()
    finally:
        ended.set()
        sampler.join()
    _check(command, status, output)
    return peak


def _start(command: Command) -> subprocess.Popen[bytes]:
    """Start a command in a session of its own, by which its processes are known."""
    return subprocess.Popen(
        command.arguments,
        cwd=command.folder,
        env={**_environment(), **command.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def _environment() -> dict[str, str]:
    """Ours, but that Python keeps what it compiles, as it does where nobody forbids it."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _read(process: subprocess.Popen[bytes]) -> bytes:
    assert process.stdout
    try:
        with process.stdout:
            return process.stdout.read()
    except BaseException:
        # In a session of its own it would outlive an interrupt.
        os.killpg(process.pid, signal.SIGKILL)
        raise


def _check(command: Command, status: int, output: bytes) -> None:
    if status:
        raise CommandError(
            f"{command.name} ended with {status}:\n{output.decode(errors='replace')}"
        )


def _processes(session: int) -> list[int]:
    """Return the processes of a session (proc(5): the sixth field of `stat`)."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            # The second field is the command's name in brackets, which may hold blanks.
            fields = Path("/proc", name, "stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[3]) == session:
            found.append(int(name))
    return found


def _memory(process: int) -> int:
    """Return the bytes of a process, memory shared with others counted by halves (PSS)."""
    for name, key in (("smaps_rollup", "Pss:"), ("status", "VmRSS:")):
        try:
            lines = Path(f"/proc/{process}", name).read_text().splitlines()
        except OSError:
            continue
        for line in lines:
            if line.startswith(key):
                return int(line.split()[1]) * 1024
    return 0
