"""Quantities: sign, number or range, magnitude, unit, money, percentage, and what they are counted per."""

import re
from types import MappingProxyType

from transforms.reading.context import behind, is_behind
from transforms.reading.letters import LOWER, UPPER, is_syllable, spell
from transforms.reading.numbers import MAGNITUDE, NUMBER, SPACED_NUMBER, cardinal, say_number, whole
from transforms.reading.rule import Guess, Rule, rule
from transforms.reading.tables import any_of, spoken_by, words

_LOOSE = spoken_by("units.tsv", "unit", "money")
_TIGHT = spoken_by("units.tsv", "unit-tight")
_PER = MappingProxyType({**{word: word for word in words("counted_per")}, **spoken_by("units.tsv", "per")})
ALL_UNITS = MappingProxyType({**_TIGHT, **_LOOSE, **_PER})
_LEFT_OF_PER = re.compile(rf"(?<!\w){any_of({**_LOOSE, **dict.fromkeys(words('measures'), '')})}\s?$")
_RATES = frozenset(words("rates"))
_COUNTED_LEFT = re.compile(
    r"(?<![\w.,/-])[0-9][0-9.,-]*(?:(?:\s?[^\W\d_]+|\s[A-Z]+[0-9]?)(?:\s(?:[^\W\d_]+|[A-Z]+[0-9]?)){0,3})(?:/[^\W_]+)*\s?$"
)
_SPLIT = MappingProxyType(
    {unit: _LOOSE[unit] for unit in ("m", "km", "kg", "ha", "tr")} | {"tỷ": "tỷ", "tỉ": "tỷ"}
)
_CURRENCY_SIGNS = MappingProxyType(
    {"$": "đô la Mỹ", "US$": "đô la Mỹ", "€": "ơ rô", "£": "bảng Anh", "¥": "yên", "₫": "đồng"}
    | {code: _LOOSE[code] for code in ("USD", "VND", "VNĐ", "EUR", "GBP", "JPY", "CNY")}
)

_SPANS = frozenset((*words("spans"), "h", "s", "ph"))
_CODES = frozenset(code for code in spoken_by("units.tsv", "money") if re.fullmatch("[A-Z]{3}", code))
_BEHIND_HEIGHT = behind("height_before")
_BEHIND_LETTERED = behind("lettered_before", items=r"[0-9]+[a-zđ]?")
_BEHIND_GOLD = behind("gold_before")
_NAME_BEFORE = re.compile(r"(?<![\w.])(?P<name>[A-Za-z]*[A-Z][A-Za-z]+)\s(?:[0-9]{1,2}[a-zA-Z],\s)*$")

_SIGN = r"(?:(?P<sign>[-−–+])(?=[0-9])|(?P<loose>[±~≈<>≤≥$€£¥₫])\s?)"
_DOLLAR = r"(?P<sign>(?!))?(?P<loose>US\$|(?:USD|VND|VNĐ|EUR|GBP|JPY|CNY)(?=\s?[0-9]))\s?"
_UNIT_END = r"(?![\w°²³])"
_PER_NUMBER = rf"(?:{NUMBER}\s?)?"
_PER_CHAIN = rf"(?P<per>(?:\s?/\s?{_PER_NUMBER}{any_of(ALL_UNITS)}{_UNIT_END})*)"
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
_BEHIND_COUNT = behind("count_before")
_ZERO_AND_DIGIT = 2
_COUNTED = re.compile(rf"\s(?!{any_of(words('counts_nothing'))}(?!\w))[{LOWER}{UPPER}][{LOWER}]")
_BEHIND_CLAUSE = behind("clause_before", items="[0-9]+[a-zđ]?")
_PAIR = re.compile(r"(?<![0-9])([0-9]{1,2})\s?-\s?([0-9]{1,2})(?![0-9])")
_EQUATION_AFTER = re.compile(r"\s*=")
_EQUATION_BEFORE = re.compile(r"(?:^|[^\w.,])[0-9]{1,2}\s=\s$")
_PAIR_BEFORE = re.compile(r"(?:(?<![0-9.,/-])[0-9]{1,2}\s?-\s?[0-9]{1,2}\s?[(,;]\s?)+$")
_FOREIGN_THOUSANDS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_WHOLE_ONLY = re.compile(
    rf"\s?(?:{any_of(dict(spoken_by('units.tsv', 'money')))}|{any_of(words('counts_whole'))})(?!\w)"
)
_THREE_DECIMALS = "ba chữ số sau dấu phẩy, đọc là số thập phân; có thể là hàng nghìn viết kiểu nước ngoài"
_FOREIGN_STYLE = "tiền viết kiểu nước ngoài, dấu phẩy được đọc là dấu ngăn hàng nghìn"
_MAGNITUDE_BEFORE = re.compile(rf"{MAGNITUDE}\s$")
_CODE_BEFORE = re.compile(r"[A-Za-zĐđ][-–]?[0-9]+(?:\.[0-9]+)*\s?$")
_NO_UNIT = "đơn vị không có trong bảng, đọc từng chữ"
_TELEPHONE = re.compile(r"0[0-9]{2}")
_BEHIND_VALUE = re.compile(
    rf"(?:[0-9%]['’′″]?|[0-9]\s?{any_of(_LOOSE)}|[0-9]\s{MAGNITUDE}(?:\s\w+)?|[0-9]\s{any_of(words('spans'))})\s*$"
)


