"""What keeps a commit: branches, tags, and the way back from them.

Risk: a branch is deleted and takes commits with it that nobody else has; or one is kept for commits that
another ref reaches; the log of a branch ends where the branch began.

When it fails: history is lost by a command that promised to refuse, or nothing can be tidied up.

How to debug: `select hash, parent_commit_hash, branch_id from pggit.commits` is the graph; pggit.branches and
pggit.tags are what points into it. pggit_internal.is_reachable_without() decides.
"""

from __future__ import annotations

import pytest

from tests.chaos.database import Database, ask, rows
from tests.chaos.oracles import model

pytestmark = [pytest.mark.chaos, pytest.mark.property]

DELETE = "select pggit.delete_branch(%s)"
LOG = "select hash from pggit.log(%s, %s)"


def commits(database: Database, branch: str, *names: str) -> None:
    """Commits of these names, ten characters each as IDs want it, one after the other."""
    for name in names:
        database.sql("select pggit.commit_changes(%s, %s, %s)", branch, name, name)


@pytest.mark.promise("branches.delete")
def test_only_what_would_be_lost_is_kept(database: Database) -> None:
    commits(database, "main", "main-00001")
    database.sql("select pggit.create_branch('behind')")
    commits(database, "main", "main-00002")
    for branch in ("tagged", "lost"):
        commits(database, branch, f"{branch}-000001", f"{branch}-000002")
    database.sql("select pggit.create_branch('on-top', 'lost')")
    database.sql("select pggit.create_tag('v1', 'tagged')")
    said = {name: database.ask(DELETE, name).sqlstate for name in ("behind", "tagged", "lost")}
    # main has gone on from where behind stands; a tag and a branch hold the others.
    model.must_equal(said, {"behind": None, "tagged": None, "lost": None})
    model.must_equal(database.ask(DELETE, "on-top").sqlstate, "55006")
    model.must_equal(database.ask("select pggit.delete_branch_simple('on-top')").sqlstate, None)


@pytest.mark.promise("commits.log")
def test_the_log_goes_on_beyond_the_branch_point_and_ends_at_the_limit(database: Database) -> None:
    commits(database, "main", "main-00001", "main-00002")
    commits(database, "side", "side-00001", "side-00002")
    commits(database, "main", "main-00003")
    line = ["side-00002", "side-00001", "main-00002", "main-00001"]
    for limit in range(6):
        told = [name for (name,) in database.sql(LOG, "side", limit)]
        model.must_equal(told, line[:limit])


# Where git's rules and their limits have their edges; the model decides.
EDGES = [
    *("a" * 255, "a" * 256, "ü" * 127 + "a", "ü" * 128),
    *(
        "x.lock",
        "x.lock/y",
        "x.locked",
        "a..b",
        "a.b",
        ".a",
        "a/.b",
        "a.",
        "a/",
        "/a",
        "a//b",
        "a/b",
    ),
    *("-a", "a-", "@", "a@", "a@{b", "a{b", "a b", "a\tb", "a\x7fb", "a~", "a^", "a:b", "a?", "a*"),
    *("a[", "a]", "a\\b", "ä/日本", "A", "a"),
]


@pytest.mark.promise("branches.names")
@pytest.mark.parametrize(
    "call",
    [
        "select pggit.create_branch(%s)",
        "select pggit.commit_changes(%s)",
        "select pggit.create_tag(%s, 'first-commit')",
    ],
)
def test_a_name_is_judged_alike_wherever_it_is_made(database: Database, call: str) -> None:
    commits(database, "main", "first-commit")
    with database.rolled_back() as connection:
        for name in EDGES:
            rows(connection, "savepoint before")
            told = ask(connection, call, name)
            rows(connection, "rollback to savepoint before")
            expected = None if model.is_branch_name(name) else "22023"
            model.must_equal(told.sqlstate, expected, f"{name!r}: {told.message}")
