"""Fetching for a proposal: single addresses, by the same crawl as any other, under a provisional definition.

So robots.txt, the guard, the pauses, the caps, the User-Agent and the archive are those of every crawl, and a rehearsal
goes to the sample portals. What comes is archived apart (`new-source` under `NGUON_VAR`): no crawl enters it in a store,
which may be a rehearsal's.
"""

import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from crawlers import errors
from crawlers.archive import read_body, read_captures
from crawlers.capture import Capture, Role
from crawlers.discovery.entry import Window
from crawlers.manners.patience import patience_folder
from crawlers.process import crawl
from crawlers.report import CrawlReport, CrawlRequest, Known, Problem
from nguon.settings import settings
from transforms.extract import Page

BUDGET = 15
BROWSER = "try again with --render, which proposes `render: true`; a feed or sitemap would be better"
_FIXES = {
    "Gone": "check the address",
    "UnsafeAddress": "give the address where it leads, if that is the site's own",
}
_NOTHING = "nothing-of-this-name"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came for an address: `url` is what was asked, `page` what answered in the end."""

    url: str
    page: Page
    status: int


@dataclass
class Fetcher:
    """Fetches for one source to be, up to `budget` requests in all; robots.txt counts, too."""

    source: str
    base: str
    log: Callable[[str], None]
    render: bool = False
    budget: int = BUDGET
    hosts: set[str] = field(default_factory=set)
    pages: dict[str, Fetched] = field(default_factory=dict)
    robots: str = ""
    asked: int = 0
    problems: list[Problem] = field(default_factory=list)
    tried: set[str] = field(default_factory=set)

    def get(self, urls: Sequence[str]) -> list[Fetched]:
        """Fetch what was not fetched yet, as far as the budget goes; gives the healthy answers, in the order asked.

        Raises:
            Transient: the crawl's process died.
        """
        wanted = [url for url in dict.fromkeys(urls) if url not in self.tried and self._at_home(url)]
        wanted = wanted[: max(self.budget - 1, 0)]
        self.tried |= set(wanted)
        if wanted:
            self._crawl(wanted)
        return [self.pages[url] for url in dict.fromkeys(urls) if url in self.pages]

    def first(self, url: str) -> Fetched:
        """Fetch the address that all begins with.

        Raises:
            NguonError: of the class that a crawl would report, if nothing healthy came.
        """
        for fetched in self.get([url]):
            return fetched
        for problem in self.problems:
            raise _error_of(problem, self.source, browser=not self.render)
        raise errors.Transient("no answer came", source=self.source, url=url, fix="try again later")

    def _at_home(self, url: str) -> bool:
        return urlsplit(url).netloc in {urlsplit(self.base).netloc, *self.hosts}

    def _crawl(self, urls: Sequence[str]) -> None:
        ours, now = settings(), datetime.now(UTC)
        for url in urls:
            self.log(f"asking {url}")
        apart = ours.var.absolute() / "new-source"
        archive = str(apart / "archive")
        window, patience = Window(now - timedelta(days=1), now), str(patience_folder(ours))
        request = CrawlRequest(self.source, window, Known(), archive=archive, patience=patience, by_hand=True)
        with tempfile.TemporaryDirectory(prefix="nguon-new-source-") as folder:
            self._define(Path(folder), urls)
            changed = {"NGUON_SOURCES": folder, "NGUON_VAR": str(apart)}
            report = crawl(request, self._pass_on, environment=changed)
        self._take(report, archive, ours.max_body_bytes)

    def _pass_on(self, line: str) -> None:
        """Of the crawl's own lines, those that somebody must see."""
        if re.search(r"\] (?:WARNING|ERROR|CRITICAL):|^\w*Error:", line):
            self.log(line)

    def _define(self, folder: Path, urls: Sequence[str]) -> None:
        """A definition by which a crawl fetches just these addresses: each is a list in which nothing is found."""
        asked = {"by": "listing", "row": _NOTHING, "link": ":self", "rows": 0}
        values: dict[str, Any] = {
            "title": self.source,
            "owner": self.source,
            "base": self.base,
            "hosts": sorted(self.hosts),
            "kind": "news",
            "credit": self.source,
            "every": "1d",
            "approval": "review",
            "request_cap": self.budget,
            "render": self.render,
            "discover": [{**asked, "url": url} for url in urls],
            "layouts": [{"title": "h1"}],
        }
        (folder / self.source).mkdir()
        (folder / self.source / "source.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")

    def _take(self, report: CrawlReport, archive: str, max_bytes: int) -> None:
        self.asked += report.requests
        self.budget -= max(report.requests, 1)
        self.problems += report.problems
        bad = {problem.url for problem in report.problems}
        for capture in read_captures(archive, report.warc_file, max_bytes=max_bytes):
            body = read_body(archive, capture.warc_file, capture.warc_offset, max_bytes=max_bytes)
            if capture.purpose.role == Role.ROBOTS:
                self.robots += f"\n{body.decode('utf-8', 'replace')}" if capture.status == 200 else ""
            elif capture.status == 200 and capture.url in self.tried and capture.final_url not in bad:
                self.pages[capture.url] = Fetched(capture.url, _page(capture, body), capture.status)


def _page(capture: Capture, body: bytes) -> Page:
    return Page(capture.final_url, body, capture.header("Content-Type"), capture.answered_at)


def _error_of(problem: Problem, source: str, *, browser: bool) -> errors.NguonError:
    """The error that a crawl reported, as an error again; with a hint at a `browser`, where that is one of what to do."""
    family = vars(errors).get(problem.error, errors.NguonError)
    fix = BROWSER if browser and "render" in problem.fix else _FIXES.get(problem.error, problem.fix)
    error: errors.NguonError = family(problem.reason, source=source, url=problem.url, fix=fix)
    return error
