"""A new archive: settings, content, workflows and a page for its editors.

The files below `files/` are Jinja templates with `<< >>` for values, because workflows use
`{{ }}` for expressions of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from chronology.model.ids import is_id
from chronology.problems import ContentError, Problem
from chronology.site.i18n import messages

_FILES: Final = Path(__file__).with_name("files")
#: The first event is a fact: on this day the record began. Its real file is named after the day.
_EVENT: Final = "content/events/first.md"
#: The types of actor that can be the first one, with an article for the example event.
ACTOR_TYPES: Final = ("state", "organization")


class Archive(NamedTuple):
    """The answers that a new archive is made from.

    `languages` are BCP 47 tags, the language of the entries first. `address` may be empty until
    the site is published. `actor` is the id of the first state or organization.
    """

    name: str
    description: str = "A chronology of diplomatic events, with its sources."
    languages: tuple[str, ...] = ("en",)
    address: str = ""
    licence: str = "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/"
    actor: str = "united-nations"
    actor_name: str = "United Nations"
    actor_type: str = "organization"


def create(folder: Path, archive: Archive, today: date) -> list[Path]:
    """Write a new archive and return its files.

    Raises ContentError for answers that cannot be used, and for a folder that is not empty.
    """
    problems = [*_invalid(archive)]
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        problems.append(Problem(str(folder), "output", "the folder is not empty", "choose another"))
    if problems:
        raise ContentError(problems)
    written = []
    for path, text in _rendered(archive, today):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
        written.append(file)
    return written


def next_commands(folder: Path) -> list[str]:
    """Return the three commands to run after `create`."""
    return [f"cd {folder}", "chronology check", "chronology serve"]


def _invalid(archive: Archive) -> Iterator[Problem]:
    """Return what is wrong with the answers, one problem an option."""
    if not archive.name.strip():
        yield Problem("name", "setting", "the archive has no name", "give `--name`")
    for language in archive.languages:
        if not messages.has(language):
            message = f"there is no `{language}` translation of the interface"
            yield Problem("languages", "setting", message, "use one of those in `locales/`")
    if archive.address and urlsplit(archive.address).scheme not in ("http", "https"):
        message = f"`{archive.address}` is not a web address"
        yield Problem("address", "setting", message, "begin it with https://")
    if not is_id(archive.actor):
        hint = "use lower-case Latin letters, digits and hyphens: south-korea"
        yield Problem("actor", "bad-id", f"`{archive.actor}` is not a valid id", hint)
    if archive.actor_type not in ACTOR_TYPES:
        message = f"`{archive.actor_type}` is not a type of first actor"
        yield Problem("actor-type", "bad-value", message, "use state or organization")


def _rendered(archive: Archive, today: date) -> Iterator[tuple[str, str]]:
    """Return the path and the text of each file."""
    environment = Environment(
        loader=FileSystemLoader(_FILES),
        undefined=StrictUndefined,
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
        keep_trailing_newline=True,
        trim_blocks=True,
    )
    environment.filters |= {"py": repr, "yaml": _yaml}
    day = today.isoformat()
    for template in sorted(environment.list_templates()):
        text = environment.get_template(template).render(
            archive._asdict(), today=day, year=day[:4], version=_version()
        )
        path = template.removesuffix(".j2")
        path = path.replace(_EVENT, f"content/events/{day[:4]}/{day}-record-begins.md")
        yield re.sub(r"(^|/)dot-", r"\1.", path), text


def _yaml(text: str) -> str:
    """Return a text as a YAML scalar on one line."""
    return yaml.safe_dump(text, allow_unicode=True, width=10_000).removesuffix("\n...\n").strip()


def _version() -> str:
    """Return the version of the installed package, or that of a checkout that is not installed."""
    try:
        return version("chronology")
    except PackageNotFoundError:
        return "0.1.0"
