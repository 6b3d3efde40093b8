"""Names of sites, of their sections and of templates, which pages show where an article's title stands."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.words import clean, fold
from transforms.extract.beside import ancestors, label_of
from transforms.extract.measure import size

_TEMPLATE = re.compile(
    r"\W*(?:(?:chi tiết|xem|đọc|nội dung|in|bản in|trang in)(?: (?:của )?(?:bài|bài viết|tin|tin tức|bản tin|trang|thông báo|văn bản|nội dung))?|"
    r"(?:tin|tin tức|bài viết|bản tin|văn bản|thông báo|trang) chi tiết|print(?:able)?(?: version| page)?|"
    r"tin(?: tức)?(?: (?:hoạt động|mới|mới nhất|nổi bật|chung|tổng hợp|trong (?:nước|tỉnh|huyện|xã|ngành)|địa phương|cơ sở|bài))?"
    r"(?:\W+(?:và )?(?:sự kiện|hoạt động|thông báo|bài viết))?|tin bài|bài viết|hoạt động|sự kiện|trang chủ|trang chính|"
    r"(?:truy cập|chuyển (?:đến|tới)|đến|bỏ qua)(?: (?:và )?(?:chuyển )?(?:đến|tới)?)? ?nội dung(?: (?:luôn|chính|trang))?|skip to (?:main )?content|"
    r"home(?: ?page)?|index|default|untitled(?: document)?|(?:news|article|post)(?: details?)?|details?|no title|chưa có tiêu đề)\W*",
    re.IGNORECASE,
)
_SITE = re.compile(
    r"\W*(?:(?:chào mừng (?:bạn|quý vị)? ?(?:đã )?đến với|welcome to)\b|"
    r"(?:cổng|trang|kênh|mạng)\s+(?:(?:thông )?tin\b|ttđt\b|web\b|dịch vụ công\b|giao tiếp\b|điện tử\b)|website\b|portal\b)",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\W*(?:sở|ubnd|ủy ban|uỷ ban|hđnd|hội đồng nhân dân|đài|báo(?! cáo| động| hiệu)|tạp chí|bộ(?! luật| đội)|phòng(?!,| chống| ngừa| trừ| vệ| cháy| dịch)|ban(?! hành)|trung tâm|(?:tổng |chi )?cục|văn phòng|công an|"
    r"(?:tổng )?công ty|tập đoàn|viện(?! trợ)|bệnh viện|trường(?! hợp)|trạm|hội(?! nghị| thảo| thi| chợ| thao| diễn| xuân| đàm)|đoàn(?! kết| viên)|mặt trận|đảng (?:bộ|ủy)|(?:tỉnh|thành|huyện|quận|xã|phường) ủy|"
    r"tỉnh|thành phố|huyện|quận|thị xã|thị trấn|xã|phường|kho bạc|bảo hiểm xã hội|thư viện|cơ quan)(?:\s|$)",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"\b(?:tổ chức|ban hành|công bố|thông báo|triển khai|khai (?:mạc|trương)|khánh thành|họp|kiểm tra|tăng|giảm|đẩy mạnh|ra quân|phát động|"
    r"tham (?:gia|dự)|đạt|nhận|trao|tặng|thăm|làm việc|tiếp|công nhận|chỉ đạo|yêu cầu|đề nghị|hướng dẫn|quy định|đánh giá|[st]ổng kết|sơ kết|"
    r"bàn|hoàn thành|khởi công|tạm|ngừng|dừng|bảo trì|nâng cấp|thay|điều chỉnh|vận động|cảnh báo|hỗ trợ|tuyển|mời|sẽ|đã|đang|được|bị|không|"
    r"có|là|với|cho|về|tại|sau|trước|từ|đến|khi|vì|cần|phải|trở|ứng phó|chủ động|gặp|ký|xử|phối hợp|lấy|thi|dâng|đón|chúc|góp|"
    r"siết|ra mắt|thực hiện|tập trung|khắc phục|xử lý|tuyên|tiêm|phun|trồng|giúp|vượt|giữ|nâng|mở|bắt|dành|đưa|gỡ|kêu gọi|khen|rà soát|sửa|"
    r"tập huấn|tháo|thiệt hại|tìm|vào|xuất|quyết|huy động|phấn đấu|nỗ lực|chung tay|hưởng ứng|xảy ra|còn|sắp|vừa|để|và các|nhiều|hơn|nhất)\b"
)
_DOMAIN = re.compile(r"\W*(?:[\w-]+\.)+(?:vn|com|net|org|info|gov|edu)\W*", re.IGNORECASE)
_LETTERHEAD = re.compile(
    r"\W*(?:(?:nước )?(?:cộng h(?:òa|oà) xã hội|việt nam dân chủ)|độc lập\s*[-–—]|(?:luật |lệnh )?số\s*:?\s*\d)",
    re.IGNORECASE,
)
_NAME_WORDS = 14
_SECTION_WORDS = 6
_HOME = re.compile(
    r"/?(?:[a-z]{2}(?:-[a-z]{2})?/?)?(?:(?:index|default|home|trang-?chu)(?:\.\w{2,5})?/?)?", re.IGNORECASE
)
_BANNER = re.compile(
    r"(?:^|[\s_-])(?:logo|brand(?:ing)?|banner|masthead|site-?(?:name|title))(?=$|[\s_-])", re.IGNORECASE
)
_MOST_LINKS = 3000
_PADDING = 8


def is_template(text: str) -> bool:
    """Whether a text only says which of a site's pages this is: `Chi tiết tin`, `In bài viết`, `Tin tức - Sự kiện`."""
    return bool(_TEMPLATE.fullmatch(text))


