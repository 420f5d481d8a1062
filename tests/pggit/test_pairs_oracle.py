"""The oracle over pairs of schemas: it accepts plans that are right, and names what is wrong with others.

The plans are written by hand here, and stand where pggit's own would.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.chaos.database import Database, rows
from tests.pairs import Kept, Pair
from tests.pairs.dump import Dumper
from tests.pairs.oracle import SOURCE, TARGET, broken_promises
from tests.pairs.validity import defects

PAIR = Pair(
    "test",
    "two columns change places under a view",
    source="create table t (a integer, b text); create view v as select b from t;",
    target="create table t (b text, a integer); create view v as select b from t;",
    rows="insert into t values (1, 'one'); grant select on v to pair_reader;",
    kept=(
        Kept("select a, b from t", "select a, b from t"),
        Kept(*["select pg_temp.sorted(relacl) from pg_class where relname = 'v'"] * 2),
    ),
)
UPDATE, MAKE, GRANT = (
    "update t set {0} = old",
    "create view v as select b from t",
    "grant select on v to pair_reader",
)
STEPS = (
    "drop view v",
    "alter table t rename {0} to old",
    "alter table t add {0} {1}",
    UPDATE,
    "alter table t drop old",
    MAKE,
    GRANT,
)
THERE = [step.format("a", "integer") for step in STEPS]
BACK = [step.format("b", "text") for step in STEPS]

DIFF_SQL = """
    create or replace function pggit.diff_sql(p_from text, p_to text) returns setof text language sql as $stub$
        select step from (values {}) as v (start, goal, number, step)
        where start = p_from and goal = p_to order by number
    $stub$
"""
DIFF = """
    create or replace function pggit.diff(p_from text, p_to text)
    returns table (object_type text, identity text, change text, from_hash text, to_hash text, from_identity text)
    language sql as $stub$
        select 'table', 'public.t', 'modified', p_from, p_to, null where p_from <> p_to and p_from <> 'WORKTREE'
    $stub$
"""
EXPORT = f"""
    create or replace function pggit.export(p_target text) returns text language sql as $stub$
        select case p_target when '{SOURCE}' then $${PAIR.source}$$ else $${PAIR.target}$$ end
    $stub$
"""
CHECKOUT = f"""
    create or replace function pggit.checkout(p_target text, p_allow_data_loss boolean default false)
    returns text language plpgsql as $stub$
    declare
        v_from text := case p_target when '{TARGET}' then '{SOURCE}' else '{TARGET}' end;
        v_step text;
    begin
        for v_step in select pggit.diff_sql(v_from, p_target) loop execute v_step; end loop;
        return p_target;
    end $stub$
