"""The HTML that is allowed in a body, and the problems with other HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import nh3
import pyromark

#: CommonMark, with tables and ~~strikethrough~~. It lets HTML pass: only `_clean` makes it safe.
markdown = pyromark.Markdown(
    options=pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH
)
_TAGS = set(
    "a abbr b bdi blockquote br caption cite code dd del details dfn div dl dt em h1 h2 h3 h4 h5 h6"
    " hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub summary sup table"
    " tbody td tfoot th thead tr u ul var wbr".split()
)
#: The attributes that Markdown writes. They are harmless if an author writes them.
_ATTRIBUTES = {
    **{"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}},
    **{tag: {"class"} for tag in ("code", "td", "th")},
}
_clean = nh3.Cleaner(
    tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto"}, link_rel=None
).clean
#: Links with another scheme, and images that are not on this site.
is_strange_link = re.compile(r"(?!(?:https?|mailto):)[^/?#]*:", re.IGNORECASE).match
is_strange_image = re.compile(r"[^/?#]*:|//|/(?!images/)").match

#: What entities such as `&#7;` stand for must not reach a page.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_CELL_STYLE = re.compile(r'(<t[hd]) style="text-align: ')


def safe(text: str) -> str:
    """Return Markdown as HTML with only the allowed tags and attributes.

    If the text contains no tag and the HTML no attribute, sanitizing changes only two spellings;
    these are changed here, which is faster.
    """
    html = markdown.html(text)
    if "&#" in text or "\x85" in text:
        html = _CONTROL.sub("", html)
    tags = "<" in text or "\0" in text or '="' in html
    if not tags and "\u00a0" not in html:
        return html.replace("&quot;", '"').replace(" />", ">")
    if "<table>" in html:
        html = _CELL_STYLE.sub(r'\1 class="align-', html)
    return _clean(html)


#: Tags as an author writes them, and other uses of `<`. Linear: no part but a comment crosses
#: a `<`, and that ends with the text if nothing else ends it.
_RAW = re.compile(
    r"<!--.*?(?P<end>-->|\Z)|</[^<>]*>"
    r"|<(?P<tag>[a-zA-Z][a-zA-Z0-9-]*)(?P<rest>(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)>|<",
    re.DOTALL,
)


def unsafe(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, message and hint of everything in a Markdown text that `safe` removes."""
    source = text.encode()
    reached, counted = 0, 1
    event: Any
    for event, span in markdown.events_with_range(text):
        if not isinstance(event, dict):
            continue
        start = event.get("Start")
        if span["start"] < reached:  # a block is opened before what it contains
            reached, counted = 0, 1
        counted += source.count(b"\n", reached, span["start"])
        reached, line = span["start"], counted
        if start == "HtmlBlock" or "InlineHtml" in event:
            raw = source[span["start"] : span["end"]].decode()
            below, seen = 0, 0
            for match in _RAW.finditer(raw):
                below += raw.count("\n", seen, match.start())
                seen = match.start()
                if fault := _fault(match):
                    yield line + below, *fault
        elif isinstance(start, dict) and "Link" in start:
            url = start["Link"]["dest_url"]
            if start["Link"]["link_type"] != "Email" and is_strange_link(url):
                hint = "use http, https, mailto or a path of this site"
                yield line, f"the link to `{url}` was removed", hint
        elif isinstance(start, dict) and "Image" in start:
            url = start["Image"]["dest_url"]
            if is_strange_image(url):
                hint = "put the picture in `images/` and write `images/<file>`"
                yield line, f"the image `{url}` was removed", hint


def _fault(match: re.Match[str]) -> tuple[str, str] | None:
    tag = (match["tag"] or "").lower()
    if match[0] == "<":
        return "`<` does not begin a tag and may hide the text after it", "write `&lt;`"
    if match["end"] == "":
        return "a comment that is not closed hides the text after it", "end it with `-->`"
    if not tag or (tag in _TAGS - {"a", "img"} and not match["rest"].strip("/ \t\n")):
        return None
    return (
        f"the HTML `{match[0][:60]}` is not allowed",
        "write it in Markdown; a few plain tags are allowed, without attributes",
    )
