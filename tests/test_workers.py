"""One function over many items, in this process and in others forked from it."""

import os
import signal
import threading
import time
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from chronology import parallel

ITEMS = list(range(60))


@pytest.fixture(autouse=True)
def _two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "processors", lambda: 2)


def _where(number: int) -> int:
    time.sleep(0.002)  # long enough that neither process can take all
    return os.getpid()


def test_every_item_comes_once_with_its_result() -> None:
    found = list(parallel.parallel_map(lambda number: number * number, ITEMS, 7))
    assert sorted(found) == [(number, number * number) for number in ITEMS]


def test_this_process_takes_part() -> None:
    found = dict(parallel.parallel_map(_where, ITEMS))
    assert len(set(found.values())) == 2
    assert os.getpid() in found.values()


def test_all_is_done_here_with_one_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "processors", lambda: 1)
    assert set(dict(parallel.parallel_map(_where, ITEMS)).values()) == {os.getpid()}


def test_all_is_done_here_in_a_thread() -> None:
    found: list[tuple[int, int]] = []
    thread = threading.Thread(target=lambda: found.extend(parallel.parallel_map(_where, ITEMS)))
    thread.start()
    thread.join()
    assert set(dict(found).values()) == {os.getpid()}


@pytest.mark.parametrize("item", [ITEMS[0], ITEMS[-1]])
def test_an_exception_in_either_process_is_raised_here(item: int) -> None:
    def fail(number: int) -> int:
        if number == item:
            raise ValueError(f"not {number}")
        return _where(number)

    with pytest.raises(ValueError, match=f"not {item}"):
        list(parallel.parallel_map(fail, ITEMS))


def test_a_killed_process_is_told_of() -> None:
    here = os.getpid()

    def die(number: int) -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return _where(number)

    with pytest.raises(BrokenProcessPool):
        list(parallel.parallel_map(die, ITEMS))


def test_what_is_begun_beside_is_done_in_another_process_and_here_when_asked_for() -> None:
    begun = parallel.beside(_where, ITEMS)
    time.sleep(0.05)
    found = dict(begun)
    assert set(found) == set(ITEMS)
    assert found[ITEMS[0]] != os.getpid()
    assert os.getpid() in found.values()


def test_what_is_begun_beside_and_not_yet_done_does_not_keep_the_next_from_this_process() -> None:
    """Whichever is free takes the next, in their order."""

    def slow(number: int) -> int:
        time.sleep(0.5 if number == 0 else 0)
        return os.getpid()

    begun = parallel.beside(slow, [0, 1, 2])
    time.sleep(0.25)
    found = dict(begun)
    assert found[0] != os.getpid()
    assert found[1] == found[2] == os.getpid()


def test_it_is_begun_before_it_is_asked_for() -> None:
    begun = parallel.beside(lambda _: time.monotonic(), [None])
    time.sleep(0.5)
    asked = time.monotonic()
    ((_, done),) = begun
    assert done < asked


def test_what_is_begun_beside_and_not_wanted_ends_when_it_is_closed(tmp_path: Path) -> None:
    def note(number: int) -> None:
        (tmp_path / f"{number}").touch()
        time.sleep(0.05)

    parallel.beside(note, ITEMS).close()
    done = len(list(tmp_path.iterdir()))
    assert done < len(ITEMS)
    time.sleep(0.2)
    assert len(list(tmp_path.iterdir())) == done


def test_what_cannot_be_begun_beside_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "processors", lambda: 1)
    assert set(dict(parallel.beside(_where, ITEMS)).values()) == {os.getpid()}


def test_an_exception_beside_is_raised_when_the_result_is_asked_for() -> None:
    def fail(number: int) -> int:
        raise ValueError(f"not {number}")

    begun = parallel.beside(fail, [1])
    with pytest.raises(ValueError, match="not 1"):
        list(begun)
