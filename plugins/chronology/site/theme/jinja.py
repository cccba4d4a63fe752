"""Jinja as the theme has it: stricter than it comes, and with shorter code.

Templates are compiled for one site in one language: what is the same on all of its pages is
written into the code, so that nothing of it is looked up or escaped once a page.
"""

from __future__ import annotations

import marshal
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import suppress
from dataclasses import is_dataclass
from functools import cached_property
from importlib.util import cache_from_source
from keyword import iskeyword
from pathlib import Path
from types import CodeType
from typing import Any, Final

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, Template, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame, MacroRef, has_safe_repr
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, _escape_inner  # type: ignore[attr-defined]

from chronology.hashing import digest, engine_key

#: Called as `t("Participants")` in templates: what it says of words alone is known beforehand.
_WORDING: Final = "t"


def environment(folder: Path, known: Mapping[str, Any]) -> Environment:
    """The templates of a folder, with what `known` names the same on every page.

    The `language` is among it.
    """
    return _Environment(
        known,
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_Compiled(known),
    )


class _Compiled(BytecodeCache):
    """Compiled templates, kept where Python keeps compiled modules: beside their sources.

    They are used while the code, the template and what is known are the same.
    """

    _codes: Final[dict[bytes, CodeType]] = {}

    def __init__(self, known: Mapping[str, Any]) -> None:
        self._known = repr([(name, _written(known[name])) for name in sorted(known)]).encode()
        self._language = re.sub(r"\W", "", known["language"])

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return filename or name

    def load_bytecode(self, bucket: Bucket) -> None:
        key = self._key(bucket)
        if key not in self._codes:
            with suppress(OSError, EOFError, ValueError, TypeError):
                kept = self._file(bucket).read_bytes()
                if kept.startswith(key):
                    self._codes[key] = marshal.loads(kept[len(key) :])
        bucket.code = self._codes.get(key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code
        key, file = self._key(bucket), self._file(bucket)
        self._codes[key] = bucket.code
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                file.parent.mkdir(exist_ok=True)
                draft = file.with_suffix(f".{os.getpid()}")
                draft.write_bytes(key + marshal.dumps(bucket.code))
                draft.replace(file)

    def _key(self, bucket: Bucket) -> bytes:
        parts = bucket.key.encode(), bucket.checksum.encode()
        return digest(engine_key(), self._known, *parts)

    def _file(self, bucket: Bucket) -> Path:
        kind = self._language + Path(bucket.key).suffix[1:]
        return Path(cache_from_source(bucket.key, optimization=kind))


class _Settled(NodeTransformer):
    """Puts values in the place of names that are the same on every page.

    A name that a template gives a value of its own, to a macro's argument or in a loop, is left.
    """

    def __init__(self, known: Mapping[str, Any], tree: nodes.Template) -> None:
        own = {name.name for name in tree.find_all(nodes.Name) if name.ctx != "load"}
        self._known = {name: value for name, value in known.items() if name not in own}

    def visit_Name(self, node: nodes.Name) -> nodes.Expr:  # noqa: N802  Jinja's names
        return _settled(node, self._known.get(node.name))

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Expr:  # noqa: N802
        self.generic_visit(node)
        if isinstance(node.node, nodes.Name) and node.node.name in self._known:
            return _settled(node, getattr(self._known[node.node.name], node.attr, None))
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802
        self.generic_visit(node)
        words = [one.value for one in node.args if isinstance(one, nodes.Const)]
        say = self._known.get(_WORDING)
        wording = isinstance(node.node, nodes.Name) and node.node.name == _WORDING
        if say and wording and len(words) == len(node.args) == 1 and not node.kwargs:
            return _settled(node, say(*words))
        return node


def _written(value: object) -> object:
    """What of a value can be written into the code."""
    if not is_dataclass(value):
        return value
    return {name: one for name, one in vars(value).items() if has_safe_repr(one)}


def _settled(node: nodes.Expr, value: object) -> nodes.Expr:
    if value is not None and has_safe_repr(value):
        return nodes.Const(value, lineno=node.lineno)
    return node


class _Code(CodeGenerator):
    """Templates in Python that gather what they print, and ask nothing that is known.

    Jinja passes every piece of text through all the templates above, and looks at every call
    whether what is called wants the context.
    """

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("escaped = environment.escaped")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        self.write("environment.")
        super().macro_def(macro_ref, frame)

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        if frame.buffer is not None:
            super().blockvisit(nodes, frame)
            return
        self.buffer(frame)
        super().blockvisit(nodes, frame)
        self.writeline(f"yield concat({frame.buffer})")
        frame.buffer = None

    def visit_Call(  # noqa: N802
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

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        if iskeyword(node.attr) or node.node == nodes.Name("self", "load"):
            super().visit_Getattr(node, frame)
            return
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Block(self, node: nodes.Block, frame: Frame) -> None:  # noqa: N802
        if frame.toplevel and self.has_known_extends:
            return
        self.writeline(f"{frame.buffer}.extend(context.blocks[{node.name!r}][0](context))", node)

    def _import_common(self, node: nodes.Import | nodes.FromImport, frame: Frame) -> None:
        self.write("environment.imported(")
        self.visit(node.template, frame)
        self.write(")")

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        self.write("(value if (value := ")

    def _output_child_post(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        plain = "value if value.__class__ is str else str(value)"
        self.write(f").__class__ is Markup else escaped({plain}))")


class _Names(dict[str, Any]):
    """What a template knows by name."""

    def __missing__(self, name: str) -> object:
        return missing


class _Context(Context):
    """Jinja's, which asks two dictionaries by a method for each name that a block needs."""

    def __init__(
        self,
        environment: Environment,
        parent: dict[str, Any],
        name: str | None,
        blocks: dict[str, Callable[[Context], Iterator[str]]],
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002
    ) -> None:
        self.parent = self.vars = _Names(parent)
        vars(self)["resolve_or_missing"] = self.vars.__getitem__
        self.environment = environment
        self.eval_ctx = EvalContext(environment, name)
        self.exported_vars = set()
        self.name = name
        self.globals_keys = set()
        self.blocks = {block: [made] for block, made in blocks.items()}


class _Macro(Macro):
    """Jinja's, which looks for arguments left out where there are none."""

    def __call__(self, *arguments: Any, **named: Any) -> str:
        if named or len(arguments) != self._argument_count or self._takes_more:
            return super().__call__(*arguments, **named)
        return Markup(self._func(*arguments))

    @cached_property
    def _takes_more(self) -> bool:
        return self.caller or self.catch_kwargs or self.catch_varargs


class _Macros:
    """The macros of a template, which is read when the first of them is called."""

    def __init__(self, environment: Environment, name: str) -> None:
        self._template = environment, name

    def __getattr__(self, macro: str) -> object:
        environment, name = self._template
        found = getattr(environment.get_template(name).module, macro)
        setattr(self, macro, found)
        return found


class _Environment(Environment):
    """Jinja's, with what all templates share in one plain dictionary."""

    code_generator_class = _Code
    context_class = _Context
    Macro = _Macro

    def __init__(self, known: Mapping[str, Any], **options: Any) -> None:
        super().__init__(**options)
        self.globals.update(known)
        self._known = known
        self._loaded: dict[str, Template] = {}
        self._imported: dict[str, _Macros] = {}

    def _generate(self, source: nodes.Template, *arguments: Any, **options: Any) -> str:
        _Settled(self._known, source).visit(source)
        return super()._generate(source, *arguments, **options)

    def _load_template(self, name: str, globals: MutableMapping[str, Any] | None) -> Template:  # noqa: A002
        """A template is loaded once: no page looks whether its file has changed."""
        if name not in self._loaded:
            self._loaded[name] = super()._load_template(name, globals)
        return self._loaded[name]

    def imported(self, name: str) -> _Macros:
        """The macros of a template; what they say depends on their arguments alone."""
        found = self._imported.get(name)
        if found is None:
            found = self._imported[name] = _Macros(self, name)
        return found

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return self.globals

    #: A text as a page prints it, without wrapping it as markup.
    escaped = staticmethod(_escape_inner)
