"""A pytest that reads the suite once and runs it again and again, each time in a fork of itself.

Starting pytest takes longer than most tests that notice a mutant. `Warm` is the side that asks; the
other side is a plugin: ``-p scripts.mutants.warm --serve DESCRIPTOR``, of a socket.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import pytest
from pytest_reportlog.plugin import ReportLogPlugin  # type: ignore[import-untyped]

from scripts import lifeline
from scripts.matrix import ROOT
from scripts.mutants.ordering import Order
from scripts.pytest_run import end
from scripts.recorder import Recorder

CRASHED = 3  # pytest's own code for an internal error


class Warm:
    """The process, and the socket on which it takes one request after the other."""

    def __init__(self, options: Sequence[str], log: Path) -> None:
        """Start pytest with these options; what it says goes to `log`."""
        self.socket, theirs = socket.socketpair()
        with log.open("wb") as output, theirs:
            plugins = ["-p", "scripts.mutants.warm", f"--serve={theirs.fileno()}"]
            self.process = subprocess.Popen(
                [sys.executable, "-m", "pytest", *options, *plugins],
                cwd=ROOT,
                stdout=output,
                stderr=output,
                pass_fds=[theirs.fileno()],
            )

    def run(
        self,
        folder: Path,
        order: Order,
        environment: dict[str, str],
        *,
        to_the_end: bool,
        limit: float,
    ) -> int | None:
        """Run the tests and leave the log in `folder`; None where it took more than the limit."""
        request = {
            "folder": str(folder),
            "order": order.facts,
            "environment": environment,
            "maxfail": 0 if to_the_end else 1,
        }
        self.socket.settimeout(limit)
        try:
            self.socket.sendall(json.dumps(request).encode() + b"\n")
            answer = self.socket.recv(100)
        except (TimeoutError, BrokenPipeError, ConnectionResetError):
            answer = b""
        if not answer:
            self.end()
        return int(answer) if answer else None

    @property
    def is_alive(self) -> bool:
        """Whether it can take another request."""
        return self.process.poll() is None

    def ask_to_end(self) -> None:
        """Have it end, and not wait for it."""
        self.process.send_signal(signal.SIGINT)

    def end(self) -> None:
        """End it, with the tests that it may be running."""
        end(self.process)
        self.socket.close()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The socket."""
    parser.addoption("--serve", type=int, help="descriptor of the socket to take requests from")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """For each request, run the tests in a fork; in the fork, pytest's own loop does."""
    descriptor: int | None = session.config.getoption("--serve")
    if descriptor is None:
        return None
    with socket.socket(fileno=descriptor) as asked, asked.makefile("r") as requests:
        for line in requests:
            sys.stdout.flush()
            child = os.fork()
            if child == 0:
                _run(session, json.loads(line))
            asked.sendall(str(_code_of(child)).encode())
    return True


def _code_of(child: int) -> int:
    try:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    except KeyboardInterrupt:  # for both of us
        os.kill(child, signal.SIGINT)
        os.waitpid(child, 0)
        raise


def _run(session: pytest.Session, request: dict[str, Any]) -> NoReturn:
    """Be the fork: run the tests, write the log, and never return."""
    code = CRASHED
    try:
        lifeline.hold()
        config, folder = session.config, Path(request["folder"])
        os.environ.clear()
        os.environ.update(request["environment"])
        config.option.serve = None
        config.option.maxfail = request["maxfail"]
        session.items = Order(**request["order"]).arrange(session.items)
        log = ReportLogPlugin(config, folder / "report.jsonl")
        with (folder / "progress.jsonl").open("w", encoding="utf-8") as progress:
            for plugin in (log, recorder := Recorder(progress)):
                config.pluginmanager.register(plugin)
            recorder.pytest_collection_finish(session)
            try:
                with contextlib.suppress(session.Failed):  # as many as were asked for
                    config.hook.pytest_runtestloop(session=session)
                code = int(session.testsfailed > 0)
            except KeyboardInterrupt:
                code = pytest.ExitCode.INTERRUPTED
            # Fixtures are torn down here: their servers would outlive us.
            config.hook.pytest_sessionfinish(session=session, exitstatus=code)
        log.close()
    finally:
        if error := sys.exception():
            traceback.print_exception(error)
        sys.stdout.flush()
        os._exit(code)  # what else pytest does at its end is for the first process to do
