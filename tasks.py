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
    from chronology.content.archive import Archive
    from chronology.settings import Settings


def _settings(content: str, output: str = "output") -> Settings:
    from pelican.settings import read_settings

    from chronology.settings import from_pelican

    chosen = {"PATH": str(Path(content).absolute()), "OUTPUT_PATH": str(Path(output).absolute())}
    return from_pelican(read_settings(str(ROOT / "pelicanconf.py"), override=chosen))


def _archive(content: str) -> Archive:
    from chronology.cache import Cache
    from chronology.validation.run import examine

    settings = _settings(content)
    return examine(settings, Cache(settings.cache / "chronology.sqlite"))[0]


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

    from chronology import parallel

    parallel.processors = lambda: 1
    profiler = Profiler(async_mode="disabled")
    with profiler:
        yield
    Path(file).write_text(profiler.output(SpeedscopeRenderer()), encoding="utf-8")


@task(
    help={
        "content": "folder of the content",
        "format": "text, json, or github (annotations on the lines of a change)",
        "fix": "mend first what is certain, and say what was mended",
    }
)
def check(
    context: Context,
    content: str = "content",
    format: str = "text",  # noqa: A002
    fix: bool = False,
) -> None:
    """Tell every problem of the content; status 1 if one is an error."""
    from chronology import problems
    from chronology.editing import check as checking

    if fix:
        from datetime import date

        from chronology.editing.autofix import apply_fixes

        fixed = apply_fixes(_settings(content), date.today().isoformat())
        print(*fixed, sep="\n", end="\n" * bool(fixed), file=sys.stderr)
    found = checking.check(_settings(content))
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
            grave = (problem for problem in found if problem.severity != "note")
            print(problems.as_annotations(grave, f"{prefix}/"))
        case "text":
            print(checking.as_text(found))
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
        "verbose": "a line for each request",
    }
)
def serve(
    context: Context,
    content: str = "content",
    port: int = 8000,
    host: str = "127.0.0.1",
    open: bool = False,  # noqa: A002
    verbose: bool = False,
) -> None:
    """Preview the site, with live reload."""
    from chronology.preview import server

    server.serve(
        _settings(content),
        host,
        port,
        conf=ROOT / "pelicanconf.py",
        open_browser=open,
        verbose=verbose,
    )


@task(
    iterable=["add_actor", "add_place"],
    help={
        "content": "folder of the content",
        "title": "a sentence in the present tense",
        "date": "when it happened (EDTF)",
        "type": "event type, by id or label",
        "actors": "who took part: ids or names in any script, between commas",
        "place": "ids or names, between commas",
        "topics": "ids or labels, between commas",
        "source-title": "title of the document it rests on",
        "source-url": "address of that document",
        "summary": "one sentence for lists",
        "add-actor": "register `id: name, type` first",
        "add-place": "register `id: name, country` first",
    },
)
def new(
    context: Context,
    add_actor: list[str],
    add_place: list[str],
    content: str = "content",
    title: str = "",
    date: str = "",
    type: str = "",  # noqa: A002
    actors: str = "",
    place: str = "",
    topics: str = "",
    source_title: str = "",
    source_url: str = "",
    summary: str = "",
) -> None:
    """Write a new entry; at a terminal, ask for what is missing."""
    from datetime import date as Date  # noqa: N812

    from chronology.editing import new, prompt
    from chronology.model.records import Actor, Place

    root = Path(content)
    words = {
        **{"title": title, "date": date, "type": type, "actors": actors, "place": place},
        **{"topics": topics, "source_title": source_title, "source_url": source_url},
        "summary": summary,
    }

    def write(path: str, text: str) -> None:
        _write(root / path, text)

    with _told():
        for kind, additions in ((Actor, add_actor), (Place, add_place)):
            for addition in additions:
                if not new.is_registered(found := _archive(content), kind, addition):
                    write(*new.record(found, kind, addition))
        if sys.stdin.isatty():
            talk = prompt.Dialogue(lambda: _archive(content), write, prompt.at_terminal)
            words = talk.words(words)
        path, text, notes = new.entry(_archive(content), words, Date.today().isoformat())
    print(*notes, sep="\n", end="\n" if notes else "")
    write(path, text)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")
    print(f"wrote {file}")


