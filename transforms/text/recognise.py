"""Which text is in a legacy encoding, by its own letters, and the same text in Unicode.

What decides is how many of the marked words are Vietnamese syllables, as they stand and as each encoding reads them:
no reading turns the marked words of healthy Vietnamese, French or Czech into syllables that they were not before.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from transforms.text.legacy import ENCODINGS, TCVN3, Legacy, by_font, shows_capitals, western_bytes
from transforms.text.syllables import is_syllable

_SPECIAL = "€‚ƒ„†‡ˆ‰Š‹ŒŽ˜™š›œžŸ"
_ODD = rf"[\x80-\x9f¡-§¨ª¬\xad¯±-¶¸-º¼-¿ÄÅÆÇËÎÏÑÖ×ØÛÜÞßäåæçëîïñö÷øûüþÿ{_SPECIAL}]"
_HIGH_OR_SPECIAL = rf"[\x80-\xff{_SPECIAL}]"
_SUSPECT = re.compile(
    rf"{_HIGH_OR_SPECIAL}(?:(?<=[A-Za-z]{_ODD})|(?<={_ODD})(?=[A-Za-z])|(?<=[AEOUYaeouy][ìòÌÒÞ])"
    rf"|(?<=[À-ÿ{_SPECIAL}])(?=[À-ÿ{_SPECIAL}\x80-\x9f¡-º¼-¿]))"
)
_FOREIGN = re.compile(
    rf"(?<!\S)[\x00-\x08\x0e-\x1b!-\x84\x86-\x9f\xa1-\xff\u200b-\u2027\u202a-\u202e\u2030-\u205e\u2060-\u206f{_SPECIAL}\ufffd]*+"
    rf"[^\x00-\xff\u2000-\u206f{_SPECIAL}\ufffd]\S*"
)
_WORD = re.compile(r"[^\s!-@\[-`{-~\u2000-\u2019\u201b-\u201d\u2023-\u202f\ufffd]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_EDGES = "«»·°¡¿§©®™\xad"
_INITIALS = re.compile(r"[BCDĐGHKLMNPQRSTVX]{1,8}")
_UTF_8 = re.compile(r"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|\xc3 ")
_HIGH = re.compile(r"[\x80-\xff]")
_HYPHENED = re.compile(r"(?<![\w-])([^\W\d_]*)-([^\W\d_]*)(?![\w-])")
_LEAST, _GOOD, _FAIR, _DENSE = 3, 0.8, 0.6, 0.15
_SAMPLE = 40_000


@dataclass(frozen=True, slots=True)
class Evidence:
    """How the marked words of a text read in one encoding.

    Of `words`, `marked` have a letter beyond ASCII; `mended` of those are syllables in the encoding, `healthy` are as
    they stand. `gained` counts the different words that only the encoding makes syllables, `lost` those it breaks.
    """

    encoding: Legacy
    words: int
    marked: int
    mended: int
    healthy: int
    gained: int
    lost: int

    @property
    def sure(self) -> bool:
        """Whether the text alone proves the encoding."""
        all_read = self.mended == self.marked >= 2 * _LEAST and not self.lost
        return (
            self.gained >= (2 if all_read else _LEAST + 2 * self.lost)
            and self.mended >= max(_GOOD * self.marked, _DENSE * self.words)
            and self.mended - self.healthy >= _DENSE * self.marked
        )

    @property
    def likely(self) -> bool:
        """Whether it is enough where something else names the encoding already: a font, the rest of the page."""
        return self.gained > self.lost and self.mended > self.healthy and self.mended >= _FAIR * self.marked


def weigh(text: str, encodings: Iterable[Legacy] = ENCODINGS) -> Evidence | None:
    """The best reading of `text` (of its first 40,000 characters); None where no word of it has a mark."""
    words = _WORD.findall(text[:_SAMPLE])
    marked = Counter(word for word in words if not word.isascii() and _LETTERS.search(word))
    if not marked:
        return None
    healthy = {word for word in marked if _is_word(word.strip(_EDGES))}
    return max(
        (_evidence(encoding, len(words), marked, healthy) for encoding in encodings),
        key=lambda each: (each.mended, -each.lost),
    )


def _evidence(encoding: Legacy, words: int, marked: Counter[str], healthy: set[str]) -> Evidence:
    read = {word: encoding.decode(word) for word in marked if encoding.holds(word)}
    plain = {word for word, text in read.items() if _INITIALS.fullmatch(text)}
    mended = {word for word, text in read.items() if _is_word(text)}
    return Evidence(
        encoding,
        words,
        sum(count for word, count in marked.items() if word not in plain),
        sum(marked[word] for word in mended),
        sum(marked[word] for word in healthy),
        len(mended - healthy),
        len(healthy - mended),
    )


def _is_word(text: str) -> bool:
    found = _LETTERS.findall(text)
    return bool(found) and "".join(found) == text and all(map(is_syllable, found))


def recognise(text: str) -> str | None:
    """The name of the legacy encoding that `text` proves to be in by itself; None for a text that is in none."""
    found = _proved(text)
    return found.name if found else None


def _proved(text: str) -> Legacy | None:
    if text.isascii() or not _SUSPECT.search(text):
        return None
    found = weigh(_FOREIGN.sub(" ", text))
    return found.encoding if found and found.sure else None


def is_suspect(text: str) -> bool:
    """Whether `text` has letters side by side as Vietnamese never has them: quick, and often for nothing."""
    return bool(_SUSPECT.search(text))


def is_mixed(text: str) -> bool:
    """Whether some letters of `text` are such as only Unicode has."""
    return bool(_FOREIGN.search(text))


def decide(text: str, expect: str = "") -> Legacy | None:
    """The encoding of a text that is not mixed: the one that it proves, or the expected one where that is likely."""
    expected = _named(expect)
    found = weigh(text, (expected,)) if expected else None
    if found and found.likely:
        return found.encoding
    return _proved(text)


def _named(name: str) -> Legacy | None:
    return next((each for each in ENCODINGS if each.name == name), None)


def convert(text: str, font: str = "", *, expect: str = "") -> str:
    """`text` in Unicode where it, or a part of it, is in a legacy encoding; else `text` itself, not even composed.

    Lines are judged apart, as are stretches between words that only Unicode can write. Ask before `clean`, which
    takes TCVN3's `ư` (U+00AD) for a soft hyphen.

    Args:
        text: as windows-1252 shows the bytes, its C1 controls for the five that it has no letters for.
        font: the name of the font that it is set in, if known. A font that is made for an encoding (`.VnTime`,
            `VNI-Times`) makes less evidence do, and `.VnTimeH` makes capitals; a healthy text stays as it is all
            the same, as documents name such fonts for Unicode text too.
        expect: name of the encoding that the rest of the page is in, with the same effect.
    """
    expected = by_font(font) or _named(expect)
    capitals = shows_capitals(font)
    if text.isascii():
        return text.upper() if capitals else text
    if not expected and not _SUSPECT.search(text):
        return text
    expected = expected or _proved(text)
    return "\n".join(_line(line, expected, capitals=capitals) for line in text.split("\n"))


def convert_pieces(pieces: Sequence[tuple[str, str]], expect: str = "") -> list[str]:
    """What the stretches of one paragraph, each with its font, say in Unicode.

    A word may be cut between two of them, so they are judged together. `expect` as in `convert`.
    """
    texts = [text for text, _ in pieces]
    whole = "".join(texts)
    if len(pieces) == 1 or whole.isascii() or is_mixed(whole) or utf_8_read_as_western(whole) is not None:
        expect = recognise(whole) or expect
        return [convert(text, font, expect=expect) for text, font in pieces]
    encoding = decide(whole, next((found.name for _, font in pieces if (found := by_font(font))), expect))
    if encoding is None:
        return texts
    return [read_as(text, encoding, capitals=shows_capitals(font)) for text, font in pieces]


@dataclass(frozen=True, slots=True)
class Writing:
    """How a file's letters are written: in the encoding of that name, empty for Unicode.

    `throughout`: no letter of the file is such as only Unicode has, so that short texts need no proof of their own.
    """

    encoding: str = ""
    throughout: bool = False

    @classmethod
    def of(cls, text: str) -> "Writing":
        """What the file's text as a whole proves."""
        name = recognise(text) or ""
        return cls(name, bool(name) and not any(map(_only_unicode, set(text))))

    def read(self, pieces: Iterable[tuple[str, str]]) -> str:
        """What the stretches of a paragraph, each with its font, say in Unicode. Ask before `clean`, as for `convert`."""
        encoding = _named(self.encoding)
        if encoding is None or not self.throughout:
            return "".join(convert_pieces(list(pieces), self.encoding))
        alike = groupby(pieces, key=lambda piece: shows_capitals(piece[1]))
        return "".join(
            read_as("".join(text for text, _ in run), encoding, capitals=capitals) for capitals, run in alike
        )


