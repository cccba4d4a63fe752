"""What may be an id, and so a part of an address."""

from __future__ import annotations

import re
import uuid
from typing import Final

LONGEST: Final = 100
PATTERN: Final = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_ID: Final = re.compile(PATTERN)
#: Names what feeds and calendars hold for ever: it must not change.
_SPACE: Final = uuid.UUID("5b0f0a57-6f8f-5b4e-9d38-5b7f2d3c8a11")


def is_id(text: str) -> bool:
    """Lower-case words of ASCII letters and digits, joined by hyphens."""
    return len(text) <= LONGEST and _ID.fullmatch(text) is not None


def stable_id(name: str) -> uuid.UUID:
    """The identity of an entry outside the site, of what is the same for ever about it."""
    return uuid.uuid5(_SPACE, name)
