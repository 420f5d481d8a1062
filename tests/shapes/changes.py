"""Every rename and every DROP ... CASCADE that a schema's objects allow, read from the catalog."""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import Connection

from tests.chaos.database import rows
from tests.shapes import FOLDER

VIEWS = FOLDER / "changes.sql"


@dataclass(frozen=True)
class Rename:
    """A rename, or a move to another schema, and the statement that takes it back."""

    there: str
    back: str


def prepare(connection: Connection) -> None:
    """Make the views over the catalog, and a schema to move objects to, in this session."""
    rows(connection, VIEWS.read_text(encoding="utf-8"))


def renames(connection: Connection) -> list[Rename]:
    """Return every rename, of objects and of their parts, in an order that does not change."""
    return [
        Rename(*row)
        for row in rows(connection, 'select * from rename_and_back order by there collate "C"')
    ]


def drops(connection: Connection) -> list[str]:
    """Return a DROP ... CASCADE of each object and part, in an order that does not change."""
    query = 'select statement from drop_cascade order by statement collate "C"'
    return [statement for (statement,) in rows(connection, query)]
