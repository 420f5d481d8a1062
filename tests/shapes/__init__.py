"""Ten schemas in the style of what people have, each as its migrations in order, some of which fail.

Real histories hold scripts that failed, so these do: with pggit they must fail as they do without.
``python -m tests.shapes`` writes ``trees.json`` anew, once all major versions agree on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from psycopg import Connection

from tests.chaos.database import Answer, ask, rows
from tests.shapes import erp

FOLDER = Path(__file__).parent
GOLDEN = FOLDER / "trees.json"  # the tree hash of each shape, loaded whole, on every major version
NAMES = tuple(sorted([*(path.name for path in FOLDER.iterdir() if [*path.glob("*.sql")]), "erp"]))

# What may hold a semicolon or a parenthesis that means nothing to us, or one that does.
TOKENS = re.compile(
    r"""--[^\n]* | '[^']*' | "[^"]*" | (?P<tag>\$\w*\$).*?(?P=tag)
    | \bbegin\s+atomic\b.*?\bend(?=\s*;) | [();]""",
    re.DOTALL | re.VERBOSE | re.IGNORECASE,
)
EXTENSION = re.compile(r"^create extension (?:if not exists )?(\w+)", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class Migration:
    """A script, which is sent as one string and so takes effect whole or not at all."""

    name: str  # e.g. 007_seed
    sql: str

    @property
    def statements(self) -> Iterator[str]:
        """Its statements, as psql would send them: one by one."""
        start = depth = 0
        for token in TOKENS.finditer(self.sql):
            match token[0]:
                case "(":
                    depth += 1
                case ")":
                    depth -= 1
                case ";" if depth == 0:
                    yield self.sql[start : token.end()].strip()
                    start = token.end()


@dataclass(frozen=True)
class Shape:
    """A schema with its history."""

    name: str
    migrations: tuple[Migration, ...]

    def load(self, connection: Connection, start: int = 0, stop: int | None = None) -> list[Answer]:
        """Run ``migrations[start:stop]`` in an autocommit session; an answer each, named after it.

        The migrations whose names end in ``_fails`` fail; all others succeed.
        """
        return [
            replace(ask(connection, each.sql), asked=f"{self.name}/{each.name}", value=None)
            for each in self.migrations[start:stop]
        ]

    def lacks(self, connection: Connection) -> list[str]:
        """The extensions that the shape uses and the server does not have."""
        wanted = {name for each in self.migrations for name in EXTENSION.findall(each.sql)}
        there = {name for (name,) in rows(connection, "select name from pg_available_extensions")}
        return sorted(wanted - there)


@cache
def shape(name: str) -> Shape:
    """Return the shape of a name of `NAMES`."""
    if name == "erp":
        texts = erp.migrations()
    else:
        files = sorted((FOLDER / name).glob("*.sql"))
        texts = {path.stem: path.read_text(encoding="utf-8") for path in files}
    return Shape(name, tuple(Migration(*text) for text in texts.items()))


def tree(connection: Connection) -> str:
    """Commit what is there, and return the tree hash of the commit."""
    ((commit,),) = rows(connection, "select pggit.commit_changes('main', 'a shape')")
    ((found,),) = rows(connection, "select tree_hash from pggit.commits where hash = %s", commit)
    return str(found)
