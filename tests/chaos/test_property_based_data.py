"""Laws of data branches: each shows what a plain copy would, whatever was done to it and the others.

Risk: a row that was written on one branch is seen on another, or is lost by a merge; a key, NOT NULL, check,
default or generated column that holds in the table does not on a branch.

When it fails: Hypothesis prints the shortest program that gives other rows than the model of dictionaries.
Data that people trust is wrong, and the table itself may be.

How to debug: run the steps of the printed program by hand in psql on `python -m scripts.cluster --pg N`; the
number at a step chooses among the branches that are there by then. Compare `t__<branch>__own` and
`t__<branch>__base` with what the branch should show.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from psycopg import Connection

from tests.chaos.database import Answer, Database, ask, rows
from tests.chaos.oracles import model
from tests.chaos.oracles.copies import Copies, Key, Row, Rows, is_handed_on, violations

pytestmark = [pytest.mark.chaos, pytest.mark.property]

TABLE = """
    create table t (
        a integer, b text, n integer not null check (n >= 0), u integer unique, d text default 'none',
        g integer generated always as (n * 2) stored, primary key (a, b)
    )
"""
NAMES = ("one", "two", "deep")
OMITTED = "(omitted)"  # a value that the statement does not give

places = st.integers(0, len(NAMES))
all_keys = [(a, b) for a in (1, 2) for b in ("x", "Ü'")]
keys = st.sampled_from(all_keys)
numbers = st.integers(0, len(all_keys) - 1)  # of a row that is there, or of a key that is free
new_rows = st.tuples(
    st.sampled_from([0, 1, 2, 3, 4, 5, -1, None]),
    st.sampled_from([None, None, 1, 2, 3, 4]),
    st.sampled_from([OMITTED, None, "", "text"]),
)
steps = st.one_of(
    st.tuples(st.just("insert"), places, keys, new_rows),
    st.tuples(st.just("insert"), places, keys, new_rows),
    st.tuples(st.just("update"), places, numbers, new_rows),
    st.tuples(st.just("update"), places, numbers, new_rows),
    st.tuples(st.just("shift"), places, st.sampled_from([-1, 1, 1])),
    st.tuples(st.just("move"), places, numbers, numbers),
    st.tuples(st.just("delete"), places, numbers),
    st.tuples(st.just("empty"), places),
    st.tuples(st.just("branch"), places),
    st.tuples(st.just("branch"), places),
    st.tuples(st.just("merge"), places, places, st.sampled_from(["fail", "ours", "theirs"])),
    st.tuples(st.just("merge"), places, places, st.sampled_from(["fail", "ours", "theirs"])),
    st.tuples(st.just("drop"), places),
)


# A call in a transaction that has used tables waits for no lock (55P03), not even for one of autovacuum
# while it cuts off the end of a catalog, which the thousands of rows that are rolled back here make it do.
HOLD_CATALOGS = """
    do $$
    begin
        execute (
            select format('lock table %s in access share mode', string_agg(c.oid::regclass::text, ', '))
            from pg_class as c
            where c.relnamespace = 'pg_catalog'::regnamespace and c.relkind = 'r'
        );
    end
    $$
