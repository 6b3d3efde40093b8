"""Readers of words: dates, numbers of documents, the text of laws, old encodings, what is read aloud, what changed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import cache, partial

from crawlers.dates import find_days, parse_day, parse_moment
from crawlers.days.finder import find_dates
from crawlers.discovery.rows import count, when
from crawlers.numbers import real, unescaped, whole
from crawlers.words import clean, fold, plain_letters
from tests.fuzz.files import PAPER
from tests.fuzz.pages import CAPTURED, URL, exported
from tests.recorded.paper_word import head, tail
from transforms.article import Article, Block, BlockKind, Kind, LegalIdentity
from transforms.compare.fields import field_changes
from transforms.compare.near import repeats, sketch
from transforms.compare.sentences import corrections
from transforms.extract.documents import documents_in, quieted
from transforms.law.claims import Claim, Where, contradictions, file_doubts
from transforms.law.effect import effective_day
from transforms.law.grow import read_tree
from transforms.law.identity import law_identity
from transforms.law.numbers import find_numbers, format_number, parse_number
from transforms.law.parts import parts_in
from transforms.law.references import mentions_in
from transforms.law.relations import read_relations
from transforms.law.text import read_law
from transforms.law.urn import parse_lex
from transforms.reading import explain, read
from transforms.script.sentences import split_sentences
from transforms.text.keys import same, search_key
from transforms.text.labels import labelled_dates
from transforms.text.legacy import ENCODINGS
from transforms.text.mend import mend
from transforms.text.page import in_unicode
from transforms.text.recognise import convert, is_mixed, is_suspect, recognise, weigh

_MARKS = {"#": BlockKind.HEADING, "|": BlockKind.TABLE, "*": BlockKind.LIST_ITEM, "^": BlockKind.NOTE}


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def dates(data: bytes) -> None:
    """Dates in words, and in the fields of feeds and lists."""
    text = _text(data)
    for found in find_dates(text, now=CAPTURED):
        start, end = found.span
        assert 0 <= start < end <= len(text)
    labelled_dates(text, now=CAPTURED)
    find_days(text)
    _aware(parse_moment(text, now=CAPTURED))
    parse_day(text)
    _aware(when(text))


def _aware(moment: object) -> None:
    assert not isinstance(moment, datetime) or moment.tzinfo


def date_samples() -> Iterator[bytes]:
    """Dates as they are written."""
    yield from (
        each.encode()
        for each in (
            "Hà Nội, ngày 05 tháng 02 năm 2024", "02/03/2026", "9/14/2026 6:44:00 PM", "2026-11-20T08:00:00.123+07:00",
            "Thứ Sáu, 20/11/2026 | 08:05 (GMT+7)", "Fri, 20 Nov 2026 08:00:00 +0700", "Cập nhật 2 giờ trước", "hôm qua lúc 7h30",
            "từ ngày 01 đến ngày 05 tháng 12 năm 2026", "ngày mùng ba tháng giêng năm hai nghìn không trăm hai mươi sáu",
            "Ngày ban hành: 31/02/2026; hiệu lực: 1-1-26", "20 November 2026, 5 p.m.", "1790000000", "năm 2026, tháng 11, 20.11.2026",
        )
    )  # fmt: skip


def numbers(data: bytes) -> None:
    """Numbers of documents, and what refers to one; plain numbers too."""
    text = _text(data)
    for number in find_numbers(text):
        written = format_number(number)
        assert parse_number(written) == number, written
    parse_number(text)
    mentions_in(text)
    parts_in(text)
    parse_lex(text)
    identity = _of_paper()
    file_doubts(f"https://congbao.vi-du.vn/{text}", identity)
    contradictions(identity, [Claim(Where.PAGE, number=text, type=text, issuer=text)])
    for plain in (whole, real, count, unescaped):
        plain(text)


@cache
def _of_paper() -> LegalIdentity:
    law = read_law(_paper_blocks())
    identity = law_identity(law) if law else None
    assert identity
    return identity


def number_samples() -> Iterator[bytes]:
    """Numbers of every class, and texts that refer to documents."""
    yield from (
        each.encode()
        for each in (
            "49/2024/NĐ-CP, 66.18/2026/NQ-CP và 12A/2020/TT-BTC", "57-KL/TW", "25/VBHN-BTC", "2455/BTTTT-TTCS", "08/2024/QH15",
            "05/2012/TTLT-VKSNDTC-TANDTC-BCA-BTP-BQP-BTC-BNNPTNT", "Số 637 /QÐ - BVHTTDL", "12/2024/NĐ-СР", "99102261-2026-nd-cp.signed.pdf",
            "sửa đổi điểm a, b và c khoản 3 Điều 5 Luật Đất đai số 31/2024/QH15 của Quốc hội ngày 18 tháng 01 năm 2024",
            "urn:lex:vn:chinh.phu:nghi.dinh:2024-05-10;49-2024-nd-cp!annex:1@x$vi~dieu5;khoan3", "từ Điều 1 đến Điều 9 Thông tư này",
        )
    )  # fmt: skip


def _paper_blocks() -> list[Block]:
    lines = [*head(PAPER)[0], *head(PAPER)[1], PAPER.type.upper(), PAPER.title]
    lines += [*PAPER.text.splitlines(), *tail(PAPER)[0], *tail(PAPER)[1]]
    return [Block(BlockKind.PARAGRAPH, line) for line in lines]


def law(data: bytes) -> None:
    """Lines as the blocks of a legal document: with its tree, its relations, its exports."""
    blocks = [block for line in _text(data).split("\n") if (block := _block(line))]
    parts = documents_in(blocks) if blocks else []
    for part in [*parts, tuple(quieted(blocks))]:
        _law(part)


def _block(line: str) -> Block | None:
    """A line as a block: a mark before it says of which kind; a list's item has its label before a colon."""
    kind = _MARKS.get(line[:1], BlockKind.PARAGRAPH)
    text = clean(line if kind == BlockKind.PARAGRAPH else line[1:])
    label = ""
    if kind == BlockKind.LIST_ITEM:
        label, _, text = text.partition(":")
    return Block(kind, clean(text), label=clean(label)) if clean(text) else None


