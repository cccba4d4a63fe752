"""The project in the current folder: its settings and its archive."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from invoke.exceptions import Exit
from invoke.tasks import task

if TYPE_CHECKING:
    from chronology.content.archive import Archive
    from chronology.settings import Settings

#: The settings files of a project: for the desk, and for the published site.
CONF: Final = "pelicanconf.py"
PUBLISH_CONF: Final = "publishconf.py"


def settings_of(content: str, output: str = "output", conf: str = CONF) -> Settings:
    """Return the settings of the project, for a content folder of one's choice."""
    from chronology.pelican_plugin import load

    if not Path(conf).is_file():
        raise Exit(f"there is no {conf} here: run the command in the folder of an archive", 2)
    chosen = {"PATH": str(Path(content).absolute()), "OUTPUT_PATH": str(Path(output).absolute())}
    with reporting_problems():
        settings = load(conf, chosen)
        if settings.content != load(conf).content:
            # The guards are rules of the project's own archive.
            settings = replace(settings, guards=(), banned_phrases=())
        return settings


def archive_of(content: str) -> Archive:
    """Return the archive of a content folder, whatever problems it has."""
    from chronology.cache import Cache
    from chronology.validation.run import examine

    settings = settings_of(content)
    return examine(settings, Cache(settings.cache / "chronology.sqlite"))[0]


def command(**options: Any) -> Callable[[Callable[..., None]], Any]:
    """Return a decorator that makes a task which ends quietly if its output is no longer read.

    `check | head` closes the pipe early. `options` are those of `invoke.task`.
    """

    def decorate(function: Callable[..., None]) -> Any:
        @wraps(function)
        def run(*arguments: Any, **named: Any) -> None:
            try:
                try:
                    function(*arguments, **named)
                finally:
                    sys.stdout.flush()
            except BrokenPipeError:
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                raise Exit(code=141) from None  # 128 and the number of SIGPIPE

        return task(**options)(run)

    return decorate


@contextmanager
def reporting_problems() -> Iterator[None]:
    """Print problems of the input and end with status 1, without a traceback."""
    from chronology import problems
    from chronology.content.frontmatter import DocumentError

    try:
        yield
    except problems.ContentError as error:
        raise Exit(problems.as_text(error.problems), 1) from None
    except DocumentError as error:
        raise Exit(problems.as_text([error.problem]), 1) from None


def write(file: Path, text: str) -> None:
    """Write a text file and print its name."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")
    print(f"wrote {file}")
