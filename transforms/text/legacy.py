"""The encodings that Vietnamese was written in before Unicode, as windows-1252 shows their bytes.

Such a text comes to us as letters of Western Europe: `Tr\u00adêng ®¹i häc` is TCVN3 for `Trường đại học`. The tables are
those of TCVN 5712:1993 (VN3, called ABC), RFC 1456 (VISCII) and windows-1258; VNI and BK HCM2, which no standard
describes, are as their own fonts and converters have them.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from transforms.text.syllables import TONES, is_syllable

_WESTERN = {
    bytes([code]).decode("cp1252"): chr(code)
    for code in range(0x80, 0xA0)
    if code not in b"\x81\x8d\x8f\x90\x9d"
}
_TO_BYTES = str.maketrans(_WESTERN)
_TO_LETTERS = str.maketrans({byte: char for char, byte in _WESTERN.items()})
_MARKS = "".join(map(re.escape, _WESTERN))
_QUOTED = re.compile(
    rf"(?<![\w\xa1-\xff{_MARKS}])(?:(?![{_MARKS}])[\w\xa1-\xff])*+[{_MARKS}][\w\xa1-\xff{_MARKS}]*"
)
_SAME = frozenset("àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ")
_CODE_PAGE = "windows-1258"
_VOWELS = "aăâeêioôơuưy"


@dataclass(frozen=True, slots=True)
class Legacy:
    """An encoding: each Vietnamese letter, and the one or two characters that stand for it.

    `same`: letters that it writes as windows-1252 does, beside another way. `capitals`: whether it has capital letters with tones; TCVN3 has none and shows small ones by a font of capitals.
    `whole`: whether it uses the bytes 80 to 9F, where the others leave the quotes and dashes of windows-1252.
    """

    name: str
    letters: dict[str, str] = field(repr=False)
    units: dict[str, str] = field(repr=False)
    pattern: re.Pattern[str] = field(repr=False)
    same: frozenset[str] = field(repr=False)
    capitals: bool = True
    whole: bool = False

    def decode(self, text: str) -> str:
        """`text` as it was meant; what is none of this encoding's letters stays as it is."""
        if self.whole:
            text = _QUOTED.sub(lambda found: self._of_word(found[0]), text)
        return self.pattern.sub(lambda found: self.units[found[0]], text)

    def _of_word(self, word: str) -> str:
        """A word with punctuation of windows-1252 that may be letters: they are if they make it a syllable."""
        if len(word) == 1:
            return word
        raw = word.translate(_TO_BYTES)
        read = self.pattern.sub(lambda found: self.units[found[0]], raw)
        return raw if is_syllable(read) else word

    def holds(self, text: str) -> bool:
        """Whether each letter of `text` beyond ASCII has a meaning in this encoding."""
        if self.whole:
            text = text.translate(_TO_BYTES)
        left = self.pattern.sub("", text)
        return all(char < "\x80" or char in self.same for char in left)

    def encode(self, text: str) -> str:
        """The inverse of `decode`, but that capitals without a place become small letters."""
        composed = unicodedata.normalize("NFC", text)
        put = "".join(self.letters.get(char, char) for char in composed)
        return put.translate(_TO_LETTERS) if self.whole else put


def _legacy(name: str, letters: dict[str, str], *, capitals: bool = True, whole: bool = False) -> Legacy:
    units = {mixed: letter for letter, unit in letters.items() for mixed in _cases(unit)}
    units.update({unit: letter for letter, unit in reversed(letters.items())})
    longest = sorted(units, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest)))
    same = _SAME - units.keys() if name == _CODE_PAGE else frozenset[str]()
    return Legacy(name, letters, units, pattern, same, capitals, whole)


def _cases(unit: str) -> Iterator[str]:
    """A letter and its mark may be in different cases: typists forget the shift key, fonts draw them alike."""
    if len(unit) == 2:
        yield unit[0].upper() + unit[1].lower()
        yield unit[0].lower() + unit[1].upper()


def _with_tones(vowels: str = _VOWELS) -> Iterator[str]:
    return (unicodedata.normalize("NFC", vowel + tone) for vowel in vowels for tone in TONES)


def _pairs(
    small: Iterable[str], units: Iterable[str], up: Callable[[str], str] = str.upper
) -> dict[str, str]:
    """Small letters with their units, then the capitals with theirs."""
    lower = {letter: unit for letter, unit in zip(small, units, strict=True) if not unit.isascii()}
    return lower | {letter.upper(): up(unit) for letter, unit in lower.items()}


def _tcvn3() -> dict[str, str]:
    toned = (
        "a¸µ¶·¹ ¨¾»¼½Æ ©ÊÇÈÉË eÐÌÎÏÑ ªÕÒÓÔÖ iÝ×ØÜÞ oãßáâä «èåæçé ¬íêëìî uóïñòô \u00adøõö÷ù yýúûüþ".replace(
            " ", ""
        )
    )
    small = dict(zip(_with_tones(), toned, strict=True)) | {"đ": "®"}
    bases = dict(zip("ĂÂĐÊÔƠƯ", "¡¢§£¤¥¦", strict=True))
    marked = {letter: unit for letter, unit in small.items() if ord(unit) > 127}
    return marked | {letter.upper(): unit for letter, unit in marked.items()} | bases


