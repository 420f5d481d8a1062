"""Canonical definitions: what hashes to one value hashes to it on every major version, in every session."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.chaos.database import Database, rows
from tests.pggit.corpus import FOLDER, GOLDEN, QUOTED, SCRIPTS, load, objects, tree

EXPECTED: dict[str, Any] = json.loads(GOLDEN.read_text(encoding="utf-8"))

# What a session may set that changes how the server writes names and constants.
SETTINGS = {
    "DateStyle": "SQL, DMY",
    "IntervalStyle": "iso_8601",
    "TimeZone": "Asia/Kathmandu",
    "bytea_output": "escape",
    "extra_float_digits": "-5",
    "quote_all_identifiers": "on",
    "search_path": "looks, cols, kinds, code, public",
    "standard_conforming_strings": "off",
    "plan_cache_mode": "force_custom_plan",
}


@pytest.fixture
def corpus(database: Database) -> Database:
    load(database)
    return database


def test_the_corpus_is_large_and_whole() -> None:
    tables = [name for name in EXPECTED["objects"] if name.startswith("table ")]
    assert len(tables) >= 60
    assert len(EXPECTED["objects"]) - len(tables) >= 60
    assert {path.stem for path in FOLDER.glob("*.sql")} == set(SCRIPTS)


def test_every_major_version_has_the_same_hashes(corpus: Database) -> None:
    with corpus.connect() as connection:
        assert objects(connection) == EXPECTED["objects"]
        tables = "select identity, pggit.calculate_schema_hash(identity) from pggit_internal.objects where object_type = 'table'"
        for identity, found in rows(connection, tables):
            assert found == EXPECTED["objects"][f"table {identity}"]


def test_every_major_version_has_the_same_tree(corpus: Database) -> None:
    assert tree(corpus) == EXPECTED["tree"]
    assert corpus.sql("select * from pggit.fsck()") == []


def test_every_major_version_quotes_the_same_words(database: Database) -> None:
    assert database.value(QUOTED) == EXPECTED["quoted"]


def test_the_record_is_the_catalog(corpus: Database) -> None:
    recorded = "select object_type || ' ' || identity, definition_hash from pggit_internal.objects where is_live"
    assert dict(corpus.sql(recorded)) == EXPECTED["objects"]


def test_no_setting_of_the_session_counts(corpus: Database) -> None:
    with corpus.connect() as connection:
        for name, value in SETTINGS.items():
            rows(connection, "select set_config(%s, %s, false)", name, value)
        assert sorted(objects(connection).values()) == sorted(EXPECTED["objects"].values())


def test_different_views_have_different_queries(corpus: Database) -> None:
    query = """
        select array_agg(identity) from (
            select o.*, pggit_internal.definition(classid, objid) - 'columns' as definition
            from pggit_internal.catalog_objects() as o where object_type = 'view'
        ) as v group by definition -> 'query' having count(*) > 1
    """
    # These differ in their options.
    assert [sorted(row[0]) for row in corpus.sql(query)] == [
        ["looks.checked", "looks.checked_locally"]
    ]


def test_names_that_somebody_sees_count(corpus: Database) -> None:
    query = "select pggit_internal.definition(classid, objid) from pggit_internal.catalog_objects() where identity = %s"
    for name in ("reread.within_group{}", "reread.rows_from{}", "reread.of_record{}()"):
        first, second = (corpus.value(query, name.format(each)) for each in ("", "_swapped"))
        assert first != second, name
