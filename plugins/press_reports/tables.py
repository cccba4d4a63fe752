"""Tables of events to proposals: TimelineJS (JSON, CSV), and a CSV whose columns are named."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from bs4 import BeautifulSoup

from chronology.content.registries import Registries
from chronology.editing import new
from chronology.problems import ContentError, Problem
from press_reports.gazetteer import Gazetteer
from press_reports.propose import Proposal, propose
from press_reports.report import Report

#: What a column of a plain table may be.
FIELDS: Final = (
    "title date reported type place actors mentions topics summary source_title source_url "
    "source_publisher"
).split()
_LISTS: Final = {"actors": "actors", "mentions": "actors", "place": "places", "topics": "topics"}
_ABOUT: Final = re.compile(r"\s*(?:c\.|ca\.?\s|circa|about|around)", re.I)

#: The first line of a spreadsheet's CSV may name the separator: `sep=;`.
_SEPARATOR_LINE: Final = re.compile(r"\Asep=.\r?\n")
#: Rows of TimelineJS that are no events.
_NO_EVENT: Final = frozenset(("era", "title"))

Row = Mapping[str, Any]


def is_table(name: str, text: str) -> bool:
    """By its name, or by its first character where it has none."""
    return name.endswith((".csv", ".tsv", ".json")) or text.lstrip("\ufeff \n").startswith("{")


def proposals(
    name: str,
    text: str,
    columns: Mapping[str, str],
    known: Registries,
    gazetteer: Gazetteer,
    added: datetime.date,
) -> Iterator[tuple[str, Proposal]]:
    """A proposal for each event of a table. `columns` gives the column of a field.

    Raises ContentError for a table that cannot be read or whose columns are not known.
    """
    text, first = text.lstrip("\ufeff"), 1
    if not columns and text.lstrip().startswith("{"):
        rows: Iterable[Row] = _slides(name, text)
    else:
        text = _SEPARATOR_LINE.sub("", text)
        lines = list(csv.DictReader(io.StringIO(text), dialect=_dialect(text)))
        found = set(lines[0]) if lines else set()
        if columns:
            _refuse(name, columns, found)
            rows, first = [{f: line[column] for f, column in columns.items()} for line in lines], 2
        elif {"Headline", "Year"} <= found:
            rows = [_from_csv(line) for line in lines if _is_event(line)]
        else:
            raise _fault(name, "has no columns `Year` and `Headline` of TimelineJS",
                         "name its columns: `--map title=Headline,date=When`")  # fmt: skip
    for number, row in enumerate(rows, first):
        cells = {field: _words(cell) for field, cell in row.items() if cell and _words(cell)}
        if cells.get("date") or cells.get("title"):  # else an empty row, or the title slide
            read = _read(cells, known, gazetteer, added)
            if row.get("text") is None:  # of a table's own title only the type is taken
                read = Proposal({"type": read.matter["type"]}, (), {}, {})
            yield f"{name}:{number}", _proposal(cells, read, known, added)


def _refuse(name: str, columns: Mapping[str, str], found: set[str]) -> None:
    for field, column in columns.items():
        if field not in FIELDS:
            raise _fault(name, f"`{field}` is no field of a table", "one of " + ", ".join(FIELDS))
        if column not in found:
            raise _fault(name, f"has no column `{column}`", "there are " + ", ".join(sorted(found)))


def _fault(name: str, message: str, hint: str) -> ContentError:
    return ContentError([Problem(name, "bad-value", message, hint)])


def _dialect(text: str) -> type[csv.Dialect]:
    class Found(csv.excel):
        delimiter = max(",;\t", key=text.partition("\n")[0].count)

    return Found


def _read(
    cells: Mapping[str, str], known: Registries, gazetteer: Gazetteer, added: datetime.date
) -> Proposal:
    """What the words of a slide show."""
    told = (f"{cells['title']}." if "title" in cells else "", cells.get("text", ""))
    return propose(Report(tuple(filter(None, told))), known, gazetteer, added)


def _proposal(
    cells: Mapping[str, str], read: Proposal, known: Registries, added: datetime.date
) -> Proposal:
    """The cells as they are, and of the rest what was read in the words of a slide."""
    matter: dict[str, Any] = {"title": "Event", "added": added.isoformat(), "actors": []}
    matter |= read.matter | {"status": "draft"}
    matter.pop("date", None)
    unknown = dict(read.unknown)
    for field in ("title", "summary"):
        if field in cells:
            matter[field] = cells[field]
    for field in ("date", "reported"):
        if edtf := new.to_edtf(cells.get(field, ""), []):
            matter[field] = edtf
        elif field in cells:
            unknown[cells[field]] = f"{field}: no one date"
    for field, registry in {"type": "types", **_LISTS}.items():
        names = new.names(getattr(known, registry).values())
        for word in filter(None, map(str.strip, re.split("[;|,]", cells.get(field, "")))):
            one = new.resolve(word, field, names, [])
            if isinstance(one, Problem):
                unknown[word] = f"{field}: {cells[field]} ({one.hint})"
            elif field == "type":
                matter["type"] = one
            else:
                matter.setdefault(field, []).append({"actor": one} if field == "actors" else one)
    if isinstance(where := matter.get("place"), list) and len(where) == 1:
        (matter["place"],) = where
    matter["sources"] = [_source(cells)]
    return Proposal(matter, read.quotes, unknown, {**read.evidence, **cells})


def _slides(name: str, text: str) -> Iterator[Row]:
    try:
        for event in json.loads(text)["events"]:
            start, told, media = (event.get(one) or {} for one in ("start_date", "text", "media"))
            about = start.get("display_date") or event.get("display_date") or ""
            date = _span(start, event.get("end_date") or {}, about)
            yield _slide(told.get("headline"), told.get("text"), date, media)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _fault(name, f"is no timeline of TimelineJS ({error})",
                     "export it anew: it has a list `events`") from None  # fmt: skip


def _is_event(row: Row) -> bool:
    return (row.get("Type") or "").strip().lower() not in _NO_EVENT


def _from_csv(row: Row) -> Row:
    def parts(prefix: str, *names: str) -> Row:
        return {one: row.get(f"{prefix}{one}".strip().title()) for one in names}

    day = ("year", "month", "day")
    date = _span(parts("", *day), parts("End ", *day), row.get("Display Date") or "")
    media = {"url": row.get("Media"), **parts("Media ", "caption", "credit")}
    return _slide(row.get("Headline"), row.get("Text"), date, media)


def _slide(headline: str | None, text: str | None, date: str, media: Row) -> Row:
    """A slide as a row: its source is the link in its text, or else its picture."""
    link = re.search(r"href=[\"'](https?://[^\"']+)", text or "")
    return {
        "title": headline,
        "text": text or "",
        "date": date,
        "source_title": media.get("caption"),
        "source_url": link[1] if link else media.get("url"),
        "source_publisher": media.get("credit"),
    }


def _span(start: Row, end: Row, shown: str) -> str:
    first, last = _moment(start), _moment(end)
    about = "~" if _ABOUT.match(shown) else ""
    return (
        f"{first}{about}/{last}{about}" if last and last != first else first + about * bool(first)
    )


def _moment(parts: Row) -> str:
    numbers = []
    for name in ("year", "month", "day"):
        text = str(parts.get(name) or "").strip()
        if not re.fullmatch(r"-?\d+", text):
            break
        numbers.append(f"{int(text):0{(5 if text[0] == '-' else 4) if name == 'year' else 2}}")
    # An impossible day or month is left as written: which of the numbers is wrong is not known.
    return "-".join(numbers)


def _source(cells: Mapping[str, str]) -> dict[str, str]:
    link = re.fullmatch(r"https?://\S+", cells.get("source_url", ""))
    publisher = cells.get("source_publisher")
    title = cells.get("source_title") or (link and link[0]) or publisher or "Source not named"
    facts = {"title": title, "publisher": publisher, "url": link and link[0]}
    return {name: value for name, value in facts.items() if value}


def _words(html: str) -> str:
    """The text without its tags, on one line."""
    text = BeautifulSoup(html, "html.parser").get_text(" ") if "<" in html else html
    return " ".join(text.split())
