"""What only reads by its promise, where nothing can be written: read-only sessions, standbys, roles without rights.

Risk: an operator cannot check a standby, or a dry run of a repair waits for a commit that hangs.

When it fails: fsck(), detect_drift(), repair() or self_test() ends with 25006 or 42501, or waits.

How to debug: `set default_transaction_read_only = on` in psql, and run the query of the failure.
"""

from __future__ import annotations

import pytest

from tests.chaos.database import Database, ask, rows
from tests.chaos.oracles import answers, model

pytestmark = [pytest.mark.chaos, pytest.mark.transaction]

READ_ONLY = [
    "select check_name from pggit.fsck()",
    "select identity from pggit.detect_drift()",
    "select check_name from pggit.repair()",
    "select promise from pggit.self_test() where not is_kept",
]


@pytest.mark.promise("integrity.self-test")
@pytest.mark.promise("integrity.repair")
def test_what_only_reads_waits_for_no_commit_and_needs_no_right_to_write(
    database: Database,
) -> None:
    database.sql("create table t (id integer)")
    role = f"reader_of_{database.name}"
    database.sql(f"create role {role}")
    try:
        database.sql(
            f"revoke create on database {database.name} from public; select pggit.grant_writer('{role}')"
        )
        with database.connect() as committer, database.connect() as reader:
            rows(committer, "begin")
            rows(committer, "select pggit.commit_changes('main')")
            rows(reader, "set statement_timeout = '20s'; set default_transaction_read_only = on")
            told = [ask(reader, query) for query in READ_ONLY]
            rows(reader, f"set default_transaction_read_only = off; set role {role}")
            told += [ask(reader, query) for query in READ_ONLY]
            untried = rows(reader, "select detail from pggit.self_test() where is_kept is null")
            rows(committer, "rollback")
        assert answers.judge(told) == []
        model.must_equal([answer.value for answer in told], [None] * len(told))
        reason = f"not tried: role {role} may not create schemas in database {database.name}"
        model.must_equal(untried, [(reason,)] * 5)
    finally:
        database.sql(f"drop owned by {role}; drop role {role}")
