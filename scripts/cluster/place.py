"""Where clusters live: one short folder each, named after the process that runs it.

The name ``<pid>_<start>_<n>`` says whose the folder is from the moment it exists, so the
reaper can tell a cluster at work from one whose runner is gone.
"""

from __future__ import annotations

import itertools
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil

from scripts import folders
from scripts.binaries import server_user
from scripts.folders import FolderError

TMPFS = Path("/dev/shm")  # noqa: S108 - the system's shared tmpfs; our folder in it is private
DISK = Path("/var/tmp")  # noqa: S108 - not $TMPDIR: nox's is too long for a socket (107 bytes)
ROOM = 512 * 2**20  # bytes that a tmpfs must have to spare; containers often give it 64 MB

NAMES = "*_*_*"  # of clusters' folders, to glob for

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
    with folders.written(home):
        home.mkdir(exist_ok=True)
        if home.stat().st_uid != os.getuid() or home.is_symlink():
            raise FolderError(f"{home} belongs to another user; remove it, or ask them to")
        home.chmod(0o755)  # whatever our umask is: the server's user must get through
        folder = home / f"{os.getpid()}_{start_of(os.getpid())}_{next(_numbers)}"
        folder.mkdir(mode=0o700)
    user = server_user()
    if user is not None:
        os.chown(folder, user.uid, user.gid)
    return folder


def abandoned(home: Path) -> Iterator[Path]:
    """Yield every cluster's folder in `home` whose runner is gone."""
    for folder in sorted(home.glob(NAMES)):
        pid, started, _ = folder.name.split("_")
        if not is_running(int(pid), int(started)):
            yield folder


def is_running(pid: int, started: int) -> bool:
    """Whether the process that started then (`start_of`) still runs."""
    try:
        is_same = start_of(pid) == started
        return is_same and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def start_of(pid: int) -> int:
    """Return when a process started, as a number that no setting of the clock changes.

    On Linux these are ticks since boot. As a time of day they would shift with the clock, and a
    live runner would look gone. `psutil.NoSuchProcess` where there is none.
    """
    if sys.platform != "linux":
        return int(psutil.Process(pid).create_time())  # noted by the kernel, once
    try:
        line = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError as error:
        raise psutil.NoSuchProcess(pid) from error
    return int(line.rpartition(b")")[2].split()[19])  # the name before may hold blanks


def _has_room(folder: Path) -> bool:
    return folder.is_dir() and shutil.disk_usage(folder).free >= ROOM
