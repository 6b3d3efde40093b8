"""Legacy encodings in HTML: the text between the tags in Unicode, the tags as they were.

Done on the source of the page, before it is parsed: the parser's readers would take TCVN3's `ư` for a soft hyphen.
"""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from crawlers.numbers import unescaped
from transforms.text.legacy import by_font
from transforms.text.mend import read_entities
from transforms.text.recognise import convert_pieces, is_suspect, recognise

_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|textarea|xmp|noembed|iframe)\b.*?(?:</\1\s*>|\Z)"
    r"|<(?P<close>/?)(?P<name>[A-Za-z][^\s/<>]*)(?P<rest>[^<>]*)>|<[!?][^<>]*>",
    re.DOTALL | re.IGNORECASE,
)
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "big",
        "code",
        "em",
        "font",
        "i",
        "o:p",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "tt",
        "u",
        "wbr",
    ]
)
_FONTS = frozenset(["font", "span", "p", "div", "td", "b", "i", "em", "strong", "u", "a"])
_FONT = re.compile(
    r"(?:face ?=|font(?:-family)? ?:)[^;>]{0,80}?(\.Vn[A-Z]\w*|\bVNI[- ]\w+|\bVISCII\b|\bBK ?HCM ?2)",
    re.IGNORECASE,
)
_TWICE = re.compile(r"&amp;(?:amp;)*(?:#\w{1,8}|[A-Za-z]\w{1,30});")
_ENOUGH = 40_000


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the source without tags: where it stands, what a reader sees, the font that is known for it."""

    start: int
    end: int
    shown: str
    font: str


class Reading(NamedTuple):
    """A stretch of a page's source, from `start` to `end`, that says something else than it shows: `text`."""

    start: int
    end: int
    text: str


def shown(source: str) -> str:
    """What a stretch of a page's source shows: its character references resolved."""
    return unescaped(source) if "&" in source else source


def legacy_of_page(source: str, show: Callable[[str], str] = shown) -> str:
    """The name of the legacy encoding that the page's text as a whole proves; empty for none."""
    seen: list[str] = []
    length = 0
    for block in _blocks(source, show):
        whole = "".join(piece.shown for piece in block)
        if not whole.isascii():
            seen.append(whole)
            length += len(whole)
        if length > _ENOUGH:
            break
    return recognise(" ".join(seen)) or ""


def in_unicode(text: str) -> str:
    """A page's source with its text in Unicode, and read where it was escaped twice; the same source if it was so."""
    parts, at = [], 0
    for start, end, read in readings(text):
        parts += [text[at:start], html.escape(read, quote=False)]
        at = end
    return "".join([*parts, text[at:]]) if parts else text


def readings(source: str, show: Callable[[str], str] = shown) -> Iterator[Reading]:
    """The stretches between a page's tags that are in a legacy encoding or were escaped twice, and what they say.

    Args:
        source: the page, or its bytes as Latin-1 shows them.
        show: what a reader sees of a stretch of `source`; gets the whole of it too.
    """
    legacy = is_suspect(show(source)) or bool(_FONT.search(source))
    if not legacy and not _TWICE.search(source):
        return
    expect = (legacy_of_page(source, show) or _by_fonts(source)) if legacy else ""
    for block in _blocks(source, show):
        for piece, read in zip(block, _read(block, expect), strict=True):
            if read != piece.shown:
                yield Reading(piece.start, piece.end, read)


def _by_fonts(text: str) -> str:
    """The encoding that most of the fonts are made for that the page names anywhere."""
    named = [found for font in _FONT.findall(text) if (found := by_font(font))]
    return max(named, key=named.count).name if named else ""


def _blocks(source: str, show: Callable[[str], str]) -> Iterator[list[_Piece]]:
    """The stretches of text between tags, those together that only inline tags part."""
    block: list[_Piece] = []
    fonts: list[tuple[str, str]] = []
    at = 0
    for mark in _MARKUP.finditer(source):
        _add(block, show, source, (at, mark.start()), fonts)
        at = mark.end()
        name = (mark["name"] or "").lower()
        if name in _FONTS:
            _follow(fonts, name, mark)
        if block and name and name not in _INLINE:
            yield block
            block = []
    _add(block, show, source, (at, len(source)), fonts)
    yield block


def _add(
    block: list[_Piece],
    show: Callable[[str], str],
    source: str,
    place: tuple[int, int],
    fonts: list[tuple[str, str]],
) -> None:
    start, end = place
    if start < end:
        block.append(_Piece(start, end, show(source[start:end]), fonts[-1][1] if fonts else ""))


def _follow(fonts: list[tuple[str, str]], name: str, mark: re.Match[str]) -> None:
    """Keeps account of the font that is in force: the innermost element's that names one."""
    if not mark["close"]:
        named = _FONT.search(mark["rest"])
        fonts.append((name, named[1] if named else fonts[-1][1] if fonts else ""))
    elif fonts and fonts[-1][0] == name:
        fonts.pop()


def _read(block: list[_Piece], expect: str) -> list[str]:
    """What the pieces of a block say in Unicode."""
    pieces = [(read_entities(piece.shown), piece.font) for piece in block]
    texts = [text for text, _ in pieces]
    whole = "".join(texts)
    if whole.isascii() or not (expect or is_suspect(whole)):
        return texts
    return convert_pieces(pieces, expect)
