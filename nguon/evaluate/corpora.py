"""The pages that gates measure on: our own samples, and what others recorded, where that stands beside the repository."""

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawlers.samples.pages import SamplePages
from nguon.evaluate.score import Gold
from nguon.settings import ROOT
from transforms.extract import Page

SHARED = ROOT.parent / "shared" / "data"
RECORDED = ROOT / "tests" / "recorded"
CAPTURED = datetime(2026, 11, 22, 1, tzinfo=UTC)
"""When every page of a corpus counts as captured, so that a date may be one that lies ahead."""

_TYPES = {".pdf": "application/pdf", ".doc": "application/msword"}


@dataclass(frozen=True, slots=True)
class Example:
    """A page and what a person read on it."""

    gold: Gold
    page: Page


@dataclass(frozen=True, slots=True)
class Sample:
    """A page of our own, its attachments, and the golden item of `tests/recorded` that says what must be read on it."""

    source: str
    case: dict[str, Any]
    page: Page
    attachments: tuple[Page, ...] = ()


def gold_pages(folder: Path) -> Iterator[Example]:
    """The gold files of a folder `gold`, with the pages that they name beside it."""
    for file in sorted(folder.glob("*.json")):
        told = json.loads(file.read_text(encoding="utf-8"))
        texts = [told["lead"], *told["body"]] if told.get("lead") else told["body"]
        titles = [told["title"], *told.get("title_alt", [])]
        gold = Gold(
            told["id"],
            told["kind"],
            told["url"],
            "\n".join(texts),
            tuple(title for title in titles if title),
            (told["date"] or "")[:10],
            "\n".join(told.get("optional", [])),
            tuple(told.get("must_not", [])),
        )
        yield Example(gold, _page(folder.parent / told["html"], told["url"]))


def benchmark_pages(folder: Path) -> Iterator[Example]:
    """The pages of article-extraction-benchmark, whose ground truth has texts only."""
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    for name, told in truth.items():
        url = told.get("url") or "https://example.org/page"
        gold = Gold(name, "article", url, told["articleBody"])
        yield Example(gold, _page(folder / "html" / f"{name}.html.gz", url))


def own_samples(folder: Path = RECORDED) -> Iterator[Sample]:
    """Every golden item of every source, with its page."""
    for golden in sorted(folder.glob("*/golden.json")):
        source, pages = golden.parent.name, SamplePages([golden.parent / "pages"])
        for case in json.loads(golden.read_text(encoding="utf-8")):
            if case.get("source", source) == source:
                files = [case["pdf"]] if "pdf" in case else case.get("files", [])
                attached = tuple(_sample(pages, url, CAPTURED) for url in files)
                yield Sample(source, case, _sample(pages, case["url"], _moment(case)), attached)


def _moment(case: dict[str, Any]) -> datetime:
    told = case.get("captured")
    return datetime.fromisoformat(told).replace(tzinfo=UTC) if told else CAPTURED


def _sample(pages: SamplePages, url: str, captured: datetime) -> Page:
    host, _, rest = url.partition("://")[2].partition("/")
    file = pages.file(host, f"/{rest}")
    if file is None:
        raise FileNotFoundError(url)
    return Page(url, file.read_bytes(), _TYPES.get(file.suffix, "text/html; charset=utf-8"), captured)


def _page(file: Path, url: str) -> Page:
    body = file.read_bytes()
    return Page(url, gzip.decompress(body) if file.suffix == ".gz" else body, "", CAPTURED)


def digest(files: Iterable[Path], folder: Path) -> str:
    """SHA-256 over names, below `folder`, and bytes of a corpus' files: another corpus, another digest."""
    whole = hashlib.sha256()
    for file in sorted(files):
        name = file.relative_to(folder).as_posix().encode()
        whole.update(b"%d %s %d " % (len(name), name, file.stat().st_size))
        whole.update(file.read_bytes())
    return whole.hexdigest()
