"""Imports run one way: a module that is imported knows nothing of those that import it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

PLUGINS = Path(__file__).parents[1] / "plugins"


def name(path: Path) -> str:
    parts = path.relative_to(PLUGINS).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(tree: ast.Module, modules: set[str]) -> set[str]:
    """The plugin's modules that a module imports, but for those it needs for types alone."""
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and id(node) not in typing_only:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found.add(whole if whole in modules else str(node.module))
    return (found & modules) - {"chronology"}


def test_no_imports_run_in_a_circle() -> None:
    paths = {name(path): path for path in PLUGINS.rglob("*.py")}
    imports = {
        one: imported(ast.parse(path.read_text()), set(paths)) for one, path in paths.items()
    }
    while imports:
        free = {one for one, needed in imports.items() if not needed & imports.keys()}
        assert free, f"these import each other: {sorted(imports)}"
        for one in free:
            del imports[one]


def test_one_module_of_the_plugin_imports_pelican() -> None:
    knowing = {
        path.name
        for path in (PLUGINS / "chronology").rglob("*.py")
        if re.search(r"^\s*(from|import) pelican\b", path.read_text(), re.MULTILINE)
    }
    assert knowing == {"pelican_plugin.py"}
