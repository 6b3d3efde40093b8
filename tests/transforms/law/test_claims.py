"""What others say of a document against what it says itself."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.article import LegalIdentity
from transforms.law.claims import Claim, Where, claim_of_file, contradictions

DECREE = LegalIdentity("08/2026/NĐ-CP", "Nghị định", "Chính phủ", date(2026, 5, 19))
LAW = LegalIdentity("24/2018/QH14", "Luật", "Quốc hội", date(2018, 6, 12))


def codes(identity, *claims):
    return [doubt.code for doubt in contradictions(identity, claims)]


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        (Claim(Where.PAGE, "08/2026/NĐ-CP", "Nghị định", "CHÍNH PHỦ", date(2026, 5, 19)), []),
        (Claim(Where.LISTING, "8/2026/N\u00d0-CP"), []),
        (Claim(Where.LISTING), []),
        (Claim(Where.LISTING, "9/2026/NĐ-CP"), ["identity.listing"]),
        (Claim(Where.PAGE, issued_on=date(2026, 5, 20)), ["identity.page"]),
        (
            Claim(Where.PAGE, type="Nghị quyết của Chính phủ", issuer="Bộ Y tế"),
            ["identity.page", "identity.page"],
        ),
        (Claim(Where.FILE, year=2025, serial="8"), ["identity.file"]),
    ],
)
def test_contradictions(claim, found):
    assert codes(DECREE, claim) == found


@pytest.mark.parametrize(
    ("identity", "name", "found"),
    [
        (DECREE, "nghi-dinh-so-08-2026-nd-cp-37348.pdf", []),
        (DECREE, "nghi-dinh-so-38-2026-nd-cp-37348.pdf", ["identity.file"]),
        (DECREE, "08-2026-nd-cp.signed.pdf", []),
        (DECREE, "thong-tu-so-8-2026-tt-btc.docx", ["identity.file"]),
        (DECREE, "99112002_v1_signed.pdf", []),
        (DECREE, "decree-on-loudspeakers-2026.html", []),
        (DECREE, "e-transactions-law-2023.html", ["identity.file", "identity.file"]),
        (LAW, "cybersecurity-law-2018.html.gz", []),
        (LAW, "Luat-An-ninh-mang-2018-351416.html.gz", []),
        (LAW, "Luat-24-2018-QH14-An-ninh-mang-351416.html", []),
        (LAW, "Luat-25-2018-QH14-An-ninh-mang-351416.html", ["identity.file"]),
    ],
)
def test_what_a_files_name_says(identity, name, found):
    assert codes(identity, claim_of_file(f"https://vi-du.vn/tep/{name}")) == found


@given(st.text())
def test_any_name_says_something_or_nothing(name):
    claim = claim_of_file(name.replace("[", "").replace("]", ""))
    assert claim.where == Where.FILE
    assert isinstance(contradictions(DECREE, [claim]), tuple)
