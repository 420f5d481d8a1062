"""The summary for programs, as ``summary.json``.

run_id    the run
verdict   "green" or "red"
headline  the verdict in one sentence
partial   whether any cell was narrowed by hand
interrupted  null, or how far a run came that was told to end
problems  what makes the run red besides its cells, such as a missing plan
warnings  left-overs of other runs, and a history that is damaged
cells     one object a planned cell: name, slug, tier, python, pg, category, verdict,
          reasons, counts (outcome -> number of tests), seconds (wall time, or null)
failures  one object a test and error: id, outcome, line, cells (names), repeat (command)
promises  one object a promise: id, sentence, states (major version -> passed, failed, void,
          skipped or no test)
fingerprints  the objects whose hash differs between versions, a sentence each
gates     one object a gate of pyproject.toml: name, holds (null: nothing to judge), text
decided   names of the gates that made the run red by more than its red cells
changes   null, or what is not as in the last run of the same kind: since (its id), and lists of
          test ids: failing, fixed, removed, added
versions  of the suite and of pggit; CHANGELOG.md says what each covers
"""

from __future__ import annotations

from dataclasses import asdict

from scripts.report import view
from scripts.report.failures import failures
from scripts.report.fingerprints import differences
from scripts.report.promises import promises
from scripts.report.summary import CellResult, Summary


def machine(summary: Summary) -> dict[str, object]:
    """What ``summary.json`` holds."""
    return {
        "run_id": summary.run_id,
        "verdict": "green" if summary.green else "red",
        "headline": view.headline(summary),
        "partial": any(cell.planned.partial for cell in summary.cells),
        "interrupted": summary.interrupted,
        "problems": list(summary.problems),
        "warnings": list(summary.warnings),
        "cells": [_cell(cell) for cell in summary.cells],
        "failures": [
            {
                "id": failure.test.id,
                "outcome": str(failure.test.outcome),
                "line": failure.test.line,
                "cells": [cell.name for cell in failure.cells],
                "repeat": failure.repeat,
            }
            for failure in failures(summary)
        ],
        "promises": [
            {
                "id": promise.id,
                "sentence": promise.sentence,
                "states": {str(pg): str(promise.state(pg)) for pg in view.majors(summary)},
            }
            for promise in promises(summary.cells)
        ],
        "fingerprints": [str(difference) for difference in differences(summary.cells)],
        "gates": [asdict(gate) for gate in summary.gates],
        "decided": [gate.name for gate in view.closed_gates(summary)],
        "changes": asdict(summary.changes) if summary.changes else None,
        "versions": view.versions(summary),
    }


def _cell(cell: CellResult) -> dict[str, object]:
    return {
        "name": cell.name,
        "slug": cell.cell.slug,
        "tier": cell.cell.tier,
        "python": cell.cell.python,
        "pg": cell.cell.pg,
        "category": cell.cell.category,
        "verdict": str(cell.verdict),
        "reasons": list(cell.reasons),
        "counts": {str(outcome): number for outcome, number in cell.counts.items()},
        "seconds": cell.seconds,
    }
