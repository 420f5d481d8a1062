"""A test may be known to fail, up to a day, and then is red again."""

from __future__ import annotations

from tests.scripts.house import House


def test_a_known_failure_is_one_until_its_day(house: House) -> None:
    house.suite(
        """
@pytest.mark.known_failure("#1", until="2999-12-31")
def test_known():
    assert 1 == 2

@pytest.mark.known_failure("#1", until="2020-12-31")
def test_overdue():
    assert 1 == 2

@pytest.mark.known_failure("#1", until="2999-12-31")
def test_mended():
    assert 1 == 1

@pytest.fixture
def broken():
    yield
    assert 1 == 3

@pytest.mark.known_failure("#1", until="2999-12-31")
def test_leaves_damage(broken):
    assert 1 == 2

def test_passes():
    assert 1 == 1
"""
    )
    code, _ = house.cell()
    found = {test.id.partition("::")[2]: test for test in house.judged.tests}
    assert {name: str(test.outcome) for name, test in found.items()} == {
        "test_known": "xfailed",
        "test_overdue": "failed",
        "test_mended": "failed",
        "test_leaves_damage": "error",
        "test_passes": "passed",
    }
    assert found["test_known"].line == "known until 2999-12-31: #1"
    assert code == 1


def test_a_day_that_is_none_is_refused(house: House) -> None:
    house.suite(
        """
@pytest.mark.known_failure("#1", until="soon")
def test_known():
    assert 1 == 2
"""
    )
    code, said = house.cell()
    assert code == 1
    assert "until='soon' is no day such as 2026-12-31" in said


def test_a_plain_xfail_is_refused_and_the_other_way_named(house: House) -> None:
    house.suite(
        """
@pytest.mark.xfail
def test_known():
    assert 1 == 2
"""
    )
    code, said = house.cell()
    assert code == 1
    assert 'known_failure("issue", until="2026-12-31")' in said
