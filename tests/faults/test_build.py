"""The build: FAULTS.md 25 to 34."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from sites import EVENT, ROOT, THEME, build, check, event, holding, pelican, put, tree

from chronology.build import output as outputs
from chronology.build import writer
from chronology.problems import ContentError

KILLED = Path(__file__).with_name("killed.py")
OTHER = "events/2024/2024-05-01-zanzibar.md"


def beside(content: Path) -> list[str]:
    """What a build has left beside the output."""
    return [path.name for path in content.parent.glob(".*")]


def conf(folder: Path, *lines: str) -> Path:
    """The project's settings with lines after them."""
    path = folder / "conf.py"
    own = ROOT / "pelicanconf.py"
    text = f"import runpy\nglobals().update(runpy.run_path({str(own)!r}))\n"
    path.write_text(text + "".join(f"{line}\n" for line in lines))
    return path


def theme_with(folder: Path, path: str, text: str | None) -> Path:
    """The theme with one template changed, or without it."""
    theme = folder / "theme"
    shutil.copytree(THEME, theme)
    if text is None:
        (theme / "templates" / path).unlink()
    else:
        (theme / "templates" / path).write_text(text)
    return theme


# ---- 25: any error ------------------------------------------------------------------------

ERRORS: dict[str, dict[str, str | bytes | None]] = {
    "date": {OTHER: event(date="1962-13")},
    "front matter": {OTHER: "no front matter\n"},
    "bytes": {OTHER: b"\xff\xfe"},
    "unknown id": {OTHER: event(actors="[atlantis]")},
    "unknown field": {"topics.yaml": "trade: {lable: Trade}\n"},
    "file name": {"events/2024/CON.md": event()},
    "clash": {"pages/actors.md": "---\ntitle: X\n---\n"},
    "registry": {"places.yaml": "- a list\n"},
    "translation of nothing": {"events/2024/nothing.zh.md": "---\ntitle: X\n---\n"},
}


@pytest.mark.parametrize("fault", ERRORS)
def test_fault_25_an_error_leaves_the_old_site(write_site, fault):
    content = write_site()
    output = build(content)
    old = tree(output)
    put(content, EVENT, event(title="Changed"))
    for path, text in ERRORS[fault].items():
        put(content, path, text)
    for cold in (False, True):
        with pytest.raises(ContentError) as told:
            build(content, cold=cold)
        assert any(one.path in ERRORS[fault] and one.hint for one in told.value.problems)
        assert tree(output) == old
        assert not beside(content)


def test_fault_25_under_plain_pelican(write_site):
    content = write_site()
    assert pelican(content).returncode == 0
    old = tree(content.parent / "output")
    put(content, EVENT, event(date="1962-13", sumary="x"))
    for arguments in ((), ("-d",)):
        done = pelican(content, *arguments)
        said = done.stdout + done.stderr
        assert done.returncode == 1
        assert f"{EVENT}:3" in said
        assert f"{EVENT}:10" in said
        assert "Traceback" not in said
        assert tree(content.parent / "output") == old


# ---- 26: failures on the way --------------------------------------------------------------


def test_fault_26_a_template_fails_on_the_last_page(write_site, tmp_path):
    """In processes of their own too: the reason comes back, and nothing waits for ever."""
    files = {f"events/2024/e{number}.md": event() for number in range(80)}
    content = write_site(files)
    output = build(content)
    old = tree(output)
    put(content, "places.yaml", "beijing: {name: Beijing}\nzzz: {name: Last}\n")
    block = "{% block content %}"
    fault = "{% if title == 'Last' %}{{ nothing.at.all }}{% endif %}"
    text = (THEME / "templates/place.html").read_text("utf-8")
    theme = theme_with(tmp_path, "place.html", text.replace(block, block + fault))
    done = pelican(content, conf=conf(tmp_path, f"THEME = {str(theme)!r}"), timeout=30)
    said = done.stdout + done.stderr
    assert done.returncode == 1, said
    assert "templates/place.html" in said
    assert "/places/zzz/" in said
    assert tree(output) == old
    assert not beside(content)


def test_fault_26_any_failure_of_a_template(write_site, tmp_path):
    """Not only Jinja's own errors: a sum that cannot be made is one too."""
    content = write_site()
    output = build(content)
    old = tree(output)
    theme = theme_with(tmp_path, "types.html", "{{ 1 / 0 }}")
    with pytest.raises(ContentError) as told:
        build(content, THEME=theme)
    assert any("types.html" in one.path for one in told.value.problems)
    assert tree(output) == old


