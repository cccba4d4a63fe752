"""The benchmarks: our plain pages and our whole site beside Hugo, Eleventy and Pelican.

`python -m benchmarks.run` measures all sizes and writes docs/benchmarks.md and its plot; with
`--quick` it takes a look at 1,000 events, in one round, and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from benchmarks import measure, report
from benchmarks.archive import invent
from benchmarks.forms import FORMS
from benchmarks.measure import ROUNDS, Command, compare, empty
from benchmarks.peers import ELEVENTY, HUGO, PEERS, PELICAN, Peer, edit, prepare, sources
from benchmarks.report import Result
from benchmarks.world import Archive

ROOT = Path(__file__).parents[1]
WORK = Path(__file__).parent / ".work"
TOOLS = WORK / "tools"
PROGRAMS = Path(sys.executable).parent
MEMORY = Path("/dev/shm")
SETTINGS = {
    "plain": ROOT / "benchmarks/plain/pelicanconf.py",
    "whole": ROOT / "pelicanconf.py",
    "pages": ROOT / "benchmarks/pagesconf.py",
}

SIZES = (1_000, 10_000, 50_000)
MOST_FOR_SLOW = 10_000  # events: beyond, Eleventy and Pelican would take most of the hours
FRESH = 3  # seconds: our build reads anew what was changed in the last two


class Bench:
    """The commands of one size, on sites of their own, with their output below one folder."""

    def __init__(self, archive: Archive, sites: Path, out: Path) -> None:
        """Take the archive, the folder for the sources, and the one for outputs and caches."""
        self.archive = archive
        self.sites = sites
        self.out = out
        self.small = len(archive.events) <= MOST_FOR_SLOW

    def in_memory(self) -> list[Command]:
        """All commands. Sites that are changed or found unchanged are built here once."""
        commands = [
            self._peer("hugo cold", HUGO),
            self._ours("plain cold", "plain"),
            self._ours("whole cold", "whole"),
            self._ours("pages cold", "pages"),
            self._edited(self._peer("hugo edit", HUGO, cold=False)),
            self._edited(self._ours("plain edit", "plain", cold=False)),
            self._edited(self._ours("whole edit", "whole", cold=False)),
            self._built(self._ours("whole same", "whole", cold=False)),
            self._edited(self._check("check edit")),
        ]
        if self.small:
            commands += [
                self._invoke("invoke cold"),
                self._peer("eleventy cold", ELEVENTY),
                self._peer("pelican cold", PELICAN),
            ]
        return commands

    def on_disk(self) -> list[Command]:
        """The cold builds, Hugo's and ours."""
        return [
            self._peer("hugo cold", HUGO),
            self._ours("plain cold", "plain"),
            self._ours("whole cold", "whole"),
        ]

    def _ours(self, name: str, form: str, *, cold: bool = True) -> Command:
        site, out, cache = self._site(name)
        arguments = [
            *(str(PROGRAMS / "pelican"), str(site / "content")),
            *("--settings", str(SETTINGS[form]), "--output", str(out)),
            *("--extra-settings", f"CACHE_PATH={json.dumps(str(cache))}"),
        ]
        return Command(name, arguments, ROOT, out, _emptier(out, cache) if cold else _nothing)

    def _invoke(self, name: str) -> Command:
        """The whole site as the project's own task builds it."""
        site, out, cache = self._site(name)
        arguments = [
            *(str(PROGRAMS / "invoke"), "build", "--content", str(site / "content")),
            *("--output", str(out), "--settings", "benchmarks/wholeconf.py"),
        ]
        environment = {"BENCHMARK_CACHE": str(cache)}
        return Command(name, arguments, ROOT, out, _emptier(out, cache), environment)

    def _check(self, name: str) -> Command:
        """The editor's check, with the cache that the project's own tasks use."""
        site, out, _ = self._site(name)
        arguments = [str(PROGRAMS / "invoke"), "check", "--content", str(site / "content")]
        return Command(name, arguments, ROOT, out, _nothing)

    def _site(self, name: str) -> tuple[Path, Path, Path]:
        """Return the folders of our form's sources, output and cache."""
        site = self.sites / name
        if not site.exists():
            FORMS["chronology"](self.archive, site / "content")
        return site, self.out / name, self.out / f"{name} cache"

    def _peer(self, name: str, peer: Peer, *, cold: bool = True) -> Command:
        site, out = self.sites / name, self.out / name
        if not site.exists():
            prepare(peer, self.archive, site)
        arguments = (peer.build if cold else peer.rebuild)(TOOLS, out)
        return Command(name, arguments, site, out, _emptier(out) if cold else _nothing)

    def _built(self, command: Command) -> Command:
        """Build the site of a command that is to find it there, made from files not quite new."""
        newest = max(path.stat().st_mtime for path in sources(self.sites / command.name))
        time.sleep(max(0, newest + FRESH - time.time()))
        measure.run(command)
        return command

    def _edited(self, command: Command) -> Command:
        """Build the site of a command that is to find one event changed at every run."""
        files = sources(self.sites / command.name)
        chosen = files[len(files) // 2]

        def change() -> None:
            edit(chosen)
            stamp = time.time() - FRESH
            os.utime(chosen, (stamp, stamp))

        return replace(self._built(command), before=change)


def _emptier(*folders: Path) -> Callable[[], object]:
    def clear() -> None:
        for folder in folders:
            empty(folder)

    return clear


def _nothing() -> None:
    """Leave all as the last run left it."""


@contextmanager
def _outputs() -> Iterator[tuple[Path, bool]]:
    """Give a folder for outputs, in memory where the system has such a file system."""
    in_memory = os.access(MEMORY, os.W_OK)
    folder = Path(tempfile.mkdtemp(prefix="chronology-", dir=MEMORY if in_memory else WORK))
    try:
        yield folder, in_memory
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(events: int, rounds: int, *, disk: bool = True) -> Result:
    """Measure all commands on an archive of one size."""
    archive = invent(events)
    sites = WORK / str(events)
    empty(sites)
    with _outputs() as (out, in_memory):
        _say(f"{events:,} events: writing the archives")
        bench = Bench(archive, sites, out)
        commands = bench.in_memory()
        _say(f"{events:,} events: measuring {len(commands)} commands")
        costs = compare(commands, rounds)
    found = Result(events, rounds, in_memory, {cost.name: cost for cost in costs}, {})
    if disk:
        out = WORK / "out"
        empty(out)
        commands = Bench(archive, sites, out).on_disk()
        _say(f"{events:,} events: measuring {len(commands)} commands, output on disk")
        found.disk.update((cost.name, cost) for cost in compare(commands, rounds))
        empty(out)
    empty(sites)
    return found


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    """Measure, print the tables, and write them into the documentation."""
    parser = argparse.ArgumentParser(description="Measure our builds beside those of others.")
    parser.add_argument("--events", type=int, nargs="+", default=SIZES, help="sizes of archive")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="timed runs of each command")
    parser.add_argument("--quick", action="store_true", help="1,000 events, one round, no files")
    chosen = parser.parse_args()
    sizes, rounds = (SIZES[:1], 1) if chosen.quick else (tuple(chosen.events), chosen.rounds)
    WORK.mkdir(exist_ok=True)
    for peer in PEERS:
        peer.install(TOOLS)
    versions = report.versions({peer.name: peer.version(TOOLS) for peer in PEERS})
    results = [run(events, rounds, disk=not chosen.quick) for events in sizes]
    text = report.tables(results, versions)
    print(text)
    if not chosen.quick:
        report.write(text, results, ROOT / "docs")


if __name__ == "__main__":
    main()
