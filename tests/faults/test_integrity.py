"""Integrity: FAULTS.md 53 to 58, with processes as an editor starts them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from sites import EVENT, ROOT, THEME, build, event, pelican, put, settings, tree

from chronology.build.build import Build
from chronology.preview.session import Session
from chronology.problems import ContentError

OTHER = "events/2024/2024-05-01-zanzibar.md"


def beside(content: Path) -> list[str]:
    """What a build has left beside the output."""
    return [path.name for path in content.parent.glob(".*")]


def starting(content: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Start a build with plain Pelican."""
    home = content.parent
    command = [
        *(sys.executable, "-m", "pelican", str(content), "-s", str(ROOT / "pelicanconf.py")),
        *("-o", str(home / "output"), "-e", f'CACHE_PATH="{home / "cache"}"', *arguments),
    ]
    return subprocess.Popen(
        command,
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **environment},
    )


def finished(running: subprocess.Popen[str]) -> tuple[int, str]:
    said = running.communicate(timeout=60)[0]
    return running.returncode, said


def anew(content: Path, folder: Path) -> dict[str, tuple[int, bytes]]:
    """The site as a build into another folder, without a cache, writes it."""
    cache = f'CACHE_PATH="{folder / "none"}"'
    assert pelican(content, "-e", cache, output=folder / "new").returncode == 0
    return tree(folder / "new")


@contextmanager
def small_disk(folder: Path, size: str):
    """A disk of its own, writable only as long as it has room."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("a small disk can be mounted by root only")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def read_only(folder: Path):
    """A folder that nobody can write to, root included."""
    command = ["mount", "--bind", str(folder), str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("a folder can be made read-only for root by root only")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True)
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("arguments", [(), ("-d",)])
def test_fault_53_two_builds_at_once(write_site, tmp_path, arguments):
    content = write_site({f"events/2024/e{number}.md": event() for number in range(80)})
    assert pelican(content).returncode == 0
    put(content, EVENT, event(title="Changed"))
    new = anew(content, tmp_path)
    builds = [starting(content, *arguments) for _ in range(2)]
    done = [finished(running) for running in builds]
    assert [status for status, _ in done] == [0, 0], done
    assert tree(content.parent / "output") == new
    assert not beside(content)


def test_fault_53_the_first_build_twice_at_once(write_site, tmp_path):
    content = write_site()
    builds = [starting(content) for _ in range(3)]
    assert [finished(running)[0] for running in builds] == [0, 0, 0]
    assert tree(content.parent / "output") == anew(content, tmp_path)


def test_fault_53_a_build_beside_a_preview(write_site):
    content = write_site({OTHER: event()})
    chosen = settings(content)
    live = Session(chosen)
    live.refresh()
    for number in range(3):
        put(content, EVENT, event(title=f"Title {number}"))
        running = starting(content)
        live.refresh([content / EVENT])
        assert [*live.run_idle_work()]
        assert finished(running)[0] == 0
        assert [one for one in live.problems() if one.severity == "error"] == []
        page = "events/2024-04-09-visit/index.html"
        assert f"Title {number}" in (content.parent / "output" / page).read_text("utf-8")
        assert f"Title {number}".encode() in live.answer("/events/2024-04-09-visit/").body


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_fault_57_an_interrupted_build_cleans_up(write_site, tmp_path, number, status):
    """The signal arrives while pages are written: a template waits for it."""
    content = write_site({f"events/2024/e{number}.md": event() for number in range(80)})
    output = build(content)
    old = tree(output)
    put(content, EVENT, event(title="Changed"))
    theme = shutil.copytree(THEME, tmp_path / "theme")
    page = theme / "templates/event.html"
    page.write_text(page.read_text("utf-8").replace("<article>", "<article>{{ wait() }}", 1))
    conf = tmp_path / "conf.py"
    conf.write_text(
        f"import runpy, pathlib, time\n"
        f"globals().update(runpy.run_path({str(ROOT / 'pelicanconf.py')!r}))\n"
        f"from chronology.site.theme import theme\n"
        f"genuine = theme.Theme.configure\n"
        f"def wait():\n"
        f"    pathlib.Path({str(tmp_path / 'reached')!r}).touch(); time.sleep(60)\n"
        f"def configure(self, site, navigation):\n"
        f"    genuine(self, site, navigation)\n"
        f"    self.environment('en').globals['wait'] = wait\n"
        f"theme.Theme.configure = configure\n"
        f"THEME = {str(theme)!r}\n"
    )
    running = starting(content, "-s", str(conf))
    end = time.monotonic() + 60
    while not (tmp_path / "reached").exists() and time.monotonic() < end:
        time.sleep(0.01)
    running.send_signal(number)
    assert finished(running)[0] == status
    assert tree(output) == old
    assert not beside(content)


def test_fault_58_no_home(write_site, monkeypatch):
    content = write_site()
    monkeypatch.delenv("HOME", raising=False)
    assert pelican(content).returncode == 0

    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)  # as for a user without an account
    put(content, EVENT, event(title="Changed"))
    assert "Changed" in (build(content) / "index.html").read_text("utf-8")


def test_fault_58_a_read_only_cache(write_site):
    content = write_site()
    output = build(content)
    old = tree(output)
    put(content, EVENT, event(title="Changed"))
    with read_only(content.parent / "cache"):
        done = pelican(content)
    said = done.stdout + done.stderr
    assert done.returncode == 1, said
    assert "[cache]" in said
    assert "Traceback" not in said
    assert tree(output) == old
    assert not beside(content)


def test_fault_58_a_read_only_output(write_site):
    content = write_site()
    home = content.parent
    (home / "public").mkdir()
    with read_only(home / "public"):
        done = pelican(content, output=home / "public" / "output")
    said = done.stdout + done.stderr
    assert done.returncode == 1, said
    assert "[output]" in said
    assert "Read-only file system" in said
    assert "Traceback" not in said


def test_fault_58_a_full_disk_for_the_cache(write_site, tmp_path):
    content = write_site({OTHER: event("word " * 150_000)})
    with small_disk(tmp_path / "disk", "300k") as disk:
        done = pelican(content, "-e", f'CACHE_PATH="{disk}"')
    said = done.stdout + done.stderr
    assert done.returncode == 1, said
    assert "[cache]" in said
    assert "Traceback" not in said
    assert not (content.parent / "output").exists()


def test_fault_58_a_source_that_vanishes_while_pages_are_written(write_site, monkeypatch):
    content = write_site({"images/a.png": b"an image"})
    output = build(content)
    old = tree(output)
    put(content, "images/a.png", b"another image")
    write = Build.write

    def vanishing(self: Build) -> None:
        (content / "images/a.png").unlink()
        write(self)

    monkeypatch.setattr(Build, "write", vanishing)
    with pytest.raises(ContentError) as raised:
        build(content)
    (problem,) = raised.value.problems
    assert (problem.path, problem.code) == ("images/a.png", "unreadable")
    assert tree(output) == old
    assert not beside(content)
