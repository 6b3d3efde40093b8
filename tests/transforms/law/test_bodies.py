"""The tables of bodies and provinces: what they say holds together, and who became whom."""

from datetime import date

import pytest

from transforms.law.bodies import (
    BODIES,
    COLUMNS,
    PROVINCES,
    TableError,
    body_named,
    body_of,
    body_today,
    issuer_of,
    needs_place,
    organ_in_full,
    parse_bodies,
    place_in,
    place_of_owner,
    predecessors,
    province_in,
    province_named,
    provinces,
    successors,
    without_office,
)
from transforms.law.numbers import parse_number
from transforms.law.types import key_of

BEFORE, AFTER = date(2025, 2, 28), date(2025, 3, 1)
EVE, DAY = date(2025, 6, 30), date(2025, 7, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("BKHĐT", "BTC"),
        ("BTTTT", "BKHCN"),
        ("BTNMT", "BNNMT"),
        ("BNNPTNT", "BNNMT"),
        ("BGTVT", "BXD"),
        ("BLĐTBXH", "BNV"),
        ("UBDT", "BDTTG"),
    ],
)
def test_the_ministries_of_2025(old, new):
    body = body_of(old, BEFORE)
    assert body is not None
    assert body_of(old, AFTER) is None
    assert [each.code for each in successors(body)] == [new]
    assert body_today(body, AFTER) == (body_of(new, AFTER),)
    assert body in predecessors(body_of(new))


def test_a_number_is_of_the_body_of_its_day():
    number = parse_number("12/2020/TT-BTTTT")
    assert number.issuer_on(date(2020, 5, 1)) == "Bộ Thông tin và Truyền thông"
    assert body_of("BTTTT").until == BEFORE


def test_a_body_of_long_ago_is_followed_to_today():
    assert [body.code for body in body_today(body_named("Bộ Thủy sản"), AFTER)] == ["BNNMT"]
    assert [body.code for body in body_today(body_named("Bộ Bưu chính, Viễn thông"), AFTER)] == ["BKHCN"]


def test_34_provinces_of_63():
    assert (len(provinces(EVE)), len(provinces(DAY))) == (63, 34)
    assert sum(province.kind == "thành phố" for province in provinces(DAY)) == 6
    ends = [province for province in provinces(EVE) if not province.on(DAY)]
    assert {after.name for province in ends for after in successors(province)} <= {
        each.name for each in provinces(DAY)
    }
    reached = {after.name for province in provinces(EVE) for after in body_today(province, DAY)}
    assert reached == {province.name for province in provinces(DAY)}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Bình Dương", "Hồ Chí Minh"),
        ("Hà Giang", "Tuyên Quang"),
        ("Kon Tum", "Quảng Ngãi"),
        ("Nam Định", "Ninh Bình"),
        ("Sơn La", "Sơn La"),
    ],
)
def test_what_a_province_became(old, new):
    province = province_named(f"tỉnh {old}", EVE)
    assert [each.name for each in body_today(province, DAY)] == [new]


def test_the_same_code_is_another_province_after_the_merger():
    assert {each.name for each in PROVINCES if each.code == "15"} == {"Yên Bái", "Lào Cai"}


def test_no_two_bodies_have_one_code_on_one_day():
    for table in (BODIES, PROVINCES):
        days = {body.since for body in table if body.since} | {body.until for body in table if body.until}
        for day in days:
            codes = [code for body in table if body.on(day) for code in (body.code, *body.also)]
            twice = {code for code in codes if codes.count(code) > 1}
            assert not twice - {body.code for body in table}, (day, twice)
            own = [body.code for body in table if body.on(day)]
            assert len(own) == len(set(own)), day


def test_every_row_that_became_another_finds_it():
    for body in (*BODIES, *PROVINCES):
        assert len(successors(body)) == len(body.became), body.name


