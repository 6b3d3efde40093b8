"""The gate of the traps: asked at the last moment, when it is known what the requests before have given."""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from crawlers.capture import Role


class Closed(IgnoreRequest):
    """The address is one of a trap's; `Traps.report` tells of all of them at once."""


class Gate:
    """Scrapy's downloader middleware that leaves out items whose addresses have proved to be a trap's."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes it."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Pass a request on.

        Raises:
            Closed: it is not worth asking.
        """
        purpose = request.meta.get("purpose")
        traps = self._crawler.spider.traps  # type: ignore[union-attr]
        if purpose and purpose.role in {Role.ITEM, Role.REFERRAL} and (reason := traps.allow(request.url)):
            raise Closed(reason)
