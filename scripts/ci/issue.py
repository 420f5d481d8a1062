"""Open one issue about a red week, or add to the open one about the same findings.

Two weeks are about the same when the same tests, cells and mutants went wrong, whatever the seed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts import plan
from scripts.ci import needs
from scripts.ci.announce import closed_gates
from scripts.report.markdown import escape, fenced
from scripts.report.summary import Verdict
from scripts.report.text import clip, first_line, names
from scripts.results import RecordError, read_json, seed_of

MOST = 60_000  # characters of an issue, of which GitHub takes 65 536
SECONDS = 60  # for one call of gh
CHECK = "check"  # the job that leaves no results in the run: its own log has them


@dataclass(frozen=True)
class Finding:
    """One thing that went wrong. `key` is the same each time that it does."""

    key: str
    text: str
    repeat: str = ""

    def __str__(self) -> str:
        command = f"\n{fenced(self.repeat, 'sh')}" if self.repeat else ""
        return f"**{escape(self.key)}**: {escape(clip(self.text, 1000))}\n{command}\n"


def main() -> int:
    """Tell GitHub what went wrong, by its program gh; with nothing wrong, do nothing."""
    run = plan.run_folder()
    jobs = needs.results()
    bad_jobs = {name: result for name, result in jobs.items() if result != "success"}
    if not bad_jobs:
        print("Nothing went wrong: no issue")
        return 0
    found = findings(run)
    found += [
        Finding(f"job {name}", result)
        for name, result in bad_jobs.items()
        if name == CHECK or not found
    ]
    mark = fingerprint(found)
    text = body(found, bad_jobs, run.name)
    if not os.environ.get("GH_TOKEN"):
        # Never with the login of whoever runs this by hand.
        print(
            f"Without GH_TOKEN no issue is opened. It would say:\n\n{title(found, mark)}\n\n{text}"
        )
        return 0
    try:
        return tell(found, mark, text)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        said = getattr(error, "stderr", None) or str(error)
        print(f"gh could not open or find the issue: {said}\n\n{text}", file=sys.stderr)
        return 1


def tell(found: Sequence[Finding], mark: str, text: str) -> int:
    """Comment on the open issue that has this mark in its title, or open one."""
    listed = gh("issue", "list", "--state=open", "--limit=1000", "--json=number,title")
    same = [issue["number"] for issue in json.loads(listed) if f"[{mark}]" in issue["title"]]
    if same:
        number = str(min(same))
        print(gh("issue", "comment", number, "--body-file=-", said=text).strip())
        print(f"Added to issue {number}, which is about the same findings")
    else:
        named = f"--title={title(found, mark)}"
        print(gh("issue", "create", named, "--body-file=-", said=text).strip())
    return 0


def findings(run: Path) -> list[Finding]:
    """What went wrong in the cells, in repeated runs and with mutants; a job may have left none."""
    found: list[Finding] = []
    for name, read in (
        ("summary/summary.json", _of_cells),
        ("flakes/flakes.json", _of_flakes),
        ("mutants/mutants.json", _of_mutants),
    ):
        try:
            found += read(read_json(run / name))
        except RecordError as error:
            print(f"{error}: its job left no findings", file=sys.stderr)
    return found


def fingerprint(found: Sequence[Finding]) -> str:
    """Twelve digits that tell these findings from others."""
    keys = "\n".join(sorted({finding.key for finding in found}))
    return hashlib.sha256(keys.encode()).hexdigest()[:12]


def title(found: Sequence[Finding], mark: str) -> str:
    """The issue's title, with the mark by which the next week finds it."""
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return f"Weekly chaos: {first_line(found[0].key, 120)}{more} [{mark}]"


def body(found: Sequence[Finding], bad_jobs: dict[str, str], run_id: str) -> str:
    """Seeds, commands and the way to the run's page, in less than an issue may hold."""
    jobs = ", ".join(f"{name} ({result})" for name, result in bad_jobs.items())
    at = [os.environ.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "RUN_ID")]
    page = f"{at[0]}/{at[1]}/actions/runs/{at[2]}"
    head = f"Run [{run_id}]({page}), seed {seed_of(run_id)}. Jobs: {jobs}.\n\n"
    room = MOST - len(head)
    shown = []
    for finding in found:
        room -= len(str(finding))
        if room < 0:
            break
        shown.append(str(finding))
    lost = len(found) - len(shown)
    return head + "".join(shown) + (f"*{lost} more are on the run's page.*\n" if lost else "")


def gh(*arguments: str, said: str = "") -> str:
    """What gh prints; CalledProcessError with its words when it fails."""
    return subprocess.run(
        ["gh", *arguments],
        input=said,
        capture_output=True,
        text=True,
        check=True,
        timeout=SECONDS,
    ).stdout


def _of_cells(summary: dict[str, Any]) -> list[Finding]:
    found = [_without_numbers("the run", problem) for problem in summary["problems"]]
    found += [Finding(f"gate {gate['name']}", gate["text"]) for gate in closed_gates(summary)]
    for cell in summary["cells"]:
        if not Verdict(cell["verdict"]).green:
            found += [
                Finding(f"{cell['verdict']}: {cell['name']}", reason) for reason in cell["reasons"]
            ]
    for failure in summary["failures"]:
        text = f"{failure['line']} (on {names(failure['cells'])})"
        found.append(Finding(f"{failure['outcome']}: {failure['id']}", text, failure["repeat"]))
    return found


def _of_flakes(flakes: dict[str, Any]) -> list[Finding]:
    found = []
    for test in flakes["tests"]:
        wrong = test["wrong"][0]
        seeds = ", ".join(str(each["seed"]) for each in test["wrong"])
        text = f"{wrong['outcome']} {len(test['wrong'])} times, with seeds {seeds}: {wrong['line']}"
        found.append(
            Finding(f"{test['verdict']} when repeated: {test['id']}", text, wrong["repeat"])
        )
    return found


def _of_mutants(mutants: dict[str, Any]) -> list[Finding]:
    bad = [each for each in mutants["mutants"] if each["verdict"] in ("survived", "void")]
    found = [_without_numbers("mutants", complaint) for complaint in mutants["complaints"]]
    return found + [
        Finding(
            f"mutant {each['verdict']}: {each['name']}",
            each["line"] or each["why"] or "no test noticed it",
            f"nox -s mutants -- --only {each['name']}",
        )
        for each in bad
    ]


def _without_numbers(where: str, text: str) -> Finding:
    """A finding known by its words: seconds and counts are others each week."""
    return Finding(f"{where}: {re.sub(r'[0-9][0-9.,]*', 'N', text)}", text)
