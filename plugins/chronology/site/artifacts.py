"""What the plan holds: pages made by templates, and files made without one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from chronology.model.edtf import Day

Context = dict[str, Any]
#: Tells of `(site, subject)` what changes with anything that a page is made from: only a build
#: asks for it, and a preview never does.
Inputs = Callable[[Any, Any], bytes]


class Page(NamedTuple):
    """A page at an address.

    `view(site, subject)` gives the template's context; `inputs` returns a digest of what the
    context is made from; `source` is what a person looks for when two pages clash;
    `language` is the page's where it is not the site's; `shown` are the events that it shows,
    or a function of `(site, subject)` that returns them; a `late` one describes other files, and
    is made when they are; those of one `job`, if any, are made by one process, in order.
    """

    address: str
    template: str
    view: Callable[[Any, Any], Context]
    subject: Any
    inputs: Inputs
    source: str
    language: str = ""
    shown: Sequence[int] | Callable[[Any, Any], Sequence[int]] = ()
    late: bool = False
    job: str = ""

    def key(self, site: Any) -> bytes:
        """Changes with anything that the page shows."""
        return self.inputs(site, self.subject)

    def changed(self, site: Any) -> Day | None:
        """The day of the last entry or correction that the page shows."""
        shown = self.shown(site, self.subject) if callable(self.shown) else self.shown
        found: Day | None = site.latest(shown)
        return found


class GeneratedFile(NamedTuple):
    """A file at an address that needs no template: `make(site, subject)` gives its bytes.

    Those of one `job` are made by one process, in order; a `late` one describes other files, and
    is made when they are written.
    """

    address: str
    make: Callable[[Any, Any], bytes]
    subject: Any
    inputs: Inputs
    source: str
    job: str = ""
    late: bool = False

    def key(self, site: Any) -> bytes:
        """Changes with anything that the file holds."""
        return self.inputs(site, self.subject)
