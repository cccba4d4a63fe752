"""Attributed quotations: a blockquote whose last line is `— <actor id>` or `— Name, capacity`."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from typing import NamedTuple

from chronology.content.markdown.names import Name

#: From an id or a name to the name that is printed, and the actor.
FindSpeaker = Callable[[str], tuple[str, Name | None]]

TAG = re.compile(r'(<[^>"]*(?:"[^"]*"[^>"]*)*>)')
_BLOCKQUOTE = re.compile(r"(</?blockquote>)")
#: The last line of a blockquote: a paragraph of its own, or what follows the last line break.
_ATTRIBUTION = re.compile(r"(<p>|(?:<br>)?\n)(?:——\s*|[—–]\s+|--\s+)([^\n]+)</p>\n\Z")
_COMMA = re.compile(r"\s*[,，]\s*")


class Attribution(NamedTuple):
    """Who said it: the name as printed, what follows it after a comma, and the actor's id."""

    name: str
    capacity: str
    speaker_id: str | None


def figures(html: str, find_speaker: FindSpeaker) -> tuple[str, list[Attribution]]:
    """Safe HTML with each attributed blockquote as a figure, and the attributions in order."""
    pieces = _BLOCKQUOTE.split(html)
    opened: list[int] = []
    found: dict[int, Attribution] = {}
    for index in range(1, len(pieces), 2):
        if pieces[index] == "<blockquote>":
            opened.append(index)
            continue
        start, last = opened.pop(), pieces[index - 1]
        match = _ATTRIBUTION.search(last)
        if not match or not (last[: match.start()].strip() or start < index - 2):
            continue
        tags = TAG.findall(match[2])
        if 2 * sum(tag.startswith("</") for tag in tags) != len(tags):
            continue  # emphasis that began before this line ends in it
        html, found[start] = _caption(match[2], find_speaker)
        pieces[start] = f'<figure class="quotation">\n{pieces[start]}'
        pieces[index - 1] = last[: match.start()] + ("" if match[1] == "<p>" else "</p>\n")
        pieces[index] += f"\n<figcaption>— {html}</figcaption>\n</figure>"
    return "".join(pieces), [found[start] for start in sorted(found)]


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
