"""The full text of a law: annexes, forms and formulas are told and not read; what it is about is told where it is said."""

import pytest

from tests.transforms.script.made import assert_sound, law, said
from transforms.article import Block, BlockKind
from transforms.script import Form, write_script

SIGNED = "# Điều 1. Loa\nMỗi thôn có một loa.\n"
SIGNER = Block(BlockKind.SIGNATURE, "TM. CHÍNH PHỦ")


def whole(body, behind="", **more):
    article = law(body, **more)
    if behind:
        article = law(body, **more)
        tail = law(behind).blocks
        article = type(article)(**{**_fields(article), "blocks": (*article.blocks, SIGNER, *tail)})
    made = write_script(article, form=Form.FULL)
    assert_sound(article, made)
    return said(made)


def _fields(article):
    return {name: getattr(article, name) for name in article.__dataclass_fields__}


FORM = "Mẫu số {:02}\n(Ban hành kèm theo Nghị định số 901/2026/NĐ-CP)\nTỜ KHAI LOA\n1. Tên loa: ......\nKính gửi: ......\n"


def test_forms_behind_the_signature_are_announced_and_not_read():
    told = whole(SIGNED, FORM.format(1) + FORM.format(2))
    assert [each for each in told if each.startswith("Văn bản có")] == [
        "Văn bản có Mẫu số 01, xem tại Đài mẫu.",
        "Văn bản có Mẫu số 02, xem tại Đài mẫu.",
    ]
    assert not any("Kính gửi" in each or "TỜ KHAI" in each for each in told)


def test_of_many_forms_only_their_number_is_told():
    told = whole(SIGNED, "".join(FORM.format(at) for at in range(1, 8)))
    assert [each for each in told if "Mẫu" in each or "mẫu biểu" in each] == [
        "Văn bản có 7 mẫu biểu, xem tại Đài mẫu."
    ]


def test_an_annex_with_a_name_of_its_own_is_announced_in_its_place():
    annex = "Phụ lục I\nCHƯƠNG TRÌNH TẬP HUẤN VỀ LOA\n(Kèm theo Nghị định số 901/2026/NĐ-CP)\nBuổi một học lắp loa.\n"
    told = whole(SIGNED, annex)
    assert any(each.startswith("Văn bản có Phụ lục I: CHƯƠNG TRÌNH TẬP HUẤN") for each in told)
    assert not any("học lắp loa" in each for each in told)


FORMULA = """
# Điều 1. Mức chi
1. Mức chi của mỗi thôn được tính theo công thức sau:
Số loa x 1000
Mức chi =
Số hộ
Trong đó, số hộ là số hộ của thôn.
2. Mức chi của xã được tính như sau: Mức chi = số thôn x 5.
"""


def test_a_formula_in_two_dimensions_is_not_read_line_by_line():
    told = whole(FORMULA)
    at = told.index("Công thức, xem tại Đài mẫu.")
    assert told[at + 1] == "Trong đó, số hộ là số hộ của thôn."
    assert not any("1000" in each for each in told)
    assert told.count("Công thức, xem tại Đài mẫu.") == 1
    assert any("số thôn x 5" in each for each in told)


@pytest.mark.parametrize(
    "lines",
    ["Mức chi = số hộ x 5", "a) Số loa = 5;\nb) Số hộ = 9;", "Số loa của thôn\nSố hộ của thôn"],
)
def test_a_formula_on_one_line_a_list_and_mere_words_are_read(lines):
    told = whole(
        f"# Điều 1. Mức chi\nMức chi được tính như sau:\n{lines}\nTrong đó, số hộ là số hộ của thôn."
    )
    assert "Công thức, xem tại Đài mẫu." not in told
    assert any(lines.split("\n")[0] in each for each in told)


QUOTING = """
# Điều 1. Sửa đổi Nghị định số 12/2019/NĐ-CP
1. Sửa đổi khoản 2 Điều 5 như sau:
“2. {}”
2. Bãi bỏ Điều 9.
"""


@pytest.mark.parametrize(
    "text", ["Loa tắt lúc 22 giờ.", "Loa đặt cách trường học ít nhất 100 m, không quay vào nhà dân."]
)
def test_what_a_law_quotes_is_announced_however_short(text):
    told = whole(QUOTING.format(text))
    opens = told.index("Xin trích.")
    assert told[opens + 1].startswith("“2. Loa")
    assert told[opens + 2 :][:2] == ["Hết trích.", "2. Bãi bỏ Điều 9."]


def brief(body, **more):
    article = law(body, **more)
    made = write_script(article)
    assert_sound(article, made)
    return said(made)


SCOPE = """
# Điều 1. {}
1. {} này quy định về loa ở thôn.
2. {} này áp dụng đối với xã và thôn.
3. Loa của trường học do ngành giáo dục quy định.
"""


def test_clauses_that_speak_of_the_document_tell_its_scope():
    told = brief(SCOPE.format("Phạm vi điều chỉnh và đối tượng áp dụng", "Nghị định", "Nghị định"))
    assert {"Nghị định này quy định về loa ở thôn.", "Nghị định này áp dụng đối với xã và thôn."} <= set(told)
    assert not any("trường học" in each for each in told)


def test_the_first_of_several_addressees_is_not_told_alone():
    told = brief("# Điều 1. Đối tượng áp dụng\n1. Người vận hành loa.\n2. Ủy ban nhân dân xã.")
    assert not any("vận hành" in each for each in told)


ATTACHING = "Điều 1. Ban hành kèm theo Nghị định này Quy chế vận hành loa.\nĐiều 2. Xã thi hành.\n"
REGULATION = "QUY CHẾ\nVận hành loa\n(Ban hành kèm theo Nghị định số 901/2026/NĐ-CP)\n"


def test_what_is_put_in_force_tells_what_it_is_about():
    scope = SCOPE.format("Phạm vi điều chỉnh", "Quy chế", "Quy chế")
    assert "Quy chế này quy định về loa ở thôn." in brief(ATTACHING + REGULATION + scope)
    other = ATTACHING.replace("Ban hành kèm theo Nghị định này Quy chế vận hành loa", "Thành lập tổ loa")
    assert "Quy chế này quy định về loa ở thôn." not in brief(other + REGULATION + scope)
