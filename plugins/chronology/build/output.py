"""The output folder: at every instant one whole site, the old or the new.

A build stages a whole new folder beside the output: files that did not change are hard links to
those of the old site, so no file may ever be written in place. Then the two folders are exchanged.
Whatever a build that died has left beside the output is removed by the next one; a lock file
keeps two builds apart. Names beside `output`: `.output.lock`, `.output.staged-…`, and where the
system cannot exchange two folders `.output.old`, for an instant.
"""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from chronology.build import lock
from chronology.build.record import FileRecord
from chronology.parallel import WorkerError, parallel_map
from chronology.problems import ContentError, Problem

#: In every page; a folder that holds it is a site of ours.
GENERATOR: Final = "Chronology, a Pelican plugin"
#: Pages that every site has: one of them is left when others were deleted by hand.
_PAGES: Final = ("index.html", "404.html", "search/index.html", "data/index.html")
#: What may be in a folder that holds no site yet: the marks that hosts ask for.
_MARKS: Final = ("CNAME",)
#: Folders that one process removes at a time.
_CHUNK: Final = 1000
#: Of renameat2(2) and renamex_np(2): put each of two names in the other's place.
_RENAME_EXCHANGE: Final = 2
_AT_FDCWD: Final = -100


def refuse(output: Path, *kept: Path) -> None:
    """Raise ContentError unless the folder may be replaced.

    It must not be, hold or lie in a folder of `kept` (the content, the theme) nor be or hold the
    home folder or the working folder.
    """
    real = output.resolve()
    reason = ""
    for folder in (*kept, *_home(), Path.cwd()):
        if folder.resolve().is_relative_to(real):
            reason = f"it holds {folder.name or folder}"
    if any(real.is_relative_to(folder.resolve()) for folder in kept[:2]):
        reason = "it lies in the content or the theme"
    if not reason and output.is_symlink():
        reason = "it is a link"
    if not reason and output.exists():
        if _is_mount(output):
            reason = "it is a mount point, which cannot be exchanged; use a folder inside it"
        elif not _is_site(output):
            reason = "it is not empty and not a site that this program wrote"
    if reason:
        raise ContentError([_problem(output, f"refused: {reason}", "choose another folder")])


def _home() -> Iterator[Path]:
    with suppress(RuntimeError):  # a user without HOME and without an account
        yield Path.home()


def _is_mount(folder: Path) -> bool:
    if os.path.ismount(folder):
        return True
    try:  # a bind mount of a folder of the same file system
        mounts = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return False
    return str(folder.resolve()).replace(" ", "\\040") in {line.split(" ")[4] for line in mounts}


def _is_site(output: Path) -> bool:
    """Whether the folder holds a page of ours, or nothing but hidden files and marks of hosts."""
    if not output.is_dir():
        return False
    if any(_is_page(output / name) for name in _PAGES):
        return True
    return all(name.startswith(".") or name in _MARKS for name in os.listdir(output))


def _is_page(file: Path) -> bool:
    try:
        return GENERATOR in file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return False


