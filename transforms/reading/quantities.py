"""Quantities: sign, number or range, magnitude, unit, money, percentage, and what they are counted per."""

import re
from types import MappingProxyType

from transforms.reading.context import behind, is_behind
from transforms.reading.letters import LOWER, spell
from transforms.reading.numbers import MAGNITUDE, NUMBER, SPACED_NUMBER, say_number, whole
from transforms.reading.rule import Guess, Rule, rule
from transforms.reading.tables import any_of, spoken_by, words

_LOOSE = spoken_by("units.tsv", "unit", "money")
_TIGHT = spoken_by("units.tsv", "unit-tight")
_PER = MappingProxyType({**{word: word for word in words("counted_per")}, **spoken_by("units.tsv", "per")})
_ALL = MappingProxyType({**_TIGHT, **_LOOSE, **_PER})
_LEFT_OF_PER = re.compile(rf"(?<!\w){any_of({**_LOOSE, **dict.fromkeys(words('measures'), '')})}\s?$")
_RATES = frozenset(words("rates"))
_COUNTED_LEFT = re.compile(r"(?<![\w.,/-])[0-9][0-9.,-]*(?:\s[^\W\d_]+){1,3}\s?$")
_SPLIT = MappingProxyType(
    {unit: _LOOSE[unit] for unit in ("m", "km", "kg", "ha", "tr")} | {"tỷ": "tỷ", "tỉ": "tỷ"}
)
_CURRENCY_SIGNS = MappingProxyType(
    {"$": "đô la Mỹ", "US$": "đô la Mỹ", "€": "ơ rô", "£": "bảng Anh", "¥": "yên", "₫": "đồng"}
    | {code: _LOOSE[code] for code in ("USD", "VND", "VNĐ", "EUR", "GBP", "JPY", "CNY")}
)

_CODES = frozenset(code for code in spoken_by("units.tsv", "money") if re.fullmatch("[A-Z]{3}", code))
_BEHIND_HEIGHT = behind("height_before")

_SIGN = r"(?:(?P<sign>[-−–+])(?=[0-9])|(?P<loose>[±~≈<>≤≥$€£¥₫])\s?)"
_DOLLAR = r"(?P<sign>(?!))?(?P<loose>US\$|(?:USD|VND|VNĐ|EUR|GBP|JPY|CNY)(?=\s?[0-9]))\s?"
_UNIT_END = r"(?![\w°²³])"
_PER_NUMBER = rf"(?:{NUMBER}\s?)?"
_PER_CHAIN = rf"(?P<per>(?:\s?/\s?{_PER_NUMBER}{any_of(_ALL)}{_UNIT_END})*)"
_UNIT = rf"(?:\s?{any_of(_LOOSE)}|{any_of(_TIGHT)}){_UNIT_END}"
_WORD_UNIT = rf"\s{any_of(_PER)}{_UNIT_END}(?=\s?/)"
_DASH = r"\s?[-–—]\s?"
_MAGNITUDES = rf"(?P<size>(?:\s+{MAGNITUDE}(?!\w))*)"
_ONE_PER = re.compile(rf"\s?/\s?(?P<number>{NUMBER})?\s?(?P<unit>[^/]+)")

