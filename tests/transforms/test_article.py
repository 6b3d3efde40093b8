"""The Article: what its digest and its name depend on, and what of it may be heard."""

import json
import time
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.article import (
    BODY_BLOCKS,
    RELATIVE,
    SPOKEN_BLOCKS,
    Article,
    Attachment,
    Block,
    BlockKind,
    Doubt,
    GazettePlace,
    Kind,
    LegalIdentity,
    LegalRelation,
    Signature,
    SignatureState,
    Span,
)
from transforms.text import one_style

VIETNAM = timezone(timedelta(hours=7))
WORDS = st.text(max_size=40)
MOMENTS = st.none() | st.datetimes(timezones=st.sampled_from([UTC, VIETNAM]))
OFFSETS = st.none() | st.integers(0, 10**9)
SPANS = st.none() | st.builds(
    Span, st.text("0123456789abcdef", min_size=64, max_size=64), OFFSETS, OFFSETS, OFFSETS
)
CELLS = st.lists(st.lists(WORDS, max_size=2).map(tuple), max_size=2).map(tuple)
BLOCKS = st.builds(Block, st.sampled_from(BlockKind), WORDS, SPANS, WORDS, st.integers(0, 6), CELLS)
PLACES = st.none() | st.builds(
    GazettePlace, st.lists(WORDS, max_size=2).map(tuple), st.none() | st.dates(), OFFSETS, OFFSETS
)
SIGNATURES = st.builds(
    Signature, WORDS, WORDS, MOMENTS, st.sampled_from(SignatureState), st.booleans(), WORDS
)
LEGAL = st.none() | st.builds(
    LegalIdentity, WORDS, WORDS, WORDS, st.dates(), st.none() | st.dates(), st.none() | WORDS, WORDS
)
RELATIONS = st.builds(
    LegalRelation, WORDS, WORDS, WORDS, WORDS, st.lists(WORDS, max_size=2).map(tuple), st.booleans()
)
ARTICLES = st.builds(
    Article,
    source=WORDS,
    url=WORDS,
    kind=st.sampled_from(Kind),
    title=WORDS,
    lead=WORDS,
    blocks=st.lists(BLOCKS, max_size=6).map(tuple),
    language=st.sampled_from(["vi", "en"]),
    credit=WORDS,
    published_at=MOMENTS,
    updated_at=MOMENTS,
    legal=LEGAL,
    gazette=PLACES,
    signatures=st.lists(SIGNATURES, max_size=2).map(tuple),
    relations=st.lists(RELATIONS, max_size=2).map(tuple),
    doubts=st.lists(st.builds(Doubt, WORDS, WORDS), max_size=2).map(tuple),
    attachments=st.lists(st.builds(Attachment, WORDS, st.none() | WORDS), max_size=2).map(tuple),
    evidence=st.dictionaries(WORDS, WORDS, max_size=3),
    extractor=WORDS,
)

STORM = Article(
    source="mau",
    url="https://mau.vn/bao",
    kind=Kind.ALERT,
    title="Tin bão trên Biển Đông",
    lead="Bão số 9 mạnh lên.",
    blocks=(
        Block(BlockKind.HEADING, "Dự báo"),
        Block(BlockKind.PARAGRAPH, "Gió giật cấp 11."),
        Block(BlockKind.CAPTION, "Ảnh vệ tinh lúc 7 giờ"),
        Block(BlockKind.LIST_ITEM, "Neo tàu chắc chắn;"),
        Block(BlockKind.TABLE, "13/11 | cấp 9"),
        Block(BlockKind.QUOTE, "“Không ra khơi”"),
        Block(BlockKind.BYLINE, "Nguyễn Mẫu"),
        Block(BlockKind.FURNITURE, "Chia sẻ"),
    ),
    language="vi",
    credit="Đài mẫu",
    published_at=datetime(2026, 11, 12, 8, tzinfo=VIETNAM),
)


@given(ARTICLES)
def test_json_and_back(article):
    values = json.loads(json.dumps(article.as_json()))
    assert Article.from_json(values) == article
    assert (values["text"], values["date"], values["digest"]) == (
        article.bare_text,
        article.date,
        article.text_digest,
    )


@given(ARTICLES, st.data())
def test_the_digest_ignores_what_is_no_word_of_the_article(article, data):
    furniture = data.draw(
        st.lists(st.builds(Block, st.just(BlockKind.FURNITURE), WORDS, SPANS), min_size=1, max_size=3)
    )
    at = data.draw(st.integers(0, len(article.blocks)))
    placed = [replace(block, span=data.draw(SPANS)) for block in article.blocks]
    other = replace(
        article,
        blocks=(*placed[:at], *furniture, *placed[at:]),
        evidence=data.draw(st.dictionaries(WORDS, WORDS)),
        extractor=data.draw(WORDS),
        updated_at=data.draw(MOMENTS),
    )
    assert other.text_digest == article.text_digest