class Output:
    """One output folder, and what is beside it during a build.

    `beside` is another place for that: where the folder is part of a larger site, the folder
    above it is published too.
    """

    def __init__(self, folder: Path, beside: Path | None = None) -> None:
        self.folder = folder
        self._beside = beside or folder.parent
        self._old = self._beside / f".{folder.name}.old"
        self._prefix = f".{folder.name}.staged-"

    @contextmanager
    def locked(self, waiting: Callable[[str], object]) -> Iterator[None]:
        """Keep other builds away from the folder, and remove what dead ones have left.

        `waiting` is called with the id of the process that is writing there, if any.
        """
        with ExitStack() as held:
            with self._failing("check the permissions of the folder above it"):
                self._beside.mkdir(parents=True, exist_ok=True)
                self.folder.parent.mkdir(parents=True, exist_ok=True)
                path = self._beside / f".{self.folder.name}.lock"
                held.enter_context(lock.exclusive(path, waiting))
                self._recover()
            yield

    def _recover(self) -> None:
        if self._old.exists() and not self.folder.exists():
            self._old.rename(self.folder)
        for name in os.listdir(self._beside):
            if name.startswith(self._prefix) or name == self._old.name:
                shutil.rmtree(self._beside / name, ignore_errors=True)

    def altered(self, files: Mapping[str, FileRecord]) -> set[str]:
        """Return the paths of recorded files that are missing, or of another size or time."""
        folder, found = str(self.folder), set()
        for path, (size, changed, _) in files.items():
            try:
                status = os.lstat(f"{folder}/{path}")
            except OSError:
                found.add(path)
                continue
            if status.st_mtime_ns != changed or status.st_size != size:
                found.add(path)
        return found

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """Give an empty folder beside the output; remove it, or the old site that was exchanged
        for it, at the end. Raise ContentError for an OSError.
        """
        stage = self._beside / f"{self._prefix}{os.getpid()}-{secrets.token_hex(4)}"
        try:
            with self._failing("the old site is unchanged; make room or choose another folder"):
                stage.mkdir()
                yield stage
        finally:
            _remove(stage)

    def carry_over(
        self, stage: Path, unchanged: Collection[str], planned: Collection[str], ours: Ours
    ) -> int:
        """Put into the staged folder what stays of the old site; return the number of other files.

        That is the `unchanged` files of the plan, and every file that is not ours: neither planned
        now nor written by an earlier build.
        """
        if not self.folder.exists():
            return 0
        carried = _Carrier(str(self.folder), str(stage), unchanged, planned, ours)
        carried.folder("")
        return carried.others

    def exchange(self, stage: Path) -> None:
        """Put the staged site in the old one's place; on failure the old one stays."""
        with self._failing("the old site is unchanged; choose another folder"):
            if not self.folder.exists():
                stage.rename(self.folder)
            elif not _exchanged(stage, self.folder):
                self.folder.rename(self._old)
                try:
                    stage.rename(self.folder)
                except OSError:
                    self._old.rename(self.folder)
                    raise
                shutil.rmtree(self._old, ignore_errors=True)

    @contextmanager
    def _failing(self, hint: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            message = f"cannot be written: {error.strerror or error}"
            raise ContentError([_problem(self.folder, message, hint)]) from error


class Ours:
    """Which files of the old site were written by a build.

    Where no record of them is left (a lost cache), those are that are named like a file of the
    plan and lie below a page of ours.
    """

    def __init__(
        self, output: Path, record: Mapping[str, object] | None, planned: Collection[str]
    ) -> None:
        self._output = output
        self._record = record
        self._names = set() if record is not None else {path.rpartition("/")[2] for path in planned}
        self._pages: dict[str, bool] = {}
        self.folders = _above(record or ())

    def __contains__(self, path: str) -> bool:
        if self._record is not None:
            return path in self._record
        folder, _, name = path.rpartition("/")
        return name in self._names and self._below_a_page(folder)

    def _below_a_page(self, folder: str) -> bool:
        """Whether the nearest page at or above the folder is ours."""
        if folder not in self._pages:
            page = self._output / folder / "index.html"
            if page.exists() or not folder:
                self._pages[folder] = _is_page(page)
            else:
                self._pages[folder] = self._below_a_page(folder.rpartition("/")[0])
        return self._pages[folder]


def _above(paths: Collection[str]) -> set[str]:
    """Return the folders that hold files at these paths."""
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


class _Carrier:
    """Links files of the old site into the staged one."""

    def __init__(
        self, old: str, stage: str, unchanged: Collection[str], planned: Collection[str], ours: Ours
    ) -> None:
        self._old, self._stage = old, stage
        self._unchanged, self._planned, self._ours = unchanged, planned, ours
        self.others = 0

    def folder(self, path: str) -> None:
        """Carry over what stays of a folder; an empty one that no build made stays too."""
        folders, made = [], False
        with os.scandir(f"{self._old}/{path}") as entries:
            for entry in entries:
                at = f"{path}/{entry.name}" if path else entry.name
                if entry.is_dir(follow_symlinks=False):
                    folders.append(at)
                elif at in self._unchanged or self._is_other(at):
                    if not made:
                        self._make(path)
                        made = True
                    _link(entry.path, f"{self._stage}/{at}")
        for at in folders:
            self.folder(at)
        if path and path not in self._ours.folders and not folders:
            self._keep_empty(path)

    def _is_other(self, path: str) -> bool:
        other = path not in self._planned and path not in self._ours
        self.others += other
        return other

    def _keep_empty(self, path: str) -> None:
        if not os.listdir(f"{self._old}/{path}"):
            self._make(path)

    def _make(self, path: str) -> None:
        try:
            os.mkdir(f"{self._stage}/{path}")
        except FileExistsError:
            return
        except FileNotFoundError:
            os.makedirs(f"{self._stage}/{path}", exist_ok=True)
        if path and path not in self._ours.folders:
            shutil.copymode(f"{self._old}/{path}", f"{self._stage}/{path}")


def _remove(folder: Path) -> None:
    """Remove a folder, on all processors where it is large."""
    with suppress(OSError, WorkerError):
        tops = [entry.path for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False)]
        parts = [f"{top}/{name}" for top in tops for name in os.listdir(top)]
        for _ in parallel_map(_remove_tree, parts, _CHUNK):
            pass
    _remove_tree(folder)


def _remove_tree(path: str | Path) -> None:
    shutil.rmtree(path, ignore_errors=True)


def _link(file: str, target: str) -> None:
    """Link a file, or copy it where the file system has no hard links."""
    try:
        os.link(file, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):
        if stat.S_ISLNK(os.lstat(file).st_mode):
            os.symlink(os.readlink(file), target)
        else:
            shutil.copy2(file, target)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where the system cannot."""
    import ctypes  # a build that changes nothing does without

    library = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None
    paths = os.fsencode(one), os.fsencode(other)
    if function := getattr(library, "renameat2", None):  # Linux
        failed = function(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE)
    elif function := getattr(library, "renamex_np", None):  # macOS
        failed = function(*paths, _RENAME_EXCHANGE)
    else:
        return False
    return not failed


def _problem(output: Path, message: str, hint: str) -> Problem:
    return Problem(str(output), "output", f"the output folder {message}", hint)
