"""Names made of letters and digits: 1A, H5N1, Km15+200, QL.4D, Covid-19; and addresses of the web."""

import re

from transforms.reading.context import behind, is_behind
from transforms.reading.legal import AGENCIES
from transforms.reading.letters import LOWER, UPPER, is_pronounceable, is_syllable, spell
from transforms.reading.numbers import cardinal, digit_by_digit, whole
from transforms.reading.romans import value_of
from transforms.reading.rule import Guess, Rule, rule
from transforms.reading.tables import any_of, rows, spoken_by, words

_BEHIND_IP = behind("ip_before")
_BEHIND_FORM = behind("form_before", items=r"[0-9A-ZĐ][0-9A-ZĐ./-]*[a-z]?", gap=r"(?:\s+số)?\s*:?\s*")
_SIGN = r"[A-ZĐ]{1,4}[0-9]{0,2}"
_BEHIND_SIGN = behind("sign_before", items=_SIGN, gap=r"\s*:?\s*")
_SIGNS_WINDOW = 300
_BEHIND_FLIGHT = behind("flight_before", items=r"[A-Z0-9]{2}\s?[0-9]{2,4}", gap=r"\s*:?\s*")
_LIST_ITEM = re.compile(r"\s*(?:[0-9]{1,3}|[a-zđ])[.)]\s+$")
_GRANTED = re.compile(r"\s+[-–:]\s+[Cc]ấp\s")
_ROAD_BEFORE = re.compile(
    r"(?<!\w)(?:đường|tuyến|đoạn|trên|cầu|nút giao|ngã ba|ngã tư|ĐT|ĐH|QL|TL|ĐX|km)(?!\w)[^.;]{0,30}$|(?<!\w)(?:tại|qua|dọc)\s$",
    re.IGNORECASE,
)
_SPELLED = frozenset(words("spelled"))
_COUNTED = re.compile(rf"\s(?:{any_of(words('over_after'))}|{any_of(words('measures'))})(?!\w)")
_DOTTED_ROMAN = re.compile(r"(?<![^\W.])[IVX]+(?=\.)")
_SENT_TO = re.compile(r"(?<!iền )(?<!\w)(?:[Gg]ửi|[Nn]hắn tin)(?: (?:đến|tới|về|số|đầu số|tổng đài))*:?\s$")
_POINTS = re.compile(r"\s(?:điểm|thí sinh|em|trường|ngành|người)(?!\w)")
_LABELS = spoken_by("foreign.tsv", "url")
_WORDS = spoken_by("foreign.tsv", "word")
_CRAFT = spoken_by("foreign.tsv", "craft")
_KEYS = frozenset(row.written for row in rows("abbreviations.tsv"))
_ELEMENTS = "|".join(sorted(words("elements"), key=len, reverse=True))
_FORMULAS = frozenset(words("formulas"))
_ATOMS = re.compile(rf"({_ELEMENTS})([0-9]*)")
_UNKNOWN = "chữ không có trong bảng, đọc từng chữ"
_MARKS = {
    ".": "chấm",
    "/": "gạch chéo",
    "-": "gạch ngang",
    "_": "gạch dưới",
    "@": "a còng",
    ":": "hai chấm",
    "?": "hỏi",
    "=": "bằng",
    "&": "và",
    "#": "thăng",
    "%": "phần trăm",
    "+": "cộng",
    "~": "ngã",
}
_TOP = (
    r"(?:vn|com|org|net|gov|edu|info|biz|asia|io|app|me|tv|int|eu|uk|us|cn|jp|kr|sg|fr|de|au|ru|th|la|kh|my|id|ly|"
    r"gl|be|dev|ai|co|online|site|shop|store|xyz|news|Vn|VN|Com|COM|Net|NET|Org|ORG)"
)
_HOST = rf"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{{0,61}}[A-Za-z0-9])?\.){{1,8}}{_TOP}"
_PATH = r"(?::[0-9]{2,5})?(?:[/?#][A-Za-z0-9._~/?#=&%+:@-]*[A-Za-z0-9/_=]|/)?"
_PARTS = re.compile(r"[A-Za-zÀ-ỹ]+|[0-9]+|.")


def _address(text: str) -> str:
    return " ".join(filter(None, map(_part, _PARTS.findall(text))))


