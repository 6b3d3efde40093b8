"""Legacy encodings in HTML: the text between the tags in Unicode, the tags as they were.

Done on the source of the page, before it is parsed: the parser's readers would take TCVN3's `ư` for a soft hyphen.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from transforms.text.legacy import by_font, shows_capitals
from transforms.text.mend import read_entities
from transforms.text.recognise import (
    convert,
    decide,
    is_mixed,
    is_suspect,
    read_as,
    recognise,
    utf_8_read_as_western,
)

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
_REFERENCE = re.compile(r"&(?:#\d{2,3}|[A-Za-z]{2,8});")
_ENOUGH = 40_000


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the source without tags: where it stands, what a reader sees, the font that is known for it."""

    start: int
    end: int
    shown: str
    font: str


def legacy_of_page(text: str) -> str:
    """The name of the legacy encoding that the page's text as a whole proves; empty for none."""
    shown: list[str] = []
    length = 0
    for block in _blocks(text):
        whole = "".join(piece.shown for piece in block)
        if not whole.isascii():
            shown.append(whole)
            length += len(whole)
        if length > _ENOUGH:
            break
    return recognise(" ".join(shown)) or ""


def in_unicode(text: str) -> str:
    """A page's source with its text in Unicode, and read where it was escaped twice; the same source if it was so."""
    legacy = _may_be_legacy(text)
    if not legacy and not _TWICE.search(text):
        return text
    expect = (legacy_of_page(text) or _by_fonts(text)) if legacy else ""
    parts, at = [], 0
    for block in _blocks(text):
        for piece, read in zip(block, _read(block, expect), strict=True):
            if read != piece.shown:
                parts += [text[at : piece.start], html.escape(read, quote=False)]
                at = piece.end
    return "".join([*parts, text[at:]])


def _may_be_legacy(text: str) -> bool:
    return is_suspect(text) or bool(
        _FONT.search(text) or (_REFERENCE.search(text) and is_suspect(html.unescape(text)))
    )


def _by_fonts(text: str) -> str:
    """The encoding that most of the fonts are made for that the page names anywhere."""
    named = [found for font in _FONT.findall(text) if (found := by_font(font))]
    return max(named, key=named.count).name if named else ""


def _blocks(text: str) -> Iterator[list[_Piece]]:
    """The stretches of text between tags, those together that only inline tags part."""
    block: list[_Piece] = []
    fonts: list[tuple[str, str]] = []
    at = 0
    for mark in _MARKUP.finditer(text):
        _add(block, text, at, mark.start(), fonts)
        at = mark.end()
        name = (mark["name"] or "").lower()
        if name in _FONTS:
            _follow(fonts, name, mark)
        if block and name and name not in _INLINE:
            yield block
            block = []
    _add(block, text, at, len(text), fonts)
    yield block


def _add(block: list[_Piece], text: str, start: int, end: int, fonts: list[tuple[str, str]]) -> None:
    if start < end:
        block.append(
            _Piece(
                start,
                end,
                html.unescape(text[start:end]) if "&" in text[start:end] else text[start:end],
                fonts[-1][1] if fonts else "",
            )
        )


def _follow(fonts: list[tuple[str, str]], name: str, mark: re.Match[str]) -> None:
    """Keeps account of the font that is in force: the innermost element's that names one."""
    if not mark["close"]:
        named = _FONT.search(mark["rest"])
        fonts.append((name, named[1] if named else fonts[-1][1] if fonts else ""))
    elif fonts and fonts[-1][0] == name:
        fonts.pop()


def _read(block: list[_Piece], expect: str) -> list[str]:
    """What the pieces of a block say in Unicode. A word may be cut by a tag, so they are judged together."""
    texts = [read_entities(piece.shown) for piece in block]
    whole = "".join(texts)
    if whole.isascii() or not (expect or is_suspect(whole)):
        return texts
    if len(block) == 1 or is_mixed(whole) or utf_8_read_as_western(whole) is not None:
        expect = recognise(whole) or expect
        return [convert(text, piece.font, expect=expect) for piece, text in zip(block, texts, strict=True)]
    encoding = decide(whole, next((found.name for piece in block if (found := by_font(piece.font))), expect))
    if encoding is None:
        return texts
    return [
        read_as(text, encoding, capitals=shows_capitals(piece.font))
        for piece, text in zip(block, texts, strict=True)
    ]
