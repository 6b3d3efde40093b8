"""Article to Script: which words are heard, in which order, and with which pauses."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.article import SPOKEN_BLOCKS, Article, Block, BlockKind, Kind
from transforms.reading import read
from transforms.script import CREDIT, LEAD, PAUSE_SENTENCE_MS, TITLE, write_script
from transforms.sentences import MAX_SYLLABLES, split_sentences

SILENT = [kind for kind in BlockKind if kind not in SPOKEN_BLOCKS]
SYLLABLES = ["gió", "giật", "cấp", "11,", "xã", "Suối", "Mẫu.", "ngày", "12/11/2026", "8.471", "ha;", "TP.", "và",
             "Điều", "3.", "UBND", "“không", "ra", "khơi”.", "15,2", "km/h", "***", "–", "rồi!", "Ai?"]  # fmt: skip
TEXTS = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=60).map(" ".join)


def article(*blocks: Block, title: str = "Tin bão", lead: str = "") -> Article:
    return Article("mau", "https://mau.vn/1", Kind.NEWS, title, lead, blocks, "vi", "Đài mẫu")


def test_title_lead_body_credit():
    made = write_script(
        article(
            Block(BlockKind.HEADING, "Dự báo"),
            Block(BlockKind.PARAGRAPH, "Gió mạnh. Mưa to."),
            lead="Bão đến gần.",
        )
    )
    assert made.language == "vi"
    assert [(each.block, each.written) for each in made.utterances] == [
        (TITLE, "Tin bão"),
        (LEAD, "Bão đến gần."),
        (0, "Dự báo"),
        (1, "Gió mạnh."),
        (1, "Mưa to."),
        (CREDIT, "Theo Đài mẫu."),
    ]


@pytest.mark.parametrize("kind", SILENT)
def test_what_is_not_for_listeners_is_not_in_it(kind):
    made = write_script(article(Block(BlockKind.PARAGRAPH, "Gió mạnh."), Block(kind, "Ảnh: Nguyễn Mẫu")))
    assert "Nguyễn" not in " ".join(each.written for each in made.utterances)
    assert {each.block for each in made.utterances} == {TITLE, 0, CREDIT}


def test_a_sentence_is_followed_by_a_shorter_pause_than_a_paragraph():
    made = write_script(
        article(Block(BlockKind.PARAGRAPH, "Gió mạnh. Mưa to."), Block(BlockKind.HEADING, "Dự báo"))
    )
    inside, end, heading = (each.pause_ms for each in made.utterances if each.block >= 0)
    assert inside == PAUSE_SENTENCE_MS < end < heading


@pytest.mark.parametrize("text", ["", "* * *", "—", "…", "-----"])
@pytest.mark.parametrize("place", ["block", "lead"])
def test_what_has_no_words_is_passed_over(text, place):
    """A row of stars between two parts must not cost the item its sound."""
    words = Block(BlockKind.PARAGRAPH, "Gió mạnh.")
    made = write_script(
        article(words, Block(BlockKind.PARAGRAPH, text)) if place == "block" else article(words, lead=text)
    )
    assert [each.block for each in made.utterances] == [TITLE, 0, CREDIT]


@settings(max_examples=40)
@given(st.lists(st.builds(Block, st.sampled_from(BlockKind), TEXTS), max_size=5), TEXTS | st.just(""))
def test_every_word_of_a_spoken_block_is_in_its_utterances(blocks, lead):
    made = write_script(article(*blocks, lead=lead)).utterances
    said: dict[int, list[str]] = {}
    for each in made:
        assert each.pause_ms > 0
        assert each.spoken.strip()
        assert each.spoken == read(each.written)
        said.setdefault(each.block, []).extend(each.written.split())
    texts = {at: block.text for at, block in enumerate(blocks) if block.kind in SPOKEN_BLOCKS} | {LEAD: lead}
    wanted = {at: text.split() for at, text in texts.items() if _speakable(text)}
    assert {at: words for at, words in said.items() if at not in {TITLE, CREDIT}} == wanted
    assert [each.block for each in made if each.block >= 0] == sorted(
        each.block for each in made if each.block >= 0
    )
    assert made[0].block == TITLE
    assert made[-1].block == CREDIT


def _speakable(text: str) -> bool:
    return bool(re.search(r"\w", text))


@settings(max_examples=40)
@given(TEXTS.filter(_speakable))
def test_no_utterance_is_longer_than_one_breath(text):
    for each in split_sentences(text):
        assert len(each.split()) == 1 or len(read(each).split()) <= MAX_SYLLABLES
