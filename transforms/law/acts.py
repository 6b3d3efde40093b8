"""The words by which a document acts on others: `Sửa đổi`, `Bãi bỏ`, `hết hiệu lực`, `Ngưng hiệu lực`; and how far they go."""

import re
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from transforms.law.parts import parts_in
from transforms.law.references import Reference, mentions_in


class Act(StrEnum):
    """What a document does to another, or on what it rests."""

    AMENDS = "amends"
    REPLACES = "replaces"
    REPEALS = "repeals"
    SUSPENDS = "suspends"
    CORRECTS = "corrects"
    BASED_ON = "based_on"
    GUIDES = "guides"


ENDING = frozenset({Act.REPLACES, Act.REPEALS, Act.SUSPENDS})
"""Acts after which the other document, or what is meant of it, is in force no more."""

_STOPS = r"(?:ngưng|ngừng|đình chỉ)\s+(?:việc\s+)?(?:hiệu lực(?:\s+thi hành)?|thi hành|thực hiện)"
_ACTS = (
    (Act.CORRECTS, re.compile(r"^\W*(?:Về việc\s+)?Đính chính\s+", re.IGNORECASE)),
    (
        Act.SUSPENDS,
        re.compile(rf"^\W*(?:Về việc\s+)?(?:tạm\s+)?{_STOPS}\s+(?:(?:của|đối với)\s+)?", re.IGNORECASE),
    ),
    (Act.REPEALS, re.compile(r"^\W*(?:Về việc\s+)?(?:Bãi bỏ|Hủy bỏ|Huỷ bỏ)\s+", re.IGNORECASE)),
    (Act.REPLACES, re.compile(r"^\W*(?:Về việc\s+)?Thay thế\s+", re.IGNORECASE)),
    (
        Act.AMENDS,
        re.compile(
            r"^\W*(?:Về việc\s+)?(?:Sửa đổi\s*,?\s*(?:và\s+)?(?:bổ sung|thay thế|bãi bỏ)?|Bổ sung|Bỏ|Thay)(?:\s*,?\s*(?:thay thế|bãi bỏ))?\s+",
            re.IGNORECASE,
        ),
    ),
)
OWN = r"(?:Bộ luật|Luật|Pháp lệnh|Lệnh|Nghị định|Nghị quyết|Quyết định|Thông tư(?: liên tịch)?|Chỉ thị|Quy định|Quy chế)\s+này"
_NOT = r"(?<!không )(?<!chưa )"
_OWN_ACTS = re.compile(
    rf"{OWN}\b(?:(?!\btrừ\b)[^.;]){{0,160}}?{_NOT}(?P<act>thay thế|bãi bỏ|hủy bỏ|sửa đổi, bổ sung|đính chính|quy định chi tiết|hướng dẫn)"
    r"\s*(?:cho\s+)?",
    re.IGNORECASE,
)
_OWN_WORDS = MappingProxyType(
    {
        "thay thế": Act.REPLACES,
        "bãi bỏ": Act.REPEALS,
        "hủy bỏ": Act.REPEALS,
        "sửa đổi, bổ sung": Act.AMENDS,
        "đính chính": Act.CORRECTS,
        "quy định chi tiết": Act.GUIDES,
        "hướng dẫn": Act.GUIDES,
    }
)
_ENDS = re.compile(
    rf"{_NOT}(?:hết [hl]iệu lực|không còn hiệu lực|chấm dứt hiệu lực|được bãi bỏ|bị bãi bỏ|(?P<replaced>được thay thế)|đều bãi bỏ|"
    rf"(?P<stopped>(?:tạm\s+)?(?:bị\s+)?{_STOPS}))(?:\s+thi hành)?(?P<partly>\s+một phần)?",
    re.IGNORECASE,
)
_STAYS = re.compile(
    r"(?:không|chưa)\s+(?:hết [hl]iệu lực|chấm dứt hiệu lực|bị bãi bỏ|được thay thế)", re.IGNORECASE
)
_WHEN = re.compile(
    rf"\b(?:từ|sau)\s+(?:ngày|khi|thời điểm)\s+(?!{OWN})(?:Bộ luật|Luật|Pháp lệnh|Nghị định|Nghị quyết|Quyết định|Thông tư)\b[^.;,]*$",
    re.IGNORECASE,
)
_PART = r"(?:điều|khoản|điểm|quy định|nội dung|chương|mục|phụ lục|mẫu|biểu|đoạn|câu)"
_PARTLY = re.compile(rf"một phần|một số\s+{_PART}\b", re.IGNORECASE)
_RULES = re.compile(r"\b(?:quy định|nội dung)\b", re.IGNORECASE)
_EXCEPT = re.compile(
    rf"(?:[,;(]\s*(?:ngoại\s+)?trừ\b|\b(?:ngoại\s+)?trừ\s+(?=(?:(?:các|những)\s+)?(?:trường hợp|{_PART})\b))(?P<what>.*)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Ending:
    """Words that end others: what they do, where they stand, whether they say that only a part ends."""

    act: Act
    start: int
    partly: bool


def act_of(text: str) -> tuple[Act, str] | None:
    """The act that a phrase begins with, and what it acts on."""
    for act, pattern in _ACTS:
        found = pattern.match(text)
        if found:
            return act, text[found.end() :]
    return None


def own_act(sentence: str) -> tuple[Act, str] | None:
    """The act that a sentence tells of its own document (`Thông tư này thay thế …`), and what it acts on."""
    found = _OWN_ACTS.search(sentence)
    return (_OWN_WORDS[found["act"].lower()], sentence[found.end() :]) if found else None


def ending_in(sentence: str) -> Ending | None:
    """The words of a sentence by which others end; None where there are none, or where something does not end.

    In `có hiệu lực từ ngày Nghị quyết số 5 hết hiệu lực` they only tell a day. `hết liệu lực` is a misprint of gazettes.
    """
    found = _ENDS.search(sentence)
    if found is None or any(each.search(sentence, 0, found.start()) for each in (_STAYS, _WHEN)):
        return None
    act = Act.REPLACES if found["replaced"] else Act.SUSPENDS if found["stopped"] else Act.REPEALS
    return Ending(act, found.start(), bool(found["partly"]))


def is_partly(before: str, *, named: bool) -> bool:
    """Whether words before a document's name say that not all of what they name is meant: `một số điều của`.

    Args:
        before: the words.
        named: whether they name parts; if not, `các quy định về loa tại` is some part too.
    """
    some = not named and _RULES.search(before) and "toàn bộ" not in before.lower()
    return bool(some or _PARTLY.search(before))


def without_exception(text: str) -> tuple[str, str]:
    """A sentence without what it leaves out (`…, trừ khoản 2 Điều 4`), and what that is; empty where it is nothing."""
    found = _EXCEPT.search(text)
    return (text[: found.start()], found["what"]) if found else (text, "")


def excepted_of(target: Reference, what: str, *, alone: bool) -> tuple[str, ...] | None:
    """The parts of `target` that an exception leaves out; None where it says nothing of `target`.

    Empty where it leaves out what has no address there: cases, parts of the document that speaks.

    Args:
        target: one of those acted on.
        what: the exception's words.
        alone: whether `target` is the only one.
    """
    mentions = mentions_in(what)
    named = [each for each in mentions if each.reference.key == target.key]
    if named:
        return tuple(parts_in(what[: named[0].start]))
    if mentions and not alone:
        return None
    if mentions or not alone or re.search(r"\bnày\b", what):
        return ()
    return tuple(parts_in(re.split(r"[;.]", what)[0]))
