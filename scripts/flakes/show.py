"""What the repeated runs found: a line a run, a table of the tests, and a file for programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from scripts.flakes.tally import Answers, Run
from scripts.report.view import counts_text, duration
from scripts.results import write_json


def progress(run: Run, runs: int) -> str:
    """One line when a run is over."""
    parts = [
        f"PostgreSQL {run.pg}, run {run.number} of {runs}: {counts_text(run.counts)}",
        f"{duration(run.seconds)}, seed {run.seed}, {run.way}",
        *run.reasons,
        *([f"left behind: {', '.join(run.left)}; a new server"] if run.left else []),
    ]
    return "; ".join(parts)


def show(
    runs: Sequence[Run], tests: Sequence[Answers], stopped: str | None, console: Console
) -> None:
    """Print the tests that did not always pass, and one sentence."""
    bad = [test for test in tests if test.is_bad]
    if bad:
        console.print(_table(bad))
    for test in bad:
        wrong = test.wrong[0]
        _say(console, f"\n{test.id}: {wrong.outcome}: {wrong.line}")
        _say(console, f"  repeat: {wrong.repeat}", "cyan")
    for run in runs:
        for reason in run.reasons:
            _say(console, f"PostgreSQL {run.pg}, run {run.number}: {reason}", "red")
    if stopped:
        _say(console, f"Not finished: {stopped}", "red")
    _say(console, f"\n{headline(runs, tests)}", "bold red" if bad or stopped else "bold")


def headline(runs: Sequence[Run], tests: Sequence[Answers]) -> str:
    """What was measured, in one sentence."""
    flaky = sum(test.is_flaky for test in tests)
    failed = sum(test.is_bad and not test.is_flaky for test in tests)
    void = sum(bool(run.reasons) for run in runs)
    text = f"{len(runs)} runs of {len(tests)} tests: {flaky} flaky, {failed} failed every time"
    return f"{text}, {void} runs void." if void else f"{text}."


def write(folder: Path, runs: Sequence[Run], tests: Sequence[Answers], stopped: str | None) -> Path:
    """Write ``flakes.json``: the runs, and the tests that did not always pass."""
    file = folder / "flakes.json"
    data = {
        "headline": headline(runs, tests),
        "stopped": stopped,
        "runs": [
            {
                "pg": run.pg,
                "number": run.number,
                "seed": run.seed,
                "workers": run.way.workers,
                "dist": run.way.dist,
                "seconds": round(run.seconds, 1),
                "counts": {str(outcome): number for outcome, number in run.counts.items()},
                "reasons": run.reasons,
                "left": run.left,
            }
            for run in runs
        ],
        "tests": [
            {
                "id": test.id,
                "pg": test.pg,
                "verdict": test.verdict,
                "passed": test.passed,
                "wrong": [
                    {
                        "run": wrong.run.number,
                        "seed": wrong.run.seed,
                        "outcome": str(wrong.outcome),
                        "line": wrong.line,
                        "repeat": wrong.repeat,
                    }
                    for wrong in test.wrong
                ],
            }
            for test in tests
            if test.is_bad
        ],
    }
    write_json(file, data)
    return file


def _table(tests: Sequence[Answers]) -> Table:
    table = Table(title="tests that did not always pass", title_justify="left")
    for title in ("test", "PostgreSQL", "verdict", "went wrong", "seeds"):
        table.add_column(title, overflow="fold")
    for test in tests:
        seeds = ", ".join(str(wrong.run.seed) for wrong in test.wrong)
        row = (test.id, str(test.pg), test.verdict, test.often, seeds)
        table.add_row(*(Text(field) for field in row))
    return table


def _say(console: Console, text: str, style: str = "") -> None:
    console.print(Text(text, style), soft_wrap=True)
