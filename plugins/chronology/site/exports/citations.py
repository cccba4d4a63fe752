"""Citations of pages: as text, BibTeX, RIS and CSL-JSON.

A citation is of the page as it is now, so its date is that of the last entry or correction; the
date of the event is in the note.
"""

from __future__ import annotations

import re
from html import escape
from typing import Final, NamedTuple

import msgspec
from markupsafe import Markup

from chronology import urls
from chronology.model import edtf
from chronology.model.edtf import Day
from chronology.model.records import Event
from chronology.site.context import Site
from chronology.site.exports.columns import iso

_TEX: Final = re.compile(r"[\\{}$&#%_^~]")
_TEX_WORDS: Final = {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}
_encode: Final = msgspec.json.encode


class Citation(NamedTuple):
    """A citation in all its formats."""

    text: str
    bibtex: str
    ris: str
    csl: str

    @property
    def csl_html(self) -> Markup:
        """Return the CSL-JSON as HTML. In text its quotation marks need no escape."""
        return Markup(escape(self.csl, quote=False))


class _Page(NamedTuple):
    """A page to cite: `note` says in words what `day`, the last change, is.

    `container` is what it is part of, None for the site itself; `publisher` is the site.
    """

    key: str
    title: str
    container: str | None
    url: str
    day: Day | None
    note: str
    language: str
    publisher: str


def event(site: Site, record: Event, title: str, address: str, when: str) -> Citation:
    """Return the citation of an entry, or of its translation."""
    if record.event_status != "occurred":
        when = f"{when} ({site.t(record.event_status)})"
    notes = [when, site.t("Added {date}", date=site.words(record.added))]
    if record.corrections:
        notes.append(site.t("Last corrected {date}", date=_words(site, record.recorded)))
    return _citation(site, record.id, title, address, record.recorded, _sentences(notes))


def page(site: Site, key: str, title: str, address: str, day: Day | None) -> Citation:
    """Return the citation of a page that shows many entries; `day` is that of the last change."""
    note = site.t("As of {date}", date=_words(site, day)) if day else ""
    return _citation(site, key, title, address, day, note)


def whole(site: Site) -> Citation:
    """Return the citation of the site itself."""
    day = site.latest(range(len(site.chronology.events)))
    return page(site, "chronology", site.settings.name, urls.HOME, day)


def _words(site: Site, day: Day) -> str:
    return site.words(edtf.parse(iso(day) or ""))


def _citation(
    site: Site, key: str, title: str, address: str, day: Day | None, note: str
) -> Citation:
    title = " ".join(title.split())
    container = None if title == site.settings.name else site.settings.name
    cited = _Page(
        key,
        title,
        container,
        site.settings.url + address,
        day,
        note,
        site.language,
        site.settings.name,
    )
    return Citation(_text(site, cited), _bibtex(cited), _ris(cited), _csl(cited))


def _text(site: Site, page: _Page) -> str:
    titled = site.t("“{title}”", title=page.title)
    parts = (titled, page.container) if page.container else (page.title,)
    return _sentences([*parts, page.note, page.url])


def _sentences(parts: list[str]) -> str:
    """Return the parts as sentences; a date in Russian ends with a full stop of its own."""
    *before, last = filter(None, parts)
    return "".join([f"{part.removesuffix('.')}. " for part in before]) + last


def _bibtex(page: _Page) -> str:
    year, month, day = page.day or ("", "", "")
    fields = (
        ("title", f"{{{_tex(page.title)}}}"),
        ("howpublished", _tex(page.container or "")),
        ("year", year),
        ("month", month),
        ("day", day),
        ("url", page.url),
        ("note", _tex(page.note)),
    )
    lines = "".join([f"  {name} = {{{value}}},\n" for name, value in fields if value != ""])
    return f"@misc{{{page.key},\n{lines}}}"


def _tex(text: str) -> str:
    return _TEX.sub(lambda found: _TEX_WORDS.get(found[0], f"\\{found[0]}"), text)


def _ris(page: _Page) -> str:
    year, month, day = page.day or ("", "", "")
    lines = (
        ("TY", "ELEC"),
        ("ID", page.key),
        ("TI", page.title),
        ("T2", page.container),
        ("PB", page.publisher),
        ("PY", f"{year:04d}" if page.day else ""),
        ("DA", f"{year:04d}/{month:02d}/{day:02d}/" if page.day else ""),
        ("LA", page.language),
        ("N1", page.note),
        ("UR", page.url),
    )
    return "".join([f"{tag}  - {value}\n" for tag, value in lines if value]) + "ER  - "


def _csl(page: _Page) -> str:
    found = {
        "id": page.key,
        "type": "webpage",
        "title": page.title,
        "container-title": page.container,
        "issued": page.day and {"date-parts": [page.day]},
        "language": page.language,
        "note": page.note,
        "URL": page.url,
    }
    lines = ",\n".join(
        [f'  "{name}": {_encode(value).decode()}' for name, value in found.items() if value]
    )
    return f"[{{\n{lines}\n}}]"
