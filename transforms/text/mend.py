"""Text as its author meant it: what old encodings, careless converters and look-alike letters have done is undone."""

import html
import re
import unicodedata

from crawlers.words import clean
from transforms.text.recognise import convert
from transforms.text.syllables import is_syllable

_REFERENCE = re.compile(r"&(?:amp;)*(#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_ETH = re.compile("[\u00d0\u00f0\u0189\u0256]")
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
_TO_D = str.maketrans("\u00d0\u0189\u00f0\u0256", "ĐĐđđ")
_OTHER = re.compile("[\u0370-\u03ff\u0400-\u04ff]")
_LATIN = str.maketrans("АВЕКМНОРСТХІЅЈаеорсухіѕјΑΒΕΗΙΚΜΝΟΡΤΥΧΖο", "ABEKMHOPCTXISJaeopcyxisjABEHIKMNOPTYXZo")


def mend(text: str, font: str = "") -> str:
    """`text` in plain Unicode on one line: converted (`convert`), entities read, look-alikes replaced, cleaned.

    Meant for the text of one paragraph as the parser gives it. The identity on healthy text, and idempotent on what has
    no control characters.
    """
    if text.isascii() and not font and "&" not in text:
        return clean(text)
    read = clean(convert(read_entities(text), font))
    return clean(read_entities(plain_latin(plain_d(read))))


def read_entities(text: str) -> str:
    """`text` with the character references read that a converter has escaped twice or more (`&amp;ocirc;`).

    Those of `<` and `>` stay: a text may be about markup, and nothing that looks like it shall come into being.
    """
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    read = html.unescape(f"&{found[1]};")
    return (
        found[0]
        if read in {"<", ">", "\ufffd"} or len(read) != 1 or unicodedata.category(read) == "Cc"
        else read
    )


def plain_d(text: str) -> str:
    """`text` with Đ for the Ð of Icelandic, wherever that makes a Vietnamese word or stands among capitals."""
    return _WORD.sub(_with_d, text) if _ETH.search(text) else text


def _with_d(found: re.Match[str]) -> str:
    read = found[0].translate(_TO_D)
    if read == found[0]:
        return read
    return (
        read if read.isupper() or is_syllable(unicodedata.normalize("NFC", read)) or read == "đ" else found[0]
    )


def plain_latin(text: str) -> str:
    """`text` with Latin letters for the Cyrillic and Greek ones that look like them, in words of both alphabets."""
    return _WORD.sub(_in_latin, text) if _OTHER.search(text) else text


def _in_latin(found: re.Match[str]) -> str:
    read = found[0].translate(_LATIN)
    mixed = any(char.isalpha() and not _OTHER.match(char) for char in found[0])
    return read if mixed and not _OTHER.search(read) else found[0]
