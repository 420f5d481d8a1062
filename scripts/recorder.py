"""pytest plugin: what a cell's record needs and pytest's own logs do not say.

Loaded with ``-p scripts.recorder --progress FILE``. Writes one JSON object a line:
the tests that were collected, and each test's start and finish, so that a run that died can be held
against its plan and names what it was doing. Runs in the controller under xdist.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import time
from pathlib import Path
from types import FrameType
from typing import IO, Any

import pytest

from scripts import folders, lifeline, matrix


def pytest_addoption(parser: pytest.Parser) -> None:
    """The file to write; without it the plugin does nothing."""
    parser.addoption(
        "--progress", type=Path, default=None, help="write collected and running tests"
    )


def pytest_configure(config: pytest.Config) -> None:
    """On SIGTERM, or when the runner is gone, end as on Ctrl-C: with results and cleanup."""
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, _end)
    is_worker = hasattr(config, "workerinput")
    if not is_worker:
        lifeline.hold()  # a worker ends by itself when its controller does
    path: Path | None = config.getoption("--progress")
    if path is not None and not is_worker:
        config.pluginmanager.register(Recorder(path.open("w", encoding="utf-8")), "matrix-recorder")


def _end(_signum: int, _frame: FrameType | None) -> None:
    # Once: a terminal's Ctrl-C reaches us twice, the second time through the runner, and would cut
    # the fixtures' cleanup short. No SIG_IGN: the programs that cleanup starts would inherit it.
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda _signum, _frame: None)
    raise KeyboardInterrupt


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put category and promises into every report of a test."""
    for item in items:
        item.user_properties.extend(facts(item))


def facts(item: pytest.Item) -> list[tuple[str, object]]:
    """``("category", name)`` and ``("promise", id)`` pairs of a test."""
    known = [
        ("category", mark.name) for mark in item.iter_markers() if mark.name in matrix.categories()
    ]
    return [*known, *(("promise", str(mark.args[0])) for mark in item.iter_markers("promise"))]


class Recorder:
    """Writes the progress file of one pytest session."""

    def __init__(self, file: IO[str]) -> None:
        self.file = file
        self.collected = False

    def write(self, **event: Any) -> None:
        """Write and flush one line: the process may be killed at any time.

        On a full disk the tests go on without; who started them prints what they say.
        """
        try:
            self.file.write(json.dumps(event) + "\n")
            self.file.flush()
        except OSError as error:
            if error.errno not in folders.FULL:
                raise
            with contextlib.suppress(OSError):  # it tries to write the line once more
                self.file.close()
            self.file = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Without xdist: the tests that are left after deselection."""
        self.write_collected([item.nodeid for item in session.items], session.items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """With xdist: the controller collects nothing itself, but each worker collects the same."""
        if not self.collected:
            self.write_collected(ids, [])

    def write_collected(self, ids: list[str], items: list[pytest.Item]) -> None:
        """Write the tests that this session is going to run."""
        self.collected = True
        known = {item.nodeid: facts(item) for item in items}
        self.write(
            event="collected",
            tests=[
                {
                    "id": nodeid,
                    "category": next(
                        (v for k, v in known.get(nodeid, []) if k == "category"), None
                    ),
                    "promises": [v for k, v in known.get(nodeid, []) if k == "promise"],
                }
                for nodeid in ids
            ],
        )

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """A test starts."""
        self.write(event="started", id=nodeid, at=time.time())

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test's setup, call or teardown is over; of a crashed xdist worker, its test is."""
        if report.failed:
            self.write(event="failed", id=report.nodeid)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """A test is over."""
        self.write(event="finished", id=nodeid, at=time.time())

    def pytest_unconfigure(self) -> None:
        """Close the file."""
        self.file.close()
