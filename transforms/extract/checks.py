"""What is no article although the host said 200: an error, a log-in, a list, nothing, another language."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawlers.markup import unbearable
from crawlers.words import clean
from transforms.extract.apologies import is_apology, is_form
from transforms.extract.measure import in_language, size

LEAST_WORDS = 40
LEAST_WORDS_UNDER_TITLE = 20
LEAST_WORDS_BY_RULE = 12
_APOLOGY_WORDS = 120

_MARKUP = re.compile(
    rb"<\s*(?:!doctype|html|head|body|title|meta|article|main|section|div|p|h[1-6]|table|span)\b",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"\b(?:40[0-9]|50[0-9])\b.{0,40}\b(?:error|not found|forbidden|bad request|gateway|unavailable|không)|^\W*(?:40[0-9]|50[0-9])\W*$|"
    r"\b(?:page )?not found\b|\b(?:internal server|server|runtime|application) error\b|access denied|request rejected|"
    r"không (?:tìm thấy|tồn tại|có quyền|thể truy cập)|(?:trang|nội dung|bài viết|liên kết) .{0,40}(?:không tồn tại|đã bị xóa|không còn)|"
    r"(?:lỗi|sự cố) (?:hệ thống|máy chủ|truy cập|kết nối)|hệ thống (?:đang )?(?:bảo trì|nâng cấp)|đã (?:xảy ra|có) lỗi|^\W*(?:lỗi|thông báo lỗi)\W*$",
    re.IGNORECASE,
)
_CHALLENGE = re.compile(
    r"checking your browser|just a moment|attention required|verify you are (?:a )?human|enable javascript and cookies|captcha|"
    r"xác (?:minh|nhận) (?:bạn )?(?:không phải|là người)",
    re.IGNORECASE,
)
_FRONT = re.compile(r"/?(?:(?:index|default|home|trang-?chu)(?:\.\w{2,5})?/?)?", re.IGNORECASE)
_LOG_IN = re.compile(r"\b(?:đăng nhập|log ?in|sign ?in|mật khẩu|password)\b", re.IGNORECASE)


def not_html(body: bytes) -> str | None:
    """Why `body` can be no page at all, None where it may be one."""
    if not body.strip(b" \t\r\n\0\xef\xbb\xbf"):
        return "the answer is empty"
    sample = body[:200_000]
    if body[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        if sample.count(0) > len(sample) // 100:
            return "the bytes are not text"
        if not _MARKUP.search(sample):
            return "the bytes are neither HTML nor PDF"
    return unbearable(body, trial=False) or None  # see `bounded`


def is_front(url: str) -> bool:
    """Whether an address is that of a site's front page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return not parts.query and not parts.fragment and bool(_FRONT.fullmatch(parts.path))


def not_article(
    tree: LexborHTMLParser,
    title: str,
    texts: Sequence[str],
    *,
    language: str,
    least: int,
    front: bool = False,
    vouched: bool = False,
) -> str | None:
    """Why what was found is no article, None where it may be one.

    Args:
        tree: the page.
        title: what it calls itself.
        texts: the paragraphs found, lead included.
        language: that the article must have.
        least: words that it must have.
        front: whether it is a site's front page, which says nothing of its own.
        vouched: whether the page says when it was posted, or that it is an article, or rules say so.
    """
    count = sum(map(size, dict.fromkeys(texts)))
    if why := _soft_error(tree, title, texts, count) or (None if vouched else _apology(tree, texts, count)):
        return why
    if front:
        return "it is the site's front page, no article"
    if count < least:
        return f"there are {count} words of text, fewer than {least}"
    if not title:
        return "there is no title"
    if not in_language(" ".join(texts), language):
        return f"the text is not in the language {language!r}"
    return None


def _soft_error(tree: LexborHTMLParser, title: str, texts: Sequence[str], count: int) -> str | None:
    heading = tree.css_first("h1")
    names = f"{title} \n {clean(heading.text()) if heading else ''}"
    if count < 200 and _CHALLENGE.search(names):
        return "it is a challenge against robots"
    told = f"{names} \n {' '.join(texts)}" if count < LEAST_WORDS else names
    if count < 200 and _ERROR.search(told):
        return f"it is an error page answered as if it were healthy: {clean(told)[:80]!r}"
    asks = tree.css_first('input[type="password"]') is not None
    if _LOG_IN.fullmatch(title) and count < 150:
        return "it is a log-in page"
    if asks and (count < LEAST_WORDS or (count < 150 and _LOG_IN.search(names))):
        return "it is a log-in page"
    return None


def _apology(tree: LexborHTMLParser, texts: Sequence[str], count: int) -> str | None:
    text = "\n".join(each for each in texts if each)
    if count >= _APOLOGY_WORDS:
        return None
    if is_apology(text):
        return f"it says why there is no article: {clean(text)[:80]!r}"
    return "it is a form to fill in" if is_form(tree, text) else None
