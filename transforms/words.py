"""Unicode made plain: what every reader and digest of this project may rely on in a text.

Composed letters (NFC: Vietnamese voices and comparisons go wrong on decomposed ones), one space between words,
nothing invisible.
"""

import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff\ue000-\uf8ff]")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]+")
_D = str.maketrans({"\u00d0": "Đ", "\u0110": "Đ", "\u0189": "Đ", "\u00f0": "đ", "\u0256": "đ"})
_ASCII_D = str.maketrans({"đ": "d", "Đ": "D"})


def clean(text: str) -> str:
    """`text` on one line: NFC, invisible and control characters gone, runs of white space one space, trimmed."""
    text = _CONTROL.sub(" ", _INVISIBLE.sub("", text))
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


def compact(text: str) -> str:
    """`clean` without any white space: the form in which two renderings of one text are compared."""
    return clean(text).replace(" ", "")


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
    return sum(not word.isascii() for word in found) / len(found) if found else 0.0


def is_language(text: str, language: str, *, least_words: int = 8) -> bool:
    """Whether `text` may be in `language` (BCP 47); texts under `least_words` words always may.

    Vietnamese is told from the rest by `marked_share`; of every other language only that it is not Vietnamese.
    """
    if len(words(text)) < least_words:
        return True
    share = marked_share(text)
    return share >= 0.3 if language.split("-")[0].lower() == "vi" else share < 0.5
