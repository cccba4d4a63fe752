"""What an editor sees at the preview, in a real Chromium."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sites
from playwright.sync_api import Browser, expect

EVENT = "events/2024/2024-04-09-visit.md"
TEXT = "\n\n".join(f"Paragraph {number}." for number in range(60))


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[tuple[Path, Path, str]]:
    """Content, theme and address of a site that is served."""
    content = sites.write(tmp_path / "content", {EVENT: sites.event(TEXT)})
    theme = tmp_path / "theme"
    shutil.copytree(sites.THEME, theme)
    start = (
        "import sites\nfrom pathlib import Path\nfrom chronology.preview import server\n"
        f"settings = sites.settings(Path({str(content)!r}), THEME={str(theme)!r})\n"
        "server.serve(settings, '127.0.0.1', 18600)\n"
    )
    paths = [str(sites.ROOT / "plugins"), str(sites.ROOT / "tests")]
    process = subprocess.Popen(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {paths!r}\n{start}"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    found = None
    while not found:
        found = re.search(r"http://\S+/", process.stdout.readline())
    yield content, theme, found[0]
    process.terminate()
    process.wait()


def test_an_edit_an_error_and_the_fix(browser: Browser, preview: tuple[Path, Path, str]) -> None:
    content, theme, address = preview
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    with page.expect_response("**/__preview/overlay*"):
        page.goto(f"{address}events/2024-04-09-visit/")
    page.evaluate("window.same = true; scrollTo(0, 500)")

    sites.put(content, EVENT, sites.event(TEXT, title="An edited title"))
    expect(page.locator("h1")).to_have_text("An edited title", timeout=20_000)
    assert page.evaluate("[window.same, scrollY]") == [True, 500]

    sites.put(content, EVENT, sites.event(TEXT, title="An edited title", type="vist"))
    panel = page.locator("#preview-problems")
    expect(panel).to_contain_text("there is no event type with the id `vist`", timeout=20_000)
    expect(panel).to_contain_text(f"{EVENT}:5:1")
    expect(panel).to_contain_text("type: vist")
    expect(panel).to_contain_text("did you mean `visit`?")
    assert str(panel.locator("a").get_attribute("href")).endswith(f"{EVENT}:5:1")
    expect(page.locator("h1")).to_have_text("An edited title")

    sites.put(content, EVENT, sites.event(TEXT, title="Mended"))
    expect(page.locator("h1")).to_have_text("Mended", timeout=20_000)
    expect(panel).to_have_count(0, timeout=20_000)

    with (theme / "static/css/heading.css").open("a") as file:
        file.write("\nh1 { letter-spacing: 7px }\n")
    expect(page.locator("h1")).to_have_css("letter-spacing", "7px", timeout=20_000)
    assert page.evaluate("[window.same, scrollY]") == [True, 500]
    assert said == []
    page.close()


def test_the_front_page_lists_what_changed(
    browser: Browser, preview: tuple[Path, Path, str]
) -> None:
    content, _, address = preview
    subprocess.run(["git", "init", "-q"], cwd=content, check=True)
    page = browser.new_page()
    page.goto(address)
    link = page.locator("#preview-changes a", has_text=EVENT)
    expect(link).to_have_attribute("href", "/events/2024-04-09-visit/", timeout=20_000)
    page.close()
