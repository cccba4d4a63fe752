"""The pages opened from a disk, without a server."""

from __future__ import annotations

from pathlib import Path

import sites
from playwright.sync_api import Browser, ConsoleMessage


def test_a_site_is_read_from_a_disk_without_a_message(browser: Browser, tmp_path: Path) -> None:
    content = sites.write(tmp_path / "content", {})
    output = sites.build(content, RELATIVE_URLS=True, SITEURL="https://example.org/record")
    page = browser.new_page()
    messages: list[str] = []

    def note(message: ConsoleMessage) -> None:
        messages.append(message.text)

    page.on("console", note)
    page.goto((output / "index.html").as_uri())
    page.get_by_role("link", name="Russia visits China").first.click()
    assert page.url.endswith("/events/2024-04-09-visit/index.html")
    page.locator("main").get_by_role("link", name="China", exact=True).first.click()
    assert page.locator("h1").inner_text() == "China"
    assert page.evaluate("getComputedStyle(document.body).marginTop") == "0px"
    page.goto((output / "search/index.html").as_uri())
    assert page.get_by_text("Search needs JavaScript").is_visible()
    assert messages == []
    page.close()
