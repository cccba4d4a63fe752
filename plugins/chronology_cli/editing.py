"""Commands that write content: entries, registries, schemas and whole archives."""

from __future__ import annotations

import os
import sys
from datetime import date as Date  # noqa: N812
from pathlib import Path

from invoke.context import Context
from invoke.exceptions import Exit

from chronology_cli.project import archive_of, command, reporting_problems, write

_CONTENT = "folder of the content"


@command(
    positional=["folder"],
    iterable=["language"],
    help={
        "folder": "new folder for the archive",
        "name": "name of the chronology",
        "description": "one sentence on what it covers",
        "language": "language of the entries (BCP 47); more of them for translations",
        "address": "address that the site will be published at",
        "licence": "licence of the data: a name, then its address",
        "actor": "id of the first state or organization",
        "actor-name": "its name",
        "actor-type": "state or organization",
    },
)
def init(
    context: Context,
    folder: str,
    language: list[str],
    name: str = "",
    description: str = "",
    address: str = "",
    licence: str = "",
    actor: str = "",
    actor_name: str = "",
    actor_type: str = "",
) -> None:
    """Start an archive of your own in a new folder; at a terminal, ask for what is missing."""
    from chronology.starter import Archive, create, next_commands

    given: dict[str, object] = {
        **{"name": name, "description": description, "languages": tuple(language)},
        **{"address": address, "licence": licence, "actor": actor},
        **{"actor_name": actor_name, "actor_type": actor_type},
    }
    answers = {field: answer for field, answer in given.items() if answer}
    if sys.stdin.isatty():
        answers = {**_asked(answers), **answers}
    if "name" not in answers:
        raise Exit("give the archive a name: --name", 2)
    if "actor" in answers and "actor_name" not in answers:
        answers["actor_name"] = str(answers["actor"]).replace("-", " ").title()
    with reporting_problems():
        create(Path(folder), Archive(**answers), Date.today())  # type: ignore[arg-type]
    print(f"An archive is in {folder}. Next:", *next_commands(Path(folder)), sep="\n    ")


def _asked(known: dict[str, object]) -> dict[str, object]:
    """Ask for the answers that no option gave; an empty one leaves the default."""
    from chronology.starter import Archive

    questions = {
        "name": "Name of the chronology",
        "description": "What it covers, in one sentence",
        "languages": "Language of the entries",
        "address": "Address of the published site",
        "licence": "Licence of the data",
        "actor": "Id of the first state or organization",
        "actor_name": "Its name",
        "actor_type": "State or organization",
    }
    found: dict[str, object] = {}
    for field, question in questions.items():
        if field in known:
            continue
        default = Archive._field_defaults.get(field, "")
        shown = ", ".join(default) if isinstance(default, tuple) else default
        answer = input(f"{question}{f' [{shown}]' if shown else ''}: ").strip()
        if answer:
            is_list = field == "languages"
            found[field] = tuple(answer.replace(",", " ").split()) if is_list else answer
    return found


@command(
    iterable=["add_actor", "add_place"],
    help={
        "content": _CONTENT,
        "title": "a sentence in the present tense",
        "date": "when it happened (EDTF)",
        "type": "event type, by id or label",
        "actors": "who took part: ids or names in any script, separated by commas",
        "place": "ids or names, separated by commas",
        "topics": "ids or labels, separated by commas",
        "source-title": "title of the document that the entry rests on",
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
    from chronology.editing import new, prompt
    from chronology.model.records import Actor, Place

    root = Path(content)
    words = {
        **{"title": title, "date": date, "type": type, "actors": actors, "place": place},
        **{"topics": topics, "source_title": source_title, "source_url": source_url},
        "summary": summary,
    }

    def save(path: str, text: str) -> None:
        write(root / path, text)

    try:
        with reporting_problems():
            for kind, additions in ((Actor, add_actor), (Place, add_place)):
                for addition in additions:
                    if not new.is_registered(found := archive_of(content), kind, addition):
                        save(*new.record(found, kind, addition))
            if sys.stdin.isatty():
                talk = prompt.Dialogue(lambda: archive_of(content), save, prompt.at_terminal)
                words = talk.words(words)
            path, text, notes = new.entry(archive_of(content), words, Date.today().isoformat())
    except (EOFError, KeyboardInterrupt):
        raise Exit("\nNo entry was written.", 1) from None
    print(*notes, sep="\n", end="\n" if notes else "")
    save(path, text)


@command(
    name="import",
    help={
        "file": "a report, a table of TimelineJS or CSV, a folder of them, or -",
        "content": _CONTENT,
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
        raise Exit(f"`{format}` is not a format: use text or json", 2)
    columns = dict(pair.split("=", 1) for pair in map.split(",") if "=" in pair)
    with reporting_problems():
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


@command(
    name="format",
    help={"content": _CONTENT, "check": "change nothing; exit with status 1 if it would"},
)
def format_(context: Context, content: str = "content", check: bool = False) -> None:
    """Write front matter and registries in their canonical form; comments stay."""
    from chronology.content import scan
    from chronology.editing.format import fields

    root = Path(content)
    changes = dict(fields.changed(root, scan.scan(root)[0]))
    for path, text in changes.items():
        if check:
            print(f"would change {root / path}")
        else:
            write(root / path, text)
    if check and changes:
        raise Exit(code=1)


@command(help={"content": _CONTENT, "output": "folder to write the schemas to"})
def schemas(context: Context, content: str = "content", output: str = "schemas") -> None:
    """Write the JSON Schemas and snippets that editors complete and check with."""
    from chronology.editing import schemas

    folder = Path(output).absolute()
    schemas.write(archive_of(content).registries, folder, folder.parent / ".vscode")


@command(help={"revisions": "BASE..HEAD, as Git names them", "content": _CONTENT})
def summary(context: Context, revisions: str, content: str = "content") -> None:
    """Describe in words what a change does to the record, as Markdown."""
    from tempfile import TemporaryDirectory

    from chronology.editing import changelog

    with TemporaryDirectory() as scratch:
        try:
            found = changelog.of_range(
                Path.cwd(), os.path.relpath(content), revisions, Path(scratch)
            )
        except changelog.RevisionError as error:
            raise Exit(str(error), 2) from None
    print(found)


@command(
    positional=["language"],
    help={"language": "language of the interface (BCP 47)", "output": "folder of the locales"},
)
def translate(context: Context, language: str, output: str = "") -> None:
    """Write or update the translation of the interface into a language; count what is missing."""
    from babel import UnknownLocaleError

    from chronology.site.i18n import catalogue, messages

    try:
        made = catalogue.updated(language)
    except (UnknownLocaleError, ValueError):
        raise Exit(f"`{language}` is not the code of a language", 2) from None
    file = (Path(output) if output else messages.FOLDER) / f"{language}.yaml"
    if language != "en":
        write(file, made.text)
    print(f"{file}: {made.missing} of {made.total} texts missing, {made.dropped} unknown dropped")
