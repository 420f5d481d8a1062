"""The words and signs of SQL, with what is quoted in one piece and comments left out."""

from __future__ import annotations

import re
from dataclasses import dataclass

TOKEN = re.compile(
    r"""(?P<blank>\s+ | --[^\n]* | /\*(?:(?!/\*|\*/).|/\*(?:(?!/\*|\*/).)*\*/)*\*/)
    | (?P<body>(?P<tag>\$(?:[^\W\d]\w*)?\$)(?P<inside>.*?)(?P=tag))
    | (?P<text>\b[eE]'(?:[^'\\]|\\.|'')*' | '(?:[^']|'')*' | "(?:[^"]|"")*")
    | (?P<word>[^\W\d][\w$]*)
    | (?P<sign><<|>>|.)""",
    re.DOTALL | re.VERBOSE,
)


@dataclass(frozen=True)
class Token:
    """A word (in lower case), a sign, a quoted text, or a body between dollars."""

    kind: str
    text: str
    start: int
    end: int

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these keywords."""
        return self.kind == "word" and self.text in words

    def is_sign(self, sign: str) -> bool:
        """Whether it is this sign."""
        return self.kind == "sign" and self.text == sign


def tokens(text: str, start: int, end: int) -> list[Token]:
    """The tokens of `text` from `start` to `end`; a body between dollars is what is inside."""
    found = []
    for match in TOKEN.finditer(text, start, end):
        kind = str(match.lastgroup)
        if match["body"] is not None:
            found.append(Token("body", "", match.start("inside"), match.end("inside")))
        elif match["blank"] is None:
            found.append(Token(kind, match[0].lower(), match.start(), match.end()))
    return found
