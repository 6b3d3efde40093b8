"""Letters, syllables and words: what a Vietnamese voice can pronounce and what it must spell."""

import re
import unicodedata
from types import MappingProxyType

from transforms.reading.tables import spoken_by, words

LETTER_NAMES = spoken_by("letters.tsv", "")

_VOWELS = "aăâeêioôơuưy"
_TONES = {"\u0300": "huyền", "\u0301": "sắc", "\u0309": "hỏi", "\u0303": "ngã", "\u0323": "nặng"}
_TONED = MappingProxyType(
    {
        unicodedata.normalize("NFC", vowel + mark): (vowel, tone)
        for vowel in _VOWELS
        for mark, tone in _TONES.items()
    }
)
_FLAT = str.maketrans({toned: vowel for toned, (vowel, _) in _TONED.items()})

LOWER = "a-zđ" + "ăâêôơư" + "".join(_TONED)
UPPER = "A-ZĐ" + "ĂÂÊÔƠƯ" + "".join(_TONED).upper()
VOWELS = _VOWELS + "".join(_TONED)

_ONSET = "(?:ngh|gh|k)(?=[eêiy])|(?:ng|g|c)(?![eêiy])|g(?=i)|gi|qu|ch|kh|nh|ph|th|tr|[bdđhlmnprstvx]"
_RHYMES = words("rhymes")
_SYLLABLE = re.compile(rf"(?:{_ONSET})?(?:{'|'.join(sorted(_RHYMES, key=len, reverse=True))})")
_PLAIN_RHYMES = sorted(
    {r.translate(str.maketrans("ăâêôơư", "aaeoou")) for r in _RHYMES}, key=len, reverse=True
)
_UNMARKED = re.compile(
    rf"(?:(?:ngh|ch|gh|gi|kh|ng|nh|ph|qu|th|tr|[bcdghklmnpqrstvx])?(?:{'|'.join(_PLAIN_RHYMES)}))+"
)
_STOP_CODA = re.compile(r"(?:ch|[cpt])$")
_CLUSTER = re.compile(r"[^aeiouy]{4,}|^(?!str|scr|spr|sch)[^aeiouy]{3,}|[^aeiouy]{3,}$|[aeiou]{4,}")


def spell(letters: str) -> str:
    """The letters' names; what has no name stays: "KSTT" is "ca ét tê tê"."""
    return " ".join(LETTER_NAMES.get(letter, letter) for letter in letters.lower())


def is_syllable(word: str) -> bool:
    """Whether `word`, in any case, is a syllable that Vietnamese spelling allows.

    A syllable that ends in c, ch, p or t carries a sharp or heavy tone, so "VIP" is none.
    """
    lower = word.lower()
    flat = lower.translate(_FLAT)
    if not _SYLLABLE.fullmatch(flat):
        return False
    tone = next((_TONED[letter][1] for letter in lower if letter in _TONED), "ngang")
    return not _STOP_CODA.search(flat) or tone in {"sắc", "nặng"}


def is_marked(word: str) -> bool:
    """Whether a letter carries a tone or a mark that abbreviations do not have (ă, â, ê, ô)."""
    return any(letter in _TONED or letter in "ăâêô" for letter in word.lower())


def is_unmarked_word(word: str) -> bool:
    """Whether `word` could be Vietnamese typed without marks: "NGUYEN", "laocai"."""
    return len(word) > 2 and _UNMARKED.fullmatch(word.lower()) is not None


def is_pronounceable(word: str) -> bool:
    """Whether a voice can say an unmarked or foreign word as a word: "laocai" and "facebook", not "ubnd"."""
    lower = word.lower().translate(_FLAT)
    if len(lower) < 3:
        return False
    plain = unicodedata.normalize("NFD", lower)
    if _UNMARKED.fullmatch(plain):
        return True
    return any(letter in "aeiouy" for letter in plain) and not _CLUSTER.search(plain)
