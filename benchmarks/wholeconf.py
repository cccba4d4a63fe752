"""The project's own settings, with a cache of the benchmarks' own, for `invoke build`."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from pelicanconf import *  # noqa: F403

CACHE_PATH = os.environ["BENCHMARK_CACHE"]
