"""Checkouts over what depends on what: in an order that runs, with rows, rights and values, one step an object.

Risk: a statement comes before what it needs, or one thing more is lost than the target says: a row, a right,
a comment on an index that is made again.

When it fails: the plan of the two schemas below does not run, or leads elsewhere; each case has its own prefix.

How to debug: load SOURCE and TARGET of the case alone into a database with pggit on
`python -m scripts.cluster --pg N`, commit each, and read `select * from pggit.plan('source', 'target')`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from psycopg import Connection

from tests.chaos.database import Database, ask, rows
from tests.chaos.oracles import model

pytestmark = [pytest.mark.chaos, pytest.mark.property]

# Cases whose order no alphabet and no kind of object gives; each pair of blocks has a prefix of its own.
BOTH = """
    create function act() returns trigger language plpgsql as 'begin return new; end';
    create table e4 (a integer);
    create table e7 (a integer, b integer);
    create table e11 (a integer) partition by list (a);
    create table e11_c partition of e11 for values in (1);
    create table e13 (a integer) partition by list (a);
    create table e13_c partition of e13 for values in (1);
"""
SOURCE = """
    create table e2 (x integer);
    create view e2_b as select x from e2;
    create view e2_a as select x from e2_b;
    create table e5 (id integer, a integer, z integer generated always as (a * 2) stored);
    create table e6_p (a integer, b integer);
    create table e6_c (b integer, a integer);
    alter table e6_c inherit e6_p;
    create index e7_i on e7 (a);
    comment on index e7_i is 'kept';
    create table e8_p (id integer primary key);
    create table e8_c (p integer references e8_p (id));
    create table e9 (id integer primary key, up integer references e9 (id));
    create table e10 (id integer primary key, n text);
    create view e10_v as select id, n from e10 group by id;
    create trigger e11_t before insert on e11 for each row when (new.a > 0) execute function act();
    create table e12 (id integer primary key) partition by list (id);
    create table e12_c partition of e12 for values in (1);
    create type e14 as enum ('a');
    create table e14_t (m e14 default 'a');
    create type e15 as (x integer, y integer);
    create table e15_t (c e15, l e15[]);
    create table e16 (a integer, b integer);
    create view e16_v as select a from e16;
    create type e17 as (x integer);
    create function e17_f(e17) returns integer language sql as 'select ($1).x';
    create table e18_c (b integer);
    create view e18_b as select b from e18_c;
"""
TARGET = """
    create type e3_r as range (subtype = integer, multirange_type_name = e3_m);
    create domain e3_a as e3_m;
    alter table e4 add b integer;
    create function e4_f() returns bigint begin atomic select sum(b) from e4; end;
    create table e5 (id integer);
    create table e6_p (b integer, a integer);
    create table e6_c (b integer, a integer);
    alter table e6_c inherit e6_p;
    create index e7_i on e7 (b);
    comment on index e7_i is 'kept';
    create table e8_p (id integer not null constraint e8_u unique);
    create table e8_c (p integer references e8_p (id));
    create table e9 (id integer not null constraint e9_u unique, up integer references e9 (id));
    create table e10 (id integer constraint e10_k primary key, n text);
    create view e10_v as select id, n from e10 group by id;
    create trigger e11_t before insert on e11 for each row when (new.a > 1) execute function act();
    create table e12 (id integer primary key) partition by list (id);
    create table e12_c (id integer not null);
    create index e13_i on e13 (a);
    create type e14 as enum ('a', 'b');
    create table e14_t (m e14 default 'b');
    create type e15 as (y bigint, x integer);
    create table e15_t (c e15, l e15[]);
    create table e16 (a bigint, b integer);
    create view e16_v as select a from e16;
    create type e17 as (y integer, x integer);
    create function e17_f(e17) returns integer language sql as 'select ($1).x';
    create table e18_b (b integer);
    create view e18_c as select b from e18_b;
