"""Evaluate the expressions of workflow files: as much of the language as ours use, and no more.

Names (``needs.plan.outputs.full``), texts (``'all'``), ``!``, ``==`` and calls of the functions
below. Where GitHub would read a name that nobody set as an empty text, this is an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

TOKEN = re.compile(r"\s*(?:('(?:[^']|'')*')|([A-Za-z_][\w-]*)|(==|[!().,]))")
EMBEDDED = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
STATUS = re.compile(r"\b(?:always|success|failure|cancelled)\s*\(")


class UnknownExpressionError(ValueError):
    """An expression that this module does not know, or that names what is not there."""


@dataclass(frozen=True)
class Scope:
    """What expressions may name. `ok`: whether all before (steps, or needed jobs) succeeded."""

    contexts: Mapping[str, Any]
    ok: bool = True

    def condition(self, text: str | bool | None) -> bool:
        """Whether an ``if:`` holds; it implies ``success()`` unless it asks for a status itself."""
        if text is None:
            return self.ok
        source = str(text).strip()
        if whole := EMBEDDED.fullmatch(source):
            source = whole[1]
        holds = bool(_Parser(source, self).value())
        return holds and (self.ok or STATUS.search(source) is not None)

    def value(self, text: Any) -> Any:
        """`text` with its ``${{ }}`` evaluated; a text that is only one keeps the type of it."""
        if not isinstance(text, str):
            return text
        if whole := EMBEDDED.fullmatch(text.strip()):
            return _Parser(whole[1], self).value()
        return EMBEDDED.sub(lambda match: as_text(_Parser(match[1], self).value()), text)

    def text(self, text: Any) -> str:
        """`value`, as GitHub writes it into a line or a variable."""
        return as_text(self.value(text))

    def functions(self) -> dict[str, Callable[..., Any]]:
        """The functions that are known, by name."""
        return {
            "always": lambda: True,
            "success": lambda: self.ok,
            "failure": lambda: not self.ok,
            "cancelled": lambda: False,  # Ctrl-C ends all jobs here
            "fromJSON": _from_json,
            "toJSON": lambda value: json.dumps(value, indent=2),
        }


def as_text(value: Any) -> str:
    """A value within a text."""
    if value is None or isinstance(value, bool):
        return {None: "", True: "true", False: "false"}[value]
    if isinstance(value, dict | list):
        raise UnknownExpressionError(f"{clipped(value)} is no text: give it to toJSON")
    return str(value)


def clipped(value: Any) -> str:
    """A value for a message."""
    text = json.dumps(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


class _Parser:
    """Reads one expression from left to right, and evaluates as it reads."""

    def __init__(self, source: str, scope: Scope) -> None:
        self.source, self.scope = source.strip(), scope
        self.tokens = self._tokens()

    def value(self) -> Any:
        found = self._equality()
        if self.tokens:
            raise self._unknown(f"{self.tokens[0]!r} is not expected")
        return found

    def _tokens(self) -> list[str]:
        tokens, at = [], 0
        while at < len(self.source):
            match = TOKEN.match(self.source, at)
            if match is None:
                raise self._unknown(f"{self.source[at:].strip()!r} cannot be read")
            tokens.append(match[0].strip())
            at = match.end()
        return tokens

    def _equality(self) -> Any:
        left = self._unary()
        if self._take("=="):
            return left == self._unary()
        return left

    def _unary(self) -> Any:
        return not self._unary() if self._take("!") else self._primary()

    def _primary(self) -> Any:
        if not self.tokens:
            raise self._unknown("it ends too early")
        token = self.tokens.pop(0)
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        if not re.match(r"\w", token):
            raise self._unknown(f"{token!r} is not expected")
        return self._call(token) if self._take("(") else self._path(token)

    def _call(self, name: str) -> Any:
        known = self.scope.functions()
        if name not in known:
            raise self._unknown(f"there is no function {name}; known: {', '.join(known)}")
        arguments = []
        while not self._take(")"):
            arguments.append(self._equality())
            self._take(",")
        try:
            return known[name](*arguments)
        except (TypeError, ValueError) as error:
            raise self._unknown(str(error)) from error

    def _path(self, name: str) -> Any:
        found: Any = self.scope.contexts
        path = [name]
        while True:
            if not isinstance(found, Mapping) or path[-1] not in found:
                known = ", ".join(found) if isinstance(found, Mapping) else clipped(found)
                raise self._unknown(f"there is no {'.'.join(path)}; there is: {known or 'nothing'}")
            found = found[path[-1]]
            if not self._take("."):
                return found
            if not self.tokens:
                raise self._unknown("it ends too early")
            path.append(self.tokens.pop(0))

    def _take(self, token: str) -> bool:
        if self.tokens[:1] == [token]:
            self.tokens.pop(0)
            return True
        return False

    def _unknown(self, why: str) -> UnknownExpressionError:
        return UnknownExpressionError(f"expression {self.source!r}: {why}")


def _from_json(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"fromJSON was given {text!r}, which is no JSON ({error})") from error