def _unit(written: str | None) -> str:
    return f" {ALL_UNITS[re.sub(chr(92) + 's+', ' ', written.strip())]}" if written else ""


def _is_span(unit: str | None) -> bool:
    return unit is not None and unit.strip() in _SPANS


def _per(chain: str, *, over_span: bool = False) -> str:
    """`/24h` of rain is "in", `24h/24h` is "out of"."""
    spoken = ""
    for match in _ONE_PER.finditer(chain):
        joint = "trong" if match["unit"].strip() in _SPANS and not over_span else "trên"
        count = f"{joint} {say_number(match['number'])}" if match["number"] else "một"
        spoken += f" {count}{_unit(match['unit'])}"
    return spoken


def _dot(match: re.Match[str]) -> str:
    """A foreign decimal in front of a unit has a comma in Vietnamese; a section or a version keeps its dot."""
    return "phẩy" if match["unit"] or match["size"] else "chấm"


def _one(written: str, match: re.Match[str]) -> str:
    if _counts_whole(written, match):
        return say_number(written.replace(",", "."))
    if written.startswith("0") and written.isdigit() and _is_plain_count(match):
        return whole(written.lstrip("0") or "0")
    return say_number(written, _dot(match))


def _is_plain_count(match: re.Match[str]) -> bool:
    """Whether a zero in front is not said: in `05 hộ` it is there against forgery, and `không năm hộ` may be heard as "not"."""
    line, start, end = match.string, match.start(), match.end()
    if is_behind(_BEHIND_ZERO_DROP, line, start) or is_behind(_BEHIND_COUNT, line, start):
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
    return f"{spoken}{size}{_unit(match['unit'])}{_per(match['per'], over_span=_is_span(match['unit']))}"


def _joint(match: re.Match[str]) -> str:
    if _EQUATION_AFTER.match(match.string, match.end()) or _EQUATION_BEFORE.search(
        match.string, 0, match.start()
    ):
        return " trừ "
    if not _is_score(match):
        return " đến "
    return " " if len(match["first"]) == len(match["last"]) == 1 else ", "


def _is_score(match: re.Match[str]) -> bool:
    """3-1 is no range: a word says that it is a score, or it falls."""
    if match["unit"] or match["size"]:
        return False
    line, start = match.string, match.start()
    fallen = _falls(match["first"], match["last"]) and not re.search(r"\s", match[0])
    return fallen or is_behind(_BEHIND_SCORE, line, start) or _behind_fallen(line, start)


def _falls(first: str, last: str) -> bool:
    """3-1 and 0-0; 787-9 is no score, but no range either."""
    if not (first.isdigit() and last.isdigit()):
        return False
    return int(last) < int(first) < 100 or first == last == "0" or (int(first) >= 100 and int(last) < 10)


def _behind_fallen(line: str, start: int) -> bool:
    """Whether a pair that falls stands before, as in "3-2 (25-20, 20-25)": then all of them are scores."""
    before = _PAIR_BEFORE.search(line, max(0, start - 40), start)
    return before is not None and any(_falls(a, b) for a, b in _PAIR.findall(before[0]))


def _quantity(match: re.Match[str]) -> str | Guess | None:
    if "," in match["first"] and is_behind(_BEHIND_CLAUSE, match.string, match.start()):
        return None
    spoken = _amount(match)
    if _FOREIGN_THOUSANDS.fullmatch(match["last"] or match["first"]):
        return Guess(spoken, _FOREIGN_STYLE if _counts_whole(match["first"], match) else _THREE_DECIMALS)
    return spoken


def _counts_whole(written: str, match: re.Match[str]) -> bool:
    """`25,000 đồng`: three zeros behind a comma part no fraction of what has no thousandths."""
    if match["size"] or not _FOREIGN_THOUSANDS.fullmatch(written) or not written.endswith(",000"):
        return False
    return _WHOLE_ONLY.match(match.string, match.end("last" if match["last"] else "first")) is not None


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
    if sign in "-–−" and is_behind_value(line, start):
        return f"đến {_amount(match)}" if sign != "−" else f"trừ {_amount(match)}"
    if sign in "-–" and start and line[start - 1].isalnum():
        return None
    return f"{_SIGNS[sign]} {_amount(match)}"


