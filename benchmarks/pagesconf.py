"""The project's own settings, without the release of the data: its cost is the difference."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT)]

from chronology.build import plan  # noqa: E402
from pelicanconf import *  # noqa: E402, F403

plan.KINDS = tuple(kind for kind in plan.KINDS if kind is not plan.data)  # type: ignore[assignment, attr-defined]
