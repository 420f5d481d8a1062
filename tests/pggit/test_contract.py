"""What other people's code relies on: names, argument orders, result columns, error codes; and pggit is only SQL."""

from __future__ import annotations

import re

import pytest
from psycopg import Connection

from scripts.install import install, pggit_folder
from tests.chaos.database import Database, rows
from tests.pggit.reading import error, run

# Written out here and not read from the documents, so that a change has to be made twice.
SIGNATURES = {
    "apply_migration": "p_version text, p_name text, p_up text, p_down text = -> boolean",
    "begin_migration": "p_version text, p_name text -> void",
    "calculate_schema_hash": "p_table text -> text",
    "checkout": "p_target text, p_allow_data_loss boolean = -> text",
    "commit_changes": "p_branch_name text, p_message text =, p_custom_trinity_id text = -> text",
    "complete_migration": "p_version text -> void",
    "create_branch": "p_branch_name text, p_parent_branch text = -> integer",
    "create_data_branch": "p_table text, p_from_branch text, p_to_branch text -> text",
    "create_tag": "p_name text, p_commit text = -> text",
    "data_diff": "p_table text, p_from_branch text, p_to_branch text -> key jsonb, change text, from_row jsonb, to_row jsonb",
    "delete_branch": "p_branch_name text, p_force boolean = -> boolean",
    "delete_branch_simple": "p_branch_name text -> boolean",
    "detect_drift": " -> object_type text, identity text, drift text, expected_hash text, actual_hash text",
    "diff": "p_from text, p_to text -> object_type text, identity text, change text, from_hash text, to_hash text, from_identity text",
    "diff_parts": "p_from text, p_to text -> object_type text, identity text, part text, part_name text, change text, from_definition text, to_definition text",
    "diff_sql": "p_from text, p_to text -> SETOF text",
    "drop_data_branch": "p_table text, p_branch text -> void",
    "export": "p_target text -> text",
    "fail_migration": "p_version text, p_reason text -> void",
    "fsck": " -> severity text, check_name text, object text, detail text",
    "generate_trinity_id": " -> text",
    "get_history": "p_object text, p_limit integer = -> version text, change_type text, severity text, ddl text, branch_name text, changed_at timestamptz, changed_by name",
    "get_version": "p_object text -> major integer, minor integer, patch integer, full_version text",
    "grant_writer": "p_role name -> void",
    "increment_version": "p_major integer, p_minor integer, p_patch integer, p_type text -> major integer, minor integer, patch integer, full_version text",
    "list_branches": " -> branch_name text, status text, head_commit_hash text, parent_branch text, commit_count bigint, created_at timestamptz, created_by name",
    "log": "p_branch text =, p_limit integer = -> hash text, parent_commit_hash text, merge_parent_hash text, branch_name text, message text, author name, committed_at timestamptz",
    "merge_data_branch": "p_table text, p_source text, p_target text, p_strategy text = -> inserted bigint, updated bigint, deleted bigint, conflicts bigint",
    "migration_status": " -> version text, name text, state text, checksum text, applied_at timestamptz, applied_by name",
    "plan": "p_from text, p_to text -> step integer, statement text, reason text, hazard text",
    "repair": "p_check_name text =, p_dry_run boolean = -> check_name text, object text, action text",
    "rollback_migration": "p_version text -> boolean",
    "self_test": " -> promise text, is_kept boolean, detail text",
    "show": "p_commit text -> object_type text, identity text, change text, from_hash text, to_hash text, from_identity text",
    "status": "p_branch text = -> object_type text, identity text, change text",
}
DEFAULTS = {
    "apply_migration": "null",
    "checkout": "false",
    "commit_changes": "'' null",
    "create_branch": "'main'",
    "create_tag": "null",
    "delete_branch": "false",
    "get_history": "100",
    "log": "'main' 50",
    "merge_data_branch": "'fail'",
    "repair": "null true",
    "status": "null",
}
COLUMNS = {
    "branches": "id name parent_branch_id head_commit_hash status created_at created_by",
    "commits": "hash branch_id parent_commit_hash merge_parent_hash tree_hash content_hash message author committed_at",
}
CODES = {
    *("22001", "22003", "22023", "23505", "40001", "42704", "42710", "42809", "42P01"),
    *("55000", "55006", "0A000", "VC001", "VC002", "VC003", "VC004", "VC005"),
    "42501",  # who installs, or makes a data branch, has not the right
    "55P03",  # would have to wait, where waiting could be a deadlock
    "428C9",  # PostgreSQL's own, of a column that is always generated
}
FUNCTIONS = """
    select
        p.proname, pg_get_function_arguments(p.oid),
        coalesce(
            substring(pg_get_function_result(p.oid) from '^TABLE\\((.*)\\)$'), pg_get_function_result(p.oid)
        )
    from pg_proc as p where p.pronamespace = 'pggit'::regnamespace
"""
RAISE = re.compile(r"\braise exception\s+'(?:[^']|'')*'.*?;\n", re.DOTALL)
ELSEWHERE = """
    select c.classid::regclass::text, i.identity
    from (
        select 'pg_class'::regclass as classid, oid, relnamespace as schema from pg_class
        union all select 'pg_proc'::regclass, oid, pronamespace from pg_proc
        union all select 'pg_type'::regclass, oid, typnamespace from pg_type
        union all select 'pg_operator'::regclass, oid, oprnamespace from pg_operator
        union all select 'pg_namespace'::regclass, oid, oid from pg_namespace
        union all select 'pg_extension'::regclass, oid, 0 from pg_extension
        union all select 'pg_language'::regclass, oid, 0 from pg_language
        union all select 'pg_cast'::regclass, oid, 0 from pg_cast
    ) as c
    cross join lateral pg_identify_object(c.classid, c.oid, 0) as i
    where c.schema::regnamespace::text not in ('pggit', 'pggit_internal') and c.schema::regnamespace::text !~ '^pg_'
    order by 1, 2
"""


