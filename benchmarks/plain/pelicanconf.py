"""The plugin with a plain theme: the pages of README.md and no others."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1] / "plugins"), str(HERE.parents[1])]

import chronology  # noqa: E402
from benchmarks.plain import kinds  # noqa: E402
from chronology.build import plan  # noqa: E402

plan.KINDS = (kinds,)  # type: ignore[assignment]
PLUGINS = [chronology]

SITENAME = "Chronology"
SITEURL = "https://chronology.example"
DEFAULT_LANG = "en"
TIMEZONE = "UTC"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None
THEME = str(HERE / "theme")
