"""The cache: what was stored comes back; what goes wrong with the file is an error or nothing."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from chronology import cache as caches
from chronology.cache import Cache
from chronology.problems import ContentError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "cache.sqlite"


def test_what_is_stored_comes_back_in_another_process(path: Path) -> None:
    Cache(path).put([("kind", "one", b"1"), ("kind", "two", b"2"), ("other", "one", b"3")])
    other = Cache(path)
    assert other.get("kind", "one") == b"1"
    assert other.get("kind", "three") is None
    assert other.all("kind") == {"one": b"1", "two": b"2"}


def test_values_are_replaced_and_deleted(path: Path) -> None:
    cache = Cache(path)
    cache.put([("kind", "one", b"1"), ("kind", "two", b"2")])
    cache.put([("kind", "one", b"new")], gone=[("kind", "two"), ("kind", "never there")])
    assert cache.all("kind") == {"one": b"new"}


def test_fault_47_a_damaged_value_is_not_used(path: Path) -> None:
    Cache(path).put([("kind", "one", b"1"), ("kind", "two", b"2")])
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE entries SET value = x'00' WHERE name = 'one'")
    connection.close()
    assert Cache(path).get("kind", "one") is None
    assert Cache(path).all("kind") == {"two": b"2"}


@pytest.mark.parametrize("rubbish", [b"this is no database", b"SQLite format 3\0" + b"x" * 5000])
def test_fault_47_a_damaged_file_is_replaced(path: Path, rubbish: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(rubbish)
    cache = Cache(path)
    assert cache.get("kind", "one") is None
    cache.put([("kind", "one", b"1")])
    assert Cache(path).get("kind", "one") == b"1"


def test_fault_47_a_file_damaged_meanwhile_is_replaced(path: Path) -> None:
    cache = Cache(path)
    cache.put([("kind", str(number), b"x" * 1000) for number in range(200)])
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    path.write_bytes(path.read_bytes()[:16384] + os.urandom(200_000))
    cache = Cache(path)
    cache.all("kind")
    cache.put([("kind", "one", b"1")])
    assert cache.get("kind", "one") == b"1"


def test_fault_47_a_file_of_another_program_is_replaced(path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE entries (something, other)")
    connection.close()
    Cache(path).put([("kind", "one", b"1")])
    assert Cache(path).get("kind", "one") == b"1"


def test_fault_58_a_locked_file_is_an_error_and_kept(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caches, "_PATIENCE", 0)
    Cache(path).put([("kind", "one", b"1")])
    locking = sqlite3.connect(path, isolation_level=None)
    locking.execute("BEGIN IMMEDIATE")
    with pytest.raises(ContentError) as raised:
        Cache(path).put([("kind", "two", b"2")])
    (problem,) = raised.value.problems
    assert (problem.code, problem.path) == ("cache", str(path))
    assert "locked" in problem.message
    locking.execute("ROLLBACK")
    locking.close()
    assert Cache(path).get("kind", "one") == b"1"


def test_fault_58_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ContentError) as raised:
        Cache(tmp_path / "file" / "cache.sqlite").get("kind", "one")
    assert raised.value.problems[0].code == "cache"


def test_a_forked_process_uses_a_connection_of_its_own(path: Path) -> None:
    cache = Cache(path)
    cache.put([("kind", "one", b"1")])
    child = os.fork()
    if child == 0:
        found = cache.get("kind", "one")
        cache.put([("kind", "two", b"2")])
        os._exit(0 if found == b"1" else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert cache.all("kind") == {"one": b"1", "two": b"2"}