@given(ARTICLES, st.data())
def test_the_digest_changes_with_one_letter(article, data):
    """Whatever a reader sees as another letter: no space at the end, no invisible sign, no other form of Unicode."""
    letter = data.draw(st.characters(codec="utf-8"))

    def seen(text: str) -> bool:
        return one_style(text + letter) != one_style(text)

    pairs = [(article.title, replace(article, title=article.title + letter))]
    pairs.append((article.lead, replace(article, lead=article.lead + letter)))
    for at, block in enumerate(article.blocks):
        if block.kind != BlockKind.FURNITURE:
            longer = replace(block, text=block.text + letter)
            blocks = (*article.blocks[:at], longer, *article.blocks[at + 1 :])
            pairs.append((block.text, replace(article, blocks=blocks)))
    for text, other in pairs:
        if "\n" not in text + letter and len((text + letter).splitlines()) < 2:
            assert (other.text_digest != article.text_digest) == seen(text)


def test_the_digest_changes_with_the_day_the_language_and_what_is_spoken():
    law = LegalIdentity("01/2026/NĐ-CP", "Nghị định", "Chính phủ", date(2026, 1, 2))
    others = [
        replace(STORM, published_at=STORM.published_at + timedelta(days=1)),
        replace(STORM, published_at=None),
        replace(STORM, legal=law),
        replace(STORM, legal=replace(law, issued_on=date(2026, 1, 3))),
        replace(STORM, legal=replace(law, effective_on=date(2026, 2, 15))),
        replace(STORM, legal=replace(law, effective_on=date(2026, 3, 1))),
        replace(STORM, legal=replace(law, signer="Lê Thị Mẫu")),
        replace(STORM, language="en"),
        with_block(2, kind=BlockKind.PARAGRAPH),
        with_block(2, text="Ảnh vệ tinh lúc 8 giờ"),
        with_block(6, text="Lê Mẫu"),
        with_block(3, label="1."),
        replace(STORM, blocks=tuple(reversed(STORM.blocks))),
    ]
    assert len({each.text_digest for each in [STORM, *others]}) == 1 + len(others)


def with_block(at: int, **values) -> Article:
    """The storm with one block changed."""
    changed = replace(STORM.blocks[at], **values)
    return replace(STORM, blocks=(*STORM.blocks[:at], changed, *STORM.blocks[at + 1 :]))


@pytest.mark.parametrize(
    "other",
    [
        replace(STORM, published_at=STORM.published_at + timedelta(minutes=5)),
        replace(STORM, published_at=STORM.published_at.astimezone(UTC)),
        with_block(0, kind=BlockKind.PARAGRAPH),
        with_block(0, kind=BlockKind.LIST_ITEM, level=2),
        replace(STORM, title=unicodedata.normalize("NFD", STORM.title)),
        with_block(1, text="Gió\u00a0 giật cấp\u200b 11."),
    ],
    ids=["minutes", "zone", "heading", "list", "nfd", "spaces"],
)
def test_what_no_listener_would_notice_is_no_other_text(other):
    """Sites set the minutes of publication anew at every touch, and make bold paragraphs of their headings."""
    assert other.text_digest == STORM.text_digest


def test_both_styles_of_tone_marks_are_one_text():
    newer = replace(STORM, title="Hoà Bình", lead="Uỷ ban", blocks=(Block(BlockKind.PARAGRAPH, "khoẻ"),))
    older = replace(STORM, title="Hòa Bình", lead="Ủy ban", blocks=(Block(BlockKind.PARAGRAPH, "khỏe"),))
    assert newer.text_digest == older.text_digest
    assert newer.title != older.title, "what is kept and read aloud is the source's spelling"


def test_the_rows_of_a_table_are_told_apart():
    one, other = (
        with_block(4, text=text) for text in ("13/11 | cấp 9\n14/11 | cấp 8", "13/11 | cấp 9 14/11 | cấp 8")
    )
    assert one.text_digest != other.text_digest


def test_the_day_is_that_of_vietnam():
    late = replace(STORM, published_at=datetime(2026, 11, 12, 17, tzinfo=UTC))
    assert late.day == date(2026, 11, 13)
    assert replace(STORM, published_at=datetime(9999, 12, 31, 20, tzinfo=UTC)).day == date(9999, 12, 31)
    counted = replace(late, evidence={"published_at": f"rule{RELATIVE}"})
    assert counted.day is None
    assert counted.text_digest == replace(counted, published_at=STORM.published_at).text_digest


