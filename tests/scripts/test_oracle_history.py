"""The history oracle on recorded histories that are known to be good, and known to be bad."""

from __future__ import annotations

import pytest

from tests.chaos.calls import Call
from tests.chaos.database import Answer
from tests.chaos.oracles import history
from tests.chaos.oracles.history import Transaction
from tests.chaos.oracles.model import Git

Told = tuple[Call, Answer]


def told(call: str, *arguments: str | bool, value: object = None, error: str | None = None) -> Told:
    return Call(call, arguments), Answer(call, value, sqlstate=error)


def commit(branch: str, value: str | None, error: str | None = None) -> Told:
    return told("commit_changes", branch, "m", value=value, error=error)


def at(
    start: float, end: float, *calls: Told, is_committed: bool | None = True, who: str = "somebody"
) -> Transaction:
    return Transaction(who, calls, start, end, is_committed)


def log(branch: str, *commits: str) -> Told:
    return told("log", branch, value=list(commits))


CREATED, REFUSED = told("create_branch", "x"), told("create_branch", "x", error="42710")
DELETED = told("delete_branch_simple", "x", value=True)
NOT_DELETED = told("delete_branch_simple", "x", value=False)

GOOD = {
    "two at once, either first": [
        at(1, 4, commit("main", "a")),
        at(2, 3, commit("main", "b")),
        at(5, 6, log("main", "a", "b")),
    ],
    "one creator wins": [at(1, 3, CREATED), at(2, 4, REFUSED, is_committed=False)],
    "a delete before a commit that makes the branch anew": [
        at(0, 0.5, commit("x", "a")),
        at(1, 3, DELETED),
        at(2, 4, commit("x", "b")),
        at(5, 6, log("x", "b")),
    ],
    "what is rolled back was never there": [
        at(1, 2, commit("main", "a"), is_committed=False),
        at(3, 4, log("main")),
    ],
    "within a transaction it is there": [
        at(1, 2, commit("main", "a"), log("main", "a"), is_committed=False),
    ],
    "after an error nothing works": [
        at(1, 2, CREATED, REFUSED, commit("main", None, "25P02"), is_committed=False),
    ],
    "an answer that was lost, and took effect": [
        at(1, 9, CREATED, is_committed=None),
        at(3, 4, REFUSED, is_committed=False),
    ],
    "an answer that was lost, and took none": [
        at(1, 9, CREATED, is_committed=None),
        at(3, 4, NOT_DELETED),
    ],
    "told to try again": [
        at(1, 3, commit("main", "a")),
        at(1, 3, log("main", "never"), commit("main", None, "40001"), is_committed=False),
        at(4, 5, log("main", "a")),
    ],
}
BAD = {
    "a commit is lost": [
        at(1, 4, commit("main", "a")),
        at(2, 3, commit("main", "b")),
        at(5, 6, log("main", "b")),
    ],
    "an ID is returned twice": [at(1, 4, commit("main", "a")), at(2, 3, commit("main", "a"))],
    "two creators win": [at(1, 3, CREATED), at(2, 4, CREATED)],
    "none wins": [at(1, 3, REFUSED, is_committed=False), at(2, 4, REFUSED, is_committed=False)],
    "time is not kept": [at(1, 2, commit("main", "a")), at(3, 4, log("main"))],
    "a commit on a branch that is gone": [
        at(0, 0.5, commit("x", "a")),
        at(1, 3, DELETED),
        at(2, 4, commit("x", "b")),
        at(5, 6, log("x", "b", "a")),
    ],
    "rolled back, and there": [
        at(1, 2, commit("main", "a"), is_committed=False),
        at(3, 4, log("main", "a")),
    ],
    "committed after an error": [at(1, 2, CREATED, REFUSED)],
    "a lie before the rollback": [at(1, 2, REFUSED, is_committed=False)],
    "seen and not seen": [
        at(1, 9, CREATED, is_committed=None),
        at(3, 4, REFUSED, is_committed=False),
        at(5, 6, NOT_DELETED),
    ],
    "the order of one look contradicts that of another": [
        at(1, 9, commit("main", "a")),
        at(1, 9, commit("x", "b")),
        at(2, 3, log("main", "a"), told("delete_branch_simple", "x", value=False)),
        at(4, 5, log("main"), log("x", "b")),
    ],
    "an error that nobody allowed": [at(1, 2, commit("main", None, "40P01"), is_committed=False)],
}


@pytest.mark.parametrize("name", GOOD)
def test_good_histories_are_explained(name: str) -> None:
    assert history.judge(GOOD[name], lost=frozenset({"40001"})) == []


@pytest.mark.parametrize("name", BAD)
def test_bad_histories_are_not(name: str) -> None:
    assert history.judge(BAD[name], lost=frozenset({"40001"})) != []


def test_the_explanation_says_who_was_told_what() -> None:
    wrong = [at(1, 2, CREATED, who="one"), at(3, 4, CREATED, who="two")]
    assert history.judge(wrong) == [
        "no serial order explains the answers; at best, after one:",
        "two: select pggit.create_branch('x') answered None instead of 42710",
    ]


def test_a_history_may_begin_anywhere() -> None:
    start = Git()
    start.create_branch("x")
    assert history.judge([at(1, 2, REFUSED, is_committed=False)], start=start) == []


def test_nothing_to_judge_is_wrong() -> None:
    assert history.judge([]) != []


def test_many_at_once_that_come_to_the_same_are_judged_quickly() -> None:
    """12 transactions have 479 million orders, but only 4096 sets of them are different."""
    many = [at(1, 3, told("create_branch", f"b{n}")) for n in range(12)]
    wrong = at(2, 4, told("create_branch", "b0", error="42704"), is_committed=False)
    assert len(history.judge([*many, wrong])) == 2


def test_a_search_without_end_is_no_judgement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "LIMIT", 3)
    with pytest.raises(history.TooLongError, match="3 states"):
        history.judge(
            [at(1, 3, told("create_branch", f"b{n}")) for n in range(4)] + BAD["none wins"]
        )
