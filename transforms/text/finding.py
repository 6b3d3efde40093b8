"""By which words a text is found, whatever the style of its tones, its case, its form of Unicode and its spaces."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from crawlers.words import plain_letters
from transforms.text.keys import one_style, search_key

_WORD = re.compile(r"[^\W_]+")
_RUN = re.compile(r"[^\W_]+(?:[/.,:-][^\W_]+)*")
_OTHER = re.compile("[\u0370-\u04ff]")
_NO_MARKS = dict.fromkeys(range(0x300, 0x370)) | {ord("đ"): "d"}
_BETWEEN = "|"
_MOST_PARTS = 6
_LONGEST = 50


@dataclass(frozen=True, slots=True)
class Keys:
    """By what a text is found: its words (`search_key`), and the same without marks, y as i (`bare`).

    What stands together with figures in it, as legal numbers do (`12/2024/NĐ-CP`), is a word too, with spaces between
    its parts, and so is each stretch of up to six parts of it. Letters of other alphabets that look like Latin ones are
    Latin; words are cut at 50 letters.
    """

    words: tuple[str, ...]
    bare: tuple[str, ...]


def keys_of(text: str, *, most: int) -> Keys:
    """The different keys of a text, in their order; of the first `most` words only, where there are more."""
    words: dict[str, None] = {}
    for parts in _runs(text):
        words.update(dict.fromkeys(parts))
        words.update(dict.fromkeys(islice(_stretches(parts), most)))
        if len(words) >= most:
            break
    return _in_one_style(islice(words, most))


def wanted_keys(text: str) -> Keys:
    """The keys that a text must have to be found by all the words of a query; legal numbers whole, not by their parts."""
    words: dict[str, None] = {}
    for parts in _runs(text):
        whole = len(parts) > 1 and any(map(_has_figure, parts))
        last = max(len(parts) - _MOST_PARTS, 0)
        told = (" ".join(parts[at : at + _MOST_PARTS]) for at in range(last + 1)) if whole else parts
        words.update(dict.fromkeys(told))
    return _in_one_style(words)


def _runs(text: str) -> Iterator[list[str]]:
    """The different runs of words of a text in lower case, those together between which no space stands."""
    if _OTHER.search(text):
        text = _OTHER.sub(lambda found: plain_letters(found[0]), unicodedata.normalize("NFD", text))
    low = unicodedata.normalize("NFC", plain_letters(text).casefold())
    for run in dict.fromkeys(_RUN.findall(low)):
        yield [part[:_LONGEST] for part in _WORD.findall(run)]


def _stretches(parts: list[str]) -> Iterator[str]:
    for start in range(len(parts) - 1):
        for end in range(start + 2, min(start + _MOST_PARTS, len(parts)) + 1):
            if any(map(_has_figure, parts[start:end])):
                yield " ".join(parts[start:end])


def _has_figure(part: str) -> bool:
    return any(map(str.isdigit, part))


def _in_one_style(words: Iterable[str]) -> Keys:
    styled = one_style(_BETWEEN.join(words))
    apart = unicodedata.normalize("NFD", styled).translate(_NO_MARKS).split(_BETWEEN)
    bare = (search_key(word, loose=True) if "y" in word else word for word in apart)
    return Keys(_different(styled.split(_BETWEEN)), _different(bare))


def _different(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in dict.fromkeys(words) if word)
