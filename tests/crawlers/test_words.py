"""Unicode cleaning and the language gate."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.words import clean, compact, fold, is_language, marked_share, plain_letters, words


@pytest.mark.parametrize(
    ("dirty", "plain"),
    [
        ("xã\u00a0Suối\u200b  Mẫu\r\n", "xã Suối Mẫu"),
        (unicodedata.normalize("NFD", "quốc lộ"), "quốc lộ"),
        ("\ufeffbản\u00adtin", "bảntin"),
        ("mưa\x00lớn\x07", "mưa lớn"),
        ("một\u2028hai", "một hai"),
        ("\ue000biểu tượng", "biểu tượng"),
        ("\u2067xã\u2069 \u200fhội\u061c", "xã hội"),
        ("quo\u0301\u0302c a\u0300\u0306m", "quốc ằm"),
        ("co\u034fm\u3164 c\ufe0f", "com c"),
        ("  a b ", "a b"),
    ],
)
def test_clean(dirty: str, plain: str) -> None:
    assert clean(dirty) == plain


@given(st.text())
def test_clean_is_stable_and_composed(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once == once.strip()
    assert "  " not in once
    assert "\n" not in once


@given(st.text(alphabet="aeiouAâê \u0300\u0301\u0302\u0306\u0309\u0323\u031b\u200b\u034f"))
def test_clean_puts_marks_in_order_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean(unicodedata.normalize("NFD", clean(text))) == clean(text)


@pytest.mark.parametrize("written", ["15/2026/NÐ-СР", "１５／２０２６／NĐ-CP", "15/2026/ΝĐ–CP"])
def test_letters_of_numbers_are_latin(written: str) -> None:
    assert plain_letters(written) == "15/2026/NĐ-CP"


@given(st.text(), st.text())
def test_compact_forgets_white_space_only(before: str, after: str) -> None:
    assert " " not in compact(before)
    assert compact(f"{before} \n\t {after}") == compact(f"{before} {after}")


def test_fold_ignores_tones_case_and_marks() -> None:
    assert fold("Ðiều  5: “Thuỷ lợi”") == fold("điều 5 thuy loi") == "dieu 5 thuy loi"


def test_words_are_letters_only() -> None:
    assert words("Quốc lộ 1A, 27/6") == ["Quốc", "lộ", "A"]


def test_marked_share_of_nothing_is_nothing() -> None:
    assert marked_share("2026 - 12/11") == 0.0


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Người dân vùng trũng cần sơ tán trước mười tám giờ hôm nay", "vi", True),
        ("Residents of low areas must leave before six in the evening today", "vi", False),
        ("Residents of low areas must leave before six in the evening today", "en", True),
        ("Người dân vùng trũng cần sơ tán trước mười tám giờ hôm nay", "en", False),
        ("Les habitants évacués sont hébergés à l'école du village depuis ce matin", "vi", False),
        ("Home | News", "vi", True),
        ("Ông Nguyễn Văn An gặp đại diện Microsoft, Google, Amazon Web Services", "vi", True),
    ],
)
def test_language_gate(text: str, language: str, expected: bool) -> None:
    assert is_language(text, language) is expected
