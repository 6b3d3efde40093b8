"""What a page may write without a space for thousands of letters is read in time, whatever it is."""

import time

import pytest

from transforms.reading import explain, read
from transforms.reading.rule import LONGEST
from transforms.script.sentences import split_sentences

SECONDS = 10.0
LONG = {
    "abbreviations joined by hyphens": "-AB" * 10_000,
    "abbreviations joined by dots": "TP." * 6_000,
    "numbers joined by dots": "1.000." * 4_000,
    "quotation marks": "a" + '"' * 20_000,
    "question marks": "a" + "?" * 40_000,
    "letters": "ă" * 100_000,
    "a line of many places to cut": "ngày 1 tháng " * 7_000,
}


@pytest.mark.parametrize("case", LONG)
def test_a_long_line_is_split_in_time(case):
    before = time.process_time()
    pieces = split_sentences(LONG[case])
    assert time.process_time() - before < SECONDS
    assert "".join(pieces).replace(" ", "") == LONG[case].replace(" ", "")


def test_what_is_longer_than_a_rule_looks_at_is_read_in_pieces():
    digits = "7" * (3 * LONGEST)
    assert "".join(reading.written for reading in explain(digits)) == digits
    assert read(digits).replace(",", " ").split() == ["bảy"] * len(digits)


def test_letters_that_look_like_others_are_read_anywhere_in_a_word():
    assert read("Số 12/2026/NĐ-СР") == read("Số 12/2026/NĐ-CP")
    assert read("СОVID và THÔNG ВÁO") == read("COVID và THÔNG BÁO")
