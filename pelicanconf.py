"""Settings of the site: Pelican's own, and the CHRONOLOGY_* of the plugin."""

import logging
import sys
from pathlib import Path

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT / "plugins"))

from pelican.log import FatalLogger  # noqa: E402

import chronology  # noqa: E402  a plugin that cannot be loaded has to end the build

# Pelican logs an error and goes on; here it ends the build, and the old site stays.
FatalLogger.fatal_lvl = logging.ERROR

PLUGINS = [chronology]

SITENAME = "Chronology of China, Russia and the United States"
SITEURL = ""
DEFAULT_LANG = "en"
TIMEZONE = "UTC"
CHRONOLOGY_DESCRIPTION = (
    "Relations among China, Russia and the Soviet Union, and the United States, "
    "and the bodies they meet in, since 1949: every entry dated, typed and sourced."
)

# The plugin makes every page and feed itself.
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None

PATH = "content"
OUTPUT_PATH = "output"
THEME = str(ROOT / "theme")
CACHE_PATH = str(ROOT / ".cache")
