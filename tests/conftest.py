"""What the tests share: a tiny site of its own for each."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest
import sites

# What is found by chance is found on a desk, where it can be mended; a proposed change is
# judged by the same examples every time.
hypothesis.settings.register_profile("proposed", derandomize=True, deadline=None)
hypothesis.settings.register_profile("desk", deadline=None)
hypothesis.settings.load_profile("proposed" if os.environ.get("CI") else "desk")


@pytest.fixture
def write_site(tmp_path: Path) -> Callable[..., Path]:
    """Write a valid site, changed by the files given; its content folder.

    Defaults: one event, two states, one topic, one place. `name` tells several sites apart.
    """

    def write(files: dict[str, str | bytes | None] | None = None, name: str = "site") -> Path:
        return sites.write(tmp_path / name / "content", files or {})

    return write


@pytest.fixture
def check() -> Callable[..., list[sites.Problem]]:
    """Every problem of a content folder."""
    return sites.check


@pytest.fixture
def build() -> Callable[..., Path]:
    """Build in this process; the output folder."""
    return sites.build


@pytest.fixture
def pelican() -> Callable[..., object]:
    """Build with plain `pelican`, in a process of its own."""
    return sites.pelican
