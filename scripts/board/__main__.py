"""Follow a run to its end: a board in a terminal, in a log a line when a cell starts and ends.

python -m scripts.board [--run ID]

Only looks: it reads what the cells write, and Ctrl-C ends the board alone. The exit code is 0, or 2
where there is no run.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.live import Live

from scripts import command, history, results
from scripts.board import here, live
from scripts.board.run import Board
from scripts.results import Plan, RecordError

SHOWN, NOTHING = 0, 2
EVERY = 0.5  # seconds between two looks


def main(arguments: Sequence[str] | None = None) -> int:
    """Show the run that was named, or the one that was started last."""
    parser = argparse.ArgumentParser(prog="python -m scripts.board", description=__doc__)
    parser.add_argument("--run", help="run id; else the run that was started last")
    named = parser.parse_args(arguments).run
    run = results.RESULTS / named if named else None
    try:
        run = run or newest()
        if run is None:
            raise RecordError(f"no run has been started in {results.RESULTS}")
        if not run.is_dir():
            raise RecordError(f"there is no {run}")
        board = Board(run, history.typical_seconds())
        board.look()
        show_live(board) if here.is_watched() else show_lines(board)
    except RecordError as error:  # from the start on, or since somebody removed the run
        print(f"Nothing to show: {error}. Runs of cells have a board.", file=sys.stderr)
        return NOTHING
    except KeyboardInterrupt:
        print(f"The run goes on: python -m scripts.board{f' --run {run.name}' if run else ''}")
    return SHOWN


def newest() -> Path | None:
    """The run of cells that was planned last. By time, not by name: CI names its runs itself."""
    plans = results.RESULTS.glob("*/plan.json")
    for path in sorted(plans, key=lambda path: path.stat().st_mtime_ns, reverse=True):
        if Plan.read(path.parent).entries:
            return path.parent
    return None


def show_live(board: Board) -> None:
    """Redraw the board in place; what stands there in the end is all of it."""
    console = Console(highlight=False)
    with Live(console=console, auto_refresh=False, transient=True) as drawn:
        follow(board, lambda: drawn.update(live.board(board), refresh=True))
    console.print(live.board(board))


def show_lines(board: Board) -> None:
    """A line for each cell that starts, and its result with the output of what is not green."""
    said = set[str]()

    def say_news() -> None:
        for cell in board.cells.values():
            name = cell.planned.name
            if cell.is_at_work and name not in said:
                print(f"{name}: started", flush=True)
                said.add(name)
            if cell.result is not None and f"{name} ended" not in said:
                here.tell(cell.result, cell.folder)
                said.add(f"{name} ended")

    follow(board, say_news)
    print(live.headline(board))


def follow(board: Board, show: Callable[[], None]) -> None:
    """Look and show until the run has ended."""
    while True:
        show()
        if board.has_ended:
            return
        time.sleep(EVERY)
        board.look()


if __name__ == "__main__":
    command.run(main)
