"""Each operation ended with an answer that it may end with, and the workload did work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tests.chaos import evidence
from tests.chaos.database import Answer


def judge(answers: Sequence[Answer], allowed: frozenset[str] = frozenset()) -> list[str]:
    """What is wrong: an SQLSTATE outside `allowed`, or an operation that never once succeeded."""
    if not answers:
        return ["there are no answers to judge"]
    evidence.judged("answers")
    wrong = [
        f"{answer.asked!r} ended with {answer.sqlstate}: {answer.message.strip()}"
        for answer in answers
        if answer.sqlstate is not None and answer.sqlstate not in allowed
    ]
    tries = Counter(answer.asked for answer in answers)
    successes = Counter(answer.asked for answer in answers if answer.is_ok)
    wrong += [
        f"{asked!r} never succeeded in {n} tries"
        for asked, n in tries.items()
        if not successes[asked]
    ]
    return wrong
