"""Errors that a user can repair: commands print their text, without a traceback."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")


class RepairableError(Exception):
    """An error whose text says what was tried, what was found and what to do."""


def told(
    refuse: Callable[[str], NoReturn],
    work: Callable[P, T],
    *arguments: P.args,
    **options: P.kwargs,
) -> T:
    """Call `work`; what is wrong with its input or is repairable goes to `refuse` as text."""
    try:
        return work(*arguments, **options)
    except (RepairableError, ValueError) as error:
        refuse(str(error))
