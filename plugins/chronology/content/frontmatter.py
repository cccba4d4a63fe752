"""Text files: read, decoded, and split into front matter and body."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

from chronology.content import yaml_fast
from chronology.problems import FieldPath, Problem

#: In bytes. The longest known entries have a hundredth of it.
LARGEST_DOCUMENT: Final = 1_000_000
LARGEST_REGISTRY: Final = 20_000_000

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_HIGHER: Final = re.compile(rb"\xc2[\x80-\x9f]")
_CONTROL_BYTES: Final = bytes({*range(32), 127} - set(b"\t\n\r"))
_OPENING: Final = re.compile(r"---[ \t]*$", re.MULTILINE)
_CONFLICT: Final = re.compile(r"^([<>])\1{6}(?: .*)?$", re.MULTILINE)
_CLOSING: Final = re.compile(r"\n---[ \t]*$", re.MULTILINE)


class Document(NamedTuple):
    """The front matter as data, the body, and the line on which the body begins."""

    matter: Any
    body: str
    body_line: int


class DocumentError(ValueError):
    """A file that cannot be read; `problem` says where and why."""

    def __init__(
        self, path: str, code: str, message: str, hint: str, at: tuple[int, int] = (0, 0)
    ) -> None:
        super().__init__(path, code, message, hint, at)  # what pickle restores it from
        self.problem = Problem(path, code, message, hint).at(*at)

    def __str__(self) -> str:
        return self.problem.message

    @classmethod
    def of(cls, problem: Problem) -> DocumentError:
        """Return the error for a problem."""
        at = (problem.line, problem.column)
        return cls(problem.path, problem.code, problem.message, problem.hint, at)


def read_bytes(root: Path, path: str, largest: int = LARGEST_DOCUMENT) -> bytes:
    """Return the bytes of a file. Raises DocumentError if it is too large or cannot be read."""
    try:
        with open(f"{root}/{path}", "rb", buffering=0) as stream:
            size = os.fstat(stream.fileno()).st_size
            data = stream.read(min(size, largest) + 1)
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}"
        raise DocumentError(path, "unreadable", message, "check the file permissions") from None
    if len(data) > largest:
        raise too_large(path, largest)
    return data


def too_large(path: str, largest: int) -> DocumentError:
    """Return the error for a file of more bytes than `largest`."""
    message = f"the file is larger than {largest // 1_000_000} MB"
    return DocumentError(path, "too-large", message, "split the file")


def decode(data: bytes, path: str) -> str:
    """Return UTF-8 text with LF line ends and no byte order mark. Raises DocumentError."""
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        at = (data.count(b"\n", 0, error.start) + 1, 1)
        message = f"the file is not UTF-8 (byte 0x{data[error.start]:02x})"
        raise DocumentError(path, "unreadable", message, "save the file as UTF-8", at) from None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    # Searching the bytes is ten times faster, and most files have no control characters.
    some = b"\xef\xbf" in data or (b"\xc2" in data and _HIGHER.search(data))
    some = some or len(data.translate(None, _CONTROL_BYTES)) < len(data)
    if some and (control := _CONTROL.search(text)):
        at = _position(text, control.start())
        message = f"control character U+{ord(control.group()):04X}"
        raise DocumentError(path, "unreadable", message, "remove the character", at)
    return text


def split(text: str, path: str) -> Document:
    """Return the front matter between two lines `---`, and the body. Raises DocumentError."""
    front, body, body_line = _parts(text, path)
    return Document(_yaml(front, path, 1), body, body_line)


def body(root: Path, path: str) -> str:
    """Return the body of a file. Raises DocumentError."""
    data = read_bytes(root, path)
    end = data.find(b"\n---")
    plain = data.startswith(b"---\n") and end > 0 and b"\r" not in data
    if plain and data[end + 4 : end + 5] == b"\n":  # the usual case
        with suppress(UnicodeDecodeError):
            return data[end + 5 :].decode()
    return _parts(decode(data, path), path)[1]


def conflict_markers(text: str, path: str) -> list[Problem]:
    """Return an error for each unresolved merge conflict of Git."""
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return []
    message = "unresolved merge conflict"
    hint = "keep one of the two versions, and remove the lines `<<<<<<<`, `=======` and `>>>>>>>`"
    found, line, reached, opened = list[Problem](), 1, 0, False
    for match in _CONFLICT.finditer(text):
        line += text.count("\n", reached, match.start())
        reached = match.start()
        if match[1] == "<" or not opened:
            found.append(Problem(path, "conflict-marker", message, hint).at(line, 1))
        opened = match[1] == "<"
    return found


def parse_registry(text: str, path: str) -> Any:
    """Return the data of a registry file. Raises DocumentError."""
    return _yaml(text, path, 0)


def place(root: Path, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the problems with line and column. Each file with problems is read once more."""
    waiting: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.line or not problem.path.endswith((".md", ".yaml", ".yml")):
            yield problem
        else:
            waiting.setdefault(problem.path, []).append(problem)
    for path, some in waiting.items():
        marks = _marks(root, path, [problem.field for problem in some])
        for problem in some:
            mark = marks.get(problem.field)
            yield problem.at(*mark) if mark else problem


def _marks(root: Path, path: str, fields: list[FieldPath]) -> dict[FieldPath, tuple[int, int]]:
    offset = 0
    try:
        text = decode(read_bytes(root, path, LARGEST_REGISTRY), path)
        if path.endswith(".md"):
            text, _, _ = _parts(text, path)
            offset = 1
    except DocumentError:
        return {}
    from chronology.content import yaml_strict

    found = yaml_strict.locate(text, fields)
    return {
        field: (line + offset if field else 1, column) for field, (line, column) in found.items()
    }


def _parts(text: str, path: str) -> tuple[str, str, int]:
    """Return the front matter, the body, and the line on which the body begins."""
    opening = _OPENING.match(text)
    if not opening:
        message, hint = "the file has no front matter", "begin the file with a line `---`"
        raise DocumentError(path, "front-matter", message, hint, (1, 1))
    closing = _CLOSING.search(text, opening.end())
    if not closing and not text[opening.end() :].strip():
        return "", "", text.count("\n") + 1
    if not closing:
        message, hint = "the front matter is not closed", "end the front matter with a line `---`"
        raise DocumentError(path, "front-matter", message, hint, (1, 1))
    front, body = text[opening.end() + 1 : closing.start() + 1], text[closing.end() + 1 :]
    return front, body, text.count("\n", 0, closing.end()) + 2


def _yaml(text: str, path: str, lines_before: int) -> Any:
    plain = yaml_fast.load(text)
    if plain is not None:
        return plain
    # Importing libyaml takes longer than reading hundreds of plain files.
    from chronology.content import yaml_strict

    try:
        return yaml_strict.load(text)
    except yaml_strict.YamlError as error:
        message = error.message
        if lines_before and error.code == "duplicate-key":
            message = re.sub(r"\d+(?= and|$)", lambda n: str(int(n[0]) + lines_before), message)
        at = (error.line + lines_before, error.column)
        raise DocumentError(path, error.code, message, error.hint, at) from None


def _position(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)
