"""The chaos suite's plugins, options and profiles."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, core, settings
from hypothesis.database import DirectoryBasedExampleDatabase

from scripts import install, matrix
from scripts.environment import SERVER, clean_environment
from tests.chaos import evidence
from tests.chaos.promises import promised
from tests.chaos.tiers import EXAMPLES

pytest_plugins = ["tests.chaos.fixtures"]

clean_environment(keep=SERVER)  # pytest may have been started by hand

# Our own profiles: where CI is set, Hypothesis' default one is derandomized and ignores the seed.
for tier, examples in EXAMPLES.items():
    settings.register_profile(
        tier,
        max_examples=examples,
        deadline=None,  # a server shares its cores with others; pytest's timeout is the bound
        derandomize=False,
        database=None,
        print_blob=True,
        phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.target, Phase.shrink],
        # Examples share one database and roll back: that is what makes them affordable.
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--seed``: what all random choices come from. The folders: what outlives the run."""
    parser.addoption("--seed", type=int, default=0, help="seed of all random choices")
    parser.addoption("--keep", type=Path, help="folder for the servers of failed tests")
    parser.addoption("--examples", type=Path, help="folder for the examples that failed")


def pytest_configure(config: pytest.Config) -> None:
    """Without a profile named, use the smoke tier's; with a folder for examples, use them first."""
    profile = config.getoption("--hypothesis-profile") or "smoke"
    folder: Path | None = config.getoption("--examples")
    kept = DirectoryBasedExampleDatabase(folder) if folder else None
    settings.register_profile(profile, settings.get_profile(profile), database=kept)
    settings.load_profile(profile)


def pytest_report_header(config: pytest.Config) -> str:
    """What a person needs to repeat the run."""
    return f"seed: {config.getoption('--seed')}; server: {os.environ.get('PGHOST', 'none')}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test names one category and a promise that exists."""
    known = promised(install.pggit_folder())
    items.sort(key=may_take_long, reverse=True)  # first: the workers end at about the same time
    for item in items:
        categories = [m.name for m in item.iter_markers() if m.name in matrix.categories()]
        if len(categories) != 1 or item.get_closest_marker("chaos") is None:
            raise pytest.UsageError(
                f"{item.nodeid} has categories {categories}; a chaos test is marked chaos and exactly"
                f" one of {', '.join(matrix.categories())}"
            )
        if item.get_closest_marker("xfail") is not None:
            raise pytest.UsageError(
                f"{item.nodeid} expects to fail: mend pggit, not the test; what cannot be mended now is"
                ' marked known_failure("issue", until="2026-12-31")'
            )
        for mark in item.iter_markers("known_failure"):
            expect_failure(item, *mark.args, **mark.kwargs)
        promises = [str(mark.args[0]) for mark in item.iter_markers("promise")]
        unknown = [promise for promise in promises if promise not in known]
        if not promises or unknown:
            raise pytest.UsageError(
                f"{item.nodeid} defends {unknown or 'nothing'}; name a promise of tests/chaos/promises.py,"
                " or of the promises.json beside another product's install.sql"
            )


def may_take_long(item: pytest.Item) -> bool:
    """Whether a test has a bound in seconds for itself alone."""
    return item.get_closest_marker("timeout") is not None


def expect_failure(item: pytest.Item, issue: str, *, until: str) -> None:
    """Let a test fail, and only fail, up to a day; from the next one it is red as any other."""
    try:
        last_day = date.fromisoformat(until)
    except ValueError:
        raise pytest.UsageError(
            f"{item.nodeid}: until={until!r} is no day such as 2026-12-31"
        ) from None
    if datetime.now(UTC).date() <= last_day:
        item.add_marker(pytest.mark.xfail(strict=True, reason=f"known until {until}: {issue}"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """Evidence counts from here: what fixtures judged says nothing about the test."""
    item.stash[evidence.key] = evidence.begin()
    # What it draws from when nobody seeds it. Its own ways to be seeded, --hypothesis-seed and
    # @seed, switch the kept examples off.
    core.threadlocal._hypothesis_global_random = seeded(item)


def seeded(item: pytest.Item) -> random.Random:
    """Random choices of a test, the same for the same seed and test id."""
    return random.Random(f"{item.config.getoption('--seed')}:{item.nodeid}")


@pytest.fixture(autouse=True)
def rng(request: pytest.FixtureRequest) -> random.Random:
    """The test's random choices."""
    return seeded(request.node)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Turn tests that measured nothing into void ones, and put the faults into the report."""
    report: pytest.TestReport = yield  # type: ignore[assignment]
    found = item.stash.get(evidence.key, evidence.Evidence())
    if call.when != "call" and hasattr(report, "wasxfail"):
        # What is known to fail is the test, not its fixtures, nor the repository that it leaves.
        del report.wasxfail
        report.outcome = "failed" if call.excinfo is not None else report.outcome
    void = None
    if call.excinfo is not None and call.excinfo.errisinstance(evidence.DidNotLandError):
        void = f"the fault did not land: {call.excinfo.value}"
    elif call.when == "call" and report.passed and found.is_empty:
        void = "no fault landed and no oracle judged: the test measured nothing"
        report.outcome = "failed"
        report.longrepr = void
    if report.failed:
        evidence.mark_failed(item)
    if void is not None:
        report.user_properties += [("verdict", "void"), ("void", void)]
    if call.when == "call":
        report.user_properties += [("fault", fault) for fault in found.timeline]
    return report  # type: ignore[return-value]
