"""Print the summary in a terminal: the matrix, one verdict sentence, and what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from scripts.report import view
from scripts.report.claims import claimed
from scripts.report.failures import failures
from scripts.report.outcomes import BAD, Outcome
from scripts.report.promises import State, promises
from scripts.report.summary import Summary, Verdict
from scripts.report.text import names

STYLES = {
    Verdict.PASSED: "green",
    Verdict.PARTIAL: "cyan",
    Verdict.FLAKY: "magenta",
    Verdict.VOID: "yellow",
    Verdict.NEVER_RAN: "yellow",
    Verdict.FAILED: "bold red",
}
MOST = 30  # failures or reasons; the page has them all


def show(summary: Summary, page: Path | None, console: Console) -> None:
    """Print all of it; commands and paths stand on one line each, to be copied.

    `page` is None where it could not be written.
    """
    console.print(_matrix(summary))
    style = "bold green" if summary.green else "bold red"
    _say(console, Text(view.headline(summary), style))
    for line in _details(summary):
        _say(console, line)
    if page:
        _say(console, Text(f"\nReport: {page}"))


def _say(console: Console, line: Text) -> None:
    console.print(line, soft_wrap=True)


def _matrix(summary: Summary) -> Table:
    columns = view.columns(summary)
    table = Table(title=f"run {summary.run_id}", title_justify="left")
    table.add_column("category")
    for column in columns:
        table.add_column(Text("\n".join([column.title, *column.servers])))
    for row in view.rows(columns):
        boxes = [column.boxes.get(row) for column in columns]
        table.add_row(Text(row), *(_box(box) if box else Text("") for box in boxes))
    return table


def _box(box: view.Box) -> Text:
    failed = sum(box.counts[outcome] for outcome in BAD)
    text = Text(f"{view.SYMBOLS[box.verdict]} {box.verdict}", STYLES[box.verdict])
    counts = f"{box.counts[Outcome.PASSED]}/{failed}/{box.counts[Outcome.SKIPPED]}"
    return text.append(f"  {counts}  {view.duration(box.seconds)}", "default not bold")


def _details(summary: Summary) -> Iterator[Text]:
    yield Text("Counts are passed/failed/skipped.", "dim")
    for problem in summary.problems:
        yield Text(problem, "red")
    for warning in summary.warnings:
        yield Text(f"warning: {warning}", "yellow")
    for cell in summary.cells:
        for reason in cell.reasons:
            mark = f"{view.SYMBOLS[cell.verdict]} {cell.verdict}"
            yield Text(f"{mark} {cell.name}: {reason}", STYLES[cell.verdict])
    found = failures(summary)
    for failure in found[:MOST]:
        outcome = failure.test.outcome
        yield Text(
            f"\n{view.SYMBOLS[Verdict.FAILED]} {outcome} on {failure.where}: ", "red"
        ).append(failure.test.id, "bold")
        yield Text(f"  {failure.test.line}")
        yield Text(f"  repeat: {failure.repeat}", "cyan")
    if len(found) > MOST:
        yield Text(f"\n{len(found) - MOST} more failures are in the report.")
    for title, tests in view.changes(summary):
        if title != "new test":
            yield Text(f"\n{title} since the last run: {names(tests)}", "yellow")
    yield from _promises(summary)
    skips = view.skips(summary)
    if skips:
        yield Text("\nSkipped:")
    for tally in skips[:MOST]:
        versions = ", ".join(f"{title}: {count}" for title, count in tally.columns.items())
        yield Text(f"  {tally.total} skipped: {tally.title} ({versions})")
    if len(skips) > MOST:
        yield Text(f"  {len(skips) - MOST} more reasons are in the report.")


def _promises(summary: Summary) -> Iterator[Text]:
    """How many fared how on each version, and each that is not kept or not tested."""
    every = promises(summary.cells)
    for pg in view.majors(summary) if every else []:
        counts = Counter(promise.state(pg) for promise in every)
        shown = ", ".join(f"{counts[state]} {state}" for state in reversed(State) if counts[state])
        yield Text(f"\nPromises on PostgreSQL {pg}: {shown}")
        for promise in every:
            untested = pg in claimed(summary.cells) and promise.is_undefended(pg)
            if untested or promise.state(pg) in (State.FAILED, State.VOID):
                yield Text(f"  {promise.state(pg)}: {promise.id}: {promise.sentence}", "red")
