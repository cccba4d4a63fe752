"""The one form of front matter and registries: fields in the order of the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from msgspec import inspect

from chronology.content import frontmatter, registries, yaml_strict
from chronology.content.decode import ACTORS
from chronology.content.scan import File
from chronology.editing.format import yaml_writer
from chronology.model import records

#: The records of each registry but that of actors, which has three kinds.
REGISTRIES: Final = {name: kind for name, kind in registries.KINDS.items() if name != "actors"}
#: An event reads as the format's description shows it; the model has required fields first.
_EVENT: Final = "title date reported added type place actors mentions topics sources".split()


def canonical(text: str, path: str) -> str:
    """The file's text in its one form. Raises DocumentError if it cannot be read.

    `path` is relative to the content folder and says what the file is. Read strictly, the
    data are the same but for the order of fields; bodies are left as they are.
    """
    if not path.endswith(".md"):
        return _form(text, frontmatter.parse_registry(text, path), path)
    document = frontmatter.split(text, path)
    front = "".join(f"{line}\n" for line in text.split("\n")[1 : document.body_line - 2])
    return f"---\n{_form(front, document.matter, path)}---\n{document.body}"


def changed(content: Path, files: Iterable[File]) -> Iterator[tuple[str, str]]:
    """Path and new text of each file that is not in its one form.

    A file that cannot be read is left to `check`.
    """
    for file in files:
        if file.kind == "asset":
            continue
        try:
            data = frontmatter.read_bytes(content, file.path, frontmatter.LARGEST_REGISTRY)
            new = canonical(frontmatter.decode(data, file.path), file.path)
        except frontmatter.DocumentError:
            continue
        if new.encode() != data:
            yield file.path, new


def written(data: dict[str, Any], path: str) -> str:
    """New data in the form of the file at `path`: front matter, or records of a registry."""
    return _write(data, yaml_writer.Comments({}, {}, set(), []), path)


def _form(text: str, data: Any, path: str) -> str:
    if not isinstance(data, dict) or not data:
        return text
    new = _write(data, yaml_writer.comments(text, data), path)
    assert yaml_strict.load(new) == data, f"{path}: another meaning in its one form"
    return new


def _write(data: dict[str, Any], notes: yaml_writer.Comments, path: str) -> str:
    if path.endswith(".md"):
        return yaml_writer.write(_ordered(data, inspect.type_info(_matter(path))), notes)
    kind = REGISTRIES.get(registries.kind_of(path))
    return yaml_writer.write({key: _record(v, kind) for key, v in data.items()}, notes, apart=True)


def _matter(path: str) -> type[records.Record]:
    if path.startswith("pages/"):
        return records.Page
    is_translation = "." in path.rpartition("/")[2].removesuffix(".md")
    return records.Translation if is_translation else records.Event


def _record(data: Any, kind: type[records.Record] | None) -> Any:
    """A record of a registry; where no kind is given, an actor, which names its own."""
    if kind or not isinstance(data, dict):
        return _ordered(data, inspect.type_info(kind)) if kind else data
    actor = ACTORS.get(str(data.get("type")), records.Actor)
    return _ordered(data, inspect.type_info(actor), first=["type"])


def _ordered(data: Any, info: inspect.Type, first: Iterable[str] = ()) -> Any:
    """The data with its fields, at every depth, in the order of the model; unknown ones last."""
    match info, data:
        case inspect.Metadata(type=inner), _:
            return _ordered(data, inner)
        case inspect.UnionType(types=types), _:
            return _ordered(data, next(t for t in types if not isinstance(t, inspect.NoneType)))
        case inspect.VarTupleType(item_type=item), list():
            return [_ordered(entry, item) for entry in data]
        case inspect.StructType(cls=kind, fields=fields), dict():
            kinds = {field.encode_name: field.type for field in fields}
            first = _EVENT if kind is records.Event else first
            names = [name for name in dict.fromkeys([*first, *kinds, *data]) if name in data]
            return {
                name: _ordered(data[name], kinds[name]) if name in kinds else data[name]
                for name in names
            }
    return data
