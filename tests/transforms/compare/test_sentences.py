"""What a correction corrects, and how grave it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.article import Article, Block, BlockKind, Kind
from transforms.compare.sentences import Correction, SentenceChange, corrections, kinds

TEXT = (
    "Ủy ban nhân dân xã Suối Mẫu thông báo lịch cắt nước sinh hoạt.",
    "Thời gian cắt nước từ 8 giờ đến 16 giờ ngày 12/11/2026. Bà con chủ động trữ nước dùng trong ngày.",
    "Ông Lò Văn Mẫu, Chủ tịch Ủy ban nhân dân xã, cho biết đường ống chính bị vỡ tại bản Nà Mẫu.",
    "Mọi thắc mắc xin gọi số 0212 000 111.",
)


def article(*paragraphs: str, title: str = "Thông báo cắt nước") -> Article:
    return Article(
        source="mau", url="https://mau.vn/1", kind=Kind.NOTICE, title=title, lead="",
        blocks=tuple(Block(BlockKind.PARAGRAPH, each) for each in paragraphs), language="vi", credit="Xã Mẫu",
    )  # fmt: skip


def edited(old: str, new: str) -> list[SentenceChange]:
    """What becomes of the text with one thing changed in it."""
    text = "\n".join(TEXT)
    assert old in text
    return corrections(article(*TEXT), article(*text.replace(old, new).split("\n")))


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("16 giờ", "18 giờ", Correction.NUMBER),
        ("12/11/2026", "13/11/2026", Correction.NUMBER),
        ("0212 000 111", "0212 000 112", Correction.NUMBER),
        ("8 giờ", "tám giờ", Correction.NUMBER),
        ("Lò Văn Mẫu", "Lò Văn Mấu", Correction.NAME),
        ("bản Nà Mẫu", "bản Nà Mẫn", Correction.NAME),
        ("Chủ tịch", "Phó Chủ tịch", Correction.NAME),
        ("chủ động", "chủ dộng", Correction.TYPO),
        ("thông báo lịch", "thông báo lich", Correction.TYPO),
        ("bị vỡ", "bị vở", Correction.TYPO),
        ("Bà con", "Bà Con", Correction.TYPO),
        ("trữ nước dùng", "trữ nước, dùng", Correction.TYPO),
        ("sinh hoạt", "sinhh oạt", Correction.TYPO),
        ("đường ống chính", "ống dẫn lớn", Correction.WORDING),
        ("chủ động trữ nước", "không cần trữ nước", Correction.WORDING),
    ],
)
def test_what_kind_of_change_it_is(old, new, kind):
    [change] = edited(old, new)
    assert change.kind == kind
    assert old in change.old
    assert new in change.new


def test_sentences_are_put_in_and_taken_out():
    [change] = edited(" Bà con chủ động trữ nước dùng trong ngày.", "")
    assert change == SentenceChange(Correction.REMOVAL, "Bà con chủ động trữ nước dùng trong ngày.", "")
    [change] = edited("Mọi thắc mắc", "Nước sẽ có lại trước khi trời tối. Mọi thắc mắc")
    assert change == SentenceChange(Correction.ADDITION, "", "Nước sẽ có lại trước khi trời tối.")


def test_a_text_that_was_taken_back_is_a_retraction():
    taken = article("Bài viết này đã được gỡ theo yêu cầu của Ủy ban nhân dân xã.")
    [change] = corrections(article(*TEXT), taken)
    assert change.kind == Correction.RETRACTION


def test_a_text_that_was_shortened_is_none():
    short = article("Xã Suối Mẫu cắt nước.")
    assert Correction.RETRACTION not in kinds(corrections(article(*TEXT), short))


def test_the_title_counts():
    changes = corrections(article(*TEXT), article(*TEXT, title="Thông báo cắt điện"))
    assert [(change.kind, change.new) for change in changes] == [(Correction.WORDING, "Thông báo cắt điện")]


def test_the_gravest_kind_is_named_first():
    changes = [*edited("chủ động", "chủ dộng"), *edited("16 giờ", "18 giờ"), *edited("8 giờ", "9 giờ")]
    assert kinds(changes) == [Correction.NUMBER, Correction.TYPO]


SENTENCES = st.lists(
    st.sampled_from([sentence for line in TEXT for sentence in line.split(". ")]), max_size=8
)


@given(SENTENCES, SENTENCES)
def test_every_sentence_that_differs_is_told_once(before, after):
    changes = corrections(article(*before), article(*after))
    assert (changes == []) == (before == after)
    if Correction.RETRACTION not in kinds(changes):
        gone = [change.old for change in changes if change.old]
        come = [change.new for change in changes if change.new]
        assert len(gone) - len(come) == len(_cut(before)) - len(_cut(after))


def _cut(lines):
    from transforms.sentences import sentences_of  # noqa: PLC0415

    return [sentence for line in lines for sentence in sentences_of(line)]


def test_two_long_texts_that_share_nothing_are_compared_in_time():
    old = article(*(f"Câu thứ {n} của văn bản cũ nói về việc số {n}." for n in range(2000)))
    new = article(*(f"Dòng {n} thuộc bản mới hoàn toàn khác hẳn, mục {n}." for n in range(2000)))
    assert len(corrections(old, new)) == 4000
