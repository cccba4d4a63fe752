"""The plugin in an ordinary Pelican site: one folder is the chronology's, the rest is Pelican's."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sites

ARTICLES = 50
CONF = """
SITENAME = "A blog"
SITEURL = ""
TIMEZONE = "UTC"
PATH = "content"
OUTPUT_PATH = {output!r}
STATIC_PATHS = ["files"]
EXTRA_PATH_METADATA = {{"files/robots.txt": {{"path": "robots.txt"}}}}
PLUGINS = {plugins!r}
PLUGIN_PATHS = [{plugin_path!r}]
CACHE_PATH = {cache!r}
"""
CHRONOLOGY = f"CHRONOLOGY_FOLDER = 'chronology'\nCHRONOLOGY_THEME = {str(sites.THEME)!r}\n"


def blog(root: Path, name: str, plugins: list[str], more: str = "") -> Path:
    """Build a blog of 50 articles with these plugins; return its output."""
    content = root / "content"
    if not content.exists():
        for number in range(ARTICLES):
            markup = (
                f"Title: Post {number}\nDate: 2024-01-{number % 28 + 1:02}\n\nText *{number}*.\n"
            )
            sites.put(content, f"post-{number}.md", markup)
        sites.put(content, "rest.rst", "Rest\n####\n:date: 2024-02-01\n\nIn reStructuredText.\n")
        sites.put(content, "pages/about.md", "Title: About us\n\nWe write.\n")
        sites.put(content, "files/robots.txt", "User-agent: *\n")
        sites.write(content / "chronology", {})
    output = root / name
    conf = root / f"{name}.py"
    plugin_path, cache = str(sites.ROOT / "plugins"), str(root / f"{name}-cache")
    text = CONF.format(output=str(output), plugins=plugins, plugin_path=plugin_path, cache=cache)
    conf.write_text(text + more)
    command = [sys.executable, "-m", "pelican", "-s", str(conf)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return output


def test_every_page_of_the_blog_stays_as_it_was(tmp_path: Path) -> None:
    before = blog(tmp_path, "before", ["sitemap"], "ARTICLE_EXCLUDES = ['chronology']\n")
    after = blog(tmp_path, "after", ["sitemap", "chronology"], CHRONOLOGY)
    old, new = (
        {
            path: re.sub(rb"<lastmod>.*?</lastmod>", b"", content)  # of the moment of the build
            for path, (_, content) in sites.tree(folder).items()
            if content
        }
        for folder in (before, after)
    )
    assert len(old) > ARTICLES
    assert {path: new.get(path) for path in old} == old
    added = {path for path in new if path not in old}
    assert all(path.startswith("chronology/") for path in added)
    page = (after / "chronology/events/2024-04-09-visit/index.html").read_text("utf-8")
    assert 'href="/chronology/actors/china/"' in page


def test_a_second_build_and_one_with_delete_keep_both(tmp_path: Path) -> None:
    blog(tmp_path, "site", ["chronology"], CHRONOLOGY)
    for more in ("", "DELETE_OUTPUT_DIRECTORY = True\n"):
        output = blog(tmp_path, "site", ["chronology"], CHRONOLOGY + more)
        assert (output / "post-1.html").is_file()
        assert (output / "pages/about-us.html").is_file()
        assert (output / "robots.txt").read_text("utf-8") == "User-agent: *\n"
        assert (output / "chronology/index.html").is_file()
    assert [path for path in os.listdir(output) if path.startswith(".")] == []


@pytest.mark.skipif(sys.platform == "win32", reason="the process is ended by a signal")
def test_fault_61_autoreload_waits_for_a_change_after_an_error(tmp_path: Path) -> None:
    """Pelican's own loop starts again at once."""
    content = sites.write(tmp_path / "content", {sites.EVENT: sites.event(type_="nothing")})
    command = [
        *(sys.executable, "-m", "pelican", str(content), "-r", "-s"),
        *(str(sites.ROOT / "pelicanconf.py"), "-o", str(tmp_path / "output")),
        *("-e", f'CACHE_PATH="{tmp_path / "cache"}"'),
    ]
    log = tmp_path / "log"
    with log.open("w") as stream:
        process = subprocess.Popen(command, stdout=stream, stderr=stream, cwd=tmp_path)
    try:
        assert _until(lambda: "unknown-id" in log.read_text())
        time.sleep(1.5)  # it would have run a dozen times meanwhile
        assert log.read_text().count("[unknown-id]") == 1
        sites.put(content, sites.EVENT, sites.event())
        assert _until((tmp_path / "output/index.html").is_file)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def _until(true: object) -> bool:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if true():  # type: ignore[operator]
            return True
        time.sleep(0.1)
    return False
