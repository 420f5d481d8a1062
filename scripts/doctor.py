"""Says what this machine can run: servers and where they come from, faults, and why not others."""

from __future__ import annotations

import contextlib
import importlib
import inspect
import os
import pkgutil
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql
from rich.console import Console
from rich.table import Table

from scripts import binaries, command, matrix
from scripts.binaries import cache, faketime
from scripts.binaries.server import UnusableError
from scripts.cluster import Cluster, place
from scripts.errors import RepairableError
from tests.chaos import faults

# What some tests need, and not every origin brings.
PROGRAMS = ("psql", "pg_dump", "pg_basebackup")
EXTENSIONS = ("amcheck",)


def main() -> int:
    """Print the tables; return 1 if a major version of the matrix has no server."""
    console = Console(highlight=False)
    user = binaries.server_user()
    home = place.new_folder()
    home.rmdir()
    console.print(f"cores: {os.cpu_count()}; servers run as: {user.name if user else 'yourself'}")
    console.print(
        f"clusters live in {home.parent} ({shutil.disk_usage(home.parent).free >> 20} MB free)"
    )
    console.print(f"binaries and templates are kept in {binaries.cache_dir()}")
    with contextlib.suppress(UnusableError):  # the table of faults gives the reason
        library = faketime.find()
        console.print(f"clocks are skewed by {library.path} (origin: {library.origin})")
    console.print()
    for line in cache.check_everything():
        print(line)
    servers = Table("PostgreSQL", "server", "origin", *PROGRAMS, *EXTENSIONS, title_justify="left")
    missing = 0
    unloadable: list[str] = []
    for major in matrix.majors():
        try:
            server = binaries.find(major)
        except RepairableError as error:
            missing += 1
            servers.add_row(str(major), f"none: {error}")
            continue
        with Cluster(server) as cluster:
            there = [server.program(name) is not None for name in PROGRAMS]
            there += [name in extensions(cluster) for name in EXTENSIONS]
            ((folder,),) = cluster.sql("select setting from pg_config where name = 'PKGLIBDIR'")
            if modules := unloadable_modules(cluster, Path(folder)):
                number = (
                    "1 contrib module does"
                    if len(modules) == 1
                    else f"{len(modules)} contrib modules do"
                )
                unloadable.append(f"PostgreSQL {major}: {number} not load: {', '.join(modules)}")
        words = ["yes" if each else "no" for each in there]
        servers.add_row(str(major), server.version, server.origin, *words)
    console.print(servers)
    for line in unloadable:
        print(line)

    possible = Table("fault", "what it does", "here")
    for name, text, why_not in known_faults():
        possible.add_row(
            name, text, "yes" if why_not is None else f"no: {why_not.removeprefix('capability: ')}"
        )
    console.print(possible)
    return 1 if missing else 0


def extensions(cluster: Cluster) -> set[str]:
    """Return the extensions that a server could create: each origin keeps them elsewhere."""
    return {name for (name,) in cluster.sql("select name from pg_available_extensions")}


def unloadable_modules(cluster: Cluster, folder: Path) -> list[str]:
    """Return the modules in `folder` that a server cannot load, each with what it lacks.

    The server itself tries, 0.15 s for all: its library path is not ours.
    """
    found = []
    with psycopg.connect(cluster.conninfo(), autocommit=True) as session:
        for path in sorted(p for p in folder.iterdir() if p.suffix in (".so", ".dylib")):
            try:
                session.execute(sql.SQL("load {}").format(str(path)))
            except psycopg.DatabaseError as error:
                message = str(error.diag.message_primary)
                # The others were loaded: a client's library, or one that has to be preloaded.
                if message.startswith("could not load library"):
                    found.append(f"{path.stem} ({lacking(message)})")
    return found


def lacking(message: str) -> str:
    """Return what the loader misses: ``libossp-uuid.so.16 is missing``, or all that it says."""
    reason = message.partition('": ')[2] or message
    library = re.match(r"(\S+): cannot open shared object file", reason)
    return f"{library[1]} is missing" if library else reason


def known_faults() -> Iterator[tuple[str, str, str | None]]:
    """Each fault's name, what it does, and why this machine cannot do it (None: it can)."""
    for module_info in pkgutil.iter_modules(faults.__path__):
        module = importlib.import_module(f"{faults.__name__}.{module_info.name}")
        probe = getattr(module, "why_not", lambda: None)
        text = (inspect.getdoc(module) or "").splitlines()[0]
        yield module_info.name, text, probe()


if __name__ == "__main__":
    command.run(main)
