"""Write the summary as Markdown for a CI job's page, failures first, small enough to be shown."""

from __future__ import annotations

import html
import re

from scripts.report import view
from scripts.report.failures import Failure, failures
from scripts.report.outcomes import BAD, Outcome
from scripts.report.promises import promises
from scripts.report.summary import Summary
from scripts.report.text import clip

MOST = 900 * 1024  # bytes: GitHub drops a step summary over 1 MiB in silence
MOST_LINES = 200  # of cells without a result, of reasons for skips
SPECIAL = re.compile(r"([\\`*_{}\[\]#|~])")


def markdown(summary: Summary, most: int = MOST) -> str:
    """The whole summary in less than `most` bytes; failures that do not fit are counted."""
    head = f"## {escape(view.headline(summary))}\n\n"
    parts = (_incomplete, _gates, _matrix, _changes, _promises, _skips, _about)
    rest = "".join(part(summary) for part in parts)
    told = [_failure(failure) for failure in failures(summary)]
    # The last 200 bytes are for the line that says what was cut.
    room = most - 200 - len((head + rest).encode())
    shown = 0
    for text in told:
        room -= len(text.encode())
        if room < 0:
            break
        shown += 1
    lost = f"{len(told) - shown} of {len(told)} failures"
    cut = f"*{lost} are cut here: index.html has all.*\n\n"
    return "".join(
        [
            head,
            "### Failures\n\n" if told else "",
            *told[:shown],
            cut if shown < len(told) else "",
            rest,
        ]
    )


def escape(text: str) -> str:
    """`text` on one line, with nothing in it that Markdown or HTML would read as markup.

    A space without width behind each @: GitHub would tell the person whose name follows.
    """
    flat = " ".join(text.split()).replace("@", "@\u200b")
    return SPECIAL.sub(r"\\\1", html.escape(flat, quote=False))


def fenced(text: str, language: str = "text") -> str:
    """`text` as a code block, with a fence longer than any within."""
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}\n"


def _failure(failure: Failure) -> str:
    test = failure.test
    return (
        f"**{test.outcome}** on {escape(failure.where)}: {escape(test.id)}\n\n"
        f"{fenced(failure.repeat, 'sh')}\n"
        f"<details><summary>{html.escape(test.line) or 'no message'}</summary>\n\n"
        f"{fenced(clip(test.text, 4000))}\n</details>\n\n"
    )


def _incomplete(summary: Summary) -> str:
    lines = [f"- {escape(text)}\n" for text in (*summary.problems, *summary.warnings)]
    for cell in summary.cells:
        mark = f"{cell.verdict} {escape(cell.name)}"
        lines += [f"- {mark}: {escape(clip(why, 800))}\n" for why in cell.reasons]
    return "### Without a complete result\n\n" + _limited(lines) if lines else ""


def _gates(summary: Summary) -> str:
    lines = [f"- **{escape(g.name)}**: {escape(g.text)}\n" for g in view.closed_gates(summary)]
    return "### Gates that do not hold\n\n" + _limited(lines) if lines else ""


def _changes(summary: Summary) -> str:
    lines = [
        f"- {title}: {escape(test)}\n"
        for title, tests in view.changes(summary)
        if title != "new test"  # they are many, and harm nobody
        for test in tests
    ]
    return "### Changed since the last run\n\n" + _limited(lines) if lines else ""


def _matrix(summary: Summary) -> str:
    columns = view.columns(summary)
    titles = ["<br>".join(map(escape, [column.title, *column.servers])) for column in columns]
    lines = [_row(["category", *titles]), _row(["---"] * (len(columns) + 1))]
    for row in view.rows(columns):
        boxes = [column.boxes.get(row) for column in columns]
        lines.append(_row([escape(row), *(_box(box) if box else "" for box in boxes)]))
    return "### Matrix\n\n" + "".join(lines) + "\nCounts are passed / failed / skipped.\n\n"


def _box(box: view.Box) -> str:
    failed = sum(box.counts[outcome] for outcome in BAD)
    counts = f"{box.counts[Outcome.PASSED]} / {failed} / {box.counts[Outcome.SKIPPED]}"
    time = view.duration(box.seconds)
    return f"{view.SYMBOLS[box.verdict]} {box.verdict}<br>{counts}<br>{time}"


def _promises(summary: Summary) -> str:
    """All promises, folded up: they are many, and mostly kept."""
    majors, every = view.majors(summary), promises(summary.cells)
    if not every:
        return ""
    lines = [
        _row(["promise", *(f"PostgreSQL {pg}" for pg in majors)]),
        _row(["---"] * (len(majors) + 1)),
    ]
    for promise in every:
        title = escape(f"{promise.id}: {promise.sentence}")
        states = (f"{promise.state(pg)} {promise.counts(pg)}".strip() for pg in majors)
        lines.append(_row([title, *states]))
    return f"<details><summary>Promises</summary>\n\n{''.join(lines)}\n</details>\n\n"


def _skips(summary: Summary) -> str:
    lines = []
    for tally in view.skips(summary):
        versions = ", ".join(f"{title}: {count}" for title, count in tally.columns.items())
        lines.append(f"- {tally.total} skipped: {escape(tally.title)} ({escape(versions)})\n")
    return "### Skipped\n\n" + _limited(lines) if lines else ""


def _about(summary: Summary) -> str:
    started, seconds = view.span(summary)
    return f"Run {escape(summary.run_id)}, started {escape(started)}, {view.duration(seconds)}\n"


def _limited(lines: list[str]) -> str:
    shown = "".join(lines[:MOST_LINES])
    more = len(lines) - MOST_LINES
    return shown + (f"- *{more} more are cut here: index.html has all.*\n\n" if more > 0 else "\n")


def _row(fields: list[str]) -> str:
    return f"| {' | '.join(fields)} |\n"
