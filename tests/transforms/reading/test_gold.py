"""Our own gold: how hundreds of things that official texts write are said."""

import itertools

import pytest

from nguon.evaluate.reading import GOLD, Snippet, corpora, folded, own_snippets, row_of
from transforms.reading import explain

BY_CATEGORY = {
    category: list(each)
    for category, each in itertools.groupby(
        sorted(own_snippets(), key=lambda snippet: snippet.category), lambda snippet: snippet.category
    )
}


@pytest.mark.parametrize("category", BY_CATEGORY)
def test_what_is_written_is_said_as_a_person_says_it(category):
    rows = [row_of(snippet) for snippet in BY_CATEGORY[category]]
    assert {row.id: row.reason for row in rows if not row.f1} == {}


def test_the_gold_set_is_large_and_of_every_kind():
    assert len(BY_CATEGORY) >= 20
    assert sum(map(len, BY_CATEGORY.values())) >= 1500


def test_nothing_is_written_twice():
    written = [snippet.written for each in BY_CATEGORY.values() for snippet in each]
    assert len(set(written)) == len(written)


def test_a_wrong_reading_is_marked_and_told():
    row = row_of(Snippet("a", "number", "5 người", ("sáu người",)))
    assert (row.f1, row.reason) == (0.0, "năm người")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà, bình!", "hòa bình"),
        ("tỷ lệ", "tỉ lệ"),
        ("một ngàn lẻ tư", "một nghìn linh bốn"),
        ("bê", "b"),
        ("quí", "quý"),
    ],
)
def test_what_sounds_alike_counts_as_the_same(one, other):
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), [("hai phần ba", "hai trên ba"), ("mười", "mươi"), ("tôi", "tối")])
def test_what_sounds_otherwise_does_not(one, other):
    assert folded(one) != folded(other)


def test_the_gate_measures_both_sets(tmp_path):
    own, dev = corpora(tmp_path, GOLD)
    assert own.there
    assert own.needed
    assert not dev.there
    assert own.measure()["reading_own.all"].figures["right"] >= 0.99


def test_most_of_what_official_texts_write_is_read_surely():
    snippets = [snippet for each in BY_CATEGORY.values() for snippet in each]
    unsure = [each.written for each in snippets if any(hit.unsure for hit in explain(each.written))]
    assert len(unsure) < 0.03 * len(snippets), unsure
