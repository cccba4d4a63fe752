"""What the output depends on besides content and theme: this code and its libraries."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

import msgspec

from chronology.cache import digest


@cache
def engine_key() -> bytes:
    """Changes with any source or word of the plugin, any installed package, or Python itself."""
    installed = sorted(
        name
        for name in os.listdir(Path(msgspec.__file__).parent.parent)
        if name.endswith(".dist-info")
    )
    code = files_key(Path(__file__).parent, ".py", ".yaml")
    return digest(sys.version.encode(), "\n".join(installed).encode(), code)


def files_key(folder: Path, *endings: str) -> bytes:
    """Digest of all files below a folder (with one of the endings), names and contents.

    What Python and the templates are compiled to follows from these.
    """
    found = sorted(
        path
        for path in folder.rglob("*")
        if (not endings or path.suffix in endings)
        and path.parent.name != "__pycache__"
        and path.is_file()
    )
    return digest(
        *(
            part
            for path in found
            for part in (str(path.relative_to(folder)).encode(), path.read_bytes())
        )
    )
