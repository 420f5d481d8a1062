"""Large inputs and little memory.

Risk: one large message, one wide table, or one backend that gets no memory takes more down than itself.

When it fails: a statement that should fail alone ends the server, or leaves half a record.

How to debug: the server log has the memory context that grew ("Grand total"); "out of memory" is the right answer.
"""

from __future__ import annotations

import pytest

from tests.chaos.database import Database, ask, rows
from tests.chaos.faults import starve
from tests.chaos.oracles import answers, line, model, record

pytestmark = [pytest.mark.chaos, pytest.mark.resource]

# 2201B is what the server says where a regular expression was the one that got no memory.
OUT_OF_MEMORY = {"53200", "2201B"}


@pytest.mark.promise("commits.message")
def test_large_messages_are_stored_whole(database: Database) -> None:
    messages = [chr(ord("a") + n) * 2**20 for n in range(8)]
    said = [
        database.ask("select pggit.commit_changes('main', %s)", message) for message in messages
    ]
    assert answers.judge(said) == []
    stored = [message for (message,) in database.sql("select message from pggit.log('main') ")]
    model.must_equal(stored, messages[::-1])


@pytest.mark.promise("versions.tracking")
def test_the_widest_table_is_tracked(database: Database) -> None:
    columns = ", ".join(f"c{n} integer" for n in range(1600))
    said = [
        database.ask(f"create table wide ({columns})"),
        database.ask("alter table wide drop column c7"),
        database.ask("select pggit.commit_changes('main')"),
    ]
    assert answers.judge(said) == []
    model.must_equal(
        database.sql("select full_version from pggit.get_version('wide')"), [("2.0.0",)]
    )


@pytest.mark.promise("server.survives")
@pytest.mark.skipif(starve.why_not() is not None, reason=str(starve.why_not()))
def test_a_backend_without_memory_fails_alone(database: Database) -> None:
    with database.connect() as starved, database.connect() as other:
        rows(starved, "select pggit.commit_changes('main', 'before')")
        with starve.little_memory(starved, spare=2**20):
            failed = ask(
                starved,
                "select length(string_agg(repeat('x', 1000000), '')) from generate_series(1, 64)",
            )
            during = ask(other, "select pggit.commit_changes('main', 'during')")
        after = ask(starved, "select pggit.commit_changes('main', 'after')")
    assert failed.sqlstate == "53200", failed
    assert answers.judge([during, after]) == []
    assert len(line.read(database, "main")) == 3


@pytest.mark.promise("rules.transactional")
@pytest.mark.skipif(starve.why_not() is not None, reason=str(starve.why_not()))
@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(
            f"create table wide ({', '.join(f'c{n} integer' for n in range(1600))})",
            id="wide table",
        ),
        pytest.param(
            "select pggit.commit_changes('main', repeat('x', 1048576))",
            id="large message",
            marks=pytest.mark.slow,
        ),
        pytest.param("select count(*) from pggit.fsck()", id="fsck", marks=pytest.mark.slow),
    ],
)
def test_a_call_that_runs_out_of_memory_leaves_nothing_and_works_later(
    database: Database, statement: str
) -> None:
    before = record.snapshot(database)
    with database.connect() as starved:
        with starve.little_memory(starved, spare=2**18):
            failed = ask(starved, statement)
        assert failed.sqlstate in OUT_OF_MEMORY, failed
        assert "out of memory" in failed.message, failed
        assert record.differences(before, record.snapshot(database)) == []
        again = ask(starved, statement)
    assert answers.judge([again]) == []
