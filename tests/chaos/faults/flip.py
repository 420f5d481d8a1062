"""Flips bits in the data files of a stopped cluster, as a bad disk would."""

from __future__ import annotations

from pathlib import Path

from scripts.cluster import Cluster
from tests.chaos import evidence


def bit(cluster: Cluster, relation_path: str, offset: int) -> None:
    """Flip the lowest bit of one byte of a file below the data directory (pg_relation_filepath)."""
    if cluster.pid is not None:
        raise evidence.DidNotLandError("the server runs and may write the page again")
    path: Path = cluster.data / relation_path
    content = bytearray(path.read_bytes())
    if offset >= len(content):
        raise evidence.DidNotLandError(f"{path} has {len(content)} bytes, none at {offset}")
    content[offset] ^= 1
    path.write_bytes(content)
    evidence.landed("bit flip", f"byte {offset} of {relation_path}")