def test_the_digest_of_a_long_article_is_made_at_once():
    blocks = tuple(Block(BlockKind.PARAGRAPH, "Xã hoà giải, khoẻ mạnh, thuỷ lợi. " * 30) for _ in range(100))
    long = replace(STORM, blocks=blocks)
    began = time.perf_counter()
    assert long.text_digest != STORM.text_digest
    assert time.perf_counter() - began < 2


def test_a_letter_cannot_move_from_one_field_to_the_next():
    moved = replace(STORM, title=STORM.title[:-1], lead=STORM.title[-1] + STORM.lead)
    assert moved.text_digest != STORM.text_digest


def test_the_text_has_tables_and_a_listener_does_not_hear_them():
    heard = ["Bão số 9 mạnh lên.", "Dự báo", "Gió giật cấp 11.", "Neo tàu chắc chắn;", "“Không ra khơi”"]
    assert list(STORM.spoken_texts()) == heard
    assert STORM.text.splitlines() == [*heard[:4], "13/11 | cấp 9", heard[4]]


@given(ARTICLES)
def test_captions_bylines_furniture_and_tables_are_never_spoken(article):
    lead = [article.lead] if article.lead else []
    assert list(article.spoken_texts()) == lead + [b.text for b in article.blocks if b.kind in SPOKEN_BLOCKS]
    assert article.bare_text == "\n".join(lead + [b.text for b in article.blocks if b.kind in BODY_BLOCKS])
    assert article.text == "\n".join(lead + [b.shown for b in article.blocks if b.kind in BODY_BLOCKS])


def test_the_text_has_the_numbers_that_a_reader_sees():
    blocks = (
        Block(BlockKind.LIST_ITEM, "Chằng néo nhà cửa;", label="1.", level=1),
        Block(BlockKind.LIST_ITEM, "Không qua ngầm tràn."),
        Block(BlockKind.NOTE, "Theo tin lúc 05 giờ.", label="1"),
    )
    article = replace(STORM, blocks=blocks)
    assert article.text.splitlines()[-3:] == [
        "1. Chằng néo nhà cửa;",
        "Không qua ngầm tràn.",
        "1 Theo tin lúc 05 giờ.",
    ]
    assert article.bare_text.splitlines()[-3:] == [block.text for block in blocks]
    assert article.as_json()["text"] == article.bare_text


@pytest.mark.parametrize("kind", [BlockKind.CAPTION, BlockKind.BYLINE, BlockKind.FURNITURE, BlockKind.TABLE])
def test_a_block_of_that_kind_is_silent(kind):
    assert not Block(kind, "lời").spoken


def test_the_name_of_a_law_is_its_own_and_that_of_the_rest_the_address():
    law = LegalIdentity(
        "901/2026/NĐ-CP", "Nghị định", "Chính phủ", date(2026, 9, 11), signer="Nguyễn Văn Mẫu"
    )
    assert STORM.identity == "url:https://mau.vn/bao"
    named = replace(STORM, legal=law)
    assert named.identity == "legal:Chính phủ|Nghị định|901/2026/NĐ-CP|2026-09-11"
    assert replace(named, url="https://khac.vn/1").identity == named.identity
    assert replace(named, legal=replace(law, signer=None, effective_on=None)).identity == named.identity
    assert named.date == "2026-09-11"


def test_two_ways_to_write_a_law_are_one_name_and_two_places_are_two():
    law = LegalIdentity("05/QĐ-UBND", "Quyết định", "Ủy ban nhân dân xã Hòa Mẫu", date(2026, 2, 5))
    same = [
        replace(law, number="5/QĐ-UBND"),
        replace(law, number="005/qđ-ubnd"),
        replace(law, issuer="Uỷ ban nhân dân xã Hoà Mẫu"),
        replace(law, signer="Lê Mẫu"),
    ]
    assert {each.key for each in same} == {law.key}
    assert replace(law, number="57-KL/TƯ").key == replace(law, number="57-KL/TW").key
    placed = [replace(law, within=place) for place in ("", "tỉnh Sơn La", "tỉnh Lào Cai")]
    assert len({each.key for each in placed}) == 3
    assert replace(STORM, legal=law).legal.number == "05/QĐ-UBND"


@given(ARTICLES, MOMENTS, WORDS)
def test_no_clock_and_no_extractor_enters_a_name(article, moment, extractor):
    assert replace(article, updated_at=moment, extractor=extractor).identity == article.identity
