"""Jinja as the theme has it: escaping, and strict about what is missing."""

from __future__ import annotations

import marshal
import os
import re
import sys
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from types import CodeType
from typing import Any, Final

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from jinja2.ext import Extension
from markupsafe import escape

from chronology.hashing import digest, engine_key

#: A text of the interface that a template prints alone.
_TEXT: Final = re.compile(r"""\{\{ t\((?:"([^"{}\\]+)"|'([^'{}\\]+)')\) \}\}""")
#: What every page prints several times.
_CONSTANTS: Final = ("base", "policy")


def environment(folder: Path, known: Mapping[str, Any]) -> Environment:
    """Return the templates of a folder; `known` are names that every template may use.

    Among these are the `language`, and `t`, which translates texts of the interface.
    """
    found = _Environment(
        loader=FileSystemLoader(folder, followlinks=True),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=_CompiledTemplates(known),
    )
    found.globals.update(known)
    found.add_extension(_Constants)
    return found


class _Environment(Environment):
    """Jinja's, whose templates share one dictionary of names: none has names of its own."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the names of the environment, which are faster to look through than a copy."""
        return super().make_globals(d) if d else self.globals


class _Constants(Extension):
    """Writes what is the same on all pages into a template before it is compiled.

    That is each text that `t` translates, `{{ base }}` and `{{ policy }}`. A page has about fifty
    of these. A name that a statement mentions, and may give another value, is left.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the source with texts and constants in their places."""
        known: dict[str, Any] = dict(self.environment.globals)
        if not re.search(r"\{%[^%]*\bt\b(?!\()", source):
            source = _TEXT.sub(lambda match: escape(known["t"](match[1] or match[2])), source)
        for constant in _CONSTANTS:
            if not re.search(rf"\{{%[^%]*\b{constant}\b", source):
                source = source.replace(f"{{{{ {constant} }}}}", escape(known[constant]))
        return source


class _CompiledTemplates(BytecodeCache):
    """Compiled templates, kept where Python keeps compiled modules: beside their sources.

    They are used while the code, the template, the language and the constants are the same.
    """

    #: Those of this process by their keys: a preview makes an environment after each edit.
    _codes: Final[dict[bytes, CodeType]] = {}

    def __init__(self, known: Mapping[str, Any]) -> None:
        self._known = repr([known[name] for name in ("language", *_CONSTANTS)]).encode()
        self._language = re.sub(r"\W", "", known["language"])

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return the name of the file, or of a template without one."""
        return filename or name

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take the code from its file, unless it was made from something else."""
        key = self._key(bucket)
        if key not in self._codes:
            with suppress(OSError, EOFError, ValueError, TypeError):
                kept = self._file(bucket).read_bytes()
                if kept.startswith(key):
                    self._codes[key] = marshal.loads(kept[len(key) :])
        bucket.code = self._codes.get(key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write the code to its file, if that is possible and Python may do so."""
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
        return digest(engine_key(), self._known, bucket.key.encode(), bucket.checksum.encode())

    def _file(self, bucket: Bucket) -> Path:
        kind = self._language + Path(bucket.key).suffix[1:]
        return Path(cache_from_source(bucket.key, optimization=kind))
