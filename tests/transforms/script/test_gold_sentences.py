"""Sentences that must be cut where the gold file says (` ¦ `), and nowhere else."""

from pathlib import Path

import pytest

from transforms.script.sentences import split_sentences

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "sentences.tsv").read_text(encoding="utf-8").splitlines()
]
CASES = ROWS[1:]


def test_there_are_two_hundred_cases_of_many_kinds():
    assert ROWS[0] == ["text", "about"]
    assert len({text for text, _ in CASES}) == len(CASES) >= 200
    assert len({about for _, about in CASES}) >= 12


@pytest.mark.parametrize(
    ("text", "about"), CASES, ids=[f"{about}-{at}" for at, (_, about) in enumerate(CASES)]
)
def test_a_gold_case(text, about):
    sentences = text.split(" ¦ ")
    assert split_sentences(" ".join(sentences)) == sentences, about
