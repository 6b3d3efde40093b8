"""Telephone numbers and codes, digit by digit, the written groups parted by a short pause."""

import re

from transforms.reading.context import behind, is_behind
from transforms.reading.letters import spell
from transforms.reading.numbers import digit_by_digit, whole
from transforms.reading.rule import Rule, rule
from transforms.reading.tables import any_of, spoken_by, words

_JOINT = r"(?:\s?[-–.]\s?|\s)"
_ITEM = r"[+(]?[0-9][0-9 .()-]*[0-9]"
_TAIL = r"(?:\s+(?:số|số điện thoại|miễn phí|quốc gia|hỗ trợ|bảo vệ trẻ em|tổng đài|khẩn cấp|hotline|là|theo số|qua số|về số|đến số))*\s*:?\s*"
_BEHIND_PHONE = behind("phone_before", items=_ITEM, gap=_TAIL)
_BEHIND_CODE = behind("code_before", items=_ITEM, gap=_TAIL)
_BEHIND_PLATE = behind("plate_before", items=r"[0-9]{2}[-\sA-Z0-9.]+", gap=r"(?:\s+số)?\s*:?\s*")
_PLATE_SHAPE = re.compile(r"[0-9]{2}[A-ZĐ]{1,2}[0-9]?-(?:[0-9]{3}\.[0-9]{2}|[0-9]{4,5})")
_GROUPS = re.compile(r"[0-9]+")
_EMERGENCY = re.compile(r"11[0-9]|10[0-9]{2}|1[89]00")
_COUNTED = re.compile(r"\s+(?!để|và|hoặc|khi|ngay|nếu|hay|của|từ|trước|là|\w*\d)[a-zđà-ỹ]|\s?%")
_MONEY = re.compile(
    rf"\s?(?:{any_of(spoken_by('units.tsv', 'unit', 'money', 'per'))}|{any_of(words('magnitudes'))})(?![\w°])"
)


def _grouped(text: str) -> str:
    plus = "cộng " if text.startswith("+") else ""
    return plus + ", ".join(digit_by_digit(group) for group in _groups(text))


def _groups(text: str) -> list[str]:
    groups = _GROUPS.findall(text)
    if len(groups) > 1 or len(groups[0]) < 8:
        return groups
    whole_number = groups[0]
    if whole_number.startswith(("1800", "1900")):
        return [whole_number[:4], whole_number[4:]]
    cut = len(whole_number) - 6
    return [whole_number[:cut], whole_number[cut : cut + 3], whole_number[cut + 3 :]]


def _digits(match: re.Match[str]) -> int:
    return sum(map(len, _GROUPS.findall(match[0])))


def _trunk(match: re.Match[str]) -> str | None:
    """A number with its area code: 0 and 8 to 10 more digits, or a country code."""
    return _grouped(match[0]) if 8 <= _digits(match) <= 13 else None


def _coded(match: re.Match[str]) -> str | None:
    """A code written in groups of digits."""
    behind_code = is_behind(_BEHIND_CODE, match.string, match.start())
    return _grouped(match[0]) if behind_code and not _MONEY.match(match.string, match.end()) else None


def _service(match: re.Match[str]) -> str | None:
    """1800 and 1900 numbers without a word before them: 8 or 10 digits that count nothing."""
    counts = match[0].isdigit() and _COUNTED.match(match.string, match.end())
    if counts or _digits(match) not in {8, 10} or match.string[: match.start()].endswith("năm "):
        return None
    return _grouped(match[0])


def _counts(match: re.Match[str]) -> bool:
    """Whether the digits count what follows: "liên hệ 300 hộ" is no telephone number, "gọi 115 ngay" is."""
    counted = _COUNTED.match(match.string, match.end())
    return bool(counted) and _digits(match) < 7 and not _EMERGENCY.fullmatch(match[0])


def _called(match: re.Match[str]) -> str | None:
    counts = _counts(match) or _MONEY.match(match.string, match.end())
    if counts or not 3 <= _digits(match) <= 13:
        return None
    return _grouped(match[0]) if is_behind(_BEHIND_PHONE, match.string, match.start()) else None


