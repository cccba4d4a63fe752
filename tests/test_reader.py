from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import archives
import pytest
import sites

from chronology.cache import Cache
from chronology.content import frontmatter
from chronology.content.archive import Archive
from chronology.content.markdown.render import plain
from chronology.hashing import digest
from chronology.problems import Problem
from chronology.validation.run import examine

ID = "2024-04-09-visit"


def read(content: Path, **changed: Any) -> Archive:
    found, problems = archives.examined(content, **changed)
    assert [problem for problem in problems if problem.severity == "error"] == []
    return found


def html(content: Path, **changed: Any) -> str:
    found = read(content, **changed)
    return found.body(found.events[ID])


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the files that are parsed from now on."""
    paths: list[str] = []
    for name in ("split", "parse_registry"):
        genuine = getattr(frontmatter, name)

        def counting(text: str, path: str, genuine: Any = genuine) -> Any:
            paths.append(path)
            return genuine(text, path)

        monkeypatch.setattr(frontmatter, name, counting)
    return paths


def test_a_folder_is_read(tmp_path: Path) -> None:
    files: archives.Files = {
        "events/2024/2024-04-09-visit.zh.md": "---\ntitle: 访问\n---\n正文\n",
        "pages/about.md": "---\ntitle: About\norder: 1\n---\nWe.\n",
        "images/a.png": b"\x89PNG",
        "storylines.yaml": "thaw: {title: The thaw, body: From China.}\n",
        sites.EVENT: sites.event("China said."),
    }
    found = read(sites.write(tmp_path / "content", files))
    assert found.events[ID].record.title == "Russia visits China"
    assert found.translations[ID]["zh"].record.title == "访问"
    assert plain(found.body(found.translations[ID]["zh"])).strip() == "正文"
    assert found.pages["about"].record.order == 1
    assert list(found.images) == ["images/a.png"]
    assert 'href="/actors/china/"' in found.stories["thaw"]
    assert 'href="/actors/china/"' in found.body(found.events[ID])


def test_a_second_read_parses_nothing(tmp_path: Path, parsed: list[str]) -> None:
    files: archives.Files = {"pages/about.md": "---\ntitle: About\n---\nWe.\n"}
    content = sites.write(tmp_path / "content", files)
    first = read(content)
    assert sites.EVENT in parsed
    parsed.clear()
    second = read(content)
    assert [path for path in parsed if path != "event-types.yaml"] == []
    assert second.events[ID].record == first.events[ID].record
    assert second.registries.actors == first.registries.actors


def test_only_the_changed_file_is_parsed_again(tmp_path: Path, parsed: list[str]) -> None:
    other = "events/2024/2024-04-10-talk.md"
    content = sites.write(tmp_path / "content", {other: sites.event(date="2024-04-10")})
    read(content)
    parsed.clear()
    sites.put(content, other, sites.event(date="2024-04-10", title="Talk"))
    assert read(content).events["2024-04-10-talk"].record.title == "Talk"
    assert [path for path in parsed if path != "event-types.yaml"] == [other]


def test_a_faulty_file_is_told_again_every_time(tmp_path: Path) -> None:
    content = sites.write(tmp_path / "content", {sites.EVENT: sites.event(date="2024-02-31")})
    for _ in range(2):
        _, (problem,) = archives.examined(content)
        assert (problem.code, problem.line) == ("bad-date", 3)


def test_warnings_of_a_body_are_told_again_from_the_cache(tmp_path: Path) -> None:
    body = "> Yes.\n>\n> — nobody\n"
    content = sites.write(tmp_path / "content", {sites.EVENT: sites.event(body)})
    told = [archives.examined(content)[1] for _ in range(2)]
    assert told[0] == told[1]
    (problem,) = told[0]
    assert (problem.code, problem.severity) == ("unknown-speaker", "warning")
    assert (content / sites.EVENT).read_text().splitlines()[problem.line - 1] == "> — nobody"


def test_a_body_lost_from_the_cache_is_made_again(tmp_path: Path) -> None:
    content = sites.write(tmp_path / "content", {sites.EVENT: sites.event("China said.")})
    chosen = sites.settings(content)
    cache = Cache(chosen.cache / "chronology.sqlite")
    found, _ = examine(chosen, cache)
    with sqlite3.connect(cache.path) as connection:
        connection.execute("DELETE FROM entries WHERE kind LIKE 'body%'")
    connection.close()
    assert ">China</a> said." in found.body(found.events[ID])


def test_the_cache_keeps_no_body_that_nothing_needs(tmp_path: Path) -> None:
    content = sites.write(tmp_path / "content", {"pages/about.md": "---\ntitle: A\n---\nWe.\n"})
    cache = sites.settings(content).cache / "chronology.sqlite"

    def bodies() -> list[str]:
        read(content)
        with sqlite3.connect(cache) as connection:
            rows = connection.execute(
                "SELECT name FROM entries WHERE kind LIKE 'body%' ORDER BY name"
            ).fetchall()
        return [path for (path,) in rows]

    assert bodies() == [sites.EVENT, "pages/about.md"]
    sites.put(content, sites.EVENT, sites.event("Another body."))
    assert bodies() == [sites.EVENT, "pages/about.md"]
    (content / "pages/about.md").unlink()
    assert bodies() == [sites.EVENT]


def test_a_name_that_changed_renders_the_bodies_anew(tmp_path: Path) -> None:
    body = "The Dragon said.\n\n> Yes.\n>\n> — china\n"
    content = sites.write(tmp_path / "content", {sites.EVENT: sites.event(body)})
    assert "The Dragon said." in html(content)
    actors = sites.ACTORS.replace("name: China", "name: Zhongguo, aliases: [Dragon]")
    sites.put(content, "actors/all.yaml", actors)
    assert ">Dragon</a> said." in html(content)
    assert ">Zhongguo</a></figcaption>" in html(content)


def test_another_name_renders_only_the_bodies_that_can_hold_it(
    tmp_path: Path, parsed: list[str]
) -> None:
    talk, more = "events/2024/2024-04-10-talk.md", "events/2024/2024-04-11-more.md"
    content = sites.write(
        tmp_path / "content",
        {
            sites.EVENT: sites.event("China said."),
            talk: sites.event("Russia said.", date="2024-04-10"),
            more: sites.event("Zhongguo said.", date="2024-04-11"),
        },
    )
    read(content)
    parsed.clear()
    sites.put(content, "actors/all.yaml", sites.ACTORS.replace("name: China", "name: Zhongguo"))
    found = read(content)
    assert {path for path in parsed if path.startswith("events/")} == {sites.EVENT, more}
    said = [found.body(found.events[one]) for one in sorted(found.events)]
    assert [">Zhongguo</a>" in one for one in said] == [False, False, True]
    assert ">Russia</a>" in said[1]
    parsed.clear()
    read(content)
    assert [path for path in parsed if path != "event-types.yaml"] == []


def test_links_in_bodies_begin_with_the_base_of_the_site(tmp_path: Path) -> None:
    content = sites.write(tmp_path / "content", {sites.EVENT: sites.event("China said.")})
    assert 'href="/actors/china/"' in html(content)
    assert 'href="/sub/actors/china/"' in html(content, SITEURL="https://example.org/sub")


def codes(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.code, problem.path) for problem in problems]


def test_one_event_in_two_folders_is_an_error(tmp_path: Path) -> None:
    again = sites.EVENT.replace("2024/", "2023/")
    content = sites.write(tmp_path / "content", {again: sites.event()})
    found = codes(archives.examined(content)[1])
    assert ("duplicate-id", sites.EVENT) in found


def test_a_translation_of_nothing_is_an_error(tmp_path: Path) -> None:
    lonely = "events/2024/2024-04-08-nothing.zh.md"
    content = sites.write(tmp_path / "content", {lonely: "---\ntitle: 无\n---\n"})
    assert codes(archives.examined(content)[1]) == [("unknown-id", lonely)]


def test_many_files_are_read_by_many_processes_alike(tmp_path: Path) -> None:
    files: archives.Files = {
        f"events/2024/2024-01-01-n{n}.md": sites.event(f"China {n}.", date="2024", title=f"No {n}")
        for n in range(80)
    }
    found = read(sites.write(tmp_path / "content", files))
    for n in range(80):
        entry = found.events[f"2024-01-01-n{n}"]
        assert entry.record.title == f"No {n}"
        assert plain(found.body(entry)).strip() == f"China {n}."


def test_parts_of_a_digest_are_told_apart() -> None:
    assert digest(b"ab", b"c") != digest(b"a", b"bc") != digest(b"abc")
    assert len(digest()) == 16


def test_sites_with_different_bases_do_not_disturb_each_others_cache(
    tmp_path: Path, parsed: list[str]
) -> None:
    content = sites.write(tmp_path / "content", {sites.EVENT: sites.event("China said.")})
    for base in ("", "https://example.org/sub"):
        html(content, SITEURL=base)
    parsed.clear()
    assert 'href="/actors/china/"' in html(content)
    assert 'href="/sub/actors/china/"' in html(content, SITEURL="https://example.org/sub")
    assert [path for path in parsed if path != "event-types.yaml"] == []
