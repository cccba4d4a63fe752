from __future__ import annotations

import json
from pathlib import Path

import pytest

from chronology.build.output import GENERATOR, Output, refuse
from chronology.problems import ContentError

OLD = {"index.html": "old", "a/index.html": "a", "b/c/index.html": "c"}


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


def alone(output: Output) -> bool:
    """Nothing of the build is left beside the site."""
    return [path.name for path in output.folder.parent.iterdir()] == ["output"]


def test_a_staged_site_takes_the_place_of_the_old_one(output: Output) -> None:
    with output.staging() as stage:
        fill(stage, {"index.html": "new"})
        assert texts(output.folder) == OLD
    output.exchange()
    assert texts(output.folder) == {"index.html": "new"}
    assert alone(output)


def test_the_first_site_needs_no_old_one(tmp_path: Path) -> None:
    output = Output(tmp_path / "deep" / "output")
    with output.staging() as stage:
        fill(stage, {"index.html": "new"})
    output.exchange()
    assert texts(output.folder) == {"index.html": "new"}


def test_a_failed_exchange_puts_the_old_site_back(
    output: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self == output.staged:
            raise OSError("no")
        return genuine(self, target)

    with output.staging() as stage:
        fill(stage, {"index.html": "new"})
    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(ContentError) as raised:
        output.exchange()
    assert raised.value.problems[0].code == "output"
    assert texts(output.folder) == OLD


def test_a_change_writes_and_removes_and_leaves_no_empty_folder(output: Output) -> None:
    with output.staging() as stage:
        fill(stage, {"a/index.html": "changed", "d/e/index.html": "new"})
    output.change(["a/index.html", "d/e/index.html"], ["b/c/index.html", "never/there.html"])
    assert texts(output.folder) == {
        "index.html": "old",
        "a/index.html": "changed",
        "d/e/index.html": "new",
    }
    assert not (output.folder / "b").exists()
    assert alone(output)


def test_a_folder_that_still_holds_something_stays(output: Output) -> None:
    fill(output.folder, {"b/index.html": "b"})
    with output.staging():
        pass
    output.change([], ["b/c/index.html"])
    assert (output.folder / "b/index.html").exists()
    assert not (output.folder / "b/c").exists()


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


def test_a_full_disk_is_told_in_words(output: Output) -> None:
    with pytest.raises(ContentError) as raised, output.staging():
        raise OSError(28, "No space left on device")
    (problem,) = raised.value.problems
    assert problem.code == "output"
    assert "No space left" in problem.message
    assert "make room" in problem.hint


def test_there_is_nothing_to_recover_after_a_whole_run(output: Output) -> None:
    assert not output.recover()
    assert texts(output.folder) == OLD


@pytest.mark.parametrize("applied", [0, 1, 2])
def test_a_journal_is_carried_out_from_wherever_the_run_died(output: Output, applied: int) -> None:
    beside = output.folder.parent
    journal = {"write": ["a/index.html", "d/index.html"], "remove": ["b/c/index.html"]}
    (beside / ".output.journal").write_text(json.dumps(journal))
    written = {"a/index.html": "changed", "d/index.html": "new"}
    for path in journal["write"][:applied]:
        fill(output.folder, {path: written[path]})
    fill(output.staged, {path: written[path] for path in journal["write"][applied:]})
    assert output.recover()
    assert texts(output.folder) == {"index.html": "old", **written}
    assert alone(output)


@pytest.mark.parametrize("state", ["staging", "between", "removing"])
def test_a_cold_build_that_died_leaves_one_whole_site(output: Output, state: str) -> None:
    old, new = output.folder.with_name(".output.old"), {"index.html": "new"}
    fill(output.staged, new)
    if state != "staging":
        output.folder.rename(old)
    if state == "removing":
        output.staged.rename(output.folder)
    assert output.recover() == (state != "staging")
    assert texts(output.folder) == (new if state == "removing" else OLD)
    assert alone(output)


def test_the_stamp_tells_another_site_from_ours(output: Output) -> None:
    before = output.stamp()
    assert before == output.stamp() != b""
    (output.folder / "index.html").write_text("another's")
    assert output.stamp() not in (before, b"")
    (output.folder / "index.html").unlink()
    assert output.stamp() == b""


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
        ({"index.html": f'<meta name="generator" content="{GENERATOR}">'}, False),
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
