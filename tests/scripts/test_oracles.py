"""The chaos suite's oracles on what is known to be right and on what is known to be wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

import pytest

from tests.chaos import evidence
from tests.chaos.database import Answer, Database
from tests.chaos.oracles import answers, copies, dump, fsck, line, model, record, serial
from tests.chaos.oracles.copies import Copies
from tests.chaos.oracles.model import Git, RefusedError
from tests.chaos.oracles.serial import Outcome

NOW = datetime(2026, 11, 21, 16, 0, 0, tzinfo=UTC)


class Findings:
    """A database in which fsck finds `rows`."""

    def __init__(self, *rows: tuple[str, str, str]) -> None:
        self.rows = list(rows)

    def sql(self, _query: str) -> list[tuple[str, str, str]]:
        return self.rows


@pytest.mark.parametrize(
    ("said", "allowed", "wrong"),
    [
        ([Answer("a", 1), Answer("b")], [], 0),
        ([Answer("a"), Answer("a", sqlstate="40001")], ["40001"], 0),
        ([Answer("a"), Answer("a", sqlstate="40001")], ["42710"], 1),
        ([Answer("a"), Answer("b", sqlstate="40001")], ["40001"], 1),  # b never succeeded
        ([], [], 1),
    ],
)
def test_answers(said: list[Answer], allowed: list[str], wrong: int) -> None:
    assert len(answers.judge(said, frozenset(allowed))) == wrong


@pytest.mark.parametrize(
    ("commits", "acknowledged", "wrong"),
    [
        ([("c", "b"), ("b", "a"), ("a", None)], ["a", "c"], 0),
        ([], [], 0),
        ([("c", "b"), ("b", "a"), ("a", None)], ["a", "x"], 1),  # lost
        ([("c", "a"), ("b", "a"), ("a", None)], [], 1),  # beside the line
        ([("c", "b"), ("b", "a")], [], 1),  # cut off
        ([("c", "b"), ("b", "c"), ("c", None)], [], 1),  # twice in it
        ([("a", None)], ["a", "a"], 1),  # returned twice
        ([], ["a"], 1),
    ],
)
def test_line(commits: list[line.Commit], acknowledged: list[str], wrong: int) -> None:
    assert len(line.judge(commits, acknowledged)) == wrong


def test_record() -> None:
    before = {"t": ["(1)", "(2)"], "u": []}
    assert record.differences(before, {"t": ["(1)", "(2)"], "u": []}) == []
    after = {"t": ["(1)", "(3)"], "v": ["(9)"]}
    assert record.differences(before, after) == ["t: - (2)", "t: + (3)", "v: + (9)"]
    assert record.differences({"t": ["(1)"]}, {"t": ["(1)", "(1)"]}) == ["t: + (1)"]


def test_fsck() -> None:
    fsck.must_be_clean(cast(Database, Findings()))
    finding = ("commit_parent", "abc", "its parent is missing")
    with pytest.raises(AssertionError, match="commit_parent"):
        fsck.must_be_clean(cast(Database, Findings(finding)))
    assert fsck.findings(cast(Database, Findings(finding))) == [finding]


def test_dump() -> None:
    made = ["-- Dumped from database version 17.6\n", "SET x = 1;\n", "CREATE TABLE t (\n", ");\n"]
    newer = ["-- Dumped from database version 18.0\n", "\n", "CREATE TABLE t (\n", ");\n"]
    assert dump.differences(made, newer) == []
    other = [*newer[:3], "    id integer\n", ");\n"]
    assert "+    id integer\n" in dump.differences(made, other)
    assert len(dump.differences(made[:2], made[:2])) == 1  # a dump of nothing proves nothing


def test_copies() -> None:
    there = Copies({"main": {(1, "x"): (1, None, "a")}})
    there.branch("main", "dev")
    there.rows["dev"][1, "x"] = (2, None, "a")
    assert there.rows["main"] == {(1, "x"): (1, None, "a")}
    assert there.merged("dev", "main", "fail") == ({(1, "x"): (2, None, "a")}, 0)
    there.rows["main"] = {}
    assert there.merged("dev", "main", "theirs") == ({(1, "x"): (2, None, "a")}, 1)
    assert there.merged("dev", "main", "ours") == ({}, 1)
    broken: copies.Rows = {(1, "x"): (-1, 7, None), (2, "x"): (None, 7, None)}
    assert copies.violations(broken) == {"23502", "23505", "23514"}
    assert copies.violations({}) == {None}


def test_serial() -> None:
    one_first, two_first = Outcome({0: ["t"], 1: ["f"]}, "1"), Outcome({0: ["f"], 1: ["t"]}, "2")
    alone = Outcome({0: ["t"]}, "1")
    known = {(0, 0, 1, 1): one_first, (1, 1, 0, 0): two_first, (0, 0): alone}
    assert serial.judge({(0, 1, 0, 1): two_first, (0, 1, 1, 0): alone}, known) == []
    both = Outcome({0: ["t"], 1: ["t"]}, "1")
    assert len(serial.judge({(0, 1, 0, 1): both, (0, 1, 1, 0): one_first}, known)) == 1
    elsewhere = Outcome({0: ["t"], 1: ["f"]}, "2")  # the answers of one, the effects of the other
    assert len(serial.judge({(0, 1, 0, 1): elsewhere}, known)) == 1
    assert len(serial.judge({(0, 1, 0, 1): Outcome({1: ["t"]}, "2")}, known)) == 1
    assert len(serial.judge({}, known)) == 1


def test_model_of_values() -> None:
    model.must_equal([1], [1])
    with pytest.raises(AssertionError, match="law"):
        model.must_equal(1, 2, "law")
    assert model.incremented((1, 2, 3), "MINOR") == (1, 3, 0)
    assert model.incremented((2**31 - 1, 0, 0), "major") is None
    assert model.trinity_id("20261121160001000000-00000z-0123abcd", around=NOW) == 35
    for wrong in (
        "20261121170001000000-00000z-0123abcd",  # an hour away
        "20261121160001000000-00000Z-0123abcd",
        "20261121160001000000-00000z-0123abcd0",
    ):
        with pytest.raises(AssertionError):
            model.trinity_id(wrong, around=NOW)


@pytest.mark.parametrize(
    ("name", "is_good"),
    [("feature/x", True), ("ü" * 127, True), ("ü" * 128, False), ("a..b", False), ("a.lock", False)]
    + [(bad, False) for bad in ("", "@", "a b", "-a", "/a", "a/", "a.", "a@{b", "a\x7f", "a/.b")],
)
def test_model_of_branch_names(name: str, is_good: bool) -> None:
    assert model.is_branch_name(name) is is_good


def git() -> Git:
    """Commits a and b on main, c and d on side, which left after a; a tag of c."""
    made = Git()
    made.create_table("t")
    made.commit_changes("main", "", "a")
    made.commit_changes("side", "", "c")
    made.create_tag("v1", "side")
    made.add_column("t", "x")
    made.commit_changes("main", "", "b")
    made.drop_table("t")
    made.commit_changes("side", "", "d")
    return made


def test_model_of_git_remembers() -> None:
    made = git()
    assert made.log("side") == ["d", "c", "a"]
    assert made.show("b") == ["public.t modified"]
    assert made.show("v1") == []
    assert made.show("side") == ["public.t dropped"]
    assert made.status("main") == ["public.t dropped"]
    assert made.view() == {
        "branches": {"main": [None, "b", 2], "side": ["main", "d", 2]},
        "commits": {"a": [None, ""], "b": ["a", ""], "c": ["a", ""], "d": ["c", ""]},
        "tags": {"v1": "c"},
    }
    made.create_table("t")
    made.add_column("t", "x")
    assert made.version("t") == ["2.1.0"]


@pytest.mark.parametrize(
    ("call", "sqlstate"),
    [
        (("create_branch", "side"), "42710"),
        (("create_branch", "new", "none"), "42704"),
        (("delete_branch", "side"), "55006"),  # d is reached from nowhere else
        (("delete_branch", "main", True), "55006"),
        (("delete_branch_simple", "main"), "55006"),
        (("delete_branch", "none"), "42704"),
        (("create_tag", "v1"), "42710"),
        (("create_tag", "v2", "none"), "42704"),
        (("commit_changes", "main", "", "c"), "23505"),
        (("drop_table", "t"), "42P01"),
    ],
)
def test_model_of_git_refuses_and_changes_nothing(call: tuple[object, ...], sqlstate: str) -> None:
    made = git()
    with pytest.raises(RefusedError, match=sqlstate):
        getattr(made, str(call[0]))(*call[1:])
    assert made == git()


def test_model_of_git_lets_go_what_is_reached_otherwise() -> None:
    made = git()
    made.create_tag("v2", "d")
    assert made.delete_branch("side")
    assert made.delete_branch_simple("side") is False
    made.create_branch("side")
    assert made.log("side") == ["b", "a"]
    assert made.view()["branches"] == {"main": [None, "b", 2], "side": ["main", "b", 0]}
    assert made.commits["d"].parent == "c"


def test_an_oracle_is_evidence_only_where_it_had_something_to_judge() -> None:
    empty = evidence.begin()
    assert (answers.judge([]), line.judge([], []), serial.judge({}, {})) != ([], [], [])
    fsck.must_be_clean(cast(Database, Findings()))
    assert empty.is_empty
    model.must_equal(1, 1)
    assert not empty.is_empty
