"""Sessions that commit and change tables until their server is gone, and whether it kept its word."""

from __future__ import annotations

import threading
from dataclasses import replace

from tests.chaos.database import Answer, Database, ask
from tests.chaos.oracles import answers, line
from tests.chaos.waiting import until

# What a session may be told when its server goes down under it.
CUT = frozenset({"08006", "57P01", "57P02", "57P03"})
COMMIT = "select pggit.commit_changes('main')"


class Load:
    """Workers that commit and change tables until the server is gone, and what each was told."""

    def __init__(self, database: Database, workers: int = 4) -> None:
        self.database = database
        self.said: list[list[Answer]] = [[] for _ in range(workers)]
        self.pids: list[int] = []
        self._threads = [threading.Thread(target=self._work, args=(who,)) for who in range(workers)]

    def start(self, acknowledged: int) -> None:
        """Start, and wait until so many commits were acknowledged."""
        for thread in self._threads:
            thread.start()
        until("commits to be acknowledged", lambda: len(self.commits()) >= acknowledged)

    def join(self) -> None:
        """Wait until every worker has lost its server."""
        for thread in self._threads:
            thread.join(30)
            assert not thread.is_alive()

    def commits(self) -> list[str]:
        """The commits that were acknowledged so far."""
        return [a.value for said in self.said for a in list(said) if a.asked == COMMIT and a.is_ok]

    def tables(self) -> list[str]:
        """The tables whose creation was acknowledged."""
        return [
            a.asked.split()[2]
            for said in self.said
            for a in said
            if "create" in a.asked and a.is_ok
        ]

    def _work(self, who: int) -> None:
        with self.database.connect() as connection:
            self.pids.append(connection.info.backend_pid)
            number = 0
            while not self.said[who] or self.said[who][-1].is_ok:
                number += 1
                self.said[who].append(ask(connection, f"create table t{who}_{number} (id integer)"))
                if self.said[who][-1].is_ok:
                    self.said[who].append(ask(connection, COMMIT))


def judge(load: Load, database: Database) -> None:
    """Every answer is one that a crash explains, and everything acknowledged is in `database`."""
    said = [
        answer if answer.asked == COMMIT else replace(answer, asked="create table")
        for answers_of_one in load.said
        for answer in answers_of_one
    ]
    assert answers.judge(said, allowed=CUT) == []
    read = line.read(database, "main")
    assert line.judge(read, load.commits()) == []
    # Each worker may have had one commit in flight whose answer it never saw.
    assert len(read) <= len(load.commits()) + len(load.said)
    assert untracked(database) == []
    lost = set(load.tables()) - {
        name for (name,) in database.sql("select relname from pg_class where relkind = 'r'")
    }
    assert lost == set()


def untracked(database: Database) -> list[str]:
    """The tables in public that pggit knows nothing of."""
    return [
        name
        for (name,) in database.sql(
            "select c.relname from pg_class as c left join pggit_internal.objects as o"
            " on o.identity = 'public.' || c.relname and o.is_live"
            " where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and o.id is null"
        )
    ]
