"""Throw-away PostgreSQL servers: each its own data directory and socket, nothing left behind."""

from scripts.cluster.reaper import reap
from scripts.cluster.server import Cluster, ClusterError

__all__ = ["Cluster", "ClusterError", "reap"]
