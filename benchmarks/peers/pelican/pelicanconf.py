"""Pelican as it comes: actors are authors, places categories, topics and relations tags."""

import json
from pathlib import Path

HERE = Path(__file__).parent
ACTORS = json.loads((HERE / "data/actors.json").read_text(encoding="utf-8"))
PLACES = json.loads((HERE / "data/places.json").read_text(encoding="utf-8"))

SITENAME = "Chronology"
SITEURL = "https://chronology.example"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
PATH = "content"
STATIC_PATHS: list[str] = []
# The default, `**/.*`, hides every file below a hidden folder from `--autoreload`: so `.work`.
IGNORE_FILES: list[str] = []
THEME = "theme"
THEME_STATIC_DIR = "."
FORMATTED_FIELDS: list[str] = []
MARKDOWN = {"extensions": [], "output_format": "html5"}

ARTICLE_URL = "events/{slug}/"
AUTHOR_URL = "actors/{slug}/"
CATEGORY_URL = "places/{slug}/"
TAG_URL = "topics/{slug}/"
YEAR_ARCHIVE_URL = "years/{date:%Y}/"
MONTH_ARCHIVE_URL = "months/{date:%Y}-{date:%m}/"
ARTICLE_SAVE_AS = ARTICLE_URL + "index.html"
AUTHOR_SAVE_AS = AUTHOR_URL + "index.html"
CATEGORY_SAVE_AS = CATEGORY_URL + "index.html"
TAG_SAVE_AS = TAG_URL + "index.html"
YEAR_ARCHIVE_SAVE_AS = YEAR_ARCHIVE_URL + "index.html"
MONTH_ARCHIVE_SAVE_AS = MONTH_ARCHIVE_URL + "index.html"

DIRECT_TEMPLATES = ["index"]
PAGINATED_TEMPLATES = {"author": None, "category": None, "tag": None}
DEFAULT_PAGINATION = 200
PAGINATION_PATTERNS = (
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
)

FEED_ALL_ATOM = "feed.atom"
AUTHOR_FEED_ATOM = "actors/{slug}/feed.atom"
CATEGORY_FEED_ATOM = "places/{slug}/feed.atom"
TAG_FEED_ATOM = "topics/{slug}/feed.atom"
AUTHOR_FEED_RSS = None
TRANSLATION_FEED_ATOM = None
FEED_MAX_ITEMS = 20
