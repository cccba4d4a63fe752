"""The plan: every output path and the page or file that stands there, before any is written."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from chronology import urls
from chronology.hashing import digest, engine_key
from chronology.model.records import Page as Prose
from chronology.problems import ContentError, Problem
from chronology.site.artifacts import GeneratedFile, Page
from chronology.site.context import Site
from chronology.site.exports import discovery
from chronology.site.pages import (
    actor,
    calendar,
    data,
    event,
    home,
    indexes,
    relation,
    search,
    static,
    subjects,
    timeline,
)
from chronology.site.theme.theme import Theme


class Copy(NamedTuple):
    """A file that is published as it is."""

    file: Path
    source: str
    content: bytes = b""

    def key(self, site: Site) -> bytes:
        """The digest of its bytes."""
        return self.content or digest(self.file.read_bytes())


Plan = Mapping[str, Page | GeneratedFile | Copy]

#: The kinds of page, in the order they are planned; each module has `pages(site)`.
KINDS = (data, indexes, home, static, timeline, calendar, event, actor, relation, subjects, search)
#: Those of pages that show many bodies, by the folder that they are in.
_ROOMS: Final[Mapping[str, Any]] = {"data": data, "search": search}
#: What takes longest after an edit of texts, the longest first.
LONGEST: Final = tuple(
    urls.output(urls.index("data") + name)
    for name in ("chronology.sqlite", "events.jsonl", "events.csv")
)


def make(site: Site, theme: Theme) -> Plan:
    """Output path to page, in order. Raises ContentError where two sources want one path."""
    return checked(list(entries(site, theme)))


def entries(site: Site, theme: Theme) -> Iterator[tuple[str, Page | GeneratedFile | Copy]]:
    """Every output path with its page or file, those wanted twice as well."""
    pages: list[Page | GeneratedFile] = []
    for kind in KINDS:
        for page in kind.pages(site):
            pages.append(page)
            yield urls.output(page.address), page
    if data in KINDS:
        for page in discovery.files(site, pages):
            yield urls.output(page.address), page
    yield from copies(site, theme)


def checked(found: list[tuple[str, Page | GeneratedFile | Copy]]) -> Plan:
    """The plan of these entries. Raises ContentError where two sources want one path."""
    if len(set(_folded("\0".join([path for path, _ in found])).split("\0"))) < len(found):
        raise ContentError(_clashes(found))
    return dict(found)


def some(site: Site, theme: Theme, paths: Set[str]) -> Plan:
    """What the plan has at some paths.

    It is made whole only where others are among them than pages that show bodies, or copies.
    """
    found: dict[str, Page | GeneratedFile | Copy] = dict(copies(site, theme))
    for room, one in sorted({(*path.split("/"), "")[:2] for path in paths}):
        pages: Iterable[Page | GeneratedFile] = ()
        if room == "events" and event in KINDS and one in site.chronology.position:
            pages = event.of(site, site.chronology.position[one])
        elif room == "actors" and actor in KINDS and one in site.chronology.actors:
            pages = actor.of(site, one)
        found |= ((urls.output(page.address), page) for page in pages)
    for room in {path.partition("/")[0] for path in paths}:
        if _ROOMS.get(room) in KINDS:
            found |= ((urls.output(page.address), page) for page in _ROOMS[room].pages(site))
    whole = found if paths <= found.keys() else make(site, theme)
    return {path: page for path, page in whole.items() if path in paths}


@contextmanager
def preparing(site: Site) -> Iterator[Callable[[], object]]:
    """Begin to make what many pages are put together from; what waits for it.

    That is to be done before processes are forked to make pages.
    """
    if search in KINDS:
        with search.preparing(site) as prepare:
            yield prepare
    else:
        yield lambda: None


def common_key(site: Site, theme: Theme) -> bytes:
    """Changes with what every page shows or is made by: code, templates, settings, navigation."""
    settings = site.settings
    return digest(
        engine_key(),
        theme.key,
        repr(
            (settings.name, settings.url, settings.language, settings.description, settings.drafts)
        ).encode(),
        repr(navigation(site)).encode(),
    )


def navigation(site: Site) -> list[tuple[str, str]]:
    """The prose pages that asked to be in the navigation: title and link, in their order."""
    records: list[Prose] = [entry.record for entry in site.chronology.archive.pages.values()]
    ordered = sorted(
        (page.order, page.id, page.title) for page in records if page.order is not None
    )
    return [(title, site.href(urls.page(page_id))) for _, page_id, title in ordered]


def copies(site: Site, theme: Theme) -> Iterator[tuple[str, Copy]]:
    """The images of the content and the static files of the theme, by output path."""
    archive = site.chronology.archive
    for path, content in archive.images.items():
        yield path, Copy(archive.root / path, path, content)
    for path, file in theme.static_files():
        yield path, Copy(file, f"the theme's {file.name}")


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _clashes(found: Iterable[tuple[str, Page | GeneratedFile | Copy]]) -> Iterator[Problem]:
    """Paths that are one on some file system: equal, or after case folding or NFC."""
    taken: dict[str, list[tuple[str, str]]] = {}
    for path, page in found:
        taken.setdefault(_folded(path), []).append((path, page.source))
    for claims in taken.values():
        if len(claims) > 1:
            sources = " and ".join(f"{source} (`{path}`)" for path, source in claims)
            files = [source for _, source in claims if "/" in source and " " not in source]
            yield Problem(
                files[-1] if files else claims[-1][1],
                "address-clash",
                f"{sources} would be published at the same address",
                "rename one of them",
            )
