"""The form of an id."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 100
PATTERN: Final = r"[a-z0-9]+(?:-[a-z0-9]+)*"
#: What `is_id` accepts, in words.
RULE: Final = (
    f"use lower-case letters, digits and hyphens, at most {LONGEST} characters: `2024-04-09-talks`"
)
_ID: Final = re.compile(PATTERN)


def is_id(text: str) -> bool:
    """Return whether the text is lower-case words of ASCII letters and digits with hyphens."""
    return len(text) <= LONGEST and _ID.fullmatch(text) is not None
