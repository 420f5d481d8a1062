"""The commits of a branch are one line, and every acknowledged one is in it exactly once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from tests.chaos import evidence
from tests.chaos.database import Database

Commit = tuple[str, str | None]  # id, parent's id


def read(database: Database, branch: str) -> list[Commit]:
    """All commits from a branch's head to its first, newest first, and each one's parent."""
    return database.sql("select hash, parent_commit_hash from pggit.log(%s, 1000000)", branch)


def judge(line: Sequence[Commit], acknowledged: Sequence[str]) -> list[str]:
    """What is wrong: a broken link, a doubled commit, an acknowledged one that is missing."""
    if line or acknowledged:
        evidence.judged("line")
    wrong = []
    for (commit, parent), (expected, _) in pairwise(line):
        if parent != expected:
            wrong.append(f"{commit} has parent {parent}, but {expected} comes before it")
    if line and line[-1][1] is not None:
        wrong.append(f"the line ends at {line[-1][0]}, whose parent {line[-1][1]} is not in it")
    in_line = Counter(commit for commit, _ in line)
    wrong += [f"{commit} is in the line {n} times" for commit, n in in_line.items() if n > 1]
    answered = Counter(acknowledged)
    wrong += [f"{commit} was returned {n} times" for commit, n in answered.items() if n > 1]
    wrong += [
        f"{commit} was acknowledged and is lost" for commit in answered if commit not in in_line
    ]
    return wrong
