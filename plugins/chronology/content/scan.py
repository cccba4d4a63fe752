"""The content folder: which files there are, and the kind of each."""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal, NamedTuple

from chronology.model import ids
from chronology.model.ids import is_id
from chronology.model.languages import hint as languages_hint
from chronology.model.languages import is_language
from chronology.problems import Problem, did_you_mean, warning

#: Nanoseconds. A file changed this shortly before it was read may change again unseen.
TOO_FRESH: Final = 2_000_000_000
Kind = Literal["event", "translation", "registry", "page", "asset"]

_REGISTRIES: Final = ("topics", "places", "event-types", "storylines")
_FOLDERS: Final = ("actors", "events", "pages", "images", "extra")
#: The path of an event. Most files are events.
_EVENT: Final = re.compile(
    rf"events/(?:[^/]+/)*(?=[^/]{{1,{ids.LONGEST + 3}}}\Z){ids.PATTERN}\.md"
).fullmatch
#: The length of the longest file name of an event that Windows may reserve.
_SHORT: Final = len("com1.md")
#: Files left by editors, version control and operating systems: ignored and never published.
LITTER: Final = re.compile(r"^(?:\.|#|~\$)|(?:~|\.swp|\.swo|\.bak|\.orig|\.tmp|#)$|^Thumbs\.db$")
_IMAGES: Final = (".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif")


class File(NamedTuple):
    """A file of the content folder. `path` is relative to it (POSIX); `stamp` is (size, ns)."""

    path: str
    kind: Kind
    stamp: tuple[int, int]


Scan = tuple[list[File], list[Problem]]
_Node = os.DirEntry[str] | Path


def scan(root: Path) -> Scan:
    """Return the content files by path, and the problems of the other files."""
    files: list[File] = []
    problems: list[Problem] = []
    if root.is_dir():
        with os.scandir(root) as entries:
            for entry in entries:
                _enter(entry, entry.name, os.path.realpath(root), files, problems)
    else:
        message = "the content folder does not exist"
        hint = "give the folder that contains `events/` and `actors/`"
        problems.append(Problem(root.name, "unreadable", message, hint))
    files.sort(key=_path)
    return files, problems


def again(root: Path, earlier: Scan, changed: Iterable[str]) -> Scan:
    """Return an earlier scan updated for the files or folders that changed."""
    files, problems = list(earlier[0]), earlier[1]
    come: list[File] = []
    for path in changed:
        parts = path.split("/")
        if any(LITTER.search(part) for part in parts):
            continue
        linked = (Path(*parts[:depth]) for depth in range(1, len(parts)))
        if any((root / folder).is_symlink() for folder in linked):
            continue
        below = path + "/"
        for first, last in ((path, path + "\0"), (below, path + "0")):  # 0 comes after /
            del files[bisect_left(files, first, key=_path) : bisect_left(files, last, key=_path)]
        come = [one for one in come if one.path != path and not one.path.startswith(below)]
        problems = [one for one in problems if one.path != path and not one.path.startswith(below)]
        if (root / path).is_symlink() or (root / path).exists():
            _enter(root / path, path, os.path.realpath(root), come, problems)
    return sorted(files + come), problems


def _path(file: File) -> str:
    return file.path


def _enter(
    entry: _Node, path: str, real_root: str, files: list[File], problems: list[Problem]
) -> None:
    """Add a file, or all files of a folder."""
    if LITTER.search(entry.name):
        return
    if entry.is_symlink():
        problem = _leaving(entry, path, real_root)
        if problem:
            problems.append(problem)
            return
    if entry.is_dir():
        with os.scandir(entry) as entries:
            for one in entries:
                below = f"{path}/{one.name}"
                usual = _EVENT(below) and (len(one.name) > _SHORT or is_id(one.name[:-3]))
                if usual and one.is_file(follow_symlinks=False):
                    status = one.stat()
                    files.append(File(below, "event", (status.st_size, status.st_mtime_ns)))
                else:
                    _enter(one, below, real_root, files, problems)
        return
    kind = _kind(path, problems)
    if kind:
        status = entry.stat()
        files.append(File(path, kind, (status.st_size, status.st_mtime_ns)))


