"""Files by which programs find pages: site map, robots.txt and the OpenSearch description."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from typing import Any, Final

from chronology import urls
from chronology.hashing import digest
from chronology.site.artifacts import GeneratedFile, Page
from chronology.site.context import LazyDict, Site
from chronology.site.exports.columns import iso

#: The first day that a site map can give.
_FIRST: Final = (1, 1, 1)
#: Addresses in one file at most (sitemaps.org).
_MOST: Final = 50_000
_SPACE: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
#: Templates whose pages are not in the site map.
_HIDDEN: Final = ("redirect.html", "404.html")


def files(site: Site, pages: Iterable[Page | GeneratedFile]) -> Iterator[GeneratedFile]:
    """Return the files for a site of these pages; the map of a large site has several parts."""
    shown = [
        page
        for page in pages
        if isinstance(page, Page) and page.template not in _HIDDEN and page.address.endswith("/")
    ]
    parts = [shown[at : at + _MOST] for at in range(0, len(shown), _MOST)]
    if len(parts) == 1:
        yield _file("/sitemap.xml", sitemap, shown)
    else:
        names = [f"/sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
        yield _file("/sitemap.xml", index, names)
        for name, part in zip(names, parts, strict=True):
            yield _file(name, sitemap, part)
    yield _file("/robots.txt", robots, None)
    yield _file("/opensearch.xml", opensearch, None)


def _file(address: str, make: Callable[[Site, Any], bytes], subject: object) -> GeneratedFile:
    """Return a file that is fingerprinted by its content, which is quick to make."""
    contents: LazyDict[Site, bytes] = LazyDict(lambda site: make(site, subject))
    return GeneratedFile(
        *(address, lambda site, _: contents[site], None),
        *(lambda site, _: digest(contents[site]), f"the site's {address[1:]}"),
    )


def sitemap(site: Site, pages: Sequence[Page]) -> bytes:
    """Return every page with the day of the last entry or correction that it shows."""
    lines = "".join(
        f"<url><loc>{escape(site.settings.url + page.address)}</loc>"
        + (f"<lastmod>{iso(max(day, _FIRST))}</lastmod>" if (day := page.changed(site)) else "")
        + "</url>\n"
        for page in pages
    )
    return _xml(f"<urlset {_SPACE}>\n{lines}</urlset>")


def index(site: Site, names: Sequence[str]) -> bytes:
    """Return the index of the parts of a site map."""
    lines = "".join(
        f"<sitemap><loc>{escape(site.settings.url + name)}</loc></sitemap>\n" for name in names
    )
    return _xml(f"<sitemapindex {_SPACE}>\n{lines}</sitemapindex>")


def robots(site: Site, _: None) -> bytes:
    """Allow everything, and name the site map if `SITEURL` is set."""
    url = site.settings.url
    return f"User-agent: *\nAllow: /\n{f'Sitemap: {url}/sitemap.xml' if url else ''}".encode()


def opensearch(site: Site, _: None) -> bytes:
    """Return the description by which browsers search the site (OpenSearch 1.1)."""
    name, url = site.settings.name, escape(site.settings.url)
    return _xml(
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"<ShortName>{escape(name[:16])}</ShortName>\n<LongName>{escape(name[:48])}</LongName>\n"
        f"<Description>{escape(site.settings.description)}</Description>\n"
        "<InputEncoding>UTF-8</InputEncoding>\n"
        f'<Url type="text/html" template="{url}{urls.index("search")}?q={{searchTerms}}"/>\n'
        "</OpenSearchDescription>"
    )


def _xml(text: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()
