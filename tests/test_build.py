from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from typing import Any

import archives
import pytest
import sites

from chronology.build import record
from chronology.build.build import build
from chronology.content import archive
from chronology.problems import ContentError, Problem
from chronology.validation import run

TALKS = "events/2023/2023-02-03-talks.md"
FILES: archives.Files = {
    "actors/more.yaml": "usa: {type: state, name: United States}\n"
    "club: {type: organization, name: The Club}\n",
    TALKS: sites.event(date="2023-02-03", actors="[usa, club]", place=None, topics=None),
    "pages/about.md": "---\ntitle: About\norder: 1\n---\nWe.\n",
    "pages/aside.md": "---\ntitle: Aside\n---\nThey.\n",
}
VISIT = "events/2024-04-09-visit/index.html"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A folder that has been built once, and not touched for long."""
    content = sites.write(tmp_path / "content", FILES)
    archives.settle(content)
    sites.build(content)
    return content


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def written(content: Path, cold: bool = False, **changed: Any) -> set[str]:
    """The files that a build wrote or removed; after it the site is as if built anew."""
    output = content.parent / "output"
    before = stamps(output)
    archives.settle(content)
    sites.build(content, cold=cold, **changed)
    after = stamps(output)
    shutil.rmtree(content.parent / "anew", ignore_errors=True)
    anew = sites.build(content, **{**changed, "OUTPUT_PATH": str(content.parent / "anew")})
    assert sites.tree(output) == sites.tree(anew)
    return {path for path, stamp in after.items() if before.get(path) != stamp} | (
        set(before) - set(after)
    )


def test_nothing_changed_nothing_is_looked_at_or_written(content: Path) -> None:
    before = stamps(content.parent / "output")
    assert build(sites.settings(content)) is None
    assert stamps(content.parent / "output") == before


def test_a_file_saved_without_a_change_writes_nothing(content: Path) -> None:
    (content / TALKS).touch()
    assert written(content) == set()


def beside_downloads(paths: set[str]) -> set[str]:
    """Without what is made of all bodies together."""
    return {path for path in paths if not path.startswith(("data/", "search/"))}


def test_a_changed_body_writes_no_page_list_table_or_calendar_but_its_own(content: Path) -> None:
    sites.put(content, sites.EVENT, sites.event("A body."))
    assert beside_downloads(written(content)) == {VISIT}


def test_a_body_that_comes_to_quote_an_actor_writes_the_page_of_the_actor(content: Path) -> None:
    sites.put(content, sites.EVENT, sites.event("> Yes.\n>\n> — china\n"))
    assert written(content) >= {VISIT, "actors/china/index.html"}
    sites.put(content, sites.EVENT, sites.event("> Yes.\n>\n> — china\n\nNo more.\n"))
    assert VISIT in written(content)
    sites.put(content, sites.EVENT, sites.event("No more.\n"))
    assert written(content) >= {VISIT, "actors/china/index.html"}


def test_a_body_changed_while_another_command_looked_is_written(content: Path) -> None:
    sites.put(content, sites.EVENT, sites.event("A body."))
    archives.settle(content)
    archives.examined(content)  # as `check` and the preview do: they fill the cache
    assert VISIT in written(content)


def test_what_another_version_judged_is_judged_anew(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Problem(TALKS, "title", "said by this version", "change it")
    monkeypatch.setattr(run, "check_records", lambda archive: [found])
    assert archives.examined(content)[1] == []
    monkeypatch.setattr(archive, "engine_key", lambda: b"another")
    assert [problem.message for problem in archives.examined(content)[1]] == [found.message]


def test_a_changed_body_of_a_prose_page_writes_that_page_alone(content: Path) -> None:
    sites.put(content, "pages/aside.md", "---\ntitle: Aside\n---\nThey again.\n")
    assert written(content) == {"aside/index.html"}


def test_what_cannot_be_linked_is_reported_by_its_errors(content: Path) -> None:
    sites.put(content, TALKS, sites.event(date="2023-02-03", actors="[nowhere]"))
    with pytest.raises(ContentError) as raised:
        sites.build(content)
    assert [problem.code for problem in raised.value.problems] == ["unknown-id"]
    assert raised.value.problems[0].line


def test_a_changed_title_is_written_wherever_it_stands_and_nowhere_else(content: Path) -> None:
    sites.put(content, sites.EVENT, sites.event(title="Russia calls on China"))
    found = {path for path in written(content) if path.endswith(".html")}
    assert found >= {
        VISIT,
        "index.html",
        "2024/index.html",
        "2024/04/index.html",
        "on/04-09/index.html",
        "actors/china/index.html",
        "actors/russia/index.html",
        "relations/china/russia/index.html",
        "topics/trade/index.html",
        "places/beijing/index.html",
        "types/visit/index.html",
    }
    assert found.isdisjoint(
        {
            "2023/index.html",
            "actors/usa/index.html",
            "about/index.html",
            "types/call/index.html",
            "404.html",
        }
    )


def test_a_changed_name_is_written_wherever_it_stands(content: Path) -> None:
    sites.put(content, "actors/more.yaml", str(FILES["actors/more.yaml"]).replace("Club", "Ring"))
    found = written(content)
    assert found >= {
        "actors/club/index.html",
        "actors/index.html",
        "events/2023-02-03-talks/index.html",
    }
    assert found.isdisjoint({"actors/china/index.html", "about/index.html"})


def test_a_deleted_event_leaves_nothing(content: Path) -> None:
    (content / TALKS).unlink()
    found = written(content)
    assert {"events/2023-02-03-talks/index.html", "2023/index.html", "2023/02/index.html"} <= found
    assert not (content.parent / "output/2023").exists()
    assert sites.holding(content.parent / "output", "2023-02-03-talks") == []


def test_an_added_event_is_written_and_its_neighbours_know_it(content: Path) -> None:
    talk = "events/2024/2024-05-01-talk.md"
    sites.put(content, talk, sites.event(date="2024-05-01", added="2024-05-02", title="Talk"))
    found = written(content)
    assert {"events/2024-05-01-talk/index.html", VISIT, "2024/05/index.html"} <= found
    assert "events/2023-02-03-talks/index.html" not in found


def test_a_page_is_written_alone_unless_every_page_names_it(content: Path) -> None:
    pages = set(sites.tree(content.parent / "output"))
    sites.put(content, "pages/aside.md", "---\ntitle: Another\n---\nThey.\n")
    assert {path for path in written(content) if path.endswith(".html")} == {"aside/index.html"}
    sites.put(content, "pages/about.md", "---\ntitle: What this is\norder: 1\n---\nWe.\n")
    all_pages = {path for path in pages if path.endswith(".html")}
    assert written(content) >= all_pages


@pytest.mark.parametrize("way", ["cold", "setting", "template", "cache lost", "site lost"])
def test_what_concerns_all_pages_writes_all(content: Path, tmp_path: Path, way: str) -> None:
    changed: dict[str, Any] = {}
    if way == "setting":
        changed = {"SITENAME": "Another"}
    if way == "template":
        changed = {"THEME": str(tmp_path / "theme")}
        shutil.copytree(sites.THEME, tmp_path / "theme")
        with open(tmp_path / "theme/templates/404.html", "a") as stream:
            stream.write("{# changed #}")
    if way == "cache lost":
        shutil.rmtree(tmp_path / "cache")
    if way == "site lost":
        shutil.rmtree(tmp_path / "output")
    found = written(content, cold=way == "cold", **changed)
    assert found >= {path for path in stamps(tmp_path / "output") if path.endswith(".html")}


DAMAGED = ("index.html", VISIT, "data/chronology.sqlite", "data/events.csv", "theme/mark.svg")


@pytest.mark.parametrize("path", DAMAGED)
@pytest.mark.parametrize("way", ["missing", "cut", "replaced", "link"])
def test_fault_55_a_missing_or_altered_file_is_written_again(
    content: Path, path: str, way: str
) -> None:
    file = content.parent / "output" / path
    before = file.read_bytes()
    if way == "cut":
        file.write_bytes(before[:9])
    elif way == "replaced":
        file.write_bytes(b"x" * len(before))
    else:
        file.unlink()
        if way == "link":
            file.symlink_to(content / TALKS)
    assert written(content) == {path}
    assert file.read_bytes() == before
    assert not file.is_symlink()
    assert build(sites.settings(content)) is None


def test_fault_55_a_missing_folder_is_written_again(content: Path) -> None:
    shutil.rmtree(content.parent / "output/events")
    assert written(content) == {VISIT, "events/2023-02-03-talks/index.html"}


def test_fault_54_files_of_others_stay_and_count_as_kept(content: Path) -> None:
    output = content.parent / "output"
    others = ("CNAME", ".git/HEAD", "events/notes.txt", "google1234.html")
    for path in others:
        sites.put(output, path, "mine")
    pages = len(stamps(output)) - len(others)
    for cold in (True, False, True):
        sites.put(content, sites.EVENT, sites.event(f"{cold}", title=f"Title {cold}"))
        report = build(sites.settings(content), cold=cold)
        assert report is not None
        assert report.written + report.kept == pages + len(others)
        assert (report.written == pages) == cold
        assert [(output / path).read_text() for path in others] == ["mine"] * len(others)


def test_a_source_of_the_same_size_and_time_is_caught_by_a_cold_build_and_by_check(
    content: Path,
) -> None:
    file = content / sites.EVENT
    stamp = file.stat()
    archives.examined(content)
    file.write_bytes(file.read_bytes().replace(b"Russia visits", b"Russia_visits"))
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    found, _ = archives.examined(content)
    assert found.events["2024-04-09-visit"].record.title == "Russia_visits China"
    file.write_bytes(file.read_bytes().replace(b"Russia_visits", b"Russia.visits"))
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    output = sites.build(content, cold=True)
    assert "Russia.visits China" in (output / VISIT).read_text("utf-8")


@pytest.mark.parametrize("name", ["components/mark.svg", "notes.txt", "page.html"])
def test_every_file_below_templates_is_an_input_of_every_page(
    content: Path, tmp_path: Path, name: str
) -> None:
    theme = shutil.copytree(sites.THEME, tmp_path / "theme")
    sites.build(content, THEME=str(theme))
    with open(theme / "templates" / name, "a", encoding="utf-8") as stream:
        stream.write("{# changed #}")
    pages = {path for path in stamps(tmp_path / "output") if path.endswith(".html")}
    assert written(content, THEME=str(theme)) >= pages


def test_a_translation_that_turns_out_to_be_in_another_language(content: Path) -> None:
    chinese, russian = (sites.EVENT.replace(".md", f".{lang}.md") for lang in ("zh", "ru"))
    sites.put(content, chinese, "---\ntitle: Визит\n---\n")
    written(content)
    (content / chinese).rename(content / russian)
    assert "data/translations.csv" in written(content)


def test_fault_56_checksums_are_those_of_the_bytes_published(content: Path) -> None:
    data = content.parent / "output/data"
    table = data / "events.jsonl"
    table.write_bytes(table.read_bytes().replace(b"Russia", b"Xussia"))
    os.utime(table, ns=(0, 0))
    sites.put(content, sites.EVENT, sites.event("Words."))
    written(content)
    sums = dict(line.split("  ")[::-1] for line in (data / "SHA256SUMS").read_text().splitlines())
    assert sums
    for name, total in sums.items():
        assert hashlib.sha256((data / name).read_bytes()).hexdigest() == total
    assert b"Xussia" not in table.read_bytes()


def test_a_site_that_cannot_be_remembered_is_published_with_a_warning(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise ContentError([Problem("cache", "cache", "the cache cannot be used: full", "room")])

    sites.put(content, sites.EVENT, sites.event(title="Changed"))
    with monkeypatch.context() as failing:
        failing.setattr(record, "save", full)
        report = build(sites.settings(content))
    assert report is not None
    [problem] = [one for one in report.warnings if one.code == "cache"]
    assert problem.severity == "warning"
    assert "Changed" in (content.parent / "output" / VISIT).read_text("utf-8")
    assert VISIT in written(content)


def test_errors_leave_the_site_as_it_was(content: Path) -> None:
    before = stamps(content.parent / "output")
    sites.put(content, sites.EVENT, sites.event(place="bejing", date="2024-02-31"))
    sites.put(content, TALKS, sites.event(type="tlak"))
    with pytest.raises(ContentError) as raised:
        sites.build(content)
    assert {problem.code for problem in raised.value.problems} >= {"bad-date", "unknown-id"}
    assert stamps(content.parent / "output") == before


def test_a_site_mended_after_an_error_is_written(content: Path) -> None:
    good = (content / sites.EVENT).read_bytes()
    sites.put(content, sites.EVENT, sites.event(place="bejing"))
    with pytest.raises(ContentError):
        sites.build(content)
    sites.put(content, sites.EVENT, good)
    assert written(content) == set()


def test_the_report_tells_what_was_done(tmp_path: Path) -> None:
    content = sites.write(tmp_path / "content", {sites.EVENT: sites.event(added="2024-04-08")})
    report = build(sites.settings(content))
    assert report is not None
    assert report.events == 1
    assert report.pages == report.written == len(stamps(tmp_path / "output"))
    assert report.removed == 0
    assert [problem.code for problem in report.warnings] == ["recorded-early"]
    assert set(report.times) >= {"read", "plan", "render", "exchange"}
    assert all(seconds >= 0 for seconds in report.times.values())


def test_drafts_are_built_only_for_a_preview(tmp_path: Path) -> None:
    content = sites.write(tmp_path / "content", {TALKS: sites.event(status="draft", date="2023")})
    output = sites.build(content)
    assert not (output / "events/2023-02-03-talks").exists()
    sites.build(content, CHRONOLOGY_DRAFTS=True)
    assert (output / "events/2023-02-03-talks/index.html").exists()
    sites.build(content)
    assert not (output / "events/2023-02-03-talks").exists()


def test_two_sites_share_a_cache(tmp_path: Path) -> None:
    cache = str(tmp_path / "cache")
    one = sites.write(tmp_path / "one/content", {})
    two = sites.write(tmp_path / "two/content", {sites.EVENT: sites.event(title="Another")})
    for _ in range(2):
        first = sites.build(one, CACHE_PATH=cache)
        second = sites.build(two, CACHE_PATH=cache)
    assert "Russia visits China" in (first / VISIT).read_text("utf-8")
    assert ">Another<" in (second / VISIT).read_text("utf-8")
