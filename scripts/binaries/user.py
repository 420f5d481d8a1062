"""Runs programs, those of a server as the user that may run them: PostgreSQL refuses to be root."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from scripts.environment import without_server


@dataclass(frozen=True)
class ServerUser:
    """An unprivileged user of this system."""

    name: str
    uid: int
    gid: int


def server_user() -> ServerUser | None:
    """Who runs the servers when we are root; None when we are not: we run them ourselves."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        entry = pwd.getpwnam("nobody")
    return ServerUser(entry.pw_name, entry.pw_uid, entry.pw_gid)


def run_as_server(
    argv: Sequence[str | Path], *, env: Mapping[str, str], timeout: float
) -> subprocess.CompletedProcess[str]:
    """Run a server program to its end as `server_user`, with `env` added to our environment.

    A daemon that it leaves behind must not keep its output (``pg_ctl start`` wants ``--log``):
    this waits until nobody can write there any more. subprocess.TimeoutExpired after `timeout` s.
    """
    return run(
        argv,
        env=without_server(os.environ) | {"LC_ALL": "C.UTF-8"} | dict(env),
        cwd=Path("/"),  # the caller's folder may be closed to the server's user
        timeout=timeout,
        user=server_user(),
    )


def run(
    argv: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    cwd: Path,
    timeout: float,
    user: ServerUser | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end. On timeout or Ctrl-C its children die with it."""
    with subprocess.Popen(
        argv,
        env=env,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        process_group=0,
        user=user.uid if user else None,
        group=user.gid if user else None,
        extra_groups=[] if user else None,
    ) as program:
        try:
            stdout, stderr = program.communicate(timeout=timeout)
        except BaseException:
            with suppress(ProcessLookupError):  # ended meanwhile
                os.killpg(program.pid, signal.SIGKILL)
            raise
    return subprocess.CompletedProcess(argv, program.returncode, stdout, stderr)
