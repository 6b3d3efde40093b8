"""Numbers of documents: 49/2024/NĐ-CP, 135/QĐ-TTg, 05-CT/TW, 103/2016/QH13, 1273/BTTTT-TTCS.

They are said as on the radio: the number, the year, and whose document it is. The letters name the kind of document,
which the word before the number has said, and the issuer, which is said in full; where the text itself goes on with
"của ..." it is not said twice. Letters that no table knows are spelled.
"""

import re

from transforms.reading.context import behind, is_behind
from transforms.reading.letters import spell
from transforms.reading.numbers import cardinal, say_number
from transforms.reading.rule import Guess, Rule, rule
from transforms.reading.tables import spoken_by

TYPES = spoken_by("agencies.tsv", "type")
AGENCIES = spoken_by("agencies.tsv", "agency")
BEHIND_TYPES = spoken_by("agencies.tsv", "agency-behind")
STANDARDS = spoken_by("agencies.tsv", "standard")
FIELDS = spoken_by("agencies.tsv", "field")
_BY_SMALL_LETTERS = {code.lower(): code for code in (*AGENCIES, *TYPES)}
FIELDS_OF_OFFICES = spoken_by("agencies.tsv", "field", "field-after")

_OFFICES = {"B": "Bộ", "S": "Sở", "P": "Phòng"}
_TERM = re.compile(r"(UBTVQH|QH|HĐND)([0-9]{1,2})")
_CODE = r"[A-ZĐƯ][A-Za-zĐđƯư]{0,24}[0-9]{0,2}"
_NEXT = r"[A-ZĐƯ]{2}[A-Za-zĐđƯư]{0,23}[0-9]{0,2}(?![A-Za-zĐđƯư0-9À-ỹ])"
_JOINED = rf"\s?[-/&]\s?{_CODE}|[.,–]{_CODE}|\s–\s{_NEXT}"
_SUFFIX = rf"{_CODE}(?:{_JOINED}){{0,14}}"
_NUMBER = r"(?P<no>[0-9]{1,6}(?:\.[0-9]{1,2})?)(?P<letter>[A-Za-zĐđ])?"
_YEAR = r"(?:19|20)[0-9]{2}"
_END = r"(?![\w/])"

_BEHIND_KIND = behind("documents", "document_letters")
_BEHIND_NUMBER = behind("documents", "document_letters", "number_word", items=r"[0-9]+(?:/[\w/-]*)?")
_UNKNOWN = "ký hiệu văn bản không có trong bảng, đọc từng chữ"
_OF = re.compile(r"(?:,?\s+(?:ngày|tháng|năm)\s[^;:()]{1,40}?)?,?\s+của\s")


def agency(code: str) -> str | None:
    """Who signs with `code` ("BGDĐT", "QH13", "UBND"), or None where no table knows it."""
    term = _TERM.fullmatch(code)
    if term:
        return f"{AGENCIES[term[1]]} khóa {cardinal(int(term[2]))}"
    if code in AGENCIES:
        return AGENCIES[code]
    office, its_field = _OFFICES.get(code[:1]), FIELDS_OF_OFFICES.get(code[1:])
    return f"{office} {its_field}" if office and its_field else None


def field_of_office(letters: str) -> str | None:
    """What an office is for, from its letters without their joints: "LĐTBXH" behind "Bộ"."""
    return FIELDS_OF_OFFICES.get(letters)


def _number(match: re.Match[str]) -> str:
    spoken = say_number(match["no"])
    return f"{spoken} {spell(match['letter'])}" if match["letter"] else spoken


def _year(match: re.Match[str]) -> str:
    return f" năm {cardinal(int(match['year']))}" if match["year"] else ""


def _lead(match: re.Match[str]) -> str:
    return "số " if is_behind(_BEHIND_KIND, match.string, match.start()) else ""


def _spelled(codes: list[str]) -> str:
    said = [f"{spell(code.rstrip('0123456789'))} {_trailing_number(code)}".strip() for code in codes]
    return " ".join(said)


def _trailing_number(code: str) -> str:
    digits = code[len(code.rstrip("0123456789")) :]
    return cardinal(int(digits)) if digits else ""


def _issuer(match: re.Match[str]) -> str | Guess:
    """The words for the letters behind the number."""
    codes = [code for code in re.split(r"[\s/&.,–-]+", match["suffix"]) if code]
    if _OF.match(match.string, match.end()) and any(code in TYPES or agency(code) for code in codes):
        return ""
    kind = TYPES.get(codes[0]) if len(codes) > 1 or not agency(codes[0]) else None
    signers = [BEHIND_TYPES.get(code) or agency(code) for code in codes[1:]] if kind else [agency(codes[0])]
    if None in signers or not (kind or signers):
        return Guess(f" {_spelled(codes)}", _UNKNOWN)
    said_kind = "" if is_behind(_BEHIND_NUMBER, match.string, match.start()) or not kind else f" {kind}"
    return said_kind + (f" của {', '.join(filter(None, signers))}" if signers else "")


