"""The plan: every output path and its page or file, before any is written."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

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
    storylines,
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
KINDS = (
    data,
    indexes,
    home,
    static,
    timeline,
    calendar,
    event,
    actor,
    relation,
    subjects,
    storylines,
    search,
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


def prepare(site: Site) -> None:
    """Make what many pages are put together from, before processes are forked to make pages."""
    if search in KINDS:
        search.prepare(site)


def common_key(site: Site, theme: Theme) -> bytes:
    """Changes with what every page shows or is made by: code, templates, settings, navigation."""
    settings = site.settings
    return digest(
        engine_key(),
        theme.key,
        repr(
            (
                *(settings.name, settings.url, settings.base, settings.relative_urls),
                *(settings.language, settings.description, settings.drafts),
                *(settings.licence, settings.report),
            )
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


def copies(site: Site, theme: Theme) -> Iterator[tuple[str, Copy | GeneratedFile]]:
    """Return the copied files by output path: images, extra files and the theme's files.

    A file below `extra/` is published at the root of the site.
    """
    if theme.stylesheet:
        yield urls.output(theme.stylesheet.address), theme.stylesheet
    archive = site.chronology.archive
    for path, content in archive.images.items():
        yield path.removeprefix("extra/"), Copy(archive.root / path, path, content)
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
