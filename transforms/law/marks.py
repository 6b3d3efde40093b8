"""The marks that begin a unit of a legal document: `Chương II`, `Điều 5.`, `1.`, `a)`."""

import re
from dataclasses import dataclass

from crawlers.words import clean
from transforms.law.levels import Level, number_of
from transforms.law.types import is_capitals, key_of, type_of

_WORDS = (
    (Level.PART, "phần"),
    (Level.CHAPTER, "chương"),
    (Level.SUBSECTION, "tiểu mục"),
    (Level.SECTION, "mục"),
)
_UNIT = re.compile(
    r"(?P<word>phần|chương|tiểu mục|mục)\s+(?P<number>(?:thứ\s+)?(?:nhất|một|hai|nhì|ba|tư|bốn|năm|sáu|bảy|bẩy|tám|chín|mười)\b"
    r"|(?-i:[IVXLC]+[a-zđ]?)(?!\w)|\d{1,3}(?-i:[a-zđ]?)(?!\w))\s*[.:\-–]?\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"điều\s*(?:thứ\s*)?(?P<number>\d{1,4}(?-i:[a-zđ]{0,2}))(?!\w)\s*(?P<mark>[.:\-–]*)\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_NO_ARTICLE = re.compile(r"điều\s*[.:]\s*(?P<rest>.*)", re.IGNORECASE)
_CLAUSE = re.compile(r"(?P<number>\d{1,3}[a-zđ]{0,2})\s*(?:[.)]|/(?=\s)|-(?=\s))\s*(?P<rest>(?![\d.]).*)")
_POINT = re.compile(r"(?P<number>[a-zđ]\d{0,2})\s*(?:\)|[./](?=\s))\s*(?P<rest>.+)")
_LOUD_POINT = re.compile(r"(?P<number>[A-HJ-UYĐ])\s*\)\s*(?P<rest>.+)")
_ROMAN = re.compile(r"(?P<number>[IVXLC]+)\s*(?:[.)]|-(?=\s))\s*(?P<rest>.+)")
_ANNEX = re.compile(
    r"phụ lục(?:\s+(?:số\s*)?(?P<number>(?-i:[IVXLC]+[a-zđ]?|\d{1,3}[a-zđ]?|[A-Z])(?!\w)))?\s*[.:\-–]?\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"(?P<label>mẫu\s+(?:số\s*)?:?\s*\d{1,3}(?-i:[a-zđ]?)(?:/[\w\-]+)?)(?!\w)\s*[.:\-–]?\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_LONG = 200
_ATTACHED_TYPES = frozenset(
    {"quy chế", "quy định", "điều lệ", "chương trình", "kế hoạch", "đề án", "phương án", "hướng dẫn"}
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A unit's mark and what stands behind it in its line; `number` is empty where a site has dropped it."""

    level: Level
    number: str
    label: str
    rest: str


def read_mark(text: str) -> Mark | None:
    """The mark that a line begins with, None where it begins with none."""
    line = clean(text)
    return _article(line) or _unit(line) or _annex(line) or _small(line)


def _article(line: str) -> Mark | None:
    found = _ARTICLE.fullmatch(line)
    if found:
        rest = found["rest"]
        if not found["mark"] and rest and not rest[0].isupper():
            return None
        return Mark(Level.ARTICLE, number_of(found["number"], Level.ARTICLE), _label(line, rest), rest)
    bare = _NO_ARTICLE.fullmatch(line)
    return Mark(Level.ARTICLE, "", "Điều", bare["rest"]) if bare else None


def _unit(line: str) -> Mark | None:
    found = _UNIT.fullmatch(line) if len(line) <= _LONG else None
    if found is None or (found["rest"] and not found["rest"][0].isupper() and not found["rest"][0].isdigit()):
        return None
    if re.match(r"^\W*(?:và|,|của|này|Luật|Nghị định|Thông tư)\b", found["rest"]):
        return None
    word = found["word"].lower()
    level = next(level for level, name in _WORDS if name == word)
    return Mark(level, number_of(found["number"], level), _label(line, found["rest"]), found["rest"])


def _annex(line: str) -> Mark | None:
    found = _ANNEX.fullmatch(line) if len(line) <= _LONG else None
    if found is None or not (line.startswith("PHỤ LỤC") or found["number"] or not found["rest"]):
        return None
    rest = found["rest"]
    if rest and not (is_capitals(rest) or rest[0] == "("):
        return None
    number = number_of(found["number"], Level.ANNEX) if found["number"] else ""
    return Mark(Level.ANNEX, number, _label(line, rest), rest)


def _small(line: str) -> Mark | None:
    """Clauses and points; a Roman numeral is a section, unless letters go on to it (`h)`, `i)`)."""
    point = _POINT.fullmatch(line) or _LOUD_POINT.fullmatch(line)
    if point and (point["number"].islower() or not is_capitals(point["rest"])):
        number = number_of(point["number"], Level.POINT)
        return Mark(Level.POINT, number, _label(line, point["rest"]), point["rest"])
    found = _ROMAN.fullmatch(line)
    if found and len(line) <= _LONG:
        return Mark(
            Level.SECTION,
            number_of(found["number"], Level.SECTION),
            _label(line, found["rest"]),
            found["rest"],
        )
    clause = _CLAUSE.fullmatch(line)
    if clause:
        return Mark(
            Level.CLAUSE,
            number_of(clause["number"], Level.CLAUSE),
            _label(line, clause["rest"]),
            clause["rest"],
        )
    return None


def _label(line: str, rest: str) -> str:
    return line[: len(line) - len(rest)].strip() if rest else line


def read_form(text: str) -> tuple[str, str] | None:
    """The label of a form that a line begins (`Mẫu số 01`), and the form's name; None where it begins none."""
    line = clean(text)
    found = _FORM.fullmatch(line) if len(line) <= _LONG else None
    if found is None or (found["rest"] and not (found["rest"][0].isupper() or found["rest"][0] == "(")):
        return None
    return (found["label"], found["rest"]) if not line.endswith((".", ";")) else None


def is_attached(text: str, following: str) -> bool:
    """Whether a line is the title of a document that is issued with this one: `QUY CHẾ`, and `(Ban hành kèm theo …` near."""
    line = clean(text)
    named = is_capitals(line) and (type_of(line) is not None or _starts_type(line))
    return named and bool(re.search(r"(?:ban hành|kèm) (?:kèm )?theo", following, re.IGNORECASE))


def _starts_type(line: str) -> bool:
    key = key_of(line)
    return any(key == name or key.startswith(f"{name} ") for name in _ATTACHED_TYPES)
