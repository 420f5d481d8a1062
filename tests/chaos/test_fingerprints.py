"""The hashes of a fixed corpus of objects, for the report to compare between versions.

Risk: a definition is read through something that differs between PostgreSQL's major versions (a
function that prints a view, a catalog that moved), so that an upgrade looks like a change of the
schema, or a change is lost in it.

When it fails: a table's hash is not what the record holds for it. When the report says that one DDL
has not one hash: the object that it names is read differently on the versions that it names.

How to debug: find the object in tests/pggit/corpus/, and compare on both versions what
pggit_internal.definition(classid, objid) returns for it. The hashes themselves are in the cells'
report.jsonl, in the property "fingerprints".
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.chaos.database import Database
from tests.chaos.oracles import model
from tests.pggit import corpus

pytestmark = [pytest.mark.chaos, pytest.mark.property]

TABLES = """
    select 'table ' || identity, pggit.calculate_schema_hash(identity)
    from pggit_internal.objects where object_type = 'table'
"""


@pytest.mark.promise("versions.hash-laws")
def test_the_corpus_has_fingerprints(database: Database, record_property: Any) -> None:
    corpus.load(database)
    with database.connect() as connection:
        found = corpus.objects(connection)
    hashes = {**found, "tree of a commit": corpus.tree(database)}
    record_property("fingerprints", json.dumps(hashes))
    tables = {name: found[name] for name in found if name.startswith("table ")}
    model.must_equal(dict(database.sql(TABLES)), tables, "a fingerprint is the table's hash")
