"""What a rule is: a look at one place of a line that either says what stands there or passes."""

import re
from collections.abc import Callable
from typing import NamedTuple

LONGEST = 400
"""Letters that one rule looks at; what is written without a space for longer is read in pieces, in bounded time."""


class Hit(NamedTuple):
    """A rule's answer: its name, the spoken words and the place in the line where the written ones end.

    `unsure` says, in Vietnamese for the desk, why the words are only a safe reading; empty where the rule is sure.
    """

    rule: str
    spoken: str
    end: int
    unsure: str = ""


class Guess(NamedTuple):
    """Words that a rule gives without being sure, and why, in Vietnamese."""

    spoken: str
    why: str


Rule = Callable[[str, int], Hit | None]
Speak = Callable[[re.Match[str]], str | Guess | None]


def rule(name: str, pattern: str, speak: Speak, flags: int = 0) -> Rule:
    """A rule by regular expression: where `pattern` matches, `speak` gives the words, or None to pass."""
    compiled = re.compile(pattern, flags)

    def apply(line: str, place: int) -> Hit | None:
        match = compiled.match(line, place, place + LONGEST)
        spoken = speak(match) if match else None
        if match is None or spoken is None:
            return None
        if isinstance(spoken, Guess):
            return Hit(name, spoken.spoken, match.end(), spoken.why)
        return Hit(name, spoken, match.end())

    return apply
