"""The theme: Jinja templates that fail on what is missing, and files published as they are."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, TemplateNotFound, TemplateSyntaxError
from jinja2.runtime import Macro
from markupsafe import Markup

from chronology import hashing
from chronology.content.scan import LITTER
from chronology.problems import ContentError, Problem
from chronology.site.artifacts import Page
from chronology.site.context import Link, Site
from chronology.site.exports import jsonld
from chronology.site.exports.security_headers import POLICY
from chronology.site.relative_links import relative
from chronology.site.theme import jinja, stylesheet

_STATIC: Final = "static"
_FRAGMENTS: Final = "components/fragments.html"


class Theme:
    """The templates of one folder, and no others: a missing one is an error."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._environments: dict[str, Environment] = {}
        self.stylesheet = stylesheet.file(folder / _STATIC)
        address = self.stylesheet.address if self.stylesheet else ""
        templates = hashing.files_key(folder / "templates")
        #: Changes with what every page shows of the theme.
        self.key = hashing.digest(templates, address.encode())

    def configure(self, site: Site, navigation: list[tuple[str, str]]) -> None:
        """Give every template what is the same on every page of a site in one language.

        The macros of `components/fragments.html` are called by their names, and each keeps
        what it made: a row or a link is on many pages. Raises ContentError.
        """
        for language in site.languages:
            self._environments[language] = self._dressed(site.in_language(language), navigation)

    def _dressed(self, site: Site, navigation: list[tuple[str, str]]) -> Environment:
        known = {"base": site.base, "language": site.language, "policy": Markup(POLICY)}
        environment = jinja.environment(
            self.folder / "templates", {**known, "site": site.settings, "t": site.t}
        )
        shared: MutableMapping[str, Any] = environment.globals
        comma = site.t(", ")
        shared.update(
            navigation=navigation,
            href=site.href,
            right_to_left=site.t.right_to_left,
            stylesheet=site.href(self.stylesheet.address) if self.stylesheet else "",
            licence=_licence(site),
            report=site.settings.report,
            event_lines=lambda lines: Markup("\n".join(map(shared["event_line"], lines))),
            short_lines=lambda lines: Markup("\n".join(map(shared["short_line"], lines))),
            year_lines=lambda lines: Markup("\n".join(map(shared["year_line"], lines))),
            links=lambda row: Markup(comma.join(map(shared["link"], row))),
        )
        try:
            fragments = vars(environment.get_template(_FRAGMENTS).module)
        except Exception as error:
            raise ContentError([_template_problem(_FRAGMENTS, "every page", error)]) from error
        macros = ((name, one) for name, one in fragments.items() if isinstance(one, Macro))
        shared.update((name, cache(one)) for name, one in macros)
        return environment

    def make_lines(self, site: Site) -> None:
        """Render the rows of all events now; if one fails, its page reports where."""
        shared: MutableMapping[str, Any] = self._environments[site.language].globals
        lines = site.lines(range(len(site.chronology.events)))
        with suppress(Exception):
            for line in lines:
                shared["event_line"](line)

    def environment(self, language: str) -> Environment:
        """The templates as they are dressed for a language."""
        return self._environments[language]

    def render(self, page: Page, site: Site) -> str:
        """The page's text. Raises ContentError where a template is missing or fails."""
        site = site.in_language(page.language or site.language)
        context = page.view(site, page.subject)
        context["linked"] = jsonld.data_block(site, page, context)
        try:
            text = self._environments[site.language].get_template(page.template).render(context)
        except Exception as error:  # whatever a template does wrong is fixed in the theme
            raise ContentError([_template_problem(page.template, page.address, error)]) from error
        if site.settings.relative_urls and page.template.endswith(".html"):
            return relative(text, page.address, site.base)
        return text

    def static_files(self) -> Iterator[tuple[str, Path]]:
        """Output path and file of everything in `static/` but the sources of the stylesheet."""
        root = self.folder / _STATIC
        sources = root / stylesheet.FOLDER if self.stylesheet else None
        for file in sorted(root.rglob("*")):
            published = file.is_file() and file.parent != sources
            if published and not any(map(LITTER.search, file.relative_to(root).parts)):
                yield f"theme/{file.relative_to(root).as_posix()}", file


def _licence(site: Site) -> Link | None:
    """The licence of the record, as the footer of every page names it."""
    name, address = site.settings.licence_parts
    return Link(name, address) if name else None


def _template_problem(template: str, made: str, error: Exception) -> Problem:
    named = isinstance(error, TemplateNotFound | TemplateSyntaxError)  # others may name anything
    name = (named and getattr(error, "name", None)) or template
    line = getattr(error, "lineno", None) or _line_in_template(error)
    message = f"{error.__class__.__name__}: {error} (while rendering {made})"
    hint = "correct the template; nothing was written"
    return Problem(f"theme/templates/{name}", "template", message, hint).at(line, 1 if line else 0)


def _line_in_template(error: BaseException) -> int:
    """Jinja rewrites the traceback so that its last frame in a template has that line."""
    line, trace = 0, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename.endswith(".html"):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
