"""A table and its data branches as plain copies: what they must show, and what a merge makes of them."""

from __future__ import annotations

from dataclasses import dataclass, field

Key = tuple[int, str]
Row = tuple[int | None, int | None, str | None]  # n, u, d
Rows = dict[Key, Row]


def violations(there: Rows) -> set[str | None]:
    """What rows break, as the server would say it; nothing else than that they are fine."""
    taken = [u for _, u, _ in there.values() if u is not None]
    broken: set[str | None] = set()
    broken |= {"23502"} if any(n is None for n, _, _ in there.values()) else set()
    broken |= {"23514"} if any(n is not None and n < 0 for n, _, _ in there.values()) else set()
    broken |= {"23505"} if len(taken) != len(set(taken)) else set()
    return broken or {None}


@dataclass
class Copies:
    """The table and its branches, each as a copy of its own."""

    rows: dict[str, Rows] = field(default_factory=lambda: {"main": {}})
    source: dict[str, str] = field(default_factory=dict)
    # What a branch has in common with its source: as it was made, or as of the last merge of the two.
    base: dict[str, Rows] = field(default_factory=dict)

    def branch(self, source: str, name: str) -> None:
        self.rows[name], self.base[name] = dict(self.rows[source]), dict(self.rows[source])
        self.source[name] = source

    def drop(self, name: str) -> None:
        del self.rows[name], self.base[name], self.source[name]

    def path(self, name: str) -> list[str]:
        return [name, *self.path(self.source[name])] if name in self.source else [name]

    def common(self, one: str, two: str) -> Rows:
        """Where two branches parted: what the older of those had that left where their ways meet."""
        ways = self.path(one) + self.path(two)
        meeting = next(name for name in self.path(one) if name in self.path(two))
        return next(
            rows
            for name, rows in self.base.items()
            if name in ways and self.source[name] == meeting
        )

    def merged(self, source: str, target: str, strategy: str) -> tuple[Rows, int]:
        """The target's rows after a merge, and the number of conflicts."""
        base, theirs, ours = self.common(source, target), self.rows[source], self.rows[target]
        result, conflicts = dict(ours), 0
        for key in {*base, *theirs, *ours}:
            b, s, o = base.get(key), theirs.get(key), ours.get(key)
            if s in (b, o):
                continue
            conflicts += o != b
            if o == b or strategy == "theirs":
                result.pop(key, None)
                result |= {} if s is None else {key: s}
        return result, conflicts

    def merge(self, source: str, target: str, result: Rows) -> None:
        self.rows[target] = result
        for child, parent in ((source, target), (target, source)):
            if self.source.get(child) == parent:
                self.base[child] = dict(self.rows[source])


def is_handed_on(before: Rows, after: Rows, updated: set[Key]) -> bool:
    """Whether a unique value goes from one updated row to another: the server looks row by row."""
    return any(
        before[one][1] is not None and before[one][1] == after[two][1]
        for one in updated
        for two in updated - {one}
    )
