"""The verdicts as tables in a terminal, and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from scripts.mutants.verdict import Result, Verdict

STYLES = {
    Verdict.KILLED: "green",
    Verdict.SURVIVED: "bold red",
    Verdict.VOID: "yellow",
    Verdict.EQUIVALENT: "dim",
}


def show(results: Sequence[Result], complaints: Sequence[str], console: Console) -> None:
    """Print what survived and why it matters, and who killed the others."""
    table = Table("promises", *Verdict, title="mutants", title_justify="left")
    for section in sorted({result.mutant.section for result in results}):
        counts = Counter(r.verdict for r in results if r.mutant.section == section)
        table.add_row(section, *(_number(counts[verdict], verdict) for verdict in Verdict))
    total = Counter(result.verdict for result in results)
    table.add_section()
    table.add_row("all", *(_number(total[verdict], verdict) for verdict in Verdict))
    console.print(table)

    killers = Counter(result.category for result in results if result.verdict is Verdict.KILLED)
    told = ", ".join(f"{category} {count}" for category, count in killers.most_common())
    console.print(Text(f"Killed by tests of: {told or 'none'}"), soft_wrap=True)
    for verdict in (Verdict.EQUIVALENT, Verdict.VOID, Verdict.SURVIVED):
        for result in results:
            if result.verdict is verdict:
                promise = f" ({result.mutant.promise})" if result.mutant.promise else ""
                text = f"{verdict}: {result.mutant.name}{promise}: {result.line}"
                console.print(Text(text, STYLES[verdict]), soft_wrap=True)
    for complaint in complaints:
        console.print(Text(complaint, "bold red"), soft_wrap=True)


def as_json(
    results: Sequence[Result], complaints: Sequence[str], only: Sequence[str] | None
) -> dict[str, Any]:
    """All of it, for programs; `only`: what it was narrowed to, or null."""
    return {
        "only": only,
        "counts": {v: sum(result.verdict is v for result in results) for v in Verdict},
        "complaints": list(complaints),
        "mutants": [
            {
                "name": result.mutant.name,
                "promise": result.mutant.promise,
                "why": result.mutant.why,
                **{key: value for key, value in asdict(result).items() if key != "mutant"},
            }
            for result in results
        ],
    }


def _number(count: int, verdict: Verdict) -> Text:
    return Text(str(count) if count else "", STYLES[verdict], justify="right")
