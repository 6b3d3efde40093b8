"""A 304 is believed on evidence only."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.report import Validators
from sinks.store.evidence import Answer, proved


def answer(body: str, etag: str = "", modified: str = "", url: str = "https://dongmau.vn/") -> Answer:
    return Answer(url, Validators(etag, modified), body)


CASES = {
    "nothing seen": ([], False),
    "one answer": ([answer("a", "1")], False),
    "never changed": ([answer("a", "1"), answer("a", "1")], False),
    "a new tag without a change": ([answer("a", "1"), answer("a", "2")], False),
    "changed, and the tag too": ([answer("a", "1"), answer("b", "2")], True),
    "changed, and the date too": ([answer("a", "", "x"), answer("b", "", "y")], True),
    "changed under the same tag": ([answer("a", "1"), answer("b", "1")], False),
    "changed under the same tag, once weak": ([answer("a", "1"), answer("b", "W/1")], False),
    "changed under the same date": ([answer("a", "", "x"), answer("b", "", "x")], False),
    "the tag goes before the date": ([answer("a", "1", "x"), answer("b", "1", "y")], False),
    "no validators": ([answer("a"), answer("b")], False),
    "lied once among honest answers": ([answer("a", "1"), answer("b", "2"), answer("c", "2")], False),
    "other addresses are other pages": (
        [answer("a", "1"), answer("b", "2", url="https://dongmau.vn/2")],
        False,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_proves_a_validator(case):
    answers, believed = CASES[case]
    assert proved(answers) is believed


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=12))
def test_a_liar_is_never_believed(told):
    answers = [answer(str(body), str(tag)) for body, tag in told]
    lied = any(
        one.sha256 != two.sha256 and one.validators == two.validators for one, two in pairwise(answers)
    )
    assert not (lied and proved(answers))
