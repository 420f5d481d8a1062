"""Where the statements of a PL/pgSQL body begin.

What counts is what can be passed over: each simple statement, each if, case and loop. A block is no
statement of its own: its first one is.
"""

from __future__ import annotations

from collections.abc import Sequence

from scripts.sql_coverage.tokens import Token

LOOPS = ("loop", "while", "for", "foreach")


class SyntaxUnknownError(ValueError):
    """A body that is not read as PL/pgSQL here; `position` says where."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


def statements(body: Sequence[Token], end: int) -> list[int]:
    """The positions of a body's statements, in order. `end` is the position behind it."""
    parser = _Parser(body, end)
    parser.statement()
    return parser.found


class _Parser:
    """Reads a body from left to right, and notes where statements begin."""

    def __init__(self, body: Sequence[Token], end: int) -> None:
        self.tokens = [*body, Token("end", "the end of the body", end, end)]
        self.at = 0
        self.found: list[int] = []

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def block(self) -> None:
        """From ``declare`` or ``begin`` to the ``;`` behind ``end``."""
        if self.next.is_word("declare"):
            self.at += 1
            while not self.next.is_word("begin"):
                self.skip_behind(";")
        self.expect("begin")
        self.statements("exception", "end")
        if self.next.is_word("exception"):
            self.at += 1
            self.branches("when")
        self.ending()

    def statements(self, *ends: str) -> None:
        """All statements up to one of these words."""
        while not self.next.is_word(*ends):
            self.statement()

    def statement(self) -> None:
        begin = self.next.start
        if self.next.is_sign("<<"):
            self.skip_behind(">>")
        if self.next.is_word("declare", "begin"):
            self.block()
            return
        self.found.append(begin)
        if self.next.is_word("if"):
            self.skip_behind("then")
            self.statements("elsif", "elseif", "else", "end")
            self.branches("elsif", "elseif")
            self.otherwise()
        elif self.next.is_word("case"):
            self.at += 1
            self.skip_to("when")
            self.branches("when")
            self.otherwise()
        elif self.next.is_word(*LOOPS):
            self.skip_behind("loop")
            self.statements("end")
            self.ending()
        else:
            self.skip_behind(";")

    def branches(self, *words: str) -> None:
        """``when ... then statements``, again and again."""
        while self.next.is_word(*words):
            self.skip_behind("then")
            self.statements(*words, "else", "end")

    def otherwise(self) -> None:
        """``else statements``, if it is there, and the end."""
        if self.next.is_word("else"):
            self.at += 1
            self.statements("end")
        self.ending()

    def ending(self) -> None:
        """``end``, ``end if``, ``end loop label`` and so on; the body's last may lack its ``;``."""
        self.expect("end")
        while self.next.kind == "word":
            self.at += 1
        if self.next.kind != "end":
            self.skip_behind(";")

    def expect(self, word: str) -> None:
        if not self.next.is_word(word):
            self.fail(word)
        self.at += 1

    def skip_behind(self, end: str) -> None:
        self.skip_to(end)
        self.at += 1

    def skip_to(self, end: str) -> None:
        """To a word or sign that stands in no parentheses and in no ``case`` of an expression."""
        first, depth = self.at, 0
        while depth > 0 or self.next.text != end:
            if self.next.kind == "end":
                self.at = first
                self.fail(end)
            if self.next.is_sign("(") or self.next.is_word("case"):
                depth += 1
            elif self.next.is_sign(")") or self.next.is_word("end"):
                depth -= 1
            self.at += 1

    def fail(self, expected: str) -> None:
        found = self.next
        raise SyntaxUnknownError(f"expected {expected!r} from {found.text!r} on", found.start)
