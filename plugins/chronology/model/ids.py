"""Ids: the form of an id, and permanent ids for feeds and calendars."""

from __future__ import annotations

import re
import uuid
from typing import Final

LONGEST: Final = 100
PATTERN: Final = r"[a-z0-9]+(?:-[a-z0-9]+)*"
#: What `is_id` accepts, in words.
RULE: Final = (
    f"use lower-case letters, digits and hyphens, at most {LONGEST} characters: `2024-04-09-talks`"
)
_ID: Final = re.compile(PATTERN)
#: Feeds and calendars depend on this value: it must not change.
_SPACE: Final = uuid.UUID("5b0f0a57-6f8f-5b4e-9d38-5b7f2d3c8a11")


def is_id(text: str) -> bool:
    """Return whether the text is lower-case words of ASCII letters and digits with hyphens."""
    return len(text) <= LONGEST and _ID.fullmatch(text) is not None


def stable_id(name: str) -> uuid.UUID:
    """Return a permanent id for feeds and calendars, made from a name that never changes."""
    return uuid.uuid5(_SPACE, name)
