"""Names that letters alone do not tell how to say: points of the compass, storms, initials, H'Mông, Mercedes-Benz."""

import re
from types import MappingProxyType

from transforms.reading.context import behind, is_behind
from transforms.reading.letters import LOWER, UPPER, is_syllable, spell
from transforms.reading.numbers import cardinal
from transforms.reading.punctuation import begins
from transforms.reading.rule import Rule, rule
from transforms.reading.scopes import is_person
from transforms.reading.tables import any_of, words

_COMPASS = MappingProxyType({"B": "Bắc", "N": "Nam", "Đ": "Đông", "T": "Tây"})
_POINT = r"(?:[BN][ĐT][BN]|[ĐT][ĐT][BN]|[ĐT][BN]|[BNĐT])"
_BEHIND_WIND = behind("wind_before", items=_POINT, gap=r"\s*:?\s*")
_BEHIND_STORM = behind(
    "storm_before", items=r"[A-Z]{2,}(?:-[A-Z]{2,})*", gap=r"(?:\s+số\s+[0-9]+)?\s*[(,]?\s*"
)
_BEHIND_LETTER = re.compile(rf"(?<!\w){any_of(words('letter_before'))}\s+$", re.IGNORECASE)
_SPELLED = frozenset(words("spelled"))
_NAME_BEFORE = re.compile(rf"(?<!\w)[{UPPER}][{LOWER}]+\s$")
_MEAN_SPEED = re.compile(r"\s[0-9][0-9.,–-]*\s?(?:m/s|km/h)")
_VOWEL = re.compile(r"[AEIOUY]")
_SHORT_VOWELS = MappingProxyType({"k": "Cơ", "s": "Xơ", "x": "Xơ", "đ": "Đơ"})
_SENTENCE_END = re.compile(r"[.!?:)”\"…(–-]\s?\(?$")


def _deputy(match: re.Match[str]) -> str | None:
    """`P.Chủ tịch`, `P. Trưởng thôn`; but `ông P. Trưởng thôn` is somebody whose name begins so."""
    return None if is_person(match.string, match.start()) else "Phó"


def _wind(match: re.Match[str]) -> str | None:
    """`gió B-ĐB`, `hướng TTB`: points of the compass, behind a word for wind or direction only.

    In "gió TB 5 m/s" TB may be the mean.
    """
    line, start = match.string, match.start()
    side = len(match[0]) == 1 and line[:start].endswith("phía ")
    mean = line[:start].endswith("gió ") and _MEAN_SPEED.match(line, match.end())
    if side or mean or not is_behind(_BEHIND_WIND, line, start):
        return None
    points = re.split(r"\s?[-–]\s?", match[0])
    return ", ".join(" ".join(_COMPASS[letter] for letter in point) for point in points)


def _storm(match: re.Match[str]) -> str | None:
    """`bão FENGSHEN`, `bão FUNG-WONG`: a storm's name is a word, whatever its letters are."""
    parts = match[0].split("-")
    if len(match[0]) < 4 or _SPELLED.intersection(parts) or not all(map(_VOWEL.search, parts)):
        return None
    return " ".join(parts).lower() if is_behind(_BEHIND_STORM, match.string, match.start()) else None


def _byline(match: re.Match[str]) -> str | None:
    """`H.Long` at the end of a line and at the begin of a sentence: who wrote it."""
    line, start = match.string, match.start()
    alone = _SENTENCE_END.search(line, max(0, start - 3), start) or begins(line, start)
    return spell(match["letters"].replace(".", "")) if alone and is_syllable(match["name"]) else None


def _person(match: re.Match[str]) -> str | None:
    """`chị H., 35 tuổi`, `anh Q.Minh`: the dot behind a person's initial ends no sentence."""
    line, start = match.string, match.start()
    named = _NAME_BEFORE.search(line, max(0, start - 12), start) and line[match.end()] in " ,;("
    return spell(match[0][0]) if named or is_person(line, start) else None


