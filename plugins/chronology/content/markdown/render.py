"""Markdown to safe HTML, with attributed quotations and links at first mention.

What pyromark writes goes through nh3 with a short list of what may stay. All that is then
done works on that safe, well-formed HTML, cut at its tags: every `<` begins one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape, unescape
from typing import Annotated

from msgspec import Struct

from chronology.content.markdown.names import Name, Names
from chronology.content.markdown.pitfalls import accidental_lists, footnotes, visible_asterisks
from chronology.content.markdown.quotations import TAG, figures
from chronology.content.markdown.sanitize import is_strange_image, is_strange_link, safe, unsafe
from chronology.model.records import ActorId, about
from chronology.problems import Fix, suggest

#: What Markdown builds text of. No name is linked elsewhere, an author's own tags included.
_FLOW = set("p em strong del ul ol li table thead tbody tr td th blockquote figure".split())
_VOID = {"<br>", "<hr>", "<wbr>"}
_PASSED = {f"<{tag}>" for tag in _FLOW} | {f"</{tag}>" for tag in _FLOW} | _VOID
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
#: What ends a line of the plain text, or a cell in it.
_ENDS = {f"</{tag}>": "\r" for tag in "p li tr dt dd pre div summary caption figcaption".split()}
_ENDS |= {"</td>": " ", "</th>": " ", "<br>": "\r", "<hr>": "\r"}
_ENDS |= {f"</{tag}>": "\r" for tag in _HEADINGS}

_HREF, _SRC, _ALT = (re.compile(rf' {name}="([^"]*)"') for name in ("href", "src", "alt"))
_OWN_ID = re.compile(r'(<(?:h[2-6]|figure class="quotation")) id="[^"]*"')
_CJK = "[\u2018-\u201d\u3001-\u30ff\u31f0-\u9fff\uf900-\ufaff\uff01-\uff9f\U00020000-\U0003ffff]"
_INLINE = r"(?:</?(?:em|strong|del|a|b|i|u|s|q|cite|mark|span)\b[^<>]*>)*"
_BETWEEN_CJK = re.compile(rf"({_CJK}{_INLINE})\n(?={_INLINE}{_CJK})")
_PRE = re.compile(r"(<pre>.*?</pre>)", re.DOTALL)
_EXTERNAL = re.compile(r"https?:|//", re.IGNORECASE)
_IMAGES = re.compile(r"(?:/|(?:\.\./)*)images/")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Finding(Struct, frozen=True, gc=False):
    """A problem of a body. `line` counts from 1 in the body."""

    code: str
    line: int
    message: str
    hint: str = ""
    fix: Fix | None = None


class Quotation(Struct, frozen=True, kw_only=True, gc=False):
    """An attributed quotation: `<figure id="quote-<number>">` in the page of its body.

    `html` is what the blockquote holds, without ids, to be shown anywhere. `attribution` is
    the name as printed, `capacity` what follows it after a comma, `speaker` the actor's id.
    """

    html: str
    text: Annotated[str, about("The words.")]
    number: int
    attribution: Annotated[str, about("Who said it, as the entry prints it.")]
    capacity: Annotated[str | None, about("The capacity printed after it.")] = None
    speaker: Annotated[ActorId | None, about("Id of the actor who said it.")] = None


class Markup(Struct, frozen=True, gc=False):
    """A rendered body, its quotations, and its problems."""

    html: str
    quotations: tuple[Quotation, ...] = ()
    findings: tuple[Finding, ...] = ()


def render(
    text: str,
    names: Names,
    speakers: Mapping[str, Name],
    near: Collection[tuple[str, str]] = frozenset(),
    base: str = "",
) -> Markup:
    """The Markdown `text` (CommonMark, tables, ~~strikethrough~~) as safe HTML.

    `speakers` gives the printed name of an actor id; `near` are the records, `(kind, id)`,
    that belong to the event: they decide for a name that two records bear. `base` is the path
    of the site, for the addresses of its images.
    """
    mentions = _Mentions(text, names, speakers, near)
    html, attributions, lookalikes = figures(_joined(safe(text)), mentions.speaker)
    mentions.unsigned(lookalikes)
    page = _Page(html, base)
    said = [_plain(page.pieces[start:end]) for start, end in page.quoted]
    mentions.link(page)
    if page.unsafe or "<" in text:
        found = (Finding("unsafe-markup", *fault) for fault in unsafe(text))
        mentions.findings |= dict.fromkeys(found)
    for code, pitfalls in (
        ("accidental-list", accidental_lists(text)),
        ("footnote", footnotes(text)),
        ("visible-asterisks", visible_asterisks(text, html)),
    ):
        mentions.findings |= dict.fromkeys(Finding(code, *found) for found in pitfalls)
    quotations = tuple(
        Quotation(
            html=_OWN_ID.sub(r"\1", "".join(page.pieces[start:end])).lstrip("\n"),
            text=said[index],
            number=index + 1,
            attribution=attributions[index].name,
            capacity=attributions[index].capacity or None,
            speaker=attributions[index].speaker_id,
        )
        for index, (start, end) in enumerate(page.quoted)
    )
    findings = tuple(sorted(mentions.findings, key=lambda finding: finding.line))
    return Markup("".join(page.pieces), quotations, findings)


def _joined(html: str) -> str:
    """Return the HTML without line breaks between two Chinese or Japanese characters.

    Browsers show a space there. The text of `<pre>` is not changed.
    """
    if "\n" not in html or html.isascii():
        return html
    parts = _PRE.split(html)
    parts[::2] = [_BETWEEN_CJK.sub(r"\1", part) for part in parts[::2]]
    return "".join(parts)


def plain(html: str) -> str:
    """The words of a body's HTML without markup, a line for each block."""
    return _plain(TAG.split(html))