"""
DISABLED = "alter table e11_c disable trigger e11_t;"
EMPTY = "drop schema public cascade; create schema public authorization pg_database_owner;"

OBJECTS = "select object_type, identity, definition_hash from pggit_internal.objects where is_live order by 1, 2"
STEPS = """
    select h.identity, h.change_type, count(*)
    from pggit_internal.pending as p join pggit_internal.history as h on h.id = p.history_id
    group by 1, 2 order by 1, 2
"""


@pytest.fixture
def session(database: Database) -> Iterator[Connection]:
    """A session without the server's compiler, which takes longer than the plans."""
    with database.connect(options="-c client_min_messages=warning -c jit=off") as connection:
        yield connection


def commit(session: Connection, branch: str, *statements: str) -> list[tuple[object, ...]]:
    """Commit what some statements lead to; return the live objects."""
    for statement in statements:
        rows(session, statement)
    rows(session, "select pggit.commit_changes(%s)", branch)
    return rows(session, OBJECTS)


@pytest.mark.promise("checkout.there-and-back")
def test_what_depends_on_what_comes_and_goes_in_its_order(session: Connection) -> None:
    empty = commit(session, "empty", EMPTY)
    target = commit(session, "target", BOTH, TARGET, DISABLED)
    source = commit(session, "source", EMPTY, BOTH, SOURCE, DISABLED)
    rows(
        session,
        "insert into e15_t values (row(1, 2), array[row(3, 4)::e15]); insert into e16 values (5, 6)",
    )
    kept = (
        "select (c).x, (c).y::integer, (l[1]).x, (l[1]).y::integer, a::integer, b from e15_t, e16"
    )
    for branch, expected in (("target", target), ("source", source)):
        answer = ask(session, "select pggit.checkout(%s, true)", branch)
        model.must_equal(answer.sqlstate, None, answer.message)
        model.must_equal(rows(session, OBJECTS), expected, branch)
        model.must_equal(rows(session, kept), [(1, 2, 3, 4, 5, 6)], branch)
    for branch, expected in (
        ("empty", empty),
        ("target", target),
        ("empty", empty),
        ("source", source),
    ):
        answer = ask(session, "select pggit.checkout(%s, true)", branch)
        model.must_equal(answer.sqlstate, None, answer.message)
        model.must_equal(rows(session, OBJECTS), expected, branch)
    # A script for another server says the same in one go.
    ((script,),) = rows(session, "select pggit.export('source')")
    rows(session, EMPTY + str(script))
    model.must_equal(rows(session, OBJECTS), source, "export")


# What no definition holds, of objects that are made again.
KEPT = {
    "owner": "select relowner::regrole::text from pg_class where relname = 'v'",
    "rights": "select array_agg(a::text order by a::text) from pg_class, unnest(relacl) as a where relname = 'v'",
    "rights on a column": "select attacl::text from pg_attribute where attrelid = 't'::regclass and attname = 'b'",
    "statistics": "select attstattarget from pg_attribute where attrelid = 't'::regclass and attname = 'b'",
    "parameters": "select reloptions from pg_class where relname = 't_b'",
    "a sequence's value": "select last_value from s",
    "an identity's value": "select pg_sequence_last_value(pg_get_serial_sequence('numbered', 'id')::regclass)",
    "a function's cost": "select procost from pg_proc where proname = 'f'",
    "a filled view": "select n from mv",
    "rows": "select id, b from t",
}