def _only_unicode(char: str) -> bool:
    return char > "\xff" and char.isalpha() and char not in _SPECIAL


def read_hyphens(text: str) -> str:
    """`text`, converted from TCVN3, with ư for each hyphen that makes a syllable by it and parts no two.

    PDFs have a hyphen for the byte AD, which is TCVN3's ư (WinAnsiEncoding, ISO 32000-1, annex D.2).
    """
    return _HYPHENED.sub(_with_horn, text) if "-" in text else text


def _with_horn(found: re.Match[str]) -> str:
    before, after = found.groups()
    letters = before + after
    read = f"{before}{'Ư' if letters.isupper() else 'ư'}{after}"
    parts_two = is_syllable(before) and is_syllable(after)
    return read if letters and is_syllable(read) and not parts_two else found[0]


def _line(line: str, expected: Legacy | None, *, capitals: bool) -> str:
    """A line between whose Unicode words only stretches are converted that prove their encoding themselves."""
    foreign = [found.span() for found in _FOREIGN.finditer(line)]
    if not foreign:
        return _run(line, expected, capitals=capitals)
    pieces, at = [], 0
    for start, end in [*foreign, (len(line), len(line))]:
        first, last = _odd_part(line, at, start, after=at > 0, before=end > start)
        pieces += [line[at:first], _run(line[first:last], None, capitals=False), line[last:end]]
        at = end
    return "".join(pieces)


