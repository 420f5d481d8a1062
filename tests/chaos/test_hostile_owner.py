"""A table's owner who replaces every part of her data branch, and a superuser who calls pggit.

Risk: what runs with a superuser's rights reads what a user owns: a view under the name of a table, an index whose
expression the planner folds, a cast, a trigger, a down script. Then any role that may create a table is a superuser
as soon as one calls fsck().

When it fails: a role without superuser has become one, has read rows that it has no grant on, or has stopped another
role's write.

How to debug: hostile.py has what she does, each statement on its own. Take the ones that are accepted, run them by
hand as an ordinary role, then the call that the message names as a superuser. docs/security.md lists what runs with
more rights than the owner of what it reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from psycopg import Connection

from tests.chaos import hostile
from tests.chaos.database import Answer, Database, ask, rows
from tests.chaos.oracles import answers, model

pytestmark = [pytest.mark.chaos, pytest.mark.property]

# Every public function, as a superuser calls it, with what it may answer.
READS: dict[str, set[str | None]] = {
    "select * from pggit.fsck()": {None},
    "select * from pggit.repair()": {None},
    "select * from pggit.repair(null, false)": {None},
    "select * from pggit.detect_drift()": {None},
    "select * from pggit.status()": {None},
    "select * from pggit.self_test()": {None},
    "select * from pggit.get_version('hers.t')": {None},
    "select * from pggit.get_history('hers.t')": {None},
    "select pggit.calculate_schema_hash('hers.t')": {None},
    "select pggit.commit_changes('main', 'hers')": {None},
    "select pggit.create_branch('side')": {None},
    "select pggit.create_tag('v1')": {None},
    "select * from pggit.log()": {None},
    "select * from pggit.show('main')": {None},
    "select * from pggit.list_branches()": {None},
    "select * from pggit.migration_status()": {None},
    "select pggit.delete_branch('side')": {None},
    "select * from pggit.data_diff('hers.t', 'main', 'br')": {"42501"},
    "select * from pggit.data_diff('hers.t', 'br', 'sub')": {"42501"},
    "select pggit.create_data_branch('hers.t', 'main', 'br')": {"42501"},
    "select pggit.create_data_branch('hers.t', 'main', 'new')": {"42501"},
    "select pggit.create_data_branch('hers.t', 'br', 'new')": {"42501"},
    "select * from pggit.merge_data_branch('hers.t', 'br', 'main', 'theirs')": {"42501"},
    "select * from pggit.merge_data_branch('hers.t', 'main', 'br', 'theirs')": {"42501"},
    "select pggit.rollback_migration('2')": {"42501"},
    "select pggit.rollback_migration('1')": {"55000"},  # not the newest
    "select pggit.drop_data_branch('hers.t', 'sub')": {None},
    "select pggit.drop_data_branch('hers.t', 'br')": {None},
}
# What a data branch must not open to who has no grant on the table.
LOOT = [
    f"select * from theirs.pay__plan{part}" for part in ("", "__own", "__base", "__keys")
] + [
    "select * from theirs.pay__plan__read()",
    "select * from pggit.data_diff('theirs.pay', 'main', 'plan')",
    "insert into theirs.pay__plan values (9, 9)",
    "update theirs.pay__plan set amount = 0",
    "delete from theirs.pay__plan__own",
]  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """Three sessions: the hostile owner, her neighbour, and a superuser; and the owner's name."""

    eve: Connection
    bob: Connection
    postgres: Connection
    name: str

    def must_be_safe(self, after: str) -> None:
        """No role has become a superuser, and the secret is one."""
        model.must_equal(
            # Other tests of this server have superusers of their own.
            rows(
                self.postgres,
                "select rolname from pg_roles where rolsuper and rolname like %s",
                f"%\\_{self.postgres.info.dbname}",
            ),
            [],
            after,
        )
        model.must_equal(rows(self.postgres, "select who, word from hers.loot"), [], after)


@pytest.fixture
def scene(database: Database) -> Iterator[Scene]:
    """Two roles that are writers, each with a schema; the neighbour's table has a branch."""
    eve, bob = f"eve_{database.name}", f"bob_{database.name}"
    with ExitStack() as stack:
        postgres = stack.enter_context(database.connect())
        rows(postgres, f"create role {eve}_friend")
        stack.callback(forget, database, f"{eve}_friend")
        for role, schema in ((eve, "hers"), (bob, "theirs")):
            rows(postgres, f"create role {role} login")
            stack.callback(forget, database, role)
            rows(postgres, f"create schema {schema} authorization {role}")
            rows(postgres, f"select pggit.grant_writer('{role}')")
        rows(postgres, f"grant create on database {database.name} to {eve}")
        rows(postgres, f"grant {eve}_friend to {eve}")
        rows(postgres, f"create schema elsewhere authorization {eve}")
        rows(postgres, "create table public.secret as select 'password'::text as word")
        hers = stack.enter_context(database.connect(user=eve))
        his = stack.enter_context(database.connect(user=bob))
        for statement in (
            f"grant usage on schema theirs to {eve}",
            "create table theirs.pay (id integer primary key, amount integer)",
            "insert into theirs.pay values (1, 100)",
            f"grant select, insert, update on theirs.pay to {eve}",
            "select pggit.create_data_branch('theirs.pay', 'main', 'plan')",
            "update theirs.pay__plan set amount = 200",
            f"revoke all on theirs.pay from {eve}",
            "update theirs.pay set amount = 300",
        ):
            rows(his, statement)
        yield Scene(hers, his, postgres, eve)
        for branch in ("sub", "br", "one", "two", "six"):
            ask(postgres, f"select pggit.drop_data_branch('hers.t', '{branch}')")
        rows(postgres, "select pggit.drop_data_branch('theirs.pay', 'plan')")


