"""What a correction corrects, and how grave it is."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.transforms.test_article import ARTICLES
from transforms.article import Article, Block, BlockKind, Kind, LegalIdentity
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
        ("16 giờ", "16 phút", Correction.NUMBER),
        ("12/11/2026", "13/11/2026", Correction.NUMBER),
        ("0212 000 111", "0212 000 112", Correction.NUMBER),
        ("8 giờ", "tám giờ", Correction.NUMBER),
        ("Lò Văn Mẫu", "Lò Văn Mấu", Correction.NAME),
        ("Lò Văn Mẫu", "Lò Văn Tám", Correction.NAME),
        ("bản Nà Mẫu", "bản Nà Mẫn", Correction.NAME),
        ("Chủ tịch", "Phó Chủ tịch", Correction.NAME),
        ("Bà con", "Bà Con", Correction.TYPO),
        ("trữ nước dùng", "trữ nước, dùng", Correction.TYPO),
        ("sinh hoạt", "sinhh oạt", Correction.TYPO),
        ("bị vỡ", "bị vở", Correction.WORDING),
        ("chủ động", "chủ độgn", Correction.WORDING),
        ("đường ống chính", "ống dẫn lớn", Correction.WORDING),
        ("chủ động trữ nước", "không cần trữ nước", Correction.MEANING),
        ("chủ động trữ nước", "không chủ động trữ nước", Correction.MEANING),
        ("chủ động trữ nước", "cấm chủ động trữ nước", Correction.MEANING),
    ],
)
def test_what_kind_of_change_it_is(old, new, kind):
    [change] = edited(old, new)
    assert change.kind == kind
    assert old in change.old
    assert new in change.new


def one_change(old: str, new: str, **values) -> SentenceChange:
    """The change from one sentence to another, in a text that has more."""
    [change] = corrections(article(*TEXT, old, **values), article(*TEXT, new, **values))
    assert (change.old, change.new) == (old, new)
    return change


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Nhiệt độ đêm nay là -5 độ.", "Nhiệt độ đêm nay là 5 độ."),
        ("Nhiệt độ đêm nay là −5 độ.", "Nhiệt độ đêm nay là 5 độ."),
        ("Thuế suất là 10% cho hộ.", "Thuế suất là 10‰ cho hộ."),
        ("Mưa 10-15 mm trong đêm.", "Mưa 10 15 mm trong đêm."),
        ("Giá xăng là 2,5 nghìn đồng.", "Giá xăng là 25 nghìn đồng."),
        ("Di dời 50 m về phía Bắc.", "Di dời 50 km về phía Bắc."),
        ("Gió giật 60 km/h.", "Gió giật 60 km."),
        ("Hỗ trợ 50 triệu cho hộ nghèo.", "Hỗ trợ 50 tỷ cho hộ nghèo."),
        ("Hỗ trợ 50 triệu cho hộ nghèo.", "Hỗ trợ 50 cho hộ nghèo."),
        ("Có năm người bị thương.", "Có bảy người bị thương."),
        ("Năm người bị thương nặng.", "Bảy người bị thương nặng."),
        ("Cắt nước từ bốn giờ sáng.", "Cắt nước từ bồn giờ sáng."),
        ("Cắt nước từ 4 giờ sáng.", "Cắt nước từ 4 giờ chiều."),
        ("Họp bản vào thứ Hai.", "Họp bản vào thứ Ba."),
        ("Họp bản vào thứ tư.", "Họp bản vào thứ năm."),
        ("Cắt nước tối nay.", "Cắt nước tối mai."),
        ("HUYỆN CÓ HAI HỘ BỊ NGẬP", "HUYỆN CÓ BA HỘ BỊ NGẬP"),
        ("Ông Lò Văn Mẫu nói có 5 hộ.", "Ông Lò Văn Tám nói có 6 hộ."),
    ],
)
def test_signs_units_scales_and_words_are_numbers(old, new):
    assert one_change(old, new).kind == Correction.NUMBER
    assert one_change(new, old).kind == Correction.NUMBER


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Năm nay xã trồng rừng.", "Hôm ấy xã trồng rừng."),
        ("Trong xã tỷ lệ hộ nghèo còn cao.", "Trong xã phần hộ nghèo còn cao."),
        ("Xã triệu tập các trưởng bản.", "Xã mời các trưởng bản."),
        ("Huyện mời nhà đầu tư.", "Huyện mời nhà đầu mối."),
        ("Đây là tin vui.", "Đây là một tin vui."),
        ("Mưa, gió to.", "Mưa - gió to."),
    ],
)
def test_what_only_looks_like_a_number_is_none(old, new):
    assert one_change(old, new).kind in {Correction.WORDING, Correction.TYPO}


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("Xã cấm đốt nương.", "Xã cầm đốt nương.", Correction.MEANING),
        ("Đội ta thắng trận đầu.", "Đội ta tháng trận đầu.", Correction.WORDING),
        ("Hồ mở cửa xả lũ.", "Hồ mờ cửa xả lũ.", Correction.MEANING),
        ("Bão đã tan.", "Bão đã tan?", Correction.WORDING),
    ],
)
def test_what_may_mean_something_else_is_no_slip(old, new, kind):
    assert one_change(old, new).kind == kind


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Xã thông báo lich cắt nước.", "Xã thông báo lịch cắt nước."),
        ("Bà con chủ độgn trữ nước.", "Bà con chủ động trữ nước."),
        ("Ngừoi dân trữ nước.", "Người dân trữ nước."),
        ('Ông nói "bà con yên tâm" nhé.', "Ông nói “bà con yên tâm” nhé."),
        ("Sáng nay - trời mưa.", "Sáng nay – trời mưa."),
    ],
)
def test_a_word_that_is_none_and_was_mended_is_a_slip(old, new):
    assert one_change(old, new).kind == Correction.TYPO


def test_in_another_language_no_word_is_known_to_be_none():
    old, new = (replace(article(each), language="en") for each in ("It is not safe.", "It is now safe."))
    assert kinds(corrections(old, new)) == [Correction.MEANING]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Huế có mưa to.", "Vinh có mưa to."),
        ("Lò Văn Mẫu là trưởng bản.", "Vàng Văn Mẫu là trưởng bản."),
        ("Huế | 90", "Vinh | 90"),
        ("Mẫu Sơn | 90", "Mẫu Khê | 90"),
        ("Mưa to tại: Huế.", "Mưa to tại: Vinh."),
    ],
)
def test_a_name_at_the_beginning_is_a_name(old, new):
    assert one_change(old, new).kind == Correction.NAME


@pytest.mark.parametrize(
    ("old", "new"),
    [("Nhân dân trữ nước.", "Người dân trữ nước."), ("Thắc mắc xin hỏi xã.", "Bà con xin hỏi xã.")],
)
def test_a_common_word_at_the_beginning_is_none(old, new):
    """`thắc` is no word of the list: it stands in the text without its capital."""
    assert one_change(old, new).kind == Correction.WORDING


def test_sentences_are_put_in_and_taken_out():
    [change] = edited(" Bà con chủ động trữ nước dùng trong ngày.", "")
    assert change == SentenceChange(Correction.REMOVAL, "Bà con chủ động trữ nước dùng trong ngày.", "")
    [change] = edited("Mọi thắc mắc", "Nước sẽ có lại trước khi trời tối. Mọi thắc mắc")
    assert change == SentenceChange(Correction.ADDITION, "", "Nước sẽ có lại trước khi trời tối.")


def test_a_text_that_was_taken_back_is_a_retraction():
    said = "Bài viết này đã được gỡ theo yêu cầu của Ủy ban nhân dân xã."
    [change] = corrections(article(*TEXT), article(said))
    assert (change.kind, change.new) == (Correction.RETRACTION, said)


def test_where_text_is_left_the_retraction_comes_first_and_the_rest_is_told():
    said = "Bài viết này đã được gỡ vì thông tin sai."
    assert kinds(corrections(article(*TEXT), article(said, *TEXT))) == [Correction.RETRACTION]
    cut = corrections(article(*TEXT), article(said, *TEXT[:2]))
    assert kinds(cut) == [Correction.RETRACTION, Correction.REMOVAL]
    assert cut[0].new == said
    assert not any(change.new == said for change in cut[1:])


def test_what_was_taken_back_before_is_not_taken_back_again():
    said = "Bài viết này đã được gỡ theo yêu cầu của xã."
    changes = corrections(article(said), article(said, "Xin cảm ơn bạn đọc."))
    assert kinds(changes) == [Correction.ADDITION]


def test_a_text_that_was_shortened_is_none():
    short = article("Xã Suối Mẫu cắt nước.")
    assert Correction.RETRACTION not in kinds(corrections(article(*TEXT), short))


def test_the_title_counts():
    changes = corrections(article(*TEXT), article(*TEXT, title="Thông báo cắt điện"))
    assert [(change.kind, change.new) for change in changes] == [(Correction.WORDING, "Thông báo cắt điện")]


def test_the_gravest_kind_is_named_first():
    changes = [*edited("Bà con", "Bà Con"), *edited("16 giờ", "18 giờ"), *edited("8 giờ", "9 giờ")]
    assert kinds(changes) == [Correction.NUMBER, Correction.TYPO]


def test_the_other_style_of_tone_marks_is_no_change():
    old, new = article("Xã hoà giải ở tỉnh Hoà Bình."), article("Xã hòa giải ở tỉnh Hòa Bình.")
    assert corrections(old, new) == []
    [change] = corrections(old, article("Xã hòa giải sớm ở tỉnh Hòa Bình."))
    assert change.kind == Correction.WORDING


def test_a_sentence_that_stands_elsewhere_was_moved():
    changes = corrections(article(*TEXT), article(TEXT[3], *TEXT[:3]))
    assert changes == [SentenceChange(Correction.MOVED, TEXT[3], TEXT[3])]


def test_a_sentence_that_was_moved_and_edited_shows_its_number():
    changed = TEXT[3].replace("111", "119")
    changes = corrections(article(*TEXT), article(changed, *TEXT[:3]))
    assert changes == [SentenceChange(Correction.NUMBER, TEXT[3], changed)]


def with_blocks(*blocks: tuple[BlockKind, str], **values) -> Article:
    return replace(article(), blocks=tuple(Block(kind, text) for kind, text in blocks), **values)


P, CAPTION, BYLINE, TABLE = BlockKind.PARAGRAPH, BlockKind.CAPTION, BlockKind.BYLINE, BlockKind.TABLE


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ([(CAPTION, "Ảnh: An")], [(CAPTION, "Ảnh: Bình")], [Correction.CAPTION]),
        ([(CAPTION, "5 hộ bị ngập")], [(CAPTION, "6 hộ bị ngập")], [Correction.CAPTION]),
        ([(BYLINE, "An")], [], [Correction.BYLINE]),
        ([(CAPTION, "Cầu mới")], [(P, "Cầu mới")], [Correction.ADDITION, Correction.CAPTION]),
        ([(P, "Gạo | 20")], [(TABLE, "Gạo | 20")], [Correction.REMOVAL, Correction.ADDITION]),
        ([(P, "Một. Hai.")], [(P, "Một."), (P, "Hai.")], [Correction.LAYOUT]),
        ([(CAPTION, "Cầu"), (P, "Mưa.")], [(P, "Mưa."), (CAPTION, "Cầu")], [Correction.LAYOUT]),
    ],
)
def test_what_nobody_hears_is_told_by_what_it_is(old, new, told):
    changes = corrections(with_blocks((P, TEXT[0]), *old), with_blocks((P, TEXT[0]), *new))
    assert kinds(changes) == told
    assert all(change.old or change.new for change in changes)


LAW = LegalIdentity(
    "901/2026/NĐ-CP", "Nghị định", "Chính phủ", date(2026, 9, 11), date(2026, 11, 1), "Lò Mẫu"
)


@pytest.mark.parametrize(
    ("old", "new", "kind", "told"),
    [
        ({"effective_on": None}, {}, Correction.NUMBER, "ngày có hiệu lực: 01/11/2026"),
        ({}, {"effective_on": date(2027, 1, 1)}, Correction.NUMBER, "ngày có hiệu lực: 01/01/2027"),
        ({}, {"signer": "Vàng Mẫu"}, Correction.NAME, "người ký: Vàng Mẫu"),
    ],
)
def test_what_is_said_of_a_document_is_told(old, new, kind, told):
    before, after = (replace(article(*TEXT), legal=replace(LAW, **each)) for each in (old, new))
    [change] = corrections(before, after)
    assert (change.kind, change.new) == (kind, told)


def test_the_day_of_publication_is_told_and_its_minutes_are_nothing():
    old = replace(article(*TEXT), published_at=datetime(2026, 11, 12, 16, 59, tzinfo=UTC))
    assert corrections(old, replace(old, published_at=datetime(2026, 11, 12, 16, 30, tzinfo=UTC))) == []
    [change] = corrections(old, replace(old, published_at=datetime(2026, 11, 12, 17, 1, tzinfo=UTC)))
    assert change == SentenceChange(Correction.DATE, "ngày đăng: 12/11/2026", "ngày đăng: 13/11/2026")


def test_every_kind_has_a_name_for_the_editor():
    assert all(kind.shown for kind in Correction)


# Two whole articles are much to draw on a busy machine.
@settings(suppress_health_check=[HealthCheck.data_too_large])
@given(ARTICLES, ARTICLES, st.data())
def test_something_is_told_exactly_where_it_is_another_version(one, other, data):
    """Any two articles, and such that have most fields in common."""
    names = data.draw(
        st.sets(st.sampled_from(["title", "lead", "blocks", "published_at", "legal", "language"]))
    )
    near = replace(one, **{name: getattr(other, name) for name in names})
    for new in (other, near):
        changes = corrections(one, new)
        assert bool(changes) == (one.text_digest != new.text_digest)
        assert kinds(changes) == sorted(set(kinds(changes)), key=list(Correction).index)


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
    from transforms.script.sentences import sentences_of  # noqa: PLC0415

    return [sentence for line in lines for sentence in sentences_of(line)]


def test_two_long_texts_that_share_nothing_are_compared_in_time():
    old = article(*(f"Câu thứ {n} của văn bản cũ nói về việc số {n}." for n in range(2000)))
    new = article(*(f"Dòng {n} thuộc bản mới hoàn toàn khác hẳn, mục {n}." for n in range(2000)))
    assert len(corrections(old, new)) == 4000


def test_many_sentences_that_were_edited_and_put_in_another_order_find_each_other_in_time():
    lines = [f"Bản số {n} có nhà văn hóa mang tên Mẫu {n}." for n in range(1000)]
    edited = [line.replace("nhà văn hóa", "điểm trường") for line in reversed(lines)]
    changes = corrections(article(*lines), article(*edited))
    assert kinds(changes) == [Correction.WORDING]
    assert len(changes) == 1000


def test_one_endless_sentence_is_compared_in_time():
    old, new = (article("và " * 6_000 + last + " và" * 6_000) for last in ("5 hộ", "6 hộ"))
    assert kinds(corrections(old, new)) == [Correction.NUMBER]
    assert kinds(corrections(article("và a " * 6_000), article("và b " * 6_000))) == [Correction.WORDING]
