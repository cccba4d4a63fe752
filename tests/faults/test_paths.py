"""Paths: FAULTS.md 17 to 24."""

from __future__ import annotations

import os
import shutil
import unicodedata
from pathlib import Path

import pytest
from sites import ACTORS, EVENT, THEME, build, check, event, holding, put, tree, write

from chronology.problems import ContentError

EVIL = ["../x", "..\\x", "/x", "CON", "???", "", "x" * 300, "a--b", "é", "a.b", "a/b", "x\u202e"]


def errors(content, **changed):
    return [one for one in check(content, **changed) if one.severity == "error"]


@pytest.mark.parametrize("one", EVIL)
def test_fault_17_ids_of_records(write_site, one):
    quoted = "'" + one + "'"
    for path, text in (
        ("actors/more.yaml", f"{quoted}: {{type: state, name: X}}\n"),
        ("topics.yaml", f"trade: {{label: Trade}}\n{quoted}: {{label: X}}\n"),
        ("places.yaml", f"beijing: {{name: Beijing}}\n{quoted}: {{name: X}}\n"),
        ("storylines.yaml", f"{quoted}: {{title: X, topics: [trade]}}\n"),
        ("event-types.yaml", f"{quoted}: {{label: X}}\n"),
    ):
        (problem,) = errors(write_site({path: text}, path.replace("/", "-")))
        assert (problem.code, problem.path) == ("bad-id", path)
        assert problem.line


@pytest.mark.parametrize("one", EVIL)
def test_fault_17_ids_that_are_referred_to(write_site, one):
    quoted = "'" + one + "'"
    fields = {
        "actors": f"[{quoted}]",
        "mentions": f"[{quoted}]",
        "topics": f"[{quoted}]",
        "place": quoted,
        "type": quoted,
        "former_ids": f"[{quoted}]",
    }
    for name, value in fields.items():
        problems = errors(write_site({EVENT: event(**{name: value})}, name))
        assert [problem.field[0] for problem in problems] == [name]
        assert problems[0].line


@pytest.mark.parametrize("name", ["CON", "a b", "???", "..x", "x" * 101, "a--b", "-a", "Ünder"])
@pytest.mark.parametrize("folder", ["events/2024", "pages"])
def test_fault_17_file_names(write_site, folder, name):
    path = f"{folder}/{name}.md"
    text = event() if folder != "pages" else "---\ntitle: X\n---\n"
    content = write_site({path: text})
    if name.startswith("."):
        assert not holding(build(content), name)
    else:
        (problem,) = errors(content)
        assert (problem.code, problem.path) in {("bad-id", path), ("bad-path", path)}


def test_fault_18_a_neighbour_with_the_same_beginning_is_outside(write_site):
    """`content-evil` begins with `content`: only the relation of the paths tells."""
    content = write_site({"images/x.png": "x"})
    secret = content.with_name("content-evil") / "secret.png"
    secret.parent.mkdir()
    secret.write_text("SECRET")
    (content / "images/link.png").symlink_to("../../content-evil/secret.png")
    (problem,) = errors(content)
    assert (problem.code, problem.path) == ("unsafe-path", "images/link.png")


@pytest.mark.parametrize("name", ["content-evil", "content.old"])
def test_fault_18_an_output_beside_the_content_is_allowed(write_site, name):
    content = write_site()
    assert (build(content, OUTPUT_PATH=content.with_name(name)) / "index.html").exists()


@pytest.mark.parametrize(
    "image", ["../../output-evil/x.png", "/etc/passwd", "..", "images/../../../x.png"]
)
def test_fault_18_an_image_outside_the_site(write_site, image):
    actors = ACTORS.replace("name: China", f"name: China, image: {image}")
    (problem,) = errors(write_site({"actors/all.yaml": actors, "images/x.png": "x"}))
    assert problem.field == ("china", "image")


@pytest.mark.parametrize("field", ["save_as", "url", "template", "slug"])
@pytest.mark.parametrize("path", [EVENT, "pages/about.md"])
def test_fault_19_no_file_chooses_its_path(write_site, field, path):
    page = f"---\ntitle: About\n{field}: ../x.html\n---\n"
    text = event(**{field: "../x.html"}) if path == EVENT else page
    (problem,) = errors(write_site({path: text}))
    assert (problem.code, problem.field) == ("unknown-field", (field,))
    assert problem.line
    assert "only on its id" in problem.hint or "template" in problem.hint


@pytest.mark.parametrize(
    ("page", "other"), [("actors", "actors"), ("2024", "2024"), ("on", "days")]
)
def test_fault_20_two_sources_for_one_address(write_site, page, other):
    """A page may not take the place of what the site has by itself."""
    content = write_site({f"pages/{page}.md": "---\ntitle: X\n---\n"})
    (problem,) = errors(content)
    assert problem.code == "address-clash"
    assert f"pages/{page}.md" in problem.path + problem.message
    assert other in problem.message
    with pytest.raises(ContentError):
        build(content)
    assert not (content.parent / "output").exists()


