from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import archives
import pytest
import sites

from chronology.build.build import build
from chronology.content import archive
from chronology.problems import ContentError, Problem
from chronology.site.exports import listing
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


@pytest.mark.parametrize("many", [0, 50])
def test_a_body_that_comes_to_quote_an_actor_writes_the_page_of_the_actor(
    content: Path, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr("chronology.build.writer._MANY_BODIES", many)
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


@pytest.fixture
def _database_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """After an edit of a text the database is begun in another process."""
    monkeypatch.setattr("chronology.build.build._LONG", 0)
    monkeypatch.setattr("chronology.parallel.processors", lambda: 2)


@pytest.mark.usefixtures("_database_first")
def test_what_is_begun_in_another_process_is_what_it_is_made_new(content: Path) -> None:
    for text in ("A body.", "Another body."):
        sites.put(content, sites.EVENT, sites.event(text))
        assert written(content) >= {VISIT, "data/chronology.sqlite", "data/SHA256SUMS"}


@pytest.mark.usefixtures("_database_first")
def test_a_damaged_database_is_made_of_what_the_texts_are_now(content: Path) -> None:
    sites.put(content, sites.EVENT, sites.event("Words."))
    written(content)
    file = content.parent / "output/data/chronology.sqlite"
    file.write_bytes(file.read_bytes()[:4096])
    sites.put(content, sites.EVENT, sites.event("Other words."))
    assert "data/chronology.sqlite" in written(content)


@pytest.mark.usefixtures("_database_first")
def test_what_was_begun_is_gone_where_the_build_fails(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = content.parent / "output"
    before = stamps(output)
    sites.put(content, sites.EVENT, sites.event("A body."))
    archives.settle(content)
    with monkeypatch.context() as failing:
        failing.setattr("chronology.build.plan.some", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            sites.build(content)
    assert stamps(output) == before
    assert not (content.parent / ".output.staged").exists()
    assert VISIT in written(content)


@pytest.mark.parametrize("many", [0, 1000])  # judged beside, or here
def test_what_cannot_be_linked_is_told_of_by_its_errors(
    content: Path, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr("chronology.validation.run._MANY", many)
    monkeypatch.setattr("chronology.parallel.processors", lambda: 2)
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
            "events/2023-02-03-talks/index.html",
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


def test_another_front_page_than_ours_is_noticed(content: Path, tmp_path: Path) -> None:
    page = tmp_path / "output/index.html"
    page.write_text(page.read_text("utf-8").replace("<h1", "<h1 hidden"), "utf-8")
    assert VISIT in written(content)
    assert "<h1 hidden" not in page.read_text("utf-8")


@pytest.mark.parametrize("left", [0, 8, 4_096, None])
def test_files_that_were_damaged_are_not_built_upon(
    content: Path, monkeypatch: pytest.MonkeyPatch, left: int | None
) -> None:
    monkeypatch.setattr(listing, "MANY", 1)
    sites.put(content, sites.EVENT, sites.event("Words."))
    written(content)  # with an index of every file
    for name in ("data/chronology.sqlite", "data/events.csv", "events.ics"):
        file = content.parent / "output" / name
        if left is None:
            file.unlink()
        else:
            file.write_bytes(file.read_bytes()[:left])
    sites.put(content, sites.EVENT, sites.event("Other words.", title="Another title"))
    assert "data/chronology.sqlite" in written(content)


def test_a_translation_that_turns_out_to_be_in_another_language(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MANY", 1)
    chinese, russian = (sites.EVENT.replace(".md", f".{lang}.md") for lang in ("zh", "ru"))
    sites.put(content, chinese, "---\ntitle: Визит\n---\n")
    written(content)
    (content / chinese).rename(content / russian)
    assert "data/translations.csv" in written(content)


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