_SIGNS = MappingProxyType(
    {
        "-": "âm",
        "−": "âm",
        "–": "âm",
        "+": "cộng",
        "±": "cộng trừ",
        "~": "khoảng",
        "≈": "khoảng",
        "<": "nhỏ hơn",
        ">": "lớn hơn",
        "≤": "nhỏ hơn hoặc bằng",
        "≥": "lớn hơn hoặc bằng",
    }
)
_BEHIND_LABEL = behind("label_before", items="[0-9]+")
_BEHIND_SCORE = behind("score_before", items=r"[0-9]+\s?-\s?[0-9]+")
_BEHIND_ZERO_DROP = behind("zero_drop_before", items="[0-9]+")
_ZERO_AND_DIGIT = 2
_COUNTED = re.compile(rf"\s(?!{any_of(words('counts_nothing'))}(?!\w))[{LOWER}]")
_BEHIND_CLAUSE = behind("clause_before", items="[0-9]+[a-zđ]?")
_PAIR = re.compile(r"(?<![0-9])([0-9]{1,2})\s?-\s?([0-9]{1,2})(?![0-9])")
_PAIR_BEFORE = re.compile(r"(?:(?<![0-9.,/-])[0-9]{1,2}\s?-\s?[0-9]{1,2}\s?[(,;]\s?)+$")
_FOREIGN_THOUSANDS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_FOREIGN_STYLE = "tiền viết kiểu nước ngoài, dấu phẩy được đọc là dấu ngăn hàng nghìn"
_MAGNITUDE_BEFORE = re.compile(rf"{MAGNITUDE}\s$")
_CODE_BEFORE = re.compile(r"[A-Za-zĐđ][-–]?[0-9]+\s?$")
_NO_UNIT = "đơn vị không có trong bảng, đọc từng chữ"
_OTHER_SIDE = re.compile(r"[0-9]+(?:[.,][0-9]+)?\s?°?\s?[EWĐ](?!\w)")
_TELEPHONE = re.compile(r"0[0-9]{2}")
_BEHIND_VALUE = re.compile(rf"(?:[0-9%]|[0-9]\s?{any_of(_LOOSE)}|[0-9]\s{MAGNITUDE}(?:\s\w+)?)\s*$")


def _unit(written: str | None) -> str:
    return f" {_ALL[re.sub(chr(92) + 's+', ' ', written.strip())]}" if written else ""


def _per(chain: str) -> str:
    spoken = ""
    for match in _ONE_PER.finditer(chain):
        count = f"trên {say_number(match['number'])}" if match["number"] else "một"
        spoken += f" {count}{_unit(match['unit'])}"
    return spoken


def _dot(match: re.Match[str]) -> str:
    """A foreign decimal in front of a unit has a comma in Vietnamese; a section or a version keeps its dot."""
    return "phẩy" if match["unit"] or match["size"] else "chấm"


def _one(written: str, match: re.Match[str]) -> str:
    if written.startswith("0") and written.isdigit() and _is_plain_count(match):
        return whole(written.lstrip("0") or "0")
    return say_number(written, _dot(match))


def _is_plain_count(match: re.Match[str]) -> bool:
    """Whether a zero in front is not said: in `05 hộ` it is there against forgery, and `không năm hộ` may be heard as "not"."""
    line, start, end = match.string, match.start(), match.end()
    if is_behind(_BEHIND_ZERO_DROP, line, start):
        return True
    if is_behind(_BEHIND_LABEL, line, start) or len(match["first"]) != _ZERO_AND_DIGIT:
        return False
    return bool(match["unit"] or match["size"] or _COUNTED.match(line, end))


def _amount(match: re.Match[str]) -> str:
    spoken = _one(match["first"], match) + _unit(match["first_unit"])
    if match["last"]:
        joint = _joint(match)
        spoken += f"{joint}{_one(match['last'], match)}"
    size = re.sub(r"\s+", " ", match["size"])
    return f"{spoken}{size}{_unit(match['unit'])}{_per(match['per'])}"


def _joint(match: re.Match[str]) -> str:
    if not _is_score(match):
        return " đến "
    return " " if len(match["first"]) == len(match["last"]) == 1 else ", "


def _is_score(match: re.Match[str]) -> bool:
    """3-1 is no range: a word says that it is a score, or it falls."""
    if match["unit"] or match["size"]:
        return False
    line, start = match.string, match.start()
    return (
        _falls(match["first"], match["last"])
        or is_behind(_BEHIND_SCORE, line, start)
        or _behind_fallen(line, start)
    )


def _falls(first: str, last: str) -> bool:
    return first.isdigit() and last.isdigit() and int(last) < int(first) < 100


def _behind_fallen(line: str, start: int) -> bool:
    """Whether a pair that falls stands before, as in "3-2 (25-20, 20-25)": then all of them are scores."""
    before = _PAIR_BEFORE.search(line, max(0, start - 40), start)
    return before is not None and any(_falls(a, b) for a, b in _PAIR.findall(before[0]))


