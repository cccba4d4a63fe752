"""Digests: of bytes, of folders, and of the code that makes the site."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

encode: Final = msgspec.msgpack.Encoder().encode


def digest(*parts: bytes) -> bytes:
    """Return 16 bytes of BLAKE2b over the parts, each separated from its neighbours."""
    return hashlib.blake2b(encode(parts), digest_size=16).digest()


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

    The digest of a missing folder is that of an empty one; what needs the folder reports it.

    What Python and the templates are compiled to follows from these.
    """
    parts: list[bytes] = []
    found = _files(str(folder), endings or ("",)) if folder.is_dir() else ()
    for path in sorted(found):
        with open(path, "rb", buffering=0) as stream:
            parts += (path[len(str(folder)) :].encode(), stream.read())
    return digest(*parts)


def _files(folder: str, endings: tuple[str, ...]) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    yield from _files(entry.path, endings)
            elif entry.name.endswith(endings) and entry.is_file():
                yield entry.path
