"""Compare what a file printed without and with pggit; each difference with its statement."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

MOST_LINES = 200  # of one difference that are kept


@dataclass(frozen=True)
class Difference:
    """Lines that differ, as a diff prints them, and the statement that printed them."""

    statement: str
    lines: tuple[str, ...]


def differences(
    plain: Sequence[str], pggit: Sequence[str], source: Sequence[str]
) -> list[Difference]:
    """Return where the outputs of the file `source` differ; `-` is without pggit, `+` with it."""
    if list(plain) == list(pggit):
        return []
    echoed = echoes(plain, source)
    matcher = difflib.SequenceMatcher(None, plain, pggit)
    return [
        Difference(
            statement_before(first, echoed, source),
            (*(f"-{line}" for line in plain[first:end]), *(f"+{line}" for line in pggit[start:to]))[
                :MOST_LINES
            ],
        )
        for kind, first, end, start, to in matcher.get_opcodes()
        if kind != "equal"
    ]


def echoes(output: Sequence[str], source: Sequence[str]) -> list[int]:
    """Return, for each line of the source, where psql echoed it in the output.

    psql echoes every line before it runs what ends there. The list is shorter than the source
    where psql stopped early.
    """
    found: list[int] = []
    place = 0
    for line in source:
        try:
            place = output.index(line, place)
        except ValueError:
            break
        found.append(place)
        place += 1
    return found


def statement_before(place: int, echoed: Sequence[int], source: Sequence[str]) -> str:
    """Return the statement whose last line was echoed before line `place` of the output."""
    count = sum(where < place for where in echoed)
    last = count - 1
    while last > 0 and is_between(source[last]):
        last -= 1
    first = last
    while first > 0 and not is_between(source[first - 1]) and not ends(source[first - 1]):
        first -= 1
    return "\n".join(source[first : last + 1]) if count else "(before the first statement)"


def is_between(line: str) -> bool:
    """Whether a line belongs to no statement: blank, or a comment."""
    return not line.strip() or line.lstrip().startswith("--")


def ends(line: str) -> bool:
    """Whether a line ends a statement or is a command of psql itself."""
    return line.rstrip().endswith(";") or line.startswith("\\")
