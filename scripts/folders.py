"""Folders that we write to: one line, with what to do, where one is full or may not be written."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.errors import RepairableError

FULL = (errno.ENOSPC, errno.EDQUOT)
CLOSED = (errno.EROFS, errno.EACCES, errno.EPERM)
NO_FOLDER = (errno.EEXIST, errno.ENOTDIR)  # a file is where the folder should be
PROBE = b"\0" * 2**16  # bytes: more than the last block of a full disk may still take


class FolderError(RepairableError):
    """A folder that is full or may not be written; the text names it and what to do."""


@contextmanager
def written(folder: Path, variable: str | None = None) -> Iterator[None]:
    """Turn errors of writing to `folder` into `FolderError`; others pass.

    `variable` is the environment variable that moves the folder, None where none does.
    """
    try:
        yield
    except OSError as error:
        if not _is_about(error, folder):
            raise
        if error.errno in FULL:
            raise full(folder, "no space is left", variable) from error
        text = f"{folder} cannot be written ({error.strerror})"
        raise FolderError(f"{text}; {_move(variable) or 'give yourself the right to'}") from error


def need(folder: Path, room: int, variable: str | None = None) -> None:
    """Raise `FolderError` where `folder` has less than `room` bytes to spare."""
    free = shutil.disk_usage(folder).free
    if free < room:
        raise full(folder, f"{free >> 20} MB are free, {room >> 20} MB are needed", variable)


def full(folder: Path, reason: str, variable: str | None) -> FolderError:
    """Return the error for a folder without enough room."""
    ways = filter(None, ("free some room there", _move(variable)))
    return FolderError(f"{folder} is full ({reason}); {', or '.join(ways)}")


def _move(variable: str | None) -> str:
    return f"name another folder in {variable}" if variable else ""


def _is_about(error: OSError, folder: Path) -> bool:
    """Whether the folder, or a parent that could not be made, is why a write failed.

    An error of a write names no file: then whether the folder takes a few bytes decides.
    """
    if error.errno not in (*FULL, *CLOSED, *NO_FOLDER):
        return False
    if error.filename is None:
        return error.errno in (*FULL, errno.EROFS) and not _takes_bytes(folder)
    # A copy names its source first.
    names = filter(None, (error.filename, error.filename2))
    paths = [Path(str(name)).absolute() for name in names]
    if error.errno in NO_FOLDER:
        return any(folder.is_relative_to(path) and not path.is_dir() for path in paths)
    return any(path.is_relative_to(folder) or folder.is_relative_to(path) for path in paths)


def nearest(path: Path) -> Path:
    """Return the path, or its nearest parent that exists."""
    return next(each for each in (path, *path.absolute().parents) if each.exists())


def _takes_bytes(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=nearest(folder)) as probe:
            probe.write(PROBE)
    except OSError:
        return False
    return True
