"""What the plan holds: pages made by templates, and files made without one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from chronology.dates import Day

Context = dict[str, Any]


class Page(NamedTuple):
    """What stands at an address.

    `view(site, subject)` gives the template's context; `inputs` changes with anything that
    the context is made from; `source` is what a person looks for when two pages clash;
    `language` is the page's where it is not the site's;
    `changed` is the day of the last entry or correction that it shows.
    """

    address: str
    template: str
    view: Callable[[Any, Any], Context]
    subject: Any
    inputs: bytes
    source: str
    language: str = ""
    changed: Day | None = None


class Made(NamedTuple):
    """A file at an address that needs no template: `make(site, subject)` gives its bytes."""

    address: str
    make: Callable[[Any, Any], bytes]
    subject: Any
    inputs: bytes
    source: str
