"""What a cell shows where it runs, as it depends on who looks.

a terminal          all that pytest says, as it comes
nox -j in one       a line for nox's own board, which shows the last line of each session
a log               nothing until the result: then its line, and the output if it is bad

Parallel sessions have no terminal of their own, and what they print is shown when they end.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from scripts import history, plan
from scripts.board import text
from scripts.board.progress import Progress
from scripts.report.summary import CellResult
from scripts.report.text import unheeded

EVERY = 1.0  # seconds between two lines: nox keeps all of them until the session ends
# Without line breaks where the terminal is too narrow, and gone when the session's output is shown.
NO_WRAP, WRAP, CLEAR = "\x1b[?7l", "\x1b[?7h", "\x1b[K"


def is_watched() -> bool:
    """Whether a person sees what we print as it comes."""
    return sys.stdout.isatty() and not os.environ.get("CI")


def shower(name: str, folder: Path) -> Callable[[bytes], None]:
    """What is to be called again and again with what pytest has said since."""
    if is_watched():
        return _pass_on
    if os.environ.get(plan.BOARD):
        return _Preview(name, folder).look
    return lambda _said: None


def tell(result: CellResult, folder: Path) -> None:
    """Say how the cell ended, with what nobody has seen yet of one that is not green."""
    print(unheeded(text.told(result)), flush=True)
    if not result.verdict.green and not is_watched():
        print(text.folded(f"{result.name}: output", folder / "output.log"), flush=True)


def _pass_on(said: bytes) -> None:
    sys.stdout.buffer.write(said)
    sys.stdout.flush()


class _Preview:
    """Prints the cell's status, each time over the last one."""

    def __init__(self, name: str, folder: Path) -> None:
        self.progress = Progress(folder / "progress.jsonl")
        self.typical = history.typical_seconds().get(name)
        self.started = self.looked = time.monotonic()
        self.shown = ""

    def look(self, _said: bytes) -> None:
        """Print the status once in a while, if it is another one."""
        if time.monotonic() - self.looked < EVERY:
            return
        self.looked = time.monotonic()
        self.progress.look()
        status = text.status(self.progress, self.typical, self.looked - self.started)
        if status != self.shown:
            # Nox sees a line when something follows its \r.
            print(f"{NO_WRAP}{status}\r{CLEAR}{WRAP}", end="", flush=True)
        self.shown = status