def _part(part: str) -> str:
    if part.isdigit():
        return whole(part) if len(part) < 3 else digit_by_digit(part)
    if part.isalpha():
        return _label(part)
    return _MARKS.get(part, "")


def _label(label: str) -> str:
    known = _LABELS.get(label.lower())
    if known:
        return known
    if label.isupper():
        return spell(label)
    return label.lower() if is_pronounceable(label) or is_syllable(label) else spell(label)


def _url(match: re.Match[str]) -> str:
    return _address(match["rest"].rstrip("/"))


def _email(match: re.Match[str]) -> str:
    return _address(match[0])


def _ip(match: re.Match[str]) -> str | None:
    """192.168.1.10; where three groups of three follow it is thousands, unless a word says otherwise."""
    parts = match[0].split(".")
    thousands = all(len(part) == 3 for part in parts[1:])
    if thousands and not is_behind(_BEHIND_IP, match.string, match.start()):
        return None
    return " chấm ".join(whole(part) for part in match[0].split("."))


def _kilometre(match: re.Match[str]) -> str:
    spoken = f"ki lô mét số {cardinal(int(match['km']))}"
    return f"{spoken} cộng {cardinal(int(match['m']))}" if match["m"] else spoken


def _letters(text: str) -> str:
    if text in _WORDS:
        return _WORDS[text]
    word = text.lower()
    foreign = len(text) > (2 if text.istitle() else 3) and is_pronounceable(text)
    long_word = len(text) > 2 and (is_syllable(text) or foreign)
    if long_word and (not text.isupper() or len(text) > 3):
        return word if text.isupper() else text
    return spell(text)


def _digits(text: str) -> str:
    return digit_by_digit(text) if text.startswith("0") or len(text) > 4 else cardinal(int(text))


def _alphanumeric(match: re.Match[str]) -> str | Guess:
    parts = re.findall(r"[0-9]+|[^\W\d_]+|\.", match[0])
    craft = _CRAFT.get(parts[0]) if "-" in match[0] else None
    said = {".": "chấm", parts[0]: craft} if craft else {".": "chấm"}
    spoken = " ".join(said.get(p) or (_digits(p) if p.isdigit() else _letters(p)) for p in parts)
    unknown = match[0][0].isdigit() and parts[-1].islower() and len(parts[-1]) > 1
    return Guess(spoken, _UNKNOWN) if unknown else spoken


def _formula(match: re.Match[str]) -> str | None:
    """`H2SO4`, `CaCO3`, `NaCl`: elements by their letters, the O of oxygen as chemists say it."""
    text = match[0]
    if text.rstrip("0123456789") in _WORDS:
        return None
    atoms = _ATOMS.findall(text)
    if "".join(name + count for name, count in atoms) != text:
        return None
    if text not in _FORMULAS and not (len(atoms) > 1 and any(count for _, count in atoms) and "O" in text):
        return None
    said = [f"{_atom(name)} {_digits(count) if count else ''}".strip() for name, count in atoms]
    return " ".join(said)


def _atom(name: str) -> str:
    return "ô" if name == "O" else spell(name)


def _numbered(match: re.Match[str]) -> str:
    """`LX-123-45`, `NPK`-like codes: groups of digits with a pause between them, never a range."""
    groups = re.findall("[0-9]+", match["groups"])
    return f"{_letters(match['letters'])} {', '.join(map(_digits, groups))}"


def _grouped(text: str) -> str:
    """Letters by their names, digits as a label has them, a pause for every mark."""
    parts = re.findall(r"[0-9]+|[^\W\d_]+|[/-]|\.", text)
    said = {"/": ",", "-": ",", ".": "chấm"}
    words = (said.get(part) or (_digits(part) if part.isdigit() else spell(part)) for part in parts)
    return " ".join(words).replace(" ,", ",")


def _form(match: re.Match[str]) -> str | None:
    """`Mẫu TP/CC-01`, `biểu 02/TNDN`: the sign of a form is never an abbreviation; in `A.II.1` II is a number."""
    text = match[0]
    mixed = any(map(str.isdigit, text)) and any(map(str.isupper, text))
    sign = mixed and (not text[0].isdigit() or text[0] == "0" or "/" in text or "-" in text)
    if not sign or re.search(r"[a-zđ]{2}|/(?:19|20)[0-9]{2}(?![0-9])", text):
        return None
    if not is_behind(_BEHIND_FORM, match.string, match.start()):
        return None
    return _grouped(_DOTTED_ROMAN.sub(lambda roman: str(value_of(roman[0])), text))


