"""a/b and a:b: fractions, counts out of counts, scales; and degrees, minutes and seconds of a place."""

import re
from types import MappingProxyType

from transforms.reading.context import behind, is_behind
from transforms.reading.numbers import NUMBER, cardinal, ordinal, say_number
from transforms.reading.rule import Rule, rule
from transforms.reading.tables import any_of, spoken_by, words

_BEHIND_OVER = behind("over_before")
_BEHIND_PARALLEL = behind("parallel_before")
_BEHIND_RANK = behind("rank_before")
_BEHIND_RATIO = behind("ratio_before")
_COUNTED = re.compile(rf"\s+(?:số\s+)?{any_of(words('over_after'))}(?!\w)")
_BEHIND_TWO = re.compile(r"(?<!\w)(?:tỷ|tỉ) (?:lệ|số)(?:\s\w+){0,3}\s+$", re.IGNORECASE)
_DENOMINATORS = MappingProxyType({4: "tư"})
_UNITS = spoken_by("units.tsv", "unit")
_RATES = MappingProxyType(
    {"h": "giờ", "s": "giây", "giờ": "giờ", "ngày": "ngày", "l": "lít", "dl": "đề xi lít"}
)
_SIDES = MappingProxyType(
    {"N": "vĩ Bắc", "B": "vĩ Bắc", "S": "vĩ Nam", "E": "kinh Đông", "Đ": "kinh Đông", "W": "kinh Tây"}
)


def _is_part(match: re.Match[str]) -> bool:
    """Whether a/b is a part of a whole ("hai phần ba") and not so many out of so many ("12 trên 15")."""
    over, under = match["a"], match["b"]
    if (
        not (over.isdigit() and under.isdigit())
        or over.startswith("0")
        or is_behind(_BEHIND_OVER, match.string, match.start())
    ):
        return False
    top, bottom = int(over), int(under)
    if not 0 < top < bottom:
        return False
    counted = _COUNTED.match(match.string, match.end())
    return bottom <= 4 or top == 1 or (bottom < 10 and not counted)


def _fraction(match: re.Match[str]) -> str:
    if is_behind(_BEHIND_RANK, match.string, match.start()) and not match["c"]:
        ranked = ordinal if match.string[: match.start()].rstrip().lower().endswith("thứ") else cardinal
        if match["a"].isdigit():
            return f"{ranked(int(match['a']))} trên {_count(match['b'])}"
    counted = f"{' giờ' if match['h'] else ''}{_unit(match)}"
    if not match["c"] and _is_part(match):
        bottom = int(match["b"])
        return f"{cardinal(int(match['a']))} phần {_DENOMINATORS.get(bottom) or cardinal(bottom)}{counted}"
    if _is_years(match) or _is_season(match):
        return f"{say_number(match['a'])}, {say_number(match['b'])}{counted}"
    rest = f" trên {_count(match['c'])}" if match["c"] else ""
    return f"{_count(match['a'])} trên {_count(match['b'])}{rest}{counted}"


def _two_parts(match: re.Match[str]) -> str | None:
    """`1/3-1/2 bát`, where both are parts of a whole."""
    pairs = [(int(match[f"a{n}"]), int(match[f"b{n}"])) for n in "12"]
    if any(top >= bottom for top, bottom in pairs):
        return None
    return " đến ".join(
        f"{cardinal(top)} phần {_DENOMINATORS.get(bottom) or cardinal(bottom)}" for top, bottom in pairs
    )


def _count(digits: str) -> str:
    """The zero that forms put before a single digit ("02/14 thôn") is not said."""
    return say_number(digits[1:] if len(digits) == 2 and digits[0] == "0" else digits)


def _unit(match: re.Match[str]) -> str:
    unit = f" {_UNITS[match['unit'].strip()]}" if match["unit"] else ""
    return unit + (f" một {_RATES[match['per'][1:]]}" if match["per"] else "")


def _is_years(match: re.Match[str]) -> bool:
    pair = re.fullmatch(r"((?:19|20)[0-9]{2})\s?/\s?((?:19|20)[0-9]{2})", match[0])
    return bool(pair and int(pair[2]) == int(pair[1]) + 1)


def _is_season(match: re.Match[str]) -> bool:
    """2025/26."""
    pair = re.fullmatch(r"((?:19|20)[0-9]{2})\s?/\s?([0-9]{2})", match[0])
    return bool(pair and int(pair[2]) == (int(pair[1]) + 1) % 100)


def _scale(match: re.Match[str]) -> str | None:
    """a:b; 2:30 without a word for a ratio is a time and was read as one."""
    return " trên ".join(say_number(part) for part in re.split(r"\s?:\s?", match[0]))


def _place(match: re.Match[str]) -> str:
    spoken = f"{say_number(match['deg'], 'phẩy')} độ"
    spoken += f" {say_number(match['min'].lstrip('0') or '0', 'phẩy')} phút" if match["min"] else ""
    spoken += f" {say_number(match['sec'].lstrip('0') or '0', 'phẩy')} giây" if match["sec"] else ""
    return f"{spoken} {_SIDES[match['side']]}" if match["side"] else spoken


