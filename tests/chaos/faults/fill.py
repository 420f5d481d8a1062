"""Fills a disk: a tablespace, or pg_wal, on a small file system that runs out of space."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from scripts.binaries import server_user
from scripts.cluster import Cluster
from scripts.cluster.template import copy
from tests.chaos import evidence


@cache
def why_not() -> str | None:
    """Why this machine cannot mount a small tmpfs; None if it can."""
    if os.getuid() != 0:
        return "capability: mounting a small tmpfs needs root; run as root"
    probe = Path(tempfile.mkdtemp())
    try:
        mounted = _mount(probe, "1m")
        if mounted.returncode != 0:
            return f"capability: mount -t tmpfs is refused: {mounted.stderr.strip()}"
        _umount(probe)
        return None
    finally:
        probe.rmdir()


@contextmanager
def small_disk(cluster: Cluster, size: str = "16m") -> Iterator[Path]:
    """A folder of the cluster's on a tmpfs of that size, for a tablespace. Unmounted at the end.

    The server must have left the tablespace by then, or be stopped.
    """
    folder = cluster.folder / "small_disk"
    folder.mkdir()
    mounted = _mount(folder, size)
    if mounted.returncode != 0:
        raise evidence.DidNotLandError(f"mount: {mounted.stderr.strip()}")
    user = server_user()
    if user is not None:
        os.chown(folder, user.uid, user.gid)
    yield folder
    # Not after an error: the server may still use it, and the cluster's destroy ends that first.
    _umount(folder)
    folder.rmdir()


@contextmanager
def wal_on(cluster: Cluster, disk: Path) -> Iterator[None]:
    """Have a cluster write its WAL to the small disk. It must be stopped, on entry and at the end."""
    link, there = cluster.data / "pg_wal", disk / "pg_wal"
    copy(link, there)
    shutil.rmtree(link)
    link.symlink_to(there)
    yield
    link.unlink()
    copy(there, link)
    shutil.rmtree(there)


def enlarge(disk: Path, size: str) -> None:
    """Give a small disk more room."""
    subprocess.run(["mount", "-o", f"remount,size={size}", str(disk)], check=True, timeout=30)


def must_have_panicked(cluster: Cluster) -> None:
    """Void unless the server ended because it had no room for WAL."""
    said = re.search(r"(PANIC|FATAL): .*No space left on device", cluster.logs())
    if said is None:
        raise evidence.DidNotLandError(f"no PANIC in the log: {cluster.logs()[-500:]}")
    evidence.landed("pg_wal full", said[0])


def _mount(folder: Path, size: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0700", "tmpfs", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def _umount(folder: Path) -> None:
    subprocess.run(["umount", str(folder)], check=True, timeout=30)
