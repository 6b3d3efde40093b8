"""What stands before a place in the line decides how a number behind it is read."""

import re

from transforms.reading.tables import any_of, words

WINDOW = 90


def behind(*names: str, items: str = "", gap: str = r"\s+") -> re.Pattern[str]:
    """A pattern for "the text before this place ends in one of these words".

    `names` are lists of `contexts.yaml`. With `items`, the regex of one thing in an enumeration, things and their
    joints may stand between the word and the place: "Điều 7, 8 và |9".
    """
    phrases = tuple(phrase for name in names for phrase in words(name))
    between = rf"(?:{items}\s*(?:,|;|/|-|–|—|và|đến|tới|hoặc|hay|đến hết)\s*)*" if items else ""
    return re.compile(rf"(?<!\w){any_of(phrases)}{gap}{between}$", re.IGNORECASE)


def is_behind(pattern: re.Pattern[str], line: str, place: int) -> bool:
    """Whether the text before `place` fits a pattern made by `behind`."""
    return pattern.search(line, max(0, place - WINDOW), place) is not None