def _law(blocks: tuple[Block, ...]) -> None:
    law = read_law(blocks)
    if law is None:
        tree = read_tree(blocks)
        read_relations(blocks, tree, subject=blocks[0].text if blocks else "")
        effective_day(blocks, date(2026, 11, 12))
        return
    legal = law_identity(law)
    article = _article(law.head.title, law.blocks)
    if legal:
        exported(replace(article, legal=legal))


def _article(title: str, blocks: tuple[Block, ...]) -> Article:
    return Article("mau", URL, Kind.LEGAL, title, "", blocks, "vi", "Mẫu")


def law_samples() -> Iterator[bytes]:
    """A decision, one that amends, one with an annex."""
    lines = [block.text for block in _paper_blocks()]
    yield "\n".join(lines).encode()
    amending = [
        "Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 49/2024/NĐ-CP", "1. Sửa đổi khoản 2 Điều 5 như sau:",
        "“2. Loa của xã đọc tin mỗi sáng.", "a) Vào 5 giờ;”.", "2. Bãi bỏ Điều 6, điểm đ khoản 1 Điều 7.", "* b): loa", "# Chương II",
    ]  # fmt: skip
    yield "\n".join([*lines[:6], *amending, *lines[-6:]]).encode()
    yield "\n".join(
        [*lines, "PHỤ LỤC I", "(Kèm theo Quyết định)", "Mục 1. Loa", "|Giờ | Tin", "I. Chung", "1.1. Riêng"]
    ).encode()


def words(data: bytes) -> None:
    """Words in old encodings, with look-alikes, invisible letters and marks out of order."""
    text = _text(data)
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    cleaned.encode()
    for encoding in ENCODINGS:
        encoding.decode(text)
        encoding.holds(text)
    tries: tuple[Callable[[str], object], ...] = (
        recognise, is_suspect, is_mixed, weigh, convert, partial(convert, font=".VnTime"), mend, fold, plain_letters, in_unicode,
        search_key,
    )  # fmt: skip
    for each in tries:
        each(text)
    assert same(text, text)


def word_samples() -> Iterator[bytes]:
    """The same sentence in each encoding, seen as windows-1252, and with odd letters."""
    text = "Uỷ ban nhân dân xã Suối Mẫu thông báo lịch cắt nước để sửa đường ống; bà con trữ đủ nước dùng."
    yield text.encode()
    yield from (encoding.encode(text).encode() for encoding in ENCODINGS)
    yield text.encode().decode("cp1252", "replace").encode()
    yield "Hoà\u00adBi\u0300nh \u200bSố 12/2024/NĐ-\u0421\u0420 Ðồng &amp;nbsp; a\u0301\u0302".encode()


def aloud(data: bytes) -> None:
    """A line as it is read aloud."""
    for sentence in split_sentences(clean(_text(data))):
        spoken = read(sentence)
        spoken.encode()
        explain(sentence)


def aloud_samples() -> Iterator[bytes]:
    """Lines with values of all kinds."""
    yield from (
        each.encode()
        for each in (
            "Tổng kinh phí 2,4 tỷ đồng; 1.234.567,89 đ (15%), 20-25 km/h, gió cấp 8-9, giật 11.", "Gọi 0214 3840 123 hoặc 1022 lúc 7h30-8h.",
            "Điểm đ khoản 2 Điều 5 Nghị định số 49/2024/NĐ-CP ngày 10/5/2024; Quý IV/2026, thế kỷ XXI, 10⁻³ m³/s, −3,5°C.",
            "TP.HCM, GD&ĐT, COVID-19, TS. Lò Văn Mẫu, https://vi-du.vn/a?b=1, thu@vi-du.vn, 1/2, ½, №5, 30.4–1.5, I.1.a)",
        )
    )  # fmt: skip


def compared(data: bytes) -> None:
    """Two versions of a text, parted by a line of equal signs."""
    old, _, new = _text(data).partition("\n===\n")
    one, two = (_version(each) for each in (old, new))
    corrections(one, two)
    field_changes(one, two)
    assert corrections(one, one) == []
    sketch(one.text)
    repeats(one.text, two.text)


def _version(text: str) -> Article:
    lines = [clean(line) for line in text.split("\n")]
    return _article(lines[0], tuple(Block(BlockKind.PARAGRAPH, line) for line in lines[1:] if line))


def compared_samples() -> Iterator[bytes]:
    """A correction of a number, a retraction."""
    text = "Mưa lớn ở xã Suối Mẫu\nMưa 120 mm. Bà con tránh bão ở nhà văn hóa.\nÔng Lò Văn Mẫu cho biết."
    yield f"{text}\n===\n{text.replace('120', '210')}".encode()
    yield f"{text}\n===\nMưa lớn ở xã Suối Mẫu\nBài này đã được gỡ.".encode()
