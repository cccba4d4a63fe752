"""The policy that every page carries, and the file that gives it to hosts as a header."""

from __future__ import annotations

from typing import Final

from chronology.site.artifacts import GeneratedFile
from chronology.site.context import Site

#: Content Security Policy, level 3: what a page may load comes from the site itself.
POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'"
)


def file(site: Site) -> GeneratedFile:
    """`_headers`, which Netlify, Cloudflare Pages and others read."""
    return GeneratedFile("/_headers", _lines, None, _lines, "the headers")


def _lines(site: Site, _: None) -> bytes:
    lines = (
        f"{site.base}/*",
        f"  Content-Security-Policy: {POLICY}; frame-ancestors 'none'",
        "  X-Content-Type-Options: nosniff",
        "  Referrer-Policy: strict-origin-when-cross-origin",
    )
    return "".join(f"{line}\n" for line in lines).encode()
