"""A real Chromium on a real site: the golden root, built and served on the loopback address."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sites
from playwright.sync_api import Browser, sync_playwright

GOLDEN = Path(__file__).parents[1] / "roots" / "golden" / "content"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the site is served."""
    content = tmp_path_factory.mktemp("browser") / "content"
    shutil.copytree(GOLDEN, content)
    with sites.served(sites.build(content)) as where:
        yield where


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium as the system has it, until the module ends.

    Playwright and the server run threads, and work is shared between processes only where no
    other thread runs: what comes after must not find them.
    """
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        pytest.skip("no chromium here: install it (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=program, args=options)
        yield browser
        browser.close()
