"""A legal document's radio form: what is known of it and its own sentences; never what is not known. And its full text."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.script.made import assert_sound, law, place_of, roles, said
from transforms.article import Block, BlockKind
from transforms.reading import read
from transforms.script import Form, Role, write_script

TITLE = "Nghị định số 901/2026/NĐ-CP quy định về loa truyền thanh ở thôn"
BODY = """
Căn cứ Luật Tổ chức chính quyền địa phương số 65/2025/QH15;
# Điều 1. Phạm vi điều chỉnh
Nghị định này quy định việc lắp đặt và vận hành loa truyền thanh ở thôn, bản.
# Điều 2. Đối tượng áp dụng
Nghị định này áp dụng đối với Ủy ban nhân dân cấp xã và người vận hành loa.
# Điều 3. Thời lượng
1. Mỗi ngày phát không quá 45 phút.
2. Không phát sau 22 giờ.
# Điều 4. Điều khoản thi hành
1. Nghị định này có hiệu lực thi hành từ ngày 01 tháng 11 năm 2026.
2. Nghị định số 12/2019/NĐ-CP ngày 05 tháng 3 năm 2019 của Chính phủ hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành.
"""


def test_the_radio_form():
    article = law(BODY)
    made = write_script(article)
    assert said(made) == [
        TITLE,
        "Nghị định được ban hành ngày 11 tháng 9 năm 2026.",
        "Nghị định này có hiệu lực từ ngày 1 tháng 11 năm 2026.",
        "Nghị định này quy định việc lắp đặt và vận hành loa truyền thanh ở thôn, bản.",
        "Nghị định này áp dụng đối với Ủy ban nhân dân cấp xã và người vận hành loa.",
        "Nghị định số 12/2019/NĐ-CP ngày 05 tháng 3 năm 2019 của Chính phủ hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành.",
        "Xem toàn văn tại Đài mẫu.",
        "Theo Đài mẫu.",
    ]
    assert made == write_script(article, form=Form.BRIEF)
    assert_sound(article, made)


def test_an_article_about_other_matters_of_that_name_is_not_its_scope():
    body = "# Điều 9. Đối tượng được hỗ trợ\nHộ nghèo ở thôn được hỗ trợ loa."
    assert "Hộ nghèo ở thôn được hỗ trợ loa." not in said(write_script(law(BODY + body)))


def test_its_sentences_have_their_places_and_what_is_ours_has_none():
    article = law(BODY)
    for each in write_script(article).utterances:
        if each.start == each.end:
            assert each.role in {Role.LAW, Role.FRAME, Role.CREDIT}
        else:
            assert place_of(article, each) == each.written


def test_the_number_of_a_clause_is_not_said_with_its_sentence():
    heard = " ".join(said(write_script(law(BODY))))
    assert "2. Nghị định số 12" not in heard
    assert "Nghị định số 12/2019/NĐ-CP" in heard


def test_a_title_that_does_not_tell_type_and_number_comes_behind_them():
    made = write_script(law(BODY, title="NGHỊ ĐỊNH Quy định về loa truyền thanh ở thôn"))
    assert said(made)[:2] == ["Nghị định số 901/2026/NĐ-CP.", "Quy định về loa truyền thanh ở thôn"]
    assert (made.utterances[1].start, made.utterances[1].end) == (10, 45)


def test_a_law_keeps_its_name():
    legal = {"type": "Luật", "number": "64/2025/QH15", "issuer": "Quốc hội"}
    assert said(write_script(law("", title="LUẬT TRUYỀN THANH", legal=legal)))[:3] == [
        "Luật số 64/2025/QH15.",
        "LUẬT TRUYỀN THANH",
        "Luật được thông qua ngày 11 tháng 9 năm 2026.",
    ]


def test_what_is_not_known_is_left_out():
    made = write_script(
        law("Điều 1. Loa\nMỗi thôn có một loa.", legal={"number": ""}, title="Quyết định về loa")
    )
    assert said(made) == [
        "Quyết định về loa",
        "Chính phủ ban hành ngày 11 tháng 9 năm 2026.",
        "Điều 1. Loa",
        "Mỗi thôn có một loa.",
        "Xem toàn văn tại Đài mẫu.",
        "Theo Đài mẫu.",
    ]


def test_no_day_is_told_where_page_and_text_tell_two():
    made = write_script(law(BODY, legal={"effective_on": date(2026, 12, 1)}))
    assert not any("có hiệu lực từ ngày" in each for each in said(made))
    assert not any("tháng 12 năm 2026" in each for each in said(made))


def test_the_page_s_day_is_told_where_the_text_has_none():
    made = write_script(law("# Điều 1. Loa\nMỗi thôn có một loa.", legal={"effective_on": date(2026, 12, 1)}))
    assert "Nghị định này có hiệu lực từ ngày 1 tháng 12 năm 2026." in said(made)


def test_days_of_their_own_are_told_in_the_text_s_own_words():
    body = """
