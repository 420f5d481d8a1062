"""Two databases have the same pg_dump: definitions, rows, grants, in an order that pg_dump chooses."""

from __future__ import annotations

import difflib
import os
import subprocess
from functools import cache
from pathlib import Path

from tests.chaos import evidence
from tests.chaos.database import Database

# What differs without a difference: versions, and settings that only some servers have.
PREAMBLE = ("-- Dumped ", "SET ", "--\n", "\n")


@cache
def fixed_key(pg_dump: Path, library_path: str) -> tuple[str, ...]:
    """The option against the random key that pg_dump prints since 15.14, 16.10 and 17.6, where it is known."""
    shown = subprocess.run(
        [pg_dump, "--help"],
        env={"LD_LIBRARY_PATH": library_path},
        check=True,
        capture_output=True,
        text=True,
        timeout=30,
    )
    return ("--restrict-key=chaos",) if "--restrict-key" in shown.stdout else ()


def take(
    pg_dump: Path, environment: dict[str, str], database: Database, *options: str
) -> list[str]:
    """The lines of a dump as SQL."""
    key = fixed_key(pg_dump, environment.get("LD_LIBRARY_PATH", ""))
    dumped = subprocess.run(
        [pg_dump, *key, *options, "-d", database.conninfo],
        env={**os.environ, **environment},
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return dumped.stdout.splitlines(keepends=True)


def differences(before: list[str], after: list[str]) -> list[str]:
    """The lines that differ, with some around them; empty for equal dumps."""
    if not any(line.startswith(("CREATE ", "COPY ")) for line in before):
        return ["there is nothing in the dump to compare"]
    evidence.judged("dump")
    old, new = (
        [line for line in lines if not line.startswith(PREAMBLE)] for lines in (before, after)
    )
    return list(difflib.unified_diff(old, new, "before", "after", n=2))
