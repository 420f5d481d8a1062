"""Flips bits in the data files of a stopped cluster, as a bad disk would."""

from __future__ import annotations

import random
from pathlib import Path

from scripts.cluster import Cluster
from tests.chaos import evidence

BLOCK = 8192  # bytes of a page


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


def in_text(cluster: Cluster, relation_path: str, text: str, choose: random.Random) -> None:
    """Flip the lowest bit of one character of a text, wherever the file has it."""
    content = (cluster.data / relation_path).read_bytes()
    place = choose.randrange(len(text.encode()))
    start = content.find(text.encode())
    if start < 0:
        raise evidence.DidNotLandError(f"{relation_path} does not hold {text!r}")
    while start >= 0:  # older versions of the row, too: which one is seen is not to be known here
        bit(cluster, relation_path, start + place)
        start = content.find(text.encode(), start + 1)
