"""One spelling for comparison and search, where Vietnamese has two; what is stored keeps the source's.

The rule: the tone of the open rimes oa, oe and uy stands on the first letter in the older style (hòa, khỏe, thủy) and
on the second in the newer one (hoà, khoẻ, thuỷ). Nothing else differs: rimes with a final (hoàn, ngoài, huỳnh) and
those with â, ê, ô, ơ (thuở, huệ) have one place for it; in `qu` the u is part of the onset (quà, quý), and `gi` has
none of these rimes. `qúy` and `cuả` are no style but slips, and stay what they are.
"""

import re
import unicodedata

from crawlers.words import clean

_D = str.maketrans("\u00d0\u0189\u00f0\u0256", "ĐĐđđ")
_GLIDE = re.compile("[oOuU][àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸỳýỷỹỵỲÝỶỸỴ]")
_ONSETS = frozenset(["", "ch", "gh", "gi", "kh", "ng", "ngh", "nh", "ph", "th", "tr"]) | set(
    "bcdđghklmnprstvx"
)
_LONGEST_ONSET = 3


def _older_of(glide: str, vowel: str) -> str:
    apart = unicodedata.normalize("NFD", vowel)
    return unicodedata.normalize("NFC", glide + apart[1:]) + apart[0]


_OLDER = {
    glide + vowel: _older_of(glide, vowel)
    for glides, vowels in (("oO", "àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ"), ("uU", "ỳýỷỹỵỲÝỶỸỴ"))
    for glide in glides
    for vowel in vowels
}
_Y = re.compile(r"(?<![^\W_])(h|k|l|m|qu|s|t)([yỳýỷỹỵ])(?![^\W_])", re.IGNORECASE)
_TO_I = str.maketrans("yỳýỷỹỵYỲÝỶỸỴ", "iìíỉĩịIÌÍỈĨỊ")
_WORD = re.compile(r"[^\W_]+")


def one_style(text: str) -> str:
    """`text` cleaned, with every tone mark in the older style; case, punctuation and all else as they were."""
    return _GLIDE.sub(_older, clean(text))


def _older(found: re.Match[str]) -> str:
    """The open rime with its tone on the first letter; what is no such rime stays."""
    older = _OLDER.get(found[0])
    whole, start, end = found.string, found.start(), found.end()
    if older is None or whole[end : end + 1].isalnum():
        return found[0]
    before = start
    while before and start - before <= _LONGEST_ONSET and whole[before - 1].isalnum():
        before -= 1
    return older if whole[before:start].lower() in _ONSETS else found[0]


def search_key(text: str, *, loose: bool = False) -> str:
    """What two spellings of one text have in common: its words in lower case and one style, Đ as Đ, a space between.

    Tones and letters stay apart (`fold` takes them off). `loose` also takes y for i at the end of syllables that begin
    with h, k, l, m, qu, s or t (Mỹ and Mĩ, quý and quí, tỷ and tỉ): one word in two spellings, but sometimes two names
    of persons. No other i and y are one: tuy is not tui, and after v and th (Vy, Thy) they tell names apart.
    """
    low = unicodedata.normalize("NFC", clean(text).translate(_D).casefold())
    key = " ".join(_WORD.findall(_GLIDE.sub(_older, low)))
    return _Y.sub(lambda found: found[0].translate(_TO_I), key) if loose else key


def same(one: str, other: str, *, loose: bool = False) -> bool:
    """Whether two texts have the same words, whatever the style, case, spaces and punctuation."""
    return search_key(one, loose=loose) == search_key(other, loose=loose)