@pytest.mark.promise("checkout.there-and-back")
def test_what_no_definition_holds_stays(session: Connection, database: Database) -> None:
    commit(
        session,
        "source",
        "create table t (id integer, b text); create index t_b on t (b) with (fillfactor = 60)",
        "create view v as select b from t; create sequence s as integer; create materialized view mv as select 1 as n",
        "create function f(a integer) returns integer language sql cost 7 as 'select 1'",
        "create table numbered (id serial)",
    )
    commit(
        session,
        "target",
        "drop view v; drop index t_b; drop sequence s; drop materialized view mv; drop function f; drop table t",
        "create table t (b text, id integer); create index t_b on t (b desc); create sequence s as bigint",
        "create view v as select id, b from t; create materialized view mv as select 1 as n, 2 as m",
        "create function f(b integer) returns integer language sql as 'select 1'",
        "drop table numbered; create table numbered (id integer generated by default as identity)",
    )
    rows(session, "select pggit.checkout('source', true)")
    rows(
        session,
        "alter view v owner to pg_monitor; grant select, update on v to pg_read_all_data with grant option;"
        "grant select (b) on t to pg_monitor; alter table t alter b set statistics 7;"
        "alter index t_b set (fillfactor = 61); alter function f cost 9; refresh materialized view mv;"
        "select setval('s', 41); insert into t values (1, 'one');"
        "insert into numbered default values; insert into numbered default values",
    )
    before = {what: rows(session, query) for what, query in KEPT.items()}
    for branch in ("target", "source"):
        rows(session, "select pggit.checkout(%s)", branch)
        model.must_equal(
            {what: rows(session, query) for what, query in KEPT.items()}, before, branch
        )


@pytest.mark.promise("checkout.one-step")
@pytest.mark.promise("diff.mirror")
def test_a_checkout_is_one_step_for_each_object_and_renames_are_renames(
    session: Connection,
) -> None:
    commit(
        session,
        "one",
        "create table t (a integer, b integer, c integer); create type e as enum ('x', 'y')",
    )
    rows(session, "create view v as select b, c from t; create table same (m e)")
    commit(session, "one", "create table taken (a text, b integer)")
    rows(session, "insert into t values (1, 2, 3); insert into taken values ('kept', null)")
    commit(
        session,
        "two",
        "alter table t rename a to z; alter table t rename b to a; alter table t rename to n",
        "alter type e rename value 'x' to 'w'; drop view v; alter table n alter c type bigint",
        "alter table taken drop b; alter table taken rename a to b",
        "create view v as select c, a from n; create table new (id integer)",
    )
    model.must_equal(
        rows(
            session,
            "select change, object_type, identity, from_identity from pggit.diff('one', 'two') order by 3",
        ),
        [
            ("modified", "type", "public.e", None),
            ("renamed", "table", "public.n", "public.t"),
            ("added", "table", "public.new", None),
            ("modified", "table", "public.taken", None),
            ("modified", "view", "public.v", None),
        ],
    )
    rows(session, "select pggit.checkout('one', true)")
    model.must_equal(rows(session, "select a, b, c from t"), [(1, 2, 3)])
    model.must_equal(rows(session, "select a, b from taken"), [("kept", None)])
    model.must_equal(
        rows(session, STEPS),
        [
            ("public.e", "RENAME", 1),
            ("public.new", "DROP", 1),
            ("public.t", "RENAME", 1),
            ("public.taken", "RENAME", 1),
            ("public.v", "ALTER", 1),
        ],
    )
    model.must_equal(
        rows(session, "select checked_out_branch from pggit_internal.repository"), [("one",)]
    )
    model.must_equal(rows(session, "select * from pggit.diff('WORKTREE', 'one')"), [])
    rows(session, "select pggit.checkout('two')")
    model.must_equal(rows(session, "select z, a, c from n"), [(1, 2, 3)])


@pytest.mark.promise("checkout.no-loss")
def test_nothing_is_lost_that_is_not_given_up(session: Connection) -> None:
    commit(session, "small", "create table kept (id integer primary key)")
    commit(
        session,
        "large",
        "create table full_one (a integer); create table empty_one (a integer)",
        "alter table kept add a integer, add b integer",
    )
    rows(session, "insert into full_one values (null); insert into kept values (1, 2, null)")
    before = rows(session, OBJECTS)
    lost = "the checkout would lose the rows or values of "
    answer = ask(session, "select pggit.checkout('small')")
    model.must_equal(answer.sqlstate, "55006")
    named = sorted(answer.message.splitlines()[0].removeprefix(lost).split(", "))
    model.must_equal(named, ["column public.kept.a", "table public.full_one"])
    model.must_equal(rows(session, OBJECTS), before)
    rows(session, "create table uncommitted (a integer)")
    answer = ask(session, "select pggit.checkout('small', true)")
    model.must_equal((answer.sqlstate, "public.uncommitted" in answer.message), ("55006", True))
    rows(
        session, "drop table uncommitted; select pggit.create_data_branch('kept', 'main', 'trial')"
    )
    answer = ask(session, "select pggit.checkout('small', true)")
    branched = "the checkout would change tables that have data branches: public.kept"
    model.must_equal((answer.sqlstate, answer.message.splitlines()[0]), ("55006", branched))
    rows(
        session,
        "select pggit.drop_data_branch('kept', 'trial'); select pggit.checkout('small', true)",
    )
    model.must_equal(rows(session, "select id from kept"), [(1,)])


