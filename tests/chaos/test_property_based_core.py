"""Laws of IDs, versions, messages and names that hold for every input.

Risk: an input that nobody thought of (a reserved word, a blank, 2^31 - 1) is changed, refused or
accepted wrongly, and the record says something that did not happen.

When it fails: Hypothesis prints the smallest input that breaks the law. The record cannot be trusted
for inputs of that kind.

How to debug: run the repeat command of the summary; it carries the seed. Paste the printed input into
the one statement that the test runs, in psql on `python -m scripts.cluster --pg N`.
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from psycopg import Connection, sql

from tests.chaos import strategies
from tests.chaos.database import Database, ask, rows
from tests.chaos.oracles import model

pytestmark = [pytest.mark.chaos, pytest.mark.property]


@pytest.mark.promise("versions.trinity-format")
def test_trinity_ids_tell_the_time_in_order(database: Database) -> None:
    ids = [
        row[0]
        for row in database.sql("select pggit.generate_trinity_id() from generate_series(1, 50)")
    ]
    now = datetime.now(UTC)
    for each in ids:
        model.trinity_id(each, around=now)
    times = [each[:20] for each in ids]
    model.must_equal(times, sorted(times))


@pytest.mark.promise("versions.trinity-format")
def test_trinity_id_is_of_one_time_zone_wherever_the_session_is(database: Database) -> None:
    with database.connect(options="-c timezone=Asia/Kolkata") as connection:
        ((text,),) = rows(connection, "select pggit.generate_trinity_id()")
    model.trinity_id(text, around=datetime.now(UTC))


@pytest.mark.promise("versions.trinity-format")
def test_trinity_id_has_the_time_of_the_wall_clock_not_of_the_transaction(
    database: Database,
) -> None:
    with database.rolled_back() as connection:
        (first,) = rows(connection, "select pggit.generate_trinity_id()")[0]
        rows(connection, "select pg_sleep(0.02)")
        (second,) = rows(connection, "select pggit.generate_trinity_id()")[0]
    apart = datetime.strptime(second[:20], "%Y%m%d%H%M%S%f") - datetime.strptime(
        first[:20], "%Y%m%d%H%M%S%f"
    )
    model.must_equal(apart.total_seconds() >= 0.02, True, f"{first} and {second} are {apart} apart")


@pytest.mark.promise("versions.trinity-unique")
def test_trinity_ids_do_not_repeat_within_a_statement(database: Database) -> None:
    distinct = database.value(
        "select count(distinct pggit.generate_trinity_id()) from generate_series(1, 20000)"
    )
    model.must_equal(distinct, 20000)


@pytest.mark.promise("versions.trinity-unique")
def test_the_number_tells_trinity_ids_of_one_moment_apart(database: Database) -> None:
    ids = [
        row[0]
        for row in database.sql("select pggit.generate_trinity_id() from generate_series(1, 1000)")
    ]
    numbers = [model.trinity_id(each, around=datetime.now(UTC)) for each in ids]
    # Of 1,000 draws among 36^6, two are alike in one run of 4,000; all digits are used.
    model.must_equal(len(set(numbers)) >= 998, True, f"{len(set(numbers))} of 1000 numbers differ")
    model.must_equal(max(numbers) > 36**5, True, f"the greatest number is {max(numbers)}")


@pytest.mark.promise("versions.increment")
@given(version=strategies.versions, kind=strategies.kinds)
def test_increment_is_semantic_version_arithmetic(
    database: Database, version: tuple[int, int, int], kind: str
) -> None:
    with database.rolled_back() as connection:
        answer = ask(
            connection,
            "select (major, minor, patch)::text || ' ' || full_version from pggit.increment_version(%s, %s, %s, %s)",
            *version,
            kind,
        )
    expected = model.incremented(version, kind)
    if expected is None:
        model.must_equal(answer.sqlstate, "22003")
    else:
        major, minor, patch = expected
        model.must_equal(answer.value, f"({major},{minor},{patch}) {major}.{minor}.{patch}")


@pytest.mark.promise("rules.errors")
@given(
    version=st.tuples(*[st.one_of(st.none(), st.integers(-5, 5))] * 3),
    kind=st.one_of(st.none(), strategies.kinds, st.sampled_from(["", "patchy", " minor"])),
)
@example(version=(1, 1, 1), kind="huge")
@example(version=(-1, 0, 0), kind="major")
@example(version=(0, 0, None), kind="patch")
def test_increment_refuses_what_is_no_version(
    database: Database, version: tuple[int | None, ...], kind: str | None
) -> None:
    with database.rolled_back() as connection:
        answer = ask(
            connection,
            "select full_version from pggit.increment_version(%s, %s, %s, %s)",
            *version,
            kind,
        )
    valid = all(part is not None and part >= 0 for part in version) and (kind or "").lower() in {
        "major",
        "minor",
        "patch",
    }
    model.must_equal(answer.sqlstate, None if valid else "22023")


@pytest.mark.promise("commits.message")
@given(message=strategies.messages)
@example(
    "  blanks, line ends \r\n, two code points e\u0301, a ligature \ufb01, no line at the end \n\n"
)
def test_message_is_kept_byte_for_byte(database: Database, message: str) -> None:
    with database.rolled_back() as connection:
        ((commit,),) = rows(connection, "select pggit.commit_changes('main', %s)", message)
        kept = rows(connection, "select message from pggit.commits where hash = %s", commit)
        logged = rows(connection, "select message from pggit.log('main', 1)")
    model.must_equal(kept, [(message,)])
    model.must_equal(logged, [(message,)])


@pytest.mark.promise("commits.message")
@pytest.mark.parametrize(("size", "sqlstate"), [(2**20, None), (2**20 + 1, "22001")])
def test_message_may_have_one_mebibyte_in_bytes_not_characters(
    database: Database, size: int, sqlstate: str | None
) -> None:
    message = "ü" * (size // 2) + "x" * (size % 2)
    answer = database.ask("select pggit.commit_changes('main', %s)", message)
    model.must_equal(answer.sqlstate, sqlstate)
    commits = database.sql("select message from pggit.commits")
    model.must_equal(commits, [(message,)] if sqlstate is None else [])


@pytest.mark.promise("branches.names")
@given(name=strategies.branch_names)
@example(name="main@{1}")
@example(name="x.lock")
@example(name="a/.b")
def test_branch_names_follow_git(database: Database, name: str) -> None:
    with database.rolled_back() as connection:
        answer = ask(connection, "select pggit.create_branch(%s)", name)
        if model.is_branch_name(name) and name != "main":
            model.must_equal((answer.sqlstate, name), (None, name), answer.message)
            listed = rows(
                connection,
                "select branch_name from pggit.list_branches() where branch_name <> 'main'",
            )
            model.must_equal(listed, [(name,)])
        else:
            model.must_equal(
                (answer.sqlstate, name), ("42710" if name == "main" else "22023", name)
            )


@pytest.mark.promise("rules.hostile-names")
@given(table=strategies.identifiers, schema=strategies.identifiers)
def test_a_hostile_name_is_just_a_name(database: Database, table: str, schema: str) -> None:
    with database.rolled_back() as connection:
        name = sql.Identifier(schema, table)
        quoted = name.as_string(connection)
        connection.execute(sql.SQL("create schema if not exists {}").format(sql.Identifier(schema)))
        connection.execute(sql.SQL("create table {} ()").format(name))
        version = rows(connection, "select full_version from pggit.get_version(%s)", quoted)
        connection.execute(
            sql.SQL("alter table {} add column {} text").format(name, sql.Identifier(table))
        )
        after = rows(connection, "select full_version from pggit.get_version(%s)", quoted)
        history = rows(connection, "select change_type from pggit.get_history(%s)", quoted)
    model.must_equal(version, [("1.0.0",)])
    model.must_equal(after, [("1.1.0",)])
    model.must_equal(history, [("ALTER",), ("CREATE",)])


@pytest.mark.promise("rules.hostile-names")
@given(
    name=st.one_of(
        strategies.text, st.sampled_from(["a..b", '"', "a.b.c.d", "(", "f(", "", "1a", "."])
    )
)
def test_an_unknown_name_has_no_version_and_no_hash(database: Database, name: str) -> None:
    with database.rolled_back() as connection:
        known = rows(
            connection, "select 1 from pg_namespace where quote_ident(nspname) = lower(%s)", name
        )
        version = ask(connection, "select count(*) from pggit.get_version(%s)", name)
        hashed = ask(connection, "select pggit.calculate_schema_hash(%s)", name)
    model.must_equal((version.sqlstate, version.value), (None, len(known)))
    model.must_equal((hashed.sqlstate, hashed.value), (None, None))


@pytest.mark.promise("commits.custom-id")
@given(
    custom=st.one_of(
        strategies.text,
        st.text("abc-0", min_size=8, max_size=12),
        st.integers(250, 260).map("x".__mul__),
    )
)
@example(custom="new\nline 0123")
@example(custom=" " * 12)
@example(custom="zero\u200bwidth")
@example(custom="Größe-漢字-🚀-2026")
def test_custom_id_is_taken_or_refused_whole(database: Database, custom: str) -> None:
    with database.rolled_back() as connection:
        answer = ask(connection, "select pggit.commit_changes('main', 'm', %s)", custom)
        # What this Python's Unicode does not know, pggit's may.
        assume(all(unicodedata.category(c) != "Cn" for c in custom))
        if 10 <= len(custom) <= 255 and custom.isprintable() and custom.strip(" "):
            model.must_equal((answer.sqlstate, answer.value), (None, custom))
        else:
            model.must_equal(answer.sqlstate, "22023", custom)


@pytest.mark.promise("commits.custom-id")
def test_custom_id_is_used_once_in_all_branches(database: Database) -> None:
    first = database.ask("select pggit.commit_changes('main', '', 'release-1.0.0')")
    again = database.ask("select pggit.commit_changes('other', '', 'release-1.0.0')")
    model.must_equal((first.value, again.sqlstate), ("release-1.0.0", "23505"))
    model.must_equal(database.sql("select branch_name from pggit.list_branches()"), [("main",)])


@pytest.mark.promise("commits.tree")
@given(steps=st.lists(st.tuples(st.sampled_from("abcd"), st.booleans()), max_size=8))
def test_the_tree_tells_what_is_there_and_not_how_it_came(
    database: Database, steps: list[tuple[str, bool]]
) -> None:
    with database.rolled_back() as connection:
        rows(connection, "savepoint start")
        there: set[str] = set()
        for name, is_create in steps:
            if is_create and name not in there:
                rows(connection, f"create table {name} (id integer)")
                there.add(name)
            elif not is_create and name in there:
                rows(connection, f"drop table {name}")
                there.remove(name)
            tree(connection)  # a commit at each step: what it stored must not linger
        tree_of_path = tree(connection)
        rows(connection, "rollback to savepoint start")
        for name in sorted(there):
            rows(connection, f"create table {name} (id integer)")
        model.must_equal(tree_of_path, tree(connection))


def tree(connection: Connection) -> str:
    """Commit, and give the commit's tree."""
    ((commit,),) = rows(connection, "select pggit.commit_changes('main')")
    ((found,),) = rows(connection, "select tree_hash from pggit.commits where hash = %s", commit)
    return str(found)
