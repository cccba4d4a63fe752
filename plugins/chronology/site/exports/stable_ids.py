"""Permanent ids of entries in feeds and calendars."""

from __future__ import annotations

import uuid
from typing import Final

#: Feeds and calendars depend on this value: it must not change.
_SPACE: Final = uuid.UUID("5b0f0a57-6f8f-5b4e-9d38-5b7f2d3c8a11")


def stable_id(name: str) -> uuid.UUID:
    """Return a permanent id, made from a name that never changes."""
    return uuid.uuid5(_SPACE, name)