def _vni() -> dict[str, str]:
    plain, round_, short = "ùøûõï", "áàåãä", "éèúüë"
    marks = {
        "ă": ("a", "ê", short),
        "â": ("a", "â", round_),
        "ê": ("e", "â", round_),
        "ô": ("o", "â", round_),
    }
    bases = {"ơ": "ô", "ư": "ö"}
    units = []
    for vowel in _VOWELS:
        if vowel == "i":
            units += ["i", *"íìæóò"]
        elif vowel in marks:
            base, mark, tones = marks[vowel]
            units += [base + each for each in mark + tones]
        else:
            base = bases.get(vowel, vowel)
            units += [base, *(base + each for each in plain)]
    units[-1] = "î"
    return _pairs([*_with_tones(), "đ"], [*units, "ñ"])


def _bk_hcm2() -> dict[str, str]:
    bases = {
        "ă": ("ù", "æçèéå"),
        "â": ("ê", "ëìíîå"),
        "ê": ("ï", "ëìíîå"),
        "ô": ("ö", "ëìíîå"),
        "ơ": ("ú",),
        "ư": ("û",),
    }
    units = []
    for vowel in _VOWELS:
        base, tones = (*bases.get(vowel, (vowel,)), "áâãäå")[:2]
        units += ["i", *"ñòóôõ"] if vowel == "i" else [base, *(base + tone for tone in tones)]
    return _pairs([*_with_tones(), "đ"], [*units, "à"])


def _viscii() -> dict[str, str]:
    small = "aáàäãÕ å¡¢ÆÇ£ â¤¥¦ç§ eéèë¨© êª«¬\u00ad® iíìïî¸ oóòöõ÷ ô¯°±²µ ½¾¶·Þþ uúùüûø ßÑ×ØæñyýÏÖÛÜ".replace(
        " ", ""
    )
    large = (
        "AÁÀÄÃ\x80 Å\x81\x82\x02\x05\x83 Â\x84\x85\x86\x06\x87 EÉÈË\x88\x89 Ê\x8a\x8b\x8c\x8d\x8e IÍÌ\x9bÎ\x98 "
        "OÓÒ\x99\xa0\x9a Ô\x8f\x90\x91\x92\x93 ´\x95\x96\x97³\x94 UÚÙ\x9c\x9d\x9e ¿º»¼ÿ¹ YÝ\x9f\x14\x19\x1e"
    ).replace(" ", "")
    letters = [*_with_tones(), *map(str.upper, _with_tones()), "đ", "Đ"]
    return {
        letter: unit
        for letter, unit in zip(letters, small + large + "ðÐ", strict=True)
        if unit not in "aeiouyAEIOUY"
    }


def _cp1258() -> dict[str, str]:
    bases = {"ă": "ã", "ơ": "õ", "ư": "ý", "Ă": "Ã", "Ơ": "Õ", "Ư": "Ý", "đ": "ð", "Đ": "Ð"}
    tones = dict(zip(TONES[1:], "ìÌÒÞò", strict=True))
    found = dict(bases)
    for vowel in _VOWELS + _VOWELS.upper():
        for tone, unit in tones.items():
            found[unicodedata.normalize("NFC", vowel + tone)] = bases.get(vowel, vowel) + unit
    return found


TCVN3 = _legacy("tcvn3", _tcvn3(), capitals=False)
VNI = _legacy("vni", _vni())
VISCII = _legacy("viscii", _viscii(), whole=True)
CP1258 = _legacy(_CODE_PAGE, _cp1258())
BK_HCM2 = _legacy("bk-hcm2", _bk_hcm2())
ENCODINGS = (TCVN3, VNI, CP1258, VISCII, BK_HCM2)


def western(body: bytes) -> str:
    """Bytes as browsers read windows-1252 (WHATWG Encoding): the five bytes without a letter are C1 controls."""
    return body.decode("latin-1").translate(_TO_LETTERS)


def western_bytes(text: str) -> str:
    """The inverse of `western`, as Latin-1 has the bytes; letters that windows-1252 does not have stay."""
    return text.translate(_TO_BYTES)


def by_font(font: str) -> Legacy | None:
    """The encoding that a font is made for: `.VnTime` and its kin are TCVN3, `VNI-Times` is VNI."""
    name = font.strip(" '\"").casefold()
    if name.startswith(".vn"):
        return TCVN3
    if re.match(r"vni[\W_]", name):
        return VNI
    return VISCII if "viscii" in name else BK_HCM2 if re.match(r"bk ?hcm ?2", name) else None


def shows_capitals(font: str) -> bool:
    """Whether it is one of the TCVN3 fonts that draw every letter as a capital: `.VnTimeH`."""
    return bool(re.match(r"\.vn.*h\b", font.strip(" '\"").split(",")[0], re.IGNORECASE))
