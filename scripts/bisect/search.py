"""The search: a commit at which the test passes, and from there to the first at which it fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from scripts.bisect.worktree import Worktree
from scripts.report.outcomes import Outcome


class NothingToFindError(RuntimeError):
    """There is no commit to find; the text says why."""


@dataclass(frozen=True)
class Answer:
    """What the test said at a commit; without an outcome it is not known there."""

    outcome: Outcome | None
    why: str = ""

    @property
    def is_good(self) -> bool:
        """Whether it passed."""
        return self.outcome is Outcome.PASSED

    def __str__(self) -> str:
        return f"{self.outcome or 'skipped'}{f': {self.why}' if self.why else ''}"


@dataclass
class Search:
    """One test on one worktree. `say` gets a line for each commit that was tried."""

    tree: Worktree
    ask: Callable[[Path], Answer]
    say: Callable[[str], None] = print
    known: dict[str, Answer] = field(default_factory=dict)  # by commit

    def suspects(self, good: str | None) -> list[str]:
        """The commit that made the test fail, or several where those between cannot say."""
        bad = self.tree.commit().id
        failure = self.here()
        if failure.outcome is None:
            raise NothingToFindError(f"the test does not run at HEAD: {failure.why}")
        if failure.outcome in (Outcome.PASSED, Outcome.SKIPPED):
            raise NothingToFindError(
                f"the test does not fail at HEAD ({failure.outcome}); "
                "changes that are not committed are not looked at"
            )
        if good is None:
            good = self.last_good(failure)
        elif not (answer := self.at(good)).is_good:
            raise NothingToFindError(f"the test does not pass at {good}: {answer}")
        found = self.tree.search(good, bad)
        while not found:
            found = self.tree.tell(word(self.here(), failure))
        return found

    def last_good(self, failure: Answer) -> str:
        """A commit at which the test passes, looked for ever further back."""
        ancestors = self.tree.ancestors()
        failing, unknown, step = -1, len(ancestors), 1
        while unknown - failing > 1:
            # Twice as far each time; halving what is left once the test is not known any more.
            place = failing + min(step, (unknown - failing) // 2)
            answer = self.at(ancestors[place])
            if answer.is_good:
                return ancestors[place]
            if word(answer, failure) == "bad":
                failing, step = place, step * 2
            else:
                unknown = place
        oldest = self.tree.commit(ancestors[failing] if failing >= 0 else "HEAD")
        raise NothingToFindError(
            f"the test passed at no commit that was tried; it fails as far back as {oldest}. "
            "If you know a commit at which it passed, name it with --good"
        )

    def at(self, revision: str) -> Answer:
        """Try one commit."""
        self.tree.checkout(revision)
        return self.here()

    def here(self) -> Answer:
        """Try the commit that is checked out."""
        commit = self.tree.commit()
        if commit.id not in self.known:
            self.known[commit.id] = self.ask(self.tree.folder)
            self.tree.clean()
            self.say(f"{commit}: {self.known[commit.id]}")
        return self.known[commit.id]


def word(answer: Answer, failure: Answer) -> str:
    """Git's word for an answer: another kind of failure than HEAD's says nothing about HEAD's."""
    if answer.is_good:
        return "good"
    return "bad" if answer.outcome is failure.outcome else "skip"
