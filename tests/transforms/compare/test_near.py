"""Near-duplicates, over the set of `reprints.py`."""

from collections import Counter
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.compare.reprints import PLACES, filled, look_alikes, pair, reprints
from transforms.compare.likeness import Verdict, compare
from transforms.compare.near import BANDS, DUPLICATE, LEAST_SHINGLES, common, repeats, sketch

_sketch = cache(sketch)


def met(again, first) -> bool:
    """Whether the bands bring two articles together."""
    return bool(set(_sketch(again.bare_text)) & set(_sketch(first.bare_text)))


def test_precision_and_recall():
    """The figures that ARCHITECTURE.md gives; the bands lose nothing that the comparison would find."""
    same = [(each, compare(*each).verdict) for each in reprints()]
    other = [(each, compare(*each).verdict) for each in look_alikes() if met(*each)]
    assert [each[0].bare_text for each, verdict in other if verdict == Verdict.SAME] == []
    assert len(look_alikes()) == 663
    assert Counter(verdict for _, verdict in other)[Verdict.UNSURE] == 60
    assert len(same) == 288
    assert Counter(verdict for _, verdict in same) == {
        Verdict.SAME: 246,
        Verdict.UNSURE: 6,
        Verdict.OTHER: 36,
    }
    assert all(met(*each) for each, verdict in same if verdict == Verdict.SAME)


def test_a_form_with_another_name_or_number_is_another_text():
    text = next(filled(3))
    assert repeats(text, text) == 1.0
    assert repeats(text, text.replace("Suối Mẫu", "Đồng Mẫu")) == 0.0
    assert repeats(text, text.replace(" km ", "0 km ")) == 0.0
    assert common(text, text.replace("Suối Mẫu", "Đồng Mẫu")) > DUPLICATE


def test_a_short_text_has_no_sketch():
    assert sketch("Trường nghỉ học ngày mai.") == []
    assert repeats("", "") == 0.0


def test_what_says_one_thing_more_does_not_merely_repeat():
    text = next(filled(4))
    more = f"{text} Hội nghị kết thúc lúc 11 giờ."
    assert repeats(text, more) == 1.0
    assert repeats(more, text) == 0.0


@settings(max_examples=50)
@given(st.text(), st.text())
def test_it_is_bounded(a, b):
    assert common(a, b) == common(b, a)
    assert 0 <= repeats(a, b) <= common(a, b) <= 1


@settings(max_examples=30)
@given(st.lists(st.sampled_from(PLACES), max_size=4), st.data())
def test_an_article_repeats_itself_and_no_other_region(names, data):
    text = " ".join([next(filled(data.draw(st.integers(0, 9)))), *names])
    again, first = pair(text, text)
    assert compare(again, first).verdict in {Verdict.SAME, Verdict.UNSURE}
    assert compare(*pair(text, text, region="VN-05")).verdict == Verdict.OTHER


@settings(max_examples=50)
@given(
    st.lists(
        st.sampled_from(["ba", "ca", "da", "ga", "ha", "la", "ma", "na", "ra", "sa", "ta", "va", "xa"]),
        min_size=200,
        max_size=300,
    )
)
def test_a_sketch_is_the_same_for_the_same_text(syllables):
    bands = sketch(" ".join(syllables))
    assert bands == sketch(" ".join(syllables).upper())
    assert (
        len(bands) == BANDS
        or len(set(zip(*(syllables[at:] for at in range(4)), strict=False))) < LEAST_SHINGLES
    )
    assert all(0 <= band < 2**63 for band in bands)