def forget(database: Database, role: str) -> None:
    """Drop a role and all that is its own."""
    database.sql(f"drop owned by {role} cascade")
    database.sql(f"drop role {role}")


@pytest.mark.promise("rules.foreign-code")
def test_no_call_of_a_superuser_runs_what_an_owner_replaced(scene: Scene) -> None:
    made = [ask(scene.eve, statement) for statement in hostile.preparations(scene.name)]
    model.must_equal([a for a in made if not a.is_ok], [])
    tried = [ask(scene.eve, statement) for statement in hostile.attacks(scene.name)]
    accepted = [answer.asked for answer in tried if answer.is_ok]
    model.must_equal(
        len(accepted) > 20, True
    )  # grants, comments, what waits under names that are free
    must_spring(scene)
    for call, allowed in READS.items():
        answer = ask(scene.postgres, call)
        scene.must_be_safe(call)
        model.must_equal(
            (call, answer.sqlstate in allowed, answer.message), (call, True, answer.message)
        )


def must_spring(scene: Scene) -> None:
    """Her traps work, where a superuser reads her table himself; then all is as it was."""
    with scene.postgres.transaction(force_rollback=True):
        rows(scene.postgres, "select * from hers.t where hers.trap(id) = 1 and id = 1")
        model.must_equal(rows(scene.postgres, "select count(*) > 0 from hers.loot"), [(True,)])
    scene.must_be_safe("her own queries")


@pytest.mark.promise("data.rights")
def test_what_is_revoked_from_a_role_is_not_left_in_a_branch(scene: Scene) -> None:
    told = [ask(scene.eve, statement) for statement in LOOT]
    model.must_equal({a.asked: a.sqlstate for a in told if a.sqlstate != "42501"}, {})
    model.must_equal(answers.judge([ask(scene.bob, "update theirs.pay set amount = 400")]), [])
    model.must_equal(rows(scene.bob, "select amount from theirs.pay__plan"), [(200,)])


@pytest.mark.promise("data.rights")
def test_a_branch_stays_with_the_owner_of_its_table(scene: Scene) -> None:
    bob = scene.name.replace("eve", "bob", 1)
    for change in (
        f"alter table theirs.pay owner to {scene.name}",
        f"alter table theirs.pay__plan__own owner to {scene.name}",
        f"alter function theirs.pay__plan__save() owner to {scene.name}",
        f"alter schema theirs owner to {scene.name}",
        f"revoke usage on schema theirs from {bob}",
    ):
        model.must_equal((change, ask(scene.postgres, change).sqlstate), (change, "55006"))
    model.must_equal(answers.judge([ask(scene.bob, "update theirs.pay set amount = 400")]), [])


@pytest.mark.promise("rules.foreign-code")
def test_fsck_runs_no_function_in_an_index_of_a_superusers_table(scene: Scene) -> None:
    for statement in hostile.preparations(scene.name)[:4]:
        rows(scene.eve, statement)
    for statement in (
        "create table public.t (id integer primary key)",
        "create index on public.t (id) where hers.trap(7) = 1",
        "select pggit.create_data_branch('public.t', 'main', 'dev')",
        "insert into public.t__dev__own values (9, true)",
    ):
        rows(scene.postgres, statement)
    with scene.postgres.transaction():
        rows(scene.postgres, f"alter role {scene.name} nosuperuser")  # the index was a superuser's
        rows(scene.postgres, "truncate hers.loot")
    for call in ("select * from pggit.fsck()", "select * from pggit.repair()"):
        model.must_equal(rows(scene.postgres, call), [])
        scene.must_be_safe(call)
    rows(scene.postgres, "select pggit.drop_data_branch('public.t', 'dev')")


# Each would keep what it takes until her transaction ends.
HOLDS = [
    "select pggit_internal.lock_data_branches(array(select id from pggit.data_branches))",
    "select pggit_internal.enter_data_branch('hers.mine'::regclass, 'x', b.id) from pggit.data_branches as b",
    "select pggit_internal.remove_data_branch('theirs.pay'::regclass, b.id) from pggit.data_branches as b",
    "create trigger hold before insert on hers.mine for each statement execute function theirs.pay__plan__save()",
    "create trigger hold before insert on hers.mine for each statement execute function theirs.pay__plan__write()",
    "lock table theirs.pay__plan in share mode",
    "create table hers.link (id integer references theirs.pay__plan__own)",
    "select * from pggit.fsck()",
]


@pytest.mark.promise("data.rights")
def test_nobody_holds_the_branch_of_another(scene: Scene) -> None:
    rows(scene.eve, "create table hers.mine (id integer primary key)")
    rows(scene.bob, "set lock_timeout = '2s'")
    for hold in HOLDS:
        with scene.eve.transaction(force_rollback=True):
            held = ask_within(scene.eve, hold)
            expected = {None} if "fsck" in hold else {"42501", "42704"}
            model.must_equal((hold, held.sqlstate in expected), (hold, True), held.message)
            told = [
                ask(scene.bob, statement)
                for statement in (
                    "update theirs.pay__plan set amount = amount + 1",
                    "update theirs.pay set amount = amount + 1",
                    "select * from pggit.merge_data_branch('theirs.pay', 'plan', 'main', 'theirs')",
                )
            ]
            model.must_equal(answers.judge(told), [], hold)


def ask_within(connection: Connection, statement: str) -> Answer:
    """Ask inside a transaction that goes on whatever the answer is."""
    with connection.transaction():
        rows(connection, "savepoint asking")
        answer = ask(connection, statement)
        if not answer.is_ok:
            rows(connection, "rollback to savepoint asking")
    return answer
