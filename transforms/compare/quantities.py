"""Which tokens of a sentence are a quantity: numbers in figures and words, with their signs, scales and units."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from transforms.reading.tables import rows

TOKEN = re.compile(r"(?=[^\W_]*\d)[^\W_]+(?:[.,:/][^\W_]*\d[^\W_]*)*|[^\W_]+|[^\w\s]")
"""A number with what is written onto it (`8h30`, `2,5`, `12/11`), a word, or a mark."""

_FIGURE = re.compile(r"\d")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WORDS = _set(
    "một hai ba bốn năm lăm nhăm sáu bảy bẩy tám chín mười mươi chục trăm nghìn ngàn vạn triệu tỷ tỉ nửa rưỡi "
    "one two three four five six seven eight nine eleven twelve hundred thousand million billion dozen half"
)
_ONLY_BEHIND = {
    "tư": _set("thứ tháng mươi phần trăm khóa lần"),
    "mốt": _set("mươi trăm nghìn ngàn"),
    "lẻ": _set("trăm nghìn ngàn triệu"),
    "linh": _set("trăm nghìn ngàn"),
}
_NOT_BEFORE = {
    "tỷ": _set("lệ trọng giá suất số phú"),
    "tỉ": _set("lệ trọng giá suất số phú mỉ"),
    "triệu": _set("tập chứng hồi"),
    "một": _set("cách số chút mặt khi"),
    "năm": _set("nay qua ngoái sau trước tới học mới rồi này đó ấy nào xưa"),
}
_YEAR_BEHIND = _set("mỗi hàng hằng cả đầu cuối giữa nhiều từng các những hết suốt cùng tròn trong")
_CAPITAL_BEHIND = _set("thứ tháng mùng mồng")
_DAYS = {
    "nay": _set("hôm ngày sáng trưa chiều tối đêm khuya"),
    "qua": _set("hôm ngày đêm tối"),
    "mai": _set("ngày sáng trưa chiều tối đêm"),
    "kia": _set("hôm ngày"),
}
_SIGNS = frozenset("-%‰°º/′″")
_MORE_UNITS = _set("sáng trưa chiều tối đêm khuya độ cấp điểm bước bậc ca héc")


@cache
def _units() -> frozenset[str]:
    """Every word of a unit, as it is written and as it is said: `km`, `ki`, `lô`, `mét`."""
    said = [word for row in rows("units.tsv") for text in (row.written, row.spoken) for word in text.split()]
    return frozenset(map(str.casefold, (*said, *_MORE_UNITS)))


def quantities(tokens: Sequence[str], *, shouted: bool = False) -> list[bool]:
    """For each token of a sentence whether it belongs to a quantity; a dash is `-` in whatever form it was written.

    `shouted`: the sentence is in capitals, which then say nothing. Words that are numbers in some places only (`năm`,
    `tư`, `ba`) count where nothing beside them says otherwise: better a change too many looked at than one too few.
    """
    low = [token.casefold() for token in tokens]
    numbers = [_is_number(tokens, low, at, shouted=shouted) for at in range(len(tokens))]
    found: list[bool] = []
    for at, is_number in enumerate(numbers):
        behind = bool(found) and found[-1]
        ahead = numbers[at + 1] if at + 1 < len(numbers) else False
        sign = _is_sign(low[at]) and (behind or ahead)
        found.append(is_number or sign or (behind and low[at] in _units()))
    return found


def _is_number(tokens: Sequence[str], low: Sequence[str], at: int, *, shouted: bool) -> bool:
    word = low[at]
    if _FIGURE.search(word):
        return True
    before = low[at - 1] if at else ""
    after = low[at + 1] if at + 1 < len(low) else ""
    if before in _DAYS.get(word, ()):
        return True
    if word not in _WORDS and before not in _ONLY_BEHIND.get(word, ()):
        return False
    if after in _NOT_BEFORE.get(word, ()) or (word == "năm" and _is_year(before, after)):
        return False
    return shouted or not _is_name(tokens, at, before)


def _is_year(before: str, after: str) -> bool:
    """Whether the word that is both `five` and `year` is the year."""
    counted = bool(_FIGURE.search(before)) or before in _WORDS - {"mươi"}
    return counted or bool(_FIGURE.match(after)) or before in _YEAR_BEHIND


def _is_name(tokens: Sequence[str], at: int, before: str) -> bool:
    """Whether a number word with a capital is part of a name (`Ba Vì`, `Lò Văn Tám`) and no weekday or month."""
    if not tokens[at][0].isupper() or before in _CAPITAL_BEHIND:
        return False
    return at > 0 or (len(tokens) > 1 and tokens[1][0].isupper())


def _is_sign(token: str) -> bool:
    return token in _SIGNS or (len(token) == 1 and unicodedata.category(token) in {"Sm", "Sc"})
