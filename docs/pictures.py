"""Take the pictures that the documents show: `python docs/pictures.py SITE`, with Chromium."""

from __future__ import annotations

import functools
import http.server
import shutil
import sys
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parent / "images"
#: Picture, address, width and colour scheme.
PICTURES = (
    ("home", "/", 1200, "light"),
    ("event", "/events/2024-04-09-xi-receives-lavrov/", 1200, "light"),
    ("relation", "/relations/china/russia/", 390, "dark"),
)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def take(site: Path) -> None:
    """Write a PNG for each of the pictures from a built site."""
    handler = functools.partial(_Quiet, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, address, width, scheme in PICTURES:
            page = browser.new_page(
                viewport={"width": width, "height": 844},
                color_scheme=scheme,  # type: ignore[arg-type]
            )
            page.goto(f"http://127.0.0.1:{server.server_port}{address}")
            page.screenshot(path=IMAGES / f"{name}.png")
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    take(Path(sys.argv[1]))
