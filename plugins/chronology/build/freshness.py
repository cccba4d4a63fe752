"""Whether there is anything to do: known from stamps, before anything is read.

Light to import: a build that finds nothing changed ends before the rest is loaded.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from chronology.build import record
from chronology.build.output import Output, refuse
from chronology.build.record import BuildRecord
from chronology.cache import Cache
from chronology.content import scan
from chronology.content.scan import TOO_FRESH, Scan
from chronology.hashing import digest, encode, engine_key, files_key
from chronology.settings import Settings


@dataclass(frozen=True)
class State:
    """What a build finds before it begins.

    `sources` changes with everything that a site is made from. `built` is the record of the last
    build into the output folder, if any, and `altered` are the files of it that are missing or
    are not as it wrote them.
    """

    scanned: Scan
    sources: bytes
    built: BuildRecord | None
    altered: set[str]

    @property
    def unchanged(self) -> bool:
        """Whether the site in its place is whole and was made from just these sources."""
        return self.built is not None and self.built.sources == self.sources and not self.altered


def _load_state(settings: Settings, cache: Cache, output: Output) -> State:
    """Return the state of content, theme, code and output."""
    scanned = scan.scan(settings.content)
    built = record.load(cache, str(settings.output))
    altered = output.altered(built.files) if built else set()
    return State(scanned, _sources(settings, scanned), built, altered)


@contextmanager
def opened(settings: Settings, cache: Cache, output: Output) -> Iterator[State]:
    """Lock the output, and give what a build finds. Raises ContentError."""
    refuse(settings.output, settings.content, settings.theme)
    with output.locked(_waiting):
        yield _load_state(settings, cache, output)


def _waiting(process: str) -> None:
    print(f"Another build (process {process}) is writing this site; waiting.", file=sys.stderr)


def _sources(settings: Settings, scanned: Scan) -> bytes:
    files, problems = scanned
    newest = max((file.stamp[1] for file in files), default=0)
    if problems or time.time_ns() - newest < TOO_FRESH:
        return os.urandom(16)
    return digest(engine_key(), files_key(settings.theme), repr(settings).encode(), encode(files))