def _initial(match: re.Match[str]) -> str | None:
    """`C. Ronaldo`, `V.League`: no full stop between an initial and a foreign name."""
    if is_syllable(match["name"]) or is_behind(_BEHIND_LETTER, match.string, match.start()):
        return None
    return spell(match["letter"])


def _virus(match: re.Match[str]) -> str:
    name = f"{match['kind'].lower()} cô vi"
    return f"{name} {cardinal(int(match['no']))}" if match["no"] else name


def _compound(match: re.Match[str]) -> str | None:
    """`Mercedes-Benz`, `Shangri-La`: no pause in a name of which a part is no Vietnamese syllable.

    "Việt Nam-Cuba" are two names.
    """
    parts, line, start = match[0].split("-"), match.string, match.start()
    goes_on = is_syllable(parts[0]) and _NAME_BEFORE.search(line, max(0, start - 9), start)
    return None if goes_on or all(map(is_syllable, parts)) else " ".join(parts)


def _highland(match: re.Match[str]) -> str:
    """`H'Mông`, `R'lấp`, `K'Ho`: the consonant before the apostrophe is a short syllable with ơ."""
    letters, name = match["letters"], match["name"]
    short = _SHORT_VOWELS.get(letters.lower(), f"{letters.capitalize()}ơ")
    return (
        f"{short if letters[0].isupper() else short.lower()} {name.capitalize() if name.isupper() else name}"
    )


def _joined(match: re.Match[str]) -> str:
    """Any other apostrophe inside a name, "O'Neill", is not said."""
    joined = re.sub("['’ʼ]", "", match[0])
    return joined.capitalize() if joined[0].isupper() else joined.lower()


_NAME = rf"[{UPPER}][{LOWER}]+"
FIRST: tuple[Rule, ...] = (
    rule("foreign", r"C\.\s?Mác(?!\w)", lambda _: "Các Mác"),
    rule("foreign", r"Ph\.\s?Ăng-?g?hen(?!\w)", lambda _: "Phri-đrích Ăng-ghen"),
    rule("deputy", rf"P\.\s?(?={any_of(words('posts'))}(?!\w))", _deputy),
    rule("direction", rf"{_POINT}(?:\s?[-–]\s?{_POINT})*(?!\w|[-–]\w)", _wind),
    rule(
        "byline",
        rf"(?P<letters>[{UPPER}](?:\.[{UPPER}])*)\.(?=(?P<name>{_NAME})[)”\"]?\s*$)",
        _byline,
    ),
    rule("initial", rf"[{UPPER}]\.(?=\s?[,;:(]|\s[{LOWER}]|{_NAME})", _person),
    rule("foreign", r"(?P<kind>SARS|MERS)-CoV(?:-(?P<no>[0-9]))?(?!\w)", _virus),
)
"""Asked before the table of abbreviations."""
RULES: tuple[Rule, ...] = (
    rule("storm", r"[A-Z]{2,}(?:-[A-Z]{2,})*(?![\w-])", _storm),
    rule("initial", r"(?P<letter>[A-ZĐ])\.\s?(?=(?P<name>[A-Z][a-z]{3,})(?!\w))", _initial),
    rule("foreign_name", r"[A-Z][a-z]+(?:-[A-Z][a-z]+)+(?![\w-])", _compound),
    rule("foreign_name", r"Mc(?=[A-Z][a-z]{2,})", lambda _: "Mác"),
)
"""Asked behind it."""
APOSTROPHES: tuple[Rule, ...] = (
    rule(
        "apostrophe",
        rf"(?P<letters>[HKMRNBPTSXhkmrnbptsxĐđ])['’ʼ](?P<name>[{UPPER}{LOWER}]{{2,}})(?![\w'’ʼ])",
        _highland,
    ),
    rule("apostrophe", rf"[{UPPER}{LOWER}]+(?:['’ʼ][{UPPER}{LOWER}]+)+(?!\w)", _joined),
)
