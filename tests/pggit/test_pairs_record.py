"""Every pair of schemas is recorded: two sides are two trees, and a path leads to the tree of its end."""

from __future__ import annotations

import pytest

from tests.chaos.database import Database, rows
from tests.pairs import known_to, pairs, scratch
from tests.pairs.oracle import commit
from tests.pggit.reading import unrecorded

TOPICS = sorted({pair.topic for pair in pairs()})


@pytest.mark.usefixtures("plain")  # the server has the roles then
@pytest.mark.parametrize("topic", TOPICS)
def test_trees_tell_the_sides_apart(database: Database, major: int, topic: str) -> None:
    chosen = [pair for pair in known_to(major) if pair.topic == topic]
    assert chosen
    with database.connect() as session:
        found = []
        for pair in chosen:
            scratch.load(session, pair.target)
            target = commit(session, "to")
            scratch.load(session, pair.source)
            source = commit(session, "from")
            scratch.run(session, pair.rows)
            filled = commit(session, "from")
            scratch.run(session, pair.path)
            led = commit(session, "by-path") if pair.path else target
            if source == target:
                found.append(str(pair))
            assert filled == source, f"{pair}: rows, rights or storage change the tree"
            assert led == target, f"{pair}: the path leads to another tree"
            assert unrecorded(session) == [], pair
        assert found == []
        assert rows(session, "select * from pggit.fsck()") == []