def _plain(pieces: Sequence[str]) -> str:
    """The words of safe HTML in pieces, a line for each block."""
    words = list(pieces)
    words[1::2] = [_ENDS.get(tag, "") if tag[1:4] != "img" else _alt(tag) for tag in pieces[1::2]]
    lines = unescape("".join(words).replace("\n", " ")).split("\r")
    return "\n".join(filter(None, map(str.strip, lines)))


def _alt(tag: str) -> str:
    match = _ALT.search(tag)
    return match[1] if match else ""


@cache
def _anchor(url: str) -> str:
    """What a mention of a name begins with."""
    return f'<a href="{escape(url)}" class="name">'


class _Page:
    """Safe HTML in pieces: text at even places, tags between; each tag as it is printed."""

    def __init__(self, html: str, base: str) -> None:
        self.pieces = pieces = TAG.split(html)
        self.base = base
        self._root = f"{escape(base)}/"
        self.runs: list[int] = []  # places of text in which names may be linked
        self.quoted: list[tuple[int, int]] = []  # places of what the quotations hold
        self.unsafe = False
        self._depth = 0  # in what takes no links
        self._opened: list[int] = []  # places of the open headings, numbers of the quotations
        self._ids: dict[str, int] = {}  # with the last number tried behind each
        # The title above is the page's h1: the headings here follow it without a gap.
        written = sorted({tag[1:3] for tag in pieces[1::2]}.intersection(_HEADINGS))
        self._levels = dict(zip(written, (*_HEADINGS[1:], "h6"), strict=False))
        for index in range(1, len(pieces), 2):
            if pieces[index] not in _PASSED:
                self._finish(index, pieces[index])
            if not self._depth and len(pieces[index + 1]) > 1:
                self.runs.append(index + 1)

    def _finish(self, index: int, tag: str) -> None:
        name = tag.strip("</>").partition(" ")[0]
        if tag.startswith("</"):
            self._depth -= 1
            if name in _HEADINGS:
                self._heading(self._opened.pop(), index, self._levels[name])
        elif name == "img":
            self._image(index, tag)
        elif name == "figure":
            self._opened.append(len(self.quoted))
            self.quoted.append((index + 3, 0))
            self.pieces[index] = f'<figure class="quotation" id="quote-{len(self.quoted)}">'
        elif name not in _FLOW:
            self._depth += 1
            if name == "a":
                self._link(index, tag)
            elif name in _HEADINGS:
                self._opened.append(index)
            elif name == "figcaption":
                number = self._opened.pop()
                self.quoted[number] = (self.quoted[number][0], index - 2)

    def _link(self, index: int, tag: str) -> None:
        href = _HREF.search(tag)
        if not href or is_strange_link(href[1]):
            self.unsafe = True
            self.pieces[index] = "<a>"
        elif _EXTERNAL.match(href[1]):
            self.pieces[index] = f'{tag[:-1]} rel="noopener">'
        elif self.base and href[1].startswith("/") and not f"{href[1]}/".startswith(self._root):
            start = href.start(1)
            self.pieces[index] = tag[:start] + escape(self.base) + tag[start:]

    def _image(self, index: int, tag: str) -> None:
        """One of this site, at its address from the root; of another its words alone."""
        src = _SRC.search(tag)
        if src and not is_strange_image(src[1]):
            url = _IMAGES.sub(f"{escape(self.base)}/images/", src[1], count=1)
            self.pieces[index] = tag[: src.start(1)] + url + tag[src.end(1) :]
        else:
            self.unsafe = True
            self.pieces[index] = ""
            self.pieces[index + 1] = escape(unescape(_alt(tag)), False) + self.pieces[index + 1]

    def _heading(self, start: int, end: int, name: str) -> None:
        """Its level on the page, and an id: its letters, digits and marks in any script."""
        title = unicodedata.normalize("NFC", _plain(self.pieces[start + 1 : end])).lower()
        kept = (c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in title)
        base = anchor = "-".join(["section", *"".join(kept).split()])
        repeat = self._ids.get(base, 1)
        while anchor in self._ids:
            repeat += 1
            anchor = f"{base}-{repeat}"
        self._ids[base] = repeat
        self._ids[anchor] = self._ids.get(anchor, 1)
        self.pieces[start] = f'<{name} id="{anchor}" dir="auto">'
        self.pieces[end] = f"</{name}>"


