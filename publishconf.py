"""Settings of the published site: those of pelicanconf, and the address it stands at."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from pelicanconf import *  # noqa: F403

SITEURL = os.environ.get("SITEURL", "")

# Readers report errors in the repository's issue form, where the build knows the repository.
if repository := os.environ.get("GITHUB_REPOSITORY"):
    server = os.environ.get("GITHUB_SERVER_URL", "https://github.com")
    CHRONOLOGY_REPORT = f"{server}/{repository}/issues/new?template=report-an-error.yml"