"""


class Program:
    """Does each step to the table and to the copies; both must agree on what becomes of it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.copies = Copies()
        rows(connection, TABLE)

    def name(self, place: int) -> str:
        """The branch that a number means now."""
        return list(self.copies.rows)[place % len(self.copies.rows)]

    def try_out(self, statement: str, *params: object) -> Answer:
        """What the server says to a statement; one that it refuses is undone."""
        rows(self.connection, "savepoint step")
        said = ask(self.connection, statement, *params)
        if not said.is_ok:
            rows(self.connection, "rollback to savepoint step")
        rows(self.connection, "release savepoint step")
        return said

    def write(self, name: str, after: Rows, statement: str, *params: object) -> None:
        """A statement that makes the rows of a branch what `after` says, if they break nothing."""
        relation = "t" if name == "main" else f"t__{name}"
        said = self.try_out(statement.format(relation), *params)
        model.must_equal(said.sqlstate in violations(after), True, f"{name}: {said}")
        if said.is_ok:
            self.copies.rows[name] = after

    def insert(self, place: int, key: Key, row: Row) -> None:
        name = self.name(place)
        there = self.copies.rows[name]
        n, u, d = row
        given = [*key, n, u] if d == OMITTED else [*key, n, u, d]
        columns = "a, b, n, u, d"[: 3 * len(given) - 2]
        statement = f"insert into {{}} ({columns}) values ({', '.join(['%s'] * len(given))})"
        if key in there:
            relation = "t" if name == "main" else f"t__{name}"
            said = self.try_out(statement.format(relation), *given)
            allowed = (violations({**there, key: row}) | {"23505"}) - {None}
            model.must_equal(said.sqlstate in allowed, True, f"{name}: {said}")
        else:
            after = {**there, key: (n, u, "none" if d == OMITTED else d)}
            self.write(name, after, statement, *given)

    def update(self, place: int, number: int, row: Row) -> None:
        name = self.name(place)
        there = self.copies.rows[name]
        key = chosen(there, number)
        n, u, d = row
        after = (
            {**there, key: (n, u, there[key][2] if d == OMITTED else d)} if key in there else there
        )
        setting = "n = %s, u = %s" if d == OMITTED else "n = %s, u = %s, d = %s"
        given = row[:2] if d == OMITTED else row
        self.write(name, after, f"update {{}} set {setting} where (a, b) = (%s, %s)", *given, *key)

    def shift(self, place: int, by: int) -> None:
        """All rows in one statement."""
        name = self.name(place)
        there = self.copies.rows[name]
        after: Rows = {key: ((n or 0) + by, u, d) for key, (n, u, d) in there.items()}
        self.write(name, after, "update {} set n = n + %s", by)

    def move(self, place: int, number: int, to_number: int) -> None:
        """Another key for a row."""
        name = self.name(place)
        there = self.copies.rows[name]
        free = [key for key in all_keys if key not in there]
        if free:
            key, to = chosen(there, number), chosen(free, to_number)
            after = {to if old == key else old: row for old, row in there.items()}
            statement = "update {} set a = %s, b = %s where (a, b) = (%s, %s)"
            self.write(name, after, statement, *to, *key)

    def delete(self, place: int, number: int) -> None:
        name = self.name(place)
        there = self.copies.rows[name]
        key = chosen(there, number)
        after = {old: row for old, row in there.items() if old != key}
        self.write(name, after, "delete from {} where (a, b) = (%s, %s)", *key)

    def empty(self, place: int) -> None:
        name = self.name(place)
        self.write(name, {}, "truncate {}" if name == "main" else "delete from {}")

    def branch(self, place: int) -> None:
        source = self.name(place)
        free = [name for name in NAMES if name not in self.copies.rows]
        if free:
            said = self.try_out("select pggit.create_data_branch('t', %s, %s)", source, free[0])
            model.must_equal((said.sqlstate, said.value), (None, f"t__{free[0]}"), said.message)
            self.copies.branch(source, free[0])

    def drop(self, place: int) -> None:
        name = self.name(place)
        said = self.try_out("select pggit.drop_data_branch('t', %s)", name)
        in_use = name == "main" or name in self.copies.source.values()
        model.must_equal(said.sqlstate, "55006" if in_use else None, said.message)
        if not in_use:
            self.copies.drop(name)

    def merge(self, from_place: int, to_place: int, strategy: str) -> None:
        source, target = self.name(from_place), self.name(to_place)
        if source == target:
            return
        before = self.copies.rows[target]
        after, conflicts = self.copies.merged(source, target, strategy)
        said = self.try_out(
            "select array[inserted, updated, deleted, conflicts]"
            " from pggit.merge_data_branch('t', %s, %s, %s)",
            *(source, target, strategy),
        )
        law = f"{strategy} merge of {source} into {target}: {said}"
        if strategy == "fail" and conflicts:
            model.must_equal(said.sqlstate, "VC001", law)
            return
        inserted, deleted = after.keys() - before.keys(), before.keys() - after.keys()
        updated = {key for key in after.keys() & before.keys() if after[key] != before[key]}
        allowed = violations(after)
        if is_handed_on(before, after, updated):
            allowed.add("23505")
        model.must_equal(said.sqlstate in allowed, True, law)
        if said.is_ok:
            counts = [len(inserted), len(updated), len(deleted), conflicts]
            model.must_equal(said.value, counts, law)
            self.copies.merge(source, target, after)

    def check(self) -> None:
        """The table and every branch show the rows of their copies."""
        for name, expected in self.copies.rows.items():
            relation = "t" if name == "main" else f"t__{name}"
            shown = rows(self.connection, f"select a, b, n, u, d, g from {relation}")
            copy = [(*key, n, u, d, n and n * 2) for key, (n, u, d) in expected.items()]
            model.must_equal(sorted(shown, key=str), sorted(copy, key=str), name)

    def check_diff(self, one: str, two: str) -> None:
        """The difference of two branches is that of their copies."""
        a, b = self.copies.rows[one], self.copies.rows[two]
        query = (
            "select (key ->> 'a')::integer, key ->> 'b', change from pggit.data_diff('t', %s, %s)"
        )
        expected = {
            (*key, "inserted" if key not in a else "deleted" if key not in b else "updated")
            for key in {*a, *b}
            if a.get(key) != b.get(key)
        }
        model.must_equal(set(rows(self.connection, query, one, two)), expected, f"{one} to {two}")


def chosen(these: Iterable[Key], number: int) -> Key:
    """The key that a number means; some key where there is none."""
    ordered = sorted(these) or all_keys
    return ordered[number % len(ordered)]


@pytest.mark.promise("data.isolation")
@pytest.mark.promise("data.keys")
@pytest.mark.promise("data.diff")
@pytest.mark.promise("data.merge")
@pytest.mark.timeout(1800)
@given(program=st.lists(steps, min_size=6, max_size=24))
@example(
    program=[  # what a merge has brought is no change of the branch any more
        ("update", 1, 0, (7, None, "")),
        ("merge", 1, 0, "fail"),
        ("update", 0, 0, (8, None, "")),
        ("merge", 1, 0, "fail"),
        ("merge", 0, 1, "fail"),
    ]
)
def test_a_table_and_its_branches_are_as_plain_copies(
    database: Database, program: list[tuple[object, ...]]
) -> None:
    with database.rolled_back() as connection:
        rows(connection, HOLD_CATALOGS)
        both = Program(connection)
        for number, key in enumerate(all_keys[1:]):
            both.insert(0, key, (number, number, OMITTED))
        both.branch(0)
        for step, *arguments in program:
            getattr(both, str(step))(*arguments)
            both.check()
        for one, two in itertools.permutations(both.copies.rows, 2):
            both.check_diff(one, two)
        model.must_equal(rows(connection, "select check_name, detail from pggit.fsck()"), [])
