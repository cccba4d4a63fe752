"""The preview beside `hugo server` and `pelican -lr`: start, edit to pixel, memory.

`python -m benchmarks.preview` measures all sizes and writes its tables into docs/benchmarks.md;
with `--quick` it takes a look at 1,000 events and writes nothing. It needs Chromium.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks import measure, report
from benchmarks.archive import invent
from benchmarks.forms import FORMS
from benchmarks.peers import HUGO, PELICAN, prepare, sources
from benchmarks.run import MOST_FOR_SLOW, ROOT, SIZES, TOOLS, WORK

BEGIN = "<!-- preview: begin (written by `invoke bench --preview`) -->"
END = "<!-- preview: end -->"
EDITS = 7
LONGEST = 300  # seconds
REST = 3  # seconds between two edits: an editor reads what is seen
#: Calls `seen` with the number of the last edit in the page, after the frame that shows it.
WATCH = """
(() => {
  let last = -1;
  const look = () => {
    const found = document.body?.textContent.match(/Amended (\\d+)\\./g)?.at(-1)?.slice(8, -1);
    if (found !== undefined && +found !== last) {
      last = +found;
      requestAnimationFrame(() => window.seen(last, Date.now() / 1000));
    }
    requestAnimationFrame(look);
  };
  look();
})();
"""
OURS = """
import sys
from pathlib import Path
sys.path.insert(0, "plugins")
from pelican.settings import read_settings
from chronology.preview import server
from chronology.settings import from_pelican
chosen = {"PATH": sys.argv[1], "CACHE_PATH": sys.argv[2], "OUTPUT_PATH": "output"}
server.serve(from_pelican(read_settings("pelicanconf.py", override=chosen)), "127.0.0.1",
             int(sys.argv[3]))
"""


@dataclass
class Served:
    """Seconds of a start, and where there was a browser of each edit; bytes at the end."""

    start: float = 0.0
    edits: list[float] = field(default_factory=list)
    memory: int = 0


class Bench:
    """The servers on sites of one size."""

    def __init__(self, events: int, browser: Browser) -> None:
        """Write the sites."""
        self.browser = browser
        self.site = WORK / f"preview-{events}"
        measure.empty(self.site)
        archive = invent(events)
        FORMS["chronology"](archive, self.site / "ours" / "content")
        prepare(HUGO, archive, self.site / "hugo")
        if events <= MOST_FOR_SLOW:
            prepare(PELICAN, archive, self.site / "pelican")

    def all(self) -> Iterator[tuple[str, Served]]:
        """Start each server, and edit one event before the eyes of a browser."""
        yield "ours, cold", self._serve("ours", edits=0)
        yield "ours, from cache", self._serve("ours")
        yield "`hugo server`", self._serve("hugo")
        if (self.site / "pelican").exists():
            yield "`pelican -lr`", self._serve("pelican", by_hand=True)

    def _serve(self, name: str, *, edits: int = EDITS, by_hand: bool = False) -> Served:
        site, port = self.site / name, _free_port()
        files = sources(site)
        chosen = files[len(files) // 2]
        served = Served()
        begin = time.perf_counter()
        with _running(self._command(name, site, port), ROOT if name == "ours" else site) as process:
            url = f"http://127.0.0.1:{port}/events/{chosen.stem}/"
            _wait_for(url)
            served.start = time.perf_counter() - begin
            if edits:
                context = self.browser.new_context(bypass_csp=True)
                served.edits = _edit(context, url, chosen, edits, by_hand=by_hand)
                context.close()
            tree = measure._processes(process.pid)
            served.memory = sum(map(measure._memory, tree))
        return served

    def _command(self, name: str, site: Path, port: int) -> list[str]:
        match name:
            case "hugo":
                program = HUGO.build(TOOLS, site)[0]
                return [program, "server", "--port", str(port), "--bind", "127.0.0.1"]
            case "pelican":
                program = PELICAN.build(TOOLS, site)[0]
                return [program, "-lr", "-s", "pelicanconf.py", "-p", str(port), "-o", "out"]
            case _:
                arguments = [str(site / "content"), str(site / "cache"), str(port)]
                return [sys.executable, "-c", OURS, *arguments]


def _edit(
    context: BrowserContext, url: str, file: Path, edits: int, *, by_hand: bool
) -> list[float]:
    """Return the seconds from each save of the file to the frame that shows it."""
    seen: dict[int, float] = {}
    context.expose_function("seen", lambda number, at: seen.setdefault(number, at))
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto(url)
    text, found = file.read_text(encoding="utf-8"), []
    for number in range(edits):
        page.wait_for_timeout(REST * 1000)
        begin = time.time()
        file.write_text(f"{text}\n\nAmended {number}.\n", encoding="utf-8")
        _until_seen(page, seen, number, by_hand=by_hand)
        found.append(seen[number] - begin)
    file.write_text(text, encoding="utf-8")
    return found


def _until_seen(page: Page, seen: dict[int, float], number: int, *, by_hand: bool) -> None:
    """Wait; `pelican -lr` does not tell the browser, which is reloaded four times a second.

    Raises:
        TimeoutError: the edit is not shown.
    """
    end = time.time() + LONGEST
    while number not in seen:
        if time.time() > end:
            raise TimeoutError(f"edit {number} is not shown")
        page.wait_for_timeout(250 if by_hand else 5)
        if by_hand and number not in seen:
            page.reload()


@contextmanager
def _running(command: list[str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str) -> None:
    end = time.perf_counter() + LONGEST
    while time.perf_counter() < end:
        try:
            urllib.request.urlopen(url, timeout=LONGEST).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.02)
        else:
            return
    raise TimeoutError(url)


def table(found: dict[str, Served]) -> str:
    """Return what was measured at one size, as Markdown."""
    rows = [
        "| | start, s | edit to pixel, ms | slowest, ms | memory, MiB |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name, served in found.items():
        edits = (
            f"{median(served.edits) * 1000:,.0f} | {max(served.edits) * 1000:,.0f}"
            if served.edits
            else " | "
        )
        rows.append(f"| {name} | {served.start:.2f} | {edits} | {served.memory / 2**20:,.0f} |")
    return "\n".join(rows)


def main() -> None:
    """Measure, print the tables, and write them into the documentation."""
    parser = argparse.ArgumentParser(description="Measure the preview beside those of others.")
    parser.add_argument("--events", type=int, nargs="+", default=SIZES, help="sizes of archive")
    parser.add_argument("--quick", action="store_true", help="1,000 events, nothing is written")
    chosen = parser.parse_args()
    WORK.mkdir(exist_ok=True)
    for peer in (HUGO, PELICAN):
        peer.install(TOOLS)
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    parts = [f"{report.machine()}; one run, {EDITS} edits of one event, {REST} s apart."]
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=program, args=options)
        for events in SIZES[:1] if chosen.quick else chosen.events:
            bench = Bench(events, browser)
            print(f"{events:,} events", file=sys.stderr, flush=True)
            parts.append(f"### {events:,} events\n\n{table(dict(bench.all()))}")
            measure.empty(bench.site)
        browser.close()
    text = "\n\n".join(parts)
    print(text)
    if not chosen.quick:
        report.put(ROOT / "docs" / "benchmarks.md", text, BEGIN, END)


if __name__ == "__main__":
    main()
