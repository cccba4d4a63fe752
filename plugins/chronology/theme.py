"""The theme: Jinja templates that fail on what is missing, and files published as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from keyword import iskeyword
from pathlib import Path
from types import CodeType
from typing import Any, Final

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, Template, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Macro
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]

from chronology import versions
from chronology.exports import jsonld
from chronology.exports.headers import POLICY
from chronology.folder import LITTER
from chronology.problems import ContentError, Problem
from chronology.site import Site
from chronology.views.page import Page

_STATIC: Final = "static"
_FRAGMENTS: Final = "components/fragments.html"


class _Compiled(BytecodeCache):
    """Compiled templates, for every environment of this process: by name and source."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code
        self._codes[bucket.key, bucket.checksum] = bucket.code


_compiled: Final = _Compiled()


class Theme:
    """The templates of one folder, and no others: a missing one is an error."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._environments: dict[str, Environment] = {}
        self.key = versions.files_key(folder / "templates", ".html", ".atom")

    def dress(self, site: Site, navigation: list[tuple[str, str]]) -> None:
        """Give every template what is the same on every page of a site in one language.

        The macros of `components/fragments.html` are called by their names, and each keeps
        what it made: a line or a link stands on many pages. Raises ContentError.
        """
        for language in site.languages:
            self._environments[language] = _environment(self.folder / "templates")
            self._dress(self._environments[language], site.speaking(language), navigation)

    def _dress(
        self, environment: Environment, site: Site, navigation: list[tuple[str, str]]
    ) -> None:
        shared = environment.globals
        shared.update(site=site.settings, base=site.base, navigation=navigation, href=site.href)
        shared.update(language=site.language, t=site.t, policy=Markup(POLICY))
        try:
            fragments = vars(environment.get_template(_FRAGMENTS).module)
            kept = {
                name: _kept(macro) for name, macro in fragments.items() if isinstance(macro, Macro)
            }
            line = kept["event_line"]
        except Exception as error:
            raise ContentError([_template_problem(_FRAGMENTS, "every page", error)]) from error
        shared.update(kept)
        shared["event_lines"] = lambda lines: Markup("\n".join(map(line, lines)))

    def environment(self, language: str) -> Environment:
        """The templates as they are dressed for a language."""
        return self._environments[language]

    def render(self, page: Page, site: Site) -> str:
        """The page's text. Raises ContentError where a template is missing or fails."""
        site = site.speaking(page.language or site.language)
        context = page.view(site, page.subject)
        context["linked"] = lambda: jsonld.of_page(site, page, context)
        try:
            return self._environments[site.language].get_template(page.template).render(context)
        except Exception as error:  # whatever a template does wrong is the theme's to mend
            raise ContentError([_template_problem(page.template, page.address, error)]) from error

    def static_files(self) -> Iterator[tuple[str, Path]]:
        """Output path and file of everything in `static/`, by path."""
        root = self.folder / _STATIC
        for file in sorted(root.rglob("*")):
            if file.is_file() and not any(map(LITTER.search, file.relative_to(root).parts)):
                yield f"theme/{file.relative_to(root).as_posix()}", file


class _Code(CodeGenerator):
    """Templates in Python that calls without asking who is called.

    Jinja looks at every call whether what is called wants the context; nothing of ours does.
    """

    def visit_Call(  # noqa: N802  Jinja's name
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        if node.dyn_args or node.dyn_kwargs or any(iskeyword(word.key) for word in node.kwargs):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        self.write("environment.printed(")


class _Environment(Environment):
    """Jinja's, with what all templates share in one plain dictionary."""

    code_generator_class = _Code

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._loaded: dict[str, Template] = {}

    def _load_template(self, name: str, globals: MutableMapping[str, Any] | None) -> Template:  # noqa: A002
        """A template is loaded once: no page looks whether its file has changed."""
        if name not in self._loaded:
            self._loaded[name] = super()._load_template(name, globals)
        return self._loaded[name]

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return self.globals

    @staticmethod
    def printed(value: object) -> str:
        """The value as a page prints it, escaped; without wrapping it as markup again."""
        if isinstance(value, str):
            return value if value.__class__ is Markup else _escape_inner(value)
        return escape(value)


def _environment(templates: Path) -> Environment:
    return _Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_compiled,
    )


def _kept(macro: Macro) -> Callable[..., Markup]:
    made: dict[tuple[object, ...], Markup] = {}

    def fragment(*arguments: object) -> Markup:
        found = made.get(arguments)
        if found is None:
            found = made[arguments] = Markup(macro(*arguments))
        return found

    return fragment


def _template_problem(template: str, made: str, error: Exception) -> Problem:
    name = getattr(error, "name", None) or template
    line = getattr(error, "lineno", None) or _line_in_template(error)
    told = f"{error.__class__.__name__}: {error} (while making {made})"
    mend = "mend the template; nothing was written"
    return Problem(f"theme/templates/{name}", "template", told, mend).at(line, 1 if line else 0)


def _line_in_template(error: BaseException) -> int:
    """Jinja rewrites the traceback so that its last frame in a template has that line."""
    line, trace = 0, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename.endswith(".html"):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
