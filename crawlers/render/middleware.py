"""Pages that need a browser to show their text: the raw page comes as every page does, and then a browser shows it.

Scrapy's downloader middleware nearest to the engine: what the spider gets is the shown page. The raw page and all that
its scripts ask for go through the downloader like any request (guard, robots.txt, pace, caps, archive), with the role
`part`; the shown page is archived beside them and stands for the page.
"""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Response

from crawlers.archive import Rendering
from crawlers.capture import Purpose, Role
from crawlers.errors import Blocked, NguonError
from crawlers.failures import NO_ANSWER, without_response
from crawlers.judge import judge
from crawlers.media.sniff import SNIFFED, sniff
from crawlers.render.browser import Browser, Given, Limits, Shown, Wish, find_browser, require_playwright
from crawlers.source import Layout, Source

if TYPE_CHECKING:
    from crawlers.spider import SourceSpider

_log = logging.getLogger(__name__)
_RENDERED = frozenset({Role.ITEM, Role.DISCOVERY})
_MEANT = "meant"
_KEPT_BYTES = 20_000_000
_CONDITIONS = ("If-None-Match", "If-Modified-Since")


def require_browser(program: str) -> Path:
    """The browser's program, once it is sure that the pages of a source with `render` can be shown.

    Raises:
        ConfigurationError: the extra `render` or the browser is missing.
    """
    require_playwright()
    return find_browser(program)


class Render:
    """Shows the pages of a source that asks for it. Settings: `NGUON_BROWSER`, the program; `USER_AGENT`."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        language = settings["DEFAULT_REQUEST_HEADERS"].get("Accept-Language", "vi")
        program = require_browser(settings["NGUON_BROWSER"])
        self._crawler = crawler
        self._browser = Browser(program, user_agent=settings["USER_AGENT"], language=language)
        self._limits = Limits(
            received_bytes=settings.getint("DOWNLOAD_MAXSIZE"),
            shown_bytes=settings.getint("DOWNLOAD_MAXSIZE"),
        )
        self._scripts: dict[str, Given] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes it."""
        render = cls(crawler)
        crawler.signals.connect(render.close, signals.spider_closed)
        return render

    async def close(self) -> None:
        """End the browser with the crawl."""
        await self._browser.close()

    async def process_request(self, request: Request) -> None:
        """Mark the raw page as a part of what will be shown; it must come whole, for the parts may have changed."""
        purpose = request.meta.get("purpose")
        if not isinstance(purpose, Purpose) or purpose.role not in _RENDERED or request.method != "GET":
            return
        request.meta[_MEANT] = purpose
        request.meta["purpose"] = Purpose(Role.PART, request.url)
        for name in _CONDITIONS:
            request.headers.pop(name, None)

    async def process_response(self, request: Request, response: Response) -> Response:
        """The page as the browser shows it; what is no page goes on as it is.

        Raises:
            NguonError: it could not be shown.
        """
        meant = request.meta.pop(_MEANT, None)
        if meant is None:
            return response
        request.meta["purpose"] = meant
        if response.status != 200 or response.flags or sniff(response.body[:SNIFFED]) != "text/html":
            return response
        if _is_wall(response, meant):
            return response  # a challenge's script would solve it: it is told, and never run
        return await self._shown(request, response, meant)

    async def process_exception(self, request: Request, exception: Exception) -> None:  # noqa: ARG002 -- Scrapy's
        """What did not come is told for what it was meant to be."""
        if meant := request.meta.pop(_MEANT, None):
            request.meta["purpose"] = meant

    async def _shown(self, request: Request, response: Response, meant: Purpose) -> Response:
        spider: SourceSpider = self._crawler.spider  # type: ignore[assignment]
        asked_at = datetime.now(UTC)
        page = Given(response.status, _headers(response), response.body)

        async def fetch(wish: Wish) -> Given:
            return await self._fetch(wish, response.url)

        until = waited_for(request, spider.source, asked_at)
        shown = await self._browser.show(response.url, page, fetch, until=until, limits=self._limits)
        _log.info("%s: shown with %d parts, %d refused", response.url, len(shown.fetched), len(shown.refused))
        first = (request.meta.get("redirect_urls") or [request.url])[0]
        spider.archive.write_rendering(_rendering(first, response.url, meant, asked_at, shown))
        return HtmlResponse(
            response.url, body=shown.html, encoding="utf-8", headers={"Content-Type": "text/html"}
        )

    async def _fetch(self, wish: Wish, page: str) -> Given:
        """A part of a page; scripts are kept for the next page, as a browser's cache would.

        Raises:
            NguonError: it is refused, or does not come.
        """
        cached = wish.kind == "script" and wish.method == "GET"
        if cached and wish.url in self._scripts:
            return self._scripts[wish.url]
        request = Request(
            wish.url,
            method=wish.method,
            headers=dict(wish.headers),
            body=wish.body,
            meta={"purpose": Purpose(Role.PART, page)},
            dont_filter=True,
        )
        engine = self._crawler.engine
        assert engine is not None
        try:
            response = await engine.download_async(request)
        except (NguonError, IgnoreRequest, *NO_ANSWER) as error:
            raise without_response(error) from error
        given = Given(response.status, _headers(response), response.body)
        kept = sum(len(each.body) for each in self._scripts.values())
        if cached and given.status == 200 and kept + len(given.body) <= _KEPT_BYTES:
            self._scripts[wish.url] = given
        return given


def _is_wall(response: Response, meant: Purpose) -> bool:
    told = (response.headers.get("Content-Type") or b"").decode("latin-1")
    error = judge(
        response.url, response.status, told, response.body, role=meant.role, headers=_headers(response)
    )
    return isinstance(error, Blocked)


def waited_for(request: Request, source: Source, now: datetime) -> str:
    """The element that a page must show before it is done: by the layout of the day, or the way's rule for its rows."""
    ask = request.cb_kwargs.get("ask")
    if ask is not None:
        return str(getattr(source.discover[ask.way], "row", ""))
    layout: Layout = source.layout_on(now.date())
    return layout.body or layout.title


def _rendering(url: str, final_url: str, meant: Purpose, asked_at: datetime, shown: Shown) -> Rendering:
    return Rendering(
        url=url,
        final_url=final_url,
        purpose=meant,
        asked_at=asked_at,
        answered_at=datetime.now(UTC),
        html=shown.html,
        browser=shown.browser,
        fetched=shown.fetched,
        refused=shown.refused,
    )


def _headers(response: Response) -> tuple[tuple[str, str], ...]:
    told: Mapping[bytes, list[bytes]] = response.headers
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1")) for name, values in told.items() for value in values
    )
