"""Plants bugs into pggit, one at a time, and is red if the suite does not notice one.

python -m scripts.mutants [--tier full] [--pg 16] [--only "commits/*" null/log] [--seed 7]
"""

from __future__ import annotations

import argparse
import contextlib
import fnmatch
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from scripts import binaries, command, install, interrupt, lifeline, matrix, plan, results
from scripts.binaries import Server
from scripts.cluster import Cluster, reap
from scripts.install import CONTRACT
from scripts.mutants import killers, planted
from scripts.mutants.mutant import CANARY, FOLDER, Mutant, load, nulls
from scripts.mutants.session import EMPTY, SenselessError, Session
from scripts.mutants.show import as_json, show
from scripts.mutants.trial import Suite
from scripts.mutants.verdict import Result, Verdict


def main(arguments: list[str]) -> int:
    """Run the proof; 0 if every mutant was noticed and no harmless rewrite was."""
    parser = argparse.ArgumentParser(prog="python -m scripts.mutants", description=__doc__)
    parser.add_argument("--tier", choices=["smoke", "full"], default="smoke")
    parser.add_argument("--pg", type=matrix.check_pg, default=matrix.default_pg())
    parser.add_argument("--seed", type=int, default=0, help="of all random choices")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="such as commits/* or empty")
    options = parser.parse_args(arguments)
    interrupt.listen()
    lifeline.hold()
    reap()
    started = time.monotonic()
    logs = plan.begin() / "mutants"
    shutil.rmtree(logs, ignore_errors=True)
    server = binaries.find(options.pg)
    with contextlib.ExitStack() as cleanup:
        cleanup.callback(reap)  # what a killed pytest left
        work = cleanup.enter_context(tempfile.TemporaryDirectory(prefix="mutants-"))
        source = planted.snapshot(install.pggit_folder(), Path(work) / "sql")
        mutants = [*load(), *nulls(installed(server, source))]
        suites = [Suite(server, tier, logs / tier, options.seed) for tier in tiers(options.tier)]
        sessions = [Session(each, source, Path(work), killers.read(FOLDER)) for each in suites]
        try:
            ended = prove(sessions, mutants, options.only)
        except SenselessError as error:
            print(f"mutants: {error}", file=sys.stderr)
            results.write_json(logs / "mutants.json", as_json([], [str(error)], options.only))
            return 1
    killers.write(FOLDER, ended, [mutant.name for mutant in mutants])
    complaints = [complaint for session in sessions for complaint in session.complaints]
    results.write_json(logs / "mutants.json", as_json(ended, complaints, options.only))
    show(ended, complaints, Console())
    print(f"{logs / 'mutants.json'}, {time.monotonic() - started:.0f} s")
    return 1 if complaints or any(result.is_bad for result in ended) else 0


def tiers(last: str) -> list[str]:
    """The tiers to run, up to the last one."""
    return ["smoke"] if last == "smoke" else ["smoke", last]


def installed(server: Server, folder: Path) -> frozenset[str]:
    """The functions of the contract that this pggit has."""
    with Cluster(server) as cluster:
        return CONTRACT - set(install.install(cluster.conninfo(), folder).missing)


def prove(
    sessions: Sequence[Session], mutants: Sequence[Mutant], only: Sequence[str] | None
) -> list[Result]:
    """Try the mutants on one tier after the other: what survives one is tried on the next."""
    first = sessions[0]

    def is_wanted(name: str) -> bool:
        return not only or any(fnmatch.fnmatchcase(name, pattern) for pattern in only)

    if not only:
        first.canary(next(mutant for mutant in mutants if mutant.name == CANARY))
        first.baseline()
    if is_wanted(EMPTY):
        first.empty()
    wanted = [each for each in mutants if is_wanted(each.name) and each.name != CANARY]
    if harmless := [each for each in wanted if each.is_harmless]:
        first.harmless(harmless)
    targets = [each for each in wanted if not each.is_harmless]
    ended = {result.mutant.name: result for result in first.kill(targets)}
    for session in sessions[1:]:
        left = [r.mutant for r in ended.values() if r.verdict is Verdict.SURVIVED]
        ended |= {result.mutant.name: result for result in session.kill(left)}
    for session in sessions:
        # Where the clean pggit was not held against the whole tier: against the tests that killed.
        killed = [r for r in ended.values() if r.tier == session.suite.tier and r.test]
        if killed and not session.seconds:
            session.baseline(sorted({str(result.test) for result in killed}))
    return list(ended.values())


if __name__ == "__main__":
    command.run(lambda: main(sys.argv[1:]))
