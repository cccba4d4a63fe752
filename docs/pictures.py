"""Take pictures with Chromium: `python docs/pictures.py SITE` those that the documents show.

Those of a terminal show what the commands print, run on a copy of the content. Without a site the
theme's own are drawn from its mark: what a page is shared with (`card.png`) and what a telephone
keeps it under (`icon.png`).
"""

from __future__ import annotations

import functools
import html
import http.server
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

IMAGES = Path(__file__).parent / "images"
#: Picture, address, width and colour scheme.
PICTURES = (
    ("home", "/", 960, "light"),
    ("event", "/events/2024-04-09-xi-receives-lavrov/", 960, "light"),
    ("relation", "/relations/china/russia/", 390, "dark"),
    ("timeline", "/timeline/?from=2023-01-01&to=2026-12-31", 960, "light"),
    ("search", "/search/?q=Лавров", 960, "light"),
)


#: What is typed to the questions of `invoke new`.
ANSWERS = (
    "Vladimir Putin visits the Harbin Institute of Technology", "17/05/2024", "visit",
    "Владимир Пути", "Harbin Institute of Technology", "+", "China", "china-russia-relations",
    "A report on the visit", "", "",
)  # fmt: skip
MISTAKES = {"place: beijing": "place: bejing", "type: meeting": "type: meetng"}
SHELL = """<body style="margin:0;background:#1d2430"><pre style="margin:0;padding:20px 24px;
color:#e6e9ef;font:15px/1.5 'DejaVu Sans Mono',monospace;white-space:pre-wrap">%s</pre>"""


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
                viewport={"width": width, "height": 680},
                color_scheme=scheme,  # type: ignore[arg-type]
            )
            page.goto(f"http://127.0.0.1:{server.server_port}{address}", wait_until="networkidle")
            page.screenshot(path=IMAGES / f"{name}.png")
        _terminals(browser)
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


def _terminals(browser: Browser) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        content = Path(scratch) / "content"
        shutil.copytree(IMAGES.parent.parent / "content", content)
        _shown(browser, "new", "invoke new", _typed("new", content, ANSWERS))
        entry = content / "events/2024/2024-04-09-xi-receives-lavrov.md"
        text = entry.read_text("utf-8")
        for right, wrong in MISTAKES.items():
            text = text.replace(right, wrong)
        entry.write_text(text, "utf-8")
        _shown(browser, "check", "invoke check", _typed("check", content, ()))


def _typed(task: str, content: Path, answers: tuple[str, ...]) -> str:
    """What a terminal shows of a task to whose questions these answers are typed."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "invoke", task, "--content", str(content)]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True)
    os.close(theirs)
    seen, waiting = b"", list(answers)
    while True:
        try:
            chunk = os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
        if not chunk:
            break
        seen += chunk
        if waiting and seen.rstrip(b" ").endswith(b":"):
            os.write(ours, f"{waiting.pop(0)}\n".encode())
    process.wait()
    plain = re.sub(r"\r|\x1b\[\?2004[hl]", "", seen.decode())
    return plain.replace(f"{content.parent}/", "")


def _shown(browser: Browser, name: str, command: str, text: str) -> None:
    page = browser.new_page(viewport={"width": 900, "height": 100})
    page.set_content(SHELL % html.escape(f"$ {command}\n{text.strip()}"))
    page.screenshot(path=IMAGES / f"{name}.png", full_page=True)


if __name__ == "__main__":
    if sys.argv[1:]:
        take(Path(sys.argv[1]))
    else:
        draw(Path(__file__).parent.parent / "theme" / "static")
