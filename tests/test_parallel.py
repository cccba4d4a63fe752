"""One function over many items, in this process and in workers forked from it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from chronology import parallel
from chronology.content.frontmatter import DocumentError
from chronology.content.yaml_strict import YamlError

ITEMS = list(range(60))


@pytest.fixture(autouse=True)
def _two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "processors", lambda: 2)


def _where(number: int) -> int:
    time.sleep(0.002)  # long enough that neither process can take all
    return os.getpid()


def _children() -> list[str]:
    """The processes that this one has started."""
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()


def test_every_item_comes_once_with_its_result() -> None:
    found = list(parallel.parallel_map(lambda number: number * number, ITEMS, 7))
    assert sorted(found) == [(number, number * number) for number in ITEMS]


def test_this_process_takes_part() -> None:
    found = dict(parallel.parallel_map(_where, ITEMS))
    assert len(set(found.values())) == 2
    assert os.getpid() in found.values()


def test_workers_begin_before_the_results_are_asked_for(tmp_path: Path) -> None:
    with parallel.started(lambda number: (tmp_path / str(number)).touch(), ITEMS) as results:
        end = time.monotonic() + 30
        while not any(tmp_path.iterdir()) and time.monotonic() < end:
            time.sleep(0.01)
        assert any(tmp_path.iterdir())
        assert len(list(results)) == len(ITEMS)


def test_all_is_done_here_with_one_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "processors", lambda: 1)
    assert set(dict(parallel.parallel_map(_where, ITEMS)).values()) == {os.getpid()}


def test_all_is_done_here_while_another_thread_runs() -> None:
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    try:
        assert set(dict(parallel.parallel_map(_where, ITEMS)).values()) == {os.getpid()}
    finally:
        ended.set()
        thread.join()


@pytest.mark.parametrize("item", [ITEMS[0], ITEMS[-1]])
def test_an_exception_in_either_process_is_raised_here(item: int) -> None:
    def fail(number: int) -> int:
        if number == item:
            raise ValueError(f"not {number}")
        return _where(number)

    with pytest.raises(ValueError, match=f"not {item}"):
        list(parallel.parallel_map(fail, ITEMS))
    assert _children() == []


@pytest.mark.parametrize(
    "error",
    [
        DocumentError("a.md", "yaml", "not YAML", "correct it", (3, 4)),
        YamlError("yaml", "not YAML", "correct it", (3, 4)),
    ],
)
def test_our_own_exceptions_arrive_whole(error: Exception) -> None:
    here = os.getpid()

    def fail(number: int) -> int:
        if os.getpid() != here:
            raise error
        return _where(number)

    with pytest.raises(type(error), match="not YAML") as raised:
        list(parallel.parallel_map(fail, ITEMS))
    assert vars(raised.value) == vars(error)


def test_an_exception_that_cannot_be_restored_is_raised_as_another() -> None:
    class OddError(Exception):
        def __init__(self, one: int, other: int) -> None:
            super().__init__(f"{one} and {other}")

    def fail(number: int) -> int:
        raise OddError(number, number)

    with pytest.raises((RuntimeError, OddError), match="and"):
        list(parallel.parallel_map(fail, ITEMS))


def test_fault_57_a_killed_worker_is_an_error_and_no_other_stays() -> None:
    here = os.getpid()

    def die(number: int) -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return _where(number)

    with pytest.raises(parallel.WorkerError, match="killed"):
        list(parallel.parallel_map(die, ITEMS))
    assert _children() == []


def test_workers_end_when_the_results_are_no_longer_wanted() -> None:
    for _ in parallel.parallel_map(_where, ITEMS):
        break
    assert _children() == []


@pytest.mark.parametrize("busy", [True, False])
def test_fault_57_workers_end_within_a_second_after_their_parent_is_killed(busy: bool) -> None:
    code = f"""
import os, time
from chronology import parallel
parallel.processors = lambda: 3
here = os.getpid()

def work(number):
    os.write(1, b"%d\\n" % os.getpid())
    time.sleep(60 if {busy} or os.getpid() == here else 0)

with parallel.started(work, range(6)) as results:
    if {busy}:
        time.sleep(60)
    list(results)
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(parallel.__file__).parents[1])}
    parent = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert parent.stdout
    workers = {int(parent.stdout.readline()) for _ in range(2)} - {parent.pid}
    assert workers
    parent.kill()
    parent.wait()
    end = time.monotonic() + 10  # a busy machine; of an idle one it is a fraction of a second
    while any(map(_alive, workers)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(map(_alive, workers))


def _alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
