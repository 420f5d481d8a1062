"""Cleans up after runners that were killed: servers, shared memory, folders, mounts."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import psutil
from filelock import FileLock

from scripts import folders
from scripts.cluster import place, processes


def reap() -> list[Path]:
    """Remove every cluster whose runner is gone; the folders that were removed."""
    removed = []
    for home in place.homes():
        if not any(home.glob(place.NAMES)):
            continue
        # Two runs that start at once must not both take the same folder apart.
        with folders.written(home), FileLock(home / ".reaper.lock"):
            for folder in place.abandoned(home):
                remove(folder)
                removed.append(folder)
    return removed


def remove(folder: Path) -> None:
    """End what still runs in a cluster's folder and delete it."""
    left = processes.PidFile.read(folder / "data")
    processes.kill(processes.inside(folder))
    processes.remove_shared_memory(left.shared_memory if left else None)
    for mount in psutil.disk_partitions(all=True):
        if Path(mount.mountpoint).is_relative_to(folder):
            subprocess.run(["umount", mount.mountpoint], check=True, timeout=30)
    shutil.rmtree(folder)
