"""The gate of extraction: what the extractor reads on pages of which a person said what is on them.

Three corpora: 20 Vietnamese pages with gold and our own samples, each with the sources' rules and without, and the
181 pages of article-extraction-benchmark, of which no source is known. Where the recorded pages of others are not
beside the repository, our own alone are measured.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from crawlers.errors import NguonError
from crawlers.source import source, source_of_host
from nguon.evaluate.corpora import (
    RECORDED,
    SHARED,
    Example,
    Sample,
    benchmark_pages,
    gold_pages,
    own_samples,
)
from nguon.evaluate.gate import Corpus, Measured
from nguon.evaluate.score import Marks, Row, Said, mark, plain, summed
from transforms.article import Article
from transforms.extract import extract

_MODES = {"rules": True, "general": False}


def corpora(shared: Path = SHARED, recorded: Path = RECORDED) -> list[Corpus]:
    """The corpora of this gate."""
    english, gold, beside = shared / "extraction_en", shared / "gold", shared.is_dir()
    return [
        Corpus("gold", shared, _gold_files(gold), lambda: measure_gold(gold), needed=beside),
        Corpus("extraction_en", english, _files(english), lambda: measure_benchmark(english), needed=beside),
        Corpus("recorded", recorded, _own_files(recorded), lambda: measure_own(recorded)),
    ]


def _gold_files(folder: Path) -> tuple[Path, ...]:
    golds = sorted(folder.glob("*.json"))
    named = {str(json.loads(file.read_text(encoding="utf-8"))["html"]) for file in golds}
    return (*golds, *(folder.parent / name for name in sorted(named)))


def _files(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(file for file in folder.rglob("*") if file.is_file()))


def _own_files(folder: Path) -> tuple[Path, ...]:
    pages = (file for file in folder.glob("*/pages/**/*") if file.is_file())
    return (*sorted(folder.glob("*/golden.json")), *sorted(pages))


def measure_gold(folder: Path) -> Measured:
    """The pages with gold by mode: all of them, and by kind."""
    examples = list(gold_pages(folder))
    return {
        part: marks
        for mode, site_rules in _MODES.items()
        for part, marks in _by_kind(f"gold.{mode}", [_row(each, site_rules=site_rules) for each in examples])
    }


def _by_kind(prefix: str, rows: Sequence[Row]) -> Iterable[tuple[str, Marks]]:
    yield f"{prefix}.all", summed(rows)
    for kind in dict.fromkeys(row.kind for row in rows):
        yield f"{prefix}.{kind}", summed([row for row in rows if row.kind == kind])


def measure_benchmark(folder: Path) -> Measured:
    """The pages of article-extraction-benchmark, whose ground truth tells neither titles nor dates."""
    rows = [_row(each, site_rules=False, only_text=True) for each in benchmark_pages(folder)]
    marks = summed(rows)
    figures = {name: marks.figures[name] for name in ("f1", "precision", "recall")}
    return {"extraction_en.all": Marks(figures, marks.rows)}


def _row(example: Example, *, site_rules: bool, only_text: bool = False) -> Row:
    said = _said(lambda: _read(example, site_rules=site_rules))
    row = mark(example.gold, said)
    return Row(row.id, row.kind, row.precision, row.recall, True, True, 0, row.reason) if only_text else row


def _read(example: Example, *, site_rules: bool) -> Article:
    of = source_of_host(urlsplit(example.gold.url).netloc)
    return extract(example.page, source=of, site_rules=site_rules)


def _said(read: Callable[[], Article]) -> Said:
    try:
        article = read()
    except NguonError as error:
        return Said(reason=error.reason)
    return Said(article.title, article.date or "", article.bare_text)


def measure_own(folder: Path) -> Measured:
    """Our own samples by mode; without rules only those whose text is on the page itself."""
    samples = list(own_samples(folder))
    pages = [each for each in samples if not each.attachments and not each.page.is_pdf]
    return {
        "recorded.rules": _own_marks([own_row(each, site_rules=True) for each in samples]),
        "recorded.general": _own_marks([own_row(each, site_rules=False) for each in pages]),
    }


def _own_marks(rows: Sequence[Row]) -> Marks:
    """`recall` is the share of what a golden item says must be read, `refused` of the pages that are no article."""
    healthy = [row for row in rows if row.kind != "refused"]
    refused = [row for row in rows if row.kind == "refused"]
    figures = summed(healthy).figures
    right = sum(row.recall for row in refused) / max(1, len(refused))
    return Marks(
        {**{name: figures[name] for name in ("recall", "titles", "dates", "leaks")}, "refused": right},
        tuple(rows),
    )


def own_row(sample: Sample, *, site_rules: bool) -> Row:
    """The marks of a sample: what must be read, what must not be spoken; of one that is no article, its refusal."""
    case = sample.case
    name = f"{sample.source} {case['url'].rpartition('/')[2]}"
    try:
        article = extract(
            sample.page, source=source(sample.source), attachments=sample.attachments, site_rules=site_rules
        )
    except NguonError as error:
        right = float(bool(case.get("quarantined")))
        return Row(
            name,
            "refused" if right else "own",
            right,
            right,
            bool(right),
            bool(right),
            0,
            "" if right else error.reason,
        )
    if case.get("quarantined"):
        return Row(name, "refused", 0, 0, False, False, 0, "it was read, though it is no article")
    return _healthy(name, article, case)


def _healthy(name: str, article: Article, case: dict[str, object]) -> Row:
    wanted, unwanted = (list(_texts(case, key)) for key in ("must_contain", "must_not_contain"))
    text, spoken = f"{article.title}\n{article.bare_text}", "\n".join(article.spoken_texts())
    recall = sum(each in text for each in wanted) / len(wanted) if wanted else 1.0
    return Row(
        name,
        "own",
        1.0,
        recall,
        plain(article.title) == plain(str(case["title"])),
        (article.date or "")[:10] == str(case["date"] or "")[:10],
        sum(each in spoken for each in unwanted),
    )


def _texts(case: dict[str, object], key: str) -> Iterable[str]:
    told = case.get(key, [])
    return (str(each) for each in told) if isinstance(told, list) else ()
