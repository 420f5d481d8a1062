"""What holds for every file and function of pggit."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from psycopg import Connection

from scripts.install import CONTRACT, pggit_folder
from tests.chaos.database import rows
from tests.pggit.reading import value

FOLDER = pggit_folder()
FILES = sorted(FOLDER.rglob("*.sql"))
SCRIPTS = {FOLDER / "install.sql", FOLDER / "uninstall.sql"}

FUNCTIONS = """
    select p.oid::regprocedure::text
    from pg_proc as p join pg_language as l on l.oid = p.prolang
    where p.pronamespace::regnamespace::text in ('pggit', 'pggit_internal') and {condition}
"""
PATH = "search_path=pg_catalog, pg_temp"


def functions(db: Connection, condition: str) -> list[str]:
    return [row[0] for row in rows(db, FUNCTIONS.format(condition=condition))]


def test_the_lint_finds_what_it_looks_at(db: Connection) -> None:
    assert len(FILES) > 40
    assert len(functions(db, "l.lanname = 'plpgsql'")) > 15
    assert len(functions(db, "p.prosecdef")) > 5


def test_plpgsql_functions_set_their_search_path(db: Connection) -> None:
    condition = f"l.lanname = 'plpgsql' and not coalesce(p.proconfig, '{{}}') @> array['{PATH}']"
    assert functions(db, condition) == []


def test_security_definer_functions_set_their_search_path(db: Connection) -> None:
    condition = f"p.prosecdef and not coalesce(p.proconfig, '{{}}') @> array['{PATH}']"
    assert functions(db, condition) == []


def test_sql_functions_without_a_search_path_are_bound_or_one_liners(db: Connection) -> None:
    # A body between quotes is read under the caller's search_path, each time.
    condition = "l.lanname = 'sql' and p.proconfig is null and p.prosqlbody is null"
    found = functions(db, condition)
    assert set(found) <= {
        "pggit.get_version(text)",
        "pggit.get_history(text,integer)",
        "pggit.calculate_schema_hash(text)",
        "pggit.apply_migration(text,text,text,text)",
        "pggit.checkout(text,boolean)",
        "pggit.rollback_migration(text)",
        "pggit.create_data_branch(text,text,text)",
        "pggit.data_diff(text,text,text)",
        "pggit.merge_data_branch(text,text,text,text)",
        "pggit.drop_data_branch(text,text)",
    }
    for function in found:
        body = value(db, "select prosrc from pg_proc where oid = %s::regprocedure", function)
        assert body.count("select") == 1
        for name in re.findall(r"(?:from|lateral|[(,])\s+(\w[\w.]*)\(", body):
            assert re.match(r"(pggit|pggit_internal|pg_catalog)\.", name), name


def test_every_public_function_is_in_the_contract(db: Connection) -> None:
    found = rows(
        db, "select distinct proname from pg_proc where pronamespace = 'pggit'::regnamespace"
    )
    assert {row[0] for row in found} <= CONTRACT


def test_public_functions_are_not_overloaded(db: Connection) -> None:
    query = "select pronamespace::regnamespace, proname from pg_proc where pronamespace::regnamespace::text ~ '^pggit' group by 1, 2 having count(*) > 1"
    assert rows(db, query) == []


def test_no_file_replaces_a_function_of_another() -> None:
    # The second one would be taken for the first, by all that calls that.
    created = re.compile(r"^create or replace function (pggit\w*\.\w+)", re.MULTILINE)
    found = Counter(name for file in FILES for name in created.findall(file.read_text("utf-8")))
    assert [name for name, count in found.items() if count > 1] == []


def test_no_table_of_pggit_holds_an_oid(db: Connection) -> None:
    # Of a role, pg_dump writes the name that it has then; its number is kept by pg_upgrade.
    query = """
        select c.oid::regclass::text, a.attname
        from pg_attribute as a join pg_class as c on c.oid = a.attrelid
        where c.relnamespace::regnamespace::text in ('pggit', 'pggit_internal') and c.relkind = 'r'
            and a.attnum > 0 and a.atttypid::regtype::text ~ '^(oid|reg.*)$'
    """
    assert rows(db, query) == [("pggit_internal.policy_roles", "role")]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_file(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\t" not in text
    assert not re.search(r"\bwhen\s+others\b", text, re.IGNORECASE)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_advisory_locks(file: Path) -> None:
    # Any user may take and keep every one of them, by chance too: the keys of all software are one space.
    assert not re.search(r"advisory\w*\(", file.read_text(encoding="utf-8"), re.IGNORECASE)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_security_definer_says_why(file: Path) -> None:
    code = re.sub(r"--[^\n]*", "", file.read_text(encoding="utf-8"))
    definers = len(re.findall(r"\bsecurity\s+definer\b", code, re.IGNORECASE))
    reasons = re.findall(
        r"^-- SECURITY DEFINER: \w", file.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(reasons) == definers


def test_install_includes_every_file_once() -> None:
    script = (FOLDER / "install.sql").read_text(encoding="utf-8")
    included = [FOLDER / name for name in re.findall(r"^\\ir (\S+)$", script, re.MULTILINE)]
    assert sorted(included) == sorted(set(FILES) - SCRIPTS)


def test_a_backslash_means_the_same_in_every_session(db: Connection) -> None:
    # A body is read when a session first calls the function, under standard_conforming_strings as it is.
    setting = "standard_conforming_strings=on"
    condition = (
        f"strpos(p.prosrc, '\\') > 0 and not coalesce(p.proconfig, '{{}}') @> array['{setting}']"
    )
    assert functions(db, condition) == []
