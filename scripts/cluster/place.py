"""Where clusters live: one short folder each, named after the process that runs it.

The name ``<pid>-<start time>-<n>`` says whose the folder is from the moment it exists, so the
reaper can tell a cluster at work from one whose runner is gone.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psutil

from scripts.binaries import server_user

TMPFS = Path("/dev/shm")  # noqa: S108 - the system's shared tmpfs; our folder in it is private
DISK = Path("/var/tmp")  # noqa: S108 - not $TMPDIR: nox's is too long for a socket (107 bytes)
ROOM = 512 * 2**20  # bytes that a tmpfs must have to spare; containers often give it 64 MB
START_TOLERANCE = 2  # seconds: a process's start time shifts a little when the clock is set

_numbers = itertools.count()


def homes() -> list[Path]:
    """The folders of this user's clusters, on tmpfs and on disk."""
    return [parent / f"pgm-{os.getuid()}" for parent in (TMPFS, DISK)]


def new_folder() -> Path:
    """A new private folder for one cluster: on tmpfs when that has room, else on disk."""
    on_tmpfs, on_disk = homes()
    return new_folder_in(on_tmpfs if _has_room(TMPFS) else on_disk)


def new_folder_in(home: Path) -> Path:
    """A new private folder below `home`, owned by the user that servers run as."""
    home.mkdir(exist_ok=True)
    if home.stat().st_uid != os.getuid() or home.is_symlink():
        raise PermissionError(f"{home} belongs to somebody else; remove it, or ask them to")
    home.chmod(0o755)  # whatever our umask is: the server's user must get through
    runner = psutil.Process()
    folder = home / f"{runner.pid}-{int(runner.create_time())}-{next(_numbers)}"
    folder.mkdir(mode=0o700)
    user = server_user()
    if user is not None:
        os.chown(folder, user.uid, user.gid)
    return folder


def abandoned() -> Iterator[Path]:
    """Every cluster's folder whose runner is gone."""
    for home in homes():
        for folder in sorted(home.glob("*-*-*")):
            pid, started, _ = folder.name.split("-")
            if not _runs(int(pid), int(started)):
                yield folder


def _runs(pid: int, started: int) -> bool:
    try:
        process = psutil.Process(pid)
        started_then = abs(process.create_time() - started) <= START_TOLERANCE
        return started_then and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _has_room(folder: Path) -> bool:
    return folder.is_dir() and shutil.disk_usage(folder).free >= ROOM
