"""Numbers as strangers write them.

`int` and `float` are not for what a host sends: `int` fails on "²", which `isdigit` takes for one, and on more than 4,300
digits; `float` makes infinities, which fail where they are rounded.
"""

import re
from html import unescape

MOST_DIGITS = 18
"""So many digits fit into 64 bits, whatever they are."""

_REFERENCE = re.compile(r"&#(?:(?P<hex>[xX])0*(?P<code>[0-9a-fA-F]+)|0*(?P<decimal>[0-9]+))")
_LONGEST_REFERENCE = 7


def whole(written: str, most: int = MOST_DIGITS) -> int | None:
    """The number that decimal digits (of any script) spell; None for anything else, and for more than `most` digits."""
    digits = written.lstrip("0")
    if not written.isdecimal() or len(digits) > most:
        return None
    return int(digits or "0")


def real(written: str, most: int = MOST_DIGITS) -> float | None:
    """The number with a fraction or without, such as `12`, `12.5` or `12,5`; None for anything else, as `whole`."""
    units, point, parts = written.replace(",", ".").partition(".")
    number = whole(units, most)
    if number is None or (point and not parts.isdecimal()):
        return None
    return float(f"{number}.{parts[:most] or '0'}")


def json_whole(written: str) -> int | str:
    """A whole number of JSON, for `json.loads`; one that is too long for a number is an id, and stays text."""
    return int(written) if len(written) <= MOST_DIGITS + 1 else written


def unescaped(text: str) -> str:
    """HTML's references resolved; one whose number is too long to be a character's is U+FFFD, as HTML says."""

    def possible(found: re.Match[str]) -> str:
        code = found["code"] or found["decimal"]
        return f"&#{found['hex'] or ''}{code}" if len(code) <= _LONGEST_REFERENCE else "&#xFFFD"

    return unescape(_REFERENCE.sub(possible, text))
