"""The spider: walks one source over one window. What it finds goes to the archive; what it meets, to the report."""

import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from scrapy import Request, Spider
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from crawlers import errors
from crawlers.archive import ArchiveWriter
from crawlers.capture import Hints, Purpose, Role
from crawlers.discovery.entry import Entry, Findings, Window
from crawlers.discovery.feed import read_feed
from crawlers.discovery.listing import read_listing
from crawlers.guard import check_address
from crawlers.report import CrawlReport, Known, Problem
from crawlers.source import FeedDiscovery, ListingDiscovery, Source

_log = logging.getLogger(__name__)
_ITEM = Purpose(Role.ITEM)


@dataclass
class _Listing:
    """How far one list has been walked."""

    rules: ListingDiscovery
    page: int = 1
    previous: frozenset[str] = field(default_factory=frozenset)


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
        self._seen: set[str] = set()
        self._revisits = {url for url, first in known.first_captured.items() if self._young(first)}

    async def start(self) -> AsyncIterator[Request]:
        """Ask what is new, in each of the source's ways."""
        for way in self.source.discover:
            if isinstance(way, FeedDiscovery):
                for url in way.urls:
                    yield self._discover(url, self.feed)
            else:
                yield self._discover(way.url, self.listing, walk=_Listing(way))
        for url in self._revisits:
            yield self._request(url, Purpose(Role.ITEM), self.item)

    def _young(self, first_captured: datetime) -> bool:
        """Whether an item may still be edited in place, and is looked at again even if no list names it."""
        return self.source.revisit is not None and self.now - first_captured < self.source.revisit

    def _discover(self, url: str, callback: Any, **arguments: Any) -> Request:
        return self._request(self.source.base + url, Purpose(Role.DISCOVERY), callback, **arguments)

    def _request(self, url: str, purpose: Purpose, callback: Any, **arguments: Any) -> Request:
        # A page that is not known must come whole, or the files that it names would never be asked for.
        whole = purpose.role == Role.ITEM and url not in self.known.captured
        return Request(
            url,
            callback=callback,
            errback=self.failed,
            headers={} if whole else self.known.conditions(url),
            meta={"purpose": purpose},
            cb_kwargs=arguments,
            dont_filter=True,  # we know what we have asked; Scrapy's filter drops without a word
        )

    def feed(self, response: Response) -> Iterator[Request]:
        """A feed came."""
        findings = self._read(response, lambda: read_feed(response.body, response.url, _type(response)))
        if findings:
            yield from self._take(findings, response.url)

    def listing(self, response: Response, walk: _Listing) -> Iterator[Request]:
        """A list page came: take what is new, then turn the page while the window is not behind us."""
        findings = self._read(response, lambda: read_listing(response.body, response.url, walk.rules))
        if findings is None:
            return
        yield from self._take(findings, response.url)
        links = frozenset(entry.url for entry in findings.entries)
        behind = all(entry.before(self.window) for entry in findings.entries)
        if walk.rules.page is None or behind or links == walk.previous:
            return
        if walk.page >= walk.rules.cap:
            cap = f"the list goes on after {walk.page} pages, its cap"
            self._problem(errors.CapReached(cap, url=response.url, fix="narrow the window or raise `cap`"))
            return
        step = _Listing(walk.rules, walk.page + 1, links)
        yield self._discover(walk.rules.page.format(page=step.page), self.listing, walk=step)

    def _read(self, response: Response, reader: Any) -> Findings | None:
        """The findings of a discovery page; None when it has not changed or cannot be read."""
        if response.status == 304:
            self.report.unchanged_lists += 1
            return None
        try:
            self._judge(response)
            findings: Findings = reader()
            if not findings.entries:
                raise errors.EmptyListing(
                    "no entry found", url=response.url, fix="the layout may have changed"
                )
        except errors.NguonError as error:
            self._problem(error, response.url, purpose=response.meta["purpose"])
            return None
        for fault in findings.faults:
            self._problem(errors.BadDocument(fault, url=response.url))
        return findings

    def _take(self, findings: Findings, page: str) -> Iterator[Request]:
        """Requests for the entries that are in the window and not known, each once."""
        for entry in findings.entries:
            if entry.url in self._seen:
                continue
            self._seen.add(entry.url)
            if entry.before(self.window):
                continue
            if entry.after(self.window):
                self.report.later += 1
                continue
            self.report.found += 1
            if self._wanted(entry):
                hints = Hints(entry.title, str(entry.when or ""), entry.number)
                yield self._request(entry.url, Purpose(Role.ITEM, page, hints), self.item)
            else:
                self.report.known += 1

    def _wanted(self, entry: Entry) -> bool:
        """Whether to fetch it: unknown, or said to be newer than our copy, and not asked for a second look anyway."""
        captured = self.known.captured.get(entry.url)
        return entry.url not in self._revisits and (captured is None or entry.newer_than(captured))

    def item(self, response: Response) -> Iterator[Request]:
        """An item's page came: it is archived already; its attachments are still to be fetched."""
        if response.status == 304:
            self.report.unchanged += 1
            return
        try:
            self._judge(response)
        except errors.NguonError as error:
            self._problem(error, response.url)
            return
        self.report.fetched += 1
        _log.info("fetched %s", response.url)
        layout = self.source.layout_on(self.now.date())
        if layout.attachments and isinstance(response, TextResponse):
            for link in response.css(layout.attachments).css("::attr(href)").getall():
                yield self._request(
                    response.urljoin(link), Purpose(Role.ATTACHMENT, response.url), self.attachment
                )

    def attachment(self, response: Response) -> None:
        """An attachment came."""
        try:
            if response.status != 304:
                self._judge(response)
        except errors.NguonError as error:
            self._problem(error, response.url, purpose=response.meta["purpose"])

    def _judge(self, response: Response) -> None:
        """Raise what a response deserves, by its status and its wholeness."""
        error = _fault(response)
        if error:
            raise error
        check_address(response.url, self.hosts, source=self.name)

    def failed(self, failure: Failure) -> None:
        """No response came."""
        request: Request = failure.request  # type: ignore[attr-defined]
        self._problem(_without_response(failure.value), request.url, purpose=request.meta["purpose"])

    def _problem(self, error: errors.NguonError, url: str = "", *, purpose: Purpose = _ITEM) -> None:
        """Report an error. A list that cannot be read is never a matter of one page: somebody must know."""
        quiet = error.next == errors.Next.QUARANTINE and purpose.role == Role.DISCOVERY
        following = errors.Next.ALERT if quiet else error.next
        item = purpose.parent if purpose.role == Role.ATTACHMENT else ""
        reason, place = error.reason, error.url or url
        self.report.problems.append(
            Problem(type(error).__name__, place, reason, error.fix, following.value, item)
        )
        _log.warning("%s %s: %s", type(error).__name__, place, reason)


