"""Telephone numbers and codes, digit by digit, the written groups parted by a short pause."""

import re

from transforms.reading.context import behind, is_behind
from transforms.reading.letters import spell
from transforms.reading.numbers import digit_by_digit, is_long, whole
from transforms.reading.rule import Rule, rule

_ITEM = r"[+(]?[0-9][0-9 .()-]*[0-9]"
_TAIL = r"(?:\s+(?:số|số điện thoại|miễn phí|quốc gia|hỗ trợ|bảo vệ trẻ em|tổng đài|khẩn cấp|hotline|là|theo số|qua số|về số|đến số))*\s*:?\s*"
_BEHIND_PHONE = behind("phone_before", items=_ITEM, gap=_TAIL)
_BEHIND_CODE = behind("code_before", items=_ITEM, gap=_TAIL)
_BEHIND_PLATE = behind("plate_before", gap=r"(?:\s+số)?\s*:?\s*")
_GROUPS = re.compile(r"[0-9]+")
_EMERGENCY = re.compile(r"11[0-9]|10[0-9]{2}|1[89]00")
_COUNTED = re.compile(r"\s+(?!để|và|hoặc|khi|ngay|nếu|hay|của|từ|trước|là|\w*\d)[a-zđà-ỹ]|\s?%")
_MONEY = re.compile(r"\s?(?:đồng|đ\b|VN|USD|triệu|tỷ|nghìn|người|m2|m²|ha\b|kg\b)")


def _grouped(text: str) -> str:
    plus = "cộng " if text.startswith("+") else ""
    return plus + ", ".join(digit_by_digit(group) for group in _groups(text))


def _groups(text: str) -> list[str]:
    groups = _GROUPS.findall(text)
    if len(groups) > 1 or len(groups[0]) < 8:
        return groups
    whole_number = groups[0]
    cut = len(whole_number) - 6
    return [whole_number[:cut], whole_number[cut : cut + 3], whole_number[cut + 3 :]]


def _digits(match: re.Match[str]) -> int:
    return sum(map(len, _GROUPS.findall(match[0])))


def _trunk(match: re.Match[str]) -> str | None:
    """A number with its area code: 0 and 8 to 10 more digits, or a country code."""
    return _grouped(match[0]) if 8 <= _digits(match) <= 13 else None


def _service(match: re.Match[str]) -> str | None:
    return None if match.string[: match.start()].endswith("năm ") else _grouped(match[0])


def _counts(match: re.Match[str]) -> bool:
    """Whether the digits count what follows: "liên hệ 300 hộ" is no telephone number, "gọi 115 ngay" is."""
    counted = _COUNTED.match(match.string, match.end())
    return bool(counted) and _digits(match) < 7 and not _EMERGENCY.fullmatch(match[0])


def _called(match: re.Match[str]) -> str | None:
    if _counts(match) or not 3 <= _digits(match) <= 13:
        return None
    if not (is_behind(_BEHIND_PHONE, match.string, match.start()) or is_behind(_BEHIND_CODE, match.string, match.start())):
        return None
    return _grouped(match[0])


def _code(match: re.Match[str]) -> str | None:
    """A code of letters and digits behind a word like "mã số", or a row of digits too long for a quantity."""
    text = match[0]
    if is_long(text):
        return None if _MONEY.match(match.string, match.end()) else _grouped(text)
    if not is_behind(_BEHIND_CODE, match.string, match.start()) or not any(char.isdigit() for char in text):
        return None
    parts = re.findall(r"[0-9]+|[^\W\d_]+", text)
    return ", ".join(digit_by_digit(part) if part.isdigit() else spell(part) for part in parts)


def _plate(match: re.Match[str]) -> str | None:
    if not is_behind(_BEHIND_PLATE, match.string, match.start()):
        return None
    series = " ".join(spell(char) if char.isalpha() else whole(char) for char in match["series"])
    return f"{whole(match['place'])} {series}, {digit_by_digit(match['number'])}"


CODES: tuple[Rule, ...] = (rule("code", r"[0-9A-ZĐ][0-9A-ZĐ.-]*[0-9A-ZĐ](?!\w)", _code),)
RULES: tuple[Rule, ...] = (
    rule("phone", r"\(\+?0?[0-9]{2,4}\)[ .-]?[0-9]{3,4}(?:[ .-]?[0-9]{2,4}){0,3}(?![0-9])", _trunk),
    rule("phone", r"\+[0-9]{2,3}(?:[ .-]?\(?[0-9]{2,4}\)?){2,5}(?![0-9])", _trunk),
    rule("phone", r"0[0-9]{1,4}(?:[ .-][0-9]{2,7}){1,4}(?![0-9/,]|-[0-9]|\.[0-9])", _trunk),
    rule("phone", r"0[0-9]{8,10}(?![0-9/,.][0-9]|[0-9])", _trunk),
    rule("phone", r"1[89]00(?:[ .]?[0-9]{2,4}){1,2}(?![0-9]|[,.][0-9])", _service),
    rule("phone", r"[0-9]{2,}(?:[ .-][0-9]{2,})*(?![0-9]|[,/][0-9]|\w)", _called),
    rule("plate", r"(?P<place>[0-9]{2})[-\s]?(?P<series>[A-ZĐ]{1,2}[0-9]?)[-\s.]?(?P<number>[0-9]{3}\.?[0-9]{1,2})(?![0-9])", _plate),
    *CODES,
)
