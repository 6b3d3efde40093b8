"""Long sentences: cut where it is best, never inside what is read as one, and never so that another thing is said."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.reading import Reader, Reading
from transforms.script.breath import MAX_SYLLABLES, breaths
from transforms.script.reader import RULES, syllables, words_of
from transforms.script.sentences import split_sentences

CLAUSE = "các thôn đã dọn xong mương và sửa lại cầu tre để bà con đi chợ"
WHOLES = [
    "Nghị định số 12/2026/NĐ-CP ngày 05/3/2026 của Chính phủ",
    "ngày 12 tháng 11 năm 2026",
    "1.234.567.891 đồng",
    "từ 150 đến 300 mm",
    "7,5%",
    "1 000 000 đồng",
    "Sở Nông nghiệp và Môi trường",
    "Bộ Văn hóa, Thể thao và Du lịch",
    "Bộ Lao động - Thương binh và Xã hội",
    "các Điều 7, 8, 9 và 10",
    "khoản 2 Điều 5",
    "15,2 độ Vĩ Bắc",
    "https://suoimau.vn/tin/8.471/bao.htm",
    "0214.3840.123",
    "lúc 7 giờ 30 phút",
]  # fmt: skip
UNCUT = [whole for whole in WHOLES if not whole.startswith(("Nghị định", "các Điều"))]
BREAKS = re.compile(r"[\s,;:.!?]+")


@pytest.mark.parametrize("whole", UNCUT)
@pytest.mark.parametrize("at", range(0, 34, 3))
def test_what_belongs_together_stays_together(whole, at):
    """Wherever in a long sentence without marks it comes to stand."""
    filler = (CLAUSE + " ").split() * 4
    text = " ".join([*filler[:at], whole, *filler[at:]])
    parts = split_sentences(text)
    assert len(parts) > 1
    assert any(whole in part for part in parts), parts


@pytest.mark.parametrize("number", ["12/2026/NĐ-CP", "05/3/2026", "7, 8, 9 và 10", "Thể thao và Du lịch"])
def test_the_numbers_of_documents_and_articles_are_not_cut(number):
    whole = next(each for each in WHOLES if number in each)
    for at in range(0, 34, 3):
        filler = (CLAUSE + " ").split() * 4
        parts = split_sentences(" ".join([*filler[:at], whole, *filler[at:]]))
        assert any(number in part for part in parts), parts


def test_two_halves_rather_than_one_long_and_one_short_part():
    parts = split_sentences(", ".join(["bà con các thôn đi chợ sớm"] * 7) + ".")
    counts = [syllables(RULES.read(part)) for part in parts]
    assert len(counts) == 2
    assert max(counts) - min(counts) <= 8


@dataclass(frozen=True)
class Shy:
    """A reader whose `5` is a year where "năm ngoái" stands before it: what a cut between them would change."""

    version: str = "shy"
    inner: Reader = field(default_factory=Reader)

    def read(self, text: str) -> str:
        return self.inner.read(re.sub(r"(?<=ngoái)(\s+\S+){1,12}?\s+mốc", r"\1 năm mốc", text))

    def explain(self, text: str) -> tuple[Reading, ...]:
        return self.inner.explain(text)


def test_a_cut_that_would_change_what_is_said_is_taken_back():
    text = f"{CLAUSE}, {CLAUSE} ngoái ấy bà con, đắp mốc ở đầu bản, {CLAUSE}."
    reader = Shy()
    spoken = [part.spoken for part in breaths(text, reader)]
    assert len(spoken) > 1
    assert [word for each in spoken for word in words_of(each)] == words_of(reader.read(text))
    assert "năm mốc" in " ".join(spoken)
    assert all(not text[part.end : part.end + 1].strip() for part in breaths(text, reader))


ODD = st.sampled_from(
    [
        *WHOLES,
        CLAUSE,
        "TP. Bình Sơn",
        "và",
        "nhưng",
        "(một)",
        "“hai”",
        "–",
        "; ",
        ", ",
        "Điều",
        "5",
        "15‰",
        "II",
        "3/4",
        "UBND xã",
    ]
)


@settings(max_examples=80)
@given(st.lists(ODD, min_size=1, max_size=25).map(" ".join))
def test_no_word_is_lost_added_or_moved_and_no_value_changes(text):
    parts = breaths(text, RULES)
    assert BREAKS.sub("", "".join(text[part.start : part.end] for part in parts)) == BREAKS.sub("", text)
    assert all(a.end <= b.start for a, b in pairwise(parts))
    assert [word for part in parts for word in words_of(part.spoken)] == words_of(RULES.read(text))
    assert all(syllables(part.spoken) <= MAX_SYLLABLES for part in parts)


@settings(max_examples=100)
@given(st.text(max_size=300))
def test_whatever_is_written_the_parts_hold_it_in_order(text):
    parts = split_sentences(text)
    if parts:
        assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_number_that_no_breath_holds_is_said_whole_all_the_same():
    digits = "7" * 130
    parts = breaths(digits, RULES)
    assert "".join(digits[part.start : part.end] for part in parts) == digits
    assert " ".join(part.spoken for part in parts).replace(",", "").split() == ["bảy"] * 130
    assert all(syllables(part.spoken) <= MAX_SYLLABLES for part in parts)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("bà con", 2),
        ("Lê-nin", 2),
        ("facebook", 3),
        ("8.471", 7),
        ("nghiêng", 1),
        ("", 0),
        ("… – !", 0),
        ("km", 1),
    ],
)
def test_syllables_are_those_that_are_heard(text, count):
    assert syllables(text if not re.search(r"\d", text) else RULES.read(text)) == count


LEADING = [
    "sau khi",
    "trước khi",
    "trong khi",
    "không còn",
    "mà còn",
    "vẫn còn",
    "đều sẽ",
    "chưa thể",
    "thông qua",
]


@pytest.mark.parametrize("words", [*LEADING, "hướng dẫn thực hiện", "Nghị định số 7", "vụ án hình sự số 5"])
@pytest.mark.parametrize("at", range(20, 30))
def test_a_word_that_bears_on_the_next_is_not_parted_from_it(words, at):
    filler = (CLAUSE + " ").split() * 4
    parts = split_sentences(" ".join([*filler[:at], words, *filler[at:]]))
    assert len(parts) > 1
    assert any(words.split()[0] in part and " ".join(words.split()[-2:]) in part for part in parts), parts


def test_dots_in_the_middle_of_a_sentence_do_not_close_it():
    text = f"{CLAUSE} {CLAUSE} cho kịp phiên... {CLAUSE} nên ai cũng vui."
    first, second = breaths(text, RULES)
    assert text[first.start : first.end].endswith("...")
    assert first.spoken.endswith("phiên,")
    assert second.spoken.endswith(".")


FILLER = "theo quy định về truyền thanh ở thôn, bản của các xã miền núi trong tỉnh Bình Sơn"


@pytest.mark.parametrize(
    ("sentence", "together"),
    [
        (f"Nghị định số 62/2026/NĐ-CP {FILLER} sửa đổi khoản 1, 2 Điều 8 Nghị định số 06/2005/NĐ-CP {FILLER}.", "khoản 1, 2 Điều 8"),
        (f"Các cụm loa {FILLER} được lắp tại điểm a, b, c khoản 2 Điều 8 của Quy chế {FILLER}.", "điểm a, b, c khoản 2"),
        (f"Ban quản lý {FILLER} mời ông Lò Mẫu (trú tại: bản Nà Mẫu, xã Suối Mẫu), bà Vì Mẫu (trú tại: bản Púng Mẫu, xã Suối Mẫu) và các hộ {FILLER}.", "(trú tại: bản Púng Mẫu, xã Suối Mẫu)"),
        (f"Từ nay {FILLER} thì Pháp lệnh Khai thác và bảo vệ công trình truyền thanh số 32/2001/PL-UBTVQH10 hết hiệu lực kể từ ngày {FILLER}.", "Pháp lệnh Khai thác và bảo vệ công trình truyền thanh"),
        (f"Luật số 45/2013/QH13 {FILLER} đã được sửa đổi, bổ sung một số điều theo Luật số 35/2018/QH14 {FILLER}.", "sửa đổi, bổ sung một số điều"),
    ],
)  # fmt: skip
def test_a_row_of_numbers_a_bracket_and_a_set_phrase_are_said_in_one_breath(sentence, together):
    parts = split_sentences(sentence)
    assert len(parts) > 1
    assert any(together in part for part in parts), parts
