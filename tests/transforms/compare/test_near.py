"""Near-duplicates, over a set that is made here.

The set: forms of news and notices, each filled for several communes, days and amounts. *Positive* pairs are one text as
two editors would print it: another title and byline line, a sentence or a paragraph less, capitals and marks changed.
*Negative* pairs are what must never be taken for one: the same form with another number, name or day; a follow-up that
quotes half of the first; two texts on one subject.
"""

import itertools
import random
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from transforms.compare.near import BANDS, DUPLICATE, LEAST_SHINGLES, common, repeats, sketch

PLACES = ("Suối Mẫu", "Đồng Mẫu", "Nà Mẫu", "Phiêng Mẫu", "Cồn Mẫu", "Vĩnh Mẫu")
PEOPLE = ("Lò Văn Mẫu", "Hoàng Thị Mẫu", "Trần Quốc Mẫu", "Giàng A Mẫu")
FORMS = (
    (
        "Ủy ban nhân dân xã {place} vừa tổ chức hội nghị đánh giá kết quả xây dựng nông thôn mới {n} tháng đầu năm. "
        "Theo báo cáo, toàn xã đã cứng hóa {km} km đường trục thôn, hỗ trợ {n} hộ nghèo sửa nhà và trồng mới {ha} ha rừng. "
        "Phát biểu tại hội nghị, {who} đề nghị các thôn bản tiếp tục vận động bà con hiến đất làm đường. "
        "Trong những tháng cuối năm, xã tập trung hoàn thành tiêu chí môi trường và nhà ở dân cư. "
        "Các hộ tiêu biểu được khen thưởng ngay tại hội nghị. "
        "Bà con trong xã phấn khởi vì đường mới giúp xe chở nông sản vào tận vườn, đỡ công gánh vác như trước."
    ),
    (
        "Sáng {day}/11, tại xã {place}, lực lượng dân quân phối hợp với công an xã diễn tập chữa cháy rừng. "
        "Tình huống giả định là đám cháy bùng phát tại khu rừng phòng hộ rộng {ha} ha do đốt nương không kiểm soát. "
        "Sau {n} phút, đám cháy giả định được khống chế, không để lan sang khu dân cư. "
        "{who} đánh giá các lực lượng đã phối hợp nhịp nhàng, đúng phương án đã duyệt. "
        "Xã sẽ mua thêm máy thổi gió và bình chữa cháy cho các tổ bảo vệ rừng. "
        "Người dân được nhắc không đốt nương khi trời hanh khô, có gió lớn và phải báo ngay khi thấy khói lạ."
    ),
    (
        "Trạm y tế xã {place} thông báo lịch tiêm bổ sung vắc xin sởi cho trẻ dưới {n} tuổi vào ngày {day} tháng 11. "
        "Phụ huynh đưa trẻ đến trạm từ 7 giờ sáng, mang theo sổ tiêm chủng và thẻ bảo hiểm y tế. "
        "Dự kiến có {km} trẻ được tiêm trong đợt này. "
        "Trẻ đang sốt hoặc có tiền sử dị ứng cần báo với cán bộ y tế trước khi tiêm để được tư vấn. "
        "Sau tiêm, trẻ ở lại trạm ba mươi phút để theo dõi. "
        "{who} cho biết trạm bố trí thêm hai bàn tiêm để bà con ở bản xa không phải chờ lâu."
    ),
)


def filled(seed: int) -> Iterator[str]:
    rng = random.Random(seed)
    for form, place in itertools.product(FORMS, PLACES):
        yield form.format(
            place=place, who=rng.choice(PEOPLE), n=rng.randint(3, 60), km=rng.randint(61, 300),
            ha=rng.randint(301, 900), day=rng.randint(1, 28),
        )  # fmt: skip


def reprinted(text: str, rng: random.Random) -> str:
    """The text as another editor prints it."""
    sentences = text.split(". ")
    if rng.random() < 0.6:
        sentences.pop(rng.randrange(len(sentences)))
    text = ". ".join(sentences)
    how = rng.randrange(4)
    if how == 0:
        text += " (theo cổng thông tin của xã)"
    elif how == 1:
        text = text.replace("hóa", "hoá").replace(" - ", " – ")
    elif how == 2:
        text = text.replace(",", "")
    return text


def pairs() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Positive and negative pairs."""
    rng = random.Random(7)
    texts = list(filled(1))
    positive = [(text, reprinted(text, rng)) for text in texts for _ in range(5)]
    again = list(filled(2))
    negative = [(a, b) for a, b in itertools.combinations(texts, 2)]
    negative += [(a, b) for a, b in zip(texts, again, strict=True) if a != b]
    negative += [
        (a, f"{a[: len(a) // 2]} {b[len(b) // 2 :]}")
        for a, b in zip(texts, again[len(PLACES) :], strict=False)
    ]
    return positive, negative


def found(a: str, b: str) -> bool:
    """Whether the store would link two texts."""
    return bool(set(sketch(a)) & set(sketch(b))) and repeats(b, a) >= DUPLICATE


def test_precision_and_recall():
    positive, negative = pairs()
    hits = sum(found(a, b) for a, b in positive)
    false = sum(found(a, b) for a, b in negative)
    assert false == 0
    alike = [(a, b) for a, b in positive if repeats(b, a) >= DUPLICATE]
    assert hits / len(alike) >= 0.99, "of what is alike enough, the bands miss next to nothing"
    assert hits / len(positive) >= 0.75, (hits, len(positive))


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


@given(st.text(), st.text())
def test_it_is_bounded(a, b):
    assert common(a, b) == common(b, a)
    assert 0 <= repeats(a, b) <= common(a, b) <= 1


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