def test_fault_26_no_templates(write_site, tmp_path):
    theme = tmp_path / "theme"
    shutil.copytree(THEME / "static", theme / "static")
    with pytest.raises(ContentError) as told:
        build(write_site(), THEME=theme)
    (problem,) = told.value.problems
    assert (problem.path.partition("/")[0], problem.code) == ("theme", "template")


def test_fault_26_the_line_of_one_event_fails(write_site, tmp_path):
    """It is made before any page is: where the fragment fails is told all the same."""
    content = write_site({"events/2024/other.md": event(title="Other")})
    output = build(content)
    old = tree(output)
    text = (THEME / "templates/components/fragments.html").read_text("utf-8")
    begin = "{% macro event_line(line) -%}\n"
    fault = "{% if line.title == 'Other' %}{{ line.nothing.at.all }}{% endif %}"
    assert begin in text
    theme = theme_with(tmp_path, "components/fragments.html", text.replace(begin, begin + fault))
    with pytest.raises(ContentError) as told:
        build(content, THEME=theme)
    [problem] = told.value.problems
    assert problem.line == text[: text.index(begin)].count("\n") + 2
    assert "nothing" in problem.message
    assert tree(output) == old
    assert not beside(content)


#: Where a build kills itself, and whether the new site is in place by then.
POINTS = [
    ("chronology.site.theme.theme.Theme.render", 2, False),
    ("os.link", 1, False),
    ("chronology.build.record.save", 1, False),
    ("chronology.build.output._exchanged", 1, False),
    ("chronology.build.record.save", 2, True),
    ("shutil.rmtree", 1, True),
]