def test_fault_20_three_sources_are_all_named(write_site):
    names = [f"events/2024/2024-04-09-visit.zh-Han{letter}.md" for letter in "sS"]
    names.append("events/2023/2024-04-09-visit.zh-hans.md")
    content = write_site(dict.fromkeys(names, "---\ntitle: 访问\n---\n"))
    (problem,) = errors(content)
    assert problem.code == "address-clash"
    assert all(name in problem.message for name in names)


def test_fault_20_one_language_twice(write_site):
    """Two files that say what one event is called in one language."""
    names = [f"events/{year}/2024-04-09-visit.zh.md" for year in (2023, 2024)]
    content = write_site(dict.fromkeys(names, "---\ntitle: 访问\n---\n"))
    (problem,) = errors(content)
    assert all(name in problem.path + problem.message for name in names)


@pytest.mark.parametrize(
    ("one", "other"),
    [("A.png", "a.png"), ("é.png", unicodedata.normalize("NFD", "é.png")), ("ſ.png", "s.png")],
)
def test_fault_21_addresses_that_fold_together(write_site, one, other):
    content = write_site({f"images/{one}": "1", f"images/{other}": "2"})
    if len(os.listdir(content / "images")) < 2:
        pytest.skip("this file system holds them for one")
    (problem,) = errors(content)
    assert problem.code == "address-clash"
    assert f"images/{one}" in problem.message
    assert f"images/{other}" in problem.message


def test_fault_22_a_static_file_over_a_page(write_site, tmp_path):
    theme = tmp_path / "theme"
    shutil.copytree(THEME, theme)
    (theme / "static/index.html").write_text("static")
    content = write_site({"pages/theme.md": "---\ntitle: X\n---\n"})
    (problem,) = errors(content, THEME=theme)
    assert problem.code == "address-clash"
    assert "pages/theme.md" in problem.message
    assert "index.html" in problem.message


@pytest.mark.parametrize(
    "path", ["images/x.png", "events/2024/x.md", "pages/x.md", "actors/x.yaml"]
)
def test_fault_23_a_link_that_leaves_the_content(write_site, tmp_path, path):
    content = write_site({"pages/here.md": "---\ntitle: X\n---\n"})
    (tmp_path / "secret").write_text("SECRET")
    (content / path).parent.mkdir(parents=True, exist_ok=True)
    (content / path).symlink_to(tmp_path / "secret")
    (problem,) = errors(content)
    assert (problem.code, problem.path) == ("unsafe-path", path)


def test_fault_23_a_linked_folder(write_site, tmp_path):
    content = write_site()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/x.png").write_text("SECRET")
    (content / "images").symlink_to(tmp_path / "elsewhere")
    (problem,) = errors(content)
    assert problem.code == "unsafe-path"


def test_fault_23_links_that_go_round(write_site):
    content = write_site()
    (content / "events/2024/loop").symlink_to("..")
    (content / "images").mkdir()
    (content / "images/round.png").symlink_to("round.png")
    assert {one.path for one in errors(content)} == {"events/2024/loop", "images/round.png"}


LITTER = [
    ".env",
    ".git/config",
    "images/.DS_Store",
    "images/.secret.png",
    "images/photo.png~",
    "images/photo.png.bak",
    "images/.hidden/photo.png",
    "images/Thumbs.db",
    "events/2024/.env",
    "events/2024/2024-04-09-visit.md~",
    "events/2024/.2024-04-09-visit.md.swp",
    "events/2024/.#2024-04-09-visit.md",
    "events/2024/#2024-04-09-visit.md#",
    "events/2024/2024-04-09-visit.md.orig",
    "pages/.draft.md",
    "secrets.txt",
    "images/page.html",
    "images/script.svg",
]


def test_fault_24_litter_is_not_published(write_site):
    clean = build(write_site(name="clean"))
    content = write_site(dict.fromkeys(LITTER, "SECRET"), "littered")
    assert not errors(content)
    littered = build(content)
    assert not holding(littered, "SECRET")
    assert tree(littered) == tree(clean)


@pytest.mark.parametrize(
    "path", [".env", "css/site.css~", ".git/config", "css/.site.css.swp", "css/site.css.orig"]
)
def test_fault_24_litter_in_the_theme_is_not_published(write_site, tmp_path, path):
    theme = tmp_path / "theme"
    shutil.copytree(THEME, theme)
    (theme / "static" / path).parent.mkdir(parents=True, exist_ok=True)
    (theme / "static" / path).write_text("SECRET")
    assert not holding(build(write_site(), THEME=theme), "SECRET")


def test_extra_files_are_published_at_the_root_and_clash_like_any_other(tmp_path: Path) -> None:
    files: dict[str, str | bytes | None] = {
        "extra/CNAME": "example.org\n",
        "extra/papers/treaty.pdf": b"%PDF-1.7",
        "extra/.env": "SECRET=1",
    }
    content = write(tmp_path / "content", files)
    output = build(content)
    assert (output / "CNAME").read_text("utf-8") == "example.org\n"
    assert (output / "papers/treaty.pdf").read_bytes() == b"%PDF-1.7"
    assert holding(output, "SECRET") == []
    put(content, "extra/index.html", "mine")
    with pytest.raises(ContentError) as caught:
        build(content)
    assert "extra/index.html" in caught.value.problems[0].message
    assert (output / "CNAME").exists()
