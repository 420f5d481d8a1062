"""Who may read and write after pggit was installed, installed again, and upgraded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import install
from tests.chaos.database import Database
from tests.pggit.reading import run
from tests.pggit.test_upgrade import edit, later

# What the contract calls functions that write: commit, branch, merge, migrate, repair.
WRITING = {
    "apply_migration",
    "begin_migration",
    "checkout",
    "commit_changes",
    "complete_migration",
    "create_branch",
    "create_data_branch",
    "create_tag",
    "delete_branch",
    "delete_branch_simple",
    "drop_data_branch",
    "fail_migration",
    "merge_data_branch",
    "repair",
    "rollback_migration",
}
CALLABLE = "select proname from pg_proc where pronamespace = 'pggit'::regnamespace and has_function_privilege(%s, oid, 'EXECUTE')"
ALL = "select proname from pg_proc where pronamespace = 'pggit'::regnamespace"
READABLE = """
    select has_schema_privilege('plain', c.relnamespace, 'USAGE') and has_table_privilege('plain', c.oid, 'SELECT')
    from pg_class as c where c.relkind in ('r', 'v') and c.relnamespace::regnamespace::text in ('pggit', 'pggit_internal')
"""
ACLS = """
    select oid::regclass::text, relacl::text from pg_class where relnamespace::regnamespace::text ~ '^pggit'
    union all select oid::regprocedure::text, proacl::text from pg_proc where pronamespace::regnamespace::text ~ '^pggit'
    union all select nspname, nspacl::text from pg_namespace where nspname ~ '^pggit'
    order by 1
"""


@pytest.fixture
def roles(server: Database) -> Iterator[Database]:
    """The server with the roles plain, writer and half, who may do one thing only."""
    server.sql("create role plain; create role writer; create role half")
    try:
        yield server
    finally:
        server.sql("drop role plain, writer, half")


@pytest.fixture
def granted(roles: Database, database: Database) -> Iterator[Database]:
    """A database where they have been granted what they may."""
    database.sql("select pggit.grant_writer('writer')")
    database.sql("grant execute on function pggit.commit_changes(text, text, text) to half")
    try:
        yield database
    finally:
        database.sql("drop owned by plain, writer, half")


def names(database: Database, query: str, *params: object) -> set[str]:
    return {row[0] for row in database.sql(query, *params)}


def upgrade(tmp_path: Path) -> Path:
    """A later version, with one more function that writes."""
    folder = later(tmp_path, "9.0.0")
    file = folder / "security" / "writing_functions.sql"
    edit(file, "return array[\n", "return array[\n        'pggit.rewrite_history(text)',\n")
    file.write_text(
        "create or replace function pggit.rewrite_history(p_branch text) returns void language sql"
        " return null;\n" + file.read_text("utf-8"),
        encoding="utf-8",
    )
    return folder


def test_everybody_may_call_what_reads_and_a_writer_what_writes(granted: Database) -> None:
    everything = names(granted, ALL)
    assert everything >= WRITING
    assert names(granted, CALLABLE, "plain") == everything - WRITING - {"grant_writer"}
    assert names(granted, CALLABLE, "writer") == everything - {"grant_writer"}


def test_writers_stay_writers_over_an_upgrade(granted: Database, tmp_path: Path) -> None:
    install.install(granted.conninfo, upgrade(tmp_path))
    may = "select has_function_privilege(%s, 'pggit.rewrite_history(text)', 'EXECUTE')"
    found = {role: granted.value(may, role) for role in ("plain", "writer", "half")}
    assert found == {"plain": False, "writer": True, "half": False}
    assert names(granted, CALLABLE, "half") - names(granted, CALLABLE, "plain") == {
        "commit_changes"
    }
    assert granted.sql("select * from pggit.fsck()") == []


def test_who_is_no_writer_any_more_does_not_become_one(granted: Database, tmp_path: Path) -> None:
    granted.sql("revoke execute on all functions in schema pggit, pggit_internal from writer")
    install.install(granted.conninfo, upgrade(tmp_path))
    assert names(granted, CALLABLE, "writer") == names(granted, CALLABLE, "plain")


def test_installing_again_changes_no_right(granted: Database) -> None:
    before = granted.sql(ACLS)
    install.install(granted.conninfo, install.pggit_folder())
    assert granted.sql(ACLS) == before


def test_a_record_that_was_closed_stays_closed(granted: Database, tmp_path: Path) -> None:
    granted.sql("revoke usage on schema pggit, pggit_internal from public")
    for folder in (install.pggit_folder(), upgrade(tmp_path)):
        install.install(granted.conninfo, folder)
        assert {row[0] for row in granted.sql(READABLE)} == {False}


def test_other_default_privileges_do_not_close_the_record(roles: Database) -> None:
    roles.sql("create database pggit_closed template template0")
    database = Database(roles.conninfo.replace("dbname=postgres", "dbname=pggit_closed"))
    try:
        with database.connect() as owner:
            for kind in ("functions", "tables"):
                run(owner, f"alter default privileges revoke all on {kind} from public")
        install.install(database.conninfo, install.pggit_folder())
        assert {row[0] for row in database.sql(READABLE)} == {True}
        assert names(database, CALLABLE, "plain") == names(database, ALL) - WRITING - {
            "grant_writer"
        }
    finally:
        roles.sql("drop database pggit_closed with (force)")
