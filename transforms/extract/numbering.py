"""The numbers and letters that a browser sets before the items of an ordered list (HTML, section 4.4.5)."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

_STYLES = {
    "decimal": "1",
    "decimal-leading-zero": "1",
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
    "lower-roman": "i",
    "upper-roman": "I",
}
_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z -]+)", re.IGNORECASE)
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_OWN = re.compile(r"^\W{0,2}([0-9]{1,4}|[A-Za-zĐđ]{1,6})\s?[.)/:]")
_FARTHEST = 9999


@dataclass(slots=True)
class Numbering:
    """Where an ordered list is: the number of its next item, the style, and the step (-1 where it counts down)."""

    style: str
    next: int
    step: int

    @classmethod
    def of(cls, node: LexborNode) -> "Numbering | None":
        """The numbering of a list's element; None for one that sets no numbers."""
        attributes = node.attributes
        named = _STYLE.search(attributes.get("style") or "")
        style = (attributes.get("type") or "1").strip()
        if named:
            known = [each for each in named[1].lower().split() if each in _STYLES or each == "none"]
            style = _STYLES.get(known[0], "") if known else style
        if node.tag != "ol" or style not in {"1", "a", "A", "i", "I"}:
            return None
        down = "reversed" in attributes
        items = sum(child.tag == "li" for child in node.iter()) if down else 1
        return cls(style, _number(attributes.get("start"), items), -1 if down else 1)

    def label(self, item: LexborNode) -> str:
        """The label of the next item, `item`, which may set its number itself; goes one on."""
        number = _number(item.attributes.get("value"), self.next)
        self.next = number + self.step
        return f"{_written(number, self.style)}."


def has_own(text: str, label: str) -> bool:
    """Whether a text begins with the number or letter that `label` says: it is not said twice."""
    own = _OWN.match(text)
    return own is not None and own[1].casefold() == label.rstrip(".").casefold()


def _number(told: str | None, otherwise: int) -> int:
    found = re.fullmatch(r"\s*([+-]?[0-9]{1,6})\s*", told or "")
    return max(-_FARTHEST, min(int(found[1]), _FARTHEST)) if found else otherwise


def _written(number: int, style: str) -> str:
    """A number in a style; in figures where the style has none for it, as browsers do."""
    if style == "1" or number < 1:
        return str(number)
    text = _letters(number) if style in "aA" else _roman(number)
    return text.upper() if style in "AI" else text


def _letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def _roman(number: int) -> str:
    if number > 3999:
        return str(number)
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text
