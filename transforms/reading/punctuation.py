"""Marks that a voice can phrase stay; the others become a pause, a word, or nothing."""

import re
import unicodedata

from transforms.reading.context import behind, is_behind
from transforms.reading.letters import LOWER, UPPER
from transforms.reading.numbers import cardinal, digit_by_digit
from transforms.reading.rule import Guess, Hit, Rule, rule
from transforms.reading.tables import any_of, rows, words

_SYMBOLS = {row.written: row.spoken for row in rows("symbols.tsv") if not row.scope}
_AFTER_NUMBER = {row.written: row.spoken for row in rows("symbols.tsv") if row.scope == "after-number"}
_QUOTES = "\"“”„‟«»‹›'‘’‚‛`´′″"
_PAUSES = "()[]{}|–—―‒‐‑-/…·•"
_KEPT = ",.;:?!"
_ORNAMENTS = "●○■□▪◆◇►▶➢➤✓✔★☆☎☏✉📞→⇒"

_RUN = re.compile(r"(?:(?<!\s)\s++)?[,.;:?!][\s,.;:?!]*+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufe0f\ufeff]")
_SPACES = re.compile(r"\s+")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?![0-9])")
_STRENGTH = "?!.;:,"
_INDENT = 200
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_POWERS = {"2": "bình phương", "3": "lập phương"}
_ENTITIES = {
    "amp": "và",
    "lt": "nhỏ hơn",
    "gt": "lớn hơn",
    "nbsp": "",
    "quot": "",
    "ndash": ",",
    "mdash": ",",
}
_LABELLED = re.compile(r"(?<!\w)([^\W\d_]+)\.?\s?(?:số\s)?[0-9]+(?:\+[0-9]+)?\s?$")
_LABEL_NEXT = re.compile(r"\s?([^\W\d_]+)\.?\s?(?:số\s)?[0-9]")
_COUNTED_BEFORE = re.compile(r"[0-9](?:\s[^\W\d_]+){1,3}\s?$")
_NUMBER_NEXT = re.compile(r"\s?[0-9]")
_TAG = any_of(words("markup"))
_HOTEL = re.compile(r"(?:[Kk]hách sạn|KS|[Rr]esort|[Tt]iêu chuẩn|[Hh]ạng)\s(?:\w+\s)?[1-7]$")
_WIDEST = 80
_BEHIND_WORDING = behind("wording_before")
_WORDING = re.compile(rf"(?<!\w){any_of(words('wording_before'))}\s+[\"“][^\"“”]{{1,300}}$", re.IGNORECASE)
_LONGEST_WORDING = 320
_CLOSED = re.compile(r"[^<>]*>")
_OPENED = re.compile(r"<[^\W\d_][^<>]*$")
_NOT_SAID = "ký hiệu không đọc được"
_NOT_READ = "thẻ đánh dấu, không đọc"


def _bullet(match: re.Match[str]) -> str | None:
    return "" if begins(match.string, match.start()) else None


def begins(line: str, place: int) -> bool:
    """Whether nothing but spaces stands before a place; far from the line's begin something does."""
    return place < _INDENT and not line[:place].strip()


def _slash(match: re.Match[str]) -> str:
    """`6 tháng/2025` names the year, `105 bé trai/100 bé gái` is a ratio; a slash between words is a pause."""
    line, start, end = match.string, match.start(), match.end()
    if _YEAR.match(line, end):
        return "năm"
    counted = _NUMBER_NEXT.match(line, end) and _COUNTED_BEFORE.search(line, max(0, start - 40), start)
    return "trên" if counted else ","


def _raised(match: re.Match[str]) -> str:
    """`10⁶` is a power, `x²` a square."""
    power = match[0].translate(_RAISED)
    sign = {"-": "trừ ", "+": "cộng "}.get(power[0], "")
    digits = power.strip("+-")
    if power in _POWERS:
        return _POWERS[power]
    if not digits:
        return sign.strip()
    tail = {"-": " trừ", "+": " cộng"}.get(power[-1], "") if not sign else ""
    return f"mũ {sign}{cardinal(int(digits))}{tail}" if digits.isdigit() else "mũ"


def _stars(match: re.Match[str]) -> str | None:
    """`khách sạn 4*`; behind another number it is a footnote's mark."""
    line, start = match.string, match.start()
    return "sao" if _HOTEL.search(line, max(0, start - 40), start) else None


def _bracket(match: re.Match[str]) -> str | None:
    """`<tên>` and `xem thêm >>`: brackets, not a comparison."""
    line, start, end = match.string, match.start(), match.end()
    if end - start > 1 and match[0] != "</":
        return ","
    if match[0] in {"<", "</"}:
        return "," if _CLOSED.match(line, end, end + _WIDEST) else None
    return "," if _OPENED.search(line, max(0, start - _WIDEST), start) else None


def _wording(match: re.Match[str]) -> str | None:
    """`thay từ "bằng" bằng cụm từ "…"`: where words are spoken of, a pause tells them from the others."""
    line, start = match.string, match.start()
    closes = match[0] != "“" and _WORDING.search(line, max(0, start - _LONGEST_WORDING), start)
    return "," if closes or is_behind(_BEHIND_WORDING, line, start) else None


