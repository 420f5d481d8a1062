"""Ends processes as the kernel, an operator or a crash would."""

from __future__ import annotations

import os
import signal

import psutil

from scripts.cluster import Cluster
from scripts.cluster.processes import wait_gone
from tests.chaos import evidence
from tests.chaos.database import Database
from tests.chaos.waiting import until


def backend(cluster: Cluster, pid: int) -> None:
    """SIGKILL one backend: the postmaster then cuts all others and goes through crash recovery."""
    mark = len(cluster.logs())
    os.kill(pid, signal.SIGKILL)
    if wait_gone([pid], timeout=5):
        raise evidence.DidNotLandError(f"backend {pid} survives SIGKILL")
    until(
        "the postmaster to notice",
        lambda: f"(PID {pid}) was terminated by signal 9" in cluster.logs()[mark:],
    )
    evidence.landed("SIGKILL of a backend", f"pid {pid} gone, crash recovery began")


def postmaster(cluster: Cluster) -> None:
    """SIGKILL the postmaster; its backends end with it. The server is down afterwards."""
    pid = cluster.pid
    cluster.kill9()
    if pid is None or (
        psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    ):
        raise evidence.DidNotLandError(f"postmaster {pid} survives SIGKILL")
    evidence.landed("SIGKILL of the postmaster", f"pid {pid} gone")


def immediate_shutdown(cluster: Cluster) -> None:
    """SIGQUIT: every process ends at once, without a checkpoint. The server is down afterwards."""
    mark = len(cluster.logs())
    cluster.stop("immediate")
    if "received immediate shutdown request" not in cluster.logs()[mark:]:
        raise evidence.DidNotLandError("the log has no immediate shutdown")
    evidence.landed("immediate shutdown", "the log says so")


def session(database: Database, pid: int) -> None:
    """pg_terminate_backend: what an administrator or a pooler does."""
    if not database.value("select pg_terminate_backend(%s, 5000)", pid):
        raise evidence.DidNotLandError(f"session {pid} was not terminated within 5 s")
    evidence.landed("pg_terminate_backend", f"session {pid} gone")


def query(database: Database, pid: int) -> None:
    """pg_cancel_backend: what Ctrl-C in psql does. Lands when the victim reports 57014."""
    if not database.value("select pg_cancel_backend(%s)", pid):
        raise evidence.DidNotLandError(f"no session {pid} to cancel")
    evidence.landed("pg_cancel_backend", f"signal sent to {pid}")
