"""A network that is slow, silent or cut.

Risk: a connection breaks in the middle of a commit, the client does not know what became of it, and half of it
is there; or a client that fell silent keeps the repository locked.

When it fails: the repository depends on every client's network being sound.

How to debug: the failure names the byte at which the conversation was cut; what was passed on by then decides
what must be there. `select * from pg_stat_activity` shows what the server still waits for.
"""

from __future__ import annotations

import random
import threading
from contextlib import closing

import psycopg
import pytest

from tests.chaos.database import Answer, Database, ask, together
from tests.chaos.faults import cut, kill
from tests.chaos.oracles import answers, fsck, line, model
from tests.chaos.waiting import until, until_blocked

pytestmark = [pytest.mark.chaos, pytest.mark.resource]

COMMIT = "select pggit.commit_changes('main')"
TRANSACTION = [
    "begin",
    "create table {0} (id integer)",
    "select pggit.commit_changes('main', '{0}')",
    "select pggit.create_branch('{0}')",
    "insert into kept__trial values ('{0}')",
    "commit",
]
# Where each part of the transaction shows.
PARTS = """
    select
        to_regclass('{0}') is not null,
        exists (select from pggit_internal.objects where identity = 'public.{0}' and is_live),
        exists (select from pggit.log('main') where message = '{0}'),
        exists (select from pggit.list_branches() where branch_name = '{0}'),
        exists (select from kept__trial where name = '{0}')
"""


def speak(database: Database, name: str, statements: list[str]) -> list[Answer]:
    """Run statements in one session, as long as the connection holds."""
    said: list[Answer] = []
    try:
        connection = database.open()
    except psycopg.OperationalError as error:
        return [Answer("connect", sqlstate="08006", message=str(error))]
    with closing(connection):
        for statement in statements:
            said.append(ask(connection, statement.format(name)))
            if not said[-1].is_ok:
                break
    return said


def length(database: Database, statements: list[str]) -> tuple[int, int]:
    """How many bytes of requests, and of answers, a conversation has until its last answer."""
    with cut.between(database, cut.Plan()) as proxy, proxy.database.connect() as connection:
        said = [ask(connection, statement.format("t0000")) for statement in statements]
        assert answers.judge(said) == []
        return proxy.requests, proxy.answers


@pytest.fixture
def branched(database: Database) -> Database:
    """A repository with a data branch."""
    database.sql("create table kept (name text primary key)")
    database.sql("select pggit.create_data_branch('kept', 'main', 'trial')")
    return database


@pytest.mark.promise("rules.transactional")
@pytest.mark.parametrize("cuts", [6, pytest.param(300, marks=pytest.mark.slow)])
@pytest.mark.parametrize("side", ["requests", "answers"])
def test_a_transaction_cut_at_any_byte_is_wholly_there_or_wholly_not(
    branched: Database, rng: random.Random, side: str, cuts: int
) -> None:
    asked, answered = length(branched, TRANSACTION)
    for number in range(1, cuts + 1):
        name = f"t{number:04}"
        end = rng.choice([cut.End.CUT, cut.End.RESET])
        at = rng.randrange(asked if side == "requests" else answered)
        with cut.between(branched, cut.Plan(end=end, **{side: at})) as proxy:
            said = speak(proxy.database, name, TRANSACTION)
            proxy.must_have_landed()
        until(
            "the server to see the client gone",
            lambda: (
                branched.value(
                    "select count(*) from pg_stat_activity where datname = current_database()"
                )
                == 1
            ),
        )
        # The client does not know, but the proxy does: whether the COMMIT reached the server.
        is_there = proxy.requests >= asked
        model.must_equal(
            branched.sql(PARTS.format(name)), [(is_there,) * 5], f"{side} {end.value} at byte {at}"
        )
        model.must_equal(said[-1].sqlstate, "08006")
    fsck.must_be_clean(branched)


@pytest.mark.promise("commits.durable")
def test_clients_that_are_cut_off_lose_no_acknowledged_commit(
    database: Database, rng: random.Random
) -> None:
    limits = [rng.randint(1000, 3000) for _ in range(8)]  # bytes: 5 to 30 commits

    def work(who: int) -> list[Answer]:
        with cut.between(database, cut.Plan(requests=limits[who])) as proxy:
            said = speak(proxy.database, "", [COMMIT] * 100)
            proxy.must_have_landed()
            return said

    said = together(work, len(limits))
    assert answers.judge(said, allowed=frozenset({"08006"})) == []
    assert sum(not answer.is_ok for answer in said) == len(limits)
    acknowledged = [answer.value for answer in said if answer.is_ok]
    read = line.read(database, "main")
    assert line.judge(read, acknowledged) == []
    assert len(read) <= len(acknowledged) + len(limits)


@pytest.mark.promise("server.survives")
def test_a_client_that_fell_silent_is_ended_and_its_lock_is_free(database: Database) -> None:
    opening = ["begin", COMMIT]
    asked, _ = length(database, opening)
    silent: list[Answer] = []
    waited: list[Answer] = []
    with (
        database.connect() as other,
        cut.between(database, cut.Plan(requests=asked, end=cut.End.SILENCE)) as proxy,
        proxy.database.connect() as client,
    ):
        assert answers.judge([ask(client, statement) for statement in opening]) == []
        pid = client.info.backend_pid
        hanging = threading.Thread(target=lambda: silent.append(ask(client, "commit")))
        hanging.start()
        proxy.must_have_landed()
        waiting = threading.Thread(target=lambda: waited.append(ask(other, COMMIT)))
        waiting.start()
        until_blocked(database, other.info.backend_pid, pid)
        assert silent == []  # nobody told it anything
        kill.session(database, pid)
        waiting.join(30)
    hanging.join(30)
    assert answers.judge(waited) == []
    assert [answer.sqlstate for answer in silent] == ["08006"]
    assert line.read(database, "main") == [(waited[0].value, None)]


@pytest.mark.promise("commits.single-line")
def test_a_slow_network_changes_nothing_but_the_time(database: Database) -> None:
    with cut.between(database, cut.Plan(delay=0.005)) as proxy:
        said = together(
            lambda who: speak(proxy.database, f"t{who}", ["create table {0} ()", COMMIT]), 6
        )
        proxy.must_have_delayed()
    assert [answer for answer in said if not answer.is_ok] == []
    commits = [answer.value for answer in said if answer.asked == COMMIT]
    assert line.judge(line.read(database, "main"), commits) == []
