"""What may be an id, and so a part of an address."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 100
PATTERN: Final = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_ID: Final = re.compile(PATTERN)


def is_id(text: str) -> bool:
    """Lower-case words of ASCII letters and digits, joined by hyphens."""
    return len(text) <= LONGEST and _ID.fullmatch(text) is not None
