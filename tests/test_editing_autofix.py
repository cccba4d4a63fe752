"""`check --fix`: what it changes, and what it leaves to an editor."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import sites

from chronology.editing.autofix import apply_fixes

TODAY = "2026-11-26"


def fixed(root: Path, files: dict[str, str]) -> tuple[list[str], str]:
    """The changes reported, and the text of the event."""
    content = sites.write(root / "content", {**files})
    changes = apply_fixes(sites.settings(content), TODAY)
    file = content / sites.EVENT
    return changes, file.read_text("utf-8") if file.exists() else ""


@pytest.mark.parametrize(
    ("field", "wrong", "right"),
    [
        ("place", "bejing", "place: beijing\n"),
        ("actors", "[China, russia]", "actors: [china, russia]\n"),
        ("actors", "[china, rusia]", "actors: [china, russia]\n"),
        ("date", "9 April 2024", "date: 2024-04-09\n"),
        ("date", "circa 2024", "date: 2024~\n"),
        ("event_status", "ocurred", "event_status: occurred\n"),
        ("repoted", "2024-04-10", "reported: 2024-04-10\n"),
    ],
)
def test_a_fix_without_a_choice_is_applied(
    tmp_path: Path, field: str, wrong: str, right: str
) -> None:
    changes, text = fixed(tmp_path, {sites.EVENT: sites.event(**{field: wrong})})
    assert right in text
    assert len(changes) == 1
    assert changes[0].startswith(f"{sites.EVENT}:")
    assert [one for one in sites.check(tmp_path / "content") if one.severity == "error"] == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("date", "04/09/2024"),
        ("date", "2024-04-11/2024-04-09"),
        ("date", "2024-02-30"),
        ("date", "2024-13-04"),
        ("date", "2024-13"),
        ("date", "'2024-04-08T16:00:00.000Z'"),
        ("date", "'2024-04-09 00:00:00+08:00'"),
        ("place", "peking"),
        ("type", "vist-"),
        ("related", "[{event: 2024-04-08-visit, relation: follows}]"),
    ],
)
def test_a_problem_that_leaves_a_choice_is_not_fixed(
    tmp_path: Path, field: str, value: str
) -> None:
    before = sites.event(**{field: value})
    assert fixed(tmp_path, {sites.EVENT: before}) == ([], before)


def test_comments_and_other_fields_are_kept(tmp_path: Path) -> None:
    before = sites.event("Bejing\n", place="bejing  # not sure").replace("topics: [trade]\n", "")
    _, text = fixed(tmp_path, {sites.EVENT: before})
    form = before.replace("sources: [{title: A report}]", "sources:\n  - title: A report")
    assert text == form.replace("place: bejing", "place: beijing")


def test_a_missing_day_of_entry_is_that_of_the_commit_or_today(tmp_path: Path) -> None:
    files = {sites.EVENT: sites.event(added=None)}
    changes, text = fixed(tmp_path, files)
    assert (changes, "added: 2026-11-26\n" in text) == (
        [f"{sites.EVENT}: `added` is {TODAY}"],
        True,
    )
    content = sites.write(tmp_path / "content", {**files})
    day = {"GIT_AUTHOR_DATE": "2024-05-01T12:00:00Z", "GIT_COMMITTER_DATE": "2024-05-01T12:00:00Z"}
    who = ["-c", "user.name=A", "-c", "user.email=a@a.example"]
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", "A"]):
        subprocess.run(
            ["git", *command], cwd=content, check=True, env={"PATH": "/usr/bin:/bin", **day}
        )
    assert apply_fixes(sites.settings(content), TODAY) == [f"{sites.EVENT}: `added` is 2024-05-01"]


def test_a_file_in_the_folder_of_another_year_is_moved(tmp_path: Path) -> None:
    path = "events/2023/2024-04-09-visit.md"
    changes, text = fixed(tmp_path, {sites.EVENT: "", path: sites.event()})
    assert (changes, text) == ([], "")  # there is another in its place
    (tmp_path / "content" / sites.EVENT).unlink()
    assert apply_fixes(sites.settings(tmp_path / "content"), TODAY) == [
        f"{path}: moved to {sites.EVENT}"
    ]
    assert sites.check(tmp_path / "content") == []


def test_a_registry_is_fixed_too(tmp_path: Path) -> None:
    files = {"places.yaml": "beijing: {name: Beijing, country: chima}  # the capital\n"}
    changes, _ = fixed(tmp_path, files)
    text = (tmp_path / "content/places.yaml").read_text("utf-8")
    assert "country: china" in text
    assert "# the capital" in text
    assert changes == ["places.yaml:1: `chima` is now `china`"]


def test_the_task_reports_its_changes(tmp_path: Path) -> None:
    import sys

    content = sites.write(tmp_path / "content", {sites.EVENT: sites.event(place="bejing")})
    done = subprocess.run(
        [sys.executable, "-m", "invoke", "check", "--fix", "--content", str(content)],
        cwd=sites.ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, "`bejing` is now `beijing`" in done.stderr) == (0, True)


@pytest.mark.parametrize(
    ("date", "readings"),
    [
        ("2024-13-04", ("2024-04-13", "2024")),
        ("'2024-04-08T16:00:00.000Z'", ("2024-04-08", "2024-04-09")),
        ("02/03/1962", ("1962-03-02", "1962-02-03")),
    ],
)
def test_fault_63_a_date_with_two_readings_is_an_error_that_names_both(
    tmp_path: Path, date: str, readings: tuple[str, str]
) -> None:
    content = sites.write(tmp_path / "content", {sites.EVENT: sites.event(date=date)})
    (problem,) = sites.check(content)
    assert (problem.severity, problem.code, problem.fix) == ("error", "bad-date", None)
    assert all(reading in problem.hint for reading in readings)
