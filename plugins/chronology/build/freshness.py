"""Whether there is anything to do: known from stamps, before anything is read.

Light to import: a build of what has not changed is over before the rest is loaded.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import Final

from chronology.build.output import Output, refuse
from chronology.cache import BuildRecord, Cache
from chronology.content import scan
from chronology.content.scan import Scan
from chronology.hashing import digest, encode, engine_key, files_key
from chronology.settings import Settings

#: Nanoseconds. A file changed this shortly before it was read may change again unseen.
TOO_FRESH: Final = 2_000_000_000


@dataclass(frozen=True)
class State:
    """What a build finds before it begins.

    `sources` changes with everything a site is made from; `built` is what is known of the
    site in its place, None where there is none, or another than the one last written.
    """

    scanned: Scan
    sources: bytes
    built: BuildRecord | None

    @property
    def unchanged(self) -> bool:
        """The site in its place was made from just these sources."""
        return self.built is not None and self.built.state == self.sources


def look(settings: Settings, cache: Cache, output: Output) -> State:
    """The state of content, theme, code and output; what a dead run left is put right first.

    Raises ContentError if the output folder may not be replaced.
    """
    refuse(settings.output, settings.content, settings.theme)
    interrupted = output.recover()
    scanned = scan.scan(settings.content)
    built = cache.site(str(settings.output))
    in_place = built is not None and not interrupted and built.mark == output.stamp()
    return State(scanned, _sources(settings, scanned), built if in_place else None)


def _sources(settings: Settings, scanned: Scan) -> bytes:
    files, problems = scanned
    newest = max((file.stamp[1] for file in files), default=0)
    if problems or time.time_ns() - newest < TOO_FRESH:
        return os.urandom(16)
    return digest(engine_key(), files_key(settings.theme), repr(settings).encode(), encode(files))
