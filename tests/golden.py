"""Golden pages: a dozen files of the site in `roots/golden`, normalised and kept for review.

`invoke golden` writes them again after an intended change; their diff is part of the review.
Each page stands for one template, so a change of a shared component shows once for each kind.
"""

from __future__ import annotations

import re
from pathlib import Path

from pelican.settings import read_settings

from chronology.build.build import build
from chronology.settings import from_pelican

ROOT = Path(__file__).parent / "roots" / "golden"
EXPECTED = ROOT / "expected"
PAGES = (
    "index.html",
    "events/2024-04-09-xi-lavrov/index.html",
    "events/1950-02-14-treaty/index.html",
    "actors/xi-jinping/index.html",
    "actors/china/index.html",
    "relations/china/soviet-union/index.html",
    "topics/china-russia-relations/index.html",
    "places/beijing/index.html",
    "2024/index.html",
    "storylines/summits/index.html",
    "timeline/index.html",
    "feed.atom",
    "events.ics",
)


def build_site(home: Path) -> Path:
    """Build the site in `roots/golden` below `home`; return the output folder."""
    chosen = {
        "PATH": str(ROOT / "content"),
        "OUTPUT_PATH": str(home / "output"),
        "CACHE_PATH": str(home / "cache"),
    }
    conf = Path(__file__).parents[1] / "pelicanconf.py"
    report = build(from_pelican(read_settings(str(conf), override=chosen)))
    assert report is not None
    assert report.warnings == []
    return home / "output"


def normalised(output: Path) -> dict[str, str]:
    """Return the golden pages by file name: one element a line, digests in file names removed."""
    return {path.replace("/", "__"): _normalise(output / path) for path in PAGES}


def _normalise(file: Path) -> str:
    text = file.read_text("utf-8")
    if file.suffix == ".html":
        text = re.sub(r"\s*\n\s*|(?<=>)(?=<)", "\n", text)
    return re.sub(r"[?.][0-9a-f]{8,32}(?=[\".])", "", text)
