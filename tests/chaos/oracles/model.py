"""What plain Python says that an answer must be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from tests.chaos import evidence

TRINITY_ID = re.compile(r"(\d{20})-([0-9a-z]{6})-([0-9a-f]{8})")
MAX_INT = 2**31 - 1


def must_equal(actual: object, expected: object, law: str = "") -> None:
    """Judge an answer against the model's."""
    evidence.judged("model")
    assert actual == expected, f"{law}: {actual!r} instead of {expected!r}"


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


class RefusedError(Exception):
    """What the server would answer with this SQLSTATE."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


Version = tuple[int, int, int]
Tree = dict[str, tuple[str, ...]]  # the columns of each table


@dataclass(frozen=True)
class Commit:
    """A commit."""

    branch: tuple[str, int]  # its name, and which branch of that name it was
    parent: str | None
    message: str
    tree: Tree


@dataclass(frozen=True)
class Branch:
    """A live branch."""

    number: int  # how many of its name there have been
    parent: str | None  # by name
    head: str | None


@dataclass
class Git:
    """A repository in dictionaries, with methods named after pggit's functions and SQL's statements.

    What the server would refuse raises RefusedError and changes nothing.
    """

    tables: Tree = field(default_factory=dict)
    versions: dict[str, Version] = field(default_factory=dict)  # of dropped tables too
    commits: dict[str, Commit] = field(default_factory=dict)
    branches: dict[str, Branch] = field(default_factory=lambda: {"main": Branch(1, None, None)})
    tags: dict[str, str] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=lambda: {"main": 1})  # of branches, ever made
    fingerprint: int = 0  # of all commits, in whatever order they were made

    def copy(self) -> Git:
        """Another repository like this one; what the dictionaries hold is never changed."""
        return Git(
            dict(self.tables),
            dict(self.versions),
            dict(self.commits),
            dict(self.branches),
            dict(self.tags),
            dict(self.names),
            self.fingerprint,
        )

    @property
    def state(self) -> Hashable:
        """The same for equal repositories."""
        named = (self.tables, self.branches, self.tags)
        return (self.fingerprint, *(frozenset(each.items()) for each in named))

    def create_table(self, name: str) -> None:
        if name in self.tables:
            raise RefusedError("42P07")
        self.tables[name] = ("id",)
        self.versions[name] = (self.versions.get(name, (0, 0, 0))[0] + 1, 0, 0)

    def add_column(self, table: str, column: str) -> None:
        columns = self._columns(table)
        if column in columns:
            raise RefusedError("42701")
        self.tables[table] = (*columns, column)
        self._move_version(table, "minor")

    def drop_column(self, table: str, column: str) -> None:
        columns = self._columns(table)
        if column not in columns:
            raise RefusedError("42703")
        self.tables[table] = tuple(each for each in columns if each != column)
        self._move_version(table, "major")

    def drop_table(self, name: str) -> None:
        self._columns(name)
        del self.tables[name]

    def commit_changes(self, branch: str, message: str, commit: str) -> str:
        if branch not in self.branches:
            self.create_branch(branch)
        if self._is_taken(commit):
            raise RefusedError("23505")
        on = self.branches[branch]
        self.commits[commit] = Commit((branch, on.number), on.head, message, dict(self.tables))
        self.fingerprint ^= hash((commit, on.head, message, frozenset(self.tables.items())))
        self.branches[branch] = replace(on, head=commit)
        return commit

    def create_branch(self, name: str, parent: str = "main") -> None:
        head = self._live(parent).head
        if self._is_taken(name):
            raise RefusedError("42710")
        self.names[name] = self.names.get(name, 0) + 1
        self.branches[name] = Branch(self.names[name], parent, head)

    def delete_branch(self, name: str, force: bool = False) -> bool:
        head = self._live(name).head
        others = [branch.head for other, branch in self.branches.items() if other != name]
        is_safe = head is None or head in self.reached_from(*others, *self.tags.values())
        if name == "main" or not (force or is_safe):
            raise RefusedError("55006")
        del self.branches[name]
        return True

    def delete_branch_simple(self, name: str) -> bool:
        return name in self.branches and self.delete_branch(name, force=True)

    def create_tag(self, name: str, ref: str = "main") -> str:
        if self._is_taken(name):
            raise RefusedError("42710")
        self.tags[name] = self._resolve(ref)
        return self.tags[name]

    def log(self, branch: str) -> list[str]:
        """The IDs of a branch's commits, newest first."""
        return self._line(self._live(branch).head)

    def show(self, ref: str) -> list[str]:
        """The tables that a commit added, dropped or modified, each with the word for it."""
        commit = self.commits[self._resolve(ref)]
        before = self.commits[commit.parent].tree if commit.parent else {}
        return changes(before, commit.tree)

    def status(self, branch: str) -> list[str]:
        """What the live tables are, against a branch's head."""
        head = self._live(branch).head
        return changes(self.commits[head].tree if head else {}, self.tables)

    def version(self, table: str) -> list[str]:
        """The version of a table that is there."""
        return [".".join(map(str, self.versions[table]))] if table in self.tables else []

    def view(self) -> dict[str, object]:
        """All that is recorded of branches, commits and tags."""
        count = Counter(commit.branch for commit in self.commits.values())
        return {
            "branches": {
                name: [branch.parent, branch.head, count[name, branch.number]]
                for name, branch in self.branches.items()
            },
            "commits": {
                commit: [made.parent, made.message] for commit, made in self.commits.items()
            },
            "tags": dict(self.tags),
        }

    def reached_from(self, *heads: str | None) -> set[str]:
        """The commits that heads or tags keep."""
        return {commit for head in heads for commit in self._line(head)}

    def _line(self, head: str | None) -> list[str]:
        line = []
        while head is not None:
            line.append(head)
            head = self.commits[head].parent
        return line

    def _live(self, name: str) -> Branch:
        if name not in self.branches:
            raise RefusedError("42704")
        return self.branches[name]

    def _is_taken(self, name: str) -> bool:
        """Whether a name refers to something: all kinds of refs share one name space."""
        return name == "WORKTREE" or any(
            name in kind for kind in (self.branches, self.tags, self.commits)
        )

    def _resolve(self, ref: str) -> str:
        if ref in self.branches:
            found = self.branches[ref].head
        else:
            found = ref if ref in self.commits else self.tags.get(ref) or self._live(ref).head
        if found is None:
            raise RefusedError("55000")
        return found

    def _columns(self, table: str) -> tuple[str, ...]:
        if table not in self.tables:
            raise RefusedError("42P01")
        return self.tables[table]

    def _move_version(self, table: str, kind: str) -> None:
        moved = incremented(self.versions[table], kind)
        assert moved is not None
        self.versions[table] = moved


def changes(before: Tree, after: Tree) -> list[str]:
    """How two trees differ, e.g. ``public.t added``."""
    words = {
        name: "added" if name not in before else "dropped" if name not in after else "modified"
        for name in {*before, *after}
        if before.get(name) != after.get(name)
    }
    return sorted(f"public.{identifier(name)} {word}" for name, word in words.items())


def identifier(name: str) -> str:
    """A name as SQL writes it; for names that are no reserved words."""
    return name if re.fullmatch("[a-z_][a-z0-9_]*", name) else '"' + name.replace('"', '""') + '"'
