"""What makes another text of one, and what only a person can say."""

from datetime import timedelta

import pytest

from tests.transforms.compare.reprints import DAM, DAY, MATCH, POWER, SCHOOL, news, pair
from transforms.article import Block, BlockKind
from transforms.compare.credits import named_outlets, outlet_of, part
from transforms.compare.likeness import Verdict, compare, repeats
from transforms.compare.plain import plain, plain_text
from transforms.compare.telling import TableError, words_in

T = (
    "Ủy ban nhân dân xã Suối Mẫu vừa khánh thành cầu treo dài 120 mét qua suối Mẫu, nối bản Nà Mẫu với trung tâm xã. "
    "Công trình do bà con góp công và tỉnh hỗ trợ xi măng, làm trong chín tháng. "
    "Trước đây vào mùa lũ học sinh phải nghỉ học vì không qua được suối, người ốm phải chờ nước rút mới đi viện. "
    "Nay xe máy qua cầu được cả ngày lẫn đêm, nông sản chở ra chợ không còn bị ế. "
    "Trưởng bản cho biết bà con sẽ thay nhau trông coi và bảo dưỡng cầu sau mỗi trận lũ. "
    "Tỉnh Hòa Bình cũng đã gửi lời chúc mừng tới bà con."
)
REPRINTS = {
    "an agency before it": f"(TTXVN) - {T}",
    "VOV before it": f"VOV.VN - {T}",
    "who it is by behind it": f"{T}\nTheo Chinhphu.vn",
    "who it is by within it": T.replace("trung tâm xã.", "trung tâm xã (theo TTXVN)."),
    "an invitation behind it": f"{T}\nMời bà con xem thêm tin, bài trên Chinhphu.vn.",
    "a picture's credit": T.replace("trung tâm xã.", "trung tâm xã. Ảnh: VGP/Nhật Mẫu."),
    "the tone of a name": T.replace("Hòa Bình", "Hoà Bình"),
    "an abbreviation": T.replace("Ủy ban nhân dân", "UBND"),
    "the tone of a word": T.replace("Ủy ban", "Uỷ ban"),
    "two sentences made one": T.replace(". Nay xe máy", "; nay xe máy"),
    "one sentence made two": T.replace(", nông sản", ". Nông sản"),
    "a unit": T.replace("120 mét", "120m"),
    "capitals": T.replace("vừa khánh thành", "VỪA KHÁNH THÀNH"),
    "quotation marks": T.replace("Trưởng bản", "“Trưởng bản”"),
    "two sentences less": T[: T.index("Nay xe")] + T[T.index("Tỉnh Hòa") :],
    "other words": T.replace("góp công", "góp sức"),
    "a turn of phrase less": T.replace(" cả ngày lẫn đêm", ""),
}
OTHERS = {
    "opened, shut": (DAM.format(place="Mẫu", how="mở"), DAM.format(place="Mẫu", how="đóng")),
    "opened, not opened": (DAM.format(place="Mẫu", how="không mở"), DAM.format(place="Mẫu", how="mở")),
    "morning, afternoon": [POWER.format(place="Mẫu", what="điện", how=how) for how in ("sáng", "chiều")],
    "Monday, Tuesday": [SCHOOL.format(place="Mẫu", what="xã", n=9, how=how) for how in ("thứ hai", "thứ ba")],
    "who beat whom": (MATCH.format(a="Nà Mẫu", b="Suối Mẫu"), MATCH.format(a="Suối Mẫu", b="Nà Mẫu")),
    "a person": (f"{T} Ông Lò Văn Mẫu dự lễ.", f"{T} Ông Lò Văn Tám dự lễ."),
    "a name that opens a sentence": (f"{T} Huế có mưa.", f"{T} Vinh có mưa."),
    "a number word": (T, T.replace("chín tháng", "mười tháng")),
    "a number's unit": (T, T.replace("120 mét", "120 km")),
    "a level": (T, T.replace("nhân dân xã", "nhân dân tỉnh")),
    "done, to be done": (T, T.replace("cũng đã gửi", "cũng sẽ gửi")),
    "half a sentence less, with its number": (T, T.replace(", làm trong chín tháng", "")),
    "a sentence more": (T, f"{T} Bà con mổ lợn ăn mừng đến khuya."),
    "begun, ended": (T, T.replace("khánh thành", "khởi công")),
    "one word of a pair": (f"{T} Lớp tiểu học vui.", f"{T} Lớp trung học vui."),
    "where it was": (T, T.replace("gửi lời chúc mừng", "gửi lời chúc mừng và nhiều phần quà quý")),
    "whose list it is": (f"{T} Cắt điện (theo lịch của Nà).", f"{T} Cắt điện (theo lịch của Pá)."),
    "another dateline": (f"Sơn La (TTXVN) - {T}", f"Lai Châu (TTXVN) - {T}"),
    "another order": (T, T[T.index("Nay xe") :] + " " + T[: T.index("Nay xe")]),
}


@pytest.mark.parametrize("text", REPRINTS.values(), ids=REPRINTS)
def test_a_reprint_is_the_same(text):
    assert compare(*pair(T, text)).verdict == Verdict.SAME
    assert repeats(text, T) >= 0.85