# Điều 1. Loa
Mỗi thôn có một loa.
# Điều 2. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành từ ngày 01 tháng 11 năm 2026, trừ khoản 2 Điều này.
2. Điều 1 Nghị định này có hiệu lực thi hành từ ngày 01 tháng 3 năm 2027.
"""
    heard = " ".join(said(write_script(law(body))))
    assert "01 tháng 11 năm 2026, trừ khoản 2 Điều này." in heard
    assert "01 tháng 3 năm 2027." in heard
    assert "có hiệu lực từ ngày" not in heard


def test_until_when_it_is_in_force():
    body = "# Điều 1. Hiệu lực\nNghị định này có hiệu lực từ ngày 01/11/2026 đến hết ngày 31/12/2027."
    assert "Nghị định này có hiệu lực đến hết ngày 31 tháng 12 năm 2027." in said(write_script(law(body)))


def test_an_issuer_is_told_with_where_it_lies():
    legal = {"type": "Quyết định", "issuer": "Ủy ban nhân dân xã Suối Mẫu", "within": "tỉnh Bình Sơn"}
    made = write_script(law("", legal=legal))
    assert "Ủy ban nhân dân xã Suối Mẫu, tỉnh Bình Sơn ban hành ngày 11 tháng 9 năm 2026." in said(made)


def test_items_under_a_lead_in_are_told_with_it():
    body = """
