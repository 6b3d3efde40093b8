"""Names made of letters and digits: 1A, H5N1, Km15+200, QL.4D, Covid-19; and addresses of the web."""

import re

from transforms.reading.context import behind, is_behind
from transforms.reading.letters import LOWER, UPPER, is_pronounceable, is_syllable, spell
from transforms.reading.numbers import cardinal, digit_by_digit, whole
from transforms.reading.rule import Guess, Rule, rule
from transforms.reading.tables import spoken_by, words

_BEHIND_IP = behind("ip_before")
_LABELS = spoken_by("foreign.tsv", "url")
_WORDS = spoken_by("foreign.tsv", "word")
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
    long_word = len(text) > 2 and (is_syllable(text) or (len(text) > 3 and is_pronounceable(text)))
    if long_word and (not text.isupper() or len(text) > 3):
        return word if text.isupper() else text
    return spell(text)


def _digits(text: str) -> str:
    return digit_by_digit(text) if text.startswith("0") or len(text) > 4 else cardinal(int(text))


def _alphanumeric(match: re.Match[str]) -> str | Guess:
    parts = re.findall(r"[0-9]+|[^\W\d_]+|\.", match[0])
    said = {".": "chấm"}
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


def _section(match: re.Match[str]) -> str:
    """`1.a`: a point of a numbering."""
    return f"{whole(match['no'])} chấm {spell(match['letter'])}"


def _road(match: re.Match[str]) -> str:
    letters = f" {spell(match['letter'])}" if match["letter"] else ""
    said = match.string[max(0, match.start() - 9) : match.start()].lower().endswith("cao tốc ")
    name = "" if match["road"] == "CT" and said else f"{_ROADS[match['road']]} "
    if (
        name.startswith("đường")
        and match.string[max(0, match.start() - 6) : match.start()].lower() == "đường "
    ):
        name = name.removeprefix("đường ")
    return f"{name}{_digits(match['no'])}{letters}"


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
        r"(?P<road>QL|TL|HL|ĐT|DT|ĐH|ĐX|CT(?=\.))\.?[\s-]?(?P<no>[0-9]{1,3})(?P<letter>[A-ZĐ])?(?![\w/])",
        _road,
    ),
)
CODES: tuple[Rule, ...] = (
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
