"""The project's commands: `invoke --list`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from invoke.context import Context
from invoke.exceptions import Exit
from invoke.tasks import task

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT / "plugins"))

if TYPE_CHECKING:
    from chronology.settings import Settings


def _settings(content: str, output: str = "output") -> Settings:
    from pelican.settings import read_settings

    from chronology.settings import from_pelican

    chosen = {"PATH": str(Path(content).absolute()), "OUTPUT_PATH": str(Path(output).absolute())}
    return from_pelican(read_settings(str(ROOT / "pelicanconf.py"), override=chosen))


@task(
    help={
        "content": "folder of the content",
        "output": "folder to write the site to",
        "cold": "render everything anew",
        "profile": "file to write a profile to, for speedscope.app; uses one process",
        "settings": "Pelican settings file",
    }
)
def build(
    context: Context,
    content: str = "content",
    output: str = "output",
    cold: bool = False,
    profile: str = "",
    settings: str = "pelicanconf.py",
) -> None:
    """Check the content and write the site."""
    import pelican

    with _profiled(profile):
        pelican.main([content, "-s", str(ROOT / settings), "-o", output, *(["-d"] if cold else [])])


@contextmanager
def _profiled(file: str) -> Iterator[None]:
    if not file:
        yield
        return
    from pyinstrument import Profiler
    from pyinstrument.renderers import SpeedscopeRenderer

    from chronology import workers

    workers.processors = lambda: 1
    profiler = Profiler(async_mode="disabled")
    with profiler:
        yield
    Path(file).write_text(profiler.output(SpeedscopeRenderer()), encoding="utf-8")


@task(
    help={
        "content": "folder of the content",
        "format": "text, json, or github (annotations on the lines of a change)",
    }
)
def check(context: Context, content: str = "content", format: str = "text") -> None:  # noqa: A002
    """Tell every problem of the content; status 1 if one is an error."""
    from chronology import problems
    from chronology.editing.check import check as find

    found = find(_settings(content))
    match format:
        case "json":
            print(problems.as_json(found))
        case "github":
            root = Path(content).absolute()
            prefix = (
                root.relative_to(Path.cwd()).as_posix()
                if root.is_relative_to(Path.cwd())
                else root.as_posix()
            )
            print(problems.as_annotations(found, f"{prefix}/"))
        case "text":
            print(problems.as_text(found) or "No problems.")
        case _:
            raise Exit(f"`{format}` is no format: text, json or github", 2)
    if any(problem.severity == "error" for problem in found):
        raise Exit(code=1)


@task(
    help={
        "content": "folder of the content",
        "port": "port; another is taken if it is in use",
        "host": "address to listen on",
        "open": "open the browser",
    }
)
def serve(
    context: Context,
    content: str = "content",
    port: int = 8000,
    host: str = "127.0.0.1",
    open: bool = False,  # noqa: A002
) -> None:
    """Preview the site, with live reload."""
    from chronology.preview import server

    server.serve(_settings(content), host, port, open_browser=open)


@task
def publish(context: Context) -> None:
    """Write the site as it is published: publishconf.py, everything anew."""
    build(context, cold=True, settings="publishconf.py")


@task
def test(context: Context) -> None:
    """Lint, types, and all tests."""
    for command in ("ruff check .", "ruff format --check .", "mypy", "pytest -q"):
        context.run(f"{Path(sys.executable).parent}/{command}", pty=os.isatty(1), echo=True)


@task(
    help={
        "events": "sizes of the archives, as in 1000,10000",
        "quick": "one small round",
    }
)
def bench(context: Context, events: str = "1000,10000,50000", quick: bool = False) -> None:
    """Measure builds against Hugo, Eleventy and Pelican as it comes."""
    sizes = " ".join(events.split(","))
    options = "--quick" if quick else f"--events {sizes}"
    context.run(f"{sys.executable} -m benchmarks.run {options}", pty=os.isatty(1))


@task
def golden(context: Context) -> None:
    """Write anew what tests/roots/golden is expected to give."""
    import pelican

    root = ROOT / "tests" / "roots" / "golden"
    pelican.main(
        [
            str(root / "content"),
            "-s",
            str(ROOT / "pelicanconf.py"),
            "-o",
            str(root / "expected"),
            "-d",
        ]
    )