def row(**values):
    return "\t".join(values.get(column, "") for column in COLUMNS)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["code\tname"], "first line"),
        (["\t".join(COLUMNS), "A\tB"], "line 2"),
        (["\t".join(COLUMNS), row(code="A", name="B", kind="bộ", since="1/3/2025")], "2025-03-01"),
        (
            ["\t".join(COLUMNS), row(code="A", name="B", kind="bộ", since="2025-03-01", until="2024-01-01")],
            "before it begins",
        ),
        (["\t".join(COLUMNS), row(code="A", name="B", kind="bộ", until="2025-03-01", became="X")], "'X'"),
        (["\t".join(COLUMNS), row(code="A", name="B", kind="bộ", became="A")], "until when"),
    ],
)
def test_a_table_that_cannot_be_is_told_with_its_line(lines, said):
    with pytest.raises(TableError, match=said):
        parse_bodies("\n".join(lines), "bodies.tsv")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("BỘ TÀI CHÍNH", "Bộ Tài chính"),
        ("Uỷ ban Thường vụ Quốc hội", "Ủy ban Thường vụ Quốc hội"),
        ("UỶ BAN NHÂN DÂN TỈNH BÌNH MẪU -----", "Ủy ban nhân dân tỉnh Bình Mẫu"),
        ("ỦY BAN NHÂN DÂN TỈNH BÀ RỊA - VŨNG TÀU", "Ủy ban nhân dân tỉnh Bà Rịa - Vũng Tàu"),
        ("SỞ GIÁO DỤC VÀ ĐÀO TẠO TỈNH BÌNH MẪU", "Sở Giáo dục và Đào tạo tỉnh Bình Mẫu"),
        ("CHỦ TỊCH NƯỚC VIỆT NAM DÂN CHỦ CỘNG HOÀ", "Chủ tịch nước Việt Nam Dân chủ Cộng hòa"),
        ("Sở Y tế tỉnh Bình Mẫu", "Sở Y tế tỉnh Bình Mẫu"),
        ("UBND XÃ SUỐI MẪU", "Ủy ban nhân dân xã Suối Mẫu"),
        ("HĐND tỉnh Bình Mẫu", "Hội đồng nhân dân tỉnh Bình Mẫu"),
        ("ỦY BAN NHÂN DÂN TP. HỒ CHÍ MINH", "Ủy ban nhân dân thành phố Hồ Chí Minh"),
    ],
)
def test_issuer_in_ordinary_letters(written, name):
    assert issuer_of(written) == name


@pytest.mark.parametrize("body", [body for body in BODIES if not body.is_place], ids=lambda body: body.code)
def test_every_body_is_known_by_its_name_in_capitals(body):
    assert key_of(issuer_of(body.name.upper())) == key_of(body.name)
    assert issuer_of(body.name.upper()) == body.name


@pytest.mark.parametrize(
    ("written", "owner", "name"),
    [
        ("UBND Tỉnh", "Ủy ban nhân dân tỉnh Bình Mẫu", "Ủy ban nhân dân tỉnh Bình Mẫu"),
        ("HĐND thành phố", "Văn phòng UBND thành phố Đồng Mẫu", "Hội đồng nhân dân thành phố Đồng Mẫu"),
        ("UBND xã Suối Mẫu", "Ủy ban nhân dân tỉnh Bình Mẫu", "Ủy ban nhân dân xã Suối Mẫu"),
        ("UBND tỉnh", "Văn phòng Chính phủ", "Ủy ban nhân dân tỉnh"),
        ("Chính phủ", "Ủy ban nhân dân tỉnh Bình Mẫu", "Chính phủ"),
    ],
)
def test_organ_in_full(written, owner, name):
    assert organ_in_full(written, owner) == name


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("TƯ", "Ban Chấp hành Trung ương Đảng"),
        ("BTCTƯ", "Ban Tổ chức Trung ương"),
        ("ĐCTUBTWMTTQVN", "Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam"),
    ],
)
def test_codes_in_another_writing(code, name):
    assert body_of(code).name == name


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("Bộ trưởng Bộ Y tế", "Bộ Y tế"),
        ("Chủ tịch Ủy ban nhân dân tỉnh Bình Mẫu", "Ủy ban nhân dân tỉnh Bình Mẫu"),
        ("Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ", "Văn phòng Chính phủ"),
        ("Tổng Thanh tra Chính phủ", "Thanh tra Chính phủ"),
        ("Thủ tướng", "Thủ tướng Chính phủ"),
        ("Chủ tịch nước", "Chủ tịch nước"),
        ("Tổng cục Thuế", "Tổng cục Thuế"),
    ],
)
def test_a_head_stands_for_the_body(head, body):
    assert without_office(head) == body


@pytest.mark.parametrize(
    ("issuer", "needs"),
    [
        ("Ủy ban nhân dân xã Suối Mẫu", True),
        ("Ủy ban nhân dân thành phố Mẫu", True),
        ("Hội đồng nhân dân huyện Mẫu", True),
        ("Sở Y tế", True),
        ("Ủy ban nhân dân", True),
        ("Ủy ban nhân dân tỉnh Bình Mẫu", False),
        ("Ủy ban nhân dân thành phố Đà Nẵng", False),
        ("Sở Y tế tỉnh Sơn La", False),
        ("Bộ Y tế", False),
        ("Phòng Thương mại và Công nghiệp Việt Nam", False),
    ],
)
def test_which_issuers_share_their_names(issuer, needs):
    assert needs_place(issuer) == needs


def test_places_in_names():
    assert place_in("UBND HUYỆN SUỐI MẪU") == "huyện Suối Mẫu"
    assert place_in("BỘ Y TẾ") == ""
    assert province_in("Sở Thông tin và Truyền thông Hà Nội") == "thành phố Hà Nội"
    assert province_in("Bộ Y tế") == ""
    assert place_of_owner("Văn phòng Ủy ban nhân dân tỉnh Bình Mẫu") == "tỉnh Bình Mẫu"
