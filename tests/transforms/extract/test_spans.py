"""Every block's span must cut its own words out of the bytes."""

import html
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from crawlers.words import compact
from transforms.article import Article, Block, BlockKind
from transforms.extract import Page, extract
from transforms.extract.decode import decode
from transforms.extract.spans import Locator, with_spans
from transforms.extract.structured import read_structured
from transforms.text.legacy import ENCODINGS, Legacy, western, western_bytes


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
    for text, inner in zip(
        texts, re.findall(r"<p class='x'>(.*?)</p>", decode(body)[0], re.DOTALL), strict=True
    ):
        place = locator.find(html.unescape(inner))
        assert place is not None
        assert compact(text) in shown(body[place[0] : place[1]])


OLD = (
    "<html><head><title>thông báo</title><style>p {color: red}</style></head><body><h1>ủy ban nhân dân xã</h1>"
    "<p>căn cứ <b>luật tổ</b> chức chính quyền địa phương;<br>theo đề nghị của trưởng phòng, ủy ban <i>th</i>ông báo "
    "lịch tiếp công dân <!-- của xã -->ở đây</p><script>var a = 'x';</script>"
    "<ul><li>thứ hai: ông nguyễn văn được</li><li>thứ ba: bà lò thị mẫu</li></ul></body></html>"
)
SAID = (
    "ủy ban nhân dân xã",
    "căn cứ luật tổ chức chính quyền địa phương;",
    "theo đề nghị của trưởng phòng, ủy ban thông báo lịch tiếp công dân ở đây",
    "thứ hai: ông nguyễn văn được",
    "thứ ba: bà lò thị mẫu",
)


def old_bytes(encoding: Legacy, form: str) -> bytes:
    written = encoding.encode(OLD)
    if form == "bytes":
        return western_bytes(written).encode("latin-1")
    if form == "references":
        return written.encode("ascii", "xmlcharrefreplace")
    return written.encode()


def old_words(cut: bytes, encoding: Legacy, form: str) -> str:
    """The words that a cut shows to somebody who knows the encoding."""
    text = western(cut) if form == "bytes" else cut.decode()
    seen = html.unescape(re.sub(r"<!--.*?-->|<[^>]*>", "", text))
    return compact(encoding.decode(seen))


@pytest.mark.parametrize("form", ["bytes", "utf-8", "references"])
@pytest.mark.parametrize("encoding", ENCODINGS, ids=lambda each: each.name)
def test_words_of_an_old_encoding_are_found_to_the_word(encoding: Legacy, form: str) -> None:
    body = old_bytes(encoding, form)
    blocks = [Block(BlockKind.PARAGRAPH, text) for text in SAID]
    charset = decode(body)[1]
    ends = 0
    for block in with_spans(blocks, body, charset, "x"):
        assert block.span
        assert block.span.start is not None
        assert block.span.start >= ends
        ends = block.span.end
        assert old_words(body[block.span.start : ends], encoding, form) == compact(block.text)


def test_a_page_in_an_old_encoding_has_a_place_for_each_block(make_page: Callable[..., Page]) -> None:
    (tcvn3,) = (each for each in ENCODINGS if each.name == "tcvn3")
    lines = [
        f"<p>{text}</p>"
        for text in (
            "sáng nay, xã suối mẫu khai trương nhà văn hóa thôn bốn sau tám tháng thi công, phục vụ bà con trong vùng.",
            "công trình có hội trường một trăm hai mươi chỗ ngồi, phòng đọc sách và sân thể thao cho người dân của bản.",
            "trưởng thôn cho biết bà con sẽ dùng nơi đây để họp thôn, dạy chữ cho người lớn và trú bão khi có cảnh báo.",
        )
    ]
    written = tcvn3.encode(
        f"<html><head><title>nhà văn hóa mới của xã</title></head><body><h1>nhà văn hóa mới của xã suối mẫu</h1>"
        f"<div>{''.join(lines)}</div></body></html>"
    )
    page = make_page(western_bytes(written).encode("latin-1"))
    article = extract(page)
    assert [block.text for block in article.blocks] == [line[3:-4] for line in lines]
    for block in article.blocks:
        assert block.span
        assert block.span.start is not None
        assert old_words(page.body[block.span.start : block.span.end], tcvn3, "bytes") == compact(block.text)


@pytest.mark.parametrize(
    "paragraph",
    [
        "C&amp;ocirc;ng tr&amp;amp;igrave;nh c&amp;oacute; h&#7897;i tr&#432;&#7901;ng",
        '<font face=".VnTime">C«ng tr×nh</font> cã h&#233;i tr\u00adêng',
        western("Công trình và trường học của bà con".encode()).replace("\xa0", " "),
        "C«ng tr×nh cã&#10;héi tr&#x00AD;êng nhµ v¨n hãa ®Ñp",
    ],
)
def test_what_was_converted_is_found_in_what_it_was_converted_from(paragraph: str) -> None:
    good = "<p>xã Suối Mẫu họp bàn việc phòng chống bão lũ</p>"
    body = f"{good}<p>{paragraph}</p>{good}".encode()
    text = LexborHTMLParser(decode(body)[0]).css("p")[1].text()
    assert text != html.unescape(re.sub("<[^>]*>", "", paragraph))
    locator = Locator(body, "utf-8")
    locator.find("xã Suối Mẫu họp bàn việc phòng chống bão lũ")
    place = locator.find(text)
    assert place is not None
    cut = body[place[0] : place[1]].decode()
    assert cut.removeprefix('<font face=".VnTime">') in paragraph
    assert paragraph.endswith(cut)


@pytest.mark.parametrize("reference", ["&#" + "9" * 6_000 + ";", "&#x" + "F" * 6_000])
def test_a_reference_of_any_length_brings_nothing_down(reference: str) -> None:
    body = f"<p>một {reference} hai &amp;ocirc; ba\u00adê</p><p>bốn</p>".encode()
    text, charset = decode(body)
    assert "bốn" in text
    place = Locator(body, charset).find("bốn")
    assert place is not None
    assert body[place[0] : place[1]] == "bốn".encode()
    tree = LexborHTMLParser(f'<meta property="og:title" content="một {reference.replace("&", "&amp;")} hai">')
    assert read_structured(tree, "https://tin.vi-du.vn/a").title == "một \ufffd hai"