# Điều 1. Điều khoản thi hành
1. Các văn bản sau đây hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành:
a) Nghị định số 12/2019/NĐ-CP ngày 05 tháng 3 năm 2019 của Chính phủ về loa;
b) Nghị định số 34/2020/NĐ-CP ngày 06 tháng 4 năm 2020 của Chính phủ về đài.
"""
    heard = said(write_script(law(body)))
    lead = next(at for at, each in enumerate(heard) if each.startswith("Các văn bản sau đây"))
    first = next(at for at, each in enumerate(heard) if "12/2019" in each)
    assert lead < first
    assert sum(each.startswith("Các văn bản sau đây") for each in heard) == 1


def test_many_changes_are_told_to_be_more():
    items = "\n".join(
        f"{at}. Nghị định số {at}/2019/NĐ-CP của Chính phủ hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành."
        for at in range(11, 31)
    )
    heard = said(write_script(law(f"# Điều 1. Điều khoản thi hành\n{items}")))
    assert sum("hết hiệu lực" in each for each in heard) == 5
    assert "Văn bản còn có những thay đổi khác." in heard


AMENDING = """
# Điều 1. Sửa đổi Nghị định số 12/2019/NĐ-CP
1. Sửa đổi khoản 2 Điều 5 như sau:
“2. Loa đặt cách trường học ít nhất 100 m, cách trạm y tế ít nhất 80 m và không quay vào nhà dân.
3. Loa hỏng được sửa trong 05 ngày.”
2. Bãi bỏ Điều 9.
# Điều 2. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành từ ngày 01 tháng 11 năm 2026.
"""


def test_the_full_text_begins_with_its_first_article():
    article = law(BODY)
    made = write_script(article, form=Form.FULL)
    heard = said(made)
    assert heard[3:6] == ["Sau đây là toàn văn.", "Điều 1. Phạm vi điều chỉnh", heard[5]]
    assert not any("Căn cứ" in each for each in heard)
    assert "1. Mỗi ngày phát không quá 45 phút." in heard
    assert set(roles(made)[4:-1]) == {"heading", "law"}
    assert_sound(article, made)


def test_what_it_quotes_is_announced():
    heard = said(write_script(law(AMENDING), form=Form.FULL))
    opens, closes = heard.index("Xin trích."), heard.index("Hết trích.")
    assert heard[opens - 1] == "1. Sửa đổi khoản 2 Điều 5 như sau:"
    assert heard[opens + 1].startswith("“2. Loa đặt cách trường học")
    assert heard[closes - 1] == "3. Loa hỏng được sửa trong 05 ngày.”"
    assert heard[closes + 1] == "2. Bãi bỏ Điều 9."


def test_annexes_are_announced_and_not_read():
    article = law(
        BODY
        + "\n# PHỤ LỤC I\n# DANH MỤC CỤM LOA\n| Thôn | Số loa\n| Mẫu | 4\nLoa của thôn Tân ở nhà văn hóa."
    )
    made = write_script(article, form=Form.FULL)
    heard = said(made)
    assert heard[-2].startswith("Văn bản có PHỤ LỤC I")
    assert heard[-2].endswith("xem tại Đài mẫu.")
    assert not any("nhà văn hóa" in each for each in heard)
    assert not any("Sau đây là bảng" in each for each in heard)


def test_title_and_signature_of_the_document_are_not_heard():
    article = law(BODY)
    foot = Block(BlockKind.SIGNATURE, "TM. CHÍNH PHỦ Lê Thị Mẫu")
    head = Block(BlockKind.TITLE, "NGHỊ ĐỊNH")
    whole = write_script(replace(article, blocks=(head, *article.blocks, foot)), form=Form.FULL)
    assert not any("Lê Thị Mẫu" in each or each == "NGHỊ ĐỊNH" for each in said(whole))


def test_an_article_without_an_identity_is_said_as_any_other():
    made = write_script(replace(law(BODY), legal=None))
    assert "Xem toàn văn tại Đài mẫu." not in said(made)
    assert "2. Không phát sau 22 giờ." in said(made)


OF = {"NĐ-CP": "Chính phủ", "QĐ-TTg": "Thủ tướng Chính phủ", "TT-BTC": "Bộ Tài chính"}
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))


@given(DAYS, DAYS, st.integers(1, 9999), st.sampled_from(sorted(OF)))
def test_its_days_and_number_are_told_right(issued, effective, number, suffix):
    written = f"{number}/{issued.year}/{suffix}"
    legal = {"number": written, "issued_on": issued, "effective_on": effective, "issuer": OF[suffix]}
    made = write_script(law("", title="Về loa truyền thanh", legal=legal))
    spoken = [each.spoken for each in made.utterances]
    assert spoken[0] == read(f"Nghị định số {written}.")
    for day, words in ((issued, spoken[2]), (effective, spoken[3])):
        assert words.endswith(read(f"ngày {day.day} tháng {day.month} năm {day.year}."))


EXCEPTING = """
# Điều 1. Loa
Mỗi thôn có một loa.
# Điều 2. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành từ ngày 01 tháng 11 năm 2026, trừ trường hợp quy định tại khoản 2 Điều này.
2. Các quy định về âm lượng có hiệu lực thi hành từ ngày 01 tháng 02 năm 2027 đối với:
a) Loa đặt trong bản dưới 30 hộ;
b) Loa chạy bằng pin mặt trời.
"""


def test_a_clause_that_the_day_leaves_out_is_told_with_its_items():
    article = law(EXCEPTING)
    made = write_script(article)
    heard = said(made)
    first = next(at for at, each in enumerate(heard) if "trừ trường hợp" in each)
    assert heard[first + 1].startswith("Các quy định về âm lượng có hiệu lực thi hành từ ngày 01 tháng 02")
    assert heard[first + 2 : first + 4] == ["Loa đặt trong bản dưới 30 hộ;", "Loa chạy bằng pin mặt trời."]
    assert_sound(article, made)


def test_a_clause_that_is_left_out_and_tells_no_day_is_not_told():
    body = EXCEPTING.replace("có hiệu lực thi hành từ ngày 01 tháng 02 năm 2027", "được thí điểm")
    assert not any("âm lượng" in each for each in said(write_script(law(body))))


def test_day_and_replaced_document_in_one_sentence_are_told_once():
    body = """