def _entity(match: re.Match[str]) -> str | None:
    return _ENTITIES.get(match["name"])


def _dash(match: re.Match[str]) -> str:
    """A hyphen inside a word is a joint, a dash between words a pause."""
    line, start, end = match.string, match.start(), match.end()
    if start == 0 or end == len(line):
        return ","
    if _same_label(line, start, end):
        return "đến"
    before, after = line[start - 1], line[end]
    joint = before.isalpha() and after.isalpha() and not (before.isupper() and after.isupper())
    return "" if joint and after.islower() else ","


def _same_label(line: str, start: int, end: int) -> bool:
    """`thôn 3 - thôn 5`, `Km10 - Km12+300`: the same word before two numbers."""
    before, after = _LABELLED.search(line, max(0, start - 30), start), _LABEL_NEXT.match(line, end)
    return bool(before and after) and before[1].lower() == after[1].lower()  # type: ignore[index]


def _dots(match: re.Match[str]) -> str:
    following = match.string[match.end() : match.end() + 40].lstrip(' "”’)')
    return "." if not following or following[0].isupper() else ","


def symbol(line: str, place: int) -> Hit | None:
    """Any other sign: its word from `symbols.tsv`, its number, or a note that it is not spoken."""
    char = line[place]
    if char in _AFTER_NUMBER and place and line[place - 1].isdigit():
        return Hit("symbol", _AFTER_NUMBER[char], place + 1)
    if char in _QUOTES:
        return Hit("quote", "", place + 1)
    if char in _SYMBOLS:
        joint = "và " if char in "½⅓⅔¼¾" and place and line[place - 1].isdigit() else ""
        return Hit("symbol", f"{joint}{_SYMBOLS[char]}", place + 1)
    if char in _KEPT:
        return None
    if char in _PAUSES:
        return Hit("pause", ",", place + 1)
    return _unknown(char, place)


def _unknown(char: str, place: int) -> Hit | None:
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return Hit("digit", digit_by_digit(str(digit)), place + 1)
    category = unicodedata.category(char)
    if category in {"Sm", "Sc"}:
        return Hit("unknown_symbol", "ký hiệu", place + 1, _NOT_SAID)
    if category[0] in "SPCMN":
        told = category[0] == "P" or category in {"Cf", "Co"} or char in _ORNAMENTS
        return Hit("unspoken", "", place + 1, "" if told else _NOT_SAID)
    return None


def tidy(line: str) -> str:
    """One space between words, none before a mark, one mark where several meet (the strongest), none at the start."""
    marked = _RUN.sub(_strongest, _INVISIBLE.sub("", line))
    return _SPACES.sub(" ", marked).lstrip(" ,;:.").rstrip(" ,")


def _strongest(match: re.Match[str]) -> str:
    return next(mark for mark in _STRENGTH if mark in match[0]) + " "


BULLETS: tuple[Rule, ...] = (rule("bullet", r"[-–—+*•·●○■□▪◆►➢✓✔→](?=\s)", _bullet),)
RULES: tuple[Rule, ...] = (
    rule(
        "markup",
        rf"</?{_TAG}(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>]+))*\s*/?>|<!--.*?-->|<[?!][A-Za-z][^<>]*>",
        lambda _: Guess(",", _NOT_READ),
        re.IGNORECASE,
    ),
    rule("markup", r"&(?P<name>[a-z]{2,6});", _entity),
    rule("quote", '["“”]', _wording),
    rule("rhesus", r"(?<=Rh)[-−](?!\w)", lambda _: "âm"),
    rule("comparison", r"[‹<]=", lambda _: "nhỏ hơn hoặc bằng"),
    rule("comparison", r"[›>]=", lambda _: "lớn hơn hoặc bằng"),
    rule("bracket", r">(?=\s)", lambda match: "" if begins(match.string, match.start()) else None),
    rule("hashtag", r"#(?=[^\W\d_])", lambda _: ""),
    rule("decoration", r"([=_*~#+^-])\1{2,}", lambda _: ","),
    rule("power", r"(?<=[\w)])[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+", _raised),
    rule("stars", r"(?<=[1-7])\*(?!\w)", _stars),
    rule("bracket", r"<+/?(?=[^\W\d_])|(?<=[^\W_])>+|>{2,}|<{2,}", _bracket),
    rule("number_sign", r"#(?=[0-9])", lambda _: "số"),
    rule("end_mark", r"\./\.?", lambda _: "."),
    rule("ellipsis", r"(?:\.{2,}|…)+", _dots),
    rule("full_stop", rf"(?<=[{LOWER}]{{2}})\.(?=[{UPPER}][{LOWER}])", lambda _: "."),
    rule("slash", r"/", _slash),
    rule("dash", r"[-–—‐‑]", _dash),
    rule("dot", r"(?<=\w)\.(?=[0-9])", lambda _: "chấm"),
    symbol,
)