def event_id(path: str) -> str:
    """Return the id of an event or translation: the file name up to its first dot."""
    return path.rpartition("/")[2].partition(".")[0]


def language(path: str) -> str:
    """Return the language tag of a translation's path."""
    return path.rpartition("/")[2].split(".")[1]


def _leaving(entry: _Node, path: str, real_root: str) -> Problem | None:
    target = os.path.realpath(entry)
    if os.path.commonpath([target, real_root]) != real_root:
        message = "symbolic link to a file outside the content folder"
        return Problem(path, "unsafe-path", message, "replace it by a copy of the file")
    if not os.path.exists(target):
        message = "symbolic link to a file that does not exist"
        return Problem(path, "unreadable", message, "remove the link")
    if entry.is_dir():
        message = "symbolic link to a folder"
        return Problem(path, "unsafe-path", message, "replace it by a copy of the folder")
    return None


def _kind(path: str, problems: list[Problem]) -> Kind | None:
    folder, _, rest = path.partition("/")
    name = path.rpartition("/")[2]
    if folder == "events" and rest and name.endswith(".md"):
        return _event_kind(path, name, problems)
    if folder == "actors" and rest and name.endswith((".yaml", ".yml")):
        return "registry"
    if not rest and path.removesuffix(".yaml") in _REGISTRIES and path.endswith(".yaml"):
        return "registry"
    if folder == "pages" and rest and name.endswith(".md"):
        if "/" in rest or not is_id(name[:-3]):
            problems.append(_bad_name(path, name[:-3]))
            return None
        return "page"
    if folder == "images" and rest and name.lower().endswith(_IMAGES):
        return "asset"
    if folder == "extra" and rest:
        return "asset"
    hint = (
        "an event is `events/<year>/<id>.md`, an actor is in `actors/*.yaml`; "
        "keep notes outside the content folder"
    )
    message = "unexpected file"
    hint = _other_ending(path, folder) or _meant(folder) or hint
    problems.append(warning(path, "bad-path", message, hint, ()))
    return None


def _other_ending(path: str, folder: str) -> str:
    """Return the name to use if only the ending of a file is wrong: `.yml`, `.markdown`, `.MD`."""
    stem, dot, ending = path.rpartition(".")
    wanted = "yaml" if folder == "actors" or stem in _REGISTRIES else "md"
    if folder not in ("actors", "events", "pages") and stem not in _REGISTRIES:
        return ""
    if dot and ending.lower() in ("yml", "yaml", "md", "markdown", "mdown", "mkd", "txt", "text"):
        return f"rename it to `{stem.rpartition('/')[2]}.{wanted}`"
    return ""


def _event_kind(path: str, name: str, problems: list[Problem]) -> Kind | None:
    stem, *middle = name[:-3].split(".")
    if not is_id(stem):
        problems.append(_bad_name(path, stem))
        return None
    if not middle:
        return "event"
    if len(middle) == 1 and is_language(middle[0]):
        return "translation"
    message = f"`{'.'.join(middle)}` is not a valid language tag"
    hint = "name a translation `<id>.<lang>.md`, for example with `.zh.md` or `.ru.md`"
    if len(middle) == 1 and middle[0].isalnum():
        hint = languages_hint(middle[0])
    problems.append(Problem(path, "bad-path", message, hint))
    return None


def _meant(folder: str) -> str:
    """Return a hint if the first part of the path is misspelt."""
    known = (*_REGISTRIES, *_FOLDERS)
    stem = folder.partition(".")[0]
    return "" if stem in known else did_you_mean(stem, known)


def _bad_name(path: str, stem: str) -> Problem:
    return Problem(path, "bad-id", f"`{stem[:60]}` is not a valid id", ids.rule(stem))
