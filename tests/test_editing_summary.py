"""What a change does to the record, in words."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import sites

from chronology.cache import Cache
from chronology.content import reader, scan
from chronology.editing import changelog

Files = dict[str, str | bytes | None]
HEADING = "## What this does to the record\n\n"
LAVROV = "lavrov: {type: person, name: Sergey Lavrov, names: {zh: 拉夫罗夫}, offices: [%s]}\n"


def told(tmp_path: Path, before: Files, after: Files) -> list[str]:
    """The lines of a summary, headings and blank lines left out."""
    sides = []
    for name, files in (("before", before), ("after", after)):
        content = sites.write(tmp_path / name, files)
        cache = Cache(tmp_path / f"{name}.sqlite")
        sides.append(reader.read(content, scan.scan(content), cache))
    text = changelog.as_markdown(*sides)
    assert text.startswith(HEADING)
    return [line for line in text.removeprefix(HEADING).splitlines() if line and line[0] != "#"]


def test_no_change_is_told_as_nothing(tmp_path: Path) -> None:
    assert told(tmp_path, {}, {"places.yaml": "# A comment.\n" + sites.PLACES}) == ["Nothing."]


def test_an_event_added_or_removed(tmp_path: Path) -> None:
    second = {"events/2024/2024-05-16-talks.md": sites.event(title="Talks", date="2024-05-16")}
    added = "1 event added: Talks (`2024-05-16-talks`)"
    assert told(tmp_path / "a", {}, {**second}) == [f"- {added}"]
    assert told(tmp_path / "b", {**second}, {}) == [f"- {added.replace('added', 'removed')}"]


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ({}, {"date": "2024-04-10"}, "date of %s changed: “2024-04-09” → “2024-04-10”"),
        ({}, {"summary": "One."}, "summary of %s added: “One.”"),
        ({"summary": "One."}, {}, "summary of %s removed: “One.”"),
        ({}, {"mentions": "[russia]"}, "mentions of %s changed: added “russia”"),
        ({}, {"actors": "[russia, china]"}, "actors of %s changed: only their order"),
        (
            {},
            {"actors": "[china, {actor: russia, role: visitor}]"},
            "actors of %s changed: added russia · visitor, removed russia · participant",
        ),
        ({}, {"body": "Words."}, "text of %s changed"),
    ],
)  # fmt: skip
def test_a_field_of_an_event(
    tmp_path: Path, before: dict[str, str], after: dict[str, str], line: str
) -> None:
    files = {sites.EVENT: sites.event(**before)}, {sites.EVENT: sites.event(**after)}
    assert told(tmp_path, *files) == [f"- {line % 'Russia visits China'}"]  # type: ignore[arg-type]


def test_an_office_and_a_name_of_a_person(tmp_path: Path) -> None:
    people = LAVROV % "{title: Minister, of: russia, from: 2004-03-09}"
    other = (LAVROV % "{title: Minister, of: russia, from: 2004-03-10}").replace(
        "{zh: 拉夫罗夫}", "{}"
    )
    assert told(tmp_path, {"actors/p.yaml": people}, {"actors/p.yaml": other}) == [
        "- the Chinese name of Sergey Lavrov removed: “拉夫罗夫”",
        "- offices of Sergey Lavrov changed: added Minister · russia · 2004-03-10, "
        "removed Minister · russia · 2004-03-09",
    ]


def test_a_file_that_only_moved_is_no_change_and_a_new_id_is_told(tmp_path: Path) -> None:
    moved: Files = {sites.EVENT: None, "events/other/2024-04-09-visit.md": sites.event()}
    assert told(tmp_path / "a", {}, moved) == ["Nothing."]
    renamed: Files = {
        sites.EVENT: None,
        "events/2024/2024-04-09-call.md": sites.event(former_ids="[2024-04-09-visit]"),
    }
    assert told(tmp_path / "b", {}, renamed) == [
        "- `2024-04-09-visit` is now `2024-04-09-call`",
        "- former ids of Russia visits China changed: added “2024-04-09-visit”",
    ]


def test_a_translation_and_a_page(tmp_path: Path) -> None:
    added: Files = {
        sites.EVENT.replace(".md", ".zh.md"): "---\ntitle: 访问\n---\n",
        "pages/about.md": "---\ntitle: About\n---\n\nWords.\n",
    }
    assert told(tmp_path, {}, added) == [
        "- 1 translation added: 访问 (`2024-04-09-visit.zh`)",
        "- 1 page added: About (`about`)",
    ]


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    lines = told(tmp_path, {}, {sites.EVENT: sites.event(titel="x")})
    assert f"Not compared, since they have errors: `{sites.EVENT}`" in lines


def test_records_cannot_bring_markup(tmp_path: Path) -> None:
    evil = {sites.EVENT: sites.event(title="'<img src=x> [a](http://b) @all'")}
    line = told(tmp_path, {}, {**evil})[0]
    assert r"\<img src=x\> \[a\]\(http://b\) \@all" in line


def git(repository: Path, *arguments: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=repository, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    sites.write(root / "content", {})
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "one")
    sites.put(root / "content", "places.yaml", sites.PLACES + "moscow: {name: Moscow}\n")
    git(root, "commit", "-q", "-a", "-m", "two")
    return root


def test_two_revisions_of_a_repository(repository: Path, tmp_path: Path) -> None:
    sites.put(repository / "content", "places.yaml", "not committed")
    text = changelog.of_range(repository, "content", "HEAD^1..HEAD", tmp_path / "a")
    assert text == HEADING + "### Places\n\n- 1 place added: Moscow (`moscow`)\n"
    assert changelog.of_range(repository, "content", "HEAD~1..", tmp_path / "b") == text


def test_content_that_was_not_there_before(repository: Path, tmp_path: Path) -> None:
    git(repository, "mv", "content", "record")
    git(repository, "commit", "-q", "-m", "three")
    text = changelog.of_range(repository, "record", "HEAD^1..HEAD", tmp_path / "a")
    assert "1 event added" in text
    assert "2 actors added" in text


@pytest.mark.parametrize("revisions", ["HEAD", "..HEAD", "nowhere..HEAD", "--all..HEAD", "A...B"])
def test_what_git_does_not_know_is_an_error(
    repository: Path, tmp_path: Path, revisions: str
) -> None:
    with pytest.raises(changelog.RevisionError):
        changelog.of_range(repository, "content", revisions, tmp_path / "a")


def test_the_task_prints_it(repository: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "invoke", "--search-root", str(sites.ROOT), "summary"]
        return subprocess.run(
            [*command, *arguments], cwd=repository, capture_output=True, text=True, timeout=60
        )

    done = run("HEAD^1..HEAD")
    assert (done.returncode, "1 place added: Moscow" in done.stdout) == (0, True)
    assert run("HEAD^1..HEAD", "--content", str(repository / "content")).stdout == done.stdout
    assert run("HEAD").returncode == 2
    assert run("HEAD^1..HEAD", "--content", str(sites.ROOT / "content")).returncode == 2
