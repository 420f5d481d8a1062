"""The differences that pggit's documents announce: what is taken out before outputs are compared.

Each entry names its file, what it takes out, the reason and the page that documents it.
docs/testing/REGRESSION.md lists them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

RULE = re.compile(r"-+(\+-+)*")
COUNT = re.compile(r"\(\d+ rows?\)")


@dataclass(frozen=True)
class Documented:
    """A documented difference: rows that name pggit's objects, or drift.

    `drift` is a pattern for what detect_drift finds.
    """

    file: str
    reason: str
    page: str  # in docs/, with the section
    rows: bool = False
    drift: str = ""

    def is_about(self, complaint: str) -> bool:
        """Whether a complaint about drift is the documented one."""
        return bool(self.drift) and re.fullmatch(f"drift: {self.drift}", complaint) is not None

    @property
    def text(self) -> str:
        """What is taken out."""
        return "rows that name pggit's objects" if self.rows else f"drift: {self.drift}"


DOCUMENTED = (
    Documented(
        "opr_sanity",
        "it lists the functions of all schemas, pggit's too",
        "security.md#what-everybody-can-read",
        rows=True,
    ),
    Documented(
        "generated",
        "it lists the generated columns of all schemas, pggit's too",
        "security.md#what-everybody-can-read",
        rows=True,
    ),
    Documented(
        "event_trigger",
        "it lists the event triggers of the database, pggit's too",
        "security.md#what-a-superuser-can-do",
        rows=True,
    ),
    Documented(
        "alter_table",
        "it lists the locks of its transaction, those of the recording too",
        "api/README.md#transactions-and-locks",
        rows=True,
    ),
    Documented(
        "event_trigger",
        "a superuser drops a policy while event_triggers is off",
        "security.md#what-a-superuser-can-do",
        drift=r"table public\.event_trigger_test: modified",
    ),
    Documented(
        "intra-grant-inplace",
        "a superuser deletes a table's row from pg_class",
        "security.md#what-a-superuser-can-do",
        drift=r"table public\.intra_grant_inplace: missing",
    ),
)


def of(file: str) -> list[Documented]:
    """Return the entries of a file."""
    return [entry for entry in DOCUMENTED if entry.file == file]


def without_rows(lines: Sequence[str], own: Set[str]) -> list[str]:
    """Return psql's output without the rows in which a cell is a name of `own`.

    Tables lose their rule and their padding, as a longer name widens both, and count anew.
    """
    left: list[str] = []
    place = 0
    while place < len(lines):
        end = end_of_table(lines, place)
        if end is None:
            left.append(lines[place])
            place += 1
            continue
        kept = [row for row in map(squeezed, lines[place + 2 : end]) if not own & {*row.split("|")}]
        count = int(lines[end].split()[0].lstrip("(")) - (end - place - 2 - len(kept))
        left += [squeezed(lines[place]), *kept, f"({count} rows)"]
        place = end + 1
    return left


def end_of_table(lines: Sequence[str], place: int) -> int | None:
    """Return the line with the count of rows of the table whose header is at `place`."""
    header, rule = lines[place], lines[place + 1] if place + 1 < len(lines) else ""
    if not (header.startswith(" ") and len(header) == len(rule) and RULE.fullmatch(rule)):
        return None
    ends = (at for at in range(place + 2, len(lines)) if COUNT.fullmatch(lines[at]))
    return next(ends, None)


def squeezed(row: str) -> str:
    """Return a row of a table without the blanks that pad its cells."""
    return "|".join(cell.strip() for cell in row.split("|"))
