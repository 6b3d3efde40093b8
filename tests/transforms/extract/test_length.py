"""What is longer than anything that is published is no article; what is very long is one that a person looks at."""

from dataclasses import replace

import pytest

from crawlers.errors import BadDocument
from crawlers.source import source
from transforms.article import Article, Block, BlockKind, Kind
from transforms.extract import extract
from transforms.extract.length import (
    LONG,
    LONG_BLOCKS,
    LONG_LAW,
    MOST_BLOCKS,
    MOST_WORDS,
    length_doubts,
)


def article(words: int, blocks: int = 1, kind: Kind = Kind.NEWS) -> Article:
    texts = ["loa " * (words // blocks)] * blocks
    return Article(
        source="mau",
        url="https://mau.vn/1",
        kind=kind,
        title="Loa",
        lead="",
        blocks=tuple(Block(BlockKind.PARAGRAPH, text) for text in texts),
        language="vi",
        credit="Mẫu",
    )


@pytest.mark.parametrize(
    ("words", "blocks", "kind"),
    [
        (LONG, 500, Kind.NEWS),
        (LONG_LAW, 5000, Kind.LEGAL),
        (LONG_BLOCKS, LONG_BLOCKS, Kind.NEWS),
        (0, 1, Kind.NEWS),
    ],
)
def test_what_is_as_long_as_others_is_in_no_doubt(make_page, words, blocks, kind):
    assert list(length_doubts(article(words, blocks, kind), make_page(""), None)) == []


@pytest.mark.parametrize(
    ("words", "blocks", "kind", "told"),
    [
        (LONG + 1, 1, Kind.NEWS, f"{LONG + 1} words in 1 paragraphs; usual are {LONG}"),
        (LONG_LAW + 1, 1, Kind.LEGAL, f"usual are {LONG_LAW}"),
        (LONG_BLOCKS + 1, LONG_BLOCKS + 1, Kind.LEGAL, f"and {LONG_BLOCKS} at most"),
        (MOST_WORDS, 1, Kind.LEGAL, f"{MOST_WORDS} words"),
    ],
)
def test_what_is_longer_than_others_is_in_doubt(make_page, words, blocks, kind, told):
    (doubt,) = length_doubts(article(words, blocks, kind), make_page(""), None)
    assert doubt.code == "text.long"
    assert told in doubt.detail


@pytest.mark.parametrize(
    ("words", "blocks", "limit"),
    [(MOST_WORDS + 1, 1, "MOST_WORDS"), (MOST_BLOCKS + 1, MOST_BLOCKS + 1, "MOST_BLOCKS")],
)
def test_what_is_longer_than_anything_is_refused_by_the_limits_name(make_page, words, blocks, limit):
    long = article(words, blocks, Kind.LEGAL)
    with pytest.raises(
        BadDocument, match=str(MOST_WORDS if limit == "MOST_WORDS" else MOST_BLOCKS)
    ) as caught:
        list(length_doubts(long, make_page(""), source("baochinhphu")))
    assert limit in caught.value.fix
    assert caught.value.source == "baochinhphu"


def test_every_article_is_measured(make_page, news_html, monkeypatch):
    page = make_page(news_html())
    plain = extract(page)
    monkeypatch.setattr("transforms.extract.length.LONG", 20)
    long = extract(page)
    assert [each.code for each in long.doubts] == [*(each.code for each in plain.doubts), "text.long"]
    assert replace(long, doubts=plain.doubts) == plain
    monkeypatch.setattr("transforms.extract.length.MOST_WORDS", 30)
    with pytest.raises(BadDocument, match="more than the 30"):
        extract(page)
