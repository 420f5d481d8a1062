"""What a person asked of a cell, behind ``--`` on nox's command line."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass

from scripts import matrix
from scripts.matrix import ROOT, Cell
from scripts.results import Planned, Shard

# Options of pytest that change how a run looks, not which tests it holds.
COSMETIC = re.compile(
    r"-(v+|q+|s|l|r\w+)|--(tb|color|durations|show-capture|capture|verbosity)(=.*)?"
)


@dataclass(frozen=True)
class Request:
    """The parsed posargs. What is not ours goes to pytest as it is."""

    pgs: tuple[int, ...]
    shard: Shard | None
    seed: int | None
    pytest_args: tuple[str, ...]

    @classmethod
    def parse(cls, posargs: Sequence[str]) -> Request:
        """From nox's posargs; ValueError says what is wrong and what is known."""
        parser = argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False)
        parser.add_argument("--pg", type=_majors, default=())
        parser.add_argument("--shard", type=Shard.parse)
        parser.add_argument("--seed", type=_seed)
        parser.add_argument("-m", action="append", default=[])  # pytest's: only looked at here
        try:
            known, rest = parser.parse_known_args(list(posargs))
        except argparse.ArgumentError as error:
            # argparse hides why our own parsers refused; they say it better.
            raise ValueError(str(error.__context__ or error)) from error
        _check_path(rest)
        rest += [word for markers in known.m for word in ("-m", markers)]
        return cls(known.pg, known.shard, known.seed, tuple(rest))

    @property
    def is_partial(self) -> bool:
        """Whether the arguments narrow the run, so that it must not count as the whole cell."""
        return any(COSMETIC.fullmatch(word) is None for word in self.pytest_args)

    def planned(self, cell: Cell) -> Planned:
        """What a run of this cell with these posargs is held against."""
        return Planned(cell, self.shard, self.is_partial)

    def smoke_cells(self, python: str | None = None) -> list[Cell]:
        """Return the cells of ``nox -s smoke``: one for each requested PostgreSQL.

        On the running Python, unless `python` names another.
        """
        (cell,) = matrix.cells("smoke")
        return [Cell(cell.tier, python or cell.python, pg) for pg in self.pgs or (cell.pg,)]


def _check_path(words: Sequence[str]) -> None:
    """Refuse a path that is not there, before a cell starts; behind an option it may be a value."""
    word = words[0] if words else ""
    if word and not word.startswith("-") and not (ROOT / word.partition("::")[0]).exists():
        raise ValueError(
            f"there is no {word.partition('::')[0]} to run; behind -- stand options, such as"
            " -k name or -m resource, and paths of tests, such as tests/chaos/test_network.py"
        )


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise ValueError(f"--seed wants a number such as 42, not {text!r}")
    return int(text)


def _majors(text: str) -> tuple[int, ...]:
    return tuple(matrix.check_pg(word) for word in text.split(","))
