"""Who wrote a text, or where it was taken from: the line that signs it, at its end or under its title."""

import re
from collections.abc import Sequence
from dataclasses import replace

from crawlers.words import words
from transforms.article import BlockKind
from transforms.extract.beside import ancestors, label_of
from transforms.extract.blocks import Found

_LAST = 3
_LONGEST = 160
_CREDIT_WORDS = 10
_SIGNED_WORDS = 12
_NAME_WORDS = 5
_LOUD_WORDS = 4
_LISTED_WORDS = 8
_MAY_SIGN = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING})

_MADE = r"(?:tin|bài|ảnh|video|clip|đồ họa)(?:\s*(?:,|và|&|-|–|/)?\s*(?:bài|ảnh|video|clip|đồ họa))*"
_LABEL = re.compile(
    rf"^\W*(?:{_MADE}|theo|nguồn(?: tin| bài| ảnh)?|tác giả|người (?:viết|đưa tin|thực hiện)|biên (?:tập|soạn|dịch)(?: viên)?|"
    r"thực hiện|phóng viên|cộng tác viên|tổng hợp|photos?|source|author|by)\s*:\s*(?P<rest>\S.*)$",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"^\W*(?:(?i:theo)|(?i:nguồn)|(?i:tác giả)|(?i:thực hiện)|(?i:tổng hợp)|(?i:from))\s+(?P<rest>[^\W\d_a-zà-ỹđ].*|\S+\.\w{2,4}\W*)$"
)
_AGENCY = re.compile(
    r"(?:(?:p\.?v|c\.?t\.?v|b\.?t\.?v|b\.?b\.?t)\b\.?|(?:nhóm )?(?:phóng viên|cộng tác viên|biên tập viên)\b|ban biên tập|tòa soạn|"
    r"(?:tổng hợp|lược (?:ghi|dịch)|biên (?:soạn|dịch|tập)|thực hiện|ghi|st|sưu tầm|ttxvn|vna|vov|vtv|vietnam\+?|vgp)$)",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"(?:văn phòng|phòng|ban|trung tâm|sở|cổng|trang (?:tin|thông tin)|báo|đài|tạp chí|bản tin|ubnd|hđnd|ủy ban|mặt trận|hội|đoàn|công an|"
    r"(?:chi |tổng )?cục|vụ|bộ|viện|tổ|nhóm)\s",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"\b(?:đã|đang|sẽ|được|bị|là|có|không|cho|để|khi|với|tại|từ|đến|gồm|phải|cần|hãy|mời|xin|đề nghị|yêu cầu|thông báo|khuyến cáo|"
    r"tổ chức|triển khai|kính|trân trọng|cảm ơn|chúc)\b",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"(?:xã|phường|thị (?:trấn|xã)|đặc khu|huyện|quận|tỉnh|thành phố|tp|thôn|bản|làng|ấp|buôn|khu|khóm|khối|tổ|xóm|trường|hợp tác xã|htx|đường|"
    r"quốc lộ|tỉnh lộ|cầu|chợ|sông|đảo|nhà|chùa|đình|đền|trạm|bệnh viện|công ty|doanh nghiệp|cụm|điểm|ông|bà|anh|chị|em|cụ|thầy|cô|đồng chí|chào|trân|cảm|xin|kính|"
    r"lễ|hội|giải|ngày|tháng|năm|mục|phần|chương|điều|câu|kết|hết|thông|quyết|kt|tm|tl|tuq|chủ|phó|giám|trưởng|bộ|thủ|tổng|chánh|ủy|ban|"
    r"sở|ubnd|hđnd|phòng|văn|trung|nơi|lưu|tin|bài|kế|báo|giấy|danh|phụ|mẫu|xem|đọc)\b",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?:[A-ZĐ]{1,2}\.\s?){1,3}(?:[A-ZĐ][^\W\d_]{0,6})?\.?")
_PARTS = re.compile(r"\s+[-–—]\s*|\s*[-–—]\s+|\s*[,/&()\[\]|]\s*|\s+và\s+")
_MADE_BY = re.compile(rf"\b{_MADE}\s*:", re.IGNORECASE)
_ENDS = re.compile(r"[.!?…:;]\W*$")
_SITE = re.compile(r"https?://\S+|\b[\w-]+(?:\.[\w-]+)+(?:/\S*)?|vietnam\+", re.IGNORECASE)
_RIGHT = re.compile(r"text-align\s*:\s*(?:right|end)\b", re.IGNORECASE)
_RIGHT_NAMED = re.compile(r"(?:^|[\s_-])(?:text|align)-?(?:right|end)(?=$|\s)", re.IGNORECASE)


def is_byline(text: str) -> bool:
    """Whether a line is one or two persons' names with whom they write for, or names the source of the text.

    `Nguyễn Văn Mẫu - Trung tâm Truyền thông`, `PV (tổng hợp)`, `Tin, ảnh: Thu Mẫu`, `(Theo Báo Mẫu)`; not the name of a
    place, nor that of an office alone.
    """
    return len(text) <= _LONGEST and (is_credit(text) or _is_signed(text))


