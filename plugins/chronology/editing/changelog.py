"""What a change does to the record, in words: two archives compared, field by field."""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from babel import Locale, UnknownLocaleError
from msgspec import Struct

from chronology.cache import Cache
from chronology.content import reader, scan
from chronology.content.archive import Archive, Entry
from chronology.content.markdown import render

#: Field names that read better otherwise.
_WORDS: Final = {"from_": "beginning", "until": "end", "event_status": "status of the event"}
#: Characters of a text that are printed.
_LONGEST: Final = 160
_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>()#+!|~&@])")


class RevisionError(ValueError):
    """A range or revision that git does not know."""


def of_range(repository: Path, content: str, revisions: str, scratch: Path) -> str:
    """The summary of `BASE..HEAD` for a content folder of a git repository.

    `content` is relative to the repository; both trees are laid out below `scratch`. Raises
    RevisionError.
    """
    base, dots, head = revisions.partition("..")
    if not dots or not base or head.startswith("."):
        raise RevisionError(f"`{revisions}` is no range: write BASE..HEAD")
    if Path(content).is_absolute() or ".." in Path(content).parts:
        raise RevisionError(f"`{content}` is no folder of this repository")
    sides = []
    for name, revision in (("before", base), ("after", head or "HEAD")):
        tree = scratch / name
        _lay_out(repository, revision, content, tree)
        cache = Cache(scratch / f"{name}.sqlite")
        sides.append(reader.read(tree / content, scan.scan(tree / content), cache))
    return as_markdown(sides[0], sides[1])


def as_markdown(before: Archive, after: Archive) -> str:
    """Headings and lists; nothing in the records is taken for markup."""
    old, new = before.registries, after.registries
    sections = {
        "Events": _events(before, after),
        "Translations": _translations(before, after),
        "Actors": _records(old.actors, new.actors, "actor"),
        "Places": _records(old.places, new.places, "place"),
        "Topics": _records(old.topics, new.topics, "topic"),
        "Event types": _records(old.types, new.types, "event type"),
        "Storylines": _records(old.storylines, new.storylines, "storyline"),
        "Pages": _entries(before, after, before.pages, after.pages, "page"),
    }
    parts = []
    for heading, changes in sections.items():
        if lines := "".join(f"- {line}\n" for line in changes):
            parts.append(f"### {heading}\n\n{lines}")
    broken = {one.path for one in after.problems if one.severity == "error"}
    if broken:
        files = ", ".join(f"`{path}`" for path in sorted(broken))
        parts.append(f"Not compared, since they have errors: {files}\n")
    return "## What this does to the record\n\n" + ("\n".join(parts) or "Nothing.\n")


