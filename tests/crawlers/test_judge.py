"""What a response deserves: challenges, log-ins, error pages and empty shells, answered with 200 or not."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.capture import Role
from crawlers.errors import BadDocument, Blocked, Gone, Next, NotModified, Transient
from crawlers.judge import judge
from crawlers.judge.look import is_html, look
from crawlers.markup import DEEPEST

URL = "https://bao.dongmau.vn/tin/bai-1.htm"
NAV = '<nav><ul>{}</ul></nav><div id="menu">{}</div>'.format(
    "".join(f'<li><a href="/muc-{n}">Chuyên mục số {n}</a></li>' for n in range(30)),
    "Trang chủ Giới thiệu Liên hệ",
)
FOOT = (
    '<div class="footer-wrapper"><div id="footer"><p>Cổng thông tin điện tử xã Đồng Mẫu. Địa chỉ: số 1 đường Mẫu, xã '
    "Đồng Mẫu. Điện thoại: 0900 000 001. Ghi rõ nguồn khi phát hành lại thông tin từ cổng này.</p>"
    '<a href="/dang-nhap">Đăng nhập</a></div></div>'
)
SENTENCE = "Ủy ban nhân dân xã Đồng Mẫu vừa thông báo lịch tiêm phòng cho đàn gia súc trong tháng này. "
LOG_IN = '<form action="/vao"><label>Mật khẩu</label><input type="password" name="p"><button>Đăng nhập</button></form>'


def page(title: str, body: str, *, head: str = "", framed: bool = True) -> bytes:
    inside = f"{NAV}{body}{FOOT}" if framed else body
    return (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body>{inside}</body></html>"
    ).encode()


def verdict(body: bytes, *, url: str = URL, status: int = 200, role: Role = Role.ITEM, **more):
    return judge(url, status, more.pop("content_type", "text/html"), body, role=role, **more)


ARTICLE = page("Lịch tiêm phòng - Đồng Mẫu", f"<h1>Lịch tiêm phòng</h1><p>{SENTENCE * 8}</p>")

CHALLENGES = {
    "cloudflare": page(
        "Just a moment...",
        '<div class="main-wrapper"><h1>bao.dongmau.vn</h1></div><script>window._cf_chl_opt={cvId:"3"};</script>'
        '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1?ray=8"></script>',
        framed=False,
    ),
    "cloudflare refusal": page(
        "Attention Required! | Cloudflare", "<h1>Sorry, you have been blocked</h1><p>Cloudflare Ray ID: 8</p>", framed=False
    ),
    "ddos-guard": page(
        "DDoS-Guard", '<h1>Checking your browser before accessing bao.dongmau.vn</h1><script src="/.well-known/ddos-guard/js/id"></script>',
        framed=False,
    ),
    "cookie and reload": b'<html><body><script>document.cookie="D1N=0123456789abcdef"+"; path=/";window.location.reload(true);</script></body></html>',
    "nameless cookie": b"<script>var d=document;d.cookie='vao='+(7*6);location.href=location.pathname</script><noscript>Hay bat JavaScript</noscript>",
    "imperva": page(
        "", '<iframe id="main-iframe" src="/_Incapsula_Resource?SWUDNSAI=31">Request unsuccessful. Incident ID: 1-2</iframe>',
        framed=False,
    ),
    "f5": page("Request Rejected", "The requested URL was rejected. Your support ID is: 123456789", framed=False),
    "akamai": page("Access Denied", "<h1>Access Denied</h1>You don't have permission. Reference #18.2d351ab8.1557333295.a4e16ab", framed=False),
    "datadome": page("dongmau.vn", '<p id="cmsg">Please enable JS</p><script src="https://ct.captcha-delivery.com/c.js"></script>', framed=False),
    "captcha": page("Xác nhận", '<p>Vui lòng nhập mã.</p><script src="https://www.google.com/recaptcha/api.js"></script>', framed=False),
    "vietnamese": page("Đang kiểm tra trình duyệt của bạn", "<p>Xin chờ vài giây.</p>", framed=False),
    "vietnamese, in the portal's frame": page("Xác thực", "<h2>Vui lòng xác nhận bạn không phải là robot</h2>"),
    "vietnamese refusal": page("Thông báo", "<h1>Truy cập của bạn đã bị từ chối</h1><p>Mã sự kiện: 12.</p>"),
    "no right": page("Cổng thông tin", '<div class="portlet-msg-error">Bạn không có quyền truy cập tài nguyên này.</div>'),
}  # fmt: skip
LOG_INS = {
    "bare": page("", LOG_IN, framed=False),
    "titled": page("Đăng nhập - Cổng thông tin điện tử", f"<h1>Đăng nhập</h1>{LOG_IN}"),
    "a script's": page("Đăng nhập hệ thống", '<div id="app"></div>'),
    "english": page("Sign in to your account", LOG_IN, framed=False),
    "sent there": page(
        "", "", head='<meta http-equiv="refresh" content="0; url=/dang-nhap?ve=/tin">', framed=False
    ),
}
MISSING = {
    "title": page("Không tìm thấy trang", "<p>Mời bạn về trang chủ.</p>"),
    "number": page("Lỗi 404", "<h2>404</h2>"),
    "alert": page("Trạng thái - Đồng Mẫu", '<h1>Trạng thái</h1><h3 class="alert alert-error">Không tìm thấy</h3>Tài nguyên không được tìm thấy.'),
    "sentence": page("Đồng Mẫu", "<h1>Rất tiếc, bài viết bạn đang tìm không tồn tại hoặc đã bị xóa!</h1>"),
    "tomcat": page("HTTP Status 404 – Not Found", "<h1>HTTP Status 404 – Not Found</h1><p>Type Status Report</p>", framed=False),
    "asp.net": page("The resource cannot be found.", "<h1>Server Error in '/' Application.</h1><h2><i>The resource cannot be found.</i></h2>", framed=False),
    "english": page("Page not found | Đồng Mẫu", "<p>Oops!</p>"),
}  # fmt: skip
UNWELL = {
    "asp.net": page(
        "Runtime Error",
        "<h1>Server Error in '/' Application.</h1><h2><i>Runtime Error</i></h2><p>"
        + "An application error occurred on the server. " * 20
        + "</p><pre>[SqlException (0x80131904): Timeout expired] System.Data.SqlClient.SqlException</pre>",
        framed=False,
    ),
    "maintenance": page("Thông báo", "<h1>Hệ thống đang bảo trì, vui lòng quay lại sau</h1>"),
    "portlet": page(
        "Tin tức - Đồng Mẫu", '<div class="portlet-msg-error">Nội dung này tạm thời không khả dụng.</div>'
    ),
    "portlet in english": page(
        "News", '<div class="alert alert-error">Asset Publisher is temporarily unavailable.</div>'
    ),
    "php": b"<br />\n<b>Fatal error</b>: Uncaught Error: Call to undefined function x() in /var/www/a.php on line 12",
    "mysql": page(
        "Đồng Mẫu", "Warning: mysqli_connect(): (HY000/2002): Connection refused in db.php on line 3"
    ),
    "wordpress": page("Database Error", "<h1>Error establishing a database connection</h1>", framed=False),
    "oracle": page("Đồng Mẫu", "<p>ORA-12541: TNS:no listener</p>"),
    "gateway": page(
        "502 Bad Gateway", "<center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center>", framed=False
    ),
    "vietnamese": page("Lỗi", "<h1>Đã xảy ra lỗi trong quá trình xử lý</h1>"),
}
HOLLOW = {
    "nginx": page("Welcome to nginx!", "<h1>Welcome to nginx!</h1><p>Further configuration is required.</p>", framed=False),
    "iis": page("IIS Windows Server", '<img src="iisstart.png">', framed=False),
    "tomcat": page("Apache Tomcat/9.0.1", "<h1>Apache Tomcat/9.0.1</h1><p>If you're seeing this, it works.</p>", framed=False),
    "index": page("Index of /tin", "<h1>Index of /tin</h1><a href='a.htm'>a.htm</a>", framed=False),
    "parked": page("dongmau.vn", '<p>dongmau.vn</p><script src="https://img.sedoparking.com/js/x.js"></script>', framed=False),
    "for sale": page("dongmau.vn is for sale", "<p>Make an offer.</p>", framed=False),
    "expired": page("Thông báo", "<h1>Tên miền này đã hết hạn</h1>", framed=False),
    "shell": page("Đồng Mẫu", '<div id="root"></div><script src="/app.js"></script>', framed=False),
    "needs a script": page("Đồng Mẫu", "<noscript>Hãy bật JavaScript để xem.</noscript><div id=app></div>", framed=False),
    "only a frame": page("Tin - Đồng Mẫu", '<h2 class="tieu-de"></h2><div class="noi-dung"> </div>'),
    "sent on": page("", "", head='<meta http-equiv="refresh" content="1; url=/c">', framed=False),
    "sent on by a script": b"<html><body onload=\"javascript:location.replace('/c')\"></body></html>",
    "nothing": b" \r\n\t\0 ",
    "no bytes": b"",
    "json": '{"status": 500, "message": "Lỗi nội bộ"}'.encode(),
    "too deep": b"<html>" + b"<div>" * (DEEPEST + 1) + SENTENCE.encode() * 9,
}  # fmt: skip
BAD = [
    (kind, name, body)
    for kind, all_ in (
        (Blocked, CHALLENGES | LOG_INS),
        (Gone, MISSING),
        (Transient, UNWELL),
        (BadDocument, HOLLOW),
    )
    for name, body in all_.items()
]


@pytest.mark.parametrize(
    ("kind", "name", "body"), BAD, ids=[f"{kind.__name__}-{name}" for kind, name, _ in BAD]
)
def test_a_200_that_is_no_content(kind, name, body):
    error = verdict(body)
    assert type(error) is kind
    assert error.url == URL
    assert error.reason
    assert error.fix


@pytest.mark.parametrize("name", [*CHALLENGES, *LOG_INS])
def test_a_list_is_challenged_like_an_item(name):
    body = (CHALLENGES | LOG_INS)[name]
    assert type(verdict(body, role=Role.DISCOVERY, content_type="application/rss+xml")) is Blocked


def titled(title: str, sentences: int = 8) -> bytes:
    return page(f"{title} - Đồng Mẫu", f"<h1>{title}</h1><p>{SENTENCE * sentences}</p>")


HEALTHY = {
    "article": ARTICLE,
    "on hackers": titled("Access denied: tin tặc chiếm quyền đăng nhập máy chủ"),
    "on log-ins": titled("Đăng nhập trái phép vào hệ thống, nhóm tin tặc bị bắt", 2),
    "on a lost man": titled("Không tìm thấy người mất tích sau lũ", 1),
    "on an outage": titled("Lỗi hệ thống khiến 300 chuyến bay bị hoãn", 1),
    "on a room": titled("Phòng 404 của khách sạn cháy trong đêm", 1),
    "on maintenance": titled("Bảo trì hệ thống điện tại 3 xã", 1),
    "on captcha": titled("Vì sao captcha không còn chặn được robot"),
    "very short": page("Tin bão số 9 - Đồng Mẫu", "<h1>Tin bão số 9</h1><p>Bão đã tan.</p>"),
    "a log-in box beside it": page(
        "Tin bão số 9",
        f"<h1>Tin bão số 9</h1><p>{SENTENCE}</p><div class='box'><h3>Đăng nhập</h3>{LOG_IN}</div>",
    ),
    "a log-in in a pop-up": page(
        "Tin bão số 9",
        f"<h1>Tin bão số 9</h1><p>{SENTENCE}</p><div class='modal fade'><h1>Đăng nhập</h1>{LOG_IN}</div>",
    ),
    "a hidden error": page(
        "Tin bão số 9",
        f'<h1>Tin bão số 9</h1><p>{SENTENCE}</p><div class="alert-error" style="display:none">Đã xảy ra lỗi</div>',
    ),
    "cloudflare's script on a good page": page(
        "Tin bão số 9",
        f"<h1>Tin bão số 9</h1><p>{SENTENCE * 3}</p><script>window.__CF$cv$params={{}};document.cookie='a=1';"
        "location.hash='';</script><script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>",
    ),
    "a page that turns itself": page(
        "Lịch tiêm phòng",
        f"<h1>Lịch</h1><p>{SENTENCE * 8}</p>",
        head='<meta http-equiv="refresh" content="300">',
    ),
    "a crash in prose": titled("Mã lỗi ORA-12541 nghĩa là gì"),
    "utf-16": b"\xff\xfe" + ARTICLE.decode().encode("utf-16-le"),
    "a pdf": b"%PDF-1.7\n1 0 obj <b>" + b"\x00" * 50,
    "plain words": SENTENCE.encode() * 8,
    "a bracket first": b"[Tin] " + ARTICLE,
}


@pytest.mark.parametrize("name", HEALTHY)
def test_a_healthy_item_passes(name):
    assert verdict(HEALTHY[name]) is None


@pytest.mark.parametrize(
    "body",
    [
        page("Tin tức", "".join(f"<a href='/tin/{n}.htm'>Tin số {n} của xã</a>" for n in range(20))),
        page(
            "Tin tức",
            f"<ul><li><a href='/1'>Tin</a></li></ul><div class=left><h3>Đăng nhập</h3>{LOG_IN}</div>",
        ),
        page("Kết quả", "<p>Không có văn bản nào được tìm thấy.</p>"),
        b'<?xml version="1.0"?><rss version="2.0"><channel><title>Tin</title></channel></rss>',
        b'<feed xmlns="http://www.w3.org/2005/Atom"><title>404</title></feed>',
        b'{"items": []}',
        b"<?xml version='1.0'?><urlset/>",
    ],
)
def test_a_healthy_list_passes(body):
    assert verdict(body, role=Role.DISCOVERY) is None


@pytest.mark.parametrize(
    ("status", "kind", "following"),
    [
        (304, NotModified, Next.NOTHING),
        (404, Gone, Next.QUARANTINE),
        (410, Gone, Next.QUARANTINE),
        (401, Blocked, Next.ALERT),
        (403, Blocked, Next.ALERT),
        (429, Transient, Next.RETRY),
        (500, Transient, Next.RETRY),
        (503, Transient, Next.RETRY),
        (302, BadDocument, Next.QUARANTINE),
        (418, BadDocument, Next.QUARANTINE),
    ],
)
def test_the_status_is_believed_where_it_is_an_error(status, kind, following):
    error = verdict(ARTICLE, status=status)
    assert (type(error), error.next, str(status) in error.reason) == (kind, following, True)


@pytest.mark.parametrize("status", [200, 403, 429, 503])
def test_a_challenge_is_one_under_every_status(status):
    assert type(verdict(CHALLENGES["cloudflare"], status=status)) is Blocked
    headers = [("CF-Mitigated", "challenge")]
    assert type(verdict(ARTICLE, status=status, headers=headers)) is Blocked
    assert type(verdict(b"", status=202, headers=[("x-amzn-waf-action", "challenge")])) is Blocked


def test_other_headers_say_nothing():
    assert (
        verdict(ARTICLE, headers=[("server", "cloudflare"), ("cf-ray", "8"), ("cf-mitigated", "log")]) is None
    )


@pytest.mark.parametrize(("flag", "kind"), [("length", BadDocument), ("disconnect", Transient)])
def test_what_came_only_in_part(flag, kind):
    assert type(verdict(ARTICLE, flags=[flag])) is kind


FILE = "https://bao.dongmau.vn/tep/38.PDF?v=1"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1.4 ...", type(None)),
        (b"\xef\xbb\xbf\n%PDF-1.4 ...", type(None)),
        (ARTICLE, BadDocument),
        (LOG_INS["titled"], Blocked),
        (CHALLENGES["f5"], Blocked),
        (MISSING["title"], Gone),
        (UNWELL["php"], Transient),
        (b'{"error": "expired token"}', BadDocument),
        (b"PK\x03\x04...", BadDocument),
        (b"\x00" * 40 + b"x", BadDocument),
    ],
)
def test_a_pdf_must_be_one(body, kind):
    assert type(verdict(body, url=FILE, role=Role.ATTACHMENT)) is kind
    named = "https://cdn.dongmau.vn/tai?id=38"
    assert type(verdict(body, url=named, role=Role.ATTACHMENT, content_type="application/pdf")) is kind


def test_a_page_is_no_attachment_and_another_file_is_one():
    assert type(verdict(ARTICLE, url="https://cdn.dongmau.vn/tai?id=38", role=Role.ATTACHMENT)) is BadDocument
    assert verdict(b"PK\x03\x04...", url="https://cdn.dongmau.vn/a.docx", role=Role.ATTACHMENT) is None


def test_json_is_an_item_where_it_is_meant():
    body = b'{"title": "Tin"}'
    assert type(verdict(body)) is BadDocument
    assert verdict(body, json_meant=True) is None
    assert "expired token" in verdict(b'{"error": "expired token"}').reason


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"<html>{text}".encode("utf-8", "replace")),
       st.sampled_from(list(Role)), st.sampled_from([200, 204, 404, 503]))  # fmt: skip
def test_any_bytes_get_a_verdict(body, role, status):
    error = judge(URL, status, "text/html", body, role=role)
    assert error is None or error.url == URL


def test_a_page_of_many_elements_is_looked_at_in_time():
    before = time.process_time()
    look(b"<div>" * DEEPEST + b"<div></div>" * 100_000)
    verdict(b"<x>" * 2_000_000)
    assert time.process_time() - before < 10


def test_a_look_tells_prose_from_links_and_frame():
    seen = look(page("Tin", "<h1>Tin</h1><p>một hai ba <a href='/4'>bốn năm</a></p>"))
    assert (seen.title, seen.titles, seen.prose) == ("Tin", ("Tin", "Tin"), 4)
    assert seen.links == 32
    assert seen.said > 100


def test_what_is_markup():
    assert is_html(b"\n<!doctype HTML><p>")
    assert is_html(b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">')
    assert not is_html(b'<?xml version="1.0"?><rss><title>x</title></rss>')
    assert not is_html(b"ch\xe1\xbb\xaf")
