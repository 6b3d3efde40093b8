"""Every block's span must cut its own words out of the bytes."""

import html
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.words import compact
from transforms.article import Article, Block, BlockKind
from transforms.extract import Page, extract
from transforms.extract.spans import Locator, with_spans


def shown(cut: bytes, charset: str = "utf-8") -> str:
    """The words that a cut out of a page shows."""
    unseen = r"<!--.*?-->|<script.*?</script>|<[^>]*>"
    return compact(html.unescape(re.sub(unseen, "", cut.decode(charset))))


def assert_spans_show_the_words(article: Article, page: Page) -> None:
    at = 0
    for block in article.blocks:
        assert block.span is not None
        assert block.span.start is not None
        assert block.span.end is not None
        assert compact(block.text.replace(" | ", " ").rstrip(" |")) in shown(
            page.body[block.span.start : block.span.end]
        )
        assert block.span.start >= at
        at = block.span.start


@pytest.mark.parametrize(
    "paragraph",
    [
        "C&ocirc;ng tr&igrave;nh c&oacute; hội trường <b>120&nbsp;chỗ</b> ngồi, ph&#242;ng đọc &amp; s&#xE2;n thể thao cho b&agrave; con.",
        "Công trình có <!-- ghi chú --> hội trường <script>var x = 'hội trường';</script> 120 chỗ, phòng đọc và sân.",
        "Công\u200b trình\n   có hội trường 120 chỗ &lt;mới&gt;, phòng đọc và sân thể thao cho bà con thôn 4.",
    ],
)
def test_entities_comments_and_markup(
    news_html: Callable[..., str], make_page: Callable[..., Page], paragraph: str
) -> None:
    sure = re.search(r'<div class="noi-dung">(.*?)</div>', news_html())
    assert sure
    page = make_page(news_html(f"<p>{paragraph}</p>{sure[1]}"))
    article = extract(page)
    assert len(article.blocks) == 4
    assert_spans_show_the_words(article, page)


def test_repeated_text_is_found_in_order() -> None:
    body = b"<p>m\xe1\xbb\x99t hai</p><p>ba</p><p>m\xe1\xbb\x99t hai</p>"
    blocks = [Block(BlockKind.PARAGRAPH, text) for text in ("một hai", "ba", "một hai")]
    starts = [block.span.start for block in with_spans(blocks, body, "utf-8", "x") if block.span]
    assert starts == [body.index(b"m"), body.index(b"ba"), body.rindex(b"m\xe1")]


def test_text_with_something_dropped_from_its_middle_is_found_by_its_ends() -> None:
    inner = "Phần đầu của đoạn văn này đủ dài để nhận ra nó ở trên trang"
    tail = "và phần cuối của đoạn văn này cũng đủ dài để nhận ra được"
    body = f"<p>{inner} <span hidden>bỏ đi</span> {tail}</p>".encode()
    assert Locator(body, "utf-8").find(f"{inner} {tail}") == (3, len(body) - 4)


def test_text_that_is_not_there_has_no_place() -> None:
    placed = with_spans([Block(BlockKind.PARAGRAPH, "không có")], b"<p>trang</p>", "utf-8", "x")
    assert placed[0].span is not None
    assert (placed[0].span.start, placed[0].span.body_sha256) == (None, "x")


@given(
    st.lists(
        st.text(st.characters(blacklist_characters="<>&", blacklist_categories=("Cs",)), min_size=1),
        max_size=6,
    )
)
def test_whatever_is_written_is_found(texts: list[str]) -> None:
    texts = [text for text in texts if compact(text)]
    body = "".join(f"<p class='x'>{html.escape(text)}</p>" for text in texts).encode()
    locator = Locator(body, "utf-8")
    for text in texts:
        place = locator.find(text)
        assert place is not None
        assert compact(text) in shown(body[place[0] : place[1]])
