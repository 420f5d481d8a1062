"""docs/api says what pggit does: every example is run, every signature is the installed one."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg.errors
import pytest
from psycopg import Connection

from scripts.install import CONTRACT, pggit_folder
from scripts.matrix import ROOT
from tests.chaos.database import Database, rows
from tests.pggit import docs

PAGES = docs.pages()
README = ROOT / "README.md"

FUNCTIONS = """
    select
        proname,
        format('pggit.%s(%s)', proname, pg_get_function_arguments(oid))
            || coalesce(' returns ' || pg_get_function_result(oid), '')
    from pg_proc
    where pronamespace = 'pggit'::regnamespace
    order by 1
"""
TABLES = """
    select c.relname, array_agg(a.attname::text order by a.attnum)
    from pg_class as c join pg_attribute as a on a.attrelid = c.oid
    where c.relnamespace = 'pggit'::regnamespace and c.relkind in ('r', 'v') and a.attnum > 0
        and not a.attisdropped
    group by 1
    order by 1
"""


def normal(signature: str) -> str:
    """A signature whatever its line breaks and case, and without what it says twice."""
    signature = signature.lower().replace("timestamp with time zone", "timestamptz")
    signature = re.sub(r"(default [^,)]*?)::\w+", r"\1", signature)
    return re.sub(r"\s*([(),])\s*", r"\1", " ".join(signature.split()))


def condition(state: str) -> str:
    """What PL/pgSQL calls an SQLSTATE of PostgreSQL: 25001 is active_sql_transaction."""
    try:
        name = psycopg.errors.lookup(state).__name__
    except KeyError:  # one of pggit's own
        return state
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def section_of(name: str) -> docs.Section:
    """The one section of the reference with that name in its heading."""
    texts = (page.read_text("utf-8") for page in PAGES)
    found = [s for text in texts for s in docs.sections(text) if name in s.names]
    assert len(found) == 1, f"{len(found)} headings of docs/api name {name}"
    return found[0]


def examples() -> str:
    """All sql of the reference."""
    texts = (page.read_text("utf-8") for page in PAGES)
    return "\n".join(example.sql.body for text in texts for example in docs.examples(text))


@pytest.mark.parametrize("page", [*PAGES, README], ids=lambda page: str(page.relative_to(ROOT)))
def test_examples_print_what_the_page_says(database: Database, page: Path) -> None:
    text = page.read_text("utf-8")
    with database.connect() as connection:
        assert docs.filled(text, connection) == text
    assert database.sql("select * from pggit.fsck() where severity = 'error'") == []


def test_every_function_has_its_signature_and_an_example(db: Connection) -> None:
    sql = examples()
    found = rows(db, FUNCTIONS)
    assert len(found) > 15
    for name, signature in found:
        assert normal(section_of(name).signature(name)) == normal(signature)
        assert f"pggit.{name}(" in sql, f"no example calls pggit.{name}"


def test_every_table_has_its_columns_and_an_example(db: Connection) -> None:
    sql = examples()
    found = rows(db, TABLES)
    assert {"commits", "branches"} <= {name for name, _ in found}
    for name, columns in found:
        text = section_of(f"pggit.{name}").text
        assert re.findall(r"^\| `(\w+)` ", text, re.MULTILINE) == columns
        assert re.search(rf"\bpggit\.{name}\b(?!\()", sql), f"no example reads pggit.{name}"


def test_every_sqlstate_of_the_reference_is_one_of_pggits() -> None:
    code = "".join(file.read_text("utf-8") for file in pggit_folder().rglob("*.sql"))
    for page in PAGES:
        for state in re.findall(r"`([0-9A-Z]{5})`", page.read_text("utf-8")):
            assert re.search(rf"\b({state}|{condition(state)})\b", code), f"{page.name}: {state}"


def test_every_check_of_fsck_is_explained() -> None:
    code = "".join(
        file.read_text("utf-8") for file in (pggit_folder() / "integrity").glob("check_*.sql")
    )
    explained = re.findall(r"^\| `(\w+)` ", section_of("fsck").text, re.MULTILINE)
    assert sorted(explained) == sorted(set(re.findall(r"'(?:error|warning)', '(\w+)'", code)))


def test_readme_counts_the_functions_that_are_missing(db: Connection) -> None:
    installed = {name for name, _ in rows(db, FUNCTIONS)}
    missing = f"{len(CONTRACT - installed)} of {len(CONTRACT)} functions"
    assert missing in " ".join(README.read_text("utf-8").split())
