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

from chronology.editing import new
from chronology.editing.report.propose import Proposal, propose
from chronology.editing.report.states import Gazetteer
from chronology.editing.report.text import Report
from chronology.problems import ContentError, Problem
from chronology.registries import Registries

#: What a column of a plain table may be.
FIELDS: Final = (
    "title date reported type place actors mentions topics summary source_title source_url "
    "source_publisher"
).split()
_LISTS: Final = {"actors": "actors", "mentions": "actors", "place": "places", "topics": "topics"}
_ABOUT: Final = re.compile(r"\s*(?:c\.|ca\.?\s|circa|about|around)", re.I)

Row = Mapping[str, Any]


def is_table(name: str, text: str) -> bool:
    """By its name, or by its first character where it has none."""
    return name.endswith((".csv", ".tsv", ".json")) or text.lstrip("\ufeff \n").startswith("{")


def proposals(
    name: str, text: str, columns: Mapping[str, str], known: Registries, gazetteer: Gazetteer,
    added: datetime.date,
) -> Iterator[tuple[str, Proposal]]:  # fmt: skip
    """A proposal for each event of a table. `columns` gives the column of a field.

    Raises ContentError for a table that cannot be read or whose columns are not known.
    """
    text = text.lstrip("\ufeff")
    if not columns and text.lstrip().startswith("{"):
        slides: Iterable[Row] = _slides(name, text)
    else:
        rows = list(csv.DictReader(io.StringIO(text), dialect=_dialect(text)))
        found = set(rows[0]) if rows else set()
        if columns:
            _refuse(name, columns, found)
            for number, row in enumerate(rows, 2):
                yield f"{name}:{number}", _plain(row, columns, known, added)
            return
        if not {"Headline", "Year"} <= found:
            raise _fault(name, "has no columns `Year` and `Headline` of TimelineJS",
                         "name its columns: `--map title=Headline,date=When`")  # fmt: skip
        slides = map(_from_csv, rows)
    for number, slide in enumerate(slides, 1):
        if slide["date"] or slide["headline"]:  # else the title slide
            yield f"{name}:{number}", _timeline(slide, known, gazetteer, added)


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


def _plain(
    row: Row, columns: Mapping[str, str], known: Registries, added: datetime.date
) -> Proposal:
    """A row of a table whose columns are named: the cells are taken as they are."""
    cells = {f: (row.get(column) or "").strip() for f, column in columns.items()}
    cells = {field: cell for field, cell in cells.items() if cell}
    unknown: dict[str, str] = {}
    evidence: dict[str, Any] = dict(cells)
    matter: dict[str, Any] = {"title": cells.get("title", "Event")}
    for field in ("date", "reported"):
        if field in cells:
            if edtf := new.edtf(cells[field], []):
                matter[field] = edtf
            else:
                unknown[cells[field]] = f"{field}: no one date"
    matter |= {"added": added.isoformat(), "type": "meeting"}
    for field, registry in {"type": "types", **_LISTS}.items():
        names = new.names(getattr(known, registry).values())
        for word in filter(None, map(str.strip, re.split("[;|,]", cells.get(field, "")))):
            one = new.resolve(word, field, names, [])
            if isinstance(one, Problem):
                unknown[word] = f"{columns[field]}: {cells[field]} ({one.hint})"
            elif field == "type":
                matter["type"] = one
            else:
                matter.setdefault(field, []).append({"actor": one} if field == "actors" else one)
    matter.setdefault("actors", [])
    matter["sources"] = [_source(cells.get("source_title"), cells.get("source_url"),
                                 cells.get("source_publisher"))]  # fmt: skip
    if "summary" in cells:
        matter["summary"] = cells["summary"]
    return Proposal(matter, (), unknown, evidence)


def _slides(name: str, text: str) -> Iterator[Row]:
    try:
        data = json.loads(text)
        for event in data["events"]:
            told, media = event.get("text") or {}, event.get("media") or {}
            about = (event.get("start_date") or {}).get("display_date") or event.get("display_date")
            yield {
                "headline": told.get("headline") or "", "text": told.get("text") or "",
                "date": _span(event.get("start_date"), event.get("end_date"), about or ""),
                "url": media.get("url"), "caption": media.get("caption"),
                "credit": media.get("credit"),
            }  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _fault(name, f"is no timeline of TimelineJS ({error})",
                     "export it anew: it has a list `events`") from None  # fmt: skip


def _from_csv(row: Row) -> Row:
    def part(prefix: str) -> Row:
        return {one: row.get(prefix + one.title()) for one in ("year", "month", "day")}

    return {
        "headline": row.get("Headline") or "", "text": row.get("Text") or "",
        "date": _span(part(""), part("End "), row.get("Display Date") or ""),
        "url": row.get("Media"), "caption": row.get("Media Caption"),
        "credit": row.get("Media Credit"),
    }  # fmt: skip


def _span(start: Row | None, end: Row | None, shown: str) -> str:
    first, last = _moment(start or {}), _moment(end or {})
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
    return "-".join(numbers)


def _timeline(
    slide: Row, known: Registries, gazetteer: Gazetteer, added: datetime.date
) -> Proposal:
    """A slide: its headline and date, and what its words show of the rest."""
    headline, told = _words(slide["headline"]), _words(slide["text"])
    read = Report(tuple(filter(None, (headline + "." * bool(headline), told))))
    found = propose(read, known, gazetteer, added)
    matter = {**found.matter, "title": headline or found.matter["title"]}
    matter.pop("date", None)
    evidence = {**found.evidence, "title": headline, "date": slide["date"]}
    if new.edtf(slide["date"], []):
        matter = {"title": matter.pop("title"), "date": slide["date"], **matter}
    link = re.search(r"href=[\"'](https?://[^\"']+)", slide["text"])
    url = link[1] if link else slide["url"]
    matter["sources"] = [
        _source(_words(slide["caption"] or ""), url, _words(slide["credit"] or ""))
    ]
    return Proposal(matter, found.quotes, found.unknown, evidence)


def _source(title: str | None, url: str | None, publisher: str | None) -> dict[str, str]:
    link = url if re.match(r"https?://\S+$", url or "") else None
    facts = {"title": title or link or publisher or "Source not named", "publisher": publisher,
             "url": link}  # fmt: skip
    return {name: value for name, value in facts.items() if value}


def _words(html: str) -> str:
    """The text without its tags, on one line."""
    text = BeautifulSoup(html, "html.parser").get_text(" ") if "<" in html else html
    return " ".join(text.split())
