"""The theme: Jinja templates that fail on what is missing, and files published as they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from markupsafe import Markup

from chronology import versions
from chronology.problems import ContentError, Problem
from chronology.site import Line, Site
from chronology.views.page import Page

_STATIC: Final = "static"


class Theme:
    """The templates of one folder, and no others: a missing one is an error."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._environment = Environment(
            loader=FileSystemLoader(folder / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self.key = versions.files_key(folder / "templates", ".html", ".atom")
        self._fragments: dict[int, Markup] = {}

    def dress(self, site: Site, navigation: list[tuple[str, str]]) -> None:
        """Give every template what is the same on every page of a site."""
        self._fragments.clear()
        self._environment.globals.update(
            site=site.settings,
            base=site.base,
            navigation=navigation,
            event_line=self.line,
            href=site.href,
        )

    def render(self, page: Page, site: Site) -> str:
        """The page's text. Raises ContentError where a template is missing or fails."""
        try:
            template = self._environment.get_template(page.template)
            return template.render(page.view(site, page.subject))
        except TemplateError as error:
            raise ContentError([_template_problem(page, error)]) from error

    def line(self, line: Line) -> Markup:
        """An event's line, as it stands in every list; rendered once for all of them."""
        found = self._fragments.get(id(line))
        if found is None:
            macro: Any = self._environment.get_template("components/line.html").module
            found = self._fragments[id(line)] = macro.event_line(line)
        return found

    def static_files(self) -> Iterator[tuple[str, Path]]:
        """Output path and file of everything in `static/`, by path."""
        root = self.folder / _STATIC
        for file in sorted(root.rglob("*")):
            if file.is_file() and not file.name.startswith("."):
                yield f"theme/{file.relative_to(root).as_posix()}", file


def _template_problem(page: Page, error: TemplateError) -> Problem:
    name = getattr(error, "name", None) or page.template
    line = getattr(error, "lineno", None) or _line_in_template(error)
    return Problem(
        f"theme/templates/{name}",
        "template",
        f"{error.__class__.__name__}: {error.message or error} (while making {page.address})",
        "mend the template; nothing was written",
        line=line,
        column=1 if line else 0,
    )


def _line_in_template(error: BaseException) -> int:
    """Jinja rewrites the traceback so that its last frame in a template has that line."""
    line, trace = 0, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename.endswith(".html"):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
