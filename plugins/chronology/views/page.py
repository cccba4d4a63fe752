"""What the plan holds: pages made by templates, and files made without one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

Context = dict[str, Any]
#: What changes with anything that a page is made from, or the function that tells it of
#: `(site, subject)`: only a build asks for it, and a preview never does.
Inputs = bytes | Callable[[Any, Any], bytes]


class Page(NamedTuple):
    """What stands at an address.

    `view(site, subject)` gives the template's context; `inputs` tells what the context is made
    from, or is it; `source` is what a person looks for when two pages clash;
    `language` is the page's where it is not the site's.
    """

    address: str
    template: str
    view: Callable[[Any, Any], Context]
    subject: Any
    inputs: Inputs
    source: str
    language: str = ""

    def key(self, site: Any) -> bytes:
        """Changes with anything that the page shows."""
        return self.inputs if isinstance(self.inputs, bytes) else self.inputs(site, self.subject)


class Made(NamedTuple):
    """A file at an address that needs no template: `make(site, subject)` gives its bytes."""

    address: str
    make: Callable[[Any, Any], bytes]
    subject: Any
    inputs: Inputs
    source: str

    def key(self, site: Any) -> bytes:
        """Changes with anything that the file holds."""
        return self.inputs if isinstance(self.inputs, bytes) else self.inputs(site, self.subject)