"""


@pytest.fixture
def stand_in(database: Database) -> Database:
    """A database whose pggit answers by hand, and has no plan yet."""
    for function in (DIFF, EXPORT, CHECKOUT):
        database.sql(function)
    return database


def answer(database: Database, there: list[str], *, again: str = "") -> Database:
    """Make pggit answer with the plan `there`, with the right one back, and `again` as the second diff."""
    plans = {
        (SOURCE, TARGET): there,
        (TARGET, SOURCE): BACK,
        ("WORKTREE", TARGET): [again] * bool(again),
    }
    values = ", ".join(
        f"('{start}', '{goal}', {number}, $${step}$$)"
        for (start, goal), steps in plans.items()
        for number, step in enumerate(steps)
    )
    with database.connect() as connection:
        rows(connection, DIFF_SQL.format(values))
    return database


def test_right_plans_are_accepted(stand_in: Database, plain: Database, dumper: Dumper) -> None:
    assert broken_promises(PAIR, answer(stand_in, THERE), plain, dumper) == []


def without(*steps: str) -> list[str]:
    return [step for step in THERE if step not in [each.format("a") for each in steps]]


WRONG = {
    "an error": (without("drop view v", MAKE, GRANT)[::-1], ["42703", "pair/from to pair/to"]),
    "a view that is gone": (
        without(MAKE, GRANT),
        ["another tree", "pg_dump differs", "-CREATE VIEW public.v"],
    ),
    "columns in the old order": (["select 1"], ["another tree", "pg_dump differs"]),
    "lost rows": (without(UPDATE), ["[(None, 'one')]"]),
    "lost rights": (without(GRANT), ["pair_reader=r/postgres", "was to be kept"]),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_wrong_plans_are_found(
    stand_in: Database, plain: Database, dumper: Dumper, wrong: str
) -> None:
    there, expected = WRONG[wrong]
    found = "\n".join(broken_promises(PAIR, answer(stand_in, there), plain, dumper))
    assert [text for text in expected if text not in found] == [], found


def test_a_second_diff_is_found(stand_in: Database, plain: Database, dumper: Dumper) -> None:
    found = broken_promises(PAIR, answer(stand_in, THERE, again="select 1"), plain, dumper)
    assert len(found) == 2  # after the plan, and after the checkout
    assert all("the second diff has ['select 1']" in each for each in found)


BROKEN = {
    "a diff of equals": ("p_from <> p_to and", "p_from <> '' and", "differs from itself"),
    "a diff that is empty": ("'WORKTREE'", "'pair/from'", "diff is empty"),
    "a diff that is no mirror": ("p_from, p_to, null", "p_from, 'x', null", "mirror"),
    "objects that still differ": ("and p_from <> 'WORKTREE'", "", "1 objects still differ"),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_broken_laws_are_found(
    stand_in: Database, plain: Database, dumper: Dumper, broken: str
) -> None:
    old, new, expected = BROKEN[broken]
    assert old in DIFF
    stand_in.sql(DIFF.replace(old, new))
    found = "\n".join(broken_promises(PAIR, answer(stand_in, THERE), plain, dumper))
    assert expected in found


def test_the_mirror_of_a_rename_is_a_rename(
    stand_in: Database, plain: Database, dumper: Dumper
) -> None:
    there = "'table', 'public.new', 'renamed', 'a', 'b', 'public.old' where p_from = 'pair/from' and p_to = 'pair/to'"
    back = "'table', 'public.old', 'renamed', 'b', 'a', 'public.new' where p_from = 'pair/to' and p_to = 'pair/from'"
    start, end = DIFF.index("'table', 'public.t'"), DIFF.rindex("$stub$")
    stand_in.sql(f"{DIFF[:start]}{there} union all select {back} {DIFF[end:]}")
    assert broken_promises(PAIR, answer(stand_in, THERE), plain, dumper) == []


def test_a_wrong_export_is_found(stand_in: Database, plain: Database, dumper: Dumper) -> None:
    stand_in.sql(EXPORT.replace("b text, a integer", "b text, c integer"))
    found = broken_promises(PAIR, answer(stand_in, THERE), plain, dumper)
    assert len(found) == 1
    assert found[0].startswith("export of pair/to: pg_dump differs")


def test_a_wrong_checkout_is_found(stand_in: Database, plain: Database, dumper: Dumper) -> None:
    stand_in.sql(CHECKOUT.replace("execute v_step;", "null;"))
    found = broken_promises(PAIR, answer(stand_in, THERE), plain, dumper)
    assert "checkout of pair/to: another tree" in found


def test_losses_must_be_named(stand_in: Database, plain: Database, dumper: Dumper) -> None:
    losing = Pair(**{**vars(PAIR), "loses": ("public.t.a",)})
    found = broken_promises(losing, answer(stand_in, THERE), plain, dumper)
    assert any("does not name ['public.t.a']" in each for each in found)


def test_a_refusal_must_be_one(stand_in: Database, plain: Database, dumper: Dumper) -> None:
    refused = Pair(**{**vars(PAIR), "refused": "cannot be"})
    found = broken_promises(refused, answer(stand_in, THERE), plain, dumper)
    assert any("diff_sql" in each and "instead of 0A000" in each for each in found)


NO_PAIRS: dict[str, tuple[dict[str, Any], str]] = {
    "an error": ({"target": "create table t (a nothing)"}, 'type "nothing" does not exist'),
    "equal sides": ({"target": PAIR.source + " select 1"}, "both sides are equal"),
    "a path elsewhere": ({"path": "alter table t add c integer"}, "+    c integer"),
    "a path that loses": ({"path": "truncate t; " + "; ".join(THERE)}, "the path does not keep"),
    "nothing to keep": ({"rows": "select 1"}, "keeps nothing: select a, b from t gives []"),
    "what is gone": ({"kept": (Kept("select 1", "select c from t"),)}, "keeps nothing: 42703"),
}


@pytest.mark.parametrize("wrong", NO_PAIRS)
def test_what_is_no_pair_is_named(plain: Database, dumper: Dumper, wrong: str) -> None:
    changed, expected = NO_PAIRS[wrong]
    assert expected in "".join(defects(Pair(**{**vars(PAIR), **changed}), plain, dumper))


def test_a_pair_is_one(plain: Database, dumper: Dumper) -> None:
    assert defects(PAIR, plain, dumper) == []
    by_history = Pair(**{**vars(PAIR), "path": "; ".join(THERE)})
    assert defects(by_history, plain, dumper) == []
