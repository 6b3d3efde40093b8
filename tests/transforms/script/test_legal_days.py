"""From when a law is in force, in its radio form: every day that it tells, none twice, and what the days are about."""

import pytest

from tests.transforms.script.made import assert_sound, law, said
from transforms.script import Form, write_script

SCOPE = "# Điều 1. Phạm vi điều chỉnh\nNghị định này quy định về loa ở thôn.\n"
FORCE = "# Điều 2. Hiệu lực thi hành\n1. Nghị định này có hiệu lực thi hành từ ngày 01 tháng 11 năm 2026.\n"


def heard(body, **more):
    article = law(body, **more)
    made = write_script(article)
    assert_sound(article, made)
    return said(made)


@pytest.mark.parametrize("verb", ["được thực hiện từ ngày", "được áp dụng kể từ ngày", "áp dụng từ ngày"])
def test_a_clause_that_is_applied_from_another_day_is_told(verb):
    clause = f"Mức phụ cấp tại khoản 2 Điều 3 Nghị định này {verb} 01 tháng 01 năm 2026."
    told = heard(
        f"{SCOPE}{FORCE}2. {clause}\n3. Loa cũ vẫn được dùng.\nXã nào gặp khó khăn thì báo về huyện."
    )
    day = told.index("Nghị định này có hiệu lực từ ngày 1 tháng 11 năm 2026.")
    assert told[day + 1] == clause
    assert not any("Loa cũ" in each or "khó khăn" in each for each in told)


def test_a_clause_that_the_document_quotes_tells_no_day_of_its_own():
    quoted = "2. Sửa đổi Điều 9 Nghị định số 12/2019/NĐ-CP như sau:\n“9. Loa được thực hiện từ ngày 01 tháng 5 năm 2019.”"
    assert not any("tháng 5 năm 2019" in each for each in heard(SCOPE + FORCE + quoted))


def test_many_clauses_are_told_to_be_some():
    many = ", ".join(f"khoản {at} Điều {at + 2}" for at in range(1, 16))
    clause = (
        f"2. Các mức phụ cấp quy định tại {many} Nghị định này được áp dụng từ ngày 01 tháng 01 năm 2026."
    )
    told = heard(SCOPE + FORCE + clause)
    at = told.index("Các mức phụ cấp")
    assert told[at + 1 : at + 3] == [
        "quy định tại một số điều, khoản của",
        "Nghị định này được áp dụng từ ngày 01 tháng 01 năm 2026.",
    ]
    assert not any("khoản 15" in each for each in told)


def test_of_a_sentence_that_nobody_could_follow_the_day_alone_is_told():
    long = "loa đặt ở nhà văn hóa của các thôn vùng cao và vùng biên của tỉnh, " * 10
    told = heard(f"{SCOPE}{FORCE}2. Đối với {long} mức chi được áp dụng từ ngày 01 tháng 01 năm 2026.")
    assert "Nghị định này có quy định được áp dụng từ ngày 1 tháng 1 năm 2026." in told
    assert not any("vùng biên" in each for each in told)


EXCEPTING = FORCE.replace("2026.", "2026, trừ trường hợp quy định tại khoản 2 Điều này.") + (
    "2. Các quy định về loa có hiệu lực thi hành từ ngày 14 tháng 01 năm 2027 đối với các trường hợp sau đây:\n"
)


def test_of_a_long_clause_that_is_left_out_the_lead_in_is_told():
    items = "\n".join(
        f"{letter}) Loa của bản có đơn xin lắp được nhận từ ngày {at} tháng 3 năm 2027 và do xã quản lý, có sổ theo dõi giờ phát;"
        for at, letter in enumerate("abcdđe", start=1)
    )
    told = heard(SCOPE + EXCEPTING + items)
    lead = next(at for at, each in enumerate(told) if each.startswith("Các quy định về loa có hiệu lực"))
    assert "14 tháng 01 năm 2027" in told[lead]
    assert told[lead + 1] == "Các trường hợp này được nêu trong toàn văn."
    assert not any("đơn xin lắp" in each for each in told)


def test_a_short_one_is_told_with_its_cases():
    told = heard(SCOPE + EXCEPTING + "a) Loa ở bản;\nb) Loa ở chợ.")
    assert "Loa ở chợ." in told
    assert "Các trường hợp này được nêu trong toàn văn." not in told


POINTING = """
# Điều 1. Phạm vi điều chỉnh
Nghị định này quy định về loa ở thôn.
# Điều 2. Lắp loa ở chợ
Chợ có loa.
# Điều 3. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành từ ngày 01 tháng 11 năm 2026, trừ trường hợp quy định tại khoản 2 Điều này.
2. Quy định tại khoản 1 Điều 2 của Nghị định này có hiệu lực thi hành từ ngày 15 tháng 9 năm 2026.
"""


def test_the_article_that_a_day_is_for_is_told_by_its_name():
    told = heard(POINTING)
    assert told.count("Điều 2 có tên là: Lắp loa ở chợ.") == 1
    assert not any(each.startswith("Điều 3 có tên") for each in told)
    whole = said(write_script(law(POINTING), form=Form.FULL))
    assert not any("có tên là" in each for each in whole)


@pytest.mark.parametrize(
    "force",
    [
        "Nghị định này có hiệu lực kể từ ngày ký và thay thế Nghị định số 12/2019/NĐ-CP.",
        "Nghị định này có hiệu lực từ ngày ký ban hành và thay thế các Nghị định sau:\n- Nghị định số 12/2019/NĐ-CP.",
    ],
)
def test_the_day_of_issue_is_not_told_again_before_the_sentence_that_tells_it(force):
    told = heard(f"{SCOPE}# Điều 2. Thi hành\n{force}")
    assert "Nghị định được ban hành ngày 11 tháng 9 năm 2026." in told
    assert sum("có hiệu lực" in each for each in told) == 1
    assert any("12/2019" in each for each in told)


def test_a_day_that_has_to_be_counted_is_told():
    told = heard(
        f"{SCOPE}# Điều 2. Thi hành\nNghị định này có hiệu lực sau 10 ngày kể từ ngày ký và thay thế Nghị định số 12/2019/NĐ-CP."
    )
    assert "Nghị định này có hiệu lực từ ngày 21 tháng 9 năm 2026." in told
