"""A proposal as a file of the content folder, and the registries that proposals rest on."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from chronology.cache import Cache
from chronology.content import frontmatter, reader, scan
from chronology.content.registries import Registries
from chronology.editing import new
from chronology.editing.format import fields
from chronology.model.records import Event
from chronology.problems import ContentError
from press_reports import existing, report, tables
from press_reports.gazetteer import Gazetteer
from press_reports.propose import Proposal, propose

#: Bytes. Saved web pages carry their scripts with them.
LARGEST: Final = 20_000_000
_KINDS: Final = (".txt", ".html", ".htm", ".json", ".csv", ".tsv")


def load_registries(content: Path) -> Registries:
    """The registries of a content folder. Raises ContentError for what is wrong in them."""
    files, problems = scan.scan(content)
    some = [one for one in files if one.kind == "registry"]
    found = reader.read(content, (some, problems), Cache(Path(":memory:")))
    if errors := [one for one in found.problems if one.severity == "error"]:
        raise ContentError(errors)
    return found.registries


def load_events(content: Path) -> list[Event]:
    """Return the events of a content folder that can be read."""
    files, problems = scan.scan(content)
    found = reader.read(content, (files, problems), Cache(Path(":memory:")))
    return [entry.record for entry in found.events.values()]


def reports(source: str) -> list[tuple[str, str]]:
    """Name and text of each report or table: a file, those of a folder, or `-`.

    Raises DocumentError for a file that cannot be read or is no text.
    """
    if source == "-":
        return [("-", frontmatter.decode(sys.stdin.buffer.read(), "-"))]
    path = Path(source)
    if not path.is_dir():
        files = [path]
    else:
        files = sorted(f for f in path.rglob("*") if f.suffix.lower() in _KINDS)
    return [
        (str(f), frontmatter.decode(frontmatter.read_bytes(f.parent, f.name, LARGEST), str(f)))
        for f in files
    ]


def proposals(
    told: Iterable[tuple[str, str]],
    content: Path,
    added: datetime.date,
    columns: Mapping[str, str] | None = None,
) -> Iterator[tuple[str, Proposal]]:
    """A proposal for each report, and for each event of a table.

    Raises ContentError if the registries have errors, or a table cannot be read.
    """
    known = load_registries(content)
    gazetteer = Gazetteer(known)
    for name, words in told:
        if tables.is_table(name, words):
            yield from tables.proposals(name, words, columns or {}, known, gazetteer, added)
        else:
            yield name, propose(report.read(words), known, gazetteer, added)


def take(
    source: str, content: Path, columns: Mapping[str, str], *, dry: bool
) -> list[tuple[str, Proposal, str, bool]]:
    """Propose, and unless `dry` write; return name, proposal, outcome, and whether it failed.

    A report on an event that the record has is not written: its source is offered for that entry.
    Progress of several reports goes to the standard error. Raises DocumentError and ContentError.
    """
    told = reports(source)
    events = load_events(content)
    done = []
    for name, proposal in proposals(told, content, datetime.date.today(), columns):
        known = existing.same_event(proposal.matter, events)
        proposal = replace(proposal, existing=tuple(known))
        outcome, failed = path_of(proposal), False
        if known:
            outcome = f"the record has this event: {', '.join(known)}"
        elif not dry:
            try:
                write(proposal, content)
            except FileExistsError:
                outcome, failed = f"{outcome} exists already", True
        done.append((name, proposal, outcome, failed))
        if len(told) > 1:
            print(f"{len(done)} of {len(told)}  {name}", file=sys.stderr)
    return done


def path_of(proposal: Proposal) -> str:
    """Return where the draft goes in the content folder; `undated` where no date is known."""
    matter = proposal.matter
    date = matter.get("date", "")
    return new.path_of(new.identifier(date, matter["title"]), date)


def document(proposal: Proposal) -> str:
    """Front matter, and the quotations as quotations: no other prose of the report."""
    matter = fields.written(proposal.matter, path_of(proposal))
    said = [f"> {quote['text']}" + (f"\n>\n> — {quote['speaker']}" if quote["speaker"] else "")
            for quote in proposal.quotes]  # fmt: skip
    return f"---\n{matter}---\n" + "".join(f"\n{quotation}\n" for quotation in said)


def write(proposal: Proposal, content: Path) -> str:
    """Write the draft and return its path. Raises FileExistsError: none is overwritten."""
    path = path_of(proposal)
    file = content / path
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("x", encoding="utf-8", newline="\n") as stream:
        stream.write(document(proposal))
    return path


def in_words(name: str, proposal: Proposal, outcome: str) -> str:
    """A proposal for people: the file, what each field rests on, and the unknown names."""
    lines = [f"{name}: {outcome}", ""]
    if proposal.existing:
        lines += ["Add this source to the entry:", ""]
        lines.append(fields.written({"sources": proposal.matter["sources"]}, path_of(proposal)))
    else:
        lines.append(document(proposal))
    lines += [f"  {field}: {_shown(words)}" for field, words in proposal.evidence.items()]
    lines += [f"  not known: {unknown} — {where}" for unknown, where in proposal.unknown.items()]
    return "\n".join(lines)


def table(rows: Iterable[tuple[str, Proposal, str, bool]]) -> str:
    """One line for each report of a folder."""
    return "\n".join(
        f"{Path(name).name:24} {p.matter.get('date', '—'):22} {p.matter['type']:12} "
        f"{len(p.matter['actors']):2} took part, {len(p.unknown):2} not known  {outcome}"
        for name, p, outcome, _ in rows
    )


def _shown(words: Any) -> str:
    if isinstance(words, dict):
        return "; ".join(f"{key} ({value})" for key, value in words.items())
    return "; ".join(words) if isinstance(words, list) else str(words)
