"""Provokes what docs/testing/TROUBLESHOOTING.md is about: each symptom, by the heading that it has there."""

from __future__ import annotations

import errno
import functools
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from scripts import folders, install
from scripts.binaries import faketime
from scripts.cluster import Cluster
from scripts.errors import RepairableError
from scripts.matrix import ROOT
from tests.chaos.database import Database, rows
from tests.chaos.faults import skew

BRANCHED = [
    "create table t (id integer primary key, n integer)",
    "insert into t values (1, 1)",
    "select pggit.create_data_branch('t', 'main', 'trial')",
]

Provoke = Callable[["World"], str]
PROVOKED: dict[str, Provoke] = {}


@dataclass(frozen=True)
class World:
    """A server to go wrong on, and a folder."""

    cluster: Cluster
    folder: Path
    databases: list[Database]  # that something was provoked in, the last one last

    def database(self, *statements: str) -> Database:
        """A new database with pggit, in which statements were run."""
        name = f"symptom_{len(self.databases)}"
        self.cluster.sql(f"create database {name} template pggit")
        database = Database(self.cluster.conninfo(name))
        self.databases.append(database)
        for statement in statements:
            database.sql(statement)
        return database

    def installed(self, script: str) -> str:
        """What the installer says of a script."""
        (self.folder / "install.sql").write_text(script)
        return told(lambda: install.install(self.cluster.conninfo(), self.folder))

    def run(self, *command: str, **environment: str) -> str:
        """What a program of this project says."""
        foreign = ("PG", "PYTEST_", "CI")
        ours = {k: v for k, v in os.environ.items() if not k.startswith(foreign)}
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env={**ours, "PGMATRIX_RESULTS": str(self.folder), **environment},
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        return done.stdout + done.stderr


def told(work: Callable[[], object]) -> str:
    """The error that work ends with, as psql and our own commands print it."""
    try:
        work()
    except RepairableError as error:
        return str(error)
    except psycopg.Error as error:
        lines = [f"ERROR:  {error.sqlstate}: {error.diag.message_primary}"]
        lines += [f"HINT:  {error.diag.message_hint}"]
        return "\n".join(lines)
    raise AssertionError("nothing went wrong")


def refused(database: Database, *statements: str, role: str = "postgres") -> str:
    """The error of the last of some statements, in one session."""
    with database.connect() as connection:
        rows(connection, f"set role {role}")
        for statement in statements[:-1]:
            rows(connection, statement)
        return told(lambda: rows(connection, statements[-1]))


def symptom(title: str) -> Callable[[Provoke], Provoke]:
    """Say which heading of the page a function provokes."""

    def remember(provoke: Provoke) -> Provoke:
        PROVOKED[title] = provoke
        return provoke

    return remember


@symptom("A cell or version that does not exist")
def _(world: World) -> str:
    return world.run("nox", "-s", "full-3.11(pg=14, category=load)")


@symptom("The Python is too old")
def _(_world: World) -> str:
    old = "import sys; sys.version_info = (3, 10); import scripts"
    command = [sys.executable, "-c", old]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stderr


@symptom("A fault that this machine cannot do")
def _(world: World) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(faketime, "SYSTEM", world.folder)
        patch.setattr(platform, "system", lambda: "Linux")
        patch.setattr(platform, "machine", lambda: "aarch64")
        return str(skew.why_not.__wrapped__())


@symptom("No server was found")
def _(world: World) -> str:
    return world.run("scripts.binaries", "--pg", "16", PGMATRIX_BIN_16="/nowhere")


@symptom("A folder is full, or may not be written")
def _(world: World) -> str:
    """test_folders.py has the true disks; here is what they say."""

    def write(number: int, name: str, variable: str) -> None:
        with folders.written(world.folder / name, variable):
            raise OSError(number, os.strerror(number), str(world.folder / name / "file"))

    pairs = [("results", "PGMATRIX_RESULTS"), ("cache", "PGMATRIX_CACHE")]
    said = [
        told(functools.partial(write, number, *pair))
        for number in (errno.ENOSPC, errno.EROFS)
        for pair in pairs
    ]
    servers = world.folder / "cache" / "servers"
    return "\n".join(
        [*said, str(folders.full(servers, "8 MB are free, 150 MB are needed", pairs[1][1]))]
    )


@symptom("The name of the last run is damaged")
def _(world: World) -> str:
    (world.folder / "latest").write_bytes(b"\xff\0")
    try:
        return world.run("scripts.report")
    finally:
        (world.folder / "latest").unlink()


@symptom("The server does not start")
def _(world: World) -> str:
    def start() -> None:
        with Cluster(world.cluster.server, settings={"no_such_setting": 1}):
            pass

    return told(start)


@symptom("pytest without a server")
def _(world: World) -> str:
    return world.run("pytest", "tests/chaos/test_refs.py", "-x", "-n0")


