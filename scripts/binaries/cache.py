"""The folder that keeps downloaded servers (and what else is worth keeping) between runs."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs
from filelock import FileLock, Timeout

from scripts import folders
from scripts.binaries import manifest
from scripts.binaries.server import UnusableError
from scripts.binaries.user import ServerUser, server_user
from scripts.errors import RepairableError
from scripts.folders import FolderError

VARIABLE = "PGMATRIX_CACHE"  # names another folder
LOCK_SECONDS = 600  # longer than a download may take: another run may be at it
ROOM = 150 * 2**20  # bytes that a server or a template takes while it is made


class DamagedError(RepairableError):
    """Something in the cache is damaged and cannot be made anew; the text says what to do."""


class BusyError(RepairableError):
    """Another process does not come to an end with what we wait for."""


def cache_dir() -> Path:
    """Return the cache, created on demand; `FolderError` where we or the server's user may not.

    ``PGMATRIX_CACHE`` names another. As root it is not under root's home, which is closed.
    """
    if chosen := os.environ.get(VARIABLE):
        return reachable(Path(chosen).expanduser().resolve())
    if os.geteuid() == 0:
        return reachable(Path("/var/cache/pgmatrix"))
    return reachable(platformdirs.user_cache_path("pgmatrix"))


def stored(name: str, fetch: Callable[[Path], Path], *, thoroughly: bool = False) -> Path:
    """Return the folder of the server `name`; when the cache has none, what `fetch` makes.

    `fetch` gets an empty folder and returns the tree in it that is to be kept; it raises
    `UnusableError`. Of two runs at once, one fetches and the other waits. A tree that is damaged is
    fetched anew, and stays until then: without it another minor version could take its place.
    `thoroughly` looks for damage in every byte. `DamagedError` where it cannot be fetched.
    """
    target = reachable(cache_dir() / "servers") / name
    if is_intact(target, thoroughly=thoroughly):
        return target
    with alone(target):
        found = manifest.damage(target) if target.exists() else None
        if target.exists() and found is None:  # another run has made it
            return target
        try:
            make(target, lambda draft: made_readable(fetch(draft)), found)
        except UnusableError as error:
            if found is None:
                raise
            reason = str(error).splitlines()[-1]
            raise DamagedError(
                f"{target} is damaged ({found}) and cannot be fetched anew ({reason}); try again"
                " with a network, or remove it and have another server searched for"
            ) from error
    return target


def is_intact(target: Path, *, thoroughly: bool = False) -> bool:
    """Whether the cache has `target`, and as it was made."""
    try:
        return target.is_dir() and manifest.damage(target, thoroughly=thoroughly) is None
    except FileNotFoundError:  # another process is putting a new one in its place
        return False


@contextmanager
def alone(target: Path) -> Iterator[None]:
    """Be the only process that makes `target`; `FolderError` where the cache cannot be written."""
    with folders.written(target.parent, VARIABLE):
        lock = FileLock(target.with_name(f".{target.name}.lock"), timeout=LOCK_SECONDS)
        try:
            with lock:
                yield
        except Timeout as error:
            raise BusyError(
                f"another process has been making {target} for {LOCK_SECONDS} s; end it"
            ) from error


def make(target: Path, fetch: Callable[[Path], Path], found: str | None = None) -> None:
    """Put the tree that `fetch` makes at `target`, all or nothing, in the place of a damaged one.

    `found` is what is damaged. Call it under `alone`.
    """
    if found:
        print(f"{target} is damaged ({found}): it is made anew", file=sys.stderr, flush=True)
    folders.need(target.parent, ROOM, VARIABLE)
    draft, old = (target.with_name(f".{target.name}.{word}") for word in ("draft", "damaged"))
    for left in (draft, old):  # by a killed run
        shutil.rmtree(left, ignore_errors=True)
    draft.mkdir()
    try:
        tree = fetch(draft)
        manifest.write(tree, manifest.path_of(target))
        if target.exists():
            target.rename(old)
        tree.rename(target)
    finally:
        for left in (draft, old):
            shutil.rmtree(left, ignore_errors=True)


def check_everything() -> Iterator[str]:
    """Read all of the cache, 0.3 s a tree; yield a line on each that is damaged.

    A template is removed: initdb makes it anew from the same server. A server stays until it is
    fetched anew, by the search that finds it damaged.
    """
    for tree in sorted(cache_dir().glob("servers/[!.]*/")):
        if found := manifest.damage(tree, thoroughly=True):
            yield f"{tree} is damaged ({found}): it is fetched anew when it is needed"
    for tree in sorted(cache_dir().glob("templates/[!.]*/")):
        if found := manifest.damage(tree, thoroughly=True):
            with alone(tree):
                shutil.rmtree(tree)
            yield f"{tree} is damaged ({found}): it is removed"


def reachable(path: Path) -> Path:
    """Return `path`, created on demand, after a check that the server's user may enter it."""
    user = server_user()
    for folder in (*reversed(path.parents), path):
        if not folder.exists():
            with folders.written(path, VARIABLE):
                folder.mkdir(exist_ok=True)
            if user:
                folder.chmod(0o755)  # whatever root's umask is
        if user and not may_enter(user, folder):
            raise FolderError(
                f"{path} cannot serve as cache: the server's user {user.name!r} may not enter"
                f" {folder}; name another folder in {VARIABLE}"
            )
    return path


def may_enter(user: ServerUser, folder: Path) -> bool:
    """Whether the mode of `folder` lets `user`, who has no further groups, pass through it."""
    status = folder.stat()
    if status.st_uid == user.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == user.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def made_readable(tree: Path) -> Path:
    """Let everybody read `tree`, enter its folders and run its programs (chmod -R a+rX)."""
    for path in (tree, *tree.rglob("*")):
        if path.is_symlink():
            continue
        mode = path.stat().st_mode
        runs = path.is_dir() or mode & stat.S_IXUSR
        path.chmod(stat.S_IMODE(mode) | (0o555 if runs else 0o444))
    return tree
