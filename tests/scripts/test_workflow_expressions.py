"""The expressions of workflow files: what is known has GitHub's value, the rest is an error."""

from __future__ import annotations

from typing import Any

import pytest

from scripts.workflow.expressions import Scope, UnknownExpressionError

CONTEXTS: dict[str, Any] = {
    "inputs": {"category": "", "version": "16"},
    "matrix": {"cell": {"name": "full-3.11(pg=16, category=load)", "pg": 16}},
    "needs": {"plan": {"result": "success", "outputs": {"full": '[{"pg": 16}]'}}},
    "runner": {"environment": "self-hosted"},
}


def scope(*, ok: bool = True) -> Scope:
    return Scope(CONTEXTS, ok)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain", "plain"),
        ("${{ inputs.version }}", "16"),
        ("gh-${{ inputs.version }}-${{ matrix.cell.pg }}", "gh-16-16"),
        ("${{ matrix.cell.pg }}", 16),
        ("${{ fromJSON(needs.plan.outputs.full) }}", [{"pg": 16}]),
        ("${{ inputs.version == '16' }}", True),
        ("${{ !inputs.category }}", True),
        ("${{ 'it''s' }}", "it's"),
        ("${{ toJSON(needs.plan.result) }}", '"success"'),
        (True, True),
    ],
)
def test_value(text: object, value: object) -> None:
    assert scope().value(text) == value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("needs.plan.outputs.smoke", "no needs.plan.outputs.smoke; there is: full"),
        ("secrets.token", "no secrets; there is: inputs, matrix, needs, runner"),
        ("hashFiles('pyproject.toml')", "no function hashFiles; known: always, success"),
        ("inputs.version && inputs.category", "'&& inputs.category' cannot be read"),
        ("inputs.version inputs.category", "'inputs' is not expected"),
        ("matrix.cell.pg.major", "no matrix.cell.pg.major; there is: 16"),
        ("matrix.*.pg", r"'\*.pg' cannot be read"),
        ("fromJSON(inputs.category)", "fromJSON was given '', which is no JSON"),
        ("inputs.", "it ends too early"),
        ("(inputs.version)", r"'\(' is not expected"),
    ],
)
def test_what_is_not_known_is_named(text: str, said: str) -> None:
    with pytest.raises(UnknownExpressionError, match=said) as raised:
        scope().value(f"${{{{ {text} }}}}")
    assert repr(text) in str(raised.value)


def test_an_object_within_a_text_is_refused() -> None:
    with pytest.raises(UnknownExpressionError, match="give it to toJSON"):
        scope().value("cell: ${{ matrix.cell }}")


@pytest.mark.parametrize(
    ("condition", "after_success", "after_failure"),
    [
        (None, True, False),
        ("always()", True, True),
        ("${{ !cancelled() }}", True, True),
        ("failure()", False, True),
        ("runner.environment == 'self-hosted'", True, False),
        ("runner.environment == 'github-hosted'", False, False),
        ("inputs.category", False, False),
    ],
)
def test_condition(condition: str | None, after_success: bool, after_failure: bool) -> None:
    assert scope(ok=True).condition(condition) is after_success
    assert scope(ok=False).condition(condition) is after_failure
