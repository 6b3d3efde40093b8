"""How much text there is, in any script, and whether it is in a language."""

import re

from crawlers.words import is_language, words

GOOD_WORDS = 8
"""Words from which a block is prose, not a name, a date or a label."""

_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_LETTERS_A_WORD = 2


def size(text: str) -> int:
    """Words in `text`; of scripts that set no spaces between words, two letters count for one."""
    if text.isascii():
        return len(words(text))
    unspaced = len(_UNSPACED.findall(text))
    if not unspaced:
        return len(words(text))
    return len(words(_UNSPACED.sub(" ", text))) + (unspaced + 1) // _LETTERS_A_WORD


def in_language(text: str, language: str) -> bool:
    """Whether `text` may be in `language`, as `is_language` tells; in Vietnamese is nothing in a script without spaces."""
    if not text.isascii() and len(_UNSPACED.findall(text)) > len(text) / 3:
        return not language.lower().startswith("vi")
    return is_language(text, language)