def is_site(text: str) -> bool:
    """Whether a text is what a site calls itself: a portal's name, or its domain; nothing is said of it."""
    return bool(_DOMAIN.fullmatch(text)) or (bool(_SITE.match(text)) and _is_name(text))


def is_body(text: str) -> bool:
    """Whether a text is the name of an office, a paper or a place, and says nothing of it."""
    return bool(_BODY.match(text)) and _is_name(text)


def is_letterhead(text: str) -> bool:
    """Whether a line is of a document's letterhead: the nation, its motto, the document's number."""
    return bool(_LETTERHEAD.match(text))


def _is_name(text: str) -> bool:
    plain = text.lower() if text.isupper() else text
    return size(text) <= _NAME_WORDS and not _SAYS.search(plain) and not re.search(r"[:;!?“”\"]", text)


def is_home_link(node: LexborNode, url: str) -> bool:
    """Whether an element is a link to the site's front page, is in one, or holds one around its words."""
    text = clean(node.text())
    links = [*(each for each in ancestors(node, 3) if each.tag == "a"), *node.css("a[href]")]
    return any(_is_home(each, url) and fold(each.text()) in ("", fold(text)) for each in links)


def is_banner(node: LexborNode) -> bool:
    """Whether an element, or one close around it, is named like a site's banner."""
    return any(_BANNER.search(label_of(each)) for each in ancestors(node, 3) if each.tag != "body")


def _is_home(link: LexborNode, url: str) -> bool:
    target = _target(link, url)
    return target is not None and target[0] == _parts(url)[0] and bool(_HOME.fullmatch(target[1]))


def is_section(text: str, tree: LexborHTMLParser, url: str) -> bool:
    """Whether a short text is also that of a link to another page: a section's name in a menu or in the path to the page."""
    if size(text) > _SECTION_WORDS:
        return False
    wanted, own = fold(text), _parts(url)
    near = ((label, target) for label, target in _links(tree, url) if len(label) <= len(text) + _PADDING)
    return any(target != own and fold(label) == wanted for label, target in near)


def _links(tree: LexborHTMLParser, url: str) -> Iterator[tuple[str, tuple[str, str]]]:
    for link in tree.css("a[href]")[:_MOST_LINKS]:
        target = _target(link, url)
        if target:
            yield link.text().strip(), target


def _target(link: LexborNode, url: str) -> tuple[str, str] | None:
    """Host and path (with query) that a link leads to; None for an anchor, a script or what is no address."""
    address = (link.attributes.get("href") or "").strip()
    if not address or address.startswith(("#", "javascript:", "mailto:", "tel:")):
        return None
    try:
        return _parts(urljoin(url, address))
    except ValueError:
        return None


def _parts(url: str) -> tuple[str, str]:
    """Host and path (with query) of an address; both empty where it is none."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return "", ""
    return host, f"{parts.path}?{parts.query}" if parts.query else parts.path
