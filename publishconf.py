"""Settings of the published site: those of pelicanconf, and the address it stands at."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from pelicanconf import *  # noqa: F403

SITEURL = os.environ.get("SITEURL", "")