def _sign(match: re.Match[str]) -> str | None:
    """Visa signs: `ký hiệu HN, DL`, `8. DN - Cấp cho ...`."""
    line, start, end = match.string, match.start(), match.end()
    if re.fullmatch("[IVX]{2,}", match[0]) or match[0] in _WORDS:
        return None
    listed = _LIST_ITEM.match(line, 0, start) and _GRANTED.match(line, end)
    named = listed or _BEHIND_SIGN.search(line, max(0, start - _SIGNS_WINDOW), start)
    return _grouped(match[0]).replace(",", "") if named else None


def _account(match: re.Match[str]) -> str | None:
    """`B01-DN`, `TK1-TS`, `S02a-HKD`: signs of bookkeeping, known abbreviations or not."""
    police = len(match["behind"]) == 3 and match["behind"] in AGENCIES
    if (
        police
        or match["letters"] in _WORDS
        or match["letters"] == "U"
        or re.fullmatch("[IVX]+", match["behind"])
    ):
        return None
    return _grouped(re.sub(r"(?<=[0-9])(?=[a-z])|(?<=[A-ZĐ])(?=[0-9])", " ", match[0]))


def _short_code(match: re.Match[str]) -> str | None:
    """`lô CN-05`, `HS-01`: letters that the table knows, and a number that makes them a code."""
    known = match["letters"] in _KEYS and match["letters"] not in _ROADS
    return f"{spell(match['letters'])} {_digits(match['no'])}" if known else None


def _flight(match: re.Match[str]) -> str | None:
    if not is_behind(_BEHIND_FLIGHT, match.string, match.start()):
        return None
    airline = " ".join(spell(char) if char.isalpha() else whole(char) for char in match["airline"].strip())
    return f"{airline} {digit_by_digit(match['no'])}"


def _short_number(match: re.Match[str]) -> str | None:
    """`soạn tin gửi 8079`: four digits of a service, not those of a year and nothing counted."""
    line, start = match.string, match.start()
    return digit_by_digit(match[0]) if _SENT_TO.search(line, max(0, start - 30), start) else None


def _serial(match: re.Match[str]) -> str | None:
    """`IR 50404`, `BK 123456`: two letters that mean nothing, and more digits than are written without a dot."""
    if match["letters"] in _KEYS or match["letters"] in _SPELLED or _COUNTED.match(match.string, match.end()):
        return None
    return f"{spell(match['letters'])} {digit_by_digit(match['no'])}"


def _file_number(match: re.Match[str]) -> str:
    """`H38.15-250901-0001`: the number of a file, every digit by itself."""
    groups = (digit_by_digit(group) for group in re.findall("[0-9]+", match[0]))
    return f"{spell(match[0][0])} {', '.join(groups)}"


def _section(match: re.Match[str]) -> str:
    """`1.a`: a point of a numbering."""
    return f"{whole(match['no'])} chấm {spell(match['letter'])}"


def _road(match: re.Match[str]) -> str | None:
    if match["road"] in {"ĐH", "ĐX"} and match["gap"].isspace() and not _is_road(match):
        return None
    letters = f" {spell(match['letter'])}" if match["letter"] else ""
    said = match.string[max(0, match.start() - 9) : match.start()].lower().endswith("cao tốc ")
    name = "" if match["road"] == "CT" and said else f"{_ROADS[match['road']]} "
    if (
        name.startswith("đường")
        and match.string[max(0, match.start() - 6) : match.start()].lower() == "đường "
    ):
        name = name.removeprefix("đường ")
    return f"{name}{_digits(match['no'])}{letters}"


def _is_road(match: re.Match[str]) -> bool:
    """Whether `ĐH 24` is a road of a district: a word for roads stands before, and nothing is counted behind."""
    line, start = match.string, match.start()
    before = _ROAD_BEFORE.search(line, max(0, start - 50), start)
    return before is not None and not _POINTS.match(line, match.end())