def _odd_part(line: str, start: int, end: int, *, after: bool, before: bool) -> tuple[int, int]:
    """Where a stretch begins and ends without the healthy words that go with Unicode words after or before them."""
    odd = [
        word.span()
        for word in _WORD.finditer(line, start, end)
        if not word[0].isascii() and not _is_word(word[0].strip(_EDGES))
    ]
    if not odd:
        return end, end
    return odd[0][0] if after else start, odd[-1][1] if before else end


def _run(text: str, expected: Legacy | None, *, capitals: bool) -> str:
    """A stretch without letters that only Unicode has: all of it in one encoding, or none of it."""
    if text.isascii():
        return text
    twice = utf_8_read_as_western(text)
    if twice is not None:
        return twice
    if expected:
        found = weigh(text, (expected,))
        if found and found.likely:
            return read_as(text, expected, capitals=capitals)
    found = weigh(text)
    return read_as(text, found.encoding, capitals=capitals) if found and found.sure else text


def utf_8_read_as_western(text: str) -> str | None:
    """The text that `text` was before its UTF-8 was read as windows-1252 (`Viá»‡t`); None where it was not.

    À's second byte is a no-break space, which most pages have lost to a plain one.
    """
    raw = western_bytes(text)
    found = _UTF_8.findall(raw)
    if len(found) < _LEAST or len("".join(found)) - raw.count("\xc3 ") < 0.9 * len(_HIGH.findall(raw)):
        return None
    return _UTF_8.sub(_from_utf_8, raw)


def _from_utf_8(found: re.Match[str]) -> str:
    if found[0] == "\xc3 ":
        return "à"
    try:
        return found[0].encode("latin-1").decode()
    except UnicodeDecodeError:
        return found[0]


def read_as(text: str, encoding: Legacy, *, capitals: bool = False) -> str:
    """`text` as `encoding` has it; in TCVN3, which has no capitals with tones, words typed as capitals become such."""
    read = encoding.decode(text)
    if encoding is not TCVN3:
        return read
    return read.upper() if capitals else _with_capitals(read)


def _with_capitals(text: str) -> str:
    """Words whose letters are capitals wherever TCVN3 has capitals: `CộNG HòA`, as typed for a font of capitals."""
    known = [_ascii(word[0]) for word in _LETTERS.finditer(text)]
    telling = [letters for letters in known if len(letters) > 1]
    line = len(telling) > 1 and sum(map(str.isupper, telling)) >= _GOOD * len(telling)
    least = 0 if line else 2
    return _LETTERS.sub(lambda found: _capital(found[0], least), text)


def _capital(word: str, least: int) -> str:
    known = _ascii(word)
    return word.upper() if len(known) >= least and (not known or known.isupper()) else word


def _ascii(word: str) -> str:
    return "".join(char for char in word if char.isascii())
