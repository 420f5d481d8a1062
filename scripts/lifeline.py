"""Ends a process whose parent is gone, so that killing a runner ends all that it started."""

from __future__ import annotations

import os
import signal
import threading
import time

POLL = 0.5  # seconds


def hold() -> None:
    """From now on, send this process SIGTERM as soon as its parent has ended."""
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True, name="lifeline").start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(POLL)
    os.kill(os.getpid(), signal.SIGTERM)
