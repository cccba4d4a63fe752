"""Markdown to safe HTML, with attributed quotations and links at first mention.

Markdown, as pyromark writes it, goes through nh3 with a short list of what may stay. All that
is then done works on that safe, well-formed HTML, cut at its tags: every `<` begins a tag.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections.abc import Collection, Iterator, Mapping, Sequence
from html import escape, unescape
from itertools import accumulate
from typing import Any

import nh3
import pyromark
from msgspec import Struct

from chronology.names import Name, Names
from chronology.problems import did_you_mean

_MARKDOWN = pyromark.Markdown(
    options=pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH
)
_TAGS = set(
    "a abbr b bdi blockquote br caption cite code dd del details dfn div dl dt em h1 "
    "h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span "
    "strong sub summary sup table tbody td tfoot th thead tr u ul var wbr".split()
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "code": {"class"},
    "ol": {"start"},
    "td": {"class"},
    "th": {"class"},
}
_CLEANER = nh3.Cleaner(
    tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto"}, link_rel=None
)
#: What Markdown builds text of. In all else, an author's own tags too, no name is linked.
_FLOW = set(
    "p em strong del ul ol li table thead tbody tr td th blockquote figure".split()
)
_VOID = {"br", "hr", "wbr"}
_PASSED = {f"<{tag}>" for tag in (_FLOW - {"figure"}) | _VOID} | {f"</{tag}>" for tag in _FLOW}
_HEADINGS = {"h1": "h2", "h2": "h3", "h3": "h4", "h4": "h5", "h5": "h6", "h6": "h6"}

_TAG = re.compile(r'(<[^>"]*(?:"[^"]*"[^>"]*)*>)')
_TAG_NAME = re.compile(r"</?([a-z0-9]+)")
_CELL_STYLE = re.compile(r'(<t[hd]) style="text-align: ')
_VALUE = {name: re.compile(rf' {name}="([^"]*)"') for name in ("href", "src", "alt")}
_BLOCK_END = re.compile(
    r"</(?:p|h[1-6]|li|tr|dt|dd|pre|div|summary|caption|table|blockquote|figcaption)>|<[bh]r>"
)
_OWN_ID = re.compile(r'(<(?:h[2-6]|figure class="quotation")) id="[^"]*"')
_EXTERNAL = re.compile(r"https?:|//", re.IGNORECASE)
#: Where an image of another host, or from outside the folder of images, begins.
_FOREIGN = re.compile(r"[^/?#]*:|//|/(?!images/)")
_IMAGES = re.compile(r"(?:/|(?:\.\./)*)images/")
_BLOCKQUOTE = re.compile(r"(</?blockquote>)")
#: The last line of a paragraph that ends a blockquote: a paragraph of its own, or after a break.
_ATTRIBUTION = re.compile(r"(<p>|(?:<br>)?\n)(?:——\s*|[—–]\s+|--\s+)([^\n]+)</p>\n")
_COMMA = re.compile(r"\s*[,，]\s*")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
#: Tags as an author may write them, and other uses of `<`. Linear: no part but the first
#: crosses a `<`, and that ends with the text if nothing else ends it.
_RAW = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|</[^<>]*>"
    r"|<(?P<tag>[a-zA-Z][a-zA-Z0-9-]*)(?P<rest>(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)>"
    r"|<",
    re.DOTALL,
)
_RAW_ATTRIBUTE = re.compile(r"([^\s\"'=/]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+)))?")


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
    base: str = "",
) -> Markup:
    """The Markdown `text` (CommonMark, tables, ~~strikethrough~~) as safe HTML.

    `speakers` gives the printed name of an actor id; `near` are the records, `(kind, id)`,
    that belong to the event: they decide for a name that two records bear. `base` is the path
    of the site, for the addresses of its images.
    """
    html = _CELL_STYLE.sub(r'\1 class="align-', _MARKDOWN.html(text))
    page = _Page(text, _figures(_CLEANER.clean(html)), names, speakers, near, base)
    page.walk()
    page.link_names()
    return page.result()


def _figures(html: str) -> str:
    """Each blockquote that ends with an attribution as a figure with its caption."""
    pieces = _BLOCKQUOTE.split(html)
    opened: list[int] = []
    for index in range(1, len(pieces), 2):
        if pieces[index] == "<blockquote>":
            opened.append(index)
            continue
        start, last = opened.pop(), pieces[index - 1]
        line = max(last.rfind("<p>"), last.rfind("\n", 0, -5))
        line -= 4 * last.endswith("<br>", 0, max(line, 0))
        match = _ATTRIBUTION.fullmatch(last, max(line, 0))
        if not match or _is_broken(match[2]) or not (last[:line].strip() or start < index - 2):
            continue
        pieces[start] = f'<figure class="quotation">\n{pieces[start]}'
        pieces[index - 1] = last[:line] + ("" if match[1] == "<p>" else "</p>\n")
        pieces[index] += f"\n<figcaption>— {match[2]}</figcaption>\n</figure>"
    return "".join(pieces)


def _is_broken(line: str) -> bool:
    """Does markup that begins before this line, or an image, end in it?"""
    tags = _TAG.findall(line)
    return 2 * sum(tag.startswith("</") for tag in tags) != len(tags)


class _Page:
    """Safe HTML in pieces: text at even places, tags between. What is added is put in there."""

    def __init__(
        self,
        source: str,
        html: str,
        names: Names,
        speakers: Mapping[str, Name],
        near: Collection[tuple[str, str]],
        base: str,
    ) -> None:
        self.source = source
        self.names = names
        self.speakers = speakers
        self.near = near
        self.base = base
        self.pieces = _TAG.split(html)
        self.runs: list[int] = []  # places of text in which names may be linked
        self.depth = 0  # in what takes no links
        self.opened: list[int] = []  # places of the open headings, figures and captions
        self.ids: dict[str, int] = {}  # with the last number tried behind each
        self.figures = 0
        self.quotations: dict[int, tuple[int, str, str, Name | None]] = {}
        self.findings: dict[Finding, None] = {}
        self.unsafe = "<" in source

    def tell(self, code: str, message: str, hint: str, words: str) -> None:
        """Tell at the line where `words`, a pattern, first stands."""
        match = re.search(words, self.source)
        line = self.source.count("\n", 0, match.start()) + 1 if match else 1
        self.findings[Finding(code, line, message, hint)] = None

    def walk(self) -> None:
        """Finish each tag, and note where names may be linked."""
        pieces = self.pieces
        for index in range(1, len(pieces), 2):
            tag = pieces[index]
            if tag not in _PASSED:
                self.tag(index, tag)
            if not self.depth and len(pieces[index + 1]) > 1:
                self.runs.append(index + 1)

    def tag(self, index: int, tag: str) -> None:
        match = _TAG_NAME.match(tag)
        name = match[1] if match else ""
        if name == "img":
            self.image(index, tag)
        elif tag.startswith("</"):
            self.depth -= 1
            if name in _HEADINGS:
                self.heading(self.opened.pop(), index, _HEADINGS[name])
            elif name == "figcaption":
                self.caption(self.opened.pop(), index)
        elif name == "figure":
            self.figures += 1
            self.opened.append(index)
            self.pieces[index] = f'<figure class="quotation" id="quote-{self.figures}">'
        elif name not in _FLOW:
            self.depth += 1
            if name in _HEADINGS or name == "figcaption":
                self.opened.append(index)
            elif name == "a":
                href = _VALUE["href"].search(tag)
                self.unsafe |= not href
                if href and _EXTERNAL.match(href[1]):
                    self.pieces[index] = f'{tag[:-1]} rel="noopener">'

    def image(self, index: int, tag: str) -> None:
        """One of this site, at its address from the root; of another its words alone."""
        src, alt = _VALUE["src"].search(tag), _VALUE["alt"].search(tag)
        if src and not _FOREIGN.match(src[1]):
            url = _IMAGES.sub(f"{escape(self.base)}/images/", src[1], count=1)
            self.pieces[index] = f"{tag[: src.start(1)]}{url}{tag[src.end(1) :]}"
        else:
            self.unsafe = True
            self.pieces[index] = escape(unescape(alt[1]), quote=False) if alt else ""

    def heading(self, start: int, end: int, name: str) -> None:
        """Its level on the page, and an id: its letters, digits and marks in any script."""
        kept = (
            c if c.isalnum() or unicodedata.category(c)[0] == "M" else " "
            for c in unicodedata.normalize("NFC", _plain(self.pieces[start:end])).lower()
        )
        base = anchor = f"section-{'-'.join(''.join(kept).split())}".rstrip("-")
        repeat = self.ids.get(base, 1)
        while anchor in self.ids:
            repeat += 1
            anchor = f"{base}-{repeat}"
        self.ids[base] = repeat
        self.ids[anchor] = self.ids.get(anchor, 1)
        self.pieces[start] = f'<{name} id="{anchor}" dir="auto">'
        self.pieces[end] = f"</{name}>"

    def caption(self, start: int, end: int) -> None:
        """An attribution: `<actor id>` or a name, perhaps with a capacity after a comma."""
        said = _plain(self.pieces[start:end]).removeprefix("— ")
        name, comma, capacity = said, "", ""
        speaker = self.speaker(said)
        if not speaker and (match := _COMMA.search(said)):
            name, comma, capacity = said[: match.start()], match[0], said[match.end() :]
            speaker = self.speaker(name)
        if speaker:
            if name in self.speakers:
                name = speaker.text
            link = f'<a href="{escape(speaker.url)}">{escape(name, quote=False)}</a>'
            rest = [""] * (end - start - 2)
            self.pieces[start + 1 : end] = [
                f"— {link}{escape(comma + capacity, quote=False)}",
                *rest,
            ]
        elif _ID.fullmatch(name):
            self.tell(
                "unknown-speaker",
                f"no actor has the id `{name}`",
                did_you_mean(name, self.speakers) or "write the name: `— Name, capacity`",
                rf"(?:[—–]|--)\s*{re.escape(name)}(?![\w-])",
            )
        self.quotations[self.opened.pop()] = (start, name, capacity, speaker)

    def speaker(self, text: str) -> Name | None:
        """The actor of this id, or the one actor of this name."""
        if text in self.speakers:
            return self.speakers[text]
        actors = [name for name in self.names.bearing(text) if name.kind == "actor"]
        return self.one(actors)

    def one(self, bearers: Sequence[Name]) -> Name | None:
        """Of several records with one name the one that alone belongs to the event."""
        if len(bearers) < 2:
            return bearers[0] if bearers else None
        related = [name for name in bearers if name.record in self.near]
        if len(related) == 1:
            return related[0]
        text = bearers[0].text
        self.tell(
            "ambiguous-name",
            f"`{text}` is the name of "
            f"{' and '.join(f'{name.kind} `{name.id}`' for name in bearers)}: not linked",
            "name one of them in the front matter, or write the link: "
            f"`[{text}]({bearers[0].url})`",
            r"[\s>]+".join(map(re.escape, text.split())),
        )
        return None

    def link_names(self) -> None:
        """Link the first mention of each record."""
        texts = [unicodedata.normalize("NFC", unescape(self.pieces[index])) for index in self.runs]
        starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
        linked: set[tuple[str, str]] = set()
        places: dict[int, list[tuple[int, int, Name]]] = {}
        for start, end, bearers in self.names.find("\0".join(texts)):
            name = self.one(bearers)
            if name and name.record not in linked:
                linked.add(name.record)
                run = bisect(starts, start) - 1
                places.setdefault(run, []).append((start - starts[run], end - starts[run], name))
        for run, links in places.items():
            html, reached = "", 0
            for start, end, name in links:
                before, mention = (
                    escape(part, quote=False)
                    for part in (texts[run][reached:start], texts[run][start:end])
                )
                html += f'{before}<a href="{escape(name.url)}" class="name">{mention}</a>'
                reached = end
            self.pieces[self.runs[run]] = html + escape(texts[run][reached:], quote=False)

    def result(self) -> Markup:
        quotations = []
        for number, figure in enumerate(sorted(self.quotations), 1):
            caption, attribution, capacity, speaker = self.quotations[figure]
            # Between them stand `<blockquote>` and its end, each with a line break about it.
            html = "".join(self.pieces[figure + 3 : caption - 2]).lstrip("\n")
            quotations.append(
                Quotation(
                    html=_OWN_ID.sub(r"\1", html),
                    text=_plain([html]),
                    number=number,
                    attribution=attribution,
                    capacity=capacity or None,
                    speaker=speaker.id if speaker else None,
                )
            )
        findings = [*self.findings, *(dict.fromkeys(_unsafe(self.source)) if self.unsafe else ())]
        return Markup(
            html="".join(self.pieces),
            quotations=tuple(quotations),
            findings=tuple(sorted(findings, key=lambda finding: finding.line)),
            plain=_plain(self.pieces),
        )


def _plain(pieces: Sequence[str]) -> str:
    """The text of safe HTML, a line for each block."""
    html = "".join(pieces).replace("\n", " ").replace("</td>", " ").replace("</th>", " ")
    text = unescape(_TAG.sub("", _BLOCK_END.sub("\n", html)))
    return "\n".join(filter(None, map(str.strip, text.split("\n"))))


def _unsafe(text: str) -> Iterator[Finding]:
    """What the cleaner took out, and where it stands in the source."""
    source = text.encode()
    events: Iterator[tuple[Any, Any]] = iter(_MARKDOWN.events_with_range(text))
    for event, span in events:
        if not isinstance(event, dict):
            continue
        start = event.get("Start")
        if start == "HtmlBlock" or "InlineHtml" in event:
            raw = source[span["start"] : span["end"]].decode()
        elif isinstance(start, dict) and "Link" in start:
            raw = f'<a href="{escape(start["Link"]["dest_url"])}">'
        elif isinstance(start, dict) and "Image" in start:
            raw = f'<img src="{escape(start["Image"]["dest_url"])}">'
        else:
            continue
        line = source.count(b"\n", 0, span["start"]) + 1
        for match in _RAW.finditer(raw):
            for message, hint in _faults(match):
                yield Finding(
                    "unsafe-markup", line + raw.count("\n", 0, match.start()), message, hint
                )


def _faults(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    """Why a tag, or what else begins with `<`, does not stay as it is; and the mend."""
    tag = (match["tag"] or "").lower()
    hint = "write it in Markdown; a few plain tags are allowed, without attributes"
    if match[0] == "<":
        yield "`<` begins no tag here, and may hide what follows", "write `&lt;`"
    elif match[0].startswith("<!--") and not match[0].endswith("-->"):
        yield "a comment that does not end hides all after it", "end it with `-->`"
    elif tag and tag not in _TAGS:
        yield f"`<{tag}>` was removed", hint
    for name, *values in _RAW_ATTRIBUTE.findall(match["rest"] or "") if tag in _TAGS else ():
        url = unescape("".join(values))
        if name.lower() not in _ATTRIBUTES.get(tag, ()):
            yield f"the attribute `{name}` of `<{tag}>` was removed", hint
        elif name.lower() == "href" and "href" not in _CLEANER.clean(f'<a href="{escape(url)}">'):
            mend = "link with http, https or mailto, or to a path of this site"
            yield f"the link to `{url}` was removed", mend
        elif name.lower() == "src" and _FOREIGN.match(url):
            mend = "put the picture into `images/` and write `images/<file>`"
            yield f"the image `{url}` was removed", mend
