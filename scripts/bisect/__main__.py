"""Finds the commit that made a test fail.

python -m scripts.bisect TEST [--pg 17] [--good REV] [--seed 7] [--tier full]

HEAD is searched from, in a worktree of its own. A commit that does not have the test, or fails in
another way than HEAD, is left out.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts import command, interrupt, lifeline, matrix
from scripts.bisect.search import NothingToFindError, Search
from scripts.bisect.trial import Trial, cell_of
from scripts.bisect.worktree import GitError, Worktree
from scripts.interrupt import InterruptedRunError
from scripts.matrix import ROOT
from scripts.request import Request
from scripts.results import new_run_id, seed_of


def main(arguments: Sequence[str]) -> int:
    """The command; 0 if one commit was found."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.bisect", description=__doc__, allow_abbrev=False
    )
    parser.add_argument("test", help="tests/chaos/test_x.py::test_y")
    parser.add_argument("--good", metavar="REV", help="a commit at which it passes")
    parser.add_argument("--tier", choices=matrix.table()["tiers"], default="smoke")
    try:
        request = Request.parse(arguments)
        options = parser.parse_args(request.pytest_args)
        (smoke, *others) = request.smoke_cells()
        if others or request.shard:
            raise ValueError("one test on one version is searched for")
        cell = cell_of(options.test, options.tier, smoke, ROOT)
    except ValueError as error:
        parser.error(str(error))
    seed = seed_of(new_run_id()) if request.seed is None else request.seed
    interrupt.listen()
    lifeline.hold()
    try:
        return search(Trial(options.test, cell, seed), options.good, ROOT)
    except (NothingToFindError, GitError) as error:
        print(f"bisect: {error}", file=sys.stderr)
    except InterruptedRunError as interrupted:
        print(f"bisect: interrupted by {interrupted}", file=sys.stderr)
    return 1


def search(trial: Trial, good: str | None, repository: Path) -> int:
    """Search the repository, and say what was found."""
    print(f"At each commit: {trial.command}", flush=True)
    with Worktree.of(repository) as tree:
        found = Search(tree, trial.ask).suspects(good)
        commits = [tree.commit(each) for each in found]
    print("\nThe commit:" if len(commits) == 1 else "\nOne of these; none between could say:")
    for commit in commits:
        print(f"  {commit.id}\n  {commit.author}, {commit.date}\n  {commit.subject}")
    return 0 if len(commits) == 1 else 1


if __name__ == "__main__":
    command.run(lambda: main(sys.argv[1:]))
