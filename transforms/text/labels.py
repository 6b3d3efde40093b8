"""What a date is the date of, by the label before it: issue, effect, posting, update."""

import re
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from crawlers.dates import find_dates
from crawlers.words import clean

_WINDOW = 90


class Role(StrEnum):
    """What happened, or will, on a date.

    `ISSUED`: made, signed, adopted, or as a warning goes out. `EFFECTIVE` and `EXPIRES`: in force from, and no longer.
    `POSTED` and `UPDATED`: put on the site, and last changed there. `GAZETTE`: printed in Công báo. `DEADLINE`: the last
    day for something.
    """

    ISSUED = "issued"
    EFFECTIVE = "effective"
    EXPIRES = "expires"
    POSTED = "posted"
    UPDATED = "updated"
    GAZETTE = "gazette"
    DEADLINE = "deadline"


class Labelled(NamedTuple):
    """A date with its role. `moment` is None where the date is impossible; `span` is its place in `clean(text)`."""

    role: Role
    moment: datetime | None
    span: tuple[int, int]


_LABELS = (
    (
        Role.EXPIRES,
        r"hết hiệu lực(?: thi hành)?|ngừng hiệu lực|có hiệu lực đến|hiệu lực đến|expir(?:es|ed)(?: on)?",
    ),
    (
        Role.EFFECTIVE,
        r"(?:có |bắt đầu có |phát sinh )?hiệu lực(?: thi hành| áp dụng| pháp luật)?|áp dụng(?: kể)? từ|effective(?: date| from)?",
    ),
    (Role.GAZETTE, r"(?:ngày )?(?:đăng )?công báo|ngày (?:ra|xuất bản) công báo"),
    (
        Role.UPDATED,
        (
            r"(?:ngày |lần |được )?cập nhật(?: (?:mới nhất|lần cuối|gần nhất|cuối))?|(?:lần )?(?:sửa|chỉnh sửa|thay đổi)"
            r" (?:lần )?cuối(?: cùng)?|(?:last )?(?:updated|modified)(?: on| at)?"
        ),
    ),
    (
        Role.POSTED,
        (
            r"đăng bởi [^:|,;]{1,40}?(?= lúc| ngày| vào)|(?:ngày |được |đã )?(?:đăng(?: tải| tin| bài)?|xuất bản|đưa tin|đưa lên)|ngày (?:tạo|viết|gửi|publish)"
            r"|(?:published|posted)(?: date| on| at)?|publication date"
        ),
    ),
    (Role.DEADLINE, r"hạn (?:chót|cuối|cuối cùng|nộp(?: hồ sơ)?)|thời hạn(?: nộp(?: hồ sơ)?)?|deadline"),
    (
        Role.ISSUED,
        (
            r"(?:ngày |được )?(?:ban hành|ký(?: ban hành)?)|ngày văn bản|(?:đã được .{0,60})?thông qua|tin phát"
            r"|(?:bản tin )?phát (?:hành |tin )?lúc|(?:thời gian |ngày )phát hành|(?:date (?:of )?)?issued?(?: date| on)?"
        ),
    ),
)
_FILLER = r"(?:[ :|,;.()\[\]–\-]|vào|lúc|ngày|từ|kể|là|hồi|bắt đầu|tính|at|on|of|the|from)"
_LABEL = re.compile("|".join(rf"(?P<{role}>\b(?:{words}))" for role, words in _LABELS), re.IGNORECASE)
_ONLY_FILLER = re.compile(rf"{_FILLER}{{0,14}}\Z", re.IGNORECASE)


def labelled_dates(text: str, *, now: datetime | None = None) -> list[Labelled]:
    """The dates of `text` that a label stands right before, in their order.

    Between label and date only a colon, `vào`, `lúc`, `ngày`, `kể từ` and their like may stand, and the time of day.
    `now` (aware) is the capture, for `Cập nhật 2 giờ trước`. Ask `find_dates` what is wrong with a date.
    """
    text = clean(text)
    found, after = [], 0
    for each in find_dates(text, now=now):
        start, end = each.span
        role = _role(text[max(after, start - _WINDOW) : start])
        if role:
            found.append(Labelled(role, each.moment, each.span))
        after = end
    return found


def _role(before: str) -> Role | None:
    """The role that the last label before a date gives it."""
    role = None
    for label in _LABEL.finditer(before):
        if _ONLY_FILLER.match(before, label.end()):
            role = Role(label.lastgroup or "")
    return role
