"""Markdown to safe HTML, with attributed quotations and links at first mention.

The parser gives events; every tag written here is one of ours, every text is escaped, every
address is checked. What an author wrote as HTML keeps its harmless tags, without attributes;
a body that has any goes through nh3 as a whole, which closes what was left open.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from html import escape, unescape
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import pyromark
from msgspec import Struct
from msgspec.structs import replace

from chronology.names import Name, Names
from chronology.problems import did_you_mean

if TYPE_CHECKING:
    import nh3

_MARKDOWN = pyromark.Markdown(
    options=pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH
)
_OPEN = {
    "Paragraph": "<p>", "Item": "<li>", "Emphasis": "<em>", "Strong": "<strong>",
    "Strikethrough": "<del>", "TableHead": "<thead>\n<tr>", "TableRow": "<tr>",
}  # fmt: skip
_CLOSE = {
    "Paragraph": "</p>\n", "Item": "</li>\n", "Emphasis": "</em>", "Strong": "</strong>",
    "Strikethrough": "</del>", "TableHead": "</tr>\n</thead>\n<tbody>\n", "TableRow": "</tr>\n",
    "Table": "</tbody>\n</table>\n",
}  # fmt: skip
_INLINE = {"Emphasis", "Strong", "Strikethrough", "Link", "Image"}
_UNLINKED = {"Link", "Image", "Heading", "CodeBlock", "Caption"}
_QUOTE = {"Start": {"BlockQuote": None}}
_QUOTE_END = {"End": {"BlockQuote": None}}
_HEADING = {"H1": "h2", "H2": "h3", "H3": "h4", "H4": "h5", "H5": "h6", "H6": "h6"}
#: Tags an author may write, without attributes.
_RAW_TAGS = frozenset(
    {
        "abbr",
        "b",
        "bdi",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "dd",
        "del",
        "details",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "hr",
        "i",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
        "var",
        "wbr",
    }
)
_PAIRED = _RAW_TAGS - {"br", "hr", "wbr"}
_ATTRIBUTES = {
    "a": {"href", "title", "class", "rel"}, "img": {"src", "alt", "title"},
    "figure": {"id", "class"}, "code": {"class"}, "ol": {"start"}, "td": {"class"},
    "th": {"class"}, **{heading: {"id", "dir"} for heading in _HEADING.values()},
}  # fmt: skip
_SCHEMES = {"http", "https", "mailto", ""}  # the last: a path of this site

#: Whatever begins with `<` in what the parser calls HTML. Linear: no part crosses a `<`, but
#: for comments and scripts, which end with the text if nothing else ends them.
_RAW = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<hidden>script|style)\b.*?(?:</(?P=hidden)\s*>|\Z)"
    r"|<(?P<slash>/?)(?P<tag>[a-z][a-z0-9-]*)(?P<rest>(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)>"
    r"|[<>]",
    re.DOTALL | re.IGNORECASE,
)
_HIDDEN_OPEN = re.compile(r"<(script|style)\b", re.IGNORECASE)
_HIDDEN_CLOSE = re.compile(r"</(?:script|style)\b", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
#: An address that needs no encoding; most do not.
_PLAIN = re.compile(r"[A-Za-z0-9_./:#?=-]*")
_SCHEME = re.compile(r"([^/?#]*?):")
_DASH = re.compile(r"——\s*|[—–]\s+|--\s+")
_COMMA = re.compile(r"\s*[,，]\s*")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
#: An id in our own tags; in text `<` is escaped.
_OWN_ID = re.compile(r'(<(?:h[2-6]|figure class="quotation")) id="[^"]*"')


class Finding(Struct, frozen=True, gc=False):
    """What an editor should know of a body. `line` counts from 1 in the body; `code` is
    `unsafe-markup`, `ambiguous-name` or `unknown-speaker`.
    """

    code: str
    line: int
    message: str
    hint: str = ""


class Quotation(Struct, frozen=True, kw_only=True, gc=False):
    """An attributed quotation: `<figure id="quote-<number>">` in the page of its body.

    `html` is what the blockquote holds, without ids, to be shown anywhere. `attribution` is
    the name as printed, `capacity` what follows it after a comma, `speaker` the actor's id.
    """

    html: str
    text: str
    number: int
    attribution: str
    capacity: str | None = None
    speaker: str | None = None


class Markup(Struct, frozen=True, gc=False):
    """A body rendered. `plain` is its text without markup, a line for each block."""

    html: str
    quotations: tuple[Quotation, ...] = ()
    findings: tuple[Finding, ...] = ()
    plain: str = ""


def render(
    text: str,
    names: Names,
    speakers: Mapping[str, Name],
    near: Collection[tuple[str, str]] = frozenset(),
    prefix: str = "",
) -> Markup:
    """The Markdown `text` (CommonMark, tables, ~~strikethrough~~) as safe HTML.

    `speakers` gives the printed name of an actor id; `near` are the records, `(kind, id)`,
    that belong to the event: they decide for a name that two records bear. `prefix` begins
    every id, so that several bodies can stand on one page.
    """
    events: list[tuple[Any, Any]] = list(_MARKDOWN.events_with_range(text))
    if ">" in text:
        _mark_quotations(events)
    writer = _Writer(text, names, speakers, near, prefix)
    writer.write(events)
    writer.link_names()
    return writer.result()


def _mark_quotations(events: list[tuple[Any, Any]]) -> None:
    """Make each attributed blockquote a Quotation with a Caption, events of our own.

    The start of a Caption says whether it stands for a line break, and so ends a paragraph.
    """
    opened: list[int] = []
    for index, (event, span) in enumerate(events):
        if event == _QUOTE:
            opened.append(index)
        elif event == _QUOTE_END:
            start = opened.pop()
            line = _attribution(events, index)
            if line > start + 1:
                shared = events[line][0] in ("SoftBreak", "HardBreak")
                events[start] = ({"Start": {"Quotation": None}}, span)
                events[line] = ({"Start": {"Caption": shared}}, events[line + 1][1])
                events[index - 1] = ({"End": "Caption"}, span)
                events[index] = ({"End": "Quotation"}, span)


def _attribution(events: Sequence[tuple[Any, Any]], end: int) -> int:
    """The line break or paragraph that begins the attribution of what ends here; 0 if none."""
    if events[end - 1][0] != {"End": "Paragraph"}:
        return 0
    index = end - 2
    depth = 0
    while (event := events[index][0]) != {"Start": "Paragraph"}:
        if isinstance(event, dict):
            depth += ("End" in event) - ("Start" in event)
        elif not depth:
            break
        index -= 1
    line = [event for event, _ in events[index + 1 : end - 1]]
    words = "".join(event.get("Text", "") for event in line if isinstance(event, dict))
    dash = _DASH.match(words)
    return index if "Text" in line[0] and dash and words[dash.end() :] else 0


class _Run(NamedTuple):
    """Text in which names may be linked: its place in the output and in the source."""

    piece: int
    text: str
    offset: int


class _Writer:
    """Events to HTML. `out` and `plain` are pieces; names are linked when all are there."""

    def __init__(
        self,
        source: str,
        names: Names,
        speakers: Mapping[str, Name],
        near: Collection[tuple[str, str]],
        prefix: str,
    ) -> None:
        self.source = source
        self.names = names
        self.speakers = speakers
        self.near = near
        self.prefix = prefix
        self.out: list[str] = []
        self.plain: list[str] = []
        self.runs: list[_Run] = []
        self.findings: dict[Finding, None] = {}
        self.quotations: list[tuple[slice, Quotation]] = []
        self.ids: dict[str, int] = {}  # with the last number tried behind each
        self.unlinked = 0  # depth in what takes no links: links, headings, code, captions
        self.raw_depth = 0  # depth in the author's own tags, in this block
        self.raw = False
        self.html_block: list[str] = []
        self.hidden: tuple[int, int] | None = None  # where an inline <script> began
        self.marks: list[tuple[int, int]] = []  # where what is open began in out and plain
        self.closings: list[str] = []  # of the open links; of images the attributes
        self.numbers: list[int] = []  # of the open quotations
        self.columns: Sequence[str] = ()
        self.column = 0
        self.cell = "td"

    def write(self, events: Sequence[tuple[Any, Any]]) -> None:
        """Write all events; text that runs on over soft breaks is one run."""
        words: list[str] = []
        offset = 0
        for event, span in events:
            kind: str
            value: Any
            if isinstance(event, str):
                kind, value = ("Text", "\n") if event == "SoftBreak" else (event, None)
            else:
                ((kind, value),) = event.items()
            if kind == "Text":
                if not words:
                    offset = span["start"]
                words.append(value)
                continue
            if words:
                self.text("".join(words), offset)
                words.clear()
            if kind == "End":
                if value == "HtmlBlock":
                    self.html("".join(self.html_block), span["start"])
                    self.plain.append("\n")
                    self.html_block.clear()
                elif isinstance(value, str):
                    self.end(value, None)
                else:
                    ((tag, data),) = value.items()
                    self.end(tag, data)
            elif kind == "Start":
                if isinstance(value, str):
                    self.start(value)
                else:
                    ((tag, data),) = value.items()
                    self.start_with(tag, data, span["start"])
            elif kind == "Code":
                self.put(f"<code>{escape(value, quote=False)}</code>", value)
            elif kind == "Html":
                self.html_block.append(value)
            elif kind == "InlineHtml":
                self.inline_html(value, span["start"])
            else:
                self.put("<br>\n" if kind == "HardBreak" else "<hr>\n", "\n")

    def put(self, html: str, plain: str = "") -> None:
        self.out.append(html)
        self.plain.append(plain)

    def mark(self) -> None:
        self.marks.append((len(self.out), len(self.plain)))

    def cut(self, mark: tuple[int, int]) -> str:
        """Take back what was put since the mark; its plain text."""
        text = "".join(self.plain[mark[1] :])
        del self.out[mark[0] :], self.plain[mark[1] :]
        while self.runs and self.runs[-1].piece >= mark[0]:
            self.runs.pop()
        return text

    def tell(self, code: str, offset: int, message: str, hint: str, lines: int = 0) -> None:
        line = self.source.encode()[:offset].count(b"\n") + 1 + lines
        self.findings[Finding(code, line, message, hint)] = None

    def text(self, text: str, offset: int) -> None:
        if not self.unlinked and not self.raw_depth:
            self.runs.append(_Run(len(self.out), text, offset))
        self.put(escape(text, quote=False), text.replace("\n", " "))

    def start(self, tag: str) -> None:
        """Begin what has no properties."""
        if tag not in _INLINE:
            self.raw_depth, self.hidden = 0, None
        if tag == "TableCell":
            side = self.columns[self.column].lower()
            self.column += 1
            self.put(f"<{self.cell}>" if side == "none" else f'<{self.cell} class="align-{side}">')
        elif tag != "HtmlBlock":
            if tag in ("TableHead", "TableRow"):
                self.column, self.cell = 0, "th" if tag == "TableHead" else "td"
            self.put(_OPEN[tag])

    def start_with(self, tag: str, data: Any, offset: int) -> None:
        """Begin what has properties."""
        if tag not in _INLINE:
            self.raw_depth, self.hidden = 0, None
        if tag in _UNLINKED:
            self.unlinked += 1
        if tag == "Link":
            self.link(data, offset)
        elif tag == "Image":
            self.mark()
            self.closings.append(self.image(data, offset))
        elif tag == "Heading":
            self.mark()
            self.put("")  # the tag needs the title for its id
        elif tag == "CodeBlock":
            words = "" if data == "Indented" else data["Fenced"].split()
            language = f' class="language-{escape(words[0])}"' if words else ""
            self.put(f"<pre><code{language}>")
        elif tag == "List":
            first = "" if data == 1 else f' start="{data}"'
            self.put("<ul>\n" if data is None else f"<ol{first}>\n")
        elif tag == "Table":
            self.columns = data
            self.put("<table>\n")
        elif tag == "BlockQuote":
            self.put("<blockquote>\n")
        elif tag == "Quotation":
            number = len(self.quotations) + len(self.numbers) + 1
            self.numbers.append(number)
            self.put(f'<figure class="quotation" id="{self.prefix}quote-{number}">\n<blockquote>\n')
            self.mark()
        elif tag == "Caption":
            self.put("</p>\n" if data else "", "\n" if data else "")
            self.put("</blockquote>\n<figcaption>— ")
            self.mark()
            self.caption_offset = offset

    def end(self, tag: str, data: Any) -> None:
        """End what was begun."""
        if tag in _CLOSE:
            self.put(_CLOSE[tag], "" if tag in _INLINE or tag == "Table" else "\n")
            return
        if tag in _UNLINKED:
            self.unlinked -= 1
        if tag == "Link":
            self.put(self.closings.pop())
        elif tag == "Image":
            alt = self.cut(self.marks.pop())
            attributes = self.closings.pop()
            image = f'<img {attributes} alt="{escape(alt)}">' if attributes else escape(alt)
            self.put(image, alt)
        elif tag == "TableCell":
            self.put(f"</{self.cell}>", " ")
        elif tag == "Heading":
            piece, place = self.marks.pop()
            anchor = self.anchor("".join(self.plain[place:]))
            self.out[piece] = f'<{_HEADING[data]} id="{anchor}" dir="auto">'
            self.put(f"</{_HEADING[data]}>\n", "\n")
        elif tag == "List":
            self.put("</ol>\n" if data else "</ul>\n")
        elif tag == "BlockQuote":
            self.put("</blockquote>\n")
        elif tag == "Caption":
            self.caption()
        elif tag == "Quotation":
            self.put("</figcaption>\n</figure>\n", "\n")
        elif tag == "CodeBlock":
            self.put("</code></pre>\n", "\n")

    def anchor(self, title: str) -> str:
        """An id for a heading: its letters, digits and marks in any script."""
        kept = (
            c if c.isalnum() or unicodedata.category(c)[0] == "M" else " "
            for c in unicodedata.normalize("NFC", title).lower()
        )
        base = anchor = f"{self.prefix}section-{'-'.join(''.join(kept).split())}".rstrip("-")
        repeat = self.ids.get(base, 1)
        while anchor in self.ids:
            repeat += 1
            anchor = f"{base}-{repeat}"
        self.ids[base] = repeat
        self.ids[anchor] = self.ids.get(anchor, 1)
        return anchor

    def link(self, data: Any, offset: int) -> None:
        """Begin a link, or nothing where its address is not safe."""
        written = f"mailto:{data['dest_url']}" if data["link_type"] == "Email" else data["dest_url"]
        url, scheme = _address(written)
        if scheme not in _SCHEMES:
            self.closings.append("")
            self.tell(
                "unsafe-markup", offset, f"the link to `{written}` was removed",
                "link with http, https or mailto, or to a path of this site",
            )  # fmt: skip
            return
        if url.startswith("#"):
            url = f"#{self.prefix}{url[1:]}"
        external = scheme in ("http", "https") or url.startswith("//")
        rel = ' rel="noopener"' if external else ""
        self.put(f'<a href="{escape(url)}"{_title(data)}{rel}>')
        self.closings.append("</a>")

    def image(self, data: Any, offset: int) -> str:
        """The attributes of an image; nothing where it is not one of this site's own."""
        url, scheme = _address(data["dest_url"])
        if scheme or url.startswith("//") or (url[:1] == "/" and not url.startswith("/images/")):
            self.tell(
                "unsafe-markup", offset, f"the image `{data['dest_url']}` was removed",
                "put the picture into `images/` and write `/images/<file>`",
            )  # fmt: skip
            return ""
        return f'src="{escape(url)}"{_title(data)}'

    def inline_html(self, html: str, offset: int) -> None:
        """One tag or comment within a paragraph. What a script holds is cut out with it."""
        self.raw = True
        if _HIDDEN_CLOSE.match(html) and self.hidden:
            self.cut(self.hidden)
            self.hidden = None
            return
        if _HIDDEN_OPEN.match(html):
            self.hidden = self.hidden or (len(self.out), len(self.plain))
        elif (match := _RAW.fullmatch(html)) and (match["tag"] or "").lower() in _PAIRED:
            self.raw_depth = max(0, self.raw_depth + (-1 if match["slash"] else 1))
        self.html(html, offset)

    def html(self, html: str, offset: int) -> None:
        """HTML as the author wrote it: allowed tags without attributes, and escaped text."""
        self.raw = True

        def clean(match: re.Match[str]) -> str:
            tag = (match["tag"] or match["hidden"] or "").lower()
            fault = kept = ""
            if match[0] == ">":
                kept = "&gt;"
            elif match[0].startswith("<!--"):
                if not match[0].endswith("-->"):
                    fault = "a comment that does not end was removed with all after it"
            elif not tag:
                fault, kept = "`<` begins no tag here and is shown as text", "&lt;"
            elif tag not in _RAW_TAGS:
                fault = f"`<{tag}>` was removed"
            else:
                kept = f"<{match['slash']}{tag}>"
                if match["rest"].strip("/ \t\n"):
                    fault = f"the attributes of `<{tag}>` were removed"
            if fault and not match["slash"]:
                lines = html.count("\n", 0, match.start())
                hint = "write it in Markdown; a few plain tags are allowed, without attributes"
                self.tell("unsafe-markup", offset, fault, hint, lines)
            return kept

        cleaned = _RAW.sub(clean, html)
        text = unescape(_TAG.sub(" ", cleaned)).strip()
        self.put(cleaned, "\n" if cleaned == "<br>" else text)

    def caption(self) -> None:
        """End an attribution: `<actor id>` or a name, perhaps with a capacity after a comma."""
        (piece, place), (quote_piece, quote_place) = self.marks.pop(), self.marks.pop()
        html = _DASH.sub("", "".join(self.out[piece:]), count=1)
        said = _DASH.sub("", "".join(self.plain[place:]), count=1).strip()
        name, comma, capacity = said, "", ""
        speaker = self.speaker(said)
        if not speaker and (match := _COMMA.search(said)):
            name, comma, capacity = said[: match.start()], match[0], said[match.end() :]
            speaker = self.speaker(name)
        if speaker:
            printed = speaker.text if name in self.speakers else name
            link = f'<a href="{escape(speaker.url)}">{escape(printed, quote=False)}</a>'
            html = f"{link}{escape(comma + capacity, quote=False)}"
        else:
            printed = name
            if _ID.fullmatch(name):
                self.tell(
                    "unknown-speaker", self.caption_offset, f"no actor has the id `{name}`",
                    did_you_mean(name, self.speakers) or "write the name: `— Name, capacity`",
                )  # fmt: skip
        text = "".join(self.plain[quote_place:place]).strip()
        self.out[piece:] = [html]
        self.plain[place:] = [f"— {printed}{comma}{capacity}"]
        quotation = Quotation(
            html="",
            text=text,
            number=self.numbers.pop(),
            attribution=printed,
            capacity=capacity or None,
            speaker=speaker.id if speaker else None,
        )
        self.quotations.append((slice(quote_piece, piece - 1), quotation))

    def speaker(self, text: str) -> Name | None:
        """The actor of this id, or the one actor of this name."""
        if text in self.speakers:
            return self.speakers[text]
        actors = tuple(name for name in self.names.bearing(text) if name.kind == "actor")
        speaker = self.one(actors)
        if actors and not speaker:
            self.tell_ambiguous(text, actors, self.caption_offset, 0)
        return speaker

    def one(self, bearers: Sequence[Name]) -> Name | None:
        """Of several records with one name the one that alone belongs to the event."""
        if len(bearers) > 1:
            bearers = [name for name in bearers if name.record in self.near]
        return bearers[0] if len(bearers) == 1 else None

    def tell_ambiguous(self, text: str, bearers: Sequence[Name], offset: int, lines: int) -> None:
        records = " and ".join(f"{name.kind} `{name.id}`" for name in bearers)
        self.tell(
            "ambiguous-name", offset, f"`{text}` is the name of {records}: not linked",
            f"name one of them in the front matter, or write the link: "
            f"`[{text}]({bearers[0].url})`", lines,
        )  # fmt: skip

    def link_names(self) -> None:
        """Link the first mention of each record."""
        starts = [0, *accumulate(len(run.text) + 1 for run in self.runs)]
        linked: set[tuple[str, str]] = set()
        told: set[tuple[Name, ...]] = set()
        places: dict[int, list[tuple[int, int, Name]]] = {}
        for start, end, bearers in self.names.find("\0".join(run.text for run in self.runs)):
            name = self.one(bearers)
            if name and name.record in linked:
                continue
            index = bisect(starts, start) - 1
            base = starts[index]
            if name:
                linked.add(name.record)
                places.setdefault(index, []).append((start - base, end - base, name))
            elif bearers not in told:
                told.add(bearers)
                _, text, offset = self.runs[index]
                lines = text.count("\n", 0, start - base)
                self.tell_ambiguous(bearers[0].text, bearers, offset, lines)
        for index, links in places.items():
            piece, text, _ = self.runs[index]
            html = ""
            reached = 0
            for start, end, name in links:
                before, mention = text[reached:start], text[start:end]
                html += escape(before, quote=False)
                html += f'<a href="{escape(name.url)}" class="name">'
                html += f"{escape(mention, quote=False)}</a>"
                reached = end
            self.out[piece] = html + escape(text[reached:], quote=False)

    def result(self) -> Markup:
        """All of it, balanced by nh3 if the author wrote any HTML."""
        clean = _cleaner().clean if self.raw else str
        quotations = []
        for part, quotation in self.quotations:
            html = _OWN_ID.sub(r"\1", "".join(self.out[part]))
            quotations.append(replace(quotation, html=clean(html)))
        return Markup(
            html=clean("".join(self.out)),
            quotations=tuple(sorted(quotations, key=lambda quotation: quotation.number)),
            findings=tuple(sorted(self.findings, key=lambda finding: finding.line)),
            plain="".join(self.plain).strip(),
        )


def _address(url: str) -> tuple[str, str]:
    """An address percent-encoded, and its scheme in lower case ("" if relative).

    Encoded, it holds nothing that a browser strips before it looks for a scheme.
    """
    if not _PLAIN.fullmatch(url):
        url = quote(url, safe="%/:?#[]@!$&'()*+,;=~")
    match = _SCHEME.match(url)
    return url, match[1].lower() if match else ""


def _title(data: Any) -> str:
    return f' title="{escape(data["title"])}"' if data["title"] else ""


@cache
def _cleaner() -> nh3.Cleaner:
    import nh3  # hardly any body has HTML

    return nh3.Cleaner(
        tags=_RAW_TAGS | _ATTRIBUTES.keys() | {"figcaption"},
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES - {""},
        link_rel=None,
    )