def _without_response(error: BaseException | None) -> errors.NguonError:
    """What a request that got no response comes to."""
    if isinstance(error, errors.NguonError):
        return error
    reason = str(error)
    if isinstance(error, IgnoreRequest) and "robots.txt" in reason:
        return errors.Blocked(reason, fix="ask the site's owner; never go round it")
    if isinstance(error, IgnoreRequest):
        return errors.BadDocument(f"{reason}: leads nowhere, or unpacks too far")
    if isinstance(error, CannotResolveHostError):
        return errors.Transient(
            "no such host, or its address is not public", fix="check `base` and the network"
        )
    return errors.Transient(f"{type(error).__name__}: {reason}", fix="the next run asks again")


def _type(response: Response) -> str:
    return (response.headers.get("Content-Type") or b"").decode("latin-1")


def _fault(response: Response) -> errors.NguonError | None:
    return _status_fault(response.status, response.url) or _body_fault(response)


def _status_fault(status: int, url: str) -> errors.NguonError | None:
    if status in {404, 410}:
        return errors.Gone(f"HTTP {status}", url=url, fix="if it was published, expect a withdrawal")
    if status == 429 or status >= 500:
        return errors.Transient(f"HTTP {status}", url=url, fix="the next run asks again")
    if status in {401, 403}:
        return errors.Blocked(f"HTTP {status}", url=url, fix="ask the site's owner; never go round it")
    if status >= 300:
        return errors.BadDocument(f"HTTP {status} leads nowhere", url=url, fix="look at the page")
    return None


def _body_fault(response: Response) -> errors.NguonError | None:
    url = response.url
    if "length" in response.flags:
        return errors.BadDocument(
            f"longer than the cap; the first {len(response.body)} bytes are kept",
            url=url,
            fix="raise NGUON_MAX_BODY_BYTES if such pages are meant",
        )
    if "disconnect" in response.flags:
        return errors.Transient(
            f"the connection broke after {len(response.body)} bytes, which are kept", url=url
        )
    if not response.body:
        return errors.BadDocument("0 bytes", url=url, fix="the next run asks again")
    return None


def lookback_window(window: Window, lookback: timedelta) -> Window:
    """A scheduled run's window, widened so that what appeared late is still taken."""
    return Window(window.start - lookback, window.end)
