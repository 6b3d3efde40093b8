import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.reading import read
from transforms.script.sentences import MAX_SYLLABLES, split_sentences

WHOLE = [
    "Ông Hà Văn Tố ở TP. Lào Cai kể lại.",
    "Xe chạy về TP. HCM rồi quay lại.",
    "Bà con Tp. Vinh đã nhận giống.",
    "Chợ TX. Mường Lay họp sáng thứ Bảy.",
    "Trạm y tế TT. Phố Ràng mở cửa.",
    "Điểm tiêm ở P. Kim Tân và Q. Ba Đình.",
    "Tổ công tác về H. Bát Xát hôm qua.",
    "Người dân X. Tả Van đã ký.",
    "Đoàn từ T. Lai Châu sang thăm.",
    "GS. Lê Hòa nói về giống lúa.",
    "PGS. Mai Lan và TS. Vũ Bình cùng dự.",
    "PGS.TS. Mai Lan chủ trì.",
    "GS.TS. Đỗ Quân trả lời.",
    "ThS. Ngô Hải ghi chép.",
    "BS. Cao Thị Mận khám cho cụ.",
    "KS. Tạ Đức đo lại con mương.",
    "LS. Phan Anh tư vấn miễn phí.",
    "Nghệ nhân NSƯT. Sùng A Dế thổi khèn.",
    "Ông Nguyễn T. Hùng nộp đơn.",
    "Cháu L. Học lớp bốn.",
    "Sách của C. Mác và V.I. Lê-nin có ở thư viện.",
    "Tác giả J. K. Brown viết.",
    "Mr. Smith và Dr. Jones đến thăm.",
    "Cả vùng có 8.471 hộ.",
    "Thu 1.234.567,8 đồng mỗi năm.",
    "Hạn cuối là 10.5.2024 nhé.",
    "Từ 01.01.2025 đến 31.12.2025 áp dụng.",
    "Điều 1. Phạm vi điều chỉnh",
    "Điều 15a. Trách nhiệm của thôn",
    "Khoản 2. Người dân được hỏi ý kiến",
    "Chương II. Quyền và nghĩa vụ",
    "Mục 3. Kinh phí",
    "Phụ lục IV. Danh mục giống cây",
    "Phần A. Những việc chung",
    "Bước 1. Nộp hồ sơ",
    "Mẫu số 2. Đơn xin cấp lại",
    "1. Mục tiêu chung",
    "2.3. Giải pháp về vốn",
    "II. Nhiệm vụ trọng tâm",
    "a. Đối với thôn",
    "Đ. Các việc khác",
    "Xem https://thon.gov.vn/a.b/C.html để biết thêm.",
    "Gửi thư về vanthu@thon.gov.vn. trước thứ Sáu.",
    "Trang thon.gov.vn Đã mở lại.",
    "Có lúa, ngô, sắn, v.v. trong kho.",
    "Phiên bản 2.0 Đã dùng được.",
    "Nghe xong… anh cười.",
    "Anh hỏi: “Ai đấy?” rồi mở cửa.",
    "Ông bảo “Thôi!” và đi.",
    "TDP. Hòa Bình họp tối nay.",
    "Số điện thoại 0214.3840.123 Luôn có người trực.",
]

CUT = [
    ("Trời mưa. Bà con ở nhà.", ["Trời mưa.", "Bà con ở nhà."]),
    ("Ai đến? Chị Lan.", ["Ai đến?", "Chị Lan."]),
    ("Tốt quá! Cảm ơn.", ["Tốt quá!", "Cảm ơn."]),
    ("Hết năm 2024. Sang năm làm tiếp.", ["Hết năm 2024.", "Sang năm làm tiếp."]),
    ("Giá là 8.471. Hôm qua rẻ hơn.", ["Giá là 8.471.", "Hôm qua rẻ hơn."]),
    ("Họp ngày 10.5.2024. Ai cũng đến.", ["Họp ngày 10.5.2024.", "Ai cũng đến."]),
    ("Xem thon.gov.vn. Sau đó gọi lại.", ["Xem thon.gov.vn.", "Sau đó gọi lại."]),
    ("Việc do UBND lo. Dân giám sát.", ["Việc do UBND lo.", "Dân giám sát."]),
    ("Gửi về HĐND. Chờ trả lời.", ["Gửi về HĐND.", "Chờ trả lời."]),
    ("Nên ăn vitamin C. Trẻ cũng vậy.", ["Nên ăn vitamin C.", "Trẻ cũng vậy."]),
    ("Ông nói: “Được.” Bà gật đầu.", ["Ông nói: “Được.”", "Bà gật đầu."]),
    ("Còn ngô, sắn, v.v. Các thôn đã báo.", ["Còn ngô, sắn, v.v.", "Các thôn đã báo."]),
    ("Chờ mãi… Rồi xe đến.", ["Chờ mãi…", "Rồi xe đến."]),
    ("Đã xong. - Việc hai.", ["Đã xong.", "- Việc hai."]),
    ("Đã xong. 12 hộ nhận nhà.", ["Đã xong.", "12 hộ nhận nhà."]),
    ("Dòng một\nDòng hai", ["Dòng một", "Dòng hai"]),
    ("Một.\n\n  \nHai.", ["Một.", "Hai."]),
    ("Xin chào.\n***", ["Xin chào. ***"]),
    ("***\nXin chào.", ["*** Xin chào."]),
    ("  Có khoảng trắng.  ", ["Có khoảng trắng."]),
    ("", []),
    (" \n\t\n", []),
    ("* * *", []),
    ("…", []),
]


