"""The settings of the plugin: those of Pelican and its own, `CHRONOLOGY_*`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import idna

from chronology.model.ids import is_id
from chronology.problems import ContentError, Problem


@dataclass(frozen=True)
class Settings:
    """The settings of a site, from its `pelicanconf.py`."""

    content: Path
    """`PATH`: the content folder."""
    output: Path
    """`OUTPUT_PATH`: where the site is written."""
    theme: Path
    """`THEME`: the folder that holds `templates/` and `static/`."""
    cache: Path
    """`CACHE_PATH`: the folder of the cache, which can be deleted at any time."""
    name: str
    """`SITENAME`: the name of the chronology."""
    url: str
    """`SITEURL`: host and path it is published at, without a slash at the end; may be empty."""
    relative_urls: bool
    """`RELATIVE_URLS`: make links relative to their page, for a site opened from a disk."""
    language: str
    """`DEFAULT_LANG`: BCP 47 tag of the language of the entries and of the pages."""
    description: str
    """`CHRONOLOGY_DESCRIPTION`: one sentence on what the record covers."""
    drafts: bool
    """`CHRONOLOGY_DRAFTS`: show drafts; for previews only."""

    folder: str
    """`CHRONOLOGY_FOLDER`: folder of the chronology within a site that has other content too."""
    licence: str
    """`CHRONOLOGY_LICENCE`: under what the data may be used, its address as the last word."""
    refused_hosts: tuple[str, ...] = ()
    """`CHRONOLOGY_REFUSED_HOSTS`: hosts that are not accepted as sources, with their subdomains."""
    guards: tuple[str, ...] = ()
    """`CHRONOLOGY_GUARDS`: additional rules of this archive that `check` reports."""
    banned_phrases: tuple[str, ...] = ()
    """`CHRONOLOGY_BANNED_PHRASES`: phrases that `check` reports in titles, summaries and bodies."""

    report: str = ""
    """`CHRONOLOGY_REPORT`: address of the form in which readers report errors; may be empty."""

    @property
    def site_output(self) -> Path:
        """The output folder of the whole site, of which the chronology may be a part."""
        return self.output.parent if self.folder else self.output

    @property
    def licence_parts(self) -> tuple[str, str]:
        """The licence's name, and its address or nothing."""
        name, _, address = self.licence.rpartition(" ")
        is_address = address.startswith(("http://", "https://"))
        return (name or address, address) if is_address else (self.licence, "")

    @property
    def base(self) -> str:
        """The path that every address of the site begins with: empty, or `/chronology`."""
        if not self.url and self.folder:
            return f"/{self.folder}"
        return urlsplit(self.url).path.rstrip("/")


#: The `CHRONOLOGY_*` settings with their defaults.
DEFAULTS: dict[str, Any] = {
    "CHRONOLOGY_DESCRIPTION": "A chronology of diplomatic events, with its sources.",
    "CHRONOLOGY_DRAFTS": False,
    "CHRONOLOGY_FOLDER": "",
    "CHRONOLOGY_LICENCE": "",
    "CHRONOLOGY_REPORT": "",
    "CHRONOLOGY_THEME": "",
    "CHRONOLOGY_REFUSED_HOSTS": [],
    "CHRONOLOGY_GUARDS": [],
    "CHRONOLOGY_BANNED_PHRASES": [],
}


def from_pelican(settings: Mapping[str, Any]) -> Settings:
    """The settings of a Pelican site. Raises ContentError for one that cannot be used."""
    own = {**DEFAULTS, **{k: v for k, v in settings.items() if k.startswith("CHRONOLOGY_")}}
    own.pop("CHRONOLOGY_COLD", None)  # set by the plugin itself, from Pelican's `-d`
    known = "the settings are " + ", ".join(DEFAULTS)
    faults = [(f"unknown setting {name}", known) for name in own if name not in DEFAULTS]
    faults += [
        (f"{name} is {own[name]!r}", f"use a {type(default).__name__}")
        for name, default in DEFAULTS.items()
        if not isinstance(own[name], type(default))
    ]
    faults += [
        (f"{name} contains {item!r}", "use text")
        for name, default in DEFAULTS.items()
        if isinstance(default, list) and isinstance(own[name], list)
        for item in own[name]
        if not isinstance(item, str)
    ]
    url = settings["SITEURL"] or ""
    if url and urlsplit(url).scheme not in ("http", "https"):
        faults.append((f"SITEURL is {url!r}", "begin it with `https://`"))
    else:
        try:
            url = _ascii_url(url.rstrip("/"))
        except (idna.IDNAError, ValueError) as error:
            faults.append((f"SITEURL is {url!r}", f"write a valid host name: {error}"))
    folder = own["CHRONOLOGY_FOLDER"]
    if folder and not (isinstance(folder, str) and is_id(folder)):
        faults.append((f"CHRONOLOGY_FOLDER is {folder!r}", "give one folder: `chronology`"))
    if own["CHRONOLOGY_THEME"] and not folder:
        faults.append(("CHRONOLOGY_THEME is set without CHRONOLOGY_FOLDER", "set THEME"))
    problems = [Problem("pelicanconf.py", "setting", message, hint) for message, hint in faults]
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "0")
    if not epoch.isdecimal():
        message = f"SOURCE_DATE_EPOCH is {epoch!r}"
        hint = "give the seconds since 1970 in digits; the output does not depend on it"
        problems.append(Problem("SOURCE_DATE_EPOCH", "setting", message, hint))
    if problems:
        raise ContentError(problems)
    return Settings(
        content=Path(settings["PATH"], folder).resolve(),
        output=Path(settings["OUTPUT_PATH"], folder).absolute(),
        theme=Path(own["CHRONOLOGY_THEME"] if folder else settings["THEME"]).resolve(),
        cache=Path(settings["CACHE_PATH"]).absolute(),
        name=settings["SITENAME"],
        url=f"{url}/{folder}" if url and folder else url,
        relative_urls=bool(settings.get("RELATIVE_URLS")),
        language=settings["DEFAULT_LANG"],
        description=own["CHRONOLOGY_DESCRIPTION"],
        drafts=own["CHRONOLOGY_DRAFTS"],
        folder=folder,
        licence=own["CHRONOLOGY_LICENCE"],
        refused_hosts=tuple(own["CHRONOLOGY_REFUSED_HOSTS"]),
        guards=tuple(own["CHRONOLOGY_GUARDS"]),
        banned_phrases=tuple(own["CHRONOLOGY_BANNED_PHRASES"]),
        report=own["CHRONOLOGY_REPORT"],
    )


def _ascii_url(url: str) -> str:
    """Return a URL with its host name encoded (IDNA) and its path escaped.

    Feeds, calendars and site maps allow no other letters than those of ASCII in addresses.
    """
    if url.isascii():
        return url
    parts = urlsplit(url)
    host = idna.encode(parts.hostname or "", uts46=True).decode()
    if parts.port:
        host += f":{parts.port}"
    return urlunsplit((parts.scheme, host, quote(parts.path, safe="/%~:@!$&'()*+,;="), "", ""))
