"""The files beside a gazette's page: several of them, other forms, old ones; and what a page says shortly or wrongly."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from crawlers.errors import BadDocument, LayoutChanged
from crawlers.source import Source
from crawlers.source import source as source_of
from tests.recorded.paper import Paper
from tests.recorded.paper_word import docx, letters, word_97
from tests.sources.golden import CAPTURED, files_of, golden, sample_page
from transforms.article import Article, BlockKind
from transforms.extract import Page, extract

SITE = "https://vanban.chinhphu.vn/?pageid=27160&docid={}&classid=1"
SPANNING = "https://congbao.chinhphu.vn/van-ban/nghi-dinh-so-933-2026-nd-cp-99101518.htm"
PAPER = Paper(
    "1008/2026/NĐ-CP", "Nghị định", "CHÍNH PHỦ", date(2026, 10, 15), "Nguyễn Thị Mẫu",
    ["TM. CHÍNH PHỦ", "KT. THỦ TƯỚNG", "PHÓ THỦ TƯỚNG"], "Quy định về tủ sách pháp luật ở thôn, bản, tổ dân phố",
    "Điều 1. Tủ sách\nMỗi nhà văn hóa có một tủ sách với ít nhất 80 đầu sách bằng chữ to, mở cửa vào các buổi tối trong tuần.",
)  # fmt: skip


def case_of(source: str, url: str) -> dict:
    return next(case for case in golden(source) if case["url"] == url)


def files(source: str, url: str) -> list[Page]:
    return [sample_page(source, each) for each in files_of(case_of(source, url))]


def altered(page: Page, old: str, new: str) -> Page:
    assert old.encode() in page.body
    return replace(page, body=page.body.replace(old.encode(), new.encode()))


def read(docid: int, *attachments: Page, old: str = "", new: str = "", of: Source | None = None) -> Article:
    url = SITE.format(docid)
    page = sample_page("vanban", url)
    page = altered(page, old, new) if old else page
    return extract(page, source=of or source_of("vanban"), attachments=attachments or files("vanban", url))


def texts(article: Article) -> list[str]:
    return [block.text for block in article.blocks if block.spoken]


@pytest.mark.parametrize("order", [1, -1])
def test_parts_are_read_in_the_pages_order_and_say_nothing_of_their_seam(order: int) -> None:
    parts = files("congbao", SPANNING)
    assert len(parts) == 2
    article = extract(
        sample_page("congbao", SPANNING), source=source_of("congbao"), attachments=parts[::order]
    )
    spoken = texts(article)
    first = next(
        at for at, text in enumerate(spoken) if text.startswith("3. Thôn thuộc xã đặc biệt khó khăn")
    )
    assert spoken[first + 1].startswith("Điều 2.")
    furniture = [block.text for block in article.blocks if block.kind == BlockKind.FURNITURE]
    assert "(Xem tiếp Công báo số 1203 + 1204)" in furniture
    assert "(Tiếp theo Công báo số 1201 + 1202)" in furniture
    assert [each.body_sha256 for each in article.attachments] == [part.sha256 for part in parts]


def test_a_file_that_the_page_links_no_more_is_not_read() -> None:
    url = SITE.format(990226)
    old = replace(
        files("vanban", SITE.format(990208))[0], url="https://datafiles.chinhphu.vn/cpp/files/cu.pdf"
    )
    article = read(990226, old, *files("vanban", url))
    assert article.blocks == read(990226).blocks
    assert article.attachments[-1].url == old.url


def test_a_file_known_by_no_link_is_read_all_the_same() -> None:
    moved = replace(files("vanban", SITE.format(990208))[0], url="https://datafiles.chinhphu.vn/khac.pdf")
    assert read(990208, moved).title == read(990208).title


@pytest.mark.parametrize("make", [docx, lambda paper: word_97(letters(paper))], ids=["docx", "doc"])
def test_a_scan_gives_way_to_the_word_file_beside_it(make: Callable[[Paper], bytes]) -> None:
    scan = replace(
        files("vanban", SITE.format(990203))[0], url=files_of(case_of("vanban", SITE.format(990188)))[0]
    )
    draft = Page("https://datafiles.chinhphu.vn/1008.doc", make(PAPER), "application/msword", CAPTURED)
    link = f'<a class="view-file" href="{draft.url}">Word</a><a class="view-file"'
    article = read(990188, scan, draft, old='<a class="view-file"', new=link)
    assert article.evidence["body"] == "Word file"
    assert article.evidence["legal"] == "layout.names, letterhead of the Word file"
    assert any("ít nhất 80 đầu sách bằng chữ to" in text for text in texts(article))
    with pytest.raises(BadDocument, match="a scan"):
        read(990188, scan)


def test_of_both_forms_the_pdf_is_read() -> None:
    draft = Page("https://datafiles.chinhphu.vn/1008.doc", word_97(letters(PAPER)), "", CAPTURED)
    link = f'<a class="view-file" href="{draft.url}">Word</a><a class="view-file"'
    both = read(990188, draft, *files("vanban", SITE.format(990188)), old='<a class="view-file"', new=link)
    assert both.evidence["body"] == "PDF"
    assert both.blocks == read(990188).blocks


@pytest.mark.parametrize(
    ("told", "doubts"),
    [("12-11-2025", []), ("12-11-2026", []), ("", []), ("31-02-2026", []), ("20-11-2026", ["identity.page"])],
)
def test_the_day_in_force_is_the_documents_own_word(told: str, doubts: list[str]) -> None:
    row = '<td class="col1">Ngày có hiệu lực</td><td>{}</td>'
    article = read(990219, old=row.format("12-11-2025"), new=row.format(told))
    assert article.legal is not None
    assert article.legal.effective_on == date(2026, 11, 12)
    assert [each.code for each in article.doubts] == doubts


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("Quy định về tủ sách", "Nghị định số 1008/2026/NĐ-CP quy định về tủ sách"),
        ("V/v tủ sách", "Nghị định số 1008/2026/NĐ-CP về việc tủ sách"),
        ("Hà Nội mở tủ sách", "Nghị định số 1008/2026/NĐ-CP Hà Nội mở tủ sách"),
        ("Nghị định về tủ sách", "Nghị định số 1008/2026/NĐ-CP: Nghị định về tủ sách"),
        ("Nghị định số 1008/2026/NĐ-CP về tủ sách", "Nghị định số 1008/2026/NĐ-CP về tủ sách"),
        (
            "Sửa đổi Nghị định số 9/2020/NĐ-CP",
            "Nghị định số 1008/2026/NĐ-CP sửa đổi Nghị định số 9/2020/NĐ-CP",
        ),
    ],
)
def test_a_title_names_the_document(subject: str, title: str) -> None:
    old = "<td>Quy định về tủ sách pháp luật ở thôn, bản, tổ dân phố</td>"
    article = read(990188, old=old, new=f"<td>{subject}</td>")
    assert article.title == title
    assert article.lead == ""


def test_what_each_item_must_have_is_checked() -> None:
    of = source_of("vanban")
    for field in ("number", "issuer", "attachments", "published"):
        wanted = of.model_copy(update={"expect": of.expect.model_copy(update={"fields": (field,)})})
        assert read(990188, of=wanted).title
    strict = of.model_copy(update={"expect": of.expect.model_copy(update={"fields": ("number", "lead")})})
    with pytest.raises(LayoutChanged, match="yields no lead") as caught:
        read(990188, of=strict)
    assert "expect" in caught.value.fix
