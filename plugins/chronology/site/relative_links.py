"""Links relative to their page, for a site opened from a disk or moved between addresses."""

from __future__ import annotations

import re
from typing import Final

#: Attributes that hold one address each.
_LINK: Final = re.compile(r'(?<=\s)(href|src|action|poster|xlink:href)="(/(?!/)[^"]*)"')
#: What a browser refuses to load for a page from a disk: scripts, the manifest, fonts in advance.
_REFUSED: Final = re.compile(
    r'<script\b[^>]*\bsrc="[^>]*></script>\n?|<link rel="(?:manifest|modulepreload)"[^>]*>\n?'
    r'|<link rel="preload"[^>]* crossorigin>\n?'
)
_REFRESH: Final = re.compile(r'(content="\d+;\s*url=)(/(?!/)[^"]*)"')


def relative(html: str, address: str, base: str) -> str:
    """Return a page with its root-absolute links made relative to its address.

    `address` is that of the page, without `base`, the path that every link of the site begins
    with. A link to a folder leads to its `index.html`, which only a server would add. What needs
    a server is left out; the pages say so where it matters, because they work without scripts.
    """
    up = "../" * (address.count("/") - 1)

    def link(target: str) -> str:
        path = target.removeprefix(base) if base else target
        end = min((at for at in map(path.find, "?#") if at >= 0), default=len(path))
        place, rest = path[:end].lstrip("/"), path[end:]
        if not place or place.endswith("/"):
            place += "index.html"
        return f"{up}{place}{rest}"

    html = _REFUSED.sub("", html)
    html = _LINK.sub(lambda found: f'{found[1]}="{link(found[2])}"', html)
    return _REFRESH.sub(lambda found: f'{found[1]}{link(found[2])}"', html)