def is_credit(text: str) -> bool:
    """Whether a line says that it names an author or a source: `Nguồn: Sở Y tế`, `Theo TTXVN`, `Người viết: Lan Mẫu`."""
    found = (_LABEL.match(text) or _FROM.match(text)) if len(text) <= _LONGEST else None
    if found is None or len(words(text)) > _CREDIT_WORDS:
        return False
    rest = _SITE.sub(" ", _MADE_BY.sub(" ", found["rest"])).strip(" ()[].")
    return not re.search(r"[\d.!?…:;]", rest) and not rest[:1].islower()


def _is_signed(text: str) -> bool:
    """Whether a line is but names of persons, shortened or whole, and what they are or whom they write for."""
    bare = text.strip(" *()[]_-–—.")
    if _INITIALS.fullmatch(text.strip(" *()[]_-–—")):
        return True
    if (
        len(words(text)) > _SIGNED_WORDS
        or _ENDS.search(text)
        or re.search(r"[\d:;!?…“”\"]", _MADE_BY.sub("", text))
    ):
        return False
    parts = [part for part in _PARTS.split(_MADE_BY.sub(",", bare)) if part]
    named = [_is_name(part) or bool(_AGENCY.match(part)) for part in parts]
    return (
        bool(parts)
        and named[0]
        and all(of or _OFFICE.match(f"{part} ") for of, part in zip(named, parts, strict=True))
    )


def _is_name(text: str) -> bool:
    """Whether some words may be the name of a person: each begins with a capital letter, none says what a place is."""
    found = words(text)
    if not 1 < len(found) <= (_LOUD_WORDS if text.isupper() else _NAME_WORDS) or "." in text:
        return False
    return all(word[0].isupper() for word in found) and not _NO_NAME.match(text)


def _is_office(text: str) -> bool:
    """Whether a line is but the name of an office that a text may come from."""
    if len(words(text)) > _SIGNED_WORDS or re.search(r"[\d.:;!?…“”\"]", text):
        return False
    return bool(_OFFICE.match(text)) and not _SAYS.search(text)


def mark_bylines(found: Sequence[Found]) -> list[Found]:
    """The author's name and the credits that close an article, marked as such.

    Credits may be several; a name or an office is the author only once, under a sentence: under a line that announces
    a list, and under others of its kind, it is one more of that list.
    """
    blocks = list(found)
    told = [at for at, each in enumerate(blocks) if each.kind != BlockKind.FURNITURE]
    signed = False
    for place in range(len(told) - 1, max(len(told) - 1 - _LAST, 0), -1):
        each, before = blocks[told[place]], _before(blocks, told[:place])
        if each.kind in {BlockKind.BYLINE, BlockKind.CAPTION}:
            continue
        if each.kind not in _MAY_SIGN or not _closes(each, before, signed=signed):
            break
        signed = signed or not is_credit(each.text)
        blocks[told[place]] = replace(each, kind=BlockKind.BYLINE)
    return blocks


def _before(blocks: Sequence[Found], places: Sequence[int]) -> Found | None:
    """The last block that is neither a picture's nor the author's."""
    quiet = {BlockKind.BYLINE, BlockKind.CAPTION}
    return next((blocks[at] for at in reversed(places) if blocks[at].kind not in quiet), None)


def _closes(found: Found, before: Found | None, *, signed: bool) -> bool:
    """Whether a closing line is a credit, or the author's name and no entry of a list."""
    if is_credit(found.text):
        return True
    if before is not None and before.text.endswith(":"):
        return False
    if is_set_right(found):
        return True
    return _is_named(found.text) and not signed and not (before and _is_listed(before))


def _is_named(text: str) -> bool:
    return len(text) <= _LONGEST and (_is_signed(text) or _is_office(text))


def _is_listed(before: Found) -> bool:
    """Whether the line before is of a list, too: as short, without an end, the name of something."""
    if before.kind not in _MAY_SIGN or before.size > _LISTED_WORDS or len(before.text) > _LONGEST:
        return False
    named = _NO_NAME.match(before.text) is not None or _is_named(before.text)
    return named and not _ENDS.search(before.text)


def is_set_right(found: Found) -> bool:
    """Whether a short line is set to the right, where a text is signed; one with a number says more than who signs."""
    if found.size > _SIGNED_WORDS or re.search(r"[.:;!?…]$|\d", found.text):
        return False
    return any(_is_right(node.attributes, label_of(node)) for node in ancestors(found.node, 2))


def _is_right(attributes: dict[str, str | None], label: str) -> bool:
    if (attributes.get("align") or "").strip().lower() == "right" or _RIGHT_NAMED.search(label):
        return True
    return bool(_RIGHT.search(attributes.get("style") or ""))