@pytest.mark.parametrize("cold", ["cold", "incremental"])
@pytest.mark.parametrize("undone", [False, True])
@pytest.mark.parametrize(("function", "call", "replaced"), POINTS)
def test_fault_26_killed(write_site, tmp_path, cold, function, call, replaced, undone):
    """At every instant the site is the old or the new; the next build leaves no litter."""
    if function == "os.link" and cold == "cold":
        pytest.skip("a cold build without files of others links nothing")
    content = write_site({OTHER: event(title="Zanzibar"), "pages/a.md": "---\ntitle: A\n---\n"})
    before = {path: (content / path).read_bytes() for path in (EVENT, OTHER)}
    output = build(content)
    old = tree(output)
    (content / OTHER).unlink()
    put(content, EVENT, event(title="Changed"))
    put(content, "images/new.png", b"x")
    new = tree(build(content, OUTPUT_PATH=tmp_path / "new", CACHE_PATH=tmp_path / "none"))
    done = subprocess.run(
        [sys.executable, KILLED, str(content), cold, function, str(call)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert tree(output) == (new if replaced else old)
    if undone:
        for path, text in before.items():
            put(content, path, text)
        (content / "images/new.png").unlink()
    assert tree(build(content)) == (old if undone else new)
    assert not beside(content)


def test_fault_57_a_worker_is_killed(write_site):
    """As the system does when memory is short: the build ends, and reports it."""
    content = write_site({f"events/2024/e{number}.md": event() for number in range(80)})
    output = build(content)
    old = tree(output)
    put(content, EVENT, event(title="Changed"))
    arguments = (str(content), "cold", "chronology.build.writer.Writer.write", "-3")
    done = subprocess.run(
        [sys.executable, KILLED, *arguments], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert "a worker process was killed" in done.stderr
    assert tree(output) == old
    assert not beside(content)


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("cold", [False, True])
def test_fault_26_no_room_for_a_page(write_site, monkeypatch, cold):
    content = write_site()
    output = build(content)
    old = tree(output)
    put(content, EVENT, event(title="Changed"))
    with monkeypatch.context() as patch:
        patch.setattr(writer, "_put", full)
        with pytest.raises(ContentError) as told:
            build(content, cold=cold)
    assert "No space left" in told.value.problems[0].message
    assert tree(output) == old
    assert not beside(content)
    assert "Changed" in (build(content) / "index.html").read_text("utf-8")


def test_fault_26_a_full_disk(write_site, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3500k", "tmpfs", str(disk)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("a small disk can be mounted by root only")
    try:
        content = write_site()
        small = light_theme(tmp_path)
        output = build(content, OUTPUT_PATH=disk / "output", THEME=small)
        old = tree(output)
        put(content, EVENT, event("word " * 199_000))
        put(content, OTHER, event("word " * 199_000))
        with pytest.raises(ContentError) as told:
            build(content, OUTPUT_PATH=disk / "output", THEME=small)
        assert "No space left" in told.value.problems[0].message
        assert tree(output) == old
        (content / OTHER).unlink()
        put(content, EVENT, event(title="Changed"))
        build(content, OUTPUT_PATH=disk / "output", THEME=small)
        assert "Changed" in (output / "index.html").read_text("utf-8")
        assert [path.name for path in disk.iterdir()] == ["output"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def light_theme(folder: Path) -> Path:
    theme = folder / "light"
    shutil.copytree(THEME, theme, ignore=shutil.ignore_patterns("fonts"))
    return theme


# ---- 27, 33: what is gone, and what is not yet there ---------------------------------------

BODY = "> Of cloves.\n>\n> — china\n\nClovesfield.\n"
RICH: dict[str, str] = {
    "title": "Zanzibar is named",
    "date": "2019-07-19",
    "summary": "Zanzibar in short",
    "mentions": "[russia]",
    "former_ids": "[was-zanzibar]",
    "corrections": "[{date: 2024-08-01, note: Zanzibar mended}]",
    "related": "[{event: 2024-04-09-visit, relation: follows}]",
}
TRACES = ("anzibar", "Cloves", "cloves", "2019/", "2019-", "07-19")


def test_fault_27_a_deleted_event_leaves_no_trace(write_site):
    one = "events/2019/zanzibar"
    rule = "goods: {title: Goods, topics: [trade]}\n"
    content = write_site({f"{one}.md": event(BODY, **RICH), "storylines.yaml": rule})
    put(content, f"{one}.zh.md", "---\ntitle: Zanzibar 桑给巴尔\n---\n")
    output = build(content)
    assert len(holding(output, *TRACES)) > 10
    for path in content.glob(f"{one}*"):
        path.unlink()
    assert not holding(build(content), *TRACES)
    clean = write_site({"storylines.yaml": rule}, "clean")
    assert tree(output) == tree(build(clean))


def test_fault_33_a_draft_is_nowhere_but_in_the_preview(write_site):
    one = "events/2019/zanzibar"
    draft = event(BODY, **RICH, status="draft")
    line = "goods: {title: Goods, events: [zanzibar, 2024-04-09-visit]}\n"
    content = write_site({f"{one}.md": draft, "storylines.yaml": line})
    put(content, f"{one}.zh.md", "---\ntitle: Zanzibar 桑给巴尔\n---\n")
    put(content, EVENT, event(related="[{event: zanzibar, relation: precedes}]"))
    told = [problem for problem in check(content) if problem.code == "draft-reference"]
    assert {problem.path for problem in told} == {EVENT, "storylines.yaml"}
    output = build(content)
    published = tree(output)
    assert not holding(output, *TRACES)
    assert "draft" not in (output / "index.html").read_text("utf-8").lower()
    shown = holding(build(content, CHRONOLOGY_DRAFTS=True), *TRACES)
    assert {"events/zanzibar/index.html", "actors/china/index.html", "2019/index.html"} <= {*shown}
    assert "draft" in (output / "2019/index.html").read_text("utf-8").lower()
    assert tree(build(content)) == published


# ---- 29, 30: surroundings ------------------------------------------------------------------


@pytest.mark.parametrize("epoch", ["0", "1700000000", "99999999999999"])
def test_fault_29_source_date_epoch(write_site, monkeypatch, epoch):
    plain = tree(build(write_site(name="plain")))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert tree(build(write_site())) == plain


@pytest.mark.parametrize("epoch", ["", "abc", "-1", "1.5", "1e9", "²"])
def test_fault_29_a_malformed_source_date_epoch(write_site, epoch):
    content = write_site()
    done = pelican(content, SOURCE_DATE_EPOCH=epoch)
    assert done.returncode == 1
    assert "SOURCE_DATE_EPOCH" in done.stdout + done.stderr
    assert not (content.parent / "output").exists()


@pytest.mark.parametrize(
    "line", ['PLUGINS = [*PLUGINS, "no_such_plugin"]', 'PLUGINS = ["no_such_plugin"]']
)
def test_fault_30_a_plugin_that_cannot_be_loaded(write_site, tmp_path, line):
    content = write_site()
    build(content)
    old = tree(content.parent / "output")
    done = pelican(content, conf=conf(tmp_path, line))
    assert done.returncode == 1, done.stdout + done.stderr
    assert tree(content.parent / "output") == old


@pytest.mark.parametrize("missing", ["msgspec", "chronology.settings", "chronology.build.build"])
def test_fault_30_the_plugin_itself_cannot_be_loaded(write_site, tmp_path, missing):
    """A library that is not there: never Pelican's own idea of a site in place of ours."""
    content = write_site()
    build(content)
    old = tree(content.parent / "output")
    put(content, EVENT, event(title="Changed"))
    path = conf(tmp_path)
    path.write_text(f"import sys\nsys.modules[{missing!r}] = None\n" + path.read_text())
    done = pelican(content, conf=path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert tree(content.parent / "output") == old


# ---- 31, 32: the output folder -------------------------------------------------------------


@pytest.mark.parametrize(
    "where",
    ["site", "site/content", "site/content/out", "theme", "theme/out", "home", "here", "notes"],
)
def test_fault_31_folders_that_are_no_output(write_site, tmp_path, monkeypatch, where):
    content = write_site()
    theme = theme_with(tmp_path, "types.html", (THEME / "templates/types.html").read_text())
    for name in ("home", "here", "notes"):
        (tmp_path / name).mkdir()
    (tmp_path / "notes/index.html").write_text("<title>My notes</title>")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path / "here")
    old = tree(tmp_path)
    with pytest.raises(ContentError) as told:
        build(content, OUTPUT_PATH=tmp_path / where, THEME=theme, CACHE_PATH=tmp_path / "cache")
    shutil.rmtree(tmp_path / "cache", ignore_errors=True)
    (problem,) = told.value.problems
    assert problem.code == "output"
    assert problem.hint
    assert tree(tmp_path) == old


@pytest.mark.parametrize("kind", ["file", "link", "root"])
def test_fault_31_what_is_no_folder_of_ours(write_site, tmp_path, kind):
    content = write_site()
    place = tmp_path / "place"
    if kind == "file":
        place.write_text("precious")
    elif kind == "link":
        (tmp_path / "real").mkdir()
        place.symlink_to(tmp_path / "real")
    else:
        place = Path("/")
    with pytest.raises(ContentError) as told:
        build(content, OUTPUT_PATH=place)
    assert told.value.problems[0].code == "output"
    if kind == "file":
        assert place.read_text() == "precious"


def test_fault_31_under_plain_pelican(write_site):
    content = write_site()
    old = tree(content)
    done = pelican(content, "-d", output=content.parent)
    assert done.returncode == 1
    assert tree(content) == old


@pytest.mark.parametrize("failing", [{1}, {2}, {2, 3}], ids=["old", "new", "new and back"])
@pytest.mark.parametrize("cold", [True, False])
def test_fault_32_the_exchange_fails(write_site, monkeypatch, failing, cold):
    """Another file system, or a folder that is locked: the old site stays or is put back."""
    content = write_site()
    output = build(content)
    old = tree(output)
    put(content, EVENT, event(title="Changed"))
    rename, calls = Path.rename, iter(range(1, 99))

    def locked(self: Path, target: Path) -> Path:
        if next(calls) in failing:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(outputs, "_exchanged", lambda *_: False)
        patch.setattr(Path, "rename", locked)
        with pytest.raises(ContentError):
            build(content, cold=cold)
    assert tree(output if 3 not in failing else output.with_name(".output.old")) == old
    assert "Changed" in (build(content) / "index.html").read_text("utf-8")
    assert not beside(content)


# ---- 34: none, one, many ---------------------------------------------------------------------


def test_fault_34_no_event(write_site):
    output = build(write_site({EVENT: None}))
    assert (output / "index.html").exists()
    assert (output / "actors/china/index.html").exists()


def test_fault_34_nothing_at_all(write_site):
    names = (EVENT, "actors/all.yaml", "topics.yaml", "places.yaml")
    output = build(write_site(dict.fromkeys(names)))
    assert (output / "index.html").exists()


def test_fault_34_one_event(write_site):
    assert (build(write_site()) / "events/2024-04-09-visit/index.html").exists()


def test_fault_34_ten_thousand_events():
    memory = Path("/dev/shm")
    home = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
    try:
        content = home / "content"
        for number in range(10_000):
            year, month, day = 1924 + number // 100, number % 12 + 1, number % 28 + 1
            date = f"{year}-{month:02d}-{day:02d}"
            put(content, f"events/{year}/e{number}.md", event(title=f"N {number}", date=date,
                place=None, topics=None))  # fmt: skip
        put(
            content,
            "actors/all.yaml",
            "china: {type: state, name: C}\nrussia: {type: state, name: R}",
        )
        output = build(content)
        assert len(list((output / "events").iterdir())) >= 10_000
        assert (output / "actors/china/1924/index.html").exists()
    finally:
        shutil.rmtree(home)
