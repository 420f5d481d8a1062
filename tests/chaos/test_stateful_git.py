"""A repository does what a git in Python dictionaries does, whatever is asked of it in whatever order.

Risk: two calls that are each right do the wrong thing one after the other: a name that was deleted and made
again, a tag of a branch that is gone, a savepoint that takes back half.

When it fails: Hypothesis prints the shortest program after which pggit and the model disagree.

How to debug: run the printed calls in psql on `python -m scripts.cluster --pg N`; the assertion shows what was
answered and what should have been. Either pggit is wrong or tests/chaos/oracles/model.py is: the contract says.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from psycopg import Connection

from tests.chaos import strategies
from tests.chaos.calls import Call
from tests.chaos.database import Database, rows
from tests.chaos.oracles import model
from tests.chaos.oracles.model import Git

pytestmark = [pytest.mark.chaos, pytest.mark.property]

# Few names, so that they meet; one is a table's and a branch's, one a branch's and a tag's.
tables = st.sampled_from(["t", "Ünd so", "twin"])
columns = st.sampled_from(["a", "b", 'quo"te'])
branches = st.sampled_from(["main", "twin", "feature/x", "ü", "v1", "WORKTREE"])
tags = st.sampled_from(["v1", "v2", "twin"])


class Repository(RuleBasedStateMachine):
    """Each rule is one call, to the server and to the model."""

    connection: Connection

    def __init__(self) -> None:
        super().__init__()
        self.git = Git()
        self.saved: list[Git] = []  # a model for each savepoint
        self.trees: dict[str, model.Tree] = {}

    @initialize()
    def begin(self) -> None:
        rows(self.connection, "begin")

    def teardown(self) -> None:
        rows(self.connection, "rollback")

    def call(self, name: str, *arguments: str | bool) -> Any:
        """Both answer the same; what is refused is undone."""
        call = Call(name, arguments)
        rows(self.connection, "savepoint call")
        said = call.ask(self.connection)
        if not said.is_ok:
            rows(self.connection, "rollback to savepoint call")
        rows(self.connection, "release savepoint call")
        after = self.git.copy()
        expected = call.do(after, said)
        model.must_equal(expected, None, f"{call.sql} answered {said}, the model says {expected}")
        if said.is_ok:
            self.git = after
        return said.value

    @rule(name=tables)
    def create_table(self, name: str) -> None:
        self.call("create_table", name)

    @rule(name=tables)
    def drop_table(self, name: str) -> None:
        self.call("drop_table", name)

    @rule(table=tables, column=columns)
    def add_column(self, table: str, column: str) -> None:
        self.call("add_column", table, column)

    @rule(table=tables, column=columns)
    def drop_column(self, table: str, column: str) -> None:
        self.call("drop_column", table, column)

    @rule(branch=branches, message=strategies.messages)
    def commit(self, branch: str, message: str) -> None:
        commit = self.call("commit_changes", branch, message)
        if commit is None:
            return  # refused: a new branch cannot have this name
        self.call("show", commit)
        ((tree,),) = rows(
            self.connection, "select tree_hash from pggit.commits where hash = %s", commit
        )
        model.must_equal(self.trees.setdefault(tree, self.git.tables), self.git.tables)
        same = [known for known, tables in self.trees.items() if tables == self.git.tables]
        model.must_equal(same, [tree], "equal schemas have equal trees")

    @rule(name=branches, parent=branches)
    def create_branch(self, name: str, parent: str) -> None:
        self.call("create_branch", name, parent)

    @rule(name=branches, force=st.booleans())
    def delete_branch(self, name: str, force: bool) -> None:
        self.call("delete_branch", name, force)

    @rule(name=branches)
    def delete_branch_simple(self, name: str) -> None:
        self.call("delete_branch_simple", name)

    @rule(name=tags, ref=branches | tags)
    def create_tag(self, name: str, ref: str) -> None:
        self.call("create_tag", name, ref)

    @precondition(lambda self: self.git.commits)
    @rule(call=st.sampled_from(["create_branch", "create_tag"]), data=st.data())
    def take_the_name_of_a_commit(self, call: str, data: st.DataObject) -> None:
        self.call(call, data.draw(st.sampled_from(list(self.git.commits))))

    @rule(branch=branches, table=tables)
    def read(self, branch: str, table: str) -> None:
        self.call("version", table)
        self.call("log", branch)
        self.call("status", branch)
        self.call("show", branch)

    @precondition(lambda self: len(self.saved) < 3)
    @rule()
    def save(self) -> None:
        rows(self.connection, f"savepoint s{len(self.saved)}")
        self.saved.append(self.git.copy())

    @precondition(lambda self: self.saved)
    @rule()
    def undo(self) -> None:
        self.git = self.saved.pop()
        rows(self.connection, f"rollback to savepoint s{len(self.saved)}")

    @invariant()
    def agree(self) -> None:
        self.call("view")


@pytest.mark.promise("branches.list")
@pytest.mark.promise("commits.log")
@pytest.mark.promise("commits.tags")
@pytest.mark.promise("commits.tree")
@pytest.mark.promise("refs.one-meaning")
@pytest.mark.timeout(600)
def test_a_repository_does_what_the_model_does(database: Database) -> None:
    with database.connect() as opened:

        class Here(Repository):
            connection = opened

        run_state_machine_as_test(Here, settings=settings(stateful_step_count=20))