def _code(match: re.Match[str]) -> str | None:
    """A code of letters and digits behind a word like "mã số"."""
    text = match[0]
    if not any(char.isdigit() for char in text) or _MONEY.match(match.string, match.end()):
        return None
    if not is_behind(_BEHIND_CODE, match.string, match.start()):
        return None
    if text.isdigit():
        return _grouped(text)
    parts = re.findall(r"[0-9]+|[^\W\d_]+", text)
    return ", ".join(digit_by_digit(part) if part.isdigit() else spell(part) for part in parts)


def _long(match: re.Match[str]) -> str | None:
    """A row of digits too long for a quantity, unless it is one of money or of something counted."""
    return None if _MONEY.match(match.string, match.end()) else _grouped(match[0])


def _boat(match: re.Match[str]) -> str:
    return f"{spell(match['port'])}, {digit_by_digit(match['number'])}, {spell(match['kind'])}"


def _plate(match: re.Match[str]) -> str | None:
    if not _PLATE_SHAPE.fullmatch(match[0]) and not is_behind(_BEHIND_PLATE, match.string, match.start()):
        return None
    series = " ".join(spell(char) if char.isalpha() else whole(char) for char in match["series"])
    return f"{whole(match['place'])} {series}, {digit_by_digit(match['number'])}"


BOATS: tuple[Rule, ...] = (
    rule(
        "boat",
        r"(?P<port>[A-ZĐ][A-Za-zĐđ]{0,2})[ -](?P<number>[0-9]{4,5})[ -]?(?P<kind>TS|TC|BTS)(?!\w)",
        _boat,
    ),
)
CODES: tuple[Rule, ...] = (
    rule("code", r"[A-ZĐ]{1,3} [0-9]{5,9}(?!\w|[.,/-][0-9])", _code),
    rule("code", r"[0-9A-ZĐ][0-9A-ZĐ.-]{0,40}[0-9A-ZĐ](?!\w)", _code),
)
RULES: tuple[Rule, ...] = (
    rule("code", r"[0-9]{2,}(?: [0-9]{2,})+(?![0-9]|[,./-][0-9]|\w)", _coded),
    *CODES,
    rule("phone", r"02[0-9]{1,2}[.-][0-9]{7,8}(?![0-9]|[,./-][0-9])", _trunk),
    rule("phone", r"\(\+?0?[0-9]{2,4}(?:[.-][0-9]{1,3})?\)(?:[ .-]?[0-9]{1,8}){1,4}(?![0-9])", _trunk),
    rule("phone", r"\+[0-9]{2,3}(?:[ .-]?\(?[0-9]{2,4}\)?){2,5}(?![0-9])", _trunk),
    rule("phone", rf"0[0-9]{{1,4}}(?:{_JOINT}[0-9]{{1,7}}){{1,4}}(?![0-9/]|[,.-][0-9])", _trunk),
    rule("phone", r"0[0-9]{2,3}(?:[. ][0-9]{3,4}){2}(?=\s?/|\s?[-–]\s?0[0-9])", _trunk),
    rule("phone", rf"0[0-9](?:{_JOINT}\s?[0-9]{{1,4}}){{2,4}}(?=\s?/)", _trunk),
    rule("phone", r"0[0-9]{8,10}(?![0-9/,.][0-9]|[0-9])", _trunk),
    rule("phone", r"[0-9]{2,}(?:[ .–-][0-9]{2,})*(?![0-9]|[,/][0-9]|\w)", _called),
    rule("phone", r"1[89]00(?:[ .]?[0-9]{2,4}){1,3}(?![0-9]|[,./–-][0-9])", _service),
    rule(
        "plate",
        r"(?P<place>[0-9]{2})[-\s]?(?P<series>[A-ZĐ]{1,2}[0-9]?)[-\s.]?(?P<number>[0-9]{3}\.?[0-9]{1,2})(?![0-9])",
        _plate,
    ),
    rule("code", r"[0-9]{9,}(?!\w|[,.][0-9])", _long),
)
