"""A database that files run in, on one of the two servers: without pggit, or with it."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts import install
from scripts.binaries import Server, run_as_server
from scripts.cluster import Cluster
from scripts.errors import RepairableError

SECONDS = 600  # for one file; the longest takes 10
SETTINGS: dict[str, str | int] = {
    # Nothing happens by itself, so that the order of rows and the choice of plans stay the same.
    "autovacuum": "off",
    # Times are those of PostgreSQL's default durability, as in ``nox -s bench``.
    "fsync": "on",
    "shared_buffers": "128MB",
}
# What pg_regress sets for its database and for psql.
DATABASE_SETTINGS = {
    "lc_messages": "C",
    "lc_monetary": "C",
    "lc_numeric": "C",
    "lc_time": "C",
    "bytea_output": "hex",
    "timezone_abbreviations": "Default",
}
ENVIRONMENT = {
    "PGTZ": "America/Los_Angeles",
    "PGDATESTYLE": "Postgres, MDY",
    "PGOPTIONS": "-c intervalstyle=postgres_verbose",
}
CHECKS = {
    "fsck": "select check_name || ': ' || object || ': ' || detail from pggit.fsck() order by 1",
    "drift": "select object_type || ' ' || identity || ': ' || drift from pggit.detect_drift()"
    " order by 1",
}

SCHEMAS = ("pggit", "pggit_internal")
OWN_TRIGGERS = re.compile(r"^(?:CREATE|ALTER) EVENT TRIGGER pggit_[^;]*;$", re.MULTILINE)
# Tables of PostgreSQL's files with rows that no two runs share. Large objects are named by OIDs.
ROWS_BY_CHANCE = {
    "gtest20a": "random()",
    "random_tbl": "random()",
    "d4_pid": "the number of a server process",
    "tab_core_types": "the time",
    "dropped_objects": "names with OIDs",
}
NO_CONTENT = ("--", "\\restrict ", "\\unrestrict ")  # the last two hold a random key
OWN_NAMES = """
select proname from pg_proc where pronamespace::regnamespace::text in ('pggit', 'pggit_internal')
union select relname from pg_class
    where relnamespace::regnamespace::text in ('pggit', 'pggit_internal')
union select evtname from pg_event_trigger where evtname like 'pggit%'
"""


class MissingProgramError(RepairableError):
    """A program that a run needs and that this server does not have."""


class DumpError(RepairableError):
    """A database that pg_dump cannot dump."""


class StuckError(RepairableError):
    """A file that does not end."""


@dataclass(frozen=True)
class Program:
    """A command that runs a file; `name` is how it introduces itself to the server."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Ran:
    """What a file printed, and the seconds that it took."""

    lines: tuple[str, ...]
    seconds: float


class Side:
    """A database in a running cluster."""

    def __init__(self, cluster: Cluster, database: str, work: Path, pggit: Path | None) -> None:
        """Create the database, with the pggit of the folder `pggit` in it or without any."""
        self.cluster = cluster
        self.database = database
        self.work = work
        cluster.sql(f"create database {database} template template0")
        for name, value in DATABASE_SETTINGS.items():
            cluster.sql(f"alter database {database} set {name} to '{value}'")
        ((self.libdir,),) = cluster.sql("select setting from pg_config where name = 'PKGLIBDIR'")
        if pggit:
            install.install(cluster.conninfo(database), pggit)

    def run(self, program: Program, script: Path) -> Ran:
        """Run a regression file or an isolation spec as PostgreSQL's own runner would."""
        output = self.work / "output"
        variables = {
            "PG_ABS_SRCDIR": str(script.parent.parent),
            "PG_ABS_BUILDDIR": str(self.work),
            "PG_LIBDIR": self.libdir,  # without regress.so, which no package ships
            "PG_DLSUFFIX": ".so",
            "PGAPPNAME": f"{program.name}/{script.stem}",
            "INPUT": str(script),
            "OUTPUT": str(output),
        }
        shell = 'exec "$@" <"$INPUT" >"$OUTPUT" 2>&1'  # errors among the rest, in their order
        command = ["sh", "-c", shell, "sh", *program.command]
        started = time.perf_counter()
        try:
            run_as_server(command, env=self._environment(variables), timeout=SECONDS)
        except subprocess.TimeoutExpired as error:
            raise StuckError(
                f"{script} did not end in {SECONDS} s; see {self.cluster.log}"
            ) from error
        seconds = time.perf_counter() - started
        text = output.read_bytes().decode("utf-8", "backslashreplace")
        return Ran(tuple(text.splitlines()), seconds)

    def complaints(self, check: str) -> list[str]:
        """Return what pggit finds: `check` is ``fsck`` or ``drift``."""
        return [line for (line,) in self.cluster.sql(CHECKS[check], dbname=self.database)]

    def own_names(self) -> frozenset[str]:
        """Return the names of pggit's functions, relations and event triggers."""
        rows = self.cluster.sql(OWN_NAMES, dbname=self.database)
        return frozenset(name for (name,) in rows)

    def dump(self) -> list[str]:
        """Return a dump of the database as lines of SQL, without pggit and without comments."""
        pg_dump = needed(self.cluster.server, "pg_dump")
        without = [f"--exclude-schema={name}" for name in SCHEMAS]
        without += ["-B", *(f"--exclude-table-data=*.{name}" for name in ROWS_BY_CHANCE)]
        ended = run_as_server(
            [pg_dump, "-d", self.database, *without], env=self._environment({}), timeout=SECONDS
        )
        if ended.returncode != 0:
            raise DumpError(f"pg_dump ended with {ended.returncode}: {ended.stderr}")
        lines = OWN_TRIGGERS.sub("", ended.stdout).splitlines()
        return [line for line in lines if line and not line.startswith(NO_CONTENT)]

    def _environment(self, variables: Mapping[str, str]) -> dict[str, str]:
        return {**self.cluster.env, **self.cluster.server.env, **ENVIRONMENT, **variables}


def psql(server: Server, database: str) -> Program:
    """Return psql as pg_regress calls it."""
    options = ("-X", "-a", "-q", "-v", "HIDE_TABLEAM=on", "-v", "HIDE_TOAST_COMPRESSION=on")
    return Program("pg_regress", (str(needed(server, "psql")), *options, "-d", database))


def isolationtester(server: Server, database: str) -> Program | None:
    """Return the program that runs isolation specs; None where the server ships none."""
    inside = Path("pgxs", "src", "test", "isolation", "isolationtester")
    root = server.bindir.resolve().parent
    for path in (root / "lib" / inside, root / "lib" / "postgresql" / inside):
        if path.is_file():
            return Program("isolation", (str(path), f"dbname={database}"))
    return None


def needed(server: Server, name: str) -> Path:
    """Return the path of a program; `MissingProgramError` where the server ships none."""
    program = server.program(name)
    if program is None:
        raise MissingProgramError(
            f"{server.bindir} ({server.origin}) has no {name}; install PostgreSQL {server.major}"
            f" with its client programs, or name its folder in PGMATRIX_BIN_{server.major}"
        )
    return program
