"""The folder that keeps downloaded servers (and what else is worth keeping) between runs."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import platformdirs
from filelock import FileLock

from scripts.binaries.user import ServerUser, server_user

LOCK_SECONDS = 600  # longer than a download may take: another run may be at it


def cache_dir() -> Path:
    """The cache, created on demand; PermissionError when the server's user cannot get there.

    ``PGMATRIX_CACHE`` names another. As root it is not under root's home, which is closed.
    """
    if chosen := os.environ.get("PGMATRIX_CACHE"):
        return reachable(Path(chosen).expanduser().resolve())
    if os.geteuid() == 0:
        return reachable(Path("/var/cache/pgmatrix"))
    return reachable(platformdirs.user_cache_path("pgmatrix"))


def stored(name: str, fetch: Callable[[Path], Path]) -> Path:
    """The folder of the server `name`; when the cache has none, what `fetch` makes.

    `fetch` gets an empty folder and returns the tree in it that is to be kept. Of two runs at
    once, one fetches and the other waits. The rename at the end makes it all or nothing.
    """
    servers = reachable(cache_dir() / "servers")
    target = servers / name
    if target.is_dir():
        return target
    with FileLock(servers / f".{name}.lock", timeout=LOCK_SECONDS):
        if not target.is_dir():
            draft = servers / f".{name}.draft"
            if draft.exists():  # a killed run left it
                shutil.rmtree(draft)
            draft.mkdir()
            try:
                tree = fetch(draft)
                make_readable(tree)
                tree.rename(target)
            finally:
                shutil.rmtree(draft)
    return target


def reachable(path: Path) -> Path:
    """`path`, created on demand, after a check that the server's user may enter it."""
    user = server_user()
    for folder in (*reversed(path.parents), path):
        if not folder.exists():
            folder.mkdir(exist_ok=True)
            if user:
                folder.chmod(0o755)  # whatever root's umask is
        if user and not may_enter(user, folder):
            raise PermissionError(
                f"{path} cannot serve as cache: the server's user {user.name!r} may not enter"
                f" {folder}; name another folder in PGMATRIX_CACHE"
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


def make_readable(tree: Path) -> None:
    """Let everybody read `tree`, enter its folders and run its programs (chmod -R a+rX)."""
    for path in (tree, *tree.rglob("*")):
        if path.is_symlink():
            continue
        mode = path.stat().st_mode
        runs = path.is_dir() or mode & stat.S_IXUSR
        path.chmod(stat.S_IMODE(mode) | (0o555 if runs else 0o444))
