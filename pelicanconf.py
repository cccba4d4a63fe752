"""Settings of the site: Pelican's own, and the CHRONOLOGY_* of the plugin."""

import logging
import sys
from pathlib import Path

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT / "plugins"))

from pelican.log import FatalLogger  # noqa: E402

import chronology  # noqa: E402  a plugin that cannot be loaded has to end the build

# Pelican logs an error and goes on; here it ends the build, and the old site stays.
FatalLogger.fatal_lvl = min(FatalLogger.fatal_lvl, logging.ERROR)

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

# Hosts that are not sources for a work of record, with their subdomains.
CHRONOLOGY_REFUSED_HOSTS = [
    # Wikipedia, its copies and mirrors
    "wikipedia.org", "the-uncensored-wiki.com", "wikimili.com", "piglix.com", "howlingpixel.com",
    "iiab.me", "movatter.jp", "infomutt.com", "osmarks.net", "ipfs.io", "ipfs.dweb.link",
    "db0nus869y26v.cloudfront.net", "techsciencenews.com", "qaz.wiki", "wikispaces.com",
    # Machine-written or scraped
    "hanna-ai.com", "codejungle.org", "paudal.com", "pledgetimes.com", "breakinglatest.news",
    "triviaquestions.online", "thewall.fyi", "newsflash.city", "daydaynews.cc",
    # Propaganda networks, campaign blogs, tabloids
    "news-pravda.com", "english.pravda.ru", "truepundit.com", "socialistchina.org", "scandals.pk",
    "theeducatedworld.com", "latestnews.ph",
    # Pirated books and proxies
    "thenovelorange.com", "melakarnets.com",
    # School, quiz and hobby pages
    "studysmarter.co.uk", "studysmarter.us", "studysmarter.de", "papertrell.com",
    "historycentral.com", "historylearningsite.co.uk", "enemyinmirror.com",
    "the60sat50.blogspot.com", "20thcenturywars.com", "nghethuatvasinhthai.blogspot.com",
    "langloishg.fr", "china-profile.com", "soolun.com", "dzen.ru",
    # Press releases and aggregators
    "einpresswire.com", "en.dahe.cn", "devdiscourse.com", "kion546.com", "ktvz.com", "cheddar.com",
    "bilby.beehiiv.com", "citizenagenda.com", "operativmm.az", "vovworld.vn", "businessupturn.com",
    # Addresses that readers cannot use
    "dev.history.com", "cdnedge.bbc.co.uk", "webintra.cvce.eu", "test.pax.peaceagreements.org",
    "iphoneapp.dailymotion.com", "g.co", "skal.fun",
    # Registers of offices
    "certprof.ru", "thetimelinegeek.com", "mapolist.com", "fact-index.com", "novinite.com",
]  # fmt: skip
# Further rules of this archive; `check` reports them.
CHRONOLOGY_GUARDS = ["official-names", "visit-place", "source-kind", "year-only"]
CHRONOLOGY_BANNED_PHRASES = [
    "the record names", "exchange the ratifications",
    "give notice that it leaves", "extended by itself", "fewer troops", "do away with",
    "does away with", "tell each other of", "take up the talks again", "give out a communiqué",
    "makes known", "lay on tariffs", "a world of many poles", "talks of ambassadors",
]  # fmt: skip
