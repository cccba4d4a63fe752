"""The output folder: exchanged whole, or changed by a journal; never found half done.

A cold build is staged beside the old site and the two are exchanged by renaming. A small
change is staged too; then a journal says what is to be renamed into place and what removed,
so that a run that dies is finished by the next. Names beside `output`: `.output.staged`,
`.output.old`, `.output.journal`.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from chronology.problems import ContentError, Problem

#: In every page, and how a folder is known for a site of ours.
GENERATOR: Final = "Chronology, a Pelican plugin"


def refuse(output: Path, *kept: Path) -> None:
    """Raises ContentError unless the folder may be replaced.

    It must not be, hold, or lie in a folder of `kept` in a way that replacing it would lose
    something: the repository, the home folder, the content, the theme.
    """
    real = output.resolve()
    reason = ""
    for folder in (*kept, Path.home(), Path.cwd()):
        if folder.resolve().is_relative_to(real):
            reason = f"it holds {folder.name or folder}"
    content, theme = kept[:2]
    if real.is_relative_to(content.resolve()) or real.is_relative_to(theme.resolve()):
        reason = "it lies in the content or the theme"
    if not reason and output.is_symlink():
        reason = "it is a link"
    if not reason and output.exists() and not _is_site(output):
        reason = "it is not empty and not a site that this program wrote"
    if reason:
        raise ContentError([_problem(output, f"refused: {reason}", "choose another folder")])


def _is_site(output: Path) -> bool:
    if not output.is_dir():
        return False
    try:
        return GENERATOR in (output / "index.html").read_text("utf-8")
    except FileNotFoundError:
        return not any(output.iterdir())
    except (OSError, UnicodeDecodeError):
        return False


class Output:
    """One output folder and what stands beside it during a build."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.staged = folder.parent / f".{folder.name}.staged"
        self._old = folder.parent / f".{folder.name}.old"
        self._journal = folder.parent / f".{folder.name}.journal"
        self._unfinished = folder.parent / f".{folder.name}.new"

    def recover(self) -> bool:
        """Finish or undo what a run that died had begun. True if the site was being changed."""
        begun = self._journal.exists() or self._old.exists()
        if self._journal.exists():
            self._apply()
        if self._old.exists():
            if self.folder.exists():
                shutil.rmtree(self._old)
            else:
                self._old.rename(self.folder)
        shutil.rmtree(self.staged, ignore_errors=True)
        self._unfinished.unlink(missing_ok=True)
        return begun

    def stamp(self) -> bytes:
        """Changes when the folder or its front page is replaced by anything but this class."""
        parts = []
        for path in (self.folder, self.folder / "index.html"):
            try:
                status = path.stat()
            except OSError:
                return b""
            parts.append((status.st_dev, status.st_ino))
            if path.is_file() or path.suffix:
                parts.append((status.st_size, status.st_mtime_ns))
        return repr(parts).encode()

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """An empty folder to write into; gone again if anything goes wrong."""
        shutil.rmtree(self.staged, ignore_errors=True)
        try:
            with self._failing("the old site is as it was; make room or choose another folder"):
                self.staged.mkdir(parents=True)
                yield self.staged
        except BaseException:
            shutil.rmtree(self.staged, ignore_errors=True)
            raise

    @contextmanager
    def _failing(self, hint: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            message = f"cannot be written: {error.strerror or error}"
            raise ContentError([_problem(self.folder, message, hint)]) from error

    def exchange(self) -> None:
        """Put the staged site in the old one's place; on failure the old one is back."""
        had_one = self.folder.exists()
        with self._failing("the old site is as it was; choose another folder"):
            if had_one:
                self.folder.rename(self._old)
            try:
                self.staged.rename(self.folder)
            except OSError:
                if had_one:
                    self._old.rename(self.folder)
                raise
        if had_one:
            shutil.rmtree(self._old, ignore_errors=True)

    def change(self, written: Collection[str], removed: Collection[str]) -> None:
        """Move the staged files into the site and remove others, by way of a journal."""
        journal = {"write": sorted(written), "remove": sorted(removed)}
        with self._failing("the next build completes what this one began"):
            with self._unfinished.open("w", encoding="utf-8") as stream:
                json.dump(journal, stream)
                stream.flush()
                os.fsync(stream.fileno())
            self._unfinished.replace(self._journal)
            self._apply()
        shutil.rmtree(self.staged, ignore_errors=True)

    def _apply(self) -> None:
        """Carry the journal out, from its beginning or from wherever a run died."""
        journal = json.loads(self._journal.read_text("utf-8"))
        for path in journal["write"]:
            if (self.staged / path).exists():
                target = self.folder / path
                target.parent.mkdir(parents=True, exist_ok=True)
                (self.staged / path).replace(target)
        self._remove(journal["remove"])
        self._journal.unlink()

    def _remove(self, paths: Iterable[str]) -> None:
        for path in paths:
            target = self.folder / path
            target.unlink(missing_ok=True)
            for parent in target.parents:
                if parent == self.folder or not parent.exists() or any(parent.iterdir()):
                    break
                parent.rmdir()


def _problem(output: Path, message: str, hint: str) -> Problem:
    return Problem(str(output), "output", f"the output folder {message}", hint)
