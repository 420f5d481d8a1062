"""How the jobs ended that a job of CI needs, and whether a change may land after them."""

from __future__ import annotations

import json
import os

from scripts.ci.github import Annotation, annotate


def results() -> dict[str, str]:
    """Return ``success``, ``failure``, ``cancelled`` or ``skipped`` by job; nothing outside CI."""
    needs = json.loads(os.environ.get("NEEDS", "{}"))
    return {name: need["result"] for name, need in needs.items()}


def main() -> int:
    """Print each job's result; 0 only if there are jobs and every one of them succeeded.

    A job that did not run proves nothing, so a skipped one is red too.
    """
    found = results()
    if not found:
        print("NEEDS names no job: this is for CI, which sets it")
        return 1
    for name, result in found.items():
        print(f"{result:9}  {name}")
    bad = {name: result for name, result in found.items() if result != "success"}
    annotate([Annotation(f"required: {name}", result) for name, result in bad.items()])
    return 1 if bad else 0
