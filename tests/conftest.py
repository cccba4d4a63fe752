"""What the tests share: a tiny site of its own for each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sites


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
