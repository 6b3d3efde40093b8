"""The letters of a .docx: which text a paragraph shows, in which fonts, and the old encoding that fonts gave it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crawlers.words import clean
from transforms.extract.office import broken
from transforms.text.recognise import Writing

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
UNSEEN = frozenset(
    {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
    | {f"{W}{name}" for name in ("moveFrom", "del", "pPr", "rPr")}
)
_SHOWN = {
    f"{W}{name}": text
    for name, text in {
        "noBreakHyphen": "-",
        "softHyphen": "\u00ad",
        "tab": " ",
        "br": "\n",
        "cr": "\n",
    }.items()
}
_DEEPEST = 9
_BASES = 10
_FARTHEST = 9999


@dataclass(frozen=True, slots=True)
class Style:
    """A style as far as it is named: depth of heading (from 1, 0 for none), its list and level there, its font."""

    base: str = ""
    heading: int = 0
    numbered: tuple[str, int] | None = None
    font: str = ""


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles by their names, and the font of what names none."""

    named: dict[str, Style]
    font: str = ""

    def of(self, name: str) -> Style:
        """What a style says, with what it inherits."""
        found = Style()
        for _ in range(_BASES):
            style = self.named.get(name)
            if style is None:
                break
            found = Style(
                "",
                found.heading or style.heading,
                found.numbered or style.numbered,
                found.font or style.font,
            )
            name = style.base
        return found

    def font_of(self, part: Any, kind: str) -> str:
        """The font that a run (`r`) names itself, or the style of a run or paragraph (`p`)."""
        return _font(part.find(f"{W}rPr")) or self.of(value(part, f"{kind}Pr/{kind}Style")).font


@dataclass(frozen=True, slots=True)
class Letters:
    """What makes a paragraph's text of its runs: the styles' fonts, and how the whole file is written."""

    styles: Styles
    writing: Writing

    def text(self, part: Any) -> str:
        """A paragraph's lines in Unicode, U+000A between them; converted before they are cleaned, for U+00AD is TCVN3's ư."""
        font = self.styles.font_of(part, "p") or self.styles.font
        return broken(self.writing.read(self._runs(part, font)))

    def plain(self, text: str) -> str:
        """What a text of which no font is known says, such as the label of a list."""
        return clean(self.writing.read([(text, "")]))

    def _runs(self, part: Any, font: str) -> Iterator[tuple[str, str]]:
        """The stretches that a reader sees, each with its font."""
        for child in part:
            if child.tag == f"{W}t":
                yield (child.text or "").replace("\n", " "), font
            elif child.tag in _SHOWN:
                yield _SHOWN[child.tag], font
            elif child.tag == f"{W}r":
                yield from self._runs(child, self.styles.font_of(child, "r") or font)
            elif child.tag not in UNSEEN:
                yield from self._runs(child, font)


def read_letters(root: Any, styles: Any) -> Letters:
    """The letters of a document; `styles` is the root of the part that defines them, or None."""
    seen = {f"{W}p": "\n", f"{W}softHyphen": "\u00ad"}
    shown = (seen.get(each.tag) or each.text or "" for each in root.iter(f"{W}t", *seen))
    return Letters(_styles(styles), Writing.of("".join(shown)))


def _styles(root: Any) -> Styles:
    if root is None:
        return Styles({})
    named = {}
    usual = _font(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
    for style in root.iter(f"{W}style"):
        font = _font(style.find(f"{W}rPr"))
        made = Style(value(style, "basedOn"), _heading(style), numbered(style), font)
        named[style.get(f"{W}styleId") or ""] = made
        if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in {"1", "true"}:
            usual = font or usual
    return Styles(named, usual)


def _heading(style: Any) -> int:
    name = value(style, "name").lower()
    called = whole(name.removeprefix("heading ").strip(), 0) if name.startswith("heading ") else 0
    return outline(style) or (called if called <= _DEEPEST else 0)


def _font(properties: Any) -> str:
    """The font that properties of letters name; empty where they name none."""
    fonts = properties.find(f"{W}rFonts") if properties is not None else None
    return (fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or "") if fonts is not None else ""


def value(part: Any, path: str) -> str:
    """The value (`w:val`) of a descendant, empty where there is none."""
    found = part.find("/".join(f"{W}{step}" for step in path.split("/")))
    return (found.get(f"{W}val") or "") if found is not None else ""


def whole(text: str, otherwise: int) -> int:
    """A whole number of up to five digits, at most 9,999; `otherwise` for everything else."""
    return min(int(text), _FARTHEST) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def outline(part: Any) -> int:
    """The depth that a paragraph or style has in the outline, from 1; 0 for none."""
    level = whole(value(part, "pPr/outlineLvl"), _DEEPEST)
    return level + 1 if level < _DEEPEST else 0


def numbered(part: Any) -> tuple[str, int] | None:
    """The list that a paragraph or style is in, and the level there from 0; None for none."""
    number = value(part, "pPr/numPr/numId")
    level = whole(value(part, "pPr/numPr/ilvl"), 0)
    return (number, min(level, _DEEPEST - 1)) if number else None
