"""The project in the current folder: its settings and its archive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from invoke.exceptions import Exit

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
        return load(conf, chosen)


def archive_of(content: str) -> Archive:
    """Return the archive of a content folder, whatever problems it has."""
    from chronology.cache import Cache
    from chronology.validation.run import examine

    settings = settings_of(content)
    return examine(settings, Cache(settings.cache / "chronology.sqlite"))[0]


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
