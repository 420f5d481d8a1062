"""A temporary worktree of the repository, and git's search in it.

Git keeps the state of a search for each worktree, so a search that goes on in the user's is not
disturbed either.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOUND = re.compile(r"^([0-9a-f]{40}) is the first bad commit$", re.MULTILINE)
SUSPECT = re.compile(r"^([0-9a-f]{40})$", re.MULTILINE)


class GitError(RuntimeError):
    """Git refused; the text is its own."""


@dataclass(frozen=True)
class Commit:
    """One commit, as a person knows it."""

    id: str
    author: str
    date: str
    subject: str

    def __str__(self) -> str:
        return f"{self.id[:12]} {self.subject}"


@dataclass(frozen=True)
class Worktree:
    """The folder, with one commit checked out at a time."""

    folder: Path

    @classmethod
    @contextlib.contextmanager
    def of(cls, repository: Path) -> Iterator[Worktree]:
        """A worktree at HEAD, gone at the end whatever happens."""
        with tempfile.TemporaryDirectory(prefix="bisect-") as home:
            tree = cls(Path(home) / "tree")
            git(repository, "worktree", "add", "--quiet", "--detach", str(tree.folder), "HEAD")
            try:
                yield tree
            finally:
                git(repository, "worktree", "remove", "--force", "--force", str(tree.folder))

    def git(self, *arguments: str) -> str:
        """What a git command prints."""
        return git(self.folder, *arguments)

    def checkout(self, revision: str) -> None:
        """Put a commit's files there. What git ignores stays, environments above all."""
        self.git("checkout", "--quiet", "--detach", "--force", revision)

    def commit(self, revision: str = "HEAD") -> Commit:
        """The commit that a revision names."""
        form = "--format=%H%n%an%n%as%n%s"
        return Commit(*self.git("log", "-1", form, revision, "--").splitlines())

    def clean(self) -> None:
        """Undo what a run wrote into files, which git would not overwrite."""
        self.git("reset", "--quiet", "--hard")

    def ancestors(self) -> list[str]:
        """HEAD's line of commits, newest first and without HEAD: for a merge, its first parent."""
        return self.git("rev-list", "--first-parent", "HEAD").split()[1:]

    def search(self, good: str, bad: str) -> list[str]:
        """Begin; git checks out the first commit to try, or answers as in `tell`."""
        return suspects(self.git("bisect", "start", bad, good))

    def tell(self, word: str) -> list[str]:
        """Tell git ``good``, ``bad`` or ``skip``; the commits that it may be, once all is told.

        These are several where the ones between could not be tried.
        """
        return suspects(self.git("bisect", word))


def suspects(said: str) -> list[str]:
    """The commits that git names at the end of a search; none before."""
    if found := FOUND.search(said):
        return [found[1]]
    return SUSPECT.findall(said) if "only 'skip'ped commits left" in said else []


def git(folder: Path, *arguments: str) -> str:
    """What a git command prints; a search that ends with doubts is no error."""
    # Neither hooks of the user's, nor a folder that a hook around us may have set.
    ours = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    result = subprocess.run(
        ["git", "-c", "core.hooksPath=/dev/null", *arguments],
        cwd=folder,
        env={**ours, "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )
    doubts = arguments[0] == "bisect" and result.returncode == 2
    if result.returncode != 0 and not doubts:
        raise GitError(f"git {' '.join(arguments)}: {result.stderr.strip()}")
    return result.stdout
