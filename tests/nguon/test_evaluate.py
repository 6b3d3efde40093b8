"""The gate: its marks, its floors, and that neither can be bent in silence."""

import importlib.util
import json
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from crawlers.errors import ConfigurationError
from nguon.evaluate import __main__ as command
from nguon.evaluate import extraction
from nguon.evaluate.corpora import digest, gold_pages, own_samples
from nguon.evaluate.extraction import own_row
from nguon.evaluate.floors import FILE, MINIMA, Floors, read_floors, write_floors
from nguon.evaluate.gate import Corpus, judge, told
from nguon.evaluate.score import Gold, Marks, Said, mark, plain, shingles, summed
from tests.conftest import SHARED

WORDS = st.lists(st.sampled_from(["xã", "Suối", "Mẫu", "họp", "chợ", "2026", "phiên"]), max_size=12).map(
    " ".join
)


def gold(text, **values):
    return Gold("g", "article", "https://vi-du.vn/a", text, **values)


def test_shingles_are_of_four_tokens_whatever_stands_between():
    assert shingles("Xã Suối-Mẫu,  họp\nchợ.") == {
        ("Xã", "Suối", "Mẫu", "họp"): 1,
        ("Suối", "Mẫu", "họp", "chợ"): 1,
    }
    assert shingles("Chợ phiên") == {("Chợ", "phiên"): 1}
    assert not shingles(" … ")
    assert shingles("e\u0302 a b c") == shingles("ê a b c")


@given(WORDS, WORDS)
def test_marks_are_shares_and_whole_only_for_the_same_words(true, got):
    row = mark(gold(true), Said(text=got))
    assert 0 <= row.precision <= 1
    assert 0 <= row.recall <= 1
    assert (row.f1 == 1) == (bool(true) and true == got)


def test_what_is_optional_counts_neither_way_and_what_must_not_be_there_is_told():
    text, caption, pop_up = "một hai ba bốn năm sáu", "ảnh chụp ở xã Mẫu", "mời bà con đăng nhập"
    asked = gold(text, optional=caption, must_not=(pop_up,), titles=("Chợ phiên!",), date="2026-11-20")
    whole = mark(asked, Said("chợ  PHIÊN", "2026-11-20T08:00:00+07:00", text))
    assert (whole.f1, whole.title, whole.date, whole.leaks) == (1, True, True, 0)
    assert mark(asked, Said(text=f"{text}\n{pop_up}")).leaks == 1
    with_caption = mark(asked, Said(text=f"{caption}"))
    assert (with_caption.precision, with_caption.recall) == (0, 0)
    refused = mark(asked, Said(reason="không phải bài viết"))
    assert (refused.f1, refused.title, refused.date, refused.reason) == (
        0,
        False,
        False,
        "không phải bài viết",
    )


def test_the_f1_of_a_corpus_is_of_its_means():
    rows = [mark(gold("a b c d"), Said(text="a b c d")), mark(gold("a b c d e"), Said(text="x"))]
    figures = summed(rows).figures
    assert (figures["precision"], figures["recall"], figures["f1"]) == (0.5, 0.5, 0.5)


@pytest.mark.shared
def test_marks_agree_with_the_published_scorer():
    spec = importlib.util.spec_from_file_location("theirs", SHARED / "bench" / "score_extraction.py")
    theirs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(theirs)
    conditions = theirs.load(SHARED / "data" / "gold")
    shuffle = random.Random(4)
    for example in gold_pages(SHARED / "data" / "gold"):
        tokens = f"{example.gold.optional} {' '.join(example.gold.must_not)} {example.gold.text}".split(" ")[
            :4000
        ]
        text = " ".join(tokens[: shuffle.randrange(len(tokens)) + 1])
        title = shuffle.choice([*example.gold.titles, "khác"])
        date = shuffle.choice([example.gold.date, "2026-01-01"])
        row = mark(example.gold, Said(title, date, text))
        their = theirs.score(conditions[example.gold.id], {"title": title, "date": date, "text": text})
        assert (row.precision, row.recall) == pytest.approx((their["p"], their["r"]), abs=1e-12)
        assert (row.title, row.date, row.leaks > 0) == (their["title"], their["date"], their["leak"])
        assert plain(title) == theirs.fold(title)


