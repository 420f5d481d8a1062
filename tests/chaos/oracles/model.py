"""What plain Python says that an answer must be."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from tests.chaos import evidence

TRINITY_ID = re.compile(r"(\d{20})-([0-9a-z]{6})-([0-9a-f]{8})")
MAX_INT = 2**31 - 1


def must_equal(actual: object, expected: object, law: str = "") -> None:
    """Judge an answer against the model's."""
    evidence.judged("model")
    assert actual == expected, law


def incremented(version: tuple[int, int, int], kind: str) -> tuple[int, int, int] | None:
    """The next semantic version; None where it does not fit into 32 bits."""
    major, minor, patch = version
    following = {
        "major": (major + 1, 0, 0),
        "minor": (major, minor + 1, 0),
        "patch": (major, minor, patch + 1),
    }[kind.lower()]
    return following if max(following) <= MAX_INT else None


def trinity_id(text: str, *, around: datetime, tolerance: timedelta = timedelta(seconds=5)) -> int:
    """Judge the form and time of a Trinity ID; the value of its sequence part."""
    evidence.judged("model")
    match = TRINITY_ID.fullmatch(text)
    assert match, f"{text!r} is no Trinity ID"
    stamp = datetime.strptime(match[1], "%Y%m%d%H%M%S%f").replace(tzinfo=UTC)
    assert abs(stamp - around) < tolerance, f"{text!r} was made at {around}"
    return int(match[2], 36)


def is_branch_name(name: str) -> bool:
    """Git's rules for the short name of a branch (git-check-ref-format(1)), at most 255 bytes."""
    evidence.judged("model")
    if not name or name == "@" or len(name.encode()) > 255:
        return False
    if any(ord(char) <= 0x20 or ord(char) == 0x7F or char in "~^:?*[\\" for char in name):
        return False
    if ".." in name or "@{" in name or name.startswith("-") or name.endswith("."):
        return False
    parts = name.split("/")
    return all(part and not part.startswith(".") and not part.endswith(".lock") for part in parts)
