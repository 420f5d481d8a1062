"""The board in a terminal: one line a cell, those at work on top, as many as there is room for."""

from __future__ import annotations

from collections import Counter

from rich.console import Group
from rich.table import Table
from rich.text import Text

from scripts.board import text
from scripts.board.run import Board, Watched
from scripts.report import view
from scripts.report.outcomes import BAD
from scripts.report.summary import CellResult
from scripts.report.terminal import STYLES


def board(shown: Board) -> Group:
    """The whole board, and a line that sums it up."""
    table = Table(box=None, show_header=False, padding=(0, 1))
    for column in ("mark", "cell", "tests", "failed", "time"):
        table.add_column(column, no_wrap=True, overflow="ellipsis")
    table.add_column("test", no_wrap=True, overflow="ellipsis", ratio=1)
    for cell in sorted(shown.cells.values(), key=_rank):
        table.add_row(*_row(cell, shown))
    return Group(Text(headline(shown), "bold"), table)


def headline(shown: Board) -> str:
    """How many cells are where, and how long it is going to take."""
    ended = Counter(str(cell.result.verdict) for cell in shown.cells.values() if cell.result)
    at_work, over = len(shown.at_work), ended.total()
    queued = len(shown.cells) - at_work - over
    rest = "never ran" if shown.has_ended else "queued"
    counts = [(at_work, "at work"), *((ended[word], word) for word in ended), (queued, rest)]
    parts = [f"{number} {word}" for number, word in counts if number]
    if shown.seconds_left is not None:
        parts.append(f"about {text.rough(shown.seconds_left)} left")
    return f"run {shown.run.name}: {', '.join(parts) or 'no cells are planned'}"


def _rank(cell: Watched) -> int:
    """At work, bad, good, queued: what there is no room for is queued first of all."""
    if cell.result is None:
        return 0 if cell.is_at_work else 3
    return 2 if cell.result.verdict.green else 1


def _row(cell: Watched, shown: Board) -> list[Text]:
    if cell.result is not None:
        return _result(cell.result)
    if not cell.is_at_work:
        waits = "never ran" if shown.has_ended else "queued"
        return [Text("·"), Text(cell.planned.name, "dim"), Text(waits, "dim")]
    typical, progress = shown.typical.get(cell.planned.cell.name), cell.progress
    tests = f"{len(progress.ended)} of {progress.planned}" if progress.planned else "starting"
    return [
        Text("▸", "blue"),
        Text(cell.planned.name, "bold"),
        Text(tests),
        _failed(len(progress.failed)),
        Text(text.time_left(typical, cell.elapsed) if typical else text.rough(cell.elapsed)),
        Text(text.current(progress), "dim"),
    ]


def _result(result: CellResult) -> list[Text]:
    style = STYLES[result.verdict]
    return [
        Text(view.SYMBOLS[result.verdict], style),
        Text(result.name),
        Text(str(result.verdict), style),
        _failed(sum(result.counts[outcome] for outcome in BAD)),
        Text(view.duration(result.seconds)),
        Text("; ".join(result.reasons), "dim"),
    ]


def _failed(number: int) -> Text:
    return Text(f"{number} failed" if number else "", "red")
