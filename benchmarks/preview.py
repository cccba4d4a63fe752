"""The preview beside `hugo server` and `pelican -lr`: start, edit to pixel, memory.

`python -m benchmarks.preview` measures all sizes and writes its tables into docs/benchmarks.md;
with `--quick` it takes a look at 1,000 events and writes nothing. It needs Chromium.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median
from typing import NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks import measure, report
from benchmarks.archive import invent
from benchmarks.forms import FORMS
from benchmarks.peers import HUGO, PELICAN, prepare, sources
from benchmarks.run import MOST_FOR_SLOW, ROOT, SIZES, TOOLS, WORK

BEGIN = "<!-- preview: begin (written by `invoke bench --preview`) -->"
END = "<!-- preview: end -->"
EDITS = 5
PATIENCE = 20  # seconds of edits of one kind, after which no other is begun, but for a second
LONGEST = 120  # seconds that an edit is waited for
START = 900  # seconds that a server's first page is waited for
REST = 1.5  # seconds between two edits: an editor reads what is seen
#: Calls `seen` with the number of the last edit in the page, after the frame that shows it.
WATCH = """
(() => {
  let last = -1;
  const look = () => {
    const body = document.body;
    const text = body ? body.textContent + getComputedStyle(body, "::after").content : "";
    const told = [...text.matchAll(/Amended (\\d+)\\./g)].map((one) => +one[1]);
    const drawn = [...document.images].map((one) => one.naturalWidth - 1000);
    const found = Math.max(...told, ...drawn);
    if (found >= 0 && found !== last) {
      last = found;
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
names = "PATH", "CACHE_PATH", "THEME", "OUTPUT_PATH"
chosen = dict(zip(names, [*sys.argv[1:4], "output"]))
server.serve(from_pelican(read_settings("pelicanconf.py", override=chosen)), "127.0.0.1",
             int(sys.argv[4]))
"""


class Edit(NamedTuple):
    """A kind of edit: what is edited, the address that shows it, and the saving of the n-th.

    An image says its number by its width.
    """

    what: str
    address: str
    save: Callable[[int], None]
    undo: Callable[[], None]


@dataclass
class Served:
    """Seconds of a start and of the edits a browser saw, by kind; bytes at the end."""

    start: float = 0.0
    edits: dict[str, list[float]] = field(default_factory=dict)
    memory: int = 0


class Bench:
    """The servers on sites of one size."""

    def __init__(self, events: int, browser: Browser) -> None:
        """Write the sites."""
        self.browser = browser
        self.site = WORK / f"preview-{events}"
        measure.empty(self.site)
        archive = invent(events)
        content = self.site / "ours" / "content"
        FORMS["chronology"](archive, content)
        (content / "pages").mkdir()
        _draw(content / "images/wide.png", 0)
        prose = "---\ntitle: About\n---\n\nProse.\n\n![](/images/wide.png)\n"
        (content / "pages" / "about.md").write_text(prose, "utf-8")
        shutil.copytree(ROOT / "theme", self.site / "ours" / "theme")
        prepare(HUGO, archive, self.site / "hugo")
        if events <= MOST_FOR_SLOW:
            prepare(PELICAN, archive, self.site / "pelican")

    def all(self) -> Iterator[tuple[str, Served]]:
        """Start each server, and edit one event before the eyes of a browser."""
        yield "ours, cold", self._serve("ours", [])
        site = self.site / "ours"
        yield "ours, from cache", self._serve("ours", [_text(site), *_ours(site)])
        yield "`hugo server`", self._serve("hugo", [_text(self.site / "hugo")])
        if (self.site / "pelican").exists():
            edits = [_text(self.site / "pelican")]
            yield "`pelican -lr`", self._serve("pelican", edits, by_hand=True)

    def _serve(self, name: str, edits: list[Edit], *, by_hand: bool = False) -> Served:
        site, port = self.site / name, _free_port()
        served = Served()
        begin = time.perf_counter()
        with _running(self._command(name, site, port), ROOT if name == "ours" else site) as process:
            url = f"http://127.0.0.1:{port}"
            _wait_for(url + _text(site).address)
            served.start = time.perf_counter() - begin
            if edits:
                context = self.browser.new_context(bypass_csp=True)
                # What is saved while `pelican -lr` builds is lost: it is given the time.
                rest = max(REST, served.start) if by_hand else REST
                served.edits = _see(context, url, edits, rest, by_hand=by_hand)
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
                folders = [str(site / one) for one in ("content", "cache", "theme")]
                return [sys.executable, "-c", OURS, *folders, str(port)]


def _text(site: Path) -> Edit:
    """Edit the text of an event in the middle of the record."""
    file, address = _middle(site)
    return _edit("text of an event", address, file, lambda text, n: f"{text}\n\nAmended {n}.\n")


def _middle(site: Path) -> tuple[Path, str]:
    """Return the file and the address of that event."""
    files = sources(site)
    file = files[len(files) // 2]
    return file, f"/events/{file.stem}/"


def _edit(what: str, address: str, file: Path, change: Callable[[str, int], str]) -> Edit:
    text = file.read_text(encoding="utf-8")
    return Edit(
        *(what, address),
        save=lambda number: _write(file, change(text, number)),
        undo=lambda: _write(file, text),
    )


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")


def _ours(site: Path) -> Iterator[Edit]:
    """Return the other edits; what can be is seen on that event's page."""
    event, address = _middle(site)
    content, text = site / "content", event.read_text(encoding="utf-8")

    def title(text: str, number: int) -> str:
        return re.sub(r"(?m)^title: .*$", f"title: Amended {number}.", text)

    def date(text: str, number: int) -> str:
        return re.sub(r"(?m)^(date: .*)-\d\d$", rf"\1-{10 + number % 18}", title(text, number))

    def name(field: str, one: str) -> Callable[[str, int], str]:
        named = re.compile(rf"(?m)^({one}:\n(?:  .*\n)*?  {field}: ).*$")
        return lambda text, number: named.sub(rf"\g<1>Amended {number}.", text)

    def new(number: int) -> Path:
        return event.with_name(f"{event.stem}-amended-{number}.md")

    def again(number: int) -> None:
        gone()
        _write(new(number), title(text, number))

    def gone() -> None:
        for file in event.parent.glob(new(0).name.replace("0.md", "*.md")):
            file.unlink()

    actor, place, topic = (
        re.findall(rf"{field}: \[?([\w-]+)", text)[0] for field in ("actor", "place", "topics")
    )
    registries = content / "actors"
    registry = next(one for one in registries.iterdir() if f"\n{actor}:" in f"\n{one.read_text()}")
    month = f"/{event.stem[:4]}/{event.stem[5:7]}/"
    yield _edit("title of an event", address, event, title)
    yield _edit("date and title of an event", address, event, date)
    yield Edit("new event", month, lambda n: _write(new(n), title(text, n)), gone)
    yield Edit("event with another id", month, again, gone)
    yield _edit("name of an actor", address, registry, name("name", actor))
    yield _edit("name of a place", address, content / "places.yaml", name("name", place))
    yield _edit("label of a topic", address, content / "topics.yaml", name("label", topic))
    yield _edit(
        *("template", address, site / "theme/templates/event.html"),
        lambda text, n: text.replace("<article>", f"<article><p>Amended {n}.</p>"),
    )
    yield _edit(
        *("stylesheet", address, site / "theme/static/css/site.css"),
        lambda text, n: f'{text}body::after {{ content: "Amended {n}." }}',
    )
    yield _edit(
        *("page of prose", "/about/", content / "pages/about.md"),
        lambda text, n: f"{text}\nAmended {n}.\n",
    )
    image = content / "images/wide.png"
    yield Edit("image", "/about/", lambda n: _draw(image, n), lambda: _draw(image, 0))


def _draw(image: Path, number: int) -> None:
    """Write a PNG as wide as its number, and a thousand more."""
    width = 1000 + number
    row = zlib.compress(bytes(1 + (width + 7) // 8))
    head = struct.pack(">IIBBBBB", width, 1, 1, 0, 0, 0, 0)
    image.parent.mkdir(exist_ok=True)
    with image.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        for kind, data in ((b"IHDR", head), (b"IDAT", row), (b"IEND", b"")):
            file.write(struct.pack(">I", len(data)) + kind + data)
            file.write(struct.pack(">I", zlib.crc32(kind + data)))


def _see(
    context: BrowserContext, url: str, edits: list[Edit], rest: float, *, by_hand: bool
) -> dict[str, list[float]]:
    """Return the seconds from each save to the frame that shows it, by what was edited."""
    seen: dict[int, float] = {}
    context.expose_function("seen", lambda number, at: seen.setdefault(number, at))
    context.add_init_script(WATCH)
    page, numbers = context.new_page(), count()
    found: dict[str, list[float]] = {}
    for edit in edits:
        page.goto(url + edit.address)
        times = found.setdefault(edit.what, [])
        while len(times) < EDITS and (len(times) < 2 or sum(times) < PATIENCE):
            page.wait_for_timeout(rest * 1000)
            number, begin = next(numbers), time.time()
            edit.save(number)
            _until_seen(page, seen, number, by_hand=by_hand)
            if number not in seen:
                break
            times.append(seen[number] - begin)
        edit.undo()
        page.wait_for_timeout(REST * 1000)
    return found


def _until_seen(page: Page, seen: dict[int, float], number: int, *, by_hand: bool) -> None:
    """Wait; `pelican -lr` does not tell the browser, which is reloaded four times a second."""
    end = time.time() + LONGEST
    while number not in seen and time.time() < end:
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
    end = time.perf_counter() + START
    while time.perf_counter() < end:
        try:
            urllib.request.urlopen(url, timeout=START).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.02)
        else:
            return
    raise TimeoutError(url)


def table(found: dict[str, Served]) -> str:
    """Return what was measured at one size, as Markdown."""
    servers = "start, s | edit to pixel, ms | slowest, ms | edits | memory, MiB"
    rows = [f"| | {servers} |", f"| --- |{' ---: |' * 5}"]
    for name, served in found.items():
        times = next(iter(served.edits.values()), [])
        memory = f"{served.memory / 2**20:,.0f}"
        rows.append(f"| {name} | {served.start:.2f} | {_times(times)} | {memory} |")
    rows += ["", "| Ours, edited | edit to pixel, ms | slowest, ms | edits |"]
    rows.append(f"| --- |{' ---: |' * 3}")
    for served in found.values():
        if len(served.edits) > 1:
            rows += [f"| {what} | {_times(times)} |" for what, times in served.edits.items()]
    return "\n".join(rows)


def _times(times: list[float]) -> str:
    """Return the median, the longest and the number, as cells of a row."""
    if not times:
        return " | | "
    return f"{median(times) * 1000:,.0f} | {max(times) * 1000:,.0f} | {len(times)}"


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
    parts = [
        f"{report.machine()}; one run, edits {REST} s apart, the median of up to {EDITS}; "
        f"after {PATIENCE} s of them none is begun, after {LONGEST} s none waited for."
    ]
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
