"""Pages of our own making for the extractor."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from crawlers.source import Source
from tests.sources.golden import sample_page
from transforms.extract import Page

CAPTURED = datetime(2026, 11, 22, 1, tzinfo=UTC)

PARAGRAPHS = (
    "Sáng 20/11, xã Suối Mẫu khai trương nhà văn hóa thôn 4 sau tám tháng thi công, phục vụ hơn 300 hộ dân trong vùng.",
    "Công trình có hội trường 120 chỗ ngồi, phòng đọc sách và sân thể thao; tổng kinh phí là 2,4 tỷ đồng từ nguồn xã hội hóa.",
    "Trưởng thôn cho biết bà con sẽ dùng nơi đây để họp thôn, dạy chữ cho người lớn và trú bão khi có cảnh báo khẩn cấp.",
)
LEAD = "Nhà văn hóa mới của thôn 4 vừa là nơi sinh hoạt chung, vừa là điểm sơ tán của bà con khi mưa bão."
TITLE = "Suối Mẫu có nhà văn hóa kiêm điểm tránh bão"
SENTENCE = "Loa truyền thanh của xã phát bản tin vào năm giờ sáng và năm giờ chiều hằng ngày"
SPEECH = SENTENCE.split()


@pytest.fixture
def make_page() -> Callable[..., Page]:
    """A page of those bytes or that text."""

    def make(
        body: bytes | str, url: str = "https://tin.vi-du.vn/bai-1.htm", content_type: str = "text/html"
    ) -> Page:
        return Page(url, body.encode() if isinstance(body, str) else body, content_type, CAPTURED)

    return make


@pytest.fixture
def news_html() -> Callable[..., str]:
    """A news page around a body, as an unknown site might build it."""

    def build(
        body: str | None = None, *, head: str = "", title: str = TITLE, above: str = "", below: str = ""
    ) -> str:
        inner = body if body is not None else "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
        return (
            f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title} - Báo Mẫu</title>'
            f'<meta property="og:site_name" content="Báo Mẫu"><meta name="description" content="{LEAD}">{head}</head>'
            '<body><nav><ul><li><a href="/a">Thời sự</a></li><li><a href="/b">Kinh tế</a></li></ul></nav>'
            f'<div class="wrap"><h1>{title}</h1>{above}<h2 class="mo-ta">{LEAD}</h2><div class="noi-dung">{inner}</div>{below}'
            '</div><footer class="footer"><p>Báo Mẫu, giấy phép số 99/GP-MAU ngày 01/02/2020. Ghi rõ nguồn khi phát lại '
            "thông tin từ trang này, mọi hình thức sao chép đều phải được đồng ý.</p></footer></body></html>"
        )

    return build


@pytest.fixture
def make_source() -> Callable[..., Source]:
    """A source with one layout, or those given."""

    def make(*layouts: dict[str, str], kind: str = "news", language: str = "vi") -> Source:
        return Source.model_validate(
            {
                "id": "mau",
                "title": "Báo Mẫu",
                "owner": "Cơ quan mẫu",
                "base": "https://tin.vi-du.vn",
                "kind": kind,
                "language": language,
                "credit": "Báo Mẫu",
                "every": "1h",
                "approval": "auto",
                "discover": [{"by": "feed", "urls": ["/tin.rss"]}],
                "layouts": layouts or [{"title": "h1", "lead": "h2.mo-ta", "body": ".noi-dung"}],
            }
        )

    return make


@pytest.fixture
def recorded() -> Callable[[str, str], Page]:
    """A sample page of a source, by its address."""
    return sample_page
