"""What names and keeps a commit: branches, tags, IDs, and the way back from them.

Risk: a branch is deleted and takes commits with it that nobody else has; or one is kept for commits that
another ref reaches; the log of a branch ends where the branch began; a new ref takes the name of another one,
so that scripts act on another commit than before.

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


# What makes a ref, and what the same call answers where something else has the name.
NAME = "one-name-for-all"  # long enough for an ID
KINDS = {
    "branch": ("select pggit.create_branch(%s)", "42710"),
    "branch by a commit": ("select pggit.commit_changes(%s)", "42710"),
    "tag": ("select pggit.create_tag(%s)", "42710"),
    "id": ("select pggit.commit_changes('main', '', %s)", "23505"),
}
MEANS = "select distinct hash from pggit.commits where pggit_internal.resolve_commit(%s) = hash"


@pytest.mark.promise("refs.one-meaning")
@pytest.mark.parametrize("first", KINDS)
def test_no_ref_takes_the_name_of_another(database: Database, first: str) -> None:
    commits(database, "main", "main-00001")
    with database.rolled_back() as connection:
        rows(connection, KINDS[first][0], NAME)
        meant = rows(connection, MEANS, NAME)
        commits_on_main = "select pggit.commit_changes('main')"
        rows(connection, commits_on_main)  # what a new ref would mean
        for second, (call, sqlstate) in KINDS.items():
            is_commit_on_it = "branch" in first and second == "branch by a commit"
            rows(connection, "savepoint before")
            told = ask(connection, call, NAME)
            rows(connection, "rollback to savepoint before")
            expected = None if is_commit_on_it else sqlstate
            model.must_equal(told.sqlstate, expected, f"{second} over {first}: {told.message}")
            if told.sqlstate == "42710":
                kind = {"id": "commit"}.get(first, first.partition(" ")[0])
                model.must_equal(told.message.startswith(f"{kind} '{NAME}' exists"), True)
        model.must_equal(rows(connection, MEANS, NAME), meant)


@pytest.mark.promise("refs.one-meaning")
def test_the_name_of_a_deleted_branch_is_free(database: Database) -> None:
    commits(database, "main", "main-00001")
    for kind, (call, _) in KINDS.items():
        with database.rolled_back() as connection:
            rows(connection, KINDS["branch"][0], NAME)
            model.must_equal(ask(connection, call, NAME).is_ok, kind == "branch by a commit", kind)
            connection.rollback()
            rows(connection, KINDS["branch"][0], NAME)
            rows(connection, DELETE, NAME)
            told = ask(connection, call, NAME)
            model.must_equal(told.sqlstate, None, f"{kind}: {told.message}")


@pytest.mark.promise("refs.one-meaning")
def test_the_live_schema_has_a_name_of_its_own(database: Database) -> None:
    commits(database, "main", "main-00001")
    database.sql("create table t (id integer primary key)")
    calls = [call for kind, (call, _) in KINDS.items() if kind != "id"]
    for call in [*calls, "select pggit.create_data_branch('t', 'main', %s)"]:
        model.must_equal(database.ask(call, "WORKTREE").sqlstate, "42710", call)


# A repository of an older version, which took one name for several kinds of refs.
OLD_TAG = """
    with tag as (
        insert into pggit.tags (name, commit_hash, created_by) values (%s, %s, 'postgres') returning *
    )
    select pggit_internal.seal('tags', tag.name, pggit_internal.row_hash(tag)) from tag
"""


@pytest.mark.promise("refs.ambiguous")
def test_of_two_refs_of_one_name_the_branch_wins(clone: Database) -> None:
    commits(clone, "main", "main-00001", "main-00002")
    commits(clone, "both", "both-00001")
    clone.sql(OLD_TAG, "both", "main-00001")
    clone.sql(OLD_TAG, "main-00002", "main-00001")
    clone.sql(OLD_TAG, "WORKTREE", "main-00001")
    meant = {ref: clone.value(MEANS, ref) for ref in ("both", "main-00002", "WORKTREE")}
    model.must_equal(
        meant, {"both": "both-00001", "main-00002": "main-00001", "WORKTREE": "main-00001"}
    )
    found = clone.sql("select severity, check_name, object, detail from pggit.fsck() order by 3")
    expected = [
        ("WORKTREE", "it names a tag and the live schema"),
        ("both", "it names a branch and a tag"),
        ("main-00002", "it names a commit and a tag"),
    ]
    model.must_equal(
        sorted(found, key=lambda row: row[2]),
        [("warning", "ambiguous_ref", name, detail) for name, detail in expected],
    )
    repaired = clone.sql("select check_name, object from pggit.repair(null, false)")
    model.must_equal(sorted(repaired), [("ambiguous_ref", name) for name, _ in expected])
    model.must_equal(clone.ask(DELETE, "both").sqlstate, "55006")  # its commit is not the tag's
    commits(clone, "both", "both-00002")  # the branch goes on
    clone.sql("select pggit.create_branch('other', 'both'); select pggit.delete_branch('both')")
    model.must_equal(clone.value(MEANS, "both"), "main-00001")
    model.must_equal(clone.value("select count(*) from pggit.fsck()"), 2)
