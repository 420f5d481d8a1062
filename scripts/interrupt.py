"""Ctrl-C and its like as one exception, raised once, so that all cleanup runs to its end."""

from __future__ import annotations

import signal
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE = 20  # seconds that pytest has to clean up after it was asked to end


class InterruptedRunError(BaseException):
    """The runner was told to end (Ctrl-C, SIGTERM, its own runner gone)."""


def listen() -> None:
    """From now on, raise `InterruptedRunError` where this process is told to end."""
    for signum in SIGNALS:
        signal.signal(signum, _interrupt)


def _interrupt(signum: int, _frame: FrameType | None) -> None:
    # Once: what cleans up must not be interrupted by an impatient second Ctrl-C.
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    print(f"\n{signal.Signals(signum).name}: cleaning up, {GRACE} s at most", flush=True)
    raise InterruptedRunError(signal.Signals(signum).name)