@symptom("Nothing to report")
def _(world: World) -> str:
    return world.run("scripts.report")


@symptom("A part that is none")
def _(world: World) -> str:
    return world.run("scripts.cell", "smoke-3.11(pg=17)", "--", "--shard", "4/3")


@symptom("There is no install.sql")
def _(world: World) -> str:
    return told(lambda: install.install(world.cluster.conninfo(), Path("/nowhere")))


@symptom("A psql command that the installer does not know")
def _(world: World) -> str:
    return world.installed("select 1\n\\gexec\n")


@symptom("The script fails")
def _(world: World) -> str:
    return world.installed("select 1;\n\nselect nothing;\n")


@symptom("The role cannot install")
def _(world: World) -> str:
    world.cluster.sql("create role somebody")
    script = install.pggit_folder() / "repository" / "schemas.sql"
    database = Database(world.cluster.conninfo())
    return refused(database, script.read_text("utf-8"), role="somebody")


@symptom("A merge with conflicts")
def _(world: World) -> str:
    database = world.database(*BRANCHED, "update t set n = 2", "update t__trial set n = 3")
    return refused(database, "select pggit.merge_data_branch('t', 'trial', 'main')")


@symptom("A migration whose text was changed")
def _(world: World) -> str:
    database = world.database("select pggit.apply_migration('1', 'one', 'select 1')")
    return refused(database, "select pggit.apply_migration('1', 'one', 'select 2')")


@symptom("A migration that was begun and not finished")
def _(world: World) -> str:
    database = world.database("select pggit.begin_migration('2', 'two')")
    return refused(database, "select pggit.apply_migration('3', 'three', 'select 1')")


@symptom("The record is corrupt")
def _(world: World) -> str:
    erase = "truncate pggit_internal.repository"
    commit = "select pggit.commit_changes('main')"
    return refused(world.database(), "set session_replication_role = replica", erase, commit)


@symptom("Another migration is at work")
def _(world: World) -> str:
    database = world.database()
    with database.connect() as migrating:
        rows(migrating, "begin")
        # What apply_migration() holds while its script runs.
        rows(migrating, "select pggit_internal.claim_migration('1')")
        commit = "select pggit.commit_changes('main')"
        apply = "select pggit.apply_migration('2', 'two', 'select 1')"
        return refused(database, "begin", commit, apply)


@symptom("Another transaction was first")
def _(world: World) -> str:
    database = world.database()
    with database.connect() as loser:
        rows(loser, "begin isolation level repeatable read")
        rows(loser, "select 1")
        database.sql("select pggit.commit_changes('main')")
        return told(lambda: rows(loser, "select pggit.commit_changes('main')"))


@symptom("DDL on a table with data branches is refused")
def _(world: World) -> str:
    return refused(world.database(*BRANCHED), "alter table t add constraint positive check (n > 0)")


@symptom("A role that may not commit")
def _(world: World) -> str:
    database = world.database("create role reader")
    return refused(database, "select pggit.commit_changes('main')", role="reader")


@symptom("Nothing is recorded any more")
def _(world: World) -> str:
    if world.cluster.server.major < 17:
        pytest.skip("event_triggers is a setting since PostgreSQL 17: set default-pg to it")
    database = world.database()
    database.sql(f"alter database {database.name} set event_triggers = off")
    return found(database)


@symptom("Event triggers that are disabled")
def _(world: World) -> str:
    return found(world.database("alter event trigger pggit_sql_drop disable"))


@symptom("Drift after a restore")
def _(world: World) -> str:
    switch = "alter event trigger pggit_ddl_command_end"
    restore = [f"{switch} disable", "create table hidden ()", f"{switch} enable always"]
    database = world.database(*restore)
    drift = "select object_type, identity, drift from pggit.detect_drift()"
    return "\n".join(f"{kind} {name}: {what}" for kind, name, what in database.sql(drift))


@symptom("A damaged index of pggit's own")
def _(world: World) -> str:
    database = world.database("select pggit.commit_changes('main')", "checkpoint")
    relation = "select pg_relation_filepath(conindid) from pg_constraint where conrelid ="
    path = database.value(f"{relation} 'pggit.commits'::regclass and contype = 'p'")
    world.cluster.stop()
    file = world.cluster.data / path
    file.write_bytes(b"\1" * 8192 + file.read_bytes()[8192:])
    world.cluster.start()
    return refused(database, "select * from pggit.commits where hash = 'x'")


@symptom("pggit cannot be uninstalled")
def _(world: World) -> str:
    with world.database(*BRANCHED).connect() as connection:
        script = install.pggit_folder() / "uninstall.sql"
        return told(lambda: install.run_script(connection, script))


def found(database: Database) -> str:
    """What fsck finds, a line each."""
    findings = database.sql("select check_name, detail from pggit.fsck()")
    return "\n".join(f"{check}: {detail}" for check, detail in findings)
