"""The spider: walks one source over one window. What it finds goes to the archive; what it meets, to the report."""

import logging
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from crawlers import errors
from crawlers.archive import ArchiveWriter
from crawlers.capture import Hints, Purpose, Role
from crawlers.discovery.entry import Ask, Entry, Findings, Window, web_address
from crawlers.discovery.expect import Expectations
from crawlers.discovery.rows import pick, pick_all
from crawlers.discovery.told import misdated, without_future
from crawlers.discovery.walk import Sifted, first_asks, is_first, onward, read_page, sift, within_cap
from crawlers.failures import defect, defects, without_response
from crawlers.guard import check_address
from crawlers.judge import judge
from crawlers.manners.host import ASKED
from crawlers.markup import parse_html
from crawlers.media.players import item_media
from crawlers.media.recordings import Recordings
from crawlers.rechecks import Rechecks
from crawlers.report import CrawlReport, Known, Problem
from crawlers.source import SitemapDiscovery, Source, source_of_host
from crawlers.traps import Traps, text_digest
from crawlers.traps.gate import Closed
from nguon.settings import settings

_log = logging.getLogger(__name__)
_ITEM = Purpose(Role.ITEM)
_AHEAD = 1_000_000  # priority of what goes before all that waits
_MOST_NAMED = 50_000  # of one page; a sitemap may name so many (sitemaps.org)


