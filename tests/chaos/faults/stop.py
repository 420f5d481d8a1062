"""Stops a process of the server for a while, as a stuck disk or a debugger would."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from tests.chaos import evidence
from tests.chaos.waiting import until


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    """SIGSTOP on entry, SIGCONT on exit."""
    process = psutil.Process(pid)
    os.kill(pid, signal.SIGSTOP)
    try:
        until(
            f"process {pid} to stop", lambda: process.status() == psutil.STATUS_STOPPED, seconds=5
        )
        evidence.landed("SIGSTOP", f"process {pid} is stopped")
        yield
    finally:
        os.kill(pid, signal.SIGCONT)
