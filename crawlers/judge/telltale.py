"""What pages call themselves that are no content: error pages, log-ins, challenges, servers' own pages.

A page is known by a name (its title, a heading, an alert) that says this and nothing else, as a whole: “Không tìm
thấy trang” is an error page, “Không tìm thấy người mất tích sau lũ” is news.
"""

import re
from collections.abc import Iterable, Iterator
from enum import Enum


class Tells(Enum):
    """What a name gives away."""

    MISSING = "không có trang này"
    UNWELL = "máy chủ hỏng hoặc đang bảo trì"
    REFUSED = "không được vào"
    CHALLENGE = "thử thách chống robot"
    LOG_IN = "đăng nhập"
    EMPTY_HOST = "trang mặc định của máy chủ, tên miền bỏ không"


_THING = (
    r"(?:trang(?: web)?|website|nội dung|bài viết|bài|tin(?: bài| tức)?|liên kết|đường (?:dẫn|link)|địa chỉ|tài nguyên"
    r"|tài liệu|tệp(?: tin)?|file|dữ liệu|văn bản|chuyên mục|url)"
)
_WHICH = r"(?: (?:này|mà|trên|được|quý (?:khách|vị)|bạn|đang|muốn|vừa|cần|tìm(?: kiếm)?|yêu cầu|truy cập|xem|đọc|nhập))*"
_SORRY = r"(?:(?:rất )?(?:tiếc|xin lỗi)|oops|ôi|sorry|thông báo|lỗi|error|http|status|mã lỗi)?(?: |$)"
_CODE = r"(?:(?:http |mã )?(?:lỗi|error|status)?:? ?(?:http )?)"
_PAGE = r"(?:the |this |requested |that )*(?:web ?page|page|resource|article|content|document|file|url|object|post|item)"

# How such a sentence goes on, where it goes on; news goes on otherwise.
_PLEA = (
    r"(?:[,;]? ?(?:vui lòng|xin|hãy|quý|bạn|mong|để|trước khi|trong quá trình|khi (?:tải|truy cập|xử lý|kết nối)|please|try"
    r"|code|mã|if|we|you|while|before|by|for (?:security|your)|the server|on (?:this|the)|\(|#|[0-9]).*)?"
)

