"""Show a run's summary where CI shows it: on the job's page, and as annotations of what is red."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from scripts import plan
from scripts.ci.github import Annotation, add_to_page, annotate
from scripts.report.summary import Verdict
from scripts.report.text import names, unheeded
from scripts.results import RecordError, read_json


def main() -> int:
    """Announce the run; what is missing is announced as well. The report decides on the colour."""
    folder = plan.run_folder() / "summary"
    try:
        summary = read_json(folder / "summary.json")
        page = (folder / "summary.md").read_text(encoding="utf-8")
    except (RecordError, OSError) as error:
        text = f"There is no summary of run {folder.parent.name}: {error}"
        add_to_page(f"## {text}\n")
        annotate([Annotation("no summary", text)])
        return 1
    add_to_page(page)
    annotate(errors(summary))
    print(unheeded(summary["headline"]))
    return 0


def errors(summary: dict[str, Any]) -> list[Annotation]:
    """What is red: the run itself and its gates, cells without a whole result, tests."""
    found = [Annotation("the run", problem) for problem in summary["problems"]]
    found += [Annotation(f"gate {gate['name']}", gate["text"]) for gate in closed_gates(summary)]
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for cell in summary["cells"]:
        if not Verdict(cell["verdict"]).green:
            for reason in cell["reasons"]:
                alike[cell["verdict"], reason].append(cell["name"])
    # Where no cell ran, one line says so for all of them.
    found += [
        Annotation(f"{verdict}: {names(cells)}", reason)
        for (verdict, reason), cells in alike.items()
    ]
    return found + [
        Annotation(
            f"{failure['outcome']}: {failure['id']}",
            f"{failure['line']}\non {names(failure['cells'])}\nrepeat: {failure['repeat']}",
            failure["id"].partition("::")[0],
        )
        for failure in summary["failures"]
    ]


def closed_gates(summary: dict[str, Any]) -> list[dict[str, Any]]:
    """The gates that made the run red by more than its red cells."""
    return [gate for gate in summary["gates"] if gate["name"] in summary["decided"]]