def _point(match: re.Match[str]) -> str | None:
    if not match["last"] and not _COORDINATES.search(match.string):
        return None
    last = f" đến {say_number(match['last'], 'phẩy')}" if match["last"] else ""
    return f"{say_number(match['deg'], 'phẩy')}{last} độ {_SIDES[match['side']]}"


def _exact(match: re.Match[str]) -> str:
    """`14.812 độ vĩ Bắc`, as notices of earthquakes write: no thousands."""
    return f"{say_number(match['deg'].replace('.', ','))} độ"


def _parallel(match: re.Match[str]) -> str | None:
    """`vĩ tuyến 16N`."""
    return _point(match) if is_behind(_BEHIND_PARALLEL, match.string, match.start()) else None


def _degrees(match: re.Match[str]) -> str:
    last = f" đến {say_number(match['last'], 'phẩy')}" if match["last"] else ""
    return f"{say_number(match['deg'], 'phẩy')}{last} độ"


_COORDINATES = re.compile(
    r"(?<!\w)(?:vĩ|kinh|tọa độ|toạ độ|vị trí|tâm)(?!\w)|[0-9]\s?°?[NBSEĐW]\s?[-–,;]\s?[0-9]|[0-9]\s?°?[NB]\b.{1,12}[0-9]\s?°?[EĐ](?!\w)",
    re.IGNORECASE,
)
_EXACT = r"[0-9]{1,3}[.,][0-9]{3,6}(?=\s?độ\s?(?:vĩ|kinh))"
_SAME_AXIS = MappingProxyType({"N": "NBS", "B": "NBS", "S": "NBS", "E": "EĐW", "Đ": "EĐW", "W": "EĐW"})


def _stretch(match: re.Match[str]) -> str | None:
    """`18,5N-22,0N`: from one parallel to another."""
    if match["other"] not in _SAME_AXIS[match["side"]]:
        return None
    first = f"{say_number(match['deg'], 'phẩy')} độ {_SIDES[match['side']]}"
    return f"{first} đến {say_number(match['last'], 'phẩy')} độ {_SIDES[match['other']]}"


_DECIMAL = r"(?!0[.,])[0-9]{1,3}[.,][0-9]{1,2}"
_DASH = r"\s?[-–]\s?"

RULES: tuple[Rule, ...] = (
    rule(
        "coordinate",
        r"(?P<deg>[0-9]{1,3})\s?[°ºo˚]\s?(?P<min>[0-9]{1,2}(?:[.,][0-9]+)?)\s?['’′]\s?"
        r"(?:(?P<sec>[0-9]{1,2}(?:[.,][0-9]+)?)\s?(?:[\"”″]|['’′]{2})\s?)?(?:(?P<side>[NBSEĐW])(?!\w))?",
        _place,
    ),
    rule(
        "coordinate",
        rf"(?P<deg>{_DECIMAL}|[0-9]{{1,3}})°?(?P<side>[NBSEĐW]){_DASH}(?P<last>{_DECIMAL}|[0-9]{{1,3}})°?(?P<other>[NBSEĐW])(?!\w)",
        _stretch,
    ),
    rule(
        "coordinate",
        rf"(?P<deg>{_DECIMAL})(?:{_DASH}(?P<last>{_DECIMAL}))?\s?°?\s?(?P<side>[NBSEĐW])(?!\w)",
        _point,
    ),
    rule("coordinate", rf"(?P<deg>{_EXACT})\s?độ(?!\w)", _exact),
    rule("coordinate", r"(?P<deg>[0-9]{1,2})(?P<last>(?!))?\s?(?P<side>[NB])(?!\w)", _parallel),
    rule("coordinate", r"(?P<deg>[12]?[0-9])[-–](?P<last>[12]?[0-9])\s?°?(?P<side>N)(?!\w)", _point),
    rule("coordinate", r"(?P<deg>1[01][0-9])(?P<last>(?!))?(?P<side>E)(?!\w)", _point),
    rule("coordinate", rf"(?P<deg>{_DECIMAL})(?:{_DASH}(?P<last>{_DECIMAL}))?\s?độ(?!\w)", _degrees),
    rule(
        "fraction",
        r"(?P<a1>[1-9])/(?P<b1>[2-9]|10)\s?[-–]\s?(?P<a2>[1-9])/(?P<b2>[2-9]|10)(?![0-9/]|[.,][0-9])",
        _two_parts,
    ),
    rule(
        "fraction",
        r"(?P<a>[0-9]{1,3})\s?[-–]\s?(?P<b>[0-9]{1,3})/(?P<c>[0-9]{1,3})(?![0-9/]|[.,][0-9])",
        lambda match: f"{_count(match['a'])} đến {_count(match['b'])} trên {_count(match['c'])}",
    ),
    rule(
        "fraction",
        rf"(?P<a>{NUMBER})\s?/\s?(?P<b>{NUMBER})(?:/(?P<c>{NUMBER}))?(?P<h>h(?!\w))?"
        rf"(?P<unit>\s?{any_of(_UNITS)}(?![\w°²³]))?(?P<per>(?<=[a-z])/(?:{'|'.join(_RATES)})(?!\w))?(?![A-Za-zĐđ])",
        _fraction,
    ),
    rule("ratio", rf"{NUMBER}(?:(?::|\s:\s){NUMBER})+(?!\w)", _scale),
)
