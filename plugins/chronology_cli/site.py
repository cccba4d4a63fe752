"""Commands that build, check and show the site."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from invoke.context import Context
from invoke.exceptions import Exit

from chronology_cli.project import CONF, PUBLISH_CONF, command, settings_of

_CONTENT = "folder of the content"


@command(
    help={
        "content": _CONTENT,
        "output": "folder to write the site to",
        "cold": "render every page again",
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
    settings: str = CONF,
) -> None:
    """Check the content and write the site."""
    import pelican

    with _profiled(profile):
        pelican.main([content, "-s", settings, "-o", output, *(["-d"] if cold else [])])


@command(
    help={
        "content": _CONTENT,
        "output": "folder to write the site to",
        "without-address": "publish without SITEURL: no canonical links, relative feeds",
    }
)
def publish(
    context: Context,
    content: str = "content",
    output: str = "output",
    without_address: bool = False,
) -> None:
    """Write the whole site with the settings of publishconf.py."""
    if not (without_address or settings_of(content, output, PUBLISH_CONF).url):
        message = "SITEURL is not set: the site would have no canonical links, and feeds no host"
        raise Exit(f"{message}.\nSet SITEURL, or give --without-address.", 2)
    build(context, content, output, cold=True, settings=PUBLISH_CONF)


@contextmanager
def _profiled(file: str) -> Iterator[None]:
    """Write a profile of what runs meanwhile to `file`, if one is given."""
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


@command(
    help={
        "content": _CONTENT,
        "format": "text, json, csv, or github (annotations on the lines of a change)",
        "select": "report only these codes, separated by commas: no-archive,guard",
        "strict": "exit with status 1 on warnings too",
        "fix": "first apply the fixes that are certain, and list them",
    }
)
def check(
    context: Context,
    content: str = "content",
    format: str = "text",  # noqa: A002
    select: str = "",
    strict: bool = False,
    fix: bool = False,
) -> None:
    """Report every problem of the content; exit with status 1 if one is an error."""
    from chronology import problems
    from chronology.editing import check as checking

    if fix:
        from datetime import date

        from chronology.editing.autofix import apply_fixes

        fixed = apply_fixes(settings_of(content), date.today().isoformat())
        print(*fixed, sep="\n", end="\n" * bool(fixed), file=sys.stderr)
    chosen = {code.strip() for code in select.split(",") if code.strip()}
    if unknown := chosen - problems.CODES.keys():
        near = problems.did_you_mean(min(unknown), problems.CODES)
        raise Exit(f"there is no code `{min(unknown)}`: {near or 'see docs/problems.md'}", 2)
    found = checking.check(settings_of(content))
    found = [problem for problem in found if not chosen or problem.code in chosen]
    match format:
        case "json":
            print(problems.as_json(found))
        case "github":
            root = Path(content).absolute()
            inside = root.is_relative_to(Path.cwd())
            prefix = (root.relative_to(Path.cwd()) if inside else root).as_posix()
            graver = (problem for problem in found if problem.severity != "note")
            print(problems.as_annotations(graver, f"{prefix}/"))
        case "csv":
            print(problems.as_csv(found))
        case "text":
            print(checking.as_text(found))
        case _:
            raise Exit(f"`{format}` is not a format: use text, json, csv or github", 2)
    grave = ("error", "warning") if strict else ("error",)
    if any(problem.severity in grave for problem in found):
        raise Exit(code=1)


@command(
    help={
        "content": _CONTENT,
        "port": "port; the next free one is taken if it is in use",
        "host": "address to listen on",
        "open": "open the browser",
        "verbose": "print a line for each request",
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

    conf = Path(CONF).absolute()
    server.serve(settings_of(content), host, port, conf=conf, open_browser=open, verbose=verbose)