def code() -> str:
    """All of pggit, without comments."""
    texts = (file.read_text("utf-8") for file in sorted(pggit_folder().rglob("*.sql")))
    return "".join(re.sub(r"--[^\n]*", "", text) for text in texts)


def test_signatures(db: Connection) -> None:
    found, defaults = {}, {}
    for name, arguments, result in rows(db, FUNCTIONS):
        types = f"{arguments} -> {result}".replace("timestamp with time zone", "timestamptz")
        found[name] = re.sub(r" DEFAULT [^,>]*?(?=,| ->)", " =", types)
        defaults[name] = re.findall(r" DEFAULT (.*?)(?:::\w+)?(?:,|$)", arguments)
    assert found == SIGNATURES
    given = {name: " ".join(said).lower() for name, said in defaults.items() if said}
    assert given == DEFAULTS


@pytest.mark.parametrize("table", COLUMNS)
def test_columns(db: Connection, table: str) -> None:
    found = db.execute(f"table pggit.{table}".encode()).description or []
    assert [column.name for column in found] == COLUMNS[table].split()


def test_every_error_has_a_code_of_the_contract_and_a_hint() -> None:
    raised = [found[0] for found in RAISE.finditer(code())]
    assert len(raised) > 50
    for statement in raised:
        said = re.search(r"errcode = (?:'(\w+)'|v_sqlstate)", statement)
        assert said, statement
        if said[1] == "VC999":  # what self_test() ends its trial with, and catches
            continue
        assert said[1] is None or said[1] in CODES, statement
        # What PostgreSQL says without a hint, a data branch says so too.
        assert "hint" in statement or "table = tg_table_name" in statement, statement


def test_it_is_all_sql_and_plpgsql(db: Connection) -> None:
    query = """
        select distinct l.lanname from pg_proc as p join pg_language as l on l.oid = p.prolang
        where p.pronamespace::regnamespace::text in ('pggit', 'pggit_internal')
    """
    assert {row[0] for row in rows(db, query)} == {"plpgsql", "sql"}
    assert not re.search(r"\b(create extension|language c|load)\b", code(), re.IGNORECASE)


def test_nothing_is_made_outside_of_its_two_schemas(server: Database) -> None:
    server.sql("create database pggit_elsewhere template template0")
    database = Database(server.conninfo.replace("dbname=postgres", "dbname=pggit_elsewhere"))
    try:
        before = database.sql(ELSEWHERE)
        install(database.conninfo, pggit_folder())
        assert database.sql(ELSEWHERE) == before
    finally:
        server.sql("drop database pggit_elsewhere with (force)")


def test_the_tables_keep_their_own_rules(db: Connection) -> None:
    run(db, "select pggit.commit_changes('main', '', 'commit-0001')")
    for statement, state in {
        "insert into pggit.branches (id, name, created_by) values (2, 'main', 'x')": "23505",
        "insert into pggit.branches (id, name, created_by, status) values (2, 'x', 'x', 'OTHER')": "23514",
        "insert into pggit.commits select * from pggit.commits": "23505",
    }.items():
        assert error(db, statement) == state
