"""Goes on where a killed crawl stopped: what it got is answered from the archive, and nobody is asked twice.

The answers are those of `crawlers.known.Known.answers`. They take the place of the wire: whatever looks at answers
(redirects, retries, the spider) sees them as they came, and nothing is archived a second time.
"""

import asyncio
import logging
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawlers.archive import read_exchange
from crawlers.capture import body_digest, exchange_key
from crawlers.errors import ArchiveDamaged, ConfigurationError
from crawlers.known import Place
from crawlers.report import Problem
from crawlers.response import response_of

if TYPE_CHECKING:
    from crawlers.spider import SourceSpider

ORDER = 845
"""Its place among Scrapy's downloader middlewares: nearer to the wire than all that handle answers, yet before the
statistics, so that only what goes out counts as a request."""

FLAG = "held"
"""Among a response's flags: it came from the archive."""

_log = logging.getLogger(__name__)


class ResumeMiddleware:
    """Downloader middleware that answers from the archive, each held answer once.

    robots.txt is always asked anew: what was allowed to a crawl that died may be forbidden now. So is a file in parts.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._given: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ResumeMiddleware":
        """As Scrapy makes it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> Response | None:
        """The held answer to a request; None sends it out."""
        spider: SourceSpider = self._crawler.spider  # type: ignore[assignment]
        key = exchange_key(request.method, request.url, body_digest(request.body))
        place = spider.known.answers.get(key)
        if place is None or key in self._given or not _may_answer(request, place):
            return None
        self._given.add(key)
        try:
            answer = await asyncio.to_thread(read_exchange, spider.archive.address, place.file, place.offset)
        except (ArchiveDamaged, ConfigurationError) as error:
            _log.warning("%s", error)
            spider.report.problems.append(
                Problem(type(error).__name__, error.url, error.reason, error.fix, error.next.value)
            )
            return None
        if answer.status == 304 and not _is_conditional(request):
            return None
        spider.report.adopted.append((place.file, place.offset))
        most = request.meta.get("most_bytes", self._crawler.settings.getint("DOWNLOAD_MAXSIZE"))
        return response_of(request, answer, most, flags=[FLAG])


def _may_answer(request: Request, place: Place) -> bool:
    # `crawlers.render` asks for the raw page as a part of the one that is meant, which may have been shown already.
    purpose = request.meta.get("meant") or request.meta.get("purpose")
    return purpose is not None and purpose.role == place.role and "Range" not in request.headers


def _is_conditional(request: Request) -> bool:
    return "If-None-Match" in request.headers or "If-Modified-Since" in request.headers
