"""Fills a disk: a tablespace on a small file system that runs out of space."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from scripts.binaries import server_user
from scripts.cluster import Cluster
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
