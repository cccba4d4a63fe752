"""How the record is cited: in words, BibTeX, RIS and CSL-JSON.

What is cited is the page in its last state, so its date is that of the last entry or
correction; the date of the event stands in the note.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

import msgspec

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


class Forms(NamedTuple):
    """A citation in all its forms: in words, and as programs read it."""

    text: str
    bibtex: str
    ris: str
    csl: str


class Cited(NamedTuple):
    """What is cited: `note` says in words what `day`, the last change, is.

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


def event(site: Site, it: Event, title: str, address: str, when: str) -> Forms:
    """Citations of an entry, or of its translation."""
    if it.event_status != "occurred":
        when = f"{when} ({site.t(it.event_status)})"
    said = [when, site.t("Added {date}", date=site.words(it.added))]
    if it.corrections:
        said.append(site.t("Last corrected {date}", date=_words(site, it.recorded)))
    return _forms(site, it.id, title, address, it.recorded, _sentences(said))


def page(site: Site, key: str, title: str, address: str, day: Day | None) -> Forms:
    """Citations of a page that shows many entries: `day` is that of the latest change."""
    note = site.t("As of {date}", date=_words(site, day)) if day else ""
    return _forms(site, key, title, address, day, note)


def whole(site: Site) -> Forms:
    """Citations of the site itself."""
    day = site.latest(range(len(site.chronology.events)))
    return page(site, "chronology", site.settings.name, urls.HOME, day)


def _words(site: Site, day: Day) -> str:
    return site.words(edtf.parse(iso(day) or ""))


def _forms(site: Site, key: str, title: str, address: str, day: Day | None, note: str) -> Forms:
    title = " ".join(title.split())
    container = None if title == site.settings.name else site.settings.name
    it = Cited(
        key,
        title,
        container,
        site.settings.url + address,
        day,
        note,
        site.language,
        site.settings.name,
    )
    return Forms(_text(site, it), _bibtex(it), _ris(it), _csl(it))


def _text(site: Site, it: Cited) -> str:
    titled = site.t("“{title}”", title=it.title)
    parts = (titled, it.container) if it.container else (it.title,)
    return _sentences([*parts, it.note, it.url])


def _sentences(parts: list[str]) -> str:
    """One after another; a date in Russian ends with a full stop of its own."""
    *before, last = filter(None, parts)
    return "".join([f"{part.removesuffix('.')}. " for part in before]) + last


def _bibtex(it: Cited) -> str:
    year, month, day = it.day or ("", "", "")
    fields = (
        ("title", f"{{{_tex(it.title)}}}"),
        ("howpublished", _tex(it.container or "")),
        ("year", year),
        ("month", month),
        ("day", day),
        ("url", it.url),
        ("note", _tex(it.note)),
    )
    lines = "".join([f"  {name} = {{{value}}},\n" for name, value in fields if value != ""])
    return f"@misc{{{it.key},\n{lines}}}"


def _tex(text: str) -> str:
    return _TEX.sub(lambda found: _TEX_WORDS.get(found[0], f"\\{found[0]}"), text)


def _ris(it: Cited) -> str:
    year, month, day = it.day or ("", "", "")
    lines = (
        ("TY", "ELEC"),
        ("ID", it.key),
        ("TI", it.title),
        ("T2", it.container),
        ("PB", it.publisher),
        ("PY", f"{year:04d}" if it.day else ""),
        ("DA", f"{year:04d}/{month:02d}/{day:02d}/" if it.day else ""),
        ("LA", it.language),
        ("N1", it.note),
        ("UR", it.url),
    )
    return "".join([f"{tag}  - {value}\n" for tag, value in lines if value]) + "ER  - "


def _csl(it: Cited) -> str:
    found = {
        "id": it.key,
        "type": "webpage",
        "title": it.title,
        "container-title": it.container,
        "issued": it.day and {"date-parts": [it.day]},
        "language": it.language,
        "note": it.note,
        "URL": it.url,
    }
    lines = ",\n".join(
        [f'  "{name}": {_encode(value).decode()}' for name, value in found.items() if value]
    )
    return f"[{{\n{lines}\n}}]"