PARTS = {"gold.all": {"f1": 0.95, "leaks": 0.0}}


@pytest.fixture
def floors_file(tmp_path):
    file = tmp_path / "floors.toml"
    write_floors(Floors({}, {part: dict(bounds) for part, bounds in PARTS.items()}), file)
    return file


def test_floors_that_were_edited_by_hand_are_seen(floors_file):
    assert read_floors(floors_file).parts == PARTS
    floors_file.write_text(floors_file.read_text(encoding="utf-8").replace("0.95", "0.9"), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="edited by hand"):
        read_floors(floors_file)


def test_floors_are_kept_lowered_and_lifted():
    floors = Floors({}, {"a": {"f1": 0.9, "leaks": 0.0}})
    assert floors.below({"a": {"f1": 0.9, "leaks": 0.0}}) == floors.below({}) == []
    worse = {"a": {"f1": 0.89994, "leaks": 2.0}}
    assert [line.split(",")[0] for line in floors.below({"a": {"f1": 0.85, "leaks": 2.0}})] == [
        "a: f1 is 0.8500",
        "a: leaks is 2.0000",
    ]
    floors.lower(worse)
    assert floors.parts == {"a": {"f1": 0.9, "leaks": 2.0}}, "beyond four digits nothing counts"
    floors.lift({"a": {"f1": 0.9765, "leaks": 0.0}}, 0.003)
    assert floors.parts == {"a": {"f1": 0.9735, "leaks": 0.0}}
    floors.lift({"a": {"f1": 0.5, "leaks": 9.0}}, 0.003)
    assert floors.parts == {"a": {"f1": 0.9735, "leaks": 0.0}}


@pytest.fixture
def corpus(tmp_path):
    """A corpus of one file, whose single page is extracted as its text says."""
    page = tmp_path / "corpus" / "page.txt"
    page.parent.mkdir()
    page.write_text("một hai ba bốn", encoding="utf-8")

    def measure():
        said = Said(text=page.read_text(encoding="utf-8"), date="")
        return {"gold.all": summed([mark(gold("một hai ba bốn", titles=("",)), said)])}

    return Corpus("gold", page.parent, (page,), measure)


@pytest.fixture
def run(monkeypatch, corpus, floors_file):
    monkeypatch.setitem(command.GATES, "extraction", lambda: [corpus])

    def invoke(*options):
        return CliRunner().invoke(command.app, ["extraction", "--floors", str(floors_file), *options])

    return invoke


def test_a_corpus_that_is_not_the_pinned_one_fails_until_it_is_taken(run, corpus, floors_file):
    first = run()
    assert first.exit_code == 1
    assert "not the corpus" in first.output
    assert run("--repin").exit_code == 0
    assert read_floors(floors_file).corpora == {"gold": corpus.digest()}
    assert run().exit_code == 0
    (corpus.folder / "page.txt").write_text("một hai ba bốn!", encoding="utf-8")
    assert run().exit_code == 1


def test_below_a_floor_fails_until_it_is_lowered_by_its_flag(run, corpus, floors_file):
    (corpus.folder / "page.txt").write_text("không phải", encoding="utf-8")
    run("--repin")
    failed = run()
    assert failed.exit_code == 1
    assert "FAILED gold.all: f1 is 0.0000, floor 0.9500" in failed.output
    assert "F1 0.000" in failed.output, "the pages that lost are named"
    assert read_floors(floors_file).parts == PARTS
    assert run("--lower").exit_code == 0
    assert read_floors(floors_file).parts["gold.all"]["f1"] == 0
    (corpus.folder / "page.txt").write_text("một hai ba bốn", encoding="utf-8")
    assert run("--repin", "--raise").exit_code == 0
    assert read_floors(floors_file).parts["gold.all"]["f1"] == 0.997


def test_an_unknown_gate_is_refused(run):
    assert CliRunner().invoke(command.app, ["khong-co"]).exit_code == 2


def test_a_corpus_that_is_not_here_is_told_and_not_judged_if_all_of_its_kind_are_away():
    away, floors = Corpus("xa", FILE.parent, (), dict, needed=False), Floors({}, {"xa.all": {"f1": 1.0}})
    verdict = judge([away], floors)
    assert (verdict.failures, verdict.missing) == ((), ("xa",))
    assert list(told(verdict)) == ["xa: it is not here, and not measured"]
    assert judge([replace(away, needed=True)], floors).failures == ("xa: it is not in evaluate",)


