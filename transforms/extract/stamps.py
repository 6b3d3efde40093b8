"""Lines that say when a page was posted, told from those that say when something happens: `08 giờ 00, ngày 25/11/2026`.

A stamp is a day of the calendar with its weekday and its time, and hardly another word, or it says itself that it is one:
`Đăng lúc`, `Cập nhật`. What speaks of a span, of an appointment or of a list's entry is text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from crawlers.dates import VIETNAM, Found, Precision, find_dates, parse_moment
from crawlers.days.clocks import CLOCK, ZONE
from crawlers.words import clean, words
from transforms.extract import blocks
from transforms.extract.tools import without_tool_words
from transforms.law.dateline import read_dateline

SHORT_LINE = 90
"""Letters that a line with a time may have."""
WHOLE = frozenset({Precision.MOMENT, Precision.DAY})

_EXACT = re.compile(
    r"(?:giây|phút|giờ|tiếng|second|minute|hour)s?(?: trước| ago|\Z)|xong|now|\b(?:nay|qua|kia)\b|today|yesterday",
    re.IGNORECASE,
)
_AGO = re.compile(r"\btrước|\bago\b|xong|now", re.IGNORECASE)
_POSTED = re.compile(
    r"\b(?:đăng(?! (?:ký|kí|kiểm|nhập|quang|cai|cơ|đàn|ten))|cập nhật|chỉnh sửa|sửa đổi lần cuối|xuất bản|đưa (?:tin|lên)|ngày (?:tạo|viết)|"
    r"(?:ngày |đã )?(?:trả|hồi) lời|publish(?:ed)?|posted|(?:last )?(?:updated?|modified))\b",
    re.IGNORECASE,
)
UPDATED = re.compile(r"cập nhật|chỉnh sửa|last (?:update|modified)|updated", re.IGNORECASE)
_OF_PAGE = re.compile(
    r"\b(?:tác giả|người (?:đăng|viết)|nguồn(?: tin)?|chuyên mục|danh mục|thể loại|lượt xem|viết bởi|bởi|author|by|in)\b",
    re.IGNORECASE,
)
_OF_EVENT = re.compile(
    r"\b(?:tin phát|phát (?:hành|tin)|thời (?:gian|điểm|hạn)(?! (?:đăng|cập nhật|xuất bản|tạo))|địa điểm|từ|đến|tới|kể|trước|sau|hạn|khai (?:mạc|giảng|trương)|bế mạc|bắt đầu|kết thúc|"
    r"diễn ra|tổ chức|họp|dự kiến|áp dụng|hiệu lực|hết|tạm|ngừng|from|until|till|deadline)\b",
    re.IGNORECASE,
)
_ON = re.compile(r"\b(?:vào|tại|trong(?= ngày| tháng|\s*$))\b", re.IGNORECASE)
_ENTRY = re.compile(r"[-–—+•*▪]\s*\S")
_FILLER = re.compile(
    r"\b(?:ngày|lúc|hồi|giờ|thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|T[2-7]|CN|date|on|at)\b",
    re.IGNORECASE,
)
_SPOKEN_CLOCK = re.compile(r"\d\s?(?:giờ|h)\s?(?:\d{2})?(?:\s?phút)?[\s,]*\(?ngày\b", re.IGNORECASE)
_ANY_CLOCK = re.compile(r"\d\s?(?:[:hg]|giờ)\s?\d{2}")
_WORDPRESS = re.compile(r"\bTh(?:g|áng)?\.?\s?(\d{1,2}) (\d{1,2}), (\d{4})\b")
_MONTH_TEN = re.compile(r"\btháng mười (một|hai)(?=,? \d{4}| năm \d)", re.IGNORECASE)
_SHORT_YEAR = re.compile(
    r"(\d{1,2}:\d{2}(?::\d{2})?\s?(?:[AP]M|SA|CH)[\s,|-]{1,4}\d{1,2}/\d{1,2}/)(\d{2})(?!\d)", re.IGNORECASE
)
_DISTANT = datetime(2000, 1, 1, tzinfo=VIETNAM)
_POSTED_WORDS = 8
_SECTION_WORDS = 5
_NAME_WORDS = 4
_DAY_NAME_WORDS = 3
_BESIDE_RELATIVE = 3
_BESIDE_DAY = 1
_MOST_TIMES = 20


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a stamp says.

    `posted`: its words say that something was posted. `spoken`: its time is told as in a sentence, `08 giờ 00, ngày`.
    `day` is None where it is impossible or told from the capture, `clock` empty where no time of day is told.
    """

    posted: bool
    spoken: bool = False
    day: date | None = None
    clock: str = ""

    def says_as(self, other: "Stamp") -> bool:
        """Whether two stamps may be of the same moment."""
        if self.day is None or other.day is None:
            return True
        return self.day == other.day and (not self.clock or not other.clock or self.clock == other.clock)


def plain_stamp(text: str) -> str:
    """A line with the forms that only systems write as others write them: `Th11 12, 2026`, `09:30 AM, 12/11/26`.

    With them `tháng Mười Một`, as WordPress writes its months.
    """
    text = _SHORT_YEAR.sub(r"\g<1>20\g<2>", _WORDPRESS.sub(r"\2/\1/\3", text))
    return clean(_MONTH_TEN.sub(lambda found: "tháng 11" if found[1].lower() == "một" else "tháng 12", text))