def _quantity(match: re.Match[str]) -> str | None:
    clause = "," in match["first"] and is_behind(_BEHIND_CLAUSE, match.string, match.start())
    return None if clause else _amount(match)


def _spaced(match: re.Match[str]) -> str | None:
    groups = len(re.findall(r"\s", match["first"].partition(",")[0]))
    if groups == 1 and " " in match["first"] and is_behind(_BEHIND_LABEL, match.string, match.start()):
        return None
    return _amount(match)


def _price(match: re.Match[str], currency: str) -> str | Guess | None:
    """An amount behind its currency, as foreigners write it: there a comma may part thousands."""
    if match["unit"] or _MAGNITUDE_BEFORE.search(match.string, max(0, match.start() - 8), match.start()):
        return None
    if not match["last"] and _FOREIGN_THOUSANDS.fullmatch(match["first"]):
        number = say_number(match["first"].replace(",", "."))
        size = re.sub(r"\s+", " ", match["size"])
        return Guess(f"{number}{size} {currency}{_per(match['per'])}", _FOREIGN_STYLE)
    return f"{_amount(match)} {currency}"


def _signed(match: re.Match[str]) -> str | Guess | None:
    sign, line, start = match["sign"] or match["loose"], match.string, match.start()
    if sign in _CURRENCY_SIGNS:
        return _price(match, _CURRENCY_SIGNS[sign])
    if sign in "-–" and _TELEPHONE.match(line, start + 1):
        return None
    if sign in "-–−" and _is_behind_value(line, start):
        return f"đến {_amount(match)}" if sign != "−" else f"trừ {_amount(match)}"
    if sign in "-–" and start and line[start - 1].isalnum():
        return None
    return f"{_SIGNS[sign]} {_amount(match)}"


def _is_behind_value(line: str, place: int) -> bool:
    """Whether a number or an amount ends here that may begin a range; K-9 and R95 are names."""
    start = max(0, place - 24)
    value = _BEHIND_VALUE.search(line, start, place)
    return value is not None and not _CODE_BEFORE.search(line, start, place)


def _listed(match: re.Match[str]) -> str | None:
    """`1,2,3` and, behind a clause word, `1,2`: an enumeration without spaces."""
    numbers = match[0].split(",")
    grouped = len(numbers) == 2 or all(len(number) == 3 for number in numbers[1:])
    if grouped and not is_behind(_BEHIND_CLAUSE, match.string, match.start()):
        return None
    return ", ".join(map(whole, numbers))


def _dash_joint(match: re.Match[str]) -> str | None:
    """Between two values a dash is "đến", between two telephone numbers it is a pause."""
    before = _is_behind_value(match.string, match.start())
    if _OTHER_SIDE.match(match.string, match.end()):
        return None
    return "đến" if before and not _TELEPHONE.match(match.string, match.end()) else None


def _unknown_unit(match: re.Match[str]) -> Guess:
    """A number with letters onto it that are no unit: both are said, neither is changed."""
    return Guess(f"{say_number(match['first'], 'phẩy')} {spell(match['letters'])}", _NO_UNIT)


def _split_unit(match: re.Match[str]) -> str:
    """`1m65`, `5tr2`: what stands behind the unit is said as it is written."""
    return f"{say_number(match['units'])} {_SPLIT[match['unit']]} {whole(match['rest'])}"


def _height(match: re.Match[str]) -> str | None:
    """`cao 1m3`, `trẻ em dưới 1m2`: metres and tenths, where nothing is measured in squares or cubes."""
    if not is_behind(_BEHIND_HEIGHT, match.string, match.start()):
        return None
    return f"{whole(match['units'])} mét {whole(match['rest'])}"


def _one_more(match: re.Match[str]) -> str | None:
    """`đồng/kg` without a number."""
    line, start = match.string, match.start()
    left = _LEFT_OF_PER.search(line, max(0, start - 24), start)
    if left and match["unit"] in _CODES and left[0].strip() in _CODES:
        return f"trên{_unit(match['unit'])}"
    counted = match["unit"] in _RATES and _COUNTED_LEFT.search(line, max(0, start - 40), start)
    return f"một{_unit(match['unit'])}" if left or counted else None


