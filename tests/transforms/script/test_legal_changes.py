"""What a law changes, in its radio form: nothing that ends is passed over, and no list sounds complete that is not."""

from datetime import date

from tests.transforms.script.made import assert_sound, law, said
from transforms.script import write_script

SCOPE = "# Điều 1. Phạm vi điều chỉnh\nNghị định này quy định về loa ở thôn.\n# Điều 2. Điều khoản thi hành\n"
LONG = "quy định về loa đặt ở nhà văn hóa của các thôn vùng cao và vùng biên của tỉnh Bình Sơn, " * 12
GAP = "Và một số quy định khác."


def heard(body, **more):
    article = law(body, **more)
    made = write_script(article)
    assert_sound(article, made)
    return said(made)


def test_a_law_whose_name_is_in_small_letters_is_told_to_end():
    ends = "Luật truyền thanh số 82/2006/QH11 hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành."
    assert ends in heard(SCOPE + "2. " + ends)


def test_what_ends_in_a_sentence_that_is_too_long_is_told_by_its_number():
    told = heard(
        f"{SCOPE}2. Thông tư số 9/2022/TT-BTC {LONG} Thông tư số 5/2023/TT-BTC về loa hết liệu lực kể từ ngày Nghị định này có hiệu lực."
    )
    ends = [each for each in told if each.endswith("hết hiệu lực theo Nghị định này.")]
    assert ends == [
        f"Thông tư số {number}/TT-BTC hết hiệu lực theo Nghị định này." for number in ("9/2022", "5/2023")
    ]
    assert "Văn bản này còn thay đổi văn bản khác." not in told


def test_changes_of_which_none_is_told_are_told_to_be_there():
    body = "2. Sửa đổi Điều 9 Nghị định số 12/2019/NĐ-CP như sau:\n“9. Mỗi bản có hai loa.”"
    assert "Văn bản này còn thay đổi văn bản khác." in heard(SCOPE + body)


def test_changes_that_the_title_tells_are_not_told_to_be_others():
    body = "# Điều 1. Sửa đổi Nghị định số 12/2019/NĐ-CP\n1. Sửa đổi khoản 2 Điều 9 như sau:\n“2. Mỗi bản có hai loa.”"
    title = "Nghị định số 901/2026/NĐ-CP sửa đổi Nghị định số 12/2019/NĐ-CP"
    head = "^ NGHỊ ĐỊNH\n^ Sửa đổi, bổ sung một số điều của Nghị định số 12/2019/NĐ-CP\n"
    assert not any("thay đổi" in each for each in heard(head + body, title=title))


LIST = "1. Bãi bỏ các quy định sau:\n{}\n2. Xã thi hành."


def test_a_long_item_is_told_up_to_what_it_enumerates():
    items = (
        "a) Khoản 3 Điều 3 Thông tư số 26/2016/TT-BTC.\n"
        f"b) Điều 24 và một số nội dung tại Thông tư số 27/2016/TT-BTC, gồm: {LONG}.\n"
        "c) Thông tư số 31/2016/TT-BTC."
    )
    told = heard(SCOPE + LIST.format(items))
    lead = told.index("Bãi bỏ các quy định sau:")
    assert told[lead + 1 : lead + 4] == [
        "Khoản 3 Điều 3 Thông tư số 26/2016/TT-BTC.",
        "Điều 24 và một số nội dung tại Thông tư số 27/2016/TT-BTC",
        "Thông tư số 31/2016/TT-BTC.",
    ]
    assert GAP not in told


def test_a_list_with_a_gap_does_not_sound_complete():
    items = [
        "a) Khoản 3 Điều 3 Thông tư số 26/2016/TT-BTC.",
        f"b) Các nội dung {LONG}tại Thông tư số 27/2016/TT-BTC.",
        "c) Thông tư số 31/2016/TT-BTC.",
    ]
    told = heard(SCOPE + LIST.format("\n".join(items)))
    assert told.index(GAP) == told.index("Khoản 3 Điều 3 Thông tư số 26/2016/TT-BTC.") + 1
    told = heard(SCOPE + LIST.format("\n".join([items[0], items[2], items[1].replace("b)", "c)")])))
    assert told.index(GAP) == told.index("Thông tư số 31/2016/TT-BTC.") + 1
    told = heard(SCOPE + LIST.format("\n".join([items[0], items[2]])))
    assert GAP not in told


CONSOLIDATED = f"""
Nghị định số 61/2015/NĐ-CP ngày 09 tháng 7 năm 2015 của Chính phủ quy định về loa, được sửa đổi, bổ sung bởi:
Nghị định số 74/2019/NĐ-CP ngày 23 tháng 9 năm 2019 của Chính phủ sửa đổi Nghị định số 61/2015/NĐ-CP.
Căn cứ Luật Loa ngày 25 tháng 12 năm 2001;
{SCOPE}Nghị định số 12/2009/NĐ-CP của Chính phủ hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành.
"""


def test_a_consolidated_text_tells_what_it_consolidates_and_changes_nothing():
    legal = {"type": "Văn bản hợp nhất", "number": "1607/VBHN-BTC", "issuer": "Bộ Tài chính"}
    told = heard(CONSOLIDATED, title="NGHỊ ĐỊNH Quy định về loa", legal=legal)
    assert told[:3] == [
        "Văn bản hợp nhất số 1607/VBHN-BTC.",
        "NGHỊ ĐỊNH Quy định về loa",
        "Văn bản hợp nhất được xác thực ngày 11 tháng 9 năm 2026.",
    ]
    assert told[3].startswith("Nghị định số 61/2015/NĐ-CP ngày 09")
    assert any(each.startswith("Nghị định số 74/2019/NĐ-CP") for each in told)
    assert not any("Luật Loa" in each or "12/2009" in each or "thay đổi" in each for each in told)


def test_of_many_consolidated_documents_it_is_told_that_there_are_more():
    many = "\n".join(
        f"Nghị định số {at}/2019/NĐ-CP của Chính phủ sửa đổi Nghị định về loa." for at in range(11, 21)
    )
    legal = {"type": "Văn bản hợp nhất", "number": "7/VBHN-BTC", "issuer": "Bộ Tài chính"}
    told = heard(f"{many}\n{SCOPE}Xã thi hành.", title="NGHỊ ĐỊNH Quy định về loa", legal=legal)
    assert sum("sửa đổi Nghị định về loa" in each for each in told) == 5
    assert "Văn bản còn có những thay đổi khác." in told


def test_the_issuer_is_told_once_with_where_it_lies():
    legal = {"type": "Quyết định", "number": "2083/QĐ-UBND", "issuer": "Ủy ban nhân dân tỉnh Bình Sơn"}
    made = write_script(law("", title="QUYẾT ĐỊNH Về loa ở chợ", legal=legal))
    assert said(made)[:3] == [
        "Quyết định số 2083/QĐ-UBND của Ủy ban nhân dân tỉnh Bình Sơn.",
        "Về loa ở chợ",
        "Quyết định được ban hành ngày 11 tháng 9 năm 2026.",
    ]
    assert " ".join(each.spoken for each in made.utterances).count("Ủy ban nhân dân") == 1


def test_an_issuer_that_the_title_names_in_passing_is_told():
    legal = {"type": "Quyết định", "number": "", "issuer": "Bộ Y tế", "issued_on": date(2026, 9, 1)}
    told = heard("", title="Quyết định về trang thông tin của Bộ Y tế", legal=legal)
    assert "Bộ Y tế ban hành ngày 1 tháng 9 năm 2026." in told
