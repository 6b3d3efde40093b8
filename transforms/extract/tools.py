"""Lines of a page that no one should hear: what is to be pressed, counted, fetched, rated or followed, and who asked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from transforms.article import BlockKind
from transforms.extract.blocks import Found

_LONGEST = 160
_LONGEST_PROMOTION = 300
_PROMOTION_WORDS = 40
_LONGEST_WORD = 40
_NEAR = 3
_LAST = 6
_HEAD = 12
_LINKED = 0.6
_COUNT = r"\(?\d[\d.,]*\)?"

_TOOL = re.compile(
    r"\b(?:"
    rf"(?:số |tổng )?(?:lượt|lần) (?:xem|đọc|truy cập|nghe|tải|thích|chia sẻ|bình luận|đánh giá)(?: (?:trang|bài|bài viết|tin))?(?:\s*:?\s*{_COUNT})?|"
    rf"\d[\d.,]* (?:(?:lượt|lần) (?:xem|đọc|truy cập|nghe|tải|thích|chia sẻ|bình luận)|bình luận|thích|chia sẻ|views?|comments?|likes?)|"
    rf"(?:đã )?(?:xem|đọc|views?|hits?)\s*:\s*{_COUNT}|(?:bình luận|thích|chia sẻ|comments?|likes?)\s*:?\s*{_COUNT}|"
    r"chia sẻ(?: (?:bài viết|bài|tin|trang|này|lên|qua|tới|với|cho|bạn bè|mạng xã hội))*|"
    r"gửi(?: (?:bài viết|bài|tin|trang|này|cho|qua|tới|đến|email|e-mail|thư|bạn bè|bình luận|ý kiến|phản hồi))+|"
    r"lưu(?: (?:bài viết|bài|tin|trang|này|lại))+|"
    r"(?:bản |trang )?in(?: (?:bài viết|bài|tin|trang|này|văn bản|nội dung))*|"
    r"nghe(?: (?:đọc|bài viết|bài|tin|bản tin|nội dung|audio|này))*|đọc (?:bài viết|bài|tin|nội dung|to)(?: này)?|"
    r"(?:(?:xem với|thay đổi|tăng|giảm|chọn|đổi) )?(?:(?:cỡ|kích (?:cỡ|thước)|kiểu|phông|font|màu|size) chữ|(?:độ )?tương phản)|"
    r"(?:phóng to|thu nhỏ|toàn màn hình|mặc định|copy(?: link)?|sao chép(?: liên kết| link)?|ý kiến bạn đọc|bình luận|thích|like|share|tweet|print|"
    r"trở (?:về|lại)|quay lại|về đầu trang|lên đầu trang|đóng lại)|"
    r"facebook|twitter|zalo|linkedin|pinterest|telegram|messenger|youtube|tiktok|instagram|whatsapp|viber|rss|e-?mail)(?!\w)",
    re.IGNORECASE,
)
_SIZES = re.compile(r"\W*(?:A{1,2}\s?[+-]\W*){1,2}(?:A\W*)?(?:A{1,2}\s?[+-]\W*)?")
_LETTER_SIZES = re.compile(r"(?<!\w)[Aa]{1,3}(?!\w)")
_RATING = re.compile(
    r"\W*(?:(?:click|nhấn|bấm) để )?(?:đánh giá|xếp hạng|chấm điểm|bình chọn)(?:(?: (?:cho|bài viết|bài|tin|trang|này))+|(?=\W*\d))"
    rf"(?:\W*{_COUNT}(?:\s?/\s?\d+)?(?: sao| điểm)?)?(?:\W*\d+ (?:lượt |phiếu )?(?:đánh giá|bình chọn|bầu|votes?))?\W*",
    re.IGNORECASE,
)
_RATED = re.compile(
    r"\W*(?:tổng số điểm của bài viết là|xếp hạng\s*:\s*\d|điểm (?:đánh giá|bình chọn)\s*:)", re.IGNORECASE
)
_COUNTER = re.compile(
    r"\W*(?:tổng(?: số)? |số )?(?:lượt |người |khách )?(?:đang )?(?:truy cập|online|trực tuyến|ghé thăm)(?: (?:hôm nay|hôm qua|tuần này|tháng này|trong ngày))?"
    rf"\s*:?\s*{_COUNT}(?: (?:người|lượt|khách))?\W*",
    re.IGNORECASE,
)
_BESIDE_COUNTER = re.compile(
    rf"\W*(?:thống kê(?: truy cập)?|(?:hôm (?:nay|qua)|(?:tuần|tháng|năm) (?:này|nay|trước|qua)|tất cả|tổng(?: cộng| số)?|khách|thành viên)\s*:?\s*{_COUNT})\W*",
    re.IGNORECASE,
)
_FILES = re.compile(
    r"\W*(?:(?:các |danh sách )?(?:tệp|file|tập tin|tài liệu|văn bản)(?: (?:tin|tài liệu|văn bản))? (?:đính kèm|kèm theo)|đính kèm|"
    r"tải (?:về|xuống|file|tệp|tập tin)(?: (?:về|file|tệp|tập tin|tài liệu|văn bản|tại đây|đính kèm))*|attachments?|downloads?)\W*",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"\W*[^\s:;!?][^:;!?]{0,100}\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|7z|odt|ods)\b\W*(?:\d[\d.,]*\s?(?:[kmg]i?b|bytes?)?\W*)?(?:(?:tải về|xem|download)\W*)?",
    re.IGNORECASE,
)
_PRINTED = re.compile(
    r"\W*(?:(?:được )?(?:bản )?in(?: ra)? từ|trích xuất từ)\s+(?:cổng|trang|website|báo|http|www)\b.{0,140}",
    re.IGNORECASE,
)
_CALLS_TO_FOLLOW = re.compile(
    r"\W*(?:(?:kính )?mời|hãy|quý (?:vị|bạn đọc|độc giả)|bạn đọc|độc giả|tải|cài đặt|quét|theo dõi|truy cập|đăng ký|nhấn|bấm|follow|để (?:nhận|cập nhật|theo dõi))\b",
    re.IGNORECASE,
)
_CHANNEL = re.compile(
    r"\b(?:fan ?page|zalo|facebook|youtube|tiktok|telegram|google news|google play|app ?store|ch play|mã qr|ứng dụng|app)\b",
    re.IGNORECASE,
)
_PROGRAM = re.compile(r"\w{0,20}[a-z][A-Z]\w{0,20}")
_ASKER = re.compile(
    r"\W*(?:(?:tên )?người (?:gửi|hỏi)|họ (?:và )?tên(?: người (?:gửi|hỏi))?|(?:độc giả|bạn đọc|công dân)\s*:)\s*:?.{1,140}",
    re.IGNORECASE,
)
_REACHED = re.compile(r"\S@\S|\b(?:e-?mail|ngày (?:gửi|hỏi)|gửi (?:lúc|ngày))\b", re.IGNORECASE)
_OF_ASKER = re.compile(
    r"\W*(?:(?:tên )?người (?:gửi|hỏi)|họ (?:và )?tên(?: người (?:gửi|hỏi))?|e-?mail|(?:số )?điện thoại|địa chỉ|ngày (?:gửi|hỏi)|gửi lúc)\s*:.{0,140}",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"\W*(?:nội dung )?(?:câu )?hỏi\b.{0,30}", re.IGNORECASE)
_ANSWER = re.compile(r"\W*(?:nội dung )?(?:câu )?(?:trả lời|phản hồi|giải đáp|đáp)\b.{0,60}", re.IGNORECASE)


def is_tools(text: str) -> bool:
    """Whether a line is but things to press and counts of those who did: `Cỡ chữ: A- A A+`, `0 bình luận`, `Lượt xem: 12`."""
    if not text or len(text) > _LONGEST:
        return False
    if (
        _SIZES.fullmatch(text)
        or _RATING.fullmatch(text)
        or _RATED.match(text)
        or _COUNTER.fullmatch(text)
        or _PRINTED.fullmatch(text)
    ):
        return True
    rest = _TOOL.sub(" ", text)
    return rest != text and not any(each.isalnum() for each in _LETTER_SIZES.sub(" ", rest))


def without_tool_words(text: str) -> str:
    """`text` without what is to be pressed in it and without counts of those who did."""
    return _TOOL.sub(" ", text)


def is_file(text: str) -> bool:
    """Whether a line is but the name of a file, or the heading over such: `Tệp đính kèm: mau-01.doc (1,2 MB)`."""
    if len(text) > _LONGEST:
        return False
    head = _FILES.match(text)
    rest = text[head.end() :] if head else text
    return bool((head and not rest.strip()) or (rest and _FILE.fullmatch(rest)))


def without_tools(found: Sequence[Found]) -> list[Found]:
    """`found` with tools, counters, files to fetch and calls to follow as furniture, and who asked a question as a byline."""
    quiet = {at for at, each in enumerate(found) if is_tools(each.text) or is_file(each.text)}
    quiet |= set(_counters(found)) | set(_attached(found)) | set(_promotion(found, quiet))
    askers = set(_askers(found))
    return [
        replace(each, kind=BlockKind.FURNITURE)
        if at in quiet and each.kind != BlockKind.TABLE
        else replace(each, kind=BlockKind.BYLINE)
        if at in askers and each.kind != BlockKind.FURNITURE
        else each
        for at, each in enumerate(found)
    ]


def _counters(found: Sequence[Found]) -> Iterator[int]:
    """The lines of a counter of visitors: `Hôm nay: 1.204` is one beside `Đang truy cập: 12`."""
    counted = [
        at for at, each in enumerate(found) if len(each.text) <= _LONGEST and _COUNTER.fullmatch(each.text)
    ]
    for at in counted:
        near = range(max(0, at - _NEAR), min(len(found), at + _NEAR + 1))
        yield from (
            place
            for place in near
            if len(found[place].text) <= _LONGEST and _BESIDE_COUNTER.fullmatch(found[place].text)
        )


def _attached(found: Sequence[Found]) -> Iterator[int]:
    """The links under a heading that says that files are attached."""
    attached = False
    for at, each in enumerate(found):
        heading = len(each.text) <= _LONGEST and _FILES.fullmatch(each.text)
        attached = bool(heading) or (attached and each.linked >= _LINKED)
        if attached and not heading:
            yield at


def _promotion(found: Sequence[Found], quiet: set[int]) -> Iterator[int]:
    """The calls to follow the site elsewhere that close a text; none names a thing that the text itself is about."""
    closing = []
    for at in range(len(found) - 1, max(-1, len(found) - 1 - _LAST - len(quiet)), -1):
        each = found[at]
        if _calls_to_follow(each):
            closing.append(at)
        elif at not in quiet and each.kind not in {BlockKind.FURNITURE, BlockKind.BYLINE}:
            break
    if closing:
        before = {name for each in found[: closing[-1]] for name in _named(each.text)}
        yield from (at for at in closing if not _named(found[at].text) & before)


def _named(text: str) -> set[str]:
    """The channels and the programs that a text names, `VNeID` among them."""
    programs = (word.strip(".,;:()“”") for word in text.split() if len(word) <= _LONGEST_WORD)
    names = [*_CHANNEL.findall(text), *(word for word in programs if _PROGRAM.fullmatch(word))]
    return {name.casefold() for name in names}


def _calls_to_follow(found: Found) -> bool:
    if found.size > _PROMOTION_WORDS or len(found.text) > _LONGEST_PROMOTION:
        return False
    return bool(_CALLS_TO_FOLLOW.match(found.text) and _CHANNEL.search(found.text))


def _askers(found: Sequence[Found]) -> Iterator[int]:
    """The lines that say who asked what an office answers, and how to reach him."""
    head = found[:_HEAD]
    asked = next((at for at, each in enumerate(head) if _is_line(_QUESTION, each)), None)
    answered = asked is not None and any(_is_line(_ANSWER, each) for each in found[asked + 1 :])
    for at, each in enumerate(head):
        told = _is_line(_ASKER, each) and _REACHED.search(each.text)
        if told or (answered and asked is not None and at < asked and _is_line(_OF_ASKER, each)):
            yield at


def _is_line(form: re.Pattern[str], found: Found) -> bool:
    return len(found.text) <= _LONGEST and form.fullmatch(found.text) is not None
