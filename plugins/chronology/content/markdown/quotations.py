"""Attributed quotations: a blockquote whose last line is `— <actor id>` or `— Name, capacity`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from typing import NamedTuple

from chronology.content.markdown.names import Name

#: From an id or a name to the name that is printed, and the actor.
FindSpeaker = Callable[[str], tuple[str, Name | None]]

TAG = re.compile(r'(<[^>"]*(?:"[^"]*"[^>"]*)*>)')
_BLOCKQUOTE = re.compile(r"(</?blockquote>)")
#: The last line of a blockquote: a paragraph of its own, or what follows the last line break.
_ATTRIBUTION = re.compile(r"(<p>|(?:<br>)?\n)(?:——\s*|[—–]\s+|--\s+)([^\n]+)</p>\n\Z")
_DASH = r"(?:-{1,3}|[\u2010-\u2015\u2212\u2e3a\u2e3b~])"
_LAST_LINE = re.compile(
    rf"(?:<p>|\n)\s*({_DASH}\s*\w[^\n]{{0,200}})</p>$|</p>\s*<ul>\s*<li>([^\n]{{1,80}})</li>\s*</ul>$"
)
_NEXT_LINE = re.compile(rf"<p>({_DASH}\s*\w[^\n]{{0,200}})</p>")
_LONGEST_LINE = 400
_VOID = ("br", "hr", "img", "wbr")
_COMMA = re.compile(r"\s*[,，]\s*")


class Attribution(NamedTuple):
    """Who said it: the name as printed, what follows it after a comma, and the actor's id."""

    name: str
    capacity: str
    speaker_id: str | None


def figures(html: str, find_speaker: FindSpeaker) -> tuple[str, list[Attribution], list[str]]:
    """Return safe HTML with each attributed blockquote as a figure.

    Also return the attributions in order, and last lines that look like one but are none.
    """
    pieces = _BLOCKQUOTE.split(html)
    opened: list[int] = []
    found: dict[int, Attribution] = {}
    lookalikes: list[str] = []
    for index in range(1, len(pieces), 2):
        if pieces[index] == "<blockquote>":
            opened.append(index)
            continue
        start, last = opened.pop(), pieces[index - 1]
        match = _ATTRIBUTION.search(last)
        if not match or not (last[: match.start()].strip() or start < index - 2):
            lookalikes += _lookalike(last, pieces[index + 1])
            continue
        tags = TAG.findall(match[2])
        if 2 * sum(tag.startswith("</") for tag in tags) != len(tags):
            continue  # emphasis that began before this line ends in it
        if _unbalanced(last[: match.start()], match[1]):
            continue
        html, found[start] = _caption(match[2], find_speaker)
        pieces[start] = f'<figure class="quotation">\n{pieces[start]}'
        pieces[index - 1] = last[: match.start()] + ("" if match[1] == "<p>" else "</p>\n")
        pieces[index] += f"\n<figcaption>— {html}</figcaption>\n</figure>"
    return "".join(pieces), [found[start] for start in sorted(found)], lookalikes


def _unbalanced(before: str, opening: str) -> bool:
    """Return whether the attribution is inside another element, such as an item of a list."""
    depth = {"p": -int(opening != "<p>")}  # the paragraph that ends with the attribution
    for tag in TAG.findall(before):
        name = tag.strip("</>").partition(" ")[0]
        if name not in _VOID:
            depth[name] = depth.get(name, 0) + (-1 if tag.startswith("</") else 1)
    return any(depth.values())


def _lookalike(last: str, after: str) -> Iterator[str]:
    """Yield the last line of a blockquote, or the line after it, if it looks like a signature."""
    match = _LAST_LINE.search(last.rstrip()[-_LONGEST_LINE:]) or _NEXT_LINE.match(
        after.lstrip()[:_LONGEST_LINE]
    )
    if match:
        yield unescape(TAG.sub("", match[match.lastindex or 0])).strip()


def _caption(html: str, find_speaker: FindSpeaker) -> tuple[str, Attribution]:
    said = unescape(TAG.sub("", html)).strip()
    name, speaker = find_speaker(said)
    rest = ""
    if not speaker and (match := _COMMA.search(said)):
        name, speaker = find_speaker(said[: match.start()])
        rest = said[match.start() :]
    if speaker:
        link = f'<a href="{escape(speaker.url)}">{escape(name, quote=False)}</a>'
        html = link + escape(rest, quote=False)
    by = Attribution(name, _COMMA.sub("", rest, count=1), speaker.id if speaker else None)
    return html, by
