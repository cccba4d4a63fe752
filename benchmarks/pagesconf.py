"""The project's own settings, without the release of the data: what it costs is the difference."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from chronology import plan
from pelicanconf import *  # noqa: F403

plan.KINDS = tuple(kind for kind in plan.KINDS if kind is not plan.data)  # type: ignore[assignment, attr-defined]