_ROADS = {
    "QL": "quốc lộ",
    "TL": "tỉnh lộ",
    "HL": "hương lộ",
    "ĐT": "đường tỉnh",
    "DT": "đường tỉnh",
    "ĐH": "đường huyện",
    "ĐX": "đường xã",
    "CT": "cao tốc",
}
_WORD = rf"[{UPPER}{LOWER}]"

WEB: tuple[Rule, ...] = (
    rule("email", r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?!\w)", _email),
    rule("url", r"(?:https?|ftp)://(?P<rest>[^\s<>\"”’)\]]*[^\s<>\"”’)\].,;:!?])", _url, re.IGNORECASE),
    rule("url", r"(?P<rest>www\.[^\s<>\"”’)\]]*[^\s<>\"”’)\].,;:!?])", _url, re.IGNORECASE),
    rule("url", rf"(?<![A-Za-z0-9.-])(?P<rest>{_HOST}{_PATH})(?![\w@-])", _url),
    rule("ip", r"(?!0[0-9])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![.,]?[0-9])", _ip),
)
ROADS: tuple[Rule, ...] = (
    rule(
        "kilometre",
        r"(?!km[23](?![0-9+]))[Kk][Mm]\.?\s?(?P<km>[0-9]{1,4})(?:\s?\+\s?(?P<m>[0-9]{1,4}))?(?![\w.,]*[0-9])",
        _kilometre,
    ),
    rule(
        "road",
        r"(?P<road>QL|TL|HL|ĐT|DT|ĐH|ĐX|CT(?=\.))(?P<gap>\.?[\s-]?)(?P<no>[0-9]{1,3})(?P<letter>[A-ZĐ])?(?![\w/])",
        _road,
    ),
)
FORMS: tuple[Rule, ...] = (
    rule("form", r"[0-9A-ZĐ][0-9A-Za-zĐđ/.-]{1,30}(?<![/.-])(?!\w)", _form),
    rule("form", rf"{_SIGN}(?![\w/-])", _sign),
    rule("phone", r"(?!19|20)[1-9][0-9]{3}(?=\s?[.,;)(](?![0-9])|\s?$|\s(?:để|hoặc|và)\s)", _short_number),
    rule(
        "flight",
        r"(?P<airline>[A-Z]{2}\s?|[0-9][A-Z]\s?|[A-Z][0-9]\s)(?P<no>[0-9]{2,4})(?!\w|[.,][0-9])",
        _flight,
    ),
)
"""Asked first of all: words before them say what they are."""
CODES: tuple[Rule, ...] = (
    rule("code", r"[A-Z][0-9]{2,3}\.[0-9]{1,3}(?:-[0-9]{4,})+(?![\w.,/-])", _file_number),
    rule("code", r"(?P<letters>[A-ZĐ]{1,3})[0-9]{1,3}[a-z]?-(?P<behind>[A-ZĐ]{2,3})(?![\w/-])", _account),
    rule("code", r"(?P<letters>[A-ZĐ]{2,3})-(?P<no>[0-9]{1,3})(?![\w/.,-])", _short_code),
    rule("code", r"(?P<letters>[A-Z]{2})\s(?P<no>[0-9]{5,9})(?!\w|[.,/-][0-9]|\s[0-9])", _serial),
    rule("alphanumeric", r"PM\s?2,5(?!\w|[.,][0-9])", lambda _: "pê mờ hai phẩy năm"),
    rule("number_sign", r"No\.\s?(?=[0-9])", lambda _: "số"),
    rule("chemical", r"(?:[A-Z][a-z]?[0-9]{0,2}){1,8}(?![\w])", _formula),
    rule("code", r"(?P<letters>[A-ZĐ]{1,5})-(?P<groups>[0-9]+(?:-[0-9]+)+)(?![\w.,/])", _numbered),
)
SECTIONS: tuple[Rule, ...] = (rule("section", r"(?P<no>[0-9]{1,3})\.(?P<letter>[a-zđ])(?![\w.])", _section),)
RULES: tuple[Rule, ...] = (
    rule(
        "alphanumeric", rf"{_WORD}+[-–.]?[0-9]+(?:\.[0-9]+(?!\w))?(?:{_WORD}+[0-9]*)*(?![\w])", _alphanumeric
    ),
    rule("alphanumeric", rf"[0-9]+(?:{_WORD}+[0-9]*)+(?!\w)", _alphanumeric),
)
