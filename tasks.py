"""The project's commands: `invoke --list`. Those for every archive are in `chronology_cli`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from invoke.collection import Collection
from invoke.context import Context
from invoke.tasks import task

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT / "plugins"))

from chronology_cli import COMMANDS  # noqa: E402
from chronology_cli.site import build  # noqa: E402


@task
def test(context: Context) -> None:
    """Lint, types, and all tests."""
    for command in ("ruff check .", "ruff format --check .", "mypy", "pytest -q"):
        context.run(f"{Path(sys.executable).parent}/{command}", pty=os.isatty(1), echo=True)


@task(
    help={
        "events": "sizes of the archives, as in 1000,10000",
        "quick": "one small round",
        "preview": "the preview beside hugo server and pelican -lr",
        "reports": "instead: a folder of press reports with KEY.jsonl, read by `import`",
        "content": "folder of the content, for its registries",
    }
)
def bench(
    context: Context,
    events: str = "1000,10000,50000",
    quick: bool = False,
    preview: bool = False,
    reports: str = "",
    content: str = "content",
) -> None:
    """Measure builds or the preview beside Hugo, Eleventy and Pelican; or how reports are read."""
    if reports:
        from benchmarks.reports import main

        return main(reports, content)
    sizes = " ".join(events.split(","))
    options = "--quick" if quick else f"--events {sizes}"
    module = "preview" if preview else "run"
    context.run(f"{sys.executable} -m benchmarks.{module} {options}", pty=os.isatty(1))


@task(help={"runs": "number of kills", "seed": "another seed draws other kills"})
def kills(context: Context, runs: int = 200, seed: int = 1) -> None:
    """Kill builds at random and check that the site is always whole; takes minutes."""
    command = f"{sys.executable} tests/long/kills.py --runs {runs} --seed {seed}"
    context.run(command, pty=os.isatty(1))


@task
def pictures(context: Context) -> None:
    """Build the site and take the documents' pictures of it, with Chromium."""
    build(context)
    context.run(f"{sys.executable} docs/pictures.py output")


@task(
    help={
        "atlas": "countries-110m.json of npm's world-atlas, to draw the map anew",
        "fonts": "folder of Fontsource's packages, to cut the fonts anew",
    }
)
def emblems(context: Context, atlas: str = "", fonts: str = "") -> None:
    """Draw the theme's card and icon from its mark, with Chromium; the map and fonts if given."""
    context.run(f"{sys.executable} docs/pictures.py")
    if atlas:
        context.run(f"{sys.executable} docs/world.py {atlas}")
    if fonts:
        context.run(f"{sys.executable} docs/fonts.py {fonts}")


@task
def golden(context: Context) -> None:
    """Write the golden pages of tests/roots/golden again."""
    from tempfile import TemporaryDirectory

    sys.path.insert(0, str(ROOT / "tests"))
    import golden

    with TemporaryDirectory() as home:
        pages = golden.normalised(golden.build_site(Path(home)))
    for file in golden.EXPECTED.iterdir():
        file.unlink()
    for name, text in pages.items():
        (golden.EXPECTED / name).write_text(text, encoding="utf-8")


@task(
    help={
        "content": "folder of the content that is mutated",
        "mutations": "number of random mutations to check",
        "values": "number of values at the limits of fields to build",
        "seed": "the same seed gives the same input",
    }
)
def fuzz(
    context: Context,
    content: str = "content",
    mutations: int = 300,
    values: int = 150,
    seed: int = 0,
) -> None:
    """Check and build random input; exit with status 1 if anything fails."""
    folder = Path(content).absolute()
    options = f"--content {folder} --mutations {mutations} --values {values} --seed {seed}"
    paths = os.pathsep.join(str(ROOT / name) for name in ("plugins", "tests"))
    command = f"{sys.executable} {ROOT / 'tests' / 'fuzz.py'} {options}"
    context.run(command, env={"PYTHONPATH": paths}, pty=os.isatty(1))


ns = Collection(*COMMANDS, test, bench, kills, fuzz, pictures, emblems, golden)
