"""The form of an id."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 100
PATTERN: Final = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_RULE: Final = (
    f"use lower-case letters, digits and hyphens, at most {LONGEST} characters: `2024-04-09-talks`"
)
#: File names that Windows reserves for devices.
_RESERVED: Final = frozenset(
    ("aux", "con", "nul", "prn", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10)))
)
_ID: Final = re.compile(PATTERN)


def is_id(text: str) -> bool:
    """Return whether the text is an id: lower-case ASCII letters and digits, with hyphens."""
    return len(text) <= LONGEST and bool(_ID.fullmatch(text)) and text not in _RESERVED


def rule(text: str) -> str:
    """Return how to correct a text that is not an id."""
    if text.lower() in _RESERVED:
        return f"Windows reserves the file name `{text}`: use a longer id"
    if any(space in text for space in "\u00a0\u3000"):
        return "it contains a no-break space: replace it by a space"
    return _RULE
