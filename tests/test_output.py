from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from chronology.build import output as outputs
from chronology.build.output import GENERATOR, Ours, Output, refuse
from chronology.build.record import FileRecord
from chronology.problems import ContentError

PAGE = f'<meta name="generator" content="{GENERATOR}">'
OLD = {"index.html": "old", "a/index.html": "a", "b/c/index.html": "c"}
OTHERS = {"CNAME": "example.org", ".git/config": "[core]", "a/notes.txt": "mine"}


def fill(folder: Path, texts: dict[str, str]) -> None:
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


def texts(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def output(tmp_path: Path) -> Output:
    fill(tmp_path / "output", OLD)
    return Output(tmp_path / "output")


def replace(
    output: Output,
    new: dict[str, str],
    unchanged: set[str] = frozenset(),  # type: ignore[assignment]
    record: dict[str, str] | None = OLD,
) -> int:
    """Write a site of new and unchanged files in the place of the old one."""
    planned = new.keys() | unchanged
    with output.locked(print), output.staging() as stage:
        ours = Ours(output.folder, record, planned)
        others = output.carry_over(stage, unchanged, planned, ours)
        fill(stage, new)
        output.exchange(stage)
    return others


def alone(output: Output) -> bool:
    """Whether the build has left nothing beside the site."""
    return [path.name for path in output.folder.parent.iterdir()] == ["output"]


def test_a_staged_site_takes_the_place_of_the_old_one(output: Output) -> None:
    replace(output, {"index.html": "new"})
    assert texts(output.folder) == {"index.html": "new"}
    assert alone(output)


def test_the_first_site_needs_no_old_one(tmp_path: Path) -> None:
    output = Output(tmp_path / "deep" / "output")
    replace(output, {"index.html": "new"}, record=None)
    assert texts(output.folder) == {"index.html": "new"}


def test_unchanged_files_stay_and_a_folder_that_lost_its_files_goes(output: Output) -> None:
    before = (output.folder / "a/index.html").stat()
    replace(output, {"index.html": "new", "d/e/index.html": "e"}, {"a/index.html"})
    assert texts(output.folder) == {"index.html": "new", "a/index.html": "a", "d/e/index.html": "e"}
    assert (output.folder / "a/index.html").stat().st_mtime_ns == before.st_mtime_ns
    assert not (output.folder / "b").exists()


def test_a_file_system_without_hard_links_gets_copies(
    output: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError("no links here")

    before = (output.folder / "a/index.html").stat().st_mtime_ns
    monkeypatch.setattr(os, "link", refused)
    replace(output, {"index.html": "new"}, {"a/index.html"})
    assert texts(output.folder) == {"index.html": "new", "a/index.html": "a"}
    assert (output.folder / "a/index.html").stat().st_mtime_ns == before


def test_fault_54_files_of_others_are_kept_and_counted(output: Output) -> None:
    fill(output.folder, OTHERS)
    (output.folder / ".git/refs/tags").mkdir(parents=True)
    (output.folder / ".git").chmod(0o700)
    (output.folder / "link").symlink_to("CNAME")
    assert replace(output, {"index.html": "new"}) == 4
    assert texts(output.folder) == {"index.html": "new", "link": "example.org"} | OTHERS
    assert (output.folder / ".git/refs/tags").is_dir()
    assert (output.folder / ".git").stat().st_mode & 0o777 == 0o700
    assert (output.folder / "link").is_symlink()


def test_fault_54_without_a_record_our_own_pages_are_known_by_their_mark(output: Output) -> None:
    gone = {"index.html": PAGE, "events/gone/index.html": PAGE, "events/gone/feed.atom": "x"}
    mine = {"mine/index.html": "<h1>Mine</h1>", "mine/feed.atom": "y", "events/mine.txt": "z"}
    fill(output.folder, gone | mine)
    new = {"index.html": PAGE, "feed.atom": "new"}
    replace(output, new, record=None)
    assert texts(output.folder) == new | mine | {"a/index.html": "a", "b/c/index.html": "c"}


@pytest.fixture
def _pair(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that cannot exchange two folders in one step."""
    monkeypatch.setattr(outputs, "_exchanged", lambda *_: False)


@pytest.mark.usefixtures("_pair")
def test_folders_are_renamed_where_the_system_cannot_exchange_them(output: Output) -> None:
    replace(output, {"index.html": "new"})
    assert texts(output.folder) == {"index.html": "new"}
    assert alone(output)


@pytest.mark.usefixtures("_pair")
def test_a_failed_exchange_puts_the_old_site_back(
    output: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if ".staged-" in self.name:
            raise OSError("no")
        return genuine(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(ContentError) as raised:
        replace(output, {"index.html": "new"})
    assert raised.value.problems[0].code == "output"
    assert texts(output.folder) == OLD
    assert alone(output)


def test_what_a_dead_build_left_is_removed_and_the_old_site_put_back(output: Output) -> None:
    beside = output.folder.parent
    fill(beside / ".output.staged-1-ab", {"index.html": "half"})
    output.folder.rename(beside / ".output.old")
    (beside / ".output.lock").write_text("1")
    with output.locked(print):
        assert texts(output.folder) == OLD
    assert alone(output)


def test_an_old_site_that_was_already_replaced_is_removed(output: Output) -> None:
    fill(output.folder.parent / ".output.old", {"index.html": "older"})
    with output.locked(print):
        assert texts(output.folder) == OLD
    assert alone(output)


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_while_staging_leaves_the_site_and_nothing_else(
    output: Output, error: BaseException
) -> None:
    expected = ContentError if isinstance(error, OSError) else type(error)
    with pytest.raises(expected), output.staging() as stage:  # noqa: PT012
        fill(stage, {"index.html": "half"})
        raise error
    assert texts(output.folder) == OLD
    assert alone(output)


def test_a_full_disk_is_reported_in_words(output: Output) -> None:
    with pytest.raises(ContentError) as raised, output.staging():
        raise OSError(28, "No space left on device")
    (problem,) = raised.value.problems
    assert problem.code == "output"
    assert "No space left" in problem.message
    assert "make room" in problem.hint


def test_fault_55_missing_and_altered_files_are_noticed(output: Output) -> None:
    def recorded(path: str) -> FileRecord:
        status = (output.folder / path).stat()
        return FileRecord(status.st_size, status.st_mtime_ns, b"")

    record = {path: recorded(path) for path in OLD}
    assert output.altered(record) == set()
    (output.folder / "a/index.html").unlink()
    (output.folder / "index.html").write_text("new")
    fill(output.folder, OTHERS)
    assert output.altered(record) == {"a/index.html", "index.html"}


def test_a_second_process_waits_for_the_lock_and_names_its_holder(output: Output) -> None:
    code = (
        "import sys; from pathlib import Path; from chronology.build import lock\n"
        "with lock.exclusive(Path(sys.argv[1]), lambda process: print(process, flush=True)): pass\n"
        "print('had it')"
    )
    path = output.folder.parent / ".output.lock"
    environment = {**os.environ, "PYTHONPATH": str(Path(outputs.__file__).parents[2])}
    with output.locked(print):
        second = subprocess.Popen(
            [sys.executable, "-c", code, str(path)],
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        assert second.stdout
        assert second.stdout.readline() == f"{os.getpid()}\n"
    assert second.communicate(timeout=30)[0] == "had it\n"
    assert alone(output)


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Path, Path]:
    folders = tmp_path / "project" / "content", tmp_path / "project" / "theme"
    for folder in folders:
        folder.mkdir(parents=True)
    return folders


@pytest.mark.parametrize(
    "path", ["project", "project/content", "project/content/out", "project/theme/static", "."]
)
def test_a_folder_that_matters_is_never_replaced(
    tmp_path: Path, kept: tuple[Path, Path], path: str
) -> None:
    with pytest.raises(ContentError) as raised:
        refuse(tmp_path / path, *kept)
    assert raised.value.problems[0].code == "output"


@pytest.mark.parametrize("folder", [Path.home(), Path.cwd(), Path.home().parent, Path("/")])
def test_home_and_the_working_folder_are_never_replaced(
    kept: tuple[Path, Path], folder: Path
) -> None:
    with pytest.raises(ContentError):
        refuse(folder, *kept)


@pytest.mark.parametrize(
    ("files", "refused"),
    [
        ({}, False),
        ({"index.html": PAGE}, False),
        ({"404.html": PAGE, "index.html": "altered"}, False),
        ({".git/config": "[core]", "CNAME": "example.org", ".nojekyll": ""}, False),
        ({"index.html": "<h1>Somebody's site</h1>"}, True),
        ({"thesis.txt": "years of work"}, True),
    ],
)
def test_only_an_empty_folder_or_our_own_site_is_replaced(
    tmp_path: Path, kept: tuple[Path, Path], files: dict[str, str], refused: bool
) -> None:
    folder = tmp_path / "output"
    folder.mkdir()
    fill(folder, files)
    if refused:
        with pytest.raises(ContentError):
            refuse(folder, *kept)
    else:
        refuse(folder, *kept)


def test_a_file_and_a_link_are_not_replaced(tmp_path: Path, kept: tuple[Path, Path]) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "file").write_text("x")
    for name in ("link", "file"):
        with pytest.raises(ContentError):
            refuse(tmp_path / name, *kept)
    refuse(tmp_path / "not-there-yet", *kept)


@pytest.mark.parametrize("options", [["-t", "tmpfs", "tmpfs"], ["--bind"]])
def test_a_mount_point_is_refused_before_anything_is_staged(
    tmp_path: Path, kept: tuple[Path, Path], options: list[str]
) -> None:
    folder, source = tmp_path / "output", tmp_path / "source"
    folder.mkdir()
    source.mkdir()
    command = ["mount", *options, *([str(source)] if "--bind" in options else []), str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("only root can mount a folder")
    try:
        with pytest.raises(ContentError, match="1 error") as raised:
            refuse(folder, *kept)
        assert "mount point" in raised.value.problems[0].message
    finally:
        subprocess.run(["umount", str(folder)], check=True)
