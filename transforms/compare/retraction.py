"""Where an article says of itself that it was taken back, is gone, or is untrue.

Only what speaks of the article itself counts: the text (`bài viết`, `nội dung`) and what became of it, or the editors and
what they did with it. That a commune takes back land, or a network a post, is news.
"""

import re

from transforms.article import Article
from transforms.script.sentences import sentences_of
from transforms.text.keys import one_style

_SHORT = 120
_FIRST, _LAST = 4, 2
_LONGEST = 300

_WORK = "bài viết|bài báo|bài đăng|tin bài|bản tin|bài|(?<!thông )tin|nội dung|trang|video|clip|phóng sự"
_PAPER = (
    "văn bản|thông báo|công văn|công điện|nghị định|nghị quyết|thông tư|quyết định|chỉ thị|kế hoạch|thông tin"
)
_POINT = r"(?:này|trên đây|nói trên|ở trên|trên|vừa đăng|đã đăng|bạn(?: đang| vừa)? (?:tìm kiếm|tìm|xem|yêu cầu|truy cập))"
_NOW = r"(?: (?:hiện tại|hiện nay|hiện|nay))?"
_TAKEN = r"(?:gỡ(?! (?:rối|khó|vướng|nút))|rút(?! (?:ra|từ|gọn|ngắn|kinh|trích))|hạ|xóa(?! mù)|thu hồi|hủy|bãi bỏ|đình bản)\b"
_DONE = (
    rf"(?: (?:đã|vừa|tạm thời|tạm|chính thức))*(?: (?:được|bị))+ {_TAKEN}"
    rf"| (?:đã|vừa) {_TAKEN}(?=\s*(?:$|[.,;!)]|(?:vì|do|theo|khỏi|bỏ|xuống)\b))"
    r"| (?:không|chẳng|chưa)(?: còn)? (?:tồn tại|khả dụng|có sẵn)\b| không còn (?:hiệu lực|giá trị)\b| đã hết hiệu lực\b"
)
_UNTRUE = r"(?:sai sự thật|không đúng sự thật|không chính xác|chưa chính xác|sai lệch)\b"
_FILLER = r"(?: (?:là|có|mang|chứa|đăng|hoàn toàn|nội dung|thông tin|tin|nhiều|chi tiết)){0,4} "
_EDITORS = r"(?:tòa soạn|ban biên tập|ban quản trị|bbt|chúng tôi|cổng thông tin)"
_TAKES = r"(?:gỡ bỏ|gỡ|rút lại|rút|hạ|thu hồi|xóa bỏ|xóa|hủy bỏ|hủy)(?: (?:bỏ|lại|xuống|đăng|toàn bộ|nội dung)){0,2}"
_OPENING = r"^\W*(?:[^,.:;]{0,60}[,:–-]\s*)?(?:rất tiếc )?"
_ENGLISH = r"(?:story|article|page|post|news item|press release)"
_GONE = (
    r"(?:has|have) been (?:\w+ )?(?:withdrawn|retracted|removed|deleted|taken down|pulled)\b"
    r"|(?:is|was) (?:\w+ )?(?:retracted|no longer available)\b|no longer exists\b|does not exist\b"
)

_SAYS = tuple(
    map(
        re.compile,
        (
            rf"{_OPENING}(?:{_WORK})(?: {_POINT})?{_NOW}(?:{_DONE})",
            rf"\b(?:{_WORK}|{_PAPER}) {_POINT}{_NOW}(?:{_DONE})",
            rf"\b(?:bài viết|bài báo|bản tin|bài|(?<!thông )tin) {_POINT}{_FILLER}{_UNTRUE}",
            rf"\b(?:{_WORK}|{_PAPER}) {_POINT}{_FILLER}{_UNTRUE}.{{0,100}}(?:xin lỗi|cáo lỗi|{_EDITORS})",
            rf"\b{_EDITORS}\b(?:(?!yêu cầu|đề nghị|kêu gọi)[^.;]){{0,60}}? {_TAKES} (?:{_WORK}|{_PAPER})\b",
            rf"\bxin (?:phép )?(?:được )?{_TAKES} (?:{_WORK}|{_PAPER})\b",
            rf"\b(?:this|the|our) {_ENGLISH} (?:\w+ ){{0,3}}?(?:{_GONE})",
            rf"\bthis (?:report|item|notice|statement|content|document|bulletin) (?:{_GONE})",
            rf"\b(?:we|the editors) (?:have |has |hereby )?(?:withdrawn?|withdrew|retract(?:ed)?|removed?) (?:this|the|our) {_ENGLISH}\b",
        ),
    )
)


def retraction(article: Article) -> str:
    """The sentence in which an article says that it was taken back; empty where it does not.

    In a long text only its first and last sentences are such: in between, others' texts are spoken of.
    """
    lines = (article.title, *article.text.splitlines())
    sentences = [sentence for line in lines for sentence in sentences_of(one_style(line))]
    if sum(len(sentence.split()) for sentence in sentences) > _SHORT:
        sentences = [*sentences[:_FIRST], *sentences[_FIRST:][-_LAST:]]
    return next((sentence for sentence in sentences if is_retraction(sentence)), "")


def is_retraction(sentence: str) -> bool:
    """Whether a sentence says of the text that it stands in that this was taken back."""
    said = one_style(sentence)[:_LONGEST].casefold()
    return any(pattern.search(said) for pattern in _SAYS)
