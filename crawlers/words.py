"""Unicode made plain: what every reader and digest of this project may rely on in a text.

Composed letters (NFC: Vietnamese voices and comparisons go wrong on decomposed ones), one space between words,
nothing invisible.
"""

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffc\U000e0000-\U000e007f]"
)
_PRINTABLE = re.compile("[\u0302\u0306\u034f\u115f\u1160\u17b4\u17b5\u3164\ufe00-\ufe0f\uffa0\ufffc]")
_TONE_FIRST = re.compile(
    "([aeoAEO])([\u0300\u0301\u0303\u0309]+)(\u0302)|([aA])([\u0300\u0301\u0303\u0309]+)(\u0306)"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff\ue000-\uf8ff]")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]+")
_ONLY_VIETNAMESE = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u00d0\u1ea0-\u1ef9]")
_LOOK_ALIKES = str.maketrans(
    "\u00d0\u0189АВЕКМНОРСТУХІЅЈаеорсухіѕјΑΒΕΖΗΙΚΜΝΟΡΤΥΧο–—‑‐‒−⁄∕",
    "ĐĐABEKMHOPCTYXISJaeopcyxisjABEZHIKMNOPTYXo------//",
) | {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_D = str.maketrans({"\u00d0": "Đ", "\u0110": "Đ", "\u0189": "Đ", "\u00f0": "đ", "\u0256": "đ"})
_ASCII_D = str.maketrans({"đ": "d", "Đ": "D"})


def clean(text: str) -> str:
    """`text` on one line: NFC, invisible and control characters gone, runs of white space one space, trimmed.

    A tone mark that was typed before the letter's own mark (`a`, acute, circumflex for ấ) is put behind it.
    """
    if text.isascii():
        return (
            text if text.isprintable() and text.strip() == text and "  " not in text else _on_one_line(text)
        )
    if (
        text.isprintable()
        and "  " not in text
        and unicodedata.is_normalized("NFC", text)
        and not _PRINTABLE.search(text)
    ):
        return text.strip()
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    if _PRINTABLE.search(text):
        text = unicodedata.normalize("NFC", _TONE_FIRST.sub(_in_order, unicodedata.normalize("NFD", text)))
    return _on_one_line(text)


def _on_one_line(text: str) -> str:
    return _SPACE.sub(" ", _CONTROL.sub(" ", text)).strip()


def _in_order(found: re.Match[str]) -> str:
    letter, tones, mark = found.group(1, 2, 3) if found[1] else found.group(4, 5, 6)
    return f"{letter}{mark}{tones}"


def compact(text: str) -> str:
    """`clean` without any white space: the form in which two renderings of one text are compared."""
    return clean(text).replace(" ", "")


def plain_letters(text: str) -> str:
    """`text` with the letters of a document's number as they are meant: sites write Ð, Cyrillic and Greek for them."""
    return clean(text).translate(_LOOK_ALIKES)


def fold(text: str) -> str:
    """Lower case without tone and letter marks, đ as d, other characters than letters and digits a space."""
    plain = unicodedata.normalize("NFD", clean(text).translate(_D).translate(_ASCII_D).casefold())
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.findall(r"[^\W_]+", bare))


def words(text: str) -> list[str]:
    """The runs of letters in `text`; numbers are no words."""
    return _WORD.findall(text)


def marked_share(text: str) -> float:
    """Share of the words that have a letter outside ASCII, 0 to 1.

    Vietnamese prose has about 0.75, a list of names 0.5 and more; English next to nothing, French about 0.2.
    """
    found = words(text)
    return 1 - sum(map(str.isascii, found)) / len(found) if found else 0.0


def is_language(text: str, language: str, *, least_words: int = 8) -> bool:
    """Whether `text` may be in `language` (BCP 47); texts under `least_words` words always may.

    Vietnamese is told from the rest by `marked_share`, and from French or Czech by the letters that only it has;
    of every other language only that it is not Vietnamese.
    """
    found = words(text)
    if len(found) < least_words:
        return True
    share = marked_share(text)
    own = sum(bool(_ONLY_VIETNAMESE.search(word)) for word in found) / len(found)
    vietnamese = share >= 0.3 and own >= 0.12
    return vietnamese if language.lower().startswith("vi") else not vietnamese or share < 0.5
