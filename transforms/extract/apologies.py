"""What a site says to a reader instead of an article: it is gone, it is being mended, log in, nothing was found, fill this in."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.words import clean
from transforms.extract.beside import label_of

_SITE = (
    r"(?:trang(?: thông tin| tin| web| mạng| này)?|website|web|cổng(?: thông tin| dịch vụ)?|báo điện tử|máy chủ|server|tài khoản|dịch vụ trực tuyến|"
    r"hệ thống(?! (?:điện|cấp|lưới|đường|thoát|tưới|kênh|loa|truyền thanh|giao thông|chiếu sáng|xử lý)))"
)
_THING = r"(?:trang(?: web)?|bài(?: viết| báo| tin)?|tin(?: bài| tức)?|nội dung|thông tin|dữ liệu|đường (?:dẫn|link)|liên kết|địa chỉ|tài liệu|văn bản|url|link)"
_THIS = r"(?:này|mà|bạn|quý|hiện|yêu cầu|cần tìm|đang (?:tìm|xem|truy cập|được cập nhật)|được yêu cầu|vừa|không|đã (?:bị|được) (?:xóa|xoá|gỡ))"
_GONE = (
    r"(?:không (?:còn )?(?:tồn tại|tìm thấy|hợp lệ|khả dụng|có sẵn|thể (?:tìm|hiển thị|truy cập))|không còn|(?:bị|được) (?:xóa|xoá|gỡ|ẩn|di chuyển|chuyển)|"
    r"gỡ bỏ|chưa (?:được )?(?:cập nhật|xuất bản|phê duyệt)|đang (?:được )?cập nhật|đã thay đổi|hết hạn)"
)
_SAID = (
    re.compile(rf"^.{{0,40}}\b{_THING} {_THIS}\b.{{0,80}}?\b(?:{_GONE})", re.IGNORECASE),
    re.compile(rf"^.{{0,30}}\b{_THING} (?:{_GONE})", re.IGNORECASE),
    re.compile(
        r"^.{0,40}\b(?:không (?:có|tìm thấy)|chưa có)(?: bất (?:kỳ|cứ))? (?:kết quả|dữ liệu|bài viết|bản ghi|nội dung|tin bài|trang)\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:\bbạn|\bquý (?:vị|khách|bạn đọc|độc giả)|người dùng|vui lòng|xin mời|^\W*(?:hãy|mời|cần|phải))\b.{0,30}\bđăng nhập (?:để|trước khi) "
        r"(?:được )?(?:xem|đọc|tiếp tục|truy cập|sử dụng|vào|theo dõi)|\bchưa đăng nhập\b|phiên (?:làm việc|đăng nhập|truy cập).{0,20}hết hạn|"
        r"(?:\btài khoản|\bbạn)\b.{0,30}(?:chưa được cấp|không có|không đủ) quyền",
        re.IGNORECASE,
    ),
    re.compile(r"(?:nhập|gõ) (?:sai|nhầm|không đúng) (?:địa chỉ|đường dẫn)", re.IGNORECASE),
    re.compile(
        r"the (?:page|article|content|document|resource|url|file) (?:you|that you|requested|is no|has been|no longer|could not|cannot|was not)|"
        r"no results? (?:were |was )?found|(?:you (?:must|need to)|please) (?:log|sign) ?in to",
        re.IGNORECASE,
    ),
)
_MENDED = re.compile(
    rf"\b{_SITE}\b(?!.{{0,60}}\b(?:giả mạo|mạo danh|lừa đảo|độc hại)).{{0,90}}?(?:(?:đang|hiện|sẽ|tạm|phải|cần|đã bị|để)\b.{{0,25}}?\b(?:bảo trì|bảo dưỡng|nâng cấp|ngừng|ngưng|dừng|đóng|khóa|khoá)|"
    r"(?:ngừng|ngưng|dừng) (?:hoạt động|cung cấp|phục vụ))|\b(?:site|server|page) .{0,30}(?:maintenance|suspended|under construction)",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"(?:quay|trở|truy cập|ghé thăm|vào)(?: lại)?(?: (?:trang|website))? ?(?:sau|lại)|thông cảm|xin lỗi|hết hạn|"
    r"liên hệ (?:với )?(?:quản trị|nhà (?:cung cấp|quản)|bộ phận (?:kỹ thuật|hỗ trợ|quản trị)|chủ |đơn vị quản)|try again|come back|check back",
    re.IGNORECASE,
)
_FILL_IN = re.compile(
    r"(?:mẫu|form|(?:điền|nhập)\b.{0,30} thông tin)\b.{0,20}(?:dưới đây|bên dưới|sau đây|phía dưới)|"
    r"\b(?:ô|trường(?! (?:hợp|học))|mục)\b.{0,30}bắt buộc|fields? .{0,30}required|fill (?:in|out)",
    re.IGNORECASE,
)
_FIRST = 2
_PLACE = re.compile(
    r"(?:^|[\s_-])(?:content|noi-?dung|details?|chi-?tiet|body|article|entry|news|post|bai-?viet)|content|detail",
    re.IGNORECASE,
)
_HEAD = re.compile(r"title|tieu-?de|headline|heading|ten-?bai", re.IGNORECASE)
_MOST = 3000


def is_apology(text: str) -> bool:
    """Whether a short text begins with what a site says in the stead of an article, or says that it is being mended."""
    sentences = re.split(r"(?<=[.!?])\s+|\n", clean_lines(text))
    first = [each for each in sentences if each.strip()][:_FIRST]
    if any(said.search(each) for each in first for said in _SAID):
        return True
    return any(_MENDED.search(each) for each in first) and bool(_AGAIN.search(text))


def clean_lines(text: str) -> str:
    """`text` with each of its lines clean."""
    return "\n".join(map(clean, text.splitlines()))


def is_form(tree: LexborHTMLParser, text: str) -> bool:
    """Whether a short text asks to fill in a form that is on the page."""
    return tree.css_first("textarea, input[type=email]") is not None and bool(_FILL_IN.search(text))


def has_empty_place(tree: LexborHTMLParser) -> bool:
    """Whether a page's place for an article is empty: its one heading of the first level, or a title and the text by it."""
    headings = tree.css("h1")
    if headings and all(_is_empty(each) for each in headings):
        return True
    return any(_is_place(node) for node in tree.css("div, section, article, span, h2, h3")[:_MOST])


def _is_place(node: LexborNode) -> bool:
    """Whether an empty element named like a title stands before an empty one that is named like a text."""
    if not _HEAD.search(label_of(node)) or not _is_empty(node):
        return False
    after = node.next
    while after is not None:
        if after.is_element_node and _PLACE.search(label_of(after)):
            return _is_empty(after)
        after = after.next
    return False


def _is_empty(node: LexborNode) -> bool:
    if any(
        child.is_text_node and (child.text_content or "").strip()
        for child in node.traverse(include_text=True)
    ):
        return False
    return node.css_first("img, a, svg, input, iframe, video") is None
