"""A press report as it was saved: plain text with a date line, or a web page."""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import dataclass
from typing import Final

from bs4 import BeautifulSoup

from press_reports import header
from press_reports.lexicon import WORDS

_DATE_LINE: Final = re.compile(r"^[ \t]*date:?[ \t]+(\d{4}-\d\d-\d\d)\b[ \t]*", re.MULTILINE)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_PARAGRAPH: Final = re.compile(r"\s*\n\s*\n\s*|(?<=[.!?”\"])\s*\n\s*")
#: What numbers the paragraphs of a communiqué.
_NUMBER: Final = re.compile(r"^\(?\d{1,2}[.)]\s+")
_HEADLINE: Final = re.compile(r".{,150}[^.!?:;,”\"]")
_END: Final = re.compile(r"[.!?][\"”’»)]?(?=\s+[\"“«(]?[^\W\d_a-z])|[。！？][」』]?")
#: Where newspapers keep their article, the narrowest first.
_ARTICLES: Final = ("[itemprop=articleBody]", "article", "main", "body")


@dataclass(frozen=True)
class Report:
    """What a report says of itself, and its paragraphs; `date` is the day of its date line."""

    paragraphs: tuple[str, ...]
    date: datetime.date | None = None
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None


def read(text: str) -> Report:
    """The report in a text: a web page if it begins with a tag, else plain text."""
    return _page(text) if text.lstrip("\ufeff \t\r\n").startswith("<") else _plain(text)


def sentences(paragraph: str) -> list[tuple[int, int]]:
    """Where the sentences of a paragraph begin and end."""
    found, start = [], 0
    for match in _END.finditer(paragraph):
        before, after = paragraph[start : match.end()], paragraph[match.end() :]
        if match[0] == "." and WORDS["abbreviated"].search(before[-8:]) and not (
            before[-4:-2].endswith(".") and WORDS["sentence_begins"].match(after)
        ):  # fmt: skip
            continue
        found.append((start, match.end()))
        start = match.end() + len(after) - len(after.lstrip())
    return [*found, (start, len(paragraph))] if start < len(paragraph) else found


def _plain(text: str) -> Report:
    text = text.lstrip("\ufeff").replace("\r\n", "\n")
    line = _DATE_LINE.search(text)
    before = text[: line.start()].strip() if line else ""
    lines = (text[line.end() :] if line else text).split("\n")
    head = header.Header() if before else header.read(lines)
    told = _paragraphs("\n".join(header.body(lines[head.lines :])))
    title = before or head.title
    if not title and len(told) > 1 and _HEADLINE.fullmatch(told[0]):
        title, *told = told
    day = _day(line[1]) if line else head.date
    return Report(tuple(told), day, title, author=head.author, publisher=head.publisher)


def _paragraphs(text: str) -> list[str]:
    parts = (_NUMBER.sub("", " ".join(part.split())) for part in _PARAGRAPH.split(text))
    return [part for part in parts if part]


def _day(text: str | None) -> datetime.date | None:
    found = _DAY.search(text or "")
    try:
        return datetime.date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None


def _page(text: str) -> Report:
    soup = BeautifulSoup(text, "html.parser")
    linked = _linked_data(soup)

    def meta(*names: str) -> str | None:
        tags = (soup.find("meta", {k: n}) for n in names for k in ("property", "name", "itemprop"))
        return next(
            (told for tag in tags if tag and (told := str(tag.get("content", "")).strip())), None
        )

    def words(selector: str, attribute: str = "") -> str | None:
        tag = soup.select_one(selector)
        told = (tag.get(attribute) if attribute else " ".join(tag.text.split())) if tag else None
        return str(told or "") or None

    published = meta("article:published_time", "datePublished", "date", "DC.date.issued", "pubdate")
    facts = {
        "date": _day(
            published or linked.get("datePublished") or words("time[datetime]", "datetime")
        ),
        "title": meta("og:title") or linked.get("headline") or words("h1") or words("title"),
        "author": meta("author", "article:author") or linked.get("author") or words("[rel=author]"),
        "publisher": meta("og:site_name") or linked.get("publisher"),
        "url": words("link[rel=canonical]", "href") or meta("og:url") or linked.get("url"),
        "language": words("html", "lang"),
    }
    for tag in soup(["script", "style", "nav", "aside", "header", "footer", "figure", "form"]):
        tag.decompose()
    # A page has teasers of other articles too: its own is the longest.
    found = next(filter(None, map(soup.select, _ARTICLES)), [soup])
    article = max(found, key=lambda one: len(one.text))
    told = article.select("p") or [article]
    paragraphs = tuple(filter(None, (" ".join(p.text.split()) for p in told)))
    line = _DATE_LINE.match(paragraphs[0]) if paragraphs else None
    if line:
        facts["date"] = _day(line[1])
        paragraphs = (paragraphs[0][line.end() :], *paragraphs[1:])
    return Report(paragraphs, **facts)  # type: ignore[arg-type]


def _linked_data(soup: BeautifulSoup) -> dict[str, str]:
    """What the page's JSON-LD says of the article (schema.org), as text."""
    for script in soup.select('script[type="application/ld+json"]'):
        try:
            data = json.loads(script.text)
        except ValueError:
            continue
        listed = data if isinstance(data, list) else [data]
        items = [one for one in listed if isinstance(one, dict)]
        for item in [*items, *(inner for one in items for inner in one.get("@graph", ()))]:
            if isinstance(item, dict) and "datePublished" in item:
                return {key: _name(value) for key, value in item.items() if _name(value)}
    return {}


def _name(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_name, value)))
    return str(value.get("name", "")) if isinstance(value, dict) else str(value or "")
