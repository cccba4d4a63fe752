"""Links of authors to pages, fragments and images of the site."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Container, Iterable, Iterator
from typing import Final
from urllib.parse import unquote, urljoin

from chronology import urls
from chronology.content.archive import Archive
from chronology.problems import nearest

_ID: Final = re.compile(r'\sid="([^"]+)"')
_IMAGE: Final = re.compile(r"(?:/|(?:\.\./)*)(images/.*)")
_HINT: Final = "correct the address, which is made from an id: `/actors/china/`"


def is_internal(link: str) -> bool:
    """Return whether a link leads to this site."""
    # Browsers ignore white space in a URL (URL Standard, 4.4).
    return not re.match(r"[a-zA-Z][\w+.-]*:|//", re.sub(r"\s", "", html.unescape(link)))


class Addresses:
    """The addresses of the site; `base` is the path of SITEURL.

    `planned` are the output paths, and `render` returns the page at one of them, or None.
    """

    def __init__(
        self,
        archive: Archive,
        planned: Container[str],
        base: str,
        render: Callable[[str], str | None],
    ) -> None:
        self._archive, self._planned, self._base, self._render = archive, planned, base, render
        self._found: dict[str, Collection[str] | None] = {}

    def objection(self, link: str, page: str) -> tuple[str, str] | None:
        """Return message and hint if a link on the page at the address `page` leads nowhere."""
        path, _, fragment = html.unescape(link).partition("#")
        path = unquote(path.partition("?")[0])
        image = _IMAGE.match(path)
        if self._base and f"{path}/".startswith(f"{self._base}/"):
            path = path.removeprefix(self._base) or "/"
        target = f"/{image[1]}" if image else urljoin(page, path)
        if urls.output(target) not in self._planned and urls.output(target + "/") not in (
            self._planned
        ):
            kind = "image" if image else "page"
            near = nearest(target, self._candidates(target))
            hint = f"did you mean `{near}`?" if near else _HINT
            return f"there is no {kind} at `{link}`", hint
        ids = self._ids(urls.output(target)) if fragment and not image else None
        if ids is not None and (fragment := unquote(fragment)) not in ids:
            near = nearest(fragment, ids)
            hint = f"did you mean `#{near}`?" if near else "link to an id of that page"
            return f"there is no `#{fragment}` at `{target}`", hint
        return None

    def _ids(self, path: str) -> Collection[str] | None:
        """Return the ids of the page with an output path; None if it cannot be rendered."""
        if path not in self._found:
            text = self._render(path)
            self._found[path] = None if text is None else frozenset(_ID.findall(text))
        return self._found[path]

    def _candidates(self, target: str) -> Iterator[str]:
        """Yield the addresses of records in the section of a link, or of the images."""
        found = self._archive.registries
        sections: dict[str, tuple[Iterable[str], Callable[[str], str]]] = {
            "events": (self._archive.events, lambda one: urls.event(one)),
            "actors": (found.actors, urls.actor),
            "topics": (found.topics, urls.topic),
            "places": (found.places, urls.place),
            "types": (found.types, urls.event_type),
            "storylines": (found.storylines, urls.storyline),
        }
        section = target.strip("/").partition("/")[0]
        if section == "images":
            yield from (f"/{path}" for path in self._archive.images)
        elif section in sections:
            records, address = sections[section]
            yield from map(address, records)
        else:
            yield from map(urls.page, self._archive.pages)
            yield from (f"/{name}/" for name in urls.INDEXES)
