from __future__ import annotations

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronology.content import scan


def scanned(root: Path, *paths: str) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("x")
    files, problems = scan.scan(root)
    return {f.path: f.kind for f in files}, {p.path: (p.code, p.hint) for p in problems}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("events/2024/2024-04-09-a.md", "event"),
        ("events/a.md", "event"),
        ("events/any/depth/a.md", "event"),
        ("events/2024/a.zh.md", "translation"),
        ("events/2024/a.sr-Latn.md", "translation"),
        ("actors/states.yaml", "registry"),
        ("actors/more/persons.yml", "registry"),
        ("topics.yaml", "registry"),
        ("places.yaml", "registry"),
        ("event-types.yaml", "registry"),
        ("storylines.yaml", "registry"),
        ("pages/about.md", "page"),
        ("images/persons/a.JPG", "asset"),
    ],
)
def test_every_file_of_the_format_has_its_kind(tmp_path: Path, path: str, kind: str) -> None:
    assert scanned(tmp_path, path) == ({path: kind}, {})


@pytest.mark.parametrize(
    ("path", "code", "hint"),
    [
        ("event/2024/a.md", "bad-path", "did you mean `events`?"),
        ("topic.yaml", "bad-path", "did you mean `topics`?"),
        ("events/2024/a.txt", "bad-path", "rename it to `a.md`"),
        ("images/a.svg", "bad-path", "an event is"),
        ("notes.md", "bad-path", "an event is"),
        ("events/2024/Xi_Lavrov.md", "bad-id", "lower-case"),
        ("events/2024/a--b.md", "bad-id", "lower-case"),
        (f"events/2024/{'a' * 101}.md", "bad-id", "at most 100"),
        ("events/2024/a.Chinese.md", "bad-path", "`zh`, `ru` or `sr-Latn`"),
        ("events/2024/a.zh.old.md", "bad-path", "<id>.<lang>.md"),
        ("pages/more/about.md", "bad-id", "lower-case"),
    ],
)
def test_a_file_without_a_place_is_told(tmp_path: Path, path: str, code: str, hint: str) -> None:
    kinds, problems = scanned(tmp_path, path)
    assert kinds == {}
    assert problems[path][0] == code
    assert hint in problems[path][1]


@pytest.mark.parametrize(
    "path",
    ["events/.a.md.swp", "events/a.md~", "events/#a.md#", ".git/config", ".DS_Store", "Thumbs.db"],
)
def test_what_programs_leave_behind_is_no_content(tmp_path: Path, path: str) -> None:
    assert scanned(tmp_path, path) == ({}, {})


def test_files_come_in_the_order_of_their_paths(tmp_path: Path) -> None:
    kinds, _ = scanned(
        tmp_path, "topics.yaml", "events/2024/b.md", "events/2023/c.md", "events/a.md"
    )
    assert list(kinds) == sorted(kinds)


def test_the_stamp_is_size_and_time(tmp_path: Path) -> None:
    scanned(tmp_path, "topics.yaml")
    status = (tmp_path / "topics.yaml").stat()
    assert scan.scan(tmp_path)[0][0].stamp == (1, status.st_mtime_ns)


def test_links_are_followed_only_inside(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.md").write_text("x")
    root = tmp_path / "content"
    scanned(root, "events/2024/a.md")
    (root / "events/2024/b.md").symlink_to(root / "events/2024/a.md")
    (root / "events/2024/c.md").symlink_to(outside / "a.md")
    (root / "events/2025").symlink_to(root / "events/2024")
    (root / "events/2024/d.md").symlink_to(root / "nowhere.md")
    (root / "actors").symlink_to(outside)
    kinds, problems = scanned(root)
    assert set(kinds) == {"events/2024/a.md", "events/2024/b.md"}
    assert {path: code for path, (code, _) in problems.items()} == {
        "events/2024/c.md": "unsafe-path",
        "events/2025": "unsafe-path",
        "events/2024/d.md": "unreadable",
        "actors": "unsafe-path",
    }


def test_a_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    files, (problem,) = scan.scan(tmp_path / "gone")
    assert files == []
    assert problem.code == "unreadable"


def test_id_and_language_come_from_the_name() -> None:
    assert scan.event_id("events/2024/2024-04-09-a.zh.md") == "2024-04-09-a"
    assert scan.language("events/2024/2024-04-09-a.zh-Hant.md") == "zh-Hant"


NEAR = ["a.md", "a.md/b.md", "a-1.md", "a.zh.md", "a/b.md", "a/c.md", "a0.md", "b.md"]


@given(st.lists(st.sampled_from(NEAR), max_size=6), st.lists(st.sampled_from(NEAR), max_size=6))
def test_an_earlier_scan_brought_up_to_date_is_a_new_one(before: list[str], now: list[str]) -> None:
    with TemporaryDirectory() as folder_name:
        root = Path(folder_name)
        earlier = _write(root, before)
        shutil.rmtree(root / "events")
        anew = _write(root, now)
        changed = [f"events/{one}" for one in (*before, *now)]
        assert scan.again(root, earlier, [*changed, *changed[:2]]) == anew
        assert scan.again(root, earlier, ["events"]) == anew


def _write(root: Path, names: list[str]) -> scan.Scan:
    """The scan of a folder of these events; a name that is a folder already is left out."""
    (root / "events").mkdir()
    for name in sorted(names, key=len, reverse=True):
        file = root / "events" / name
        if not file.exists() and not any(parent.is_file() for parent in file.parents):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("x")
            os.utime(file, (1, 1))
    return scan.scan(root)
