"""The stylesheet: what `css/site.css` imports, joined into one file with a hashed name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from chronology.hashing import digest
from chronology.site.artifacts import GeneratedFile
from chronology.site.context import Site

#: The folder of the sources in `static/`; only the joined file is published.
FOLDER: Final = "css"
_MAIN: Final = "site.css"
_IMPORT: Final = re.compile(
    r'@import url\("(?P<file>[^"]+)"\)(?: layer\((?P<layer>\w+)\))?(?: (?P<media>\w+))?;'
)
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE: Final = re.compile(r"\s*\n\s*")


def joined(static: Path) -> str:
    """Return the rules of all imported files, without comments and indentation."""
    folder = static / FOLDER

    def imported(match: re.Match[str]) -> str:
        rules = (folder / match["file"]).read_text("utf-8")
        if match["layer"]:
            rules = f"@layer {match['layer']} {{\n{rules}\n}}"
        return f"@media {match['media']} {{\n{rules}\n}}" if match["media"] else rules

    main = (folder / _MAIN).read_text("utf-8")
    return _SPACE.sub("\n", _COMMENT.sub("", _IMPORT.sub(imported, main))).strip() + "\n"


def file(static: Path) -> GeneratedFile | None:
    """Return the joined stylesheet, or None for a theme that has no `css/site.css`."""
    if not (static / FOLDER / _MAIN).is_file():
        return None
    text = joined(static)
    name = f"/theme/{FOLDER}/site.{digest(text.encode()).hex()[:10]}.css"
    return GeneratedFile(name, _bytes, text, _inputs, "the theme's stylesheet")


def _bytes(site: Site, text: str) -> bytes:
    return text.encode()


def _inputs(site: Site, text: str) -> bytes:
    return digest(text.encode())