def is_stamp(text: str, captured: datetime | None = None) -> bool:
    """Whether a line says when something was posted, and little else; with the capture's moment also `Hôm qua`.

    Impossible days count.
    """
    return read_stamp(text, captured) is not None


def read_stamp(text: str, captured: datetime | None = None) -> Stamp | None:
    """What a line says of when something was posted; None where it says more, or something else."""
    if len(text) > SHORT_LINE:
        return None
    plain = plain_stamp(text)
    dates = [each for each in find_dates(plain) if each.precision in WHOLE]
    if dates:
        return _absolute(plain, dates)
    return Stamp(bool(_POSTED.search(plain))) if _is_relative(plain, captured) else None


def _absolute(text: str, dates: list[Found]) -> Stamp | None:
    posted = bool(_POSTED.search(text))
    if (not posted and len({each.words for each in dates}) > 1) or not _is_bare(text, dates, posted=posted):
        return None
    first = dates[0]
    moment = first.moment if first.precision == Precision.MOMENT else None
    clock = f"{moment.astimezone(VIETNAM):%H:%M}" if moment else ""
    return Stamp(posted, bool(_SPOKEN_CLOCK.search(text)), first.day, clock)


def _is_bare(text: str, dates: Iterable[Found], *, posted: bool) -> bool:
    """Whether hardly anything stands beside the days of a line."""
    if is_of_event(text, dates):
        return False
    rest = without_tool_words(_beside(text, dates))
    found = words(_FILLER.sub(" ", rest))
    if posted or _OF_PAGE.search(rest):
        return len(found) <= _POSTED_WORDS
    timed = _ANY_CLOCK.search(text) is not None
    if "tháng" in text.casefold() and found:
        return False
    if len(found) <= (_NAME_WORDS if timed else _DAY_NAME_WORDS) and all(word[0].isupper() for word in found):
        return True
    return timed and len(found) <= _SECTION_WORDS and _is_section(text, dates)


def _is_section(text: str, dates: Iterable[Found]) -> bool:
    """Whether the words of a line stand before its day, or apart from it: the name of a section, no appointment."""
    first, last = min(each.span[0] for each in dates), max(each.span[1] for each in dates)
    if text[:first].rstrip().endswith(":"):
        return False
    return "|" in text or not words(_FILLER.sub(" ", CLOCK.sub(" ", ZONE.sub(" ", text[last:]))))


def _beside(text: str, dates: Iterable[Found]) -> str:
    """A line without its days, clocks and zones."""
    for each in sorted(dates, key=lambda found: -found.span[0]):
        text = f"{text[: each.span[0]]} {text[each.span[1] :]}"
    return CLOCK.sub(" ", ZONE.sub(" ", text))


def is_of_event(text: str, dates: Iterable[Found] | None = None) -> bool:
    """Whether a line with a day tells of something that happens then: an appointment, a span, a list's entry, a sentence."""
    told = list(dates) if dates is not None else find_dates(plain_stamp(text))
    rest = _beside(plain_stamp(text), told)
    if _OF_EVENT.search(rest):
        return True
    if _POSTED.search(rest):
        return False
    return bool(_ON.search(rest) or _ENTRY.match(text) or re.search(r"[.;:]$", text))


def is_event(text: str) -> bool:
    """Whether a short line gives the day of something that happens."""
    return len(text) <= SHORT_LINE and bool(find_dates(plain_stamp(text))) and is_of_event(text)


def is_dateline(text: str) -> bool:
    """Whether a line is the place and the day under which a text was issued: `Suối Mẫu, ngày 20 tháng 11 năm 2026`."""
    if len(text) > SHORT_LINE or is_of_event(text):
        return False
    line = read_dateline(text)
    return line is not None and line.day is not None and bool(line.place)


def moment_of_element(found: blocks.Found) -> str:
    """The moment for machines of the `time` element that a short line is; empty where it is none, or says more."""
    if len(found.text) > SHORT_LINE:
        return ""
    for node in islice(found.node.css("time[datetime]"), _MOST_TIMES):
        text, raw = clean(node.text(separator=" ")), clean(node.attributes.get("datetime") or "")
        if text and text in found.text and parse_moment(raw):
            rest = found.text.replace(text, " ", 1)
            return raw if text == found.text or read_stamp(f"{rest} 01/01/2026") else ""
    return ""


def recent(text: str, captured: datetime) -> Found | None:
    """A time told from the capture's, as far as it is exact: `2 ngày trước` may be any of two days. It may lie ahead."""
    found = (each for each in find_dates(text, now=captured) if each.relative and each.precision in WHOLE)
    return next((each for each in found if each.moment and _EXACT.search(each.words)), None)


def _is_relative(text: str, captured: datetime | None) -> bool:
    """Whether a line is a time told from the capture's; of a mere day only where the capture is known."""
    told = [
        each
        for each in find_dates(text, now=captured or _DISTANT)
        if each.relative and each.precision in WHOLE
    ]
    if not told:
        return False
    found = told[0]
    beside = len(words(text)) - len(words(found.words))
    if found.precision == Precision.MOMENT:
        return beside <= _BESIDE_RELATIVE
    if _AGO.search(found.words):
        return beside <= _BESIDE_DAY
    return captured is not None and beside <= _BESIDE_DAY and bool(_EXACT.search(found.words))
