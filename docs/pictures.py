"""Take pictures with Chromium: `python docs/pictures.py SITE` those that the documents show.

`python docs/pictures.py` alone draws the theme's own from its mark: what a page is shared with
(`card.png`) and what a telephone keeps it under (`icon.png`).
"""

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


def draw(theme: Path) -> None:
    """Write the card and the icon of the theme's mark."""
    mark = (theme / "mark.svg").read_text("utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, width, height, size in (("card", 1200, 630, 360), ("icon", 180, 180, 140)):
            page = browser.new_page(viewport={"width": width, "height": height})
            page.set_content(
                "<style>body{margin:0;background:#fbfaf6;display:grid;place-items:center;"
                f"block-size:100vh}}svg{{inline-size:{size}px}}i{{position:fixed;inset:50% 0 auto;"
                f"border-block-start:{size // 13}px solid #b5382a;translate:0 -50%}}</style>"
                f"{'<i></i>' if name == 'card' else ''}{mark}"
            )
            page.screenshot(path=theme / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    if sys.argv[1:]:
        take(Path(sys.argv[1]))
    else:
        draw(Path(__file__).parent.parent / "theme" / "static")
