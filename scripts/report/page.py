"""Write the summary as one HTML page that needs no other file and no other host."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, StrictUndefined

from scripts.report import plots, serverlog, view
from scripts.report.claims import claimed
from scripts.report.failures import Failure, causes, failures
from scripts.report.fingerprints import differences
from scripts.report.outcomes import Outcome
from scripts.report.promises import promises
from scripts.report.read import Evidence
from scripts.report.summary import CellResult, Summary
from scripts.report.text import clean
from scripts.results import RecordError, read_json

HTML = Path(__file__).with_name("html")
LINKS = {"report.html": "tests", "output.log": "output", "server.log": "server log"}
TAIL = 4000  # bytes of output.log shown for a cell that is not whole
MOST_TRACEBACKS = 300  # of failures; beyond, their error line and command are enough
MOST_LISTED = 200  # tests in a plain list; the table of tests has all


@dataclass(frozen=True)
class Link:
    """A file of a cell, as seen from the summary's folder."""

    title: str
    href: str


def page(summary: Summary) -> str:
    """The page as text."""
    shown = view.columns(summary)
    started, seconds = view.span(summary)
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["duration"] = view.duration
    environment.filters["counts"] = view.counts_text
    template = environment.from_string((HTML / "page.html.j2").read_text(encoding="utf-8"))
    js = (HTML / "page.js").read_text(encoding="utf-8")
    return template.render(
        css=(HTML / "page.css").read_text(encoding="utf-8"),
        js=js,
        # Only this script runs, whatever markup a test's output brings along.
        script_hash=f"sha256-{base64.b64encode(hashlib.sha256(js.encode()).digest()).decode()}",
        data=_data(summary, [column.title for column in shown], view.rows(shown)),
        outcomes=list(Outcome),
        summary=summary,
        headline=view.headline(summary),
        symbols=view.SYMBOLS,
        columns=shown,
        rows=view.rows(shown),
        titles=[column.title for column in shown],
        causes=causes(failures(summary)),
        most_tracebacks=MOST_TRACEBACKS,
        most_listed=MOST_LISTED,
        server_log=_server_log,
        voids=view.tests_of(summary, Outcome.VOID),
        flaky=view.tests_of(summary, Outcome.FLAKY),
        known=view.tests_of(summary, Outcome.XFAILED),
        changes=view.changes(summary),
        gates_failed=view.closed_gates(summary),
        trends=plots.trends(summary.past),
        durations=plots.durations(summary),
        incomplete=[cell for cell in summary.cells if cell.reasons],
        skips=view.skips(summary),
        promises=promises(summary.cells),
        majors=view.majors(summary),
        claimed=claimed(summary.cells),
        differences=differences(summary.cells),
        slowest=view.slowest(summary),
        facts=_facts(summary, started, seconds),
        has_regression_page=(summary.folder / "regress" / "index.html").is_file(),
        anchor=_anchor,
        links=_links,
        tail=_tail,
    )


def branch_coverage(run: Path) -> str:
    """How much of the machinery its tests cover; nothing when that was not measured."""
    file = run / "coverage.json"
    if not file.exists():
        return ""
    try:
        totals = read_json(file)["totals"]
        covered = 100.0 * totals["covered_branches"] / totals["num_branches"]
    except (RecordError, KeyError, TypeError, ZeroDivisionError):
        return f"{file.name} cannot be read"
    return f"{covered:.1f} % of branches covered by tests"


def _data(summary: Summary, titles: Sequence[str], rows: Sequence[str]) -> str:
    """Every result for the page's script, as JSON that cannot end the element it stands in."""
    column = {title: place for place, title in enumerate(titles)}
    category = {row: place for place, row in enumerate(rows)}
    outcome = {each: place for place, each in enumerate(Outcome)}
    tests: dict[str, int] = {}
    results = [
        [
            tests.setdefault(test.id, len(tests)),
            column[view.column_title(cell)],
            category[row],
            outcome[test.outcome],
            round(test.seconds, 2),
            test.line,
        ]
        for cell in summary.cells
        for row, group in view.by_row(cell).items()
        for test in group
    ]
    data = {
        "tests": list(tests),
        "columns": titles,
        "categories": rows,
        "outcomes": list(Outcome),
        "rows": results,
    }
    text = json.dumps(data, separators=(",", ":"))
    return text.replace("<", r"\u003c").replace(">", r"\u003e").replace("&", r"\u0026")


def _server_log(failure: Failure) -> str:
    """What the server of the first cell said during the test."""
    return next(
        filter(None, (serverlog.excerpt(p.folder, failure.test) for p in failure.parts)), ""
    )


def _facts(summary: Summary, started: str, seconds: float | None) -> list[tuple[str, str]]:
    records = [record for cell in summary.cells for record in cell.records]
    versions = view.versions(summary)
    scripts = _distinct([record.pggit for record in records if record.pggit])
    facts = [
        ("run", summary.run_id),
        ("started", f"{started[:19].replace('T', ' ')} UTC" if started else ""),
        ("took", view.duration(seconds)),
        ("tests", view.counts_text(summary.counts)),
        ("seed", _distinct([str(record.seed) for record in records])),
        ("suite", versions["suite"]),
        ("pggit", "; ".join(filter(None, (versions["pggit"], scripts)))),
        ("machinery", branch_coverage(summary.folder)),
    ]
    return [(title, text) for title, text in facts if text]


def _distinct(texts: Sequence[str]) -> str:
    return "; ".join(dict.fromkeys(clean(text) for text in texts))


def _anchor(cell: CellResult) -> str:
    shard = f"-{cell.planned.shard}" if cell.planned.shard else ""
    return f"cell-{cell.cell.slug}{shard.replace('/', 'of')}{'-partial' * cell.planned.partial}"


def _links(part: Evidence) -> list[Link]:
    base = f"../cells/{quote(part.folder.name)}"
    there = [name for name in LINKS if (part.folder / name).is_file()]
    return [Link(LINKS[name], f"{base}/{name}") for name in there]


def _tail(part: Evidence) -> str:
    """The end of what the cell printed, from a line's start."""
    try:
        with (part.folder / "output.log").open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - TAIL))
            text = clean(file.read().decode(errors="replace"))
    except OSError:
        return ""
    return text if size <= TAIL else text.partition("\n")[2]
