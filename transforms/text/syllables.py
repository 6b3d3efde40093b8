"""Vietnamese syllables: which strings of letters can be one.

A syllable is an onset, a rime and one of six tones; syllables that end in a stop (c, ch, p, t) have only two of them.
The rimes are those of the standard orthography (Quyết định 240/QĐ, 1984), with the few that only names and loans have.
"""

import re
import unicodedata

TONES = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
"""No mark, acute (sắc), grave (huyền), hook (hỏi), tilde (ngã), dot (nặng)."""

_MARKS = frozenset(TONES[1:])
_STOPS = ("c", "ch", "p", "t")
_FINALS = {
    "a": "- c ch i m n ng nh o p t u y",
    "ă": "c k m n ng p t",
    "â": "c m n ng p t u y",
    "e": "- c m n ng o p t",
    "ê": "- ch m n nh p t u",
    "i": "- a ch m n nh p t u",
    "iê": "c m n ng p t u",
    "o": "- c i m n ng p t",
    "oa": "- c ch i m n ng nh o p t y",
    "oă": "c m n ng p t",
    "oe": "- m n o t",
    "oo": "c ng",
    "ô": "- c i m n ng p t",
    "ơ": "- i m n p t",
    "u": "- a c i m n ng p t",
    "uâ": "n ng t y",
    "uê": "- ch n nh t",
    "uô": "c i m n ng t",
    "uơ": "-",
    "uy": "- a ch n nh p t u",
    "uyê": "n t",
    "ư": "- a c i m n ng t u",
    "ươ": "c i m n ng p t u",
    "y": "-",
    "yê": "m n ng t u",
}
_AFTER_QU = {
    "a": "- c ch i m n ng nh o t u y",
    "ă": "c m n ng p t",
    "â": "n ng t y",
    "e": "- n o t",
    "ê": "- ch n nh t",
    "i": "- n nh t",
    "ơ": "-",
    "ô": "c",
    "y": "- a ch n nh p t u",
    "yê": "n t",
}
_GLIDES = ("oa", "oe", "uy")
_FRONT = tuple("eêiy")
_NARROW = ("k", "gh", "ngh")
_WIDE = ("c", "g", "ng")
_ONSET = re.compile(r"qu|gi(?=[^\W\d_])|ngh|gh|kh|ng|nh|ph|th|tr|ch|[bcdđghklmnprstvx]|")


def written(nucleus: str, final: str, tone: str) -> tuple[str, ...]:
    """The ways to write a rime with its tone: two where the two styles differ (òa and oà), else one."""
    if nucleus in _GLIDES and not final:
        places = [0, 1]
    elif len(nucleus) == 3 or nucleus in {"iê", "uâ", "uê", "uô", "uơ", "ươ", "yê", "oă"} | {*_GLIDES, "oo"}:
        places = [len(nucleus) - 1]
    else:
        places = [0]
    return tuple(
        dict.fromkeys(
            unicodedata.normalize("NFC", f"{nucleus[: at + 1]}{tone}{nucleus[at + 1 :]}{final}")
            for at in places
        )
    )


def _rimes(finals: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Each rime without its tone, and every way to write it with one."""
    found = {}
    for nucleus, ends in finals.items():
        for final in ends.replace("-", "").split(" "):
            tones = ("\u0301", "\u0323") if final in _STOPS else TONES
            found[nucleus + final] = tuple(way for tone in tones for way in written(nucleus, final, tone))
    return found


def _flat(rimes: dict[str, tuple[str, ...]]) -> frozenset[str]:
    return frozenset(way for ways in rimes.values() for way in ways)


RIMES = _rimes(_FINALS)
RIMES_AFTER_QU = _rimes(_AFTER_QU)
ONSETS = ("", *"bcdđghklmnprstvx", "ch", "gh", "gi", "kh", "ng", "ngh", "nh", "ph", "th", "tr")
_ALL = _flat(RIMES)
_ALL_AFTER_QU = _flat(RIMES_AFTER_QU)


def is_syllable(text: str) -> bool:
    """Whether `text` (NFC, any case) is written as a Vietnamese syllable may be, in either style of tone marks."""
    low = text.lower()
    found = _ONSET.match(low)
    onset = found[0] if found else ""
    rime = low[len(onset) :]
    if onset == "qu":
        return rime in _ALL_AFTER_QU
    if onset in {"g", "gi"} and low[1:2] and bare(low[1]) == "i":
        return low[1:] in _ALL or rime in _ALL
    return rime in _ALL and _spelled(onset, rime)


def _spelled(onset: str, rime: str) -> bool:
    """Whether the onset is written as it is before this vowel: k, gh, ngh before e, ê, i, y and nowhere else."""
    front = bare(rime[0]) in _FRONT
    if onset in _NARROW:
        return front
    return not (front and onset in _WIDE)


def bare(text: str) -> str:
    """`text` without its tone marks; the letters â ă ê ô ơ ư keep theirs."""
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(char for char in apart if char not in _MARKS))
