"""A proposal as a file of the content folder, and the registries that proposals rest on."""

from __future__ import annotations

import datetime
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import yaml

from chronology import documents, folder, registries
from chronology.editing.report import text
from chronology.editing.report.people import folded
from chronology.editing.report.propose import Proposal, propose
from chronology.editing.report.states import Gazetteer
from chronology.problems import ContentError
from chronology.registries import Registries

#: Bytes. Saved web pages carry their scripts with them.
LARGEST: Final = 20_000_000
_TITLE: Final = re.compile(r"[^a-z0-9]+")


class _Plain(yaml.SafeDumper):
    """YAML whose dates stay unquoted: the strict reader takes them as text."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, pattern) for tag, pattern in some if not tag.endswith(":timestamp")]
        for first, some in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }


def load_registries(content: Path) -> Registries:
    """The registries of a content folder. Raises ContentError for what is wrong in them."""
    files, problems = folder.scan(content)
    parsed = {}
    for file in (one for one in files if one.kind == "registry"):
        records, faults = registries.parse(content, file.path)
        problems += faults
        parsed[file.path] = registries.encoder.encode(records)
    found, faults = registries.load([one for one in files if one.path in parsed], parsed)
    errors = [one for one in [*problems, *faults] if one.severity == "error"]
    if errors:
        raise ContentError(errors)
    return found


def reports(source: str) -> list[tuple[str, str]]:
    """Name and text of each report: a file, all `.txt` and `.html` of a folder, or `-`.

    Raises DocumentError for a file that cannot be read or is no text.
    """
    if source == "-":
        return [("-", documents.decode(sys.stdin.buffer.read(), "-"))]
    path = Path(source)
    if not path.is_dir():
        files = [path]
    else:
        files = sorted(f for f in path.rglob("*") if f.suffix.lower() in (".txt", ".html", ".htm"))
    return [
        (str(f), documents.decode(documents.read_bytes(f.parent, f.name, LARGEST), str(f)))
        for f in files
    ]


def proposals(
    told: Iterable[tuple[str, str]], content: Path, added: datetime.date
) -> list[tuple[str, Proposal]]:
    """A proposal for each report. Raises ContentError if the registries have errors."""
    known = load_registries(content)
    gazetteer = Gazetteer(known)
    return [(name, propose(text.read(words), known, gazetteer, added)) for name, words in told]


def path_of(proposal: Proposal) -> str | None:
    """Where its file stands in the content folder; None where no date is known."""
    day = str(proposal.matter.get("date", "")).partition("/")[0].rstrip("~")
    if not day:
        return None
    slug = _TITLE.sub("-", " ".join(folded(proposal.matter["title"])))
    name = f"{day}-{slug}"[:80].strip("-")
    return f"events/{day[:4]}/{name}.md"


def document(proposal: Proposal) -> str:
    """Front matter, and the quotations as quotations: no other prose of the report."""
    matter = yaml.dump(proposal.matter, Dumper=_Plain, allow_unicode=True, sort_keys=False,
                       default_flow_style=None, width=10_000)  # fmt: skip
    said = [f"> {quote['text']}" + (f"\n>\n> — {quote['speaker']}" if quote["speaker"] else "")
            for quote in proposal.quotes]  # fmt: skip
    return f"---\n{matter}---\n" + "".join(f"\n{quotation}\n" for quotation in said)


def write(proposal: Proposal, content: Path) -> str | None:
    """Write the file of a proposal with a date; its path. Raises FileExistsError: none is lost."""
    path = path_of(proposal)
    if path:
        file = content / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(document(proposal))
    return path


def in_words(name: str, proposal: Proposal, outcome: str) -> str:
    """A proposal for people: the file, what each field rests on, and the unknown names."""
    lines = [f"{name}: {outcome}", "", document(proposal)]
    lines += [f"  {field}: {_shown(words)}" for field, words in proposal.evidence.items()]
    lines += [f"  not known: {unknown} — {where}" for unknown, where in proposal.unknown.items()]
    return "\n".join(lines)


def table(rows: Iterable[tuple[str, Proposal, str]]) -> str:
    """One line for each report of a folder."""
    return "\n".join(
        f"{Path(name).name:24} {p.matter.get('date', '—'):22} {p.matter['type']:12} "
        f"{len(p.matter['actors']):2} took part, {len(p.unknown):2} not known  {outcome}"
        for name, p, outcome in rows
    )


def _shown(words: Any) -> str:
    if isinstance(words, dict):
        return "; ".join(f"{key} ({value})" for key, value in words.items())
    return "; ".join(words) if isinstance(words, list) else str(words)
