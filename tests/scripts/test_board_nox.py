"""What nox shows of cells that run side by side, in a log and in a terminal."""

from __future__ import annotations

import os
import pty
import re

import pytest

from tests.scripts.house import House, until
from tests.scripts.nox_house import LOAD, PATIENCE, RESOURCE, Nox

pytestmark = pytest.mark.timeout(300)  # two cells take 5 s, on a busy machine ten times that


def test_log_has_starts_results_and_the_output_of_what_failed(house: House) -> None:
    for name in ("break", "go"):
        (house.root / name).touch()
    nox = Nox(house, "-s", RESOURCE, LOAD, "-j", "2")
    assert nox.end() == 1
    assert f"Starting session {LOAD}...\n" in nox.said
    assert re.search(rf"^{re.escape(LOAD)}: passed in .* \(1 passed\)$", nox.said, re.MULTILINE)
    assert f"{RESOURCE}: output:\n" in nox.said
    assert "    E   AssertionError: broken\n" in nox.said
    assert nox.said.count("test session starts") == 1, "of the failed one only"
    assert "\x1b[" not in nox.said


def test_terminal_shows_how_far_each_cell_is(house: House) -> None:
    """By nox's own board, which shows what a session said last."""
    (house.root / "break").touch()
    ours, theirs = pty.openpty()
    nox = Nox(house, "-s", RESOURCE, LOAD, "-j", "2", output=theirs)
    os.close(theirs)
    seen = b""

    def has_seen(wanted: bytes) -> bool:
        nonlocal seen
        try:
            seen += os.read(ours, 1 << 16)
        except OSError:  # nobody holds the other end any more
            assert wanted in seen, seen.decode(errors="replace")
        return wanted in seen

    until("a status", lambda: has_seen(b"2 of 3, 1 failed, test_of_resource"), PATIENCE)
    until("the other", lambda: has_seen(b"0 of 1, test_of_load"), PATIENCE)
    assert b"==========" not in seen, "that was after the end of a session"
    (house.root / "go").touch()
    until("the end", lambda: has_seen(b"Ran 2 sessions"), PATIENCE)
    assert nox.end() == 1
    os.close(ours)