# Điều 1. Phạm vi điều chỉnh
Nghị định này quy định về loa ở thôn.
# Điều 2. Điều khoản thi hành
Nghị định này có hiệu lực thi hành từ ngày 01 tháng 11 năm 2026 và thay thế Nghị định số 12/2019/NĐ-CP.
"""
    heard = " ".join(said(write_script(law(body))))
    assert heard.count("hiệu lực") == 1
    assert "từ ngày 01 tháng 11 năm 2026 và thay thế Nghị định số 12/2019/NĐ-CP." in heard


def test_a_day_that_the_sentence_does_not_name_is_told_before_it():
    body = """
# Điều 1. Phạm vi điều chỉnh
Nghị định này quy định về loa ở thôn.
# Điều 2. Điều khoản thi hành
Nghị định này có hiệu lực sau 10 ngày kể từ ngày ký, áp dụng đối với loa lắp từ ngày 01 tháng 12 năm 2026.
"""
    heard = said(write_script(law(body)))
    day = heard.index("Nghị định này có hiệu lực từ ngày 21 tháng 9 năm 2026.")
    assert "áp dụng đối với loa lắp từ ngày 01 tháng 12 năm 2026." in " ".join(heard[day + 1 :])


def test_where_no_article_tells_the_scope_the_first_ones_are_told_as_far_as_they_are_short():
    body = f"""
Điều 1. Người trực loa ở bản được hưởng 0,4 lần mức lương cơ sở.
Điều 2. Người thay ca được hưởng 70.000 đồng mỗi buổi.
Điều 3. {"Ủy ban nhân dân cấp xã chi trả trước ngày 05 hằng tháng. " * 20}
Điều 4. Quyết định này có hiệu lực từ ngày 01 tháng 11 năm 2026.
"""
    article = law(body)
    made = write_script(article)
    heard = " ".join(said(made))
    assert "Điều 1. Người trực loa ở bản được hưởng 0,4 lần mức lương cơ sở." in heard
    assert "70.000 đồng mỗi buổi." in heard
    assert "chi trả trước ngày" not in heard
    assert_sound(article, made)


def test_a_table_of_the_first_article_is_read():
    body = """
# Điều 1. Mức hỗ trợ
Mức hỗ trợ mỗi tháng như sau:
| Số cụm loa | Mức (đồng)
| Một cụm | 120.000
| Hai cụm | 210.000
# Điều 2. Hiệu lực
Quyết định này có hiệu lực từ ngày 01 tháng 11 năm 2026.
"""
    assert "Một cụm; Mức (đồng): 120.000" in said(write_script(law(body)))


def test_a_first_article_that_only_puts_an_annex_in_force_is_not_told():
    body = "Điều 1. Ban hành kèm theo Quyết định này Quy chế vận hành loa.\nĐiều 2. Xã Suối Mẫu thi hành."
    assert not any("kèm theo" in each or "thi hành" in each for each in said(write_script(law(body))))


def test_the_scope_of_a_later_chapter_is_not_that_of_the_document():
    scope = "# Điều 1. Phạm vi điều chỉnh\nNghị định này quy định về loa ở thôn.\n"
    own = "".join(f"# Điều {at}. Việc thứ {at}\nViệc thứ {at} do xã làm.\n" for at in range(2, 9))
    body = f"{scope}{own}# Điều 9. Phạm vi áp dụng\nChương này áp dụng cho loa lưu động.\n"
    heard = said(write_script(law(body)))
    assert "Nghị định này quy định về loa ở thôn." in heard
    assert "Chương này áp dụng cho loa lưu động." not in heard


def test_changes_that_quote_new_text_are_told_to_be_there_beside_those_that_are_told():
    body = AMENDING.replace("2. Bãi bỏ Điều 9.", "2. Bãi bỏ khoản 3 Điều 9 Nghị định số 12/2019/NĐ-CP.")
    heard = said(write_script(law(body)))
    assert "Bãi bỏ khoản 3 Điều 9 Nghị định số 12/2019/NĐ-CP." in heard
    assert "Văn bản còn có những thay đổi khác." in heard
