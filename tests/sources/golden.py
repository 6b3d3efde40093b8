"""Golden files: what a person read on each sample page of a source, and whether an Article says the same.

`tests/recorded/<id>/golden.json` is a list of items:

- `url`; `outside: true` for an item that lies before the window, and must not be fetched; `late: true` for one that
  is dated before the window, but must be found all the same;
- `captured`, the day of an old capture, which is read with the layout of its day;
- `quarantined: true` for a page that must not become an article; nothing else is needed then;
- `front: true` for the source's front page, which is a list and must not become an article either;
- `edge`: what is odd about the page, for those that are there because of it (at least one); `comment`: anything else;
- else `title`, `date` (null where the page tells none), `lead` (how it begins; empty for none), `must_contain` and
  `must_not_contain`; where they apply `tables`, `kind` (if not the source's), `source` (if the item belongs to
  another), and for legal documents `number`, `type`, `issuer`, `effective_on`, `signer`;
- `files`: the attachments from which the text comes (`pdf` where it is one).

`problems.json` beside it holds what a crawl of the samples must report, as pairs of the error's class and a part of its
reason; nothing else may be reported.
"""

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from crawlers.dates import VIETNAM
from crawlers.discovery.entry import Window
from crawlers.discovery.reach import unread_stretch
from crawlers.samples.pages import SamplePages
from crawlers.source import source_ids
from tests.conftest import EVERYTHING, RECORDED
from transforms.article import Article, BlockKind
from transforms.extract import Page

CAPTURED = datetime(2026, 11, 22, 1, tzinfo=UTC)


def golden(source: str) -> list[dict[str, Any]]:
    """The golden items of a source."""
    told: list[dict[str, Any]] = json.loads((RECORDED / source / "golden.json").read_text(encoding="utf-8"))
    return told


def sources() -> list[str]:
    """The sources that have a definition and a golden file."""
    return [each for each in source_ids() if (RECORDED / each / "golden.json").is_file()]


def expected_problems(source: str) -> list[tuple[str, str]]:
    """Class and part of the reason of each problem that a crawl of the samples must report."""
    file = RECORDED / source / "problems.json"
    if not file.is_file():
        return []
    return [(kind, part) for kind, part in json.loads(file.read_text(encoding="utf-8"))]


def window_of(source: str) -> Window:
    """The usual window, stretched to the day of the source's oldest golden item."""
    return Window(min(EVERYTHING.start, _oldest(source)), EVERYTHING.end)


def is_beyond_the_samples(source: str, reason: str) -> bool:
    """Whether a problem tells of nothing but that the sample lists end with their oldest item."""
    stretch = unread_stretch(reason)
    return stretch is not None and stretch[1] < _oldest(source) + timedelta(days=1)


def _oldest(source: str) -> datetime:
    """The beginning of the day of the source's oldest golden item."""
    usual = [case for case in golden(source) if not case.get("outside") and not case.get("late")]
    dates = [case["date"] for case in usual if case.get("date")]
    moments = [datetime.fromisoformat(each) for each in dates]
    aware = [each if each.tzinfo else each.replace(tzinfo=VIETNAM) for each in moments]
    return min([EVERYTHING.end, *aware]).replace(hour=0, minute=0, second=0)


@cache
def _pages(source: str) -> SamplePages:
    return SamplePages([RECORDED / source / "pages"])


def sample_page(source: str, url: str) -> Page:
    """A sample page of a source, by its address."""
    host, _, rest = url.partition("://")[2].partition("/")
    file = _pages(source).file(host, f"/{rest}")
    assert file, f"{url} is no sample page of {source}"
    kinds = {".pdf": "application/pdf", ".doc": "application/msword"}
    return Page(
        url, file.read_bytes(), kinds.get(file.suffix, "text/html; charset=utf-8"), _captured(source, url)
    )


def _captured(source: str, url: str) -> datetime:
    days = [case["captured"] for case in golden(source) if case["url"] == url and "captured" in case]
    return datetime.fromisoformat(days[0]).replace(tzinfo=VIETNAM) if days else CAPTURED


def files_of(case: dict[str, Any]) -> list[str]:
    """Addresses of the attachments that a golden item's text comes from."""
    return [case["pdf"]] if "pdf" in case else list(case.get("files", []))


def assert_says(article: Article, case: dict[str, Any]) -> None:
    """The Article says what the golden item says."""
    assert (article.url, article.title, article.date) == (case["url"], case["title"], case["date"])
    assert article.lead.startswith(case["lead"])
    assert bool(article.lead) == bool(case["lead"])
    for text in case["must_contain"]:
        assert text in f"{article.title}\n{article.text}"
    spoken = "\n".join(article.spoken_texts())
    for text in case["must_not_contain"]:
        assert text not in spoken
    tables = "\n".join(block.text for block in article.blocks if block.kind == BlockKind.TABLE)
    for row in case.get("tables", []):
        assert row in tables
    if "number" in case:
        assert_identity(article, case)


def assert_identity(article: Article, case: dict[str, Any]) -> None:
    """The legal document is the one that the golden item names."""
    legal = article.legal
    assert legal is not None
    effective = legal.effective_on.isoformat() if legal.effective_on else None
    told = {
        "number": legal.number,
        "type": legal.type,
        "issuer": legal.issuer,
        "effective_on": effective,
        "signer": legal.signer,
    }
    assert told == {name: case[name] for name in told}
