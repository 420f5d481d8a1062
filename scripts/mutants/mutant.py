"""A mutant: a small SQL file that plants one bug into an installed pggit, and says which.

    -- promise: commits.single-line
    -- why: a commit has no parent
    select pg_temp.edit('pggit.commit_changes', $$ old text $$, $$ new text $$);

Two more lines are for the few that need them. ``kills:`` names tests that must fail, all of them;
else one failing test is enough. ``equivalent:`` says why no test can notice. `edits.sql` has what
the SQL may call.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from scripts.matrix import ROOT
from tests.chaos.promises import PROMISES

FOLDER = ROOT / "tests" / "mutants"
CANARY = "canary"
HARMLESS = "harmless"  # the folder of rewrites that no test may notice
HEADER = re.compile(r"-- (?P<key>promise|why|kills|equivalent): *(?P<value>.*)")


@dataclass(frozen=True)
class Mutant:
    """One planted bug. With a `flaw` it cannot be planted, and is void."""

    name: str  # its path in `FOLDER` without the suffix
    sql: str
    why: str
    promise: str | None = None
    kills: tuple[str, ...] = ()
    equivalent: str | None = None
    flaw: str | None = None

    @property
    def section(self) -> str:
        """What it is counted under: its folder, as the promises' sections."""
        return self.name.partition("/")[0]

    @property
    def is_harmless(self) -> bool:
        """Whether it is a rewrite that changes nothing, so that no test may fail."""
        return self.section == HARMLESS


@dataclass
class Header:
    """The comments that a mutant's file begins with."""

    values: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str) -> Header:
        """A line without a key goes on with the value of the line before it."""
        header, key = cls(), ""
        for line in text.splitlines():
            if match := HEADER.fullmatch(line):
                key = match["key"]
                header.values.setdefault(key, []).append(match["value"].strip())
            elif line.startswith("--") and key:
                header.values[key][-1] += f" {line.removeprefix('--').strip()}"
            else:
                break
        return header

    def one(self, key: str) -> str | None:
        """The only value of a key."""
        return next(iter(self.values.get(key, [])), None)


def load(folder: Path = FOLDER) -> list[Mutant]:
    """Every mutant of the folder, harmless ones among them, by name."""
    return [read(path, folder) for path in sorted(folder.rglob("*.sql"))]


def read(path: Path, folder: Path = FOLDER) -> Mutant:
    """The mutant of a file."""
    name = path.relative_to(folder).with_suffix("").as_posix()
    sql = path.read_text(encoding="utf-8")
    header = Header.read(sql)
    promise, why = header.one("promise"), header.one("why")
    mutant = Mutant(
        name,
        sql,
        why or "",
        promise,
        tuple(header.values.get("kills", [])),
        header.one("equivalent"),
    )
    flaws = list(_flaws(mutant))
    return Mutant(**{**vars(mutant), "flaw": "; ".join(flaws) or None})


def _flaws(mutant: Mutant) -> Iterable[str]:
    if not mutant.why:
        yield "its header does not say why"
    if mutant.is_harmless or mutant.name == CANARY:
        return
    if mutant.promise not in PROMISES:
        yield f"it breaks the unknown promise {mutant.promise}"
    elif mutant.promise.partition(".")[0] != mutant.section:
        yield f"it breaks {mutant.promise}, and is in folder {mutant.section}"


def nulls(functions: Iterable[str]) -> list[Mutant]:
    """A mutant for each public function: it returns null, or no rows, and does nothing."""
    return [
        Mutant(f"null/{name}", f"select pg_temp.answer_null('{name}');", f"{name} returns null")
        for name in sorted(functions)
    ]