_GRAMMAR: dict[Tells, tuple[str, ...]] = {
    Tells.CHALLENGE: (
        r"just a moment|one moment,? please|attention required!?(?: cloudflare)?|ddos[- ]guard|robot check|bot (?:check|verification|detection)",
        rf"checking (?:if the site connection is secure|your (?:browser|connection)){_PLEA}|(?:ddos|browser) (?:protection|verification|check){_PLEA}",
        rf"(?:please )?verify(?:ing)? (?:that )?you(?: a|')re (?:not )?(?:a )?(?:human|robot|bot){_PLEA}|are you (?:a )?(?:human|robot){_PLEA}",
        rf"human verification{_PLEA}|security (?:check|verification){_PLEA}|you are being redirected{_PLEA}|captcha|please complete the captcha{_PLEA}",
        r"please (?:enable|turn on) (?:javascript|cookies)(?: .{0,60})?|enable javascript and cookies to continue",
        rf"(?:hệ thống )?đang (?:kiểm tra|xác (?:minh|thực)) (?:trình duyệt|kết nối|bảo mật|truy cập|an ninh)(?: của (?:bạn|quý khách))?{_PLEA}",
        rf"(?:vui lòng |hãy )?(?:xác (?:minh|nhận|thực)|chứng minh) (?:rằng )?(?:bạn |quý khách )?(?:không phải (?:là )?|là )(?:robot|bot|người(?: máy| thật)?|con người|máy){_PLEA}",
        r"kiểm tra (?:bảo mật|an ninh|trình duyệt|truy cập)|(?:bảo vệ )?chống ddos|(?:vui lòng |hãy )?(?:bật|kích hoạt) javascript(?: .{0,60})?",
    ),
    Tells.REFUSED: (
        rf"{_CODE}40[13](?: (?:forbidden|unauthorized|access denied|error|không có quyền.*))?|forbidden|unauthorized",
        rf"access (?:is |has been |was )?denied{_PLEA}|access to (?:this|the) \w+ (?:is|has been|was) (?:denied|blocked|forbidden){_PLEA}",
        rf"(?:the )?request(?:ed url)? (?:was |has been )?(?:rejected|blocked){_PLEA}|(?:web ?)?page blocked|not acceptable|(?:sorry,? )?you (?:have been|are) blocked{_PLEA}",
        rf"(?:quyền )?truy cập (?:của bạn )?(?:đã )?bị (?:từ chối|chặn|cấm){_PLEA}|(?:bạn |quý khách )?không (?:có|đủ) quyền (?:truy cập|xem|vào)(?: {_THING}{_WHICH})?{_PLEA}",
        rf"(?:bạn|địa chỉ ip của bạn|ip của bạn) (?:đã |đang )?bị (?:chặn|từ chối|hạn chế)(?: truy cập)?{_PLEA}|yêu cầu (?:đã )?bị (?:từ chối|chặn){_PLEA}",
    ),
    Tells.MISSING: (
        rf"{_CODE}(?:404|410)(?: ?(?:error|lỗi|gone|(?:page |file )?not found|trang không.*|không tìm thấy.*))?",
        rf"{_SORRY}?,? ?{_THING}{_WHICH}(?: hiện| đã| có thể)*(?: đã)? (?:không (?:được )?(?:tìm thấy|tồn tại|còn(?: tồn tại)?|có(?: sẵn)?)|(?:bị )?(?:xóa|xoá|gỡ(?: bỏ)?|di chuyển))(?: (?:hoặc|hay|trên|trong|nữa|khỏi).*)?",
        rf"{_SORRY}?,? ?(?:chúng tôi )?không (?:(?:tìm thấy|tồn tại|thể tìm thấy)(?: {_THING}{_WHICH})?|có {_THING}{_WHICH})",
        rf"{_PAGE}(?: \w+){{0,6}} (?:(?:not|can'?t|cannot) (?:be )?(?:found|exist|available)|(?:does ?n[o']t|no longer) exists?|no longer available|has been (?:removed|deleted|moved))(?: .*)?",
        rf"(?:(?:page|file|object|content|article|resource|url) )*not found(?: on (?:this|the) server)?|(?:oops|sorry)\W*{_PAGE} not found",
        r"(?:the )?resource cannot be found",
    ),
    Tells.UNWELL: (
        rf"{_CODE}50\d(?: .{{0,60}})?|internal server error{_PLEA}|service (?:temporarily )?unavailable{_PLEA}|bad gateway|gateway time-?out",
        r"server error in '.*' application|(?:server|runtime|application|database|fatal|unexpected|system) error(?: in .*)?",
        rf"error establishing a database connection|(?:an )?(?:\w+ )?error (?:has )?occurred(?: .{{0,60}})?|something went wrong{_PLEA}",
        r"(?:the |this )?(?:site|website|page|system|service|server|portlet)(?: .{1,80})? (?:is )?(?:temporarily unavailable|(?:down for|under|in) maintenance|offline).*|under (?:construction|maintenance)",
        r".{0,80}(?:is )?temporarily unavailable|.{0,80}tạm thời không (?:khả dụng|có sẵn|sẵn có|hoạt động|truy cập được|phục vụ).{0,80}",
        rf"(?:thông báo )?(?:lỗi|sự cố) (?:máy chủ|hệ thống|kết nối|truy cập|server|ứng dụng|cơ sở dữ liệu|trong quá trình|không xác định|xử lý)(?: (?:cơ sở dữ liệu|máy chủ|hệ thống|mạng|dữ liệu))?{_PLEA}",
        rf"{_SORRY}?,? ?(?:hệ thống )?(?:đã |vừa )?(?:xảy ra|có|gặp|phát sinh) (?:một )?(?:lỗi|sự cố)(?: (?:trong|khi|xảy ra|hệ thống|không|từ|với|xử lý|kỹ thuật).*)?",
        rf"(?:hệ thống|trang(?: web)?|website|cổng(?: thông tin| dịch vụ)?(?: điện tử)?|máy chủ|dịch vụ)(?: hiện)?(?: đang| tạm)+(?: được)? (?:bảo trì|nâng cấp|quá tải|bận|dừng|ngừng|gián đoạn|tạm dừng|tạm ngừng)(?: (?:hoạt động|phục vụ|hệ thống|kỹ thuật))*{_PLEA}",
        r"(?:thông báo )?(?:lỗi|error)|thông báo lỗi|bảo trì hệ thống|đang bảo trì",
    ),
    Tells.LOG_IN: (
        r"(?:trang |cổng |form |vui lòng |mời )?đăng nhập(?: (?:vào )?(?:hệ thống|tài khoản|quản trị|thành viên|người dùng|cổng|trang|để tiếp tục|\w+){1,5})?",
        r"(?:please |user |member |admin |account |system )*(?:log|sign)[ -]?(?:in|on)(?: (?:page|form|to|with|required|your|the|account|system|continue|\w+)){0,5}",
        r"xác thực (?:người dùng|tài khoản|tập trung)|(?:single sign-?on|sso)(?: .{0,40})?",
    ),
    Tells.EMPTY_HOST: (
        r"welcome to (?:nginx|openresty|tengine|caddy|centos|tomcat|xampp|iis).*|iis(?: windows)?(?: server)?\d*(?: ?[\d.]+)?|internet information services",
        r"(?:apache2? )?(?:\w+ )?(?:linux )?default page(?:: it works)?|apache http server test page.*|test page for (?:the )?.*|apache tomcat(?:/[\d.]+)?|it works",
        r"index of /.*|(?:default|domain) (?:web ?site|parallels plesk|plesk|page|web page)(?: page)?|web server'?s default page|(?:this )?(?:account|website|domain) (?:has been )?suspended.*",
        r"(?:the |this )?domain(?: name)?(?: \S+)? (?:is |may be )?(?:for sale|parked|expired|available).*|\S+\.\w{2,6} is for sale.*|buy this domain.*",
        r"(?:tên miền|website|trang web|tài khoản)(?: \S+)? (?:này )?(?:đã |đang |bị )*(?:được rao bán|đang bán|hết hạn|tạm (?:ngưng|ngừng|khóa|khoá|dừng)|bị khóa|bị khoá).*",
    ),
}
_KNOWN = [
    (tells, re.compile("|".join(f"(?:{each})" for each in grammar))) for tells, grammar in _GRAMMAR.items()
]
_BETWEEN = re.compile(r"\s+[-–—|•·»›:]+\s+|\s*[|»›–—]+\s*|[:;.!?…](?:\s+|$)|\s*\.{2,}\s*")
_LONGEST = 200


def tell(names: Iterable[str]) -> Iterator[tuple[Tells, str]]:
    """What the names of a page give away, with the name; parts between dashes and bars are names of their own."""
    for name in (each[: 2 * _LONGEST] for each in names):
        for part in dict.fromkeys((name, *_BETWEEN.split(name))):
            plain = part.strip(" \t\"'“”‘’-–—|.!…:,()[]").lower()
            if not plain or len(plain) > _LONGEST:
                continue
            yield from ((tells, name[:_LONGEST]) for tells, pattern in _KNOWN if pattern.fullmatch(plain))