@pytest.mark.parametrize("sentence", WHOLE)
def test_stays_whole(sentence: str) -> None:
    assert split_sentences(sentence) == [sentence]


@pytest.mark.parametrize(("text", "parts"), CUT)
def test_is_cut(text: str, parts: list[str]) -> None:
    assert split_sentences(text) == parts


def syllables(text: str) -> int:
    return len(read(text).split())


CLAUSE = "các thôn đã dọn xong mương và sửa lại cầu tre để bà con đi chợ"


@pytest.mark.parametrize("joint", ["; ", ": ", ", "])
def test_a_long_sentence_is_cut_at_its_marks(joint: str) -> None:
    parts = split_sentences(joint.join([CLAUSE] * 5) + ".")
    assert all(part.endswith((joint.strip(), ".")) for part in parts)
    assert all(syllables(part) <= MAX_SYLLABLES for part in parts)


@pytest.mark.parametrize("word", ["và", "nhưng"])
def test_without_marks_it_is_cut_before_a_joining_word(word: str) -> None:
    clause = "các thôn đã dọn xong mương sửa lại cầu tre cho bà con đi chợ sớm"
    parts = split_sentences(f" {word} ".join([clause] * 4))
    assert len(parts) > 1
    assert all(part.startswith(word) for part in parts[1:])


def test_semicolons_come_before_commas() -> None:
    half = "bà con gặt lúa, phơi thóc, dọn kho, sửa mái, đắp bờ, khơi mương, trồng thêm rau, thả cá"
    parts = split_sentences(f"{half}, nuôi gà; {half}, nuôi vịt.")
    assert len(parts) == 2
    assert parts[0].endswith(";")


def test_the_length_is_that_of_the_spoken_words() -> None:
    text = "Kinh phí là 1.234.567.891 đồng, thu về 2.345.678.912 đồng, còn lại 3.456.789.123 đồng."
    assert len(text.split()) < MAX_SYLLABLES < syllables(text)
    assert all(syllables(part) <= MAX_SYLLABLES for part in split_sentences(text))


def test_an_enumeration_of_articles_keeps_its_numbers_together() -> None:
    text = f"{CLAUSE} theo các Điều 7, 8, 9 và 10 của quy ước, {CLAUSE}, {CLAUSE}."
    assert any("các Điều 7, 8, 9 và 10" in part for part in split_sentences(text))


WORDS = st.sampled_from(
    [
        "bà",
        "con",
        "thôn",
        "Tả",
        "Van,",
        "và",
        "nhưng;",
        "họp:",
        "xong.",
        "rồi?",
        "TP.",
        "GS.",
        "8.471",
        "10.5.2024",
        "7,5%",
        "UBND",
        "thon.gov.vn",
        "(một)",
        "“hai”",
        "…",
        "–",
        "Hà",
        "Nội!",
    ]
)
TEXTS = st.lists(WORDS, max_size=120).map(" ".join)


@given(TEXTS)
def test_the_words_stay_in_order(text: str) -> None:
    parts = split_sentences(text)
    if parts or re.search(r"\w", text):
        assert " ".join(parts).split() == text.split()


@given(st.one_of(TEXTS, st.text(max_size=60)))
def test_no_part_is_empty_or_silent(text: str) -> None:
    assert all(part.strip() == part and read(part).strip() for part in split_sentences(text))


@given(TEXTS)
def test_no_part_is_too_long_for_a_breath(text: str) -> None:
    assert all(syllables(part) <= MAX_SYLLABLES for part in split_sentences(text))
