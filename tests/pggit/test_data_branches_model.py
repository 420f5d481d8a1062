"""A table and its branches under random statements, against a model of plain copies."""

from __future__ import annotations

import random

import pytest
from psycopg import Connection

from tests.chaos.database import rows
from tests.pggit.reading import error, findings, run

Rows = dict[int, str]


def shown(db: Connection, relation: str) -> Rows:
    return dict(rows(db, f"select id, v from {relation}"))


class Model:
    """What the table and its branches must show: plain copies."""

    def __init__(self) -> None:
        self.rows: dict[str, Rows] = {"main": {}}
        self.source: dict[str, str] = {}
        self.base: dict[str, Rows] = {}

    def branch(self, source: str, name: str) -> None:
        self.rows[name] = dict(self.rows[source])
        self.base[name] = dict(self.rows[source])
        self.source[name] = source

    def path(self, name: str) -> list[str]:
        return [name, *self.path(self.source[name])] if name in self.source else [name]

    def merge(self, source: str, target: str, strategy: str) -> int:
        """The number of conflicts; the rows are merged."""
        meeting = next(name for name in self.path(source) if name in self.path(target))
        left = [
            name
            for name in self.base  # in the order in which they were made
            if self.source[name] == meeting and name in self.path(source) + self.path(target)
        ]
        base, theirs, ours = self.base[left[0]], self.rows[source], self.rows[target]
        conflicts = 0
        for key in {*base, *theirs, *ours}:
            b, s, o = base.get(key), theirs.get(key), ours.get(key)
            if s in (b, o):
                continue
            conflicts += o != b
            if o == b or strategy == "theirs":
                if s is None:
                    ours.pop(key)
                else:
                    ours[key] = s
        for child, parent in ((source, target), (target, source)):
            if self.source.get(child) == parent:
                self.base[child] = dict(self.rows[source])
        return conflicts


class Both:
    """The table with its branches, and the model of them: each method does one thing to both."""

    def __init__(self, db: Connection) -> None:
        self.db = db
        self.model = Model()
        self.relations = {"main": "t"}
        run(db, "create table t (id integer primary key, v text)")

    def branch(self, source: str, name: str) -> None:
        run(self.db, f"select pggit.create_data_branch('t', '{source}', '{name}')")
        self.model.branch(source, name)
        self.relations[name] = f"t__{name}"

    def insert(self, name: str, key: int, value: str) -> None:
        statement = f"insert into {self.relations[name]} values ({key}, '{value}')"
        if key in self.model.rows[name]:
            assert error(self.db, statement) == "23505"
        else:
            run(self.db, statement)
            self.model.rows[name][key] = value

    def update(self, name: str, key: int, value: str) -> None:
        """All rows whose key has the same remainder."""
        run(self.db, f"update {self.relations[name]} set v = '{value}' where id % 5 = {key % 5}")
        expected = self.model.rows[name]
        expected.update({k: value for k in expected if k % 5 == key % 5})

    def move(self, name: str, key: int, value: str) -> None:
        expected = self.model.rows[name]
        new = (key * 7 + len(value)) % 12
        if key in expected and new not in expected:
            run(self.db, f"update {self.relations[name]} set id = {new} where id = {key}")
            expected[new] = expected.pop(key)

    def delete(self, name: str, key: int, value: str) -> None:
        run(self.db, f"delete from {self.relations[name]} where id = {key}")
        self.model.rows[name].pop(key, None)

    def empty(self, name: str, key: int, value: str) -> None:
        if key > 8:
            run(self.db, "truncate t" if name == "main" else f"delete from {self.relations[name]}")
            self.model.rows[name].clear()

    def merge(self, source: str, target: str, strategy: str) -> None:
        query = "select conflicts from pggit.merge_data_branch('t', %s, %s, %s)"
        ((conflicts,),) = rows(self.db, query, source, target, strategy)
        assert conflicts == self.model.merge(source, target, strategy)

    def check(self) -> None:
        for name, relation in self.relations.items():
            assert shown(self.db, relation) == self.model.rows[name], name

    def check_diffs(self) -> None:
        for one in self.relations:
            for two in self.relations:
                query = "select (key ->> 'id')::integer from pggit.data_diff('t', %s, %s)"
                a, b = self.model.rows[one], self.model.rows[two]
                assert {row[0] for row in rows(self.db, query, one, two)} == {
                    key for key in {*a, *b} if a.get(key) != b.get(key)
                }


@pytest.mark.parametrize("seed", range(4))
def test_a_table_and_its_branches_are_as_plain_copies(db: Connection, seed: int) -> None:
    chance = random.Random(seed)
    both = Both(db)
    for step in range(250):
        names = list(both.relations)
        if step in (10, 20, 30):
            both.branch(chance.choice(names), f"b{step}")
        one, two = chance.sample(names, 2) if len(names) > 1 else ("main", "main")
        if one != two and chance.random() < 0.15:
            both.merge(one, two, chance.choice(["ours", "theirs"]))
        else:
            writing = [both.insert, both.insert, both.update, both.move, both.delete, both.empty]
            chance.choice(writing)(one, chance.randrange(12), str(step))
        both.check()
    both.check_diffs()
    assert findings(db) == []