@pytest.mark.parametrize("texts", OTHERS.values(), ids=OTHERS)
def test_what_says_otherwise_is_another(texts):
    assert compare(*pair(*texts)).verdict == Verdict.OTHER


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ("Tin bão số 5", "Tin bão số 6", Verdict.OTHER),
        ("Mở cửa xả đáy hồ Mẫu", "Đóng cửa xả đáy hồ Mẫu", Verdict.OTHER),
        ("Hồ Mẫu mở cửa xả", "Hồ Mẫu không mở cửa xả", Verdict.UNSURE),
        ("Cầu mới ở Suối Mẫu", "Chủ tịch Vàng A Dế cắt băng", Verdict.UNSURE),
        ("Cầu mới ở Suối Mẫu", "Suối Mẫu khánh thành cầu treo dài 120 mét", Verdict.SAME),
        ("Cầu mới ở Suối Mẫu", "Bản làng vui đón cầu treo", Verdict.SAME),
        ("Cầu mới ở Suối Mẫu", "Rộn ràng ngày vui", Verdict.SAME),
        ("Cầu mới ở Suối Mẫu", "CẦU MỚI Ở SUỐI MẪU", Verdict.SAME),
    ],
)
def test_titles_may_differ_but_not_say_otherwise(one, other, verdict):
    assert compare(news(T, "b", title=other), news(T, title=one)).verdict == verdict


def test_what_only_a_person_can_say():
    same, source = news(T, "b"), news(T, url="https://a.vn/2.htm")
    assert compare(same, news(T)).reason == ""
    assert "cùng một nguồn" in compare(source, news(T)).reason
    assert "không ghi ngày" in compare(news(T, "b", published_at=None), news(T)).reason
    again = SCHOOL.format(place="Mẫu", what="tiểu học", n=9, how="ngày mai")
    later = compare(news(again, "b", published_at=DAY + timedelta(days=3)), news(again))
    assert (later.verdict, later.overlap) == (Verdict.UNSURE, 1.0)
    assert "ngày mai" in later.reason
    filled = [SCHOOL.format(place="Mẫu", what=what, n=9, how="thứ hai") for what in ("dân lập", "nội trú")]
    form = compare(*pair(*filled))
    assert form.verdict == Verdict.UNSURE
    assert form.differing == ("−dân lập +nội trú",)
    assert "−dân lập +nội trú" in form.reason


def test_no_two_regions():
    assert compare(*pair(T, T, region="VN-05")).verdict == Verdict.OTHER


def test_a_text_is_read_plainly():
    assert plain_text("UBND xã họp lúc 7h30; dài 120m, rộng 05 m2.") == (
        "Ủy ban nhân dân xã họp lúc 7 giờ 30; dài 120 mét, rộng 05 mét vuông."
    )
    words = [word.key for word in plain("Ngày 05/11, rét -5 độ, 1 tỉ đồng.").words]
    assert words == ["ngày", "5/11", "rét", "-", "5", "độ", "1", "tỷ", "đồng"]


def test_credits_are_no_part_of_a_text():
    found = part(f"Sơn La (TTXVN) - {T} Ảnh: VGP\nMời bạn đọc xem tiếp trên vov.vn\nTheo Báo Nhân Dân")
    assert (found.text, found.place) == (T, "Sơn La")
    assert {*found.credits} == {"TTXVN", "Ảnh: VGP", "Mời bạn đọc xem tiếp trên vov.vn", "Theo Báo Nhân Dân"}
    assert part(f"{T} Mời bà con xem văn nghệ ở nhà văn hóa.").credits == ()
    assert part("Theo báo cáo (số 12) của xã, lúa tốt.").credits == ()


def test_a_text_says_whose_it_is():
    def by(text, url="https://soyte.vn/1.htm"):
        return named_outlets(news(text, url=url))

    assert by(f"(Chinhphu.vn) - {T}") == {"vgp"}
    assert by(f"Theo TTXVN, {T}") == {"ttxvn"}
    assert by(f"{T}\nTheo Vietnamplus") == {"ttxvn"}
    assert by(f"(TTXVN) - {T}", "https://baotintuc.vn/1.htm") == frozenset(), "its own"
    assert by(f"Đoàn của VOV và VTV dự lễ. {T}") == frozenset()
    signed = news(T, blocks=(Block(BlockKind.PARAGRAPH, T), Block(BlockKind.BYLINE, "PV (Theo VOV)")))
    assert named_outlets(signed) == {"vov"}
    assert outlet_of("https://xaydungchinhsach.chinhphu.vn/a") == "vgp"
    assert outlet_of("https://giả-chinhphu.vn/a") == ""


def test_a_text_of_one_word_over_and_over_ends():
    one, other = "tin " * 3000, "bài tin " * 1500
    assert compare(news(one, "b"), news(other)).verdict == Verdict.OTHER
    stops = "a b. " * 3000
    assert repeats(stops, f"{stops} c.") >= 0


def test_a_list_says_what_is_wrong_with_it():
    with pytest.raises(TableError, match="quotes"):
        words_in([False, "không"], "telling.yaml, negations")
    with pytest.raises(TableError, match="more than 4"):
        words_in(["một hai ba bốn năm"], "telling.yaml, days")
