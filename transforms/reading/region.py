"""How a region says its numbers: nghìn or ngàn, linh or lẻ."""

import re
from dataclasses import dataclass
from typing import Literal

from crawlers.errors import ConfigurationError

_FIX = "thousand is nghìn or ngàn, odd is linh or lẻ"
_WORDS_NOT_NUMBERS = frozenset(
    {"abbreviation", "apostrophe", "capitals", "email", "foreign", "initials", "letters", "lexicon", "url"}
)
_NUMBER_WORD = re.compile(r"(?<!\w)(?:nghìn|linh)(?!\w)")


@dataclass(frozen=True, slots=True)
class Region:
    """The words for 1,000 and for an empty place of tens: "một nghìn không trăm linh năm" is 1,005.

    Raises:
        ConfigurationError: the words are none of those.
    """

    thousand: Literal["nghìn", "ngàn"] = "nghìn"
    odd: Literal["linh", "lẻ"] = "linh"

    def __post_init__(self) -> None:
        if self.thousand not in {"nghìn", "ngàn"} or self.odd not in {"linh", "lẻ"}:
            raise ConfigurationError(
                f"no region says its numbers with {self.thousand!r} and {self.odd!r}", fix=_FIX
            )

    @classmethod
    def of(cls, text: str) -> "Region":
        """The region that a setting names: `nghìn,linh` (also empty), `ngàn,lẻ`, `ngàn,linh` or `nghìn,lẻ`.

        Raises:
            ConfigurationError: it is none of those.
        """
        if not text.strip():
            return cls()
        thousand, _, odd = (part.strip() for part in text.partition(","))
        return cls(thousand, odd)  # type: ignore[arg-type]  # __post_init__ refuses other words

    def say(self, rule: str, spoken: str) -> str:
        """The words of a reading as this region says them; only words for numbers are touched, never names."""
        if rule in _WORDS_NOT_NUMBERS or (self.thousand == "nghìn" and self.odd == "linh"):
            return spoken
        words = {"nghìn": self.thousand, "linh": self.odd}
        return _NUMBER_WORD.sub(lambda match: words[match[0]], spoken)