def _shape(number: str) -> str:
    return (
        rf"(?P<first>{number})"
        rf"(?:(?P<first_unit>{_UNIT})?{_DASH}(?P<last>{number})(?![-–/][0-9]))?"
        rf"{_MAGNITUDES}(?P<unit>{_UNIT}|{_WORD_UNIT})?{_PER_CHAIN}(?!(?<=[0-9])(?:(?![xX][0-9])|(?:[.,][0-9]+)+)[A-Za-zĐđ])"
    )


_DOSE = re.compile(r"[0-9]\s?(?:mg|ml|g|viên|gói|ống|giọt|liều|lần|người|bộ|con)\s?$")


def _times(match: re.Match[str]) -> str | None:
    """`500mg x 2 lần`, `1 viên x 3 lần/ngày`."""
    return "nhân" if _DOSE.search(match.string, max(0, match.start() - 12), match.start()) else None


_LIST = r"[0-9]{1,3}(?:,[0-9]{1,3})+(?![0-9])"
_POINTS = r"[0-9]+(?:[-–][0-9]+){2,}(?![0-9])"

RULES: tuple[Rule, ...] = (
    rule("in", r"(?P<all>[0-9])in(?P<one>1)(?!\w)", lambda match: f"{whole(match['all'])} trong một"),
    rule("number_list", _LIST + r"(?!\.[0-9])", _listed),
    rule("number_list", _POINTS, lambda match: ", ".join(map(whole, re.split("[-–]", match[0])))),
    rule("quantity", r"(?P<units>[0-9])m(?P<rest>[23])(?![\w.,²³/])", _height),
    rule(
        "quantity",
        rf"(?P<units>[0-9]{{1,3}})(?P<unit>{any_of(_SPLIT)})(?P<rest>[0-9]{{1,2}})(?![\w.,²³])(?<![0-9]m[23])",
        _split_unit,
    ),
    rule("quantity", _shape(SPACED_NUMBER), _spaced),
    rule("quantity", _shape(NUMBER), _quantity),
)
UNKNOWN: tuple[Rule, ...] = (
    rule(
        "unknown_unit",
        rf"(?P<first>(?=[0-9]+[.,][0-9]){NUMBER})(?P<letters>[^\W\d_]{{1,12}})(?![^\W\d_])",
        _unknown_unit,
    ),
)
LAST: tuple[Rule, ...] = (rule("number", r"[0-9]+", lambda match: whole(match[0])),)
TIMES: tuple[Rule, ...] = (
    rule("times", r"(?<=[0-9]\s)[xX](?=\s[0-9])", lambda _: "nhân"),
    rule("times", r"(?<=[0-9])[xX](?=[0-9])", lambda _: "nhân"),
    rule("times", r"[xX](?=\s?[0-9])", _times),
    rule("diameter", r"[Øø]\s?(?=[0-9])", lambda _: "phi"),
    rule("times", r"(?<=[0-9]m\s)[xX](?=\s[0-9])", lambda _: "nhân"),
    rule("times", r"(?:(?<=[0-9]\sm\s)|(?<=[0-9]\s[cmk]m\s))[xX](?=\s[0-9])", lambda _: "nhân"),
)
PER: tuple[Rule, ...] = (rule("per", rf"/\s?(?P<unit>{any_of(_ALL)}){_UNIT_END}", _one_more),)
CURRENCY: tuple[Rule, ...] = tuple(
    rule("money", _DOLLAR + _shape(number), _signed) for number in (SPACED_NUMBER, NUMBER)
)
SIGNED: tuple[Rule, ...] = (
    rule("signed", _SIGN + _shape(SPACED_NUMBER), _signed),
    rule("signed", _SIGN + _shape(NUMBER), _signed),
    rule("times", r"×\s?(?=[0-9])|\*(?=[0-9])(?<=[0-9]\*)", lambda _: "nhân"),
    rule("range", r"[-–—]\s?(?=[0-9])", _dash_joint),
)
