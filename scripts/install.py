r"""Installs a pggit from its ``install.sql``, without psql.

Reads the script as psql does that was started in the script's folder, as far as installers go:
``\i``, ``\ir``, ``\echo`` and the ``\set`` of settings that do not change what is installed.
Everything runs in one session and stops at the first error.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from scripts.errors import RepairableError
from scripts.matrix import ROOT

# The functions that the contract promises; another pggit is told which of them it lacks.
CONTRACT = frozenset(
    [
        "abort_merge",
        "apply_migration",
        "begin_migration",
        "calculate_schema_hash",
        "checkout",
        "commit_changes",
        "complete_merge",
        "complete_migration",
        "create_branch",
        "create_data_branch",
        "create_tag",
        "data_diff",
        "delete_branch",
        "delete_branch_simple",
        "detect_drift",
        "diff",
        "diff_parts",
        "diff_sql",
        "drop_data_branch",
        "export",
        "fail_migration",
        "fsck",
        "generate_trinity_id",
        "get_history",
        "get_version",
        "grant_writer",
        "increment_version",
        "list_branches",
        "log",
        "merge_branches",
        "merge_data_branch",
        "migration_status",
        "plan",
        "preview_merge",
        "repair",
        "resolve_conflict",
        "revert",
        "rollback_migration",
        "self_test",
        "show",
        "status",
    ]
)

# Quoted text, dollar-quoted bodies and comments may hold a backslash at the start of a line.
# PostgreSQL's comments nest; two deep is all that we follow.
TOKENS = re.compile(
    r"""--[^\n]* | /\*(?:(?!/\*|\*/).|/\*(?:(?!/\*|\*/).)*\*/)*\*/
    | \b[eE]'(?:[^'\\]|\\.|'')*' | '(?:[^']|'')*' | "(?:[^"]|"")*"
    | (?P<tag>\$(?:[^\W\d]\w*)?\$).*?(?P=tag)
    | ^[ \t]*\\(?P<command>\w+)[ \t]*(?P<argument>[^\n]*)""",
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)
HARMLESS_SETTINGS = {"ON_ERROR_STOP", "ECHO", "QUIET", "VERBOSITY"}


class InstallError(RepairableError):
    """An install script that is missing, unreadable to us, or fails; says file and line."""


@dataclass(frozen=True)
class Chunk:
    """A piece of SQL between two meta-commands, and where it stands."""

    path: Path
    line: int
    sql: str


@dataclass(frozen=True)
class Installed:
    """What was installed: the folder, and the functions of the contract that it lacks."""

    folder: Path
    missing: tuple[str, ...]
    version: str | None = None  # as it says itself

    def __str__(self) -> str:
        some = self.missing and not CONTRACT.issubset(self.missing)
        names = f" ({', '.join(self.missing)})" if some else ""
        return self.summary + names

    @property
    def summary(self) -> str:
        """The script, and how much of the contract is there."""
        script = self.folder / "install.sql"
        shown = script.relative_to(ROOT) if script.is_relative_to(ROOT) else script
        if not self.missing:
            return f"{shown}, with all of its functions"
        if CONTRACT.issubset(self.missing):
            return f"{shown}, which is no pggit"
        return f"{shown}, without {len(self.missing)} of pggit's {len(CONTRACT)} functions"


def pggit_folder() -> Path:
    """The ``sql/`` folder under test: ours, or the one that ``PGGIT_SQL`` names."""
    return Path(os.environ.get("PGGIT_SQL") or ROOT / "sql").resolve()


def install(conninfo: str, folder: Path) -> Installed:
    """Run ``folder/install.sql`` in the database that `conninfo` leads to."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        run_script(connection, folder / "install.sql")
        found = connection.execute(
            "select p.proname from pg_catalog.pg_proc as p"
            " where p.pronamespace = to_regnamespace('pggit')"
        ).fetchall()
        return Installed(
            folder, tuple(sorted(CONTRACT - {name for (name,) in found})), _version(connection)
        )


def _version(connection: psycopg.Connection) -> str | None:
    """What pggit calls itself; None where it does not say."""
    function = connection.execute("select to_regprocedure('pggit_internal.version()')").fetchone()
    if function == (None,):
        return None
    return str(connection.execute("select pggit_internal.version()").fetchall()[0][0])


def run_script(connection: psycopg.Connection, path: Path) -> None:
    """Run a psql script, with all that it includes, in an autocommit connection."""
    for chunk in chunks(path):
        try:
            connection.execute(chunk.sql.encode())
        except psycopg.Error as error:
            position = int(error.diag.statement_position or 1)
            line = chunk.line + chunk.sql[:position].count("\n")
            raise InstallError(f"{chunk.path}:{line}: {error.sqlstate} {error}") from error


def chunks(path: Path, start_folder: Path | None = None) -> Iterator[Chunk]:
    r"""Yield the SQL of a script and of those that it includes, in the order in which psql runs it.

    `start_folder` is where psql stands, by default the script's folder: ``\i`` is read from there,
    ``\ir`` from the folder of the including script. Raises `InstallError` for what psql knows and
    we do not.
    """
    stands = start_folder or path.parent
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InstallError(
            f"{path}: {error.strerror}; the install script is there, or where PGGIT_SQL says"
        ) from error
    start = 0
    for token in TOKENS.finditer(text):
        if token["command"] is None:
            continue
        yield from _chunk(path, text, start, token.start())
        start = token.end()
        argument = token["argument"].strip().strip("'\"")
        match token["command"]:
            case "i" | "include":
                yield from chunks(stands / argument, stands)
            case "ir" | "include_relative":
                yield from chunks(path.parent / argument, stands)
            case "echo" | "qecho":
                print(argument)
            case "set" if argument.split()[:1] and argument.split()[0] in HARMLESS_SETTINGS:
                pass
            case command:
                line = text.count("\n", 0, token.start("command")) + 1
                raise InstallError(
                    f"{path}:{line}: \\{command} {argument}: known here are \\i, \\ir, \\echo and"
                    f" \\set of {', '.join(sorted(HARMLESS_SETTINGS))}; rewrite it with these"
                )
    yield from _chunk(path, text, start, len(text))


def _chunk(path: Path, text: str, start: int, end: int) -> Iterator[Chunk]:
    if text[start:end].strip():
        yield Chunk(path, text.count("\n", 0, start) + 1, text[start:end])
