"""Which processes and shared memory belong to a data directory, and how to end them."""

from __future__ import annotations

import contextlib
import ctypes
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

IPC_RMID = 0  # <sys/ipc.h>, the same on Linux and macOS


@dataclass(frozen=True)
class PidFile:
    """The lines of postmaster.pid that say who runs, and whether it is ready."""

    pid: int
    started: str
    shared_memory: int | None
    status: str

    @classmethod
    def read(cls, data: Path) -> PidFile | None:
        """The file as it stands; None while it is missing or not whole."""
        try:
            lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return None
        if len(lines) < 3 or not lines[0].strip().isdigit():
            return None
        lines += [""] * (8 - len(lines))
        key_and_id = lines[6].split()
        shared_memory = int(key_and_id[1]) if len(key_and_id) == 2 else None
        return cls(int(lines[0]), lines[2], shared_memory, lines[7].strip())


def alive(pid: int) -> bool:
    """Whether the process still runs. One that ended and was not collected does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_gone(pids: list[int], timeout: float) -> list[int]:
    """Wait up to `timeout` seconds for the processes to end; those that still run."""
    deadline = time.monotonic() + timeout
    while left := [pid for pid in pids if alive(pid)]:
        if time.monotonic() > deadline:
            return left
        time.sleep(0.001)
    return []


def inside(folder: Path) -> list[psutil.Process]:
    """Every process that works in `folder`: a server's processes sit in their data directory."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.AccessDenied, psutil.NoSuchProcess, psutil.ZombieProcess):
            if Path(process.cwd()).is_relative_to(folder):
                found.append(process)
    return found


def mention(folder: Path) -> bool:
    """Whether a process names `folder` on its command line: pg_ctl and postmaster do, from birth.

    So it tells a server that is slow from one that died before its first line in the log.
    """
    return any(
        str(folder) in word
        for process in psutil.process_iter(["cmdline"])
        for word in process.info["cmdline"] or ()
    )


def kill(processes: list[psutil.Process]) -> None:
    """SIGKILL, and wait until they are gone. The postmaster first: it would replace the others."""
    for process in sorted(processes, key=lambda each: each.pid):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    left = wait_gone([process.pid for process in processes], timeout=10)
    if left:
        raise TimeoutError(f"processes {left} survive SIGKILL for 10 s: blocked in the kernel?")


def forget_dead_postmaster(data: Path, socket_lock: Path, timeout: float = 0.05) -> None:
    """Let the next server start where a postmaster was killed.

    A server refuses to start while the pid in its lock files exists, be it a zombie. Init collects
    it within milliseconds, unless a container's first process collects late or nobody.
    """
    file = PidFile.read(data)
    deadline = time.monotonic() + timeout
    while file is not None and psutil.pid_exists(file.pid):
        if time.monotonic() > deadline:
            remove_shared_memory(file.shared_memory)
            (data / "postmaster.pid").unlink()
            socket_lock.unlink(missing_ok=True)
            return
        time.sleep(0.001)


def remove_shared_memory(segment: int | None) -> None:
    """Remove the System V segment that a killed postmaster leaves; a clean stop leaves none."""
    if segment is not None:
        ctypes.CDLL(None).shmctl(segment, IPC_RMID, None)