def is_behind_value(line: str, place: int) -> bool:
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


def _unknown_unit(match: re.Match[str]) -> Guess:
    """A number with letters onto it that are no unit: both are said, neither is changed."""
    return Guess(f"{say_number(match['first'], 'phẩy')} {spell(match['letters'])}", _NO_UNIT)


def _split_unit(match: re.Match[str]) -> str:
    """`1m65`, `5tr2`: what stands behind the unit is said as it is written."""
    return f"{say_number(match['units'])} {_SPLIT[match['unit']]} {whole(match['rest'])}"


def _clause_letter(match: re.Match[str]) -> str | None:
    """`Điều 98đ`, `khoản 2m`: the letter of a clause that was put in later, whatever unit it looks like."""
    if not is_behind(_BEHIND_LETTERED, match.string, match.start()):
        return None
    return f"{cardinal(int(match['no']))} {spell(match['letter'])}"


def _model(match: re.Match[str]) -> str | None:
    """`iPhone 5s`: behind a foreign name the letter is no second."""
    name = _NAME_BEFORE.search(match.string, max(0, match.start() - 40), match.start())
    if not name or is_syllable(name["name"]):
        return None
    return f"{cardinal(int(match['no']))} {spell(match['letter'])}"


def _marks(match: re.Match[str]) -> str | None:
    """`9,5đ` is no money: points of an examination."""
    return f"{say_number(match['first'])} điểm"


def _carats(match: re.Match[str]) -> str | None:
    return (
        f"{cardinal(int(match['no']))} ca" if is_behind(_BEHIND_GOLD, match.string, match.start()) else None
    )


def _in_words(match: re.Match[str]) -> str | None:
    """`03 (ba) bản`: a number that is repeated in words is said once."""
    shown = _plain_words(match["words"])
    spoken = _amount(match)
    for said in (spoken, spoken.removeprefix("không "), say_number(match["first"])):
        if _plain_words(said) == shown:
            return (
                spoken.removeprefix("không ")
                if match["first"].startswith("0") and match["first"] != "0"
                else spoken
            )
    return None


def _plain_words(spoken: str) -> str:
    same = {"lẻ": "linh", "ngàn": "nghìn", "bẩy": "bảy", "tỉ": "tỷ", "nhăm": "lăm", "chẵn": ""}
    return " ".join(filter(None, (same.get(word, word) for word in re.findall(r"\w+", spoken.lower()))))


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


_LIST = r"[0-9]{1,3}(?:,[0-9]{1,3})+(?![0-9])"
_POINTS = r"[0-9]+(?:[-–][0-9]+){2,}(?![0-9])"

CLAUSES: tuple[Rule, ...] = (
    rule("clause_letter", r"(?P<no>[0-9]{1,3})(?P<letter>[a-zđA-ZĐ])(?![\w°²³])", _clause_letter),
)
RULES: tuple[Rule, ...] = (
    rule("carat", r"(?P<no>8|9|10|14|16|18|22|24)[kK](?!\w)", _carats),
    rule("model", r"(?P<no>[0-9]{1,2})(?P<letter>[sS])(?!\w)", _model),
    rule("marks", r"(?P<first>[0-9]{1,2},[0-9]{1,2})đ(?![\w/])", _marks),
    rule(
        "number_in_words",
        r"(?=[^()]{1,60}\()" + _shape(NUMBER) + r"\s?\((?P<words>[^()0-9]{2,120})\)",
        _in_words,
    ),
    rule("in", r"(?P<all>[0-9])in(?P<one>1)(?!\w)", lambda match: f"{whole(match['all'])} trong một"),
    rule("number_list", _LIST + r"(?!\.[0-9])", _listed),
    rule("number_list", _POINTS, lambda match: ", ".join(map(whole, re.split("[-–]", match[0])))),
    rule("quantity", r"(?P<units>[0-9])m(?P<rest>[23])(?![\w²³/]|[.,][0-9])", _height),
    rule(
        "quantity",
        rf"(?P<units>[0-9]{{1,3}})(?P<unit>{any_of(_SPLIT)})(?P<rest>(?!(?<=m)[23](?![0-9]))[0-9]{{1,2}})(?![\w²³]|[.,][0-9])",
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
PER: tuple[Rule, ...] = (rule("per", rf"/\s?(?P<unit>{any_of(ALL_UNITS)}){_UNIT_END}", _one_more),)
CURRENCY: tuple[Rule, ...] = tuple(
    rule("money", _DOLLAR + _shape(number), _signed) for number in (SPACED_NUMBER, NUMBER)
)
SIGNED: tuple[Rule, ...] = (
    rule("signed", _SIGN + _shape(SPACED_NUMBER), _signed),
    rule("signed", _SIGN + _shape(NUMBER), _signed),
)
