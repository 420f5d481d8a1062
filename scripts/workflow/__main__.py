"""Runs a workflow file's jobs on this machine.

python -m scripts.workflow .github/workflows/chaos-tests.yml --input category=resource
python -m scripts.workflow FILE --job full --only "pg=16, category=resource"
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts import command, interrupt, lifeline, plan
from scripts.interrupt import InterruptedRunError
from scripts.workflow.expressions import UnknownExpressionError
from scripts.workflow.model import WorkflowError, load
from scripts.workflow.run import LocalRun


def main(arguments: Sequence[str]) -> int:
    """Run the jobs; 0 if all of them passed."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.workflow",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, help="such as .github/workflows/chaos-tests.yml")
    parser.add_argument(
        "--input",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="of a dispatch; without any, the jobs run as on a push",
    )
    parser.add_argument(
        "--job",
        action="append",
        default=[],
        metavar="NAME",
        help="only this job, and those whose outputs it reads; others count as passed",
    )
    parser.add_argument(
        "--only", default="", metavar="TEXT", help="of a matrix: this job, or those with this in it"
    )
    options = parser.parse_args(arguments)
    interrupt.listen()
    lifeline.hold()
    try:
        workflow = load(options.file)
        inputs = workflow.chosen(dict(pair(text) for text in options.input))
        jobs = workflow.selected(options.job)
        folder = plan.begin() / "workflow"
        shutil.rmtree(folder, ignore_errors=True)
        print(f"{workflow.name}: logs, pages and artifacts in {folder}", flush=True)
        return 0 if LocalRun(workflow, folder, inputs, options.only).run(jobs) else 1
    except (WorkflowError, UnknownExpressionError) as error:
        print(f"workflow: {error}", file=sys.stderr)
        return 2
    except InterruptedRunError as interrupted:
        print(f"workflow: interrupted by {interrupted}", file=sys.stderr)
        return 1


def pair(text: str) -> tuple[str, str]:
    """The name and the value of an input."""
    name, equals, value = text.partition("=")
    if not equals:
        raise WorkflowError(f"--input wants NAME=VALUE, not {text!r}")
    return name, value


if __name__ == "__main__":
    command.run(lambda: main(sys.argv[1:]))
