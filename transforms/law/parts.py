"""Parts of documents as texts name them: `điểm b, điểm đ khoản 2 và khoản 10 Điều 28` to addresses.

An address is a path from the whole to the part, such as `dieu-28/khoan-2/diem-b`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from transforms.law.levels import LEVELS, Level, number_of, numbers_between

_LETTER = r"[a-zđA-ZĐ]\d{0,2}"
_COUNT = r"\d{1,4}[a-zđ]{0,2}"
_ROMAN = r"[IVXLC]+[a-zđ]?"
_ITEM = {
    Level.POINT: _LETTER,
    Level.CLAUSE: _COUNT,
    Level.ARTICLE: _COUNT,
    Level.SUBSECTION: rf"(?:{_ROMAN}|{_COUNT})",
    Level.SECTION: rf"(?:{_ROMAN}|{_COUNT})",
    Level.CHAPTER: rf"(?:{_ROMAN}|{_COUNT})",
    Level.PART: rf"(?:thứ\s+\w+|{_ROMAN}|{_COUNT})",
    Level.ANNEX: rf"(?:số\s+)?(?:{_ROMAN}|{_COUNT}|[A-Z])",
}
_NAMES = {
    Level.POINT: "điểm",
    Level.CLAUSE: "khoản",
    Level.ARTICLE: "điều",
    Level.SUBSECTION: "tiểu mục",
    Level.SECTION: "mục",
    Level.CHAPTER: "chương",
    Level.PART: "phần",
    Level.ANNEX: "phụ lục",
}


def _pattern(level: Level) -> str:
    item = rf"(?-i:{_ITEM[level]})" if level != Level.PART else _ITEM[level]
    again = rf"(?:\s*,\s*|\s+và\s+|\s*,\s+và\s+|\s+đến\s+(?:hết\s+)?(?:{_NAMES[level]}\s+)?){item}(?![\w)])"
    return rf"(?P<{level.name}>(?<!\w){_NAMES[level]}\s+(?P<{level.name}_N>{item}(?![\w)])(?:{again})*))"


_NAMED = re.compile("|".join(_pattern(level) for level in _NAMES), re.IGNORECASE)
_ALONE = re.compile(r"(?<!\w)phụ lục(?!\s+[IVXLC\d])", re.IGNORECASE)
_TO = re.compile(rf"\s+đến\s+(?:hết\s+)?(?:(?:{'|'.join(_NAMES.values())})\s+)?", re.IGNORECASE)
_OF = re.compile(r"\s+(?:(?:của|tại|thuộc)\s+)?")

_MOST = 500


@dataclass(slots=True)
class _Path:
    """A part that is not yet whole: what stands above it is named after it."""

    top: Level
    steps: list[str]


def parts_in(text: str, within: str = "") -> list[str]:
    """The addresses of the parts that `text` names, in its order, each once; the first 500 namings count.

    Args:
        text: a phrase that names parts of one document.
        within: the address that a part without its article is part of.
    """
    open_: list[_Path] = []
    done: list[_Path] = []
    end = 0
    for found in islice(_NAMED.finditer(text), _MOST):
        level = next(level for level in _NAMES if found[level.name])
        joined = bool(_OF.fullmatch(text, end, found.start()))
        _take(level, _numbers(found[f"{level.name}_N"], level), open_, done, joined=joined)
        end = found.end()
    paths = [*done, *open_]
    addresses = [_address(path, within) for path in paths]
    if not addresses and _ALONE.search(text):
        addresses = ["phuluc-1"]
    return list(dict.fromkeys(addresses))


def _take(
    level: Level, numbers: Sequence[str], open_: list[_Path], done: list[_Path], *, joined: bool
) -> None:
    """What is open and smaller belongs to the part that is named now; what is as large or larger is done with.

    An annex has parts only where it is named right after them (`joined`): `Mục II Phụ lục III`.
    """
    smaller = [path for path in open_ if _above(level, path.top) and (joined or level != Level.ANNEX)]
    step = [f"{level.value}-{number}" for number in numbers]
    if smaller and _HELD[level]:
        for path in smaller:
            path.top = level
            path.steps.insert(0, step[0])
        open_ += [_Path(level, [each]) for each in step[1:]]
    else:
        if level == Level.POINT or any(_above(path.top, level) for path in open_):
            done += [path for path in open_ if path.top in _WHOLE]
            open_[:] = [path for path in open_ if path.top not in _WHOLE]
        open_ += [_Path(level, [each]) for each in step]


_WHOLE = frozenset({Level.ARTICLE, Level.SUBSECTION, Level.SECTION, Level.CHAPTER, Level.PART, Level.ANNEX})
_HELD = {
    level: level in {Level.CLAUSE, Level.ARTICLE, Level.CHAPTER, Level.PART, Level.ANNEX, Level.SECTION}
    for level in LEVELS
}


def _above(upper: Level, lower: Level) -> bool:
    """Whether a part of level `upper` may hold one of `lower` that is named before it; a chapter is named without its articles."""
    if lower in {Level.ANNEX, Level.ARTICLE}:
        return False
    return LEVELS.index(upper) < LEVELS.index(lower)


def _numbers(text: str, level: Level) -> list[str]:
    """`1, 2 và 3` as three numbers, `2 đến 5` as four."""
    out: list[str] = []
    for piece in re.split(r"\s*,\s+và\s+|\s*,\s*|\s+và\s+", text):
        ends = _TO.split(piece)
        plain = [number_of(end, level) for end in ends]
        out += numbers_between(plain[0], plain[-1], level) if len(plain) > 1 else plain
    return out


def _address(path: _Path, within: str) -> str:
    above = within.split("/") if within and path.top not in _WHOLE else []
    ranks = [level.value for level in LEVELS]
    kept = [step for step in above if ranks.index(step.rpartition("-")[0]) < ranks.index(path.top.value)]
    return "/".join([*kept, *path.steps])
