"""Says what this machine can run: servers and where they come from, faults, and why not others."""

from __future__ import annotations

import importlib
import inspect
import os
import pkgutil
import shutil
import sys
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from scripts import binaries, command, matrix
from scripts.binaries import Server
from scripts.cluster import Cluster, place
from tests.chaos import faults

# What some tests need, and not every origin brings.
PROGRAMS = ("psql", "pg_dump", "pg_basebackup")
EXTENSIONS = ("amcheck",)


def main() -> int:
    """Print the tables; 1 if a major version of the matrix has no server."""
    console = Console(highlight=False)
    user = binaries.server_user()
    home = place.new_folder()
    home.rmdir()
    console.print(f"cores: {os.cpu_count()}; servers run as: {user.name if user else 'yourself'}")
    console.print(
        f"clusters live in {home.parent} ({shutil.disk_usage(home.parent).free >> 20} MB free)"
    )
    console.print(f"binaries and templates are kept in {binaries.cache_dir()}\n")

    servers = Table("PostgreSQL", "server", "origin", *PROGRAMS, *EXTENSIONS, title_justify="left")
    missing = 0
    for major in matrix.majors():
        try:
            server = binaries.find(major)
        except binaries.NoServerError as error:
            missing += 1
            servers.add_row(str(major), f"none: {error}")
            continue
        there = [server.program(name) is not None for name in PROGRAMS]
        there += [name in extensions(server) for name in EXTENSIONS]
        words = ["yes" if each else "no" for each in there]
        servers.add_row(str(major), server.version, server.origin, *words)
    console.print(servers)

    possible = Table("fault", "what it does", "here")
    for name, text, why_not in known_faults():
        possible.add_row(
            name, text, "yes" if why_not is None else f"no: {why_not.removeprefix('capability: ')}"
        )
    console.print(possible)
    return 1 if missing else 0


def extensions(server: Server) -> set[str]:
    """The extensions that a server could create: each origin keeps them elsewhere, so ask it."""
    with Cluster(server) as cluster:
        return {name for (name,) in cluster.sql("select name from pg_available_extensions")}


def known_faults() -> Iterator[tuple[str, str, str | None]]:
    """Each fault's name, what it does, and why this machine cannot do it (None: it can)."""
    for module_info in pkgutil.iter_modules(faults.__path__):
        module = importlib.import_module(f"{faults.__name__}.{module_info.name}")
        probe = getattr(module, "why_not", lambda: None)
        text = (inspect.getdoc(module) or "").splitlines()[0]
        yield module_info.name, text, probe()


if __name__ == "__main__":
    command.run(main)
