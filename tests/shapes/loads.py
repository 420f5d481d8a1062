"""Shapes that tests load once, when one first needs them, and clone from then on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import pytest

from tests.chaos.database import Answer, Database
from tests.chaos.fixtures import TEMPLATE, new_database
from tests.shapes import shape


@dataclass(frozen=True)
class Load:
    """A database with a shape in it, and how each migration ended."""

    database: Database
    answers: list[Answer]


@dataclass(frozen=True)
class Loads:
    """What is loaded so far on a server, by shape and whether pggit recorded it."""

    server: Database
    stack: ExitStack
    kept: dict[tuple[str, bool], Load] = field(default_factory=dict)

    def get(self, name: str, *, recorded: bool = True) -> Load:
        """Load a shape, or find it loaded. Not for tests that change anything: they clone."""
        if (name, recorded) not in self.kept:
            template = TEMPLATE if recorded else "template0"
            database = self.stack.enter_context(new_database(self.server, template))
            with database.connect() as connection:
                if lacking := shape(name).lacks(connection):
                    pytest.skip(
                        f"capability: this server has no extension {', '.join(lacking)};"
                        " install the contrib package of its PostgreSQL"
                    )
                answers = shape(name).load(connection)
            self.kept[name, recorded] = Load(database, answers)
        return self.kept[name, recorded]

    @contextmanager
    def clone(self, name: str, *, recorded: bool = True) -> Iterator[Database]:
        """Yield a copy of a loaded shape, dropped at the end."""
        source = self.get(name, recorded=recorded).database
        source.close()  # a template has no sessions
        with new_database(self.server, source.name) as database:
            yield database


@contextmanager
def loading(server: Database) -> Iterator[Loads]:
    """Yield the loads of a server, none so far; all are dropped at the end."""
    with ExitStack() as stack:
        yield Loads(server, stack)