@dataclass(slots=True)
class _Mentions:
    """The names in one body, and the problems found."""

    source: str
    names: Names
    speakers: Mapping[str, Name]
    near: Collection[tuple[str, str]]
    findings: dict[Finding, None] = field(default_factory=dict)

    def _report(
        self, code: str, message: str, hint: str, words: str, fix: Fix | None = None
    ) -> None:
        """Report a finding at the line of the first match of the pattern `words`."""
        match = re.search(words, self.source)
        line = self.source.count("\n", 0, match.start()) + 1 if match else 1
        self.findings[Finding(code, line, message, hint, fix)] = None

    def unsigned(self, lines: Sequence[str]) -> None:
        """Report last lines of quotations that look like a signature."""
        for line in lines:
            name = line.lstrip("-~\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2e3a\u2e3b ")
            self._report(
                "unsigned-quotation",
                f"`{line[:60]}` is not read as the signature of the quotation",
                f"make the last line of the quotation `> — {name[:60]}`",
                re.escape(name[:60]),
            )

    def speaker(self, text: str) -> tuple[str, Name | None]:
        """The actor of this id, or the one actor of this name, and the name to be printed."""
        if found := self.speakers.get(text):
            return found.text, found
        speaker = self._one([name for name in self.names.bearing(text) if name.kind == "actor"])
        if not speaker and _ID.fullmatch(text):
            hint, fix = suggest(text, self.speakers)
            self._report(
                "unknown-speaker",
                f"there is no actor with the id `{text}`",
                hint or "write a name and capacity: `— Name, capacity`",
                rf"(?:[—–]|--)\s*{re.escape(text)}(?![\w-])",
                fix,
            )
        return text, speaker

    def _one(self, bearers: Sequence[Name]) -> Name | None:
        """Of several records with one name the one that alone belongs to the event."""
        if len(bearers) < 2:
            return bearers[0] if bearers else None
        related = [name for name in bearers if name.record in self.near]
        if len(related) == 1:
            return related[0]
        text = bearers[0].text
        records = " and ".join(f"{name.kind} `{name.id}`" for name in bearers)
        self._report(
            "ambiguous-name",
            f"`{text}` is the name of {records} and is not linked",
            f"add one of them to the front matter, or write the link: `[{text}]({bearers[0].url})`",
            r"[\s>]+".join(map(re.escape, text.split())),
        )
        return None

    def link(self, page: _Page) -> None:
        """Link the first mention of each record."""
        text = "\0".join([page.pieces[index] for index in page.runs])
        escaped = "&" in text
        text = unicodedata.normalize("NFC", unescape(text) if escaped else text)
        linked: set[str] = set()
        parts: list[str] = []
        reached = 0
        for start, end, bearers in self.names.find(text):
            name = bearers[0] if len(bearers) == 1 else self._one(bearers)
            if name and name.url not in linked:
                linked.add(name.url)
                before, mention = text[reached:start], text[start:end]
                if escaped:
                    before, mention = escape(before, quote=False), escape(mention, quote=False)
                parts += (before, _anchor(name.url), mention, "</a>")
                reached = end
        if parts:
            parts.append(escape(text[reached:], quote=False) if escaped else text[reached:])
            for index, run in zip(page.runs, "".join(parts).split("\0"), strict=True):
                page.pieces[index] = run