@pytest.mark.promise("rules.caller")
@pytest.mark.promise("checkout.there-and-back")
def test_a_checkout_has_the_rights_of_its_caller(session: Connection, database: Database) -> None:
    role = f"owner_of_most_{database.name}"
    rows(session, f"create role {role}; grant create, usage on schema public to {role}")
    try:
        rows(session, f"select pggit.grant_writer('{role}')")
        rows(session, f"set role {role}; create table mine (a integer); reset role")
        commit(session, "one", "create table theirs (a integer)")
        commit(session, "two", "alter table mine add b integer; alter table theirs add b integer")
        before = rows(session, OBJECTS)
        rows(session, f"set role {role}")
        answer = ask(session, "select pggit.checkout('one')")
        model.must_equal((answer.sqlstate, "theirs" in answer.message), ("42501", True))
        rows(session, "reset role")
        model.must_equal(rows(session, OBJECTS), before)
        commit(session, "three", "alter table theirs drop b")
        commit(session, "four", "alter table mine drop b")
        rows(session, f"set role {role}; select pggit.checkout('three'); reset role")
        model.must_equal(
            rows(session, "select checked_out_branch from pggit_internal.repository"), [("three",)]
        )
    finally:
        rows(session, f"reset role; drop owned by {role}; drop role {role}")


MEDDLE = """
    create function meddle() returns event_trigger language plpgsql as $$
        begin if tg_tag = 'COMMENT' then alter table t add b integer; end if; end
    $$
"""


@pytest.mark.promise("checkout.there-and-back")
def test_what_does_not_lead_to_its_target_is_undone(session: Connection) -> None:
    commit(session, "one", "create table t (a integer)", MEDDLE)
    before = commit(session, "two", "comment on table t is 'two'")
    rows(session, "create event trigger meddle on ddl_command_end execute function meddle()")
    answer = ask(session, "select pggit.checkout('one', true)")
    model.must_equal(answer.sqlstate, "VC005", answer.message)
    model.must_equal(rows(session, OBJECTS), before)
    rows(session, "drop event trigger meddle; select pggit.checkout('one')")


HAZARDS = {
    "drop table gone": "loses rows",
    "alter table t drop a": "loses rows",
    "alter table t alter b type text": None,
    "alter table t alter b type integer using 1": "rewrites table, may fail on data",
    "alter table t alter id type bigint": "rewrites table",
    "alter table t add constraint k unique (a)": "blocks writes, may fail on data",
    "create index i on t (a)": "blocks writes",
    "alter table t add constraint c check (a > 0)": "may fail on data",
    "alter table t alter a set not null": "may fail on data",
    "alter table t add f integer references key": "blocks writes, may fail on data",
    "alter table t add g integer generated always as (a + 1) stored": "rewrites table",
    "alter table t add n integer": None,
}


@pytest.mark.promise("checkout.no-loss")
def test_a_plan_says_what_it_may_cost(session: Connection) -> None:
    rows(
        session,
        "create table t (id integer, a integer, b varchar(5)); create table gone (); create table key (k integer primary key)",
    )
    commit(session, "one")
    found = {}
    for statement in HAZARDS:
        with session.transaction(force_rollback=True):
            rows(session, statement)
            planned = rows(
                session,
                "select distinct hazard from pggit.plan('one', 'WORKTREE') where hazard is not null",
            )
            found[statement] = ", ".join(str(hazard) for (hazard,) in planned) or None
    model.must_equal(found, HAZARDS)
