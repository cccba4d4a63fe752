"""Changed files, as they change; folders may vanish and come back meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Final

import watchfiles

#: Milliseconds. Files saved this close together are one change.
_STEP: Final = 10
#: Milliseconds after which the folders are looked at even if no change was reported.
_LOOK: Final = 500

Places = dict[Path, tuple[int, int] | None]


async def changes(
    folders: Sequence[Path], files: Sequence[Path] = ()
) -> AsyncIterator[list[Path] | None]:
    """Yield the paths of each change, or None where everything may have changed.

    A folder that is deleted takes its watch with it, so `git checkout` of a branch without the
    folder would end the watch for good. The folders are therefore compared with those that the
    watch began with, and it begins again when one of them is another.
    """
    while True:
        places = _places(folders, files)
        watched = [path for path, identity in places.items() if identity]
        if not watched:
            await asyncio.sleep(_LOOK / 1000)
            continue
        stop = asyncio.Event()
        async for found in watchfiles.awatch(
            *watched,
            step=_STEP,
            debounce=10 * _STEP,
            rust_timeout=_LOOK,
            yield_on_timeout=True,
            stop_event=stop,
        ):
            if _places(folders, files) != places:
                stop.set()
            elif found:
                yield [Path(path) for _, path in found]
        yield None


def _places(folders: Sequence[Path], files: Sequence[Path]) -> Places:
    """Return the identity of each folder; a file is replaced at each save, so it has none."""
    return {
        **{path: _identity(path) for path in folders},
        **{path: (0, 0) if path.exists() else None for path in files},
    }


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
