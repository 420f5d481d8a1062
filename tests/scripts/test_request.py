"""What people write behind ``--``."""

from __future__ import annotations

import re

import pytest

from scripts import matrix
from scripts.matrix import Cell
from scripts.request import Request
from scripts.results import Planned, Shard


def test_ours_are_taken_and_the_rest_is_pytests() -> None:
    words = ["-k", "foo", "--pg", "16", "--seed=7", "-x", "--shard", "2/3", "tests/chaos/test_a.py"]
    request = Request.parse(words)
    assert (request.pgs, request.seed, request.shard) == ((16,), 7, Shard(2, 3))
    assert request.pytest_args == ("-k", "foo", "-x", "tests/chaos/test_a.py")


def test_nothing_asked() -> None:
    assert Request.parse([]) == Request((), None, None, ())


@pytest.mark.parametrize(
    "words",
    [
        ["-v"],
        ["-vv", "--tb=short"],
        ["--durations=5"],
        ["-rA"],
        ["-s", "-q"],
        ["--seed", "3"],
        ["--color=yes"],
    ],
)
def test_cosmetic_options_leave_the_run_whole(words: list[str]) -> None:
    assert not Request.parse(words).is_partial


@pytest.mark.parametrize(
    "words",
    [
        ["-k", "foo"],
        ["tests/chaos/test_network.py::test_it"],
        ["-x"],
        ["--lf"],
        ["-m", "slow"],
        ["-v", "--maxfail=1"],
        ["--co"],
    ],
)
def test_narrowed_by_hand_is_partial(words: list[str]) -> None:
    assert Request.parse(words).is_partial


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--pg", "14"], "PostgreSQL '14' is not in the matrix; known versions: 15, 16, 17, 18"),
        (["--shard", "4/3"], "--shard wants a part such as 1/3, not '4/3'"),
        (["--seed", "many"], "many"),
        (["--pg"], "expected one argument"),
        (["-m"], "expected one argument"),
        (["category=load"], "there is no category=load to run"),
        (["tests/chaos/test_no.py::test_it", "-x"], "there is no tests/chaos/test_no.py to run"),
    ],
)
def test_what_is_wrong_is_said(words: list[str], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        Request.parse(words)


@pytest.mark.parametrize(
    ("words", "pgs"), [([], [17]), (["--pg", "15"], [15]), (["--pg=18,16"], [18, 16])]
)
def test_smoke_runs_on_the_versions_asked_for(words: list[str], pgs: list[int]) -> None:
    assert Request.parse(words).smoke_cells() == [
        Cell("smoke", matrix.this_python(), pg) for pg in pgs
    ]


def test_what_is_asked_is_what_is_planned() -> None:
    cell = Cell("full", "3.11", 15, "load")
    assert Request.parse(["--shard", "1/2"]).planned(cell) == Planned(cell, Shard(1, 2))
    assert Request.parse(["-k", "foo"]).planned(cell) == Planned(cell, None, True)
