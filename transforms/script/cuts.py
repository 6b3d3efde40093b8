"""What a cut between two words of a sentence costs (`data/cuts.yaml`): little behind a mark, much in a name."""

import re
from collections.abc import Iterator, Sequence
from types import MappingProxyType

from transforms.reading.letters import UPPER
from transforms.script.data_files import CUTS

_CAPITAL = re.compile(rf"[“\"(]?[{UPPER}]")
_SIGNED = re.compile(r"[-–+−]?[0-9]")
_ROW = re.compile(r"(?:[0-9]{1,4}[a-zđ]?|[a-zđ]),")
_NEXT_IN_ROW = re.compile(r"(?:[0-9]{1,4}[a-zđ]?|[a-zđ])[,;.]?")
_DASHES = ("-", "–", "—")
_BODY_WORDS = 10
_JOINING = CUTS.joints | CUTS.weak_joints
_MARKS = MappingProxyType(
    {";": CUTS.semicolon, ":": CUTS.colon, ",": CUTS.comma} | dict.fromkeys(".?!", CUTS.semicolon)
)


def costs(runs: Sequence[str]) -> Iterator[float]:
    """What a cut behind each of `runs` costs, which stand in a sentence parted by spaces."""
    since_body, depth = _BODY_WORDS, 0
    for at, run in enumerate(runs):
        depth = max(0, depth + run.count("(") - run.count(")"))
        after = runs[at + 1] if at + 1 < len(runs) else ""
        since_body = 0 if _begins_name(run.strip('“"('), after) else since_body + 1
        in_body = since_body < _BODY_WORDS
        kind = _together(run, after) or _kind(run, after, in_body=in_body)
        yield CUTS.cut + kind + (CUTS.in_bracket if depth else 0)
        ends = run[-1] in ",;:.)" and not _goes_on(run, after, in_body=in_body)
        since_body = _BODY_WORDS if ends or after == "số" else since_body


def _begins_name(run: str, after: str) -> bool:
    """Whether the name of a body begins here, or that of a law: "Luật Đất đai", not "Luật này"."""
    return run in CUTS.bodies or (run in CUTS.laws and bool(_CAPITAL.match(after)))


def _together(before: str, after: str) -> float:
    """The cost where two runs are said in one breath: a phrase, or a row of numbers or letters ("khoản 1, 2"); else 0."""
    if _ROW.fullmatch(before) and _NEXT_IN_ROW.fullmatch(after):
        return CUTS.number
    return CUTS.inside_name if f"{before} {after.strip('.,;:)”')}".lower() in CUTS.together else 0


def _kind(before: str, after: str, *, in_body: bool) -> float:
    """By the marks and numbers beside the cut; `in_body`: perhaps in the name of a body."""
    if _SIGNED.match(after):
        return _before_number(before)
    if before[-1] in _MARKS:
        return CUTS.name if _goes_on(before, after, in_body=in_body) else _MARKS[before[-1]]
    if after in _DASHES or before in _DASHES:
        return CUTS.inside_name if in_body or before in _DASHES else CUTS.dash
    if before[-1] in ")”" or after[:1] in "(“":
        return CUTS.bracket
    word = after.strip(".,;:)”").lower()
    if word == "số" or any(map(str.isdigit, before)):
        return _beside_number(word, capital=bool(_CAPITAL.match(after)))
    return _between_words(before, word, capital=bool(_CAPITAL.match(after)), in_body=in_body)


def _goes_on(before: str, after: str, *, in_body: bool) -> bool:
    """Whether the name of a body goes on behind a comma: "Bộ Văn hóa, Thể thao và Du lịch", not "Bộ Y tế, Bộ Công an"."""
    return (
        before[-1] == ","
        and in_body
        and bool(_CAPITAL.match(after))
        and after.strip(",;:.") not in CUTS.bodies
    )


def _before_number(before: str) -> float:
    if before.lower() in CUTS.numbered:
        return CUTS.numbered_number
    return CUTS.marked_number if before[-1] in ";,:" else CUTS.number


def _beside_number(word: str, *, capital: bool) -> float:
    """Between a number and `word`, which may be its unit; or before "số", which belongs to a document's name."""
    if word in _JOINING:
        return CUTS.marked_number
    return CUTS.name if capital else CUTS.number


def _between_words(before: str, word: str, *, capital: bool, in_body: bool) -> float:
    if before.lower() in CUTS.leading:
        return CUTS.inside_name
    if word in CUTS.joints:
        return CUTS.inside_name if in_body else CUTS.joint
    if word in CUTS.weak_joints and not capital and before.lower() not in _JOINING:
        return CUTS.weak
    if _CAPITAL.match(before) or (capital and in_body):
        return CUTS.inside_name
    return CUTS.name if capital or before.lower() in _JOINING else CUTS.words
