"""Ctrl-C and its like as one exception, raised once, so that all cleanup runs to its end."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from scripts import lifeline

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE = 20  # seconds that pytest has to clean up after it was asked to end


class InterruptedRunError(BaseException):
    """The runner was told to end (Ctrl-C, SIGTERM, its own runner gone)."""


def listen() -> None:
    """From now on, raise `InterruptedRunError` where this process is told to end."""
    for signum in SIGNALS:
        signal.signal(signum, _interrupt)


def listen_in_nox(arguments: Sequence[str]) -> None:
    """Called by the noxfile: what ends nox ends the sessions too, and nox waits for them.

    Nox itself does so on Ctrl-C only. Its workers of ``-j`` keep dying of SIGTERM: if they waited,
    nox would kill them and the cells in them after 2 s.
    """
    if "--parallel-worker" in arguments:
        lifeline.hold()
        return
    for signum in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, _pass_on)


def _interrupt(signum: int, _frame: FrameType | None) -> None:
    # Once: what cleans up must not be interrupted by an impatient second Ctrl-C. No SIG_IGN: the
    # programs that cleanup starts would inherit it.
    for each in SIGNALS:
        signal.signal(each, lambda _signum, _frame: None)
    name = signal.Signals(signum).name
    try:
        print(f"\n{name}: cleaning up, {GRACE} s at most", flush=True)
    except OSError:  # whoever listened is gone, and cleanup must not fail for it
        nobody = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nobody, stream.fileno())
    raise InterruptedRunError(name)


def _pass_on(_signum: int, _frame: FrameType | None) -> None:
    for child in _children():
        with contextlib.suppress(ProcessLookupError):  # it ended meanwhile
            os.kill(child, signal.SIGTERM)
    raise KeyboardInterrupt


def _children() -> list[int]:
    """The processes that this one started, by what every Linux and every macOS has."""
    own = Path(f"/proc/self/task/{os.getpid()}/children")
    if own.exists():  # nox starts its sessions from its first thread
        return [int(pid) for pid in own.read_text().split()]
    listed = subprocess.run(
        ["pgrep", "-P", str(os.getpid())], capture_output=True, text=True, check=False
    ).stdout
    return [int(pid) for pid in listed.split()]