def _lay_out(repository: Path, revision: str, content: str, target: Path) -> None:
    """Write the content of a revision below `target`; nothing where it had none."""
    commit = _git(repository, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    (target / content).mkdir(parents=True)
    name = commit.decode().strip()
    if _git(repository, "ls-tree", name, "--", content):
        packed = _git(repository, "archive", "--format=tar", name, "--", content)
        with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
            if hasattr(tarfile, "data_filter"):  # Python 3.11.4
                tar.extraction_filter = tarfile.data_filter
            tar.extractall(target)


def _git(repository: Path, *arguments: str) -> bytes:
    done = subprocess.run(["git", *arguments], cwd=repository, capture_output=True)
    if done.returncode:
        raise RevisionError(done.stderr.decode(errors="replace").strip())
    return done.stdout


def _events(before: Archive, after: Archive) -> Iterator[str]:
    moved = {
        former: one
        for one, entry in after.events.items()
        for former in entry.record.former_ids
        if former in before.events and former not in after.events
    }
    old = {moved.get(one, one): entry for one, entry in before.events.items()}
    for former, one in sorted(moved.items()):
        yield f"`{former}` is now `{one}`"
    yield from _entries(before, after, old, after.events, "event")


def _translations(before: Archive, after: Archive) -> Iterator[str]:
    def flat(found: Archive) -> dict[str, Entry]:
        return {
            f"{one}.{tag}": entry
            for one, some in found.translations.items()
            for tag, entry in some.items()
        }

    return _entries(before, after, flat(before), flat(after), "translation")


def _entries(
    before: Archive, after: Archive, old: Mapping[str, Entry], new: Mapping[str, Entry], kind: str
) -> Iterator[str]:
    """What became of documents: their fields, and their text."""
    yield from _records(
        {one: entry.record for one, entry in old.items()},
        {one: entry.record for one, entry in new.items()},
        kind,
    )
    for one in sorted(old.keys() & new.keys()):
        if _words(before, old[one]) != _words(after, new[one]):
            yield f"text of {_plain(_title(new[one].record))} changed"


def _words(archive: Archive, entry: Entry) -> str:
    return render.plain(archive.body(entry))


def _records(old: Mapping[str, Any], new: Mapping[str, Any], kind: str) -> Iterator[str]:
    for word, ids, side in (
        ("added", new.keys() - old.keys(), new),
        ("removed", old.keys() - new.keys(), old),
    ):
        if ids:
            named = "; ".join(_named(one, side[one]) for one in sorted(ids))
            yield f"{len(ids)} {kind}{'s' * (len(ids) != 1)} {word}: {named}"
    for one in sorted(old.keys() & new.keys()):
        yield from _fields(old[one], new[one])


def _fields(old: Any, new: Any) -> Iterator[str]:
    """A line for each field in which two states of a record differ."""
    title = _plain(_title(new))
    if type(old) is not type(new):
        yield f"{title} is now another kind of record"
        return
    for field in new.__struct_fields__:
        was, now = getattr(old, field), getattr(new, field)
        if was == now or field == "id":
            continue
        words = _WORDS.get(field, field.rstrip("_").replace("_", " "))
        match now:
            case dict():
                kind = "label" if field == "labels" else "name"
                for tag in sorted(was.keys() | now.keys()):
                    if was.get(tag) != now.get(tag):
                        change = _change(was.get(tag), now.get(tag))
                        yield f"the {_language(tag)} {kind} of {title} {change}"
            case tuple():
                yield f"{words} of {title} changed{_difference(was, now)}"
            case _:
                yield f"{words} of {title} {_change(was, now)}"


def _change(was: object, now: object) -> str:
    if was is None:
        return f"added: {_shown(now)}"
    if now is None:
        return f"removed: {_shown(was)}"
    return f"changed: {_shown(was)} → {_shown(now)}"


def _difference(was: Iterable[Any], now: Iterable[Any]) -> str:
    """What a list gained and lost; nothing if only its order is another."""
    was, now = list(was), list(now)
    gained = [f"added {_shown(one)}" for one in now if one not in was]
    lost = [f"removed {_shown(one)}" for one in was if one not in now]
    return ": " + (", ".join([*gained, *lost]) or "only their order")


def _shown(value: object) -> str:
    if isinstance(value, Struct):
        fields = [getattr(value, name) for name in value.__struct_fields__]
        return _plain(" · ".join(_text(one) for one in fields if one not in (None, ())))
    return f"“{_plain(_text(value))}”"


def _text(value: object) -> str:
    return textwrap.shorten(str(getattr(value, "edtf", value)), _LONGEST, placeholder=" …")


def _title(record: Any) -> str:
    """What a record is called: title, name or label, whichever its kind has."""
    return next(str(getattr(record, n)) for n in ("title", "name", "label") if hasattr(record, n))


def _named(one: str, record: Any) -> str:
    return f"{_plain(_title(record))} (`{one}`)"


def _language(tag: str) -> str:
    try:
        return Locale.parse(tag, sep="-").get_display_name("en") or tag
    except (ValueError, UnknownLocaleError):
        return f"`{tag}`"


def _plain(text: str) -> str:
    """The text with nothing left that Markdown would take for markup."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
