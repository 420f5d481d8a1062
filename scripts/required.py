"""The checks that must pass before a change lands: ``required-checks`` in ``[tool.matrix]``.

.ci/run, the workflows, the example for GitLab and docs/testing/RESULTS.md take the list from here.

    python -m scripts.required      the calls of nox that the gate makes, one a line
"""

from __future__ import annotations

import itertools
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from scripts import command, matrix
from scripts.matrix import Cell
from scripts.request import Request


class RequiredChecksError(ValueError):
    """An entry of the list that the gate or CI could not run; the text names it."""


@dataclass(frozen=True)
class Check:
    """One entry of the list: a call of nox.

    `minutes` bounds the whole call. With `pythons` it is for CI alone, which has them all.
    """

    call: str  # what follows ``nox -s``
    proves: str
    minutes: int
    pythons: tuple[str, ...] = ()

    @property
    def session(self) -> str:
        """The session, or one of its parametrized forms."""
        return self.call.partition(" -- ")[0]

    @property
    def arguments(self) -> tuple[str, ...]:
        """The arguments after ``--``."""
        return tuple(self.call.partition(" -- ")[2].split())

    @property
    def tier(self) -> str:
        """The tier of its cells; empty where it has none."""
        return self.cells[0].tier if self.cells else ""

    @property
    def cells(self) -> list[Cell]:
        """The cells of the matrix that the call runs; most checks have none."""
        pythons = self.pythons or (matrix.oldest_python(),)
        if self.session == "smoke":
            pgs = Request.parse(self.arguments).pgs or (matrix.default_pg(),)
            return [Cell("smoke", python, pg) for python in pythons for pg in pgs]
        if self.session.partition("-")[0] in matrix.table()["tiers"]:
            return [Cell.parse(self.session)]
        return []


def checks() -> list[Check]:
    """Return the list, in its order; RequiredChecksError for an entry that cannot be run."""
    majors = ",".join(map(str, matrix.majors()))
    listed = [
        Check(
            entry["call"].replace("{majors}", majors),
            entry["proves"],
            entry["minutes"],
            tuple(entry.get("python", ())),
        )
        for entry in matrix.table()["required-checks"]
    ]
    for check in listed:
        if check.arguments and not check.cells:
            raise RequiredChecksError(
                f"required check {check.call!r}: only cells take arguments, because CI runs the "
                "other sessions by their names alone"
            )
    return listed


def gate_calls() -> Iterator[tuple[int, str]]:
    """Yield the calls of the gate: minutes, and the words after ``nox -s`` as a shell reads them.

    Neighbours that take the same arguments are one call, so that nox may run two of them at a
    time. Cells share one with cells of their tier only: their time is measured.
    """
    gate = [check for check in checks() if not check.pythons]
    for (_, arguments), group in itertools.groupby(gate, lambda c: (c.tier, c.arguments)):
        together = list(group)
        words = [check.session for check in together]
        words += ["--", *arguments] if arguments else []
        yield sum(check.minutes for check in together), shlex.join(words)


def main() -> int:
    """Print the calls of the gate, a line each: minutes and words."""
    for minutes, words in gate_calls():
        print(minutes, words)
    return 0


if __name__ == "__main__":
    command.run(main)