class SourceSpider(Spider):
    """One source, one window, one archive file."""

    def __init__(
        self,
        *,
        source: Source,
        window: Window,
        known: Known,
        archive: ArchiveWriter,
        report: CrawlReport,
        now: datetime,
    ) -> None:
        super().__init__(name=source.id)
        self.source, self.window, self.known, self.archive = source, window, known, archive
        self.report, self.now = report, now
        self.hosts = source.all_hosts
        self.expectations = Expectations(source, window)
        self.traps = Traps()
        self._seen: set[str] = set()
        self._awaited: dict[str, Purpose] = {}
        self.recordings = Recordings(
            source, known.held, most_bytes=settings().max_body_bytes,
            ask=self._request, page=self._whole_item, tell=self._tell_of,
        )  # fmt: skip
        self._pages: Counter[int] = Counter()
        self._owed = {*self.recordings.unfinished, *known.referred}
        due = (url for url in known.due(source.recheck, now) if url not in self._owed)
        self.rechecks = Rechecks(due, source.request_cap)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """As Scrapy makes it."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.crashed, signals.spider_error)
        crawler.signals.connect(spider.idle, signals.spider_idle)
        crawler.signals.connect(spider.reached, signals.request_reached_downloader)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask what is new, in each of the source's ways, and for what is owed since an earlier crawl."""
        for ask in first_asks(self.source, self.window):
            yield self._discover(ask)
        for url in sorted(self._owed):
            yield self._request(url, _ITEM, self.item)
        for request in self.recordings.resumed():
            yield request

    # What is due to be looked at again: `crawlers.rechecks` says when.

    def idle(self) -> None:
        """Nothing is left to do; Scrapy calls this before it ends the crawl."""
        for place, url in enumerate(self.rechecks.turn(self._spent())):
            self._look_again(url, -place)

    def reached(self) -> None:
        """A request is about to go out; what goes out after it can still be changed."""
        assert self.crawler.engine is not None
        share = self.rechecks.share(self._spent() + len(self.crawler.engine.downloader.active))
        for place, url in enumerate(share):
            self._look_again(url, _AHEAD - place)

    def _look_again(self, url: str, priority: int) -> None:
        assert self.crawler.engine is not None
        with self._apart(url, _ITEM):
            request = self._request(url, _ITEM, self.item, priority=priority)
            request.meta["again"] = url
            self.crawler.engine.crawl(request)

    def _spent(self) -> int:
        assert self.crawler.stats is not None
        return int(self.crawler.stats.get_value(ASKED, 0))

    # Discovery.

    def _discover(self, ask: Ask) -> Request:
        self._pages[ask.way] += 1
        return self._request(
            ask.url, Purpose(Role.DISCOVERY), self.discovered, method=ask.method, body=ask.body,
            headers=dict(ask.headers), cb_kwargs={"ask": ask},
        )  # fmt: skip

    def discovered(self, response: Response, ask: Ask) -> Iterator[Request]:
        """A page of discovery came: take what is new, then go on as long as the window is not behind us."""
        way_starts = is_first(self.source, ask)
        if response.status in {404, 410} and not way_starts:
            self.expectations.ended(ask, ask.trail)  # past its last page, a list is not there
            return
        found = self._read(response, ask, starts=way_starts)
        if found is None:
            return
        self.expectations.add(ask, found)
        sifted = sift(ask, found, self.window, self.known.captured, self.known.first_captured)
        for entry in self._fresh(sifted, response.url):
            with self._apart(entry.url, response.meta["purpose"]):
                yield from self._take(entry, response.url, ask)
        ends = not sifted.behind and not ask.level
        try:
            for step in onward(self.source, ask, found, self.window, sifted):
                ends = ends and step.level > ask.level
                within_cap(self.source, step, self._pages[step.way])
                yield self._discover(step)
        except errors.CapReached as error:
            self._problem(error)
            return
        if ends or sifted.behind:
            self.expectations.ended(ask, sifted.trail, behind=sifted.behind)

    def _fresh(self, sifted: Sifted, page: str) -> list[Entry]:
        """The wanted entries that are named for the first time in this crawl; they and the others are counted."""
        named = (entry.url for entry in sifted.wanted if entry.url not in self._seen)
        kept = set(self.traps.within(page, named, most=_MOST_NAMED))
        known = sifted.known - self._seen
        self.report.found += len(kept) + len(known)
        self.report.known += len(known)
        self.report.late += len(kept & sifted.late)
        self.report.later += len(sifted.later - self._seen)
        self._seen |= kept | known | sifted.later
        return [
            entry for entry in {entry.url: entry for entry in sifted.wanted}.values() if entry.url in kept
        ]

    def _read(self, response: Response, ask: Ask, *, starts: bool) -> Findings | None:
        """The findings of a discovery page; None when it has not changed or cannot be read."""
        if response.status == 304:
            self.report.unchanged_lists += 1
            return None
        try:
            self._judge(response)
            found = read_page(self.source, ask, response.body, response.url, _type(response), now=self.now)
            found = without_future(found, max(self.now, self.window.end))
            way = self.source.discover[ask.way]
            # A sitemap inside an index may well name nothing that `match` takes, such as one of sections.
            quiet = ask.level > 0 and isinstance(way, SitemapDiscovery)
            least = way.rows if starts and not quiet else 0
            if len(found.entries) + len(found.inside) < least:
                raise errors.EmptyListing(
                    _few(found, least), url=response.url, fix="the layout may have changed"
                )
        except errors.NguonError as error:
            self._problem(error, response.url, purpose=response.meta["purpose"])
            return None
        for fault in found.faults:
            self._problem(errors.BadDocument(fault, url=response.url))
        for wrong in misdated(found, self.known.captured, self.source.base, response.url):
            self._problem(wrong)
        for failure in found.defects:
            self._problem(errors.Defect(failure, url=response.url, fix="report it with the archived list"))
        return found

    def _take(self, entry: Entry, page: str, ask: Ask) -> Iterator[Request]:
        """The request for an entry."""
        if entry.url in self._owed or not self.rechecks.overtake(entry.url):  # it is asked for already
            self.report.known += 1
            return
        hints = Hints(entry.title, str(entry.when or ""), entry.number, entry.kind, entry.media)
        original = getattr(self.source.discover[ask.way], "original", None)
        if original:
            purpose = Purpose(Role.REFERRAL, page, hints)
            yield self._request(entry.url, purpose, self.referral, cb_kwargs={"original": original})
        else:
            yield self._request(entry.url, Purpose(Role.ITEM, page, hints), self.item)

    # Items.

    def item(self, response: Response) -> Iterator[Request]:
        """An item's page came: it is archived already; its attachments are still to be fetched."""
        if response.status < 500 and response.status != 429:
            self.rechecks.answered(response.meta.get("again", ""))
        if not self._good_page(response):
            yield from self.recordings.again(response.url) if response.status == 304 else ()
            return
        layout = self.source.layout_on(self.now.date())
        if layout.attachments and isinstance(response, TextResponse):
            for link in self._links(response, layout.attachments):
                purpose = Purpose(Role.ATTACHMENT, response.url)
                self._awaited[link] = purpose
                # A page's files go before other pages.
                first = (response.request.priority if response.request else 0) + 1
                yield self._request(link, purpose, self.attachment, cb_kwargs={"link": link}, priority=first)
        if self.source.media and isinstance(response, TextResponse):
            hints: Hints = response.meta["purpose"].hints
            links = item_media(parse_html(response.body), response.url, self.source, hints.media)
            yield from self.recordings.of_item(links, response.url, hints.kind)

    def _good_page(self, response: Response) -> bool:
        """Whether a page came that is new to us; what else came is counted or reported."""
        if response.status == 304:
            self.report.unchanged += 1
            return False
        if response.status == 200:
            asked = response.meta.get("redirect_urls", [response.url])[0]
            self.traps.saw(asked, text_digest(response.body))
        try:
            self._judge(response)
        except errors.NguonError as error:
            self._problem(error, response.url, purpose=response.meta["purpose"])
            return False
        self.report.fetched += 1
        _log.info("fetched %s", response.url)
        return True

    def _links(self, response: Response, rule: str) -> list[str]:
        tree = parse_html(response.body)
        told = pick_all(tree.root, rule) if tree.root else []
        return [link for each in dict.fromkeys(told) if (link := web_address(response.url, each))]

    def attachment(self, response: Response, link: str) -> None:
        """An attachment came."""
        self._awaited.pop(link, None)
        try:
            if response.status != 304:
                self._judge(response)
        except errors.NguonError as error:
            self._problem(error, response.url, purpose=response.meta["purpose"])

    def referral(self, response: Response, original: str) -> None:
        """An aggregator's page came: the item is the original's, which its own source fetches."""
        if not self._good_page(response):
            return
        tree = parse_html(response.body)
        link = web_address(response.url, pick(tree.root, original) if tree.root else "")
        of = source_of_host(link.split("/")[2]) if link else None
        if link and of and of.id != self.source.id:
            self.report.referrals.append((of.id, link))
        else:
            self._problem(_no_original(response.url, link))

    # What both have in common.

    def _request(
        self,
        url: str,
        purpose: Purpose,
        callback: Any,
        *,
        method: str = "GET",
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        cb_kwargs: dict[str, Any] | None = None,
        priority: int = 0,
    ) -> Request:
        # A page that is not known must come whole, or the files that it names would never be asked for.
        whole = body or (purpose.role in {Role.ITEM, Role.REFERRAL} and url not in self.known.captured)
        whole = whole or purpose.role == Role.MEDIA  # its conditions are those of what is held of it
        return Request(
            url,
            method=method,
            body=body,
            callback=callback,
            errback=self.failed,
            headers={**(headers or {}), **({} if whole else self.known.conditions(url))},
            meta={"purpose": purpose},
            cb_kwargs=cb_kwargs or {},
            priority=priority,
            dont_filter=True,  # we know what we have asked; Scrapy's filter drops without a word
        )

    def _judge(self, response: Response) -> None:
        """Raise what a response deserves."""
        error = judge(
            response.url, response.status, _type(response), response.body,
            role=response.meta["purpose"].role, flags=response.flags, headers=_pairs(response),
        )  # fmt: skip
        if error:
            raise error
        check_address(response.url, self.hosts, source=self.name)

    def _whole_item(self, url: str) -> Request:
        request = self._request(url, _ITEM, self.item)
        for condition in ("If-None-Match", "If-Modified-Since"):
            request.headers.pop(condition, None)
        return request

    def _tell_of(self, error: errors.NguonError, purpose: Purpose) -> None:
        self._problem(error, purpose=purpose)

    def failed(self, failure: Failure) -> None:
        """No response came."""
        if isinstance(failure.value, Closed):
            return
        request: Request = failure.request  # type: ignore[attr-defined]
        self._awaited.pop(request.cb_kwargs.get("link", ""), None)
        self._problem(without_response(failure.value), request.url, purpose=request.meta["purpose"])

    def crashed(self, failure: Failure, response: Response | Failure | None) -> None:
        """Our own code failed on an answer, or on a failure: what it would have asked for further is lost to this crawl."""
        request: Request | None = getattr(response, "request", None)
        url = getattr(response, "url", "") or (request.url if request else self.source.base)
        self._awaited.pop(request.cb_kwargs.get("link", "") if request else "", None)
        self._problem(defect(failure.value, url), purpose=request.meta["purpose"] if request else _ITEM)

    @contextmanager
    def _apart(self, url: str, purpose: Purpose) -> Iterator[None]:
        """What fails inside costs itself only, and is told."""
        try:
            with defects(url):
                yield
        except errors.NguonError as error:
            self._problem(error, url, purpose=purpose)

    def closed(self, reason: str) -> None:
        """What is missing, once everything was asked; Scrapy calls this at the end."""
        self.report.put_off = self.rechecks.left
        for link, purpose in self._awaited.items():
            self._problem(errors.Transient("not asked for before the crawl ended", url=link), purpose=purpose)
        if reason != "finished":
            return
        with self._apart(self.source.base, _ITEM):
            self.report.numbers = list(self.expectations.seen())
            for error in self.expectations.missing():
                self._problem(error)
        with self._apart(self.source.base, _ITEM):
            for trap in self.traps.report():
                self._problem(trap)

    def _problem(self, error: errors.NguonError, url: str = "", *, purpose: Purpose = _ITEM) -> None:
        """Report an error. A list that cannot be read is never a matter of one page: somebody must know."""
        quiet = error.next == errors.Next.QUARANTINE and purpose.role == Role.DISCOVERY
        following = errors.Next.ALERT if quiet else error.next
        item = purpose.parent if purpose.role in {Role.ATTACHMENT, Role.MEDIA} else ""
        reason, place = error.reason, error.url or url
        self.report.problems.append(
            Problem(type(error).__name__, place, reason, error.fix, following.value, item)
        )
        _log.warning("%s %s: %s", type(error).__name__, place, reason)


def _few(found: Findings, least: int) -> str:
    count = len(found.entries) + len(found.inside)
    return f"{count} entries, fewer than the {least} that must be there" if count else "no entry found"


def _type(response: Response) -> str:
    return (response.headers.get("Content-Type") or b"").decode("latin-1")


def _pairs(response: Response) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    ]


def _no_original(page: str, link: str | None) -> errors.Missing:
    """An aggregator's page that leads to no source of ours: one issue for each host, or for the page that names none."""
    if not link:
        return errors.Missing("no original is named", url=page, fix="look whether `original` still fits")
    host = link.split("/")[2]
    fix = f"if it is an official site, add it as a source; one of them: {link}"
    return errors.Missing(f"originals at {host}, which is no source of ours", url=f"https://{host}/", fix=fix)
