"""Pairs of schemas: what a plan leads from, what it leads to, and what must survive on the way.

The pairs are in the ``.sql`` files of this folder, one topic a file. A pair is its sections:

    -- pair: NAME           starts a pair; the name is one line, unique in its topic
    -- since: 18            the first major version that knows the syntax
    -- refused: REASON      PostgreSQL cannot get there: the plan is 0A000
    -- both                 SQL that both sides begin with
    -- from                 SQL of the first schema, for an empty database
    -- to                   SQL of the second, for an empty database too
    -- path                 SQL that leads from the first to the second, as history saw it
    -- rows                 SQL that fills the first schema with rows, rights, values
    -- keeps: A [=> B]      a query with the same result before and after; B where the second needs another
    -- loses: TEXT          what a checkout must name before it loses rows
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
OLDEST = 15

SECTIONS = ("both", "from", "to", "path", "rows")
MARK = re.compile(r"-- (pair|since|refused|keeps|loses): (.+)|-- (both|from|to|path|rows)")


class PairError(ValueError):
    """A file of pairs that cannot be read; the text names file and line."""


@dataclass(frozen=True)
class Kept:
    """A query on the first schema and one on the second, whose results must be equal."""

    before: str
    after: str


@dataclass(frozen=True)
class Pair:
    """Two schemas, and how one led to the other. Texts are SQL; `path` is empty where there is none."""

    topic: str
    name: str
    source: str
    target: str
    path: str = ""
    rows: str = ""
    kept: tuple[Kept, ...] = ()
    loses: tuple[str, ...] = ()
    since: int = OLDEST
    refused: str | None = None

    def __str__(self) -> str:
        return f"{self.topic}: {self.name}"


@cache
def pairs() -> tuple[Pair, ...]:
    """Return all pairs, by topic and in the order of their files."""
    return tuple(
        pair for path in sorted(FOLDER.glob("*.sql")) for pair in read(path.stem, path.read_text())
    )


def known_to(major: int) -> list[Pair]:
    """Return the pairs whose syntax a major version knows."""
    return [pair for pair in pairs() if pair.since <= major]


def read(topic: str, text: str) -> list[Pair]:
    """Return the pairs of one file. Raise `PairError` for a section that is unknown, twice or missing."""
    found: list[_Draft] = []
    section: list[str] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        where = f"{topic}.sql:{number}"
        mark = MARK.fullmatch(line)
        if mark and mark[1] == "pair":
            found.append(_Draft(where, mark[2], {}, {}))
            section = None
        elif mark and not found:
            raise PairError(f"{where}: {line!r} stands before the first '-- pair: NAME'")
        elif mark and mark[3]:
            if mark[3] in found[-1].sections:
                raise PairError(f"{where}: a second '{line}' in {found[-1].name!r}")
            section = found[-1].sections[mark[3]] = []
        elif mark:
            found[-1].facts.setdefault(mark[1], []).append(mark[2])
            section = None
        elif section is not None:
            section.append(line)
        elif line.strip() and found:
            raise PairError(
                f"{where}: {line!r} is in no section; one of {', '.join(SECTIONS)} starts it"
            )
        elif line.strip() and not line.startswith("-- "):
            raise PairError(f"{where}: {line!r} stands before the first '-- pair: NAME'")
    read_pairs = [draft.pair(topic) for draft in found]
    names = [pair.name for pair in read_pairs]
    for draft in found:
        if names.count(draft.name) > 1:
            raise PairError(f"{draft.where}: {draft.name!r} is the name of two pairs")
    return read_pairs


@dataclass(frozen=True)
class _Draft:
    """A pair while it is read: the lines of its sections, and its facts of one line."""

    where: str
    name: str
    sections: dict[str, list[str]]
    facts: dict[str, list[str]]

    def pair(self, topic: str) -> Pair:
        both, source, target, path, rows = (self._sql(name) for name in SECTIONS)
        if "to" not in self.sections:
            raise PairError(f"{self.where}: {self.name!r} has no '-- to'")
        kept = [fact.partition(" => ") for fact in self.facts.get("keeps", [])]
        if kept and not rows:
            raise PairError(f"{self.where}: {self.name!r} keeps something, and has no '-- rows'")
        if path and "loses" in self.facts:
            raise PairError(
                f"{self.where}: {self.name!r} has a path, by which the rows are lost already"
            )
        return Pair(
            topic,
            self.name,
            both + source,
            both + target,
            path=path,
            rows=rows,
            kept=tuple(Kept(before, after or before) for before, _, after in kept),
            loses=tuple(self.facts.get("loses", [])),
            since=int(self._fact("since") or OLDEST),
            refused=self._fact("refused"),
        )

    def _sql(self, section: str) -> str:
        lines = self.sections.get(section, [])
        return "\n".join(lines).strip() + "\n" if any(map(str.strip, lines)) else ""

    def _fact(self, name: str) -> str | None:
        values = self.facts.get(name, [])
        if len(values) > 1:
            raise PairError(f"{self.where}: {self.name!r} has two '-- {name}:'")
        return values[0] if values else None
