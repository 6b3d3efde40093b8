"""The Article: what its digest and its name depend on, and what of it may be heard."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.article import (
    BODY_BLOCKS,
    SPOKEN_BLOCKS,
    Article,
    Attachment,
    Block,
    BlockKind,
    Doubt,
    GazettePlace,
    Kind,
    LegalIdentity,
    Signature,
    SignatureState,
    Span,
)

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
    LegalIdentity, WORDS, WORDS, WORDS, st.dates(), st.none() | st.dates(), st.none() | WORDS
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
        article.text,
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
    letter = data.draw(st.characters(codec="utf-8"))
    fields = [replace(article, title=article.title + letter), replace(article, lead=article.lead + letter)]
    for at, block in enumerate(article.blocks):
        if block.kind != BlockKind.FURNITURE:
            longer = replace(block, text=block.text + letter)
            fields.append(replace(article, blocks=(*article.blocks[:at], longer, *article.blocks[at + 1 :])))
    assert article.text_digest not in {each.text_digest for each in fields}


def test_the_digest_changes_with_the_date_the_language_and_the_kind_of_a_block():
    law = LegalIdentity("01/2026/NĐ-CP", "Nghị định", "Chính phủ", date(2026, 1, 2))
    others = [
        replace(STORM, published_at=STORM.published_at + timedelta(minutes=1)),
        replace(STORM, published_at=None),
        replace(STORM, legal=law),
        replace(STORM, legal=replace(law, issued_on=date(2026, 1, 3))),
        replace(STORM, legal=replace(law, effective_on=date(2026, 2, 15))),
        replace(STORM, legal=replace(law, effective_on=date(2026, 3, 1))),
        replace(STORM, legal=replace(law, signer="Lê Thị Mẫu")),
        replace(STORM, language="en"),
        replace(STORM, blocks=(replace(STORM.blocks[0], kind=BlockKind.PARAGRAPH), *STORM.blocks[1:])),
        replace(STORM, blocks=tuple(reversed(STORM.blocks))),
    ]
    assert len({each.text_digest for each in [STORM, *others]}) == 1 + len(others)


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
    assert article.text == "\n".join(lead + [b.text for b in article.blocks if b.kind in BODY_BLOCKS])


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


@given(ARTICLES, MOMENTS, WORDS)
def test_no_clock_and_no_extractor_enters_a_name(article, moment, extractor):
    assert replace(article, updated_at=moment, extractor=extractor).identity == article.identity
