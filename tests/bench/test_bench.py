"""The benchmarks run, on little."""

import pytest

from tests.bench.corpus import write_corpus
from tests.bench.reading import compare
from tests.bench.voice import measure


@pytest.mark.long
def test_the_benchmarks_run(tmp_path, monkeypatch):
    corpus = tmp_path / "corpus.txt"
    write_corpus(corpus, 2_000)
    assert len(corpus.read_text(encoding="utf-8")) >= 2_000
    monkeypatch.setattr("tests.bench.reading.ROUNDS", 1)
    (line,) = compare(corpus, "")
    assert line.startswith("nguon ")
    assert "1.00 of our time" in line
    monkeypatch.setattr("tests.bench.voice.MINUTES", 1)
    told = measure(corpus)
    assert "times real time" in told[0]
    assert "1 clip spoken" in told[-1]