def _document(match: re.Match[str]) -> str | Guess | None:
    letters = sum(char.isupper() for char in match["suffix"])
    if letters < 2 and match["suffix"] not in TYPES:
        return None
    said, issuer = f"{_lead(match)}{_number(match)}{_year(match)}", _issuer(match)
    return Guess(f"{said}{issuer.spoken}", issuer.why) if isinstance(issuer, Guess) else f"{said}{issuer}"


def _small(match: re.Match[str]) -> str | None:
    """`nghị định số 100/2019/nđ-cp`: the letters of a number, typed small."""
    codes = [_BY_SMALL_LETTERS.get(code) for code in match["suffix"].split("-")]
    if None in codes or not is_behind(_BEHIND_NUMBER, match.string, match.start()):
        return None
    signers = [agency(code) for code in codes if code and code not in TYPES]
    said = f"{_lead(match)}{_number(match)}{_year(match)}"
    told = any(signers) and not _OF.match(match.string, match.end())
    return f"{said} của {', '.join(filter(None, signers))}" if told else said


def _old(match: re.Match[str]) -> str | Guess | None:
    """`45-HĐBT`, `26-CP`, as numbers were written until the 1990s; behind the kind of document only."""
    known = agency(match["suffix"]) or match["suffix"] in TYPES
    if not known or not is_behind(_BEHIND_NUMBER, match.string, match.start()):
        return None
    return _document(match)


def _letters(match: re.Match[str]) -> str | None:
    """`QĐ-UBND` without a number: the kind and whose it is."""
    kind, signer = TYPES.get(match["kind"]), agency(match["agency"])
    return f"{kind} của {signer}" if kind and signer else None


def _standard(match: re.Match[str]) -> str:
    """`QCVN 14-1:2015/BYT`: name, number, year and whose it is."""
    names = " ".join(STANDARDS[name] for name in re.split(r"[\s/]+", match["name"]))
    spoken = f"{names} {', '.join(say_number(part) for part in re.split('[-–]', match['no']))}"
    spoken += f" năm {cardinal(int(match['year']))}" if match["year"] else ""
    signer = agency(match["agency"]) if match["agency"] else None
    return f"{spoken} của {signer}" if signer else f"{spoken} {spell(match['agency'] or '')}".rstrip()


def _short(match: re.Match[str]) -> str | None:
    if not is_behind(_BEHIND_NUMBER, match.string, match.start()):
        return None
    return f"{_lead(match)}{_number(match)}{_year(match)}"


RULES: tuple[Rule, ...] = (
    rule(
        "legal_number",
        rf"{_NUMBER}(?:\s?/\s?(?P<year>{_YEAR}))?\s?/\s?(?P<suffix>{_SUFFIX}){_END}",
        _document,
    ),
    rule(
        "legal_number",
        rf"{_NUMBER}(?P<year>(?!))?\s?[-–]\s?(?P<suffix>{_CODE}\s?/\s?{_SUFFIX}){_END}",
        _document,
    ),
    rule(
        "legal_number",
        rf"{_NUMBER}(?:/(?P<year>{_YEAR}))?/(?P<suffix>[a-zđư]{{2,8}}(?:-[a-zđư]{{2,12}})?)(?![\w/-])",
        _small,
    ),
    rule("legal_number", rf"{_NUMBER}/(?P<year>{_YEAR})(?![\w/.-])", _short),
    rule("legal_number", rf"{_NUMBER}(?P<year>(?!))?\s?[-–]\s?(?P<suffix>{_CODE})(?![\w/-])", _old),
)
_NAMES = "|".join(sorted(STANDARDS, key=len, reverse=True))
LETTERED: tuple[Rule, ...] = (
    rule(
        "standard",
        rf"(?P<name>(?:{_NAMES})(?:[\s/](?:{_NAMES}))*)\s?(?P<no>[0-9]+(?:[.–-][0-9]+)*)"
        rf"(?:\s?:\s?(?P<year>{_YEAR})(?:/(?P<agency>{_CODE}))?)?(?![\w:/])",
        _standard,
    ),
    rule("legal_letters", r"(?P<kind>[A-ZĐ][A-Za-zĐ]{1,5})-(?P<agency>[A-ZĐ][A-ZĐa-z]+)(?![\w/-])", _letters),
)
