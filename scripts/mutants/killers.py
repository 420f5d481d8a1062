"""Which test noticed each mutant the last time, so that it runs first the next time.

A file beside the mutants, kept by the runner and committed: it only saves time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from scripts import results
from scripts.mutants.verdict import Result, Verdict

FILE = "killers.json"


def read(folder: Path) -> dict[str, str]:
    """The test of each mutant."""
    path = folder / FILE
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def write(folder: Path, ended: Iterable[Result], names: Iterable[str]) -> None:
    """Note who killed what, and forget the mutants that are no longer there."""
    before = read(folder)
    after = before | {
        result.mutant.name: result.test
        for result in ended
        if result.verdict is Verdict.KILLED and result.test is not None
    }
    known = set(names)
    kept: Mapping[str, str] = {name: after[name] for name in sorted(after) if name in known}
    if kept != before:
        results.write_json(folder / FILE, kept)