@contextmanager
def _told() -> Iterator[None]:
    """A fault of the input in words, and status 1."""
    from chronology import problems
    from chronology.content.frontmatter import DocumentError

    try:
        yield
    except (EOFError, KeyboardInterrupt):
        raise Exit("\nNo entry was written.", 1) from None
    except problems.ContentError as error:
        raise Exit(problems.as_text(error.problems), 1) from None
    except DocumentError as error:
        raise Exit(problems.as_text([error.problem]), 1) from None


@task(help={"revisions": "BASE..HEAD, as git names them", "content": "folder of the content"})
def summary(context: Context, revisions: str, content: str = "content") -> None:
    """Tell in words what a change does to the record, as Markdown."""
    from tempfile import TemporaryDirectory

    from chronology.editing import changelog

    with TemporaryDirectory() as scratch:
        try:
            print(
                changelog.of_range(Path.cwd(), os.path.relpath(content), revisions, Path(scratch))
            )
        except changelog.RevisionError as error:
            raise Exit(str(error), 2) from None


@task(help={"content": "folder of the content", "output": "folder to write the schemas to"})
def schemas(context: Context, content: str = "content", output: str = "schemas") -> None:
    """Write the JSON Schemas and snippets that editors complete and check with."""
    from chronology.editing import schemas

    folder = Path(output).absolute()
    schemas.write(_archive(content).registries, folder, folder.parent / ".vscode")


@task(
    name="format",
    help={"content": "folder of the content", "check": "change nothing; status 1 if it would"},
)
def format_(context: Context, content: str = "content", check: bool = False) -> None:
    """Write front matter and registries in their one form; comments stay."""
    from chronology.content import scan
    from chronology.editing.format import fields

    root = Path(content)
    changes = dict(fields.changed(root, scan.scan(root)[0]))
    for path, text in changes.items():
        if check:
            print(f"would change {root / path}")
        else:
            _write(root / path, text)
    if check and changes:
        raise Exit(code=1)


@task(
    name="import",
    help={
        "file": "a report, a table of TimelineJS or CSV, a folder of them, or -",
        "content": "folder of the content",
        "dry-run": "show what would be written",
        "format": "text or json",
        "map": "columns of a CSV, as in title=Headline,date=When",
    },
)
def import_(
    context: Context,
    file: str,
    content: str = "content",
    dry_run: bool = False,
    format: str = "text",  # noqa: A002
    map: str = "",  # noqa: A002
) -> None:
    """Propose entries from press reports (text, web pages) or tables (TimelineJS, CSV)."""
    import json

    from press_reports import entry

    if format not in ("text", "json"):
        raise Exit(f"`{format}` is no format: text or json", 2)
    columns = dict(pair.split("=", 1) for pair in map.split(",") if "=" in pair)
    with _told():
        rows = entry.take(file, Path(content), columns, dry=dry_run)
    if format == "json":
        data = [proposal.as_data() for _, proposal, *_ in rows]
        single = len(data) == 1 and not Path(file).is_dir()
        print(json.dumps(data[0] if single else data, ensure_ascii=False, indent=2))
    else:
        print(*(entry.in_words(*row[:3]) for row in rows), sep="\n")
        if len(rows) != 1:
            print(entry.table(rows))
    if not dry_run and any(failed for *_, failed in rows):
        raise Exit(code=1)


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

        with _told():
            return main(reports, content)
    sizes = " ".join(events.split(","))
    options = "--quick" if quick else f"--events {sizes}"
    module = "preview" if preview else "run"
    context.run(f"{sys.executable} -m benchmarks.{module} {options}", pty=os.isatty(1))


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
