"""Who wrote a text, or where it was taken from: the line that signs it, at its end or under its title."""

import re
from collections.abc import Sequence
from dataclasses import replace
from enum import Enum, auto

from crawlers.words import words
from transforms.article import BlockKind
from transforms.extract.beside import ancestors, label_of
from transforms.extract.blocks import Found
from transforms.extract.stamps import is_dateline, read_stamp

_LAST = 3
_LONGEST = 160
_CREDIT_WORDS = 10
_SIGNED_WORDS = 12
_NAME_WORDS = 5
_LOUD_WORDS = 2
_LISTED_WORDS = 8
_SENTENCE_WORDS = 8
_QUIET = frozenset({BlockKind.FURNITURE, BlockKind.BYLINE, BlockKind.CAPTION})
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
    r"(?:văn phòng|phòng(?! (?:họp|khám|học|chống|ngừa|hát|thi)\b)|ban|trung tâm(?! (?:thương mại|mua sắm|huyện|xã)\b)|sở|cổng|trang (?:tin|thông tin)|báo|đài|tạp chí|bản tin|ubnd|hđnd|"
    r"ủy ban|mặt trận|hội(?! (?:trường|nghị|thảo|thi|chợ|xuân|đàm|thao|diễn)\b)|đoàn|công an|(?:chi |tổng )?cục|vụ|bộ|viện|tổ (?:phóng viên|biên tập|tin)|nhóm (?:phóng viên|pv))\s",
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
_SURNAME = re.compile(
    r"(?:nguyễn|trần|lê|phạm|hoàng|huỳnh|phan|vũ|võ|đặng|bùi|đỗ|hồ|ngô|dương|lý|đinh|đoàn|trương|lâm|mai|tô|trịnh|đào|cao|hà|tạ|lương|lưu|"
    r"phùng|quách|vương|triệu|nông|vi|hứa|chu|thái|tống|thân|kiều|la|lò|cầm|quàng|giàng|vàng|sùng|thào|mùa|lường|tòng|đèo|y|h|k)\s",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?:[A-ZĐ]{1,2}\.\s?){1,3}(?:[A-ZĐ][^\W\d_]{0,6})?\.?")
_PARTS = re.compile(r"\s+[-–—]\s*|\s*[-–—]\s+|\s*[,/&()\[\]|]\s*|\s+và\s+")
_MADE_BY = re.compile(rf"\b{_MADE}\s*:", re.IGNORECASE)
_ENDS = re.compile(r"[.!?…:;]\W*$")
_FOLLOWS = re.compile(r"\b(?:sau(?: đây)?|dưới đây|gồm(?: có)?)\W{0,3}$", re.IGNORECASE)
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
    """Whether some words may be the name of a person: each begins with a capital letter, none says what a place is.

    In nothing but capitals headings stand, too: there, a name begins with a surname.
    """
    found = words(text)
    if not 1 < len(found) <= _NAME_WORDS or "." in text:
        return False
    if text.isupper() and not _SURNAME.match(text.strip()):
        return False
    return all(word[0].isupper() for word in found) and not _NO_NAME.match(text)


def _is_office(text: str) -> bool:
    """Whether a line is but the name of an office that a text may come from."""
    if len(words(text)) > _SIGNED_WORDS or re.search(r"[\d.:;!?…“”\"]", text):
        return False
    return bool(_OFFICE.match(text)) and not _SAYS.search(text)


class _Role(Enum):
    """What a closing line is, as far as it may close a text."""

    CREDIT = auto()
    RIGHT = auto()
    NAME = auto()
    OFFICE = auto()


_ONCE = frozenset({_Role.NAME, _Role.OFFICE})


def mark_bylines(found: Sequence[Found]) -> list[Found]:
    """The author's name and the credits that close an article, marked as such.

    Credits may be several. A name stands there but once, and an office once, under the end of a sentence: under a line
    that announces a list, under a heading and under others of their kind, they are of a list.
    """
    blocks = list(found)
    places = [at for at, each in enumerate(blocks) if each.kind not in _QUIET and not _is_posting(each)]
    run: dict[int, _Role] = {}
    while places and len(run) < _LAST:
        role = _role(blocks[places[-1]])
        if role is None or (role in _ONCE and role in run.values()):
            break
        run[places.pop()] = role
    above = blocks[places[-1]] if places else None
    for at, role in run.items():
        if _closes(role, above, named=_Role.NAME in run.values()):
            blocks[at] = replace(blocks[at], kind=BlockKind.BYLINE)
    return blocks


def _is_posting(found: Found) -> bool:
    stamp = read_stamp(found.text)
    return stamp is not None and stamp.posted


def _role(found: Found) -> _Role | None:
    if found.kind not in _MAY_SIGN or len(found.text) > _LONGEST:
        return None
    if is_credit(found.text):
        return _Role.CREDIT
    if is_set_right(found) or (is_dateline(found.text) and _is_on_the_right(found)):
        return _Role.RIGHT
    if _is_signed(found.text):
        return _Role.NAME
    return _Role.OFFICE if _is_office(found.text) or _is_loud(found.text) else None


def _closes(role: _Role, above: Found | None, *, named: bool) -> bool:
    """Whether a line of that role closes a text under the last block of the text itself."""
    if above is None:
        return False
    if role not in _ONCE:
        return role == _Role.CREDIT or not above.text.endswith(":")
    if (
        above.kind == BlockKind.HEADING
        or above.text.endswith((":", ",", ";"))
        or _FOLLOWS.search(above.text[-_LONGEST:])
    ):
        return False
    ended = len(above.text) > _LONGEST or _ENDS.search(above.text) is not None
    if above.kind in _MAY_SIGN and above.size <= _LISTED_WORDS and not ended:
        return False
    return role == _Role.NAME or named or (ended and above.size >= _SENTENCE_WORDS)


def _is_loud(text: str) -> bool:
    """Whether a line may be names without surnames in capitals: `PHƯƠNG MẪU - HỒNG MẪU`."""
    parts = [words(part) for part in _PARTS.split(text) if part]
    plain = " ".join(word for part in parts for word in part) == " ".join(words(text))
    named = plain and all(len(part) == _LOUD_WORDS for part in parts) and not re.search(r"[\d.:;!?…]", text)
    return text.isupper() and named and not any(_NO_NAME.match(part) for part in _PARTS.split(text))


def is_set_right(found: Found) -> bool:
    """Whether a short line is set to the right, where a text is signed; one with a number says more than who signs."""
    if found.size > _SIGNED_WORDS or re.search(r"[.:;!?…]$|\d", found.text):
        return False
    return _is_on_the_right(found)


def _is_on_the_right(found: Found) -> bool:
    return any(_is_right(node.attributes, label_of(node)) for node in ancestors(found.node, 2))


def _is_right(attributes: dict[str, str | None], label: str) -> bool:
    if (attributes.get("align") or "").strip().lower() == "right" or _RIGHT_NAMED.search(label):
        return True
    return bool(_RIGHT.search(attributes.get("style") or ""))
