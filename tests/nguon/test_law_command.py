"""`nguon law`: a legal document shown in each form, and what is none refused."""

import gzip
import json

import pytest
from lxml import etree
from typer.testing import CliRunner

from nguon.cli import app

PAGE = """<html lang="vi"><head><title>Quyết định 12</title></head><body><div>
<p>ỦY BAN NHÂN DÂN TỈNH BÌNH MẪU</p><p>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p><p>Độc lập - Tự do - Hạnh phúc</p>
<p>Số: 12/QĐ-UBND</p><p>Bình Mẫu, ngày 02 tháng 7 năm 2026</p><p>QUYẾT ĐỊNH</p><p>Về việc đặt loa truyền thanh ở các xã</p>
<p>Căn cứ Luật Mẫu số 12/2025/QH15 ngày 20 tháng 6 năm 2025 về hoạt động truyền thanh ở cơ sở;</p>
<p>Điều 1. Loa truyền thanh được đặt ở nhà văn hóa của mỗi thôn, cách trường học ít nhất một trăm mét, hướng ra đường lớn.</p>
<p>Điều 2. Bãi bỏ Quyết định số 5/QĐ-UBND ngày 03 tháng 3 năm 2020 của Ủy ban nhân dân tỉnh về việc đặt loa ở các xã cũ.</p>
<p>Điều 3. Quyết định này có hiệu lực kể từ ngày ký, các xã và phường trong tỉnh chịu trách nhiệm thi hành quyết định này.</p>
<p>TM. ỦY BAN NHÂN DÂN</p><p>CHỦ TỊCH</p><p>Trần Văn Mẫu</p></div></body></html>"""


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "van-ban.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


def law(path, *arguments):
    return CliRunner().invoke(app, ["law", str(path), "--url", "https://vi-du.vn/van-ban.html", *arguments])


def test_the_tree(page):
    result = law(page)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "urn:lex:vn:uy.ban.nhan.dan.tinh.binh.mau:quyet.dinh:2026-07-02;12-qd-ubnd"
    assert "  repeals Quyết định 5/QĐ-UBND: whole" in lines
    assert [line.split()[0] for line in lines if line.startswith("dieu-")] == ["dieu-1", "dieu-2", "dieu-3"]


def test_json(page):
    found = json.loads(law(page, "--as", "json").stdout)
    assert found["identity"]["effective_on"] == "2026-07-02"
    assert found["identity"]["signer"] == "Trần Văn Mẫu"


def test_json_ld(page):
    assert json.loads(law(page, "--as", "jsonld").stdout)["legislationIdentifier"] == "12/QĐ-UBND"


def test_akoma_ntoso_of_a_packed_page(page):
    packed = page.with_suffix(".html.gz")
    packed.write_bytes(gzip.compress(page.read_bytes()))
    root = etree.fromstring(law(packed, "--as", "akn").stdout.encode())
    assert root.tag.endswith("}akomaNtoso")


def test_news_is_no_legal_document(tmp_path):
    path = tmp_path / "tin.html"
    said = (
        "Xã Suối Mẫu mở thêm lớp học chữ buổi tối cho người lớn ở bản xa, mỗi tuần ba buổi tại nhà văn hóa của thôn. "
        * 2
    )
    path.write_text(
        f"<title>Lớp học chữ</title><h1>Lớp học chữ buổi tối</h1><div><p>{said}</p><p>{said[20:]}</p></div>"
    )
    result = law(path)
    assert result.exit_code == 1
    assert "no legal document" in result.output
