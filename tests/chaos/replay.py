"""Servers that are made of another one's WAL: to a point of it, or as it comes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.cluster import Cluster
from tests.chaos import evidence
from tests.chaos.database import Database
from tests.chaos.fixtures import DURABLE, private_database
from tests.chaos.waiting import until


@contextmanager
def recovered(source: Cluster, base: Path, lsn: str) -> Iterator[Database]:
    """A server restored from the folder `base` and the WAL in `source`'s, as it was at `lsn`."""
    settings = {
        "restore_command": f'cp "{source.data}/pg_wal/%f" "%p"',
        "recovery_target_lsn": lsn,
        "recovery_target_action": "promote",
    }
    cluster = Cluster(source.server, source=base, settings=DURABLE | settings)
    (cluster.data / "recovery.signal").touch()
    with cluster:
        until_primary(cluster)
        if "recovery stopping" not in cluster.logs():
            raise evidence.DidNotLandError(f"no stop at {lsn}:\n{cluster.logs()}")
        evidence.landed("point-in-time recovery", f"stopped at {lsn}")
        yield private_database(cluster)


@contextmanager
def standby(primary: Cluster, base: Path) -> Iterator[Cluster]:
    """A synchronous standby of `primary`, made from the folder `base` that primary began as."""
    settings = {"primary_conninfo": f"host={primary.folder} port=5432 user=postgres"}
    cluster = Cluster(primary.server, source=base, settings=DURABLE | settings)
    (cluster.data / "standby.signal").touch()
    with cluster:
        primary.configure({"synchronous_standby_names": "*"})
        primary.sql("select pg_reload_conf()")
        until(
            "the standby to be synchronous",
            lambda: primary.sql("select 1 from pg_stat_replication where sync_state = 'sync'"),
        )
        yield cluster


def cut_off(standby: Cluster) -> None:
    """Have a standby lose its primary: what is written from now on does not reach it."""
    # From a primary that is not there, so that it does not come back.
    standby.configure({"primary_conninfo": f"host={standby.folder}/none"})
    standby.sql("select pg_reload_conf()")
    until(
        "the standby's receiver to end",
        lambda: not standby.sql("select 1 from pg_stat_wal_receiver where status = 'streaming'"),
    )
    evidence.landed("replication cut", "the standby receives nothing")


def promote(standby: Cluster) -> Database:
    """Make a standby the primary; its database with pggit."""
    standby.sql("select pg_promote(wait => false)")
    until_primary(standby)
    evidence.landed("promotion", "the standby is a primary")
    return private_database(standby)


def until_primary(cluster: Cluster) -> None:
    """Wait until the server has ended its recovery and takes writes."""
    until("the promotion", lambda: cluster.sql("select 1 where not pg_is_in_recovery()"))
