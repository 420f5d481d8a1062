"""Prove that a tree in the cache is as it was made: a manifest beside it has each file's hash.

A look at sizes and times costs about 10 ms of CPU for a server's 1,400 files, and every run takes
it. Only what differs there is read (200 ms for all of it). Damage that leaves the times as they
were, of a disk for example, is found when a program fails its probe, and by ``nox -s doctor``.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

Stamp: TypeAlias = tuple[int, int]  # size in bytes, time of the last change in ns (st_ctime)
Files: TypeAlias = dict[str, tuple[str, Stamp | None]]  # by path: content, stamp

FOLDER = "folder"
SHOWN = 3  # damaged files that a message names


def path_of(tree: Path) -> Path:
    """Return where the manifest of a tree is."""
    return tree.with_name(f".{tree.name}.manifest")


def write(tree: Path, file: Path) -> None:
    """Write the manifest of `tree` as it is now to `file`."""
    _store(file, {name: (_content(tree / name), stamp) for name, stamp in _walk(str(tree))})


def damage(tree: Path, *, thoroughly: bool = False) -> str | None:
    """Return how `tree` differs from its manifest, None where it does not.

    `thoroughly` reads every file, not only those whose size or time differs. What is found so is
    noted: the next look finds it too.
    """
    file = path_of(tree)
    try:
        known = _load(file)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return f"{file.name} is missing or damaged"
    there = dict(_walk(str(tree)))
    found = [f"{name} is missing" for name in known if name not in there]
    found += [f"{name} was added" for name in there if name not in known]
    checked: Files = {}
    for name, now in there.items():
        content, stamp = known.get(name, ("", None))
        if thoroughly or stamp != now:
            is_as_made = _content(tree / name) == content
            checked[name] = (content, now if is_as_made else None)
            if name in known and not is_as_made:
                found.append(f"{name} was changed")
    if noted := {
        name: entry for name, entry in checked.items() if known.get(name) not in (None, entry)
    }:
        with suppress(OSError):  # a cache that is only read is read in full each time
            _store(file, known | noted)
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return ", ".join(found[:SHOWN]) + more if found else None


def _walk(folder: str, prefix: str = "") -> Iterator[tuple[str, Stamp | None]]:
    """Yield all that is in a folder, by its path relative to the first, with what a write changes.

    Folders have no stamp: their times tell nothing of their files. (A `Path` for each entry would
    double the time.)
    """
    with os.scandir(folder) as entries:
        for entry in entries:
            name = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                yield name, None
                yield from _walk(entry.path, f"{name}/")
            else:
                status = entry.stat(follow_symlinks=False)
                yield name, (status.st_size, status.st_ctime_ns)


def _content(path: Path) -> str:
    """Return a text that is another one for other content, or where a program may not be run."""
    status = path.lstat()
    if stat.S_ISDIR(status.st_mode):
        return FOLDER
    if stat.S_ISLNK(status.st_mode):
        return f"link {path.readlink()}"
    runs = " x" if status.st_mode & stat.S_IXUSR else ""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() + runs
    except OSError as error:  # of a failing disk
        return str(error)


def _load(file: Path) -> Files:
    entries = json.loads(file.read_text(encoding="utf-8")).items()
    return {
        str(name): (str(content), (int(stamp[0]), int(stamp[1])) if stamp else None)
        for name, (content, stamp) in entries
    }


def _store(file: Path, files: Files) -> None:
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        draft.write_text(json.dumps(files, separators=(",", ":")), encoding="utf-8")
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