def test_what_lies_beside_the_repository_is_whole_or_not_there(tmp_path):
    needed = {each.name: each.needed for each in extraction.corpora(tmp_path / "data")}
    assert needed == {"gold": False, "extraction_en": False, "recorded": True}
    (tmp_path / "data").mkdir()
    assert all(each.needed for each in extraction.corpora(tmp_path / "data"))


def test_a_page_that_is_named_and_not_there_fails(corpus):
    lost = replace(corpus, files=(*corpus.files, corpus.folder / "gone.html"))
    assert judge([lost], Floors()).failures == ("gold: 1 files are not there, gone.html first",)


def test_a_floor_that_is_gone_is_seen_and_none_goes_below_the_least(run, floors_file):
    floors = read_floors(floors_file)
    del floors.parts["gold.all"]
    write_floors(floors, floors_file)
    assert "gold.all: it has no floor" in run().output
    assert run("--repin").exit_code == 0
    assert read_floors(floors_file).parts["gold.all"]["f1"] == 1
    bad = {"gold.rules.article": {"f1": 0.9}}
    low = Floors({}, {"gold.rules.article": {"f1": 0.95}})
    low.lower(bad)
    assert low.below(bad) == ["gold.rules.article: f1 is 0.9000, floor 0.9850"]
    assert set(MINIMA) <= set(read_floors().parts)


def test_losers_are_told_the_worst_first():
    marks = Marks(
        {"f1": 0.5},
        tuple(mark(gold(text), Said(text="a b c d", reason="lý do")) for text in ("x y", "a b c d")),
    )
    lines = list(told(judge([Corpus("g", FILE.parent, (FILE,), lambda: {"g.all": marks})], Floors())))
    assert "g.all" in lines[0]
    assert [line.split()[1] for line in lines[1:3]] == ["0.000", "1.000"]
    assert "lý do" in lines[1]


def test_a_corpus_digest_is_over_names_and_bytes(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_text("1", encoding="utf-8")
    second.write_text("2", encoding="utf-8")
    whole = digest([first, second], tmp_path)
    assert whole == digest([second, first], tmp_path)
    second.write_text("3", encoding="utf-8")
    assert whole != digest([first, second], tmp_path)
    assert digest([first], tmp_path) != digest([first.rename(tmp_path / "c")], tmp_path)


def test_our_own_samples_reach_their_floors():
    """What `make eval` measures where the recorded pages of others are not beside the repository."""
    measured = extraction.measure_own(extraction.RECORDED)
    figures = {part: marks.figures for part, marks in measured.items()}
    assert read_floors().below(figures) == []
    assert {"recorded.rules", "recorded.general"} <= set(read_floors().parts)


def test_a_page_that_is_read_though_it_is_none_is_marked():
    sample = next(each for each in own_samples() if each.case.get("quarantined"))
    healthy = next(
        each for each in own_samples() if each.source == sample.source and not each.case.get("quarantined")
    )
    assert own_row(sample, site_rules=True).recall == 1
    confused = type(sample)(sample.source, {**sample.case}, healthy.page, healthy.attachments)
    assert own_row(confused, site_rules=True).reason == "it was read, though it is no article"


def test_the_gold_files_and_the_pages_that_they_name_are_the_corpus(tmp_path):
    page = tmp_path / "pages" / "a.html"
    page.parent.mkdir()
    page.write_text("<p>Chợ phiên</p>", encoding="utf-8")
    told_gold = {
        "id": "a",
        "kind": "article",
        "url": "https://vi-du.vn/a",
        "html": "pages/a.html",
        "title": "A",
        "date": None,
        "lead": "",
        "body": ["Chợ phiên"],
    }
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "a.json").write_text(json.dumps(told_gold), encoding="utf-8")
    corpora = {each.name: each for each in extraction.corpora(tmp_path, tmp_path)}
    assert [file.name for file in corpora["gold"].files] == ["a.json", "a.html"]
    assert [each.there for each in corpora.values()] == [True, False, False]
    (example,) = gold_pages(tmp_path / "gold")
    assert (example.page.body, example.gold.text, example.gold.date) == (page.read_bytes(), "Chợ phiên", "")
