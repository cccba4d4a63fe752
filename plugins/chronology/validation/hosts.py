"""Sources on hosts that a record does not accept (`CHRONOLOGY_REFUSED_HOSTS`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from msgspec import Struct

from chronology.content.archive import Archive
from chronology.problems import FieldPath, Problem

_URL: Final = re.compile(r"https?://[^\s<>\"'`)\]]+", re.IGNORECASE)


def check(archive: Archive, refused: Sequence[str]) -> Iterator[Problem]:
    """Yield an error for each URL of an event or record on a refused host or its subdomains."""
    hosts = frozenset(host.lower().strip(".") for host in refused)
    if not hosts:
        return
    for entry in archive.events.values():
        yield from _refused(entry.record, entry.path, (), hosts)
    origins = archive.registries.origins
    for kind in ("actors", "places", "topics", "storylines"):
        for record in getattr(archive.registries, kind).values():
            yield from _refused(record, origins[kind, record.id], (record.id,), hosts)


def _refused(value: Any, path: str, field: FieldPath, hosts: frozenset[str]) -> Iterator[Problem]:
    match value:
        case str():
            for url in _URL.findall(value):
                if host := refused_host(url, hosts):
                    hint = "use another source: the settings of this archive refuse this host"
                    yield Problem(path, "refused-host", f"`{host}` is refused", hint, field)
        case tuple():
            for at, item in enumerate(value):
                yield from _refused(item, path, (*field, at), hosts)
        case Struct():
            names = zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True)
            for attribute, name in names:
                yield from _refused(getattr(value, attribute), path, (*field, name), hosts)


def refused_host(url: str, hosts: frozenset[str]) -> str:
    """Return the refused host that a URL is on; empty if there is none."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:  # not a valid URL
        return ""
    parts = host.split(".")
    domains = (".".join(parts[at:]) for at in range(len(parts)))
    return next((domain for domain in domains if domain in hosts), "")
