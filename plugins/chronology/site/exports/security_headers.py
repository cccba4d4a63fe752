"""The Content Security Policy of every page, and the file by which hosts send it as a header."""

from __future__ import annotations

from typing import Final

from chronology.site.artifacts import GeneratedFile
from chronology.site.context import Site

#: Content Security Policy, level 3: what a page may load comes from the site itself.
POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'"
)

#: Files that hosts do not know by their endings.
_MEDIA_TYPES: Final = {
    "atom": "application/atom+xml; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl; charset=utf-8",
    "jsonld": "application/ld+json",
    "geojson": "application/geo+json",
    "sqlite": "application/vnd.sqlite3",
}


def file(site: Site) -> GeneratedFile:
    """Return `_headers`, which Netlify, Cloudflare Pages and others read."""
    return GeneratedFile("/_headers", _lines, None, _lines, "the headers")


def _lines(site: Site, _: None) -> bytes:
    lines = (
        f"{site.base}/*",
        f"  Content-Security-Policy: {POLICY}; frame-ancestors 'none'",
        "  X-Content-Type-Options: nosniff",
        "  Referrer-Policy: strict-origin-when-cross-origin",
        f"{site.base}/data/*",
        "  Access-Control-Allow-Origin: *",
        *(
            line
            for ending, media_type in _MEDIA_TYPES.items()
            for line in (f"{site.base}/*.{ending}", f"  Content-Type: {media_type}")
        ),
    )
    return "".join(f"{line}\n" for line in lines).encode()
