"""A browser that shows pages and has no network: whatever a page asks for is asked by us, or refused.

Chromium is started without a way out (a proxy that is none, no names), and each request of a page is stopped before it
leaves (Playwright's routes). What may be asked is fetched by the caller, through the same guard, manners and archive as
every page, and handed in. So there is no second door: a WebSocket, a ping, WebRTC or a prefetch that escaped the routes
would find nothing to connect to.
"""

import asyncio
import contextlib
import os
import re
import shutil
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawlers.errors import BadDocument, ConfigurationError, NguonError, Transient

if TYPE_CHECKING:
    from playwright.async_api import Browser as Chromium
    from playwright.async_api import Page, Playwright, Request, Route

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_NOWHERE = "http://127.0.0.1:1"
_ARGUMENTS = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy",
    "--disable-quic",
    "--disable-gpu",
    "--dns-prefetch-disable",
    "--no-pings",
    "--js-flags=--max-old-space-size=256",
)
_FETCHED = frozenset({"script", "xhr", "fetch"})
_METHODS = frozenset({"GET", "POST"})
_LONGEST_FORM = 65_536
_SENT = re.compile(r"accept|content-type|origin|x-[\w-]+", re.IGNORECASE)
_OF_THE_WIRE = frozenset(
    {
        "connection",
        "content-encoding",
        "content-length",
        "keep-alive",
        "set-cookie",
        "transfer-encoding",
        "upgrade",
    }
)
_POLL_SECONDS = 0.1
_QUIET_SECONDS = 0.5
_STEADY_SECONDS = 2.0
_PATIENCE_SECONDS = 6.0
_CLOSE_SECONDS = 5.0
_START_MS = 30_000
_TEXT_LENGTH = "() => document.body ? document.body.innerText.length : 0"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a page asks for. `headers` are those that may be sent on: no cookie, no referrer, no other User-Agent."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    kind: str


@dataclass(frozen=True, slots=True)
class Given:
    """What a host answered; the body is without content-encoding."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


Fetch = Callable[[Wish], Awaitable[Given]]
"""Fetches for a page; raises an `NguonError` for what is refused or does not come."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one page may ask for. The seconds have room for the pauses that are kept between two requests."""

    requests: int = 40
    received_bytes: int = 20_000_000
    seconds: float = 120.0
    shown_bytes: int = 20_000_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as the browser shows it: its DOM as HTML in UTF-8, what was fetched for it, and what was refused."""

    html: bytes
    fetched: tuple[str, ...]
    refused: tuple[str, ...]
    browser: str


def find_browser(program: str = "") -> Path:
    """The browser's program: the one that the setting `NGUON_BROWSER` names, else Debian's.

    Raises:
        ConfigurationError: there is none.
    """
    for name in [program] if program else _PROGRAMS:
        if found := shutil.which(name):
            return Path(found)
    wanted = program or "no Chromium"
    fix = "on Debian: apt-get install chromium; elsewhere set NGUON_BROWSER to the program"
    raise ConfigurationError(f"the browser is missing: {wanted}", fix=fix)


def require_playwright() -> ModuleType:
    """Playwright, which drives the browser.

    Raises:
        ConfigurationError: the optional extra is not installed.
    """
    try:
        import playwright.async_api as module  # noqa: PLC0415 -- an optional extra
    except ImportError as error:
        fix = "install the extra: pip install 'nguon[render]'"
        raise ConfigurationError("Playwright is missing, which drives the browser", fix=fix) from error
    return module


class Browser:
    """One browser, started with the first page and again after a page that it did not survive.

    Pages are shown one after the other, each in a context of its own: no cookies or storage go from one to the next.

    Args:
        program: Chromium's. It runs in its sandbox, unless we are root: then it has none, and none could be had.
        user_agent: what scripts see as the browser's name; requests have the crawler's own in any case.
        language: BCP 47.
    """

    def __init__(self, program: Path, *, user_agent: str, language: str) -> None:
        self._program, self._user_agent, self._language = program, user_agent, language
        self._driver: Playwright | None = None
        self._chromium: Chromium | None = None
        self._one = asyncio.Lock()

    async def show(
        self, url: str, page: Given, fetch: Fetch, *, until: str = "", limits: Limits | None = None
    ) -> Shown:
        """The page at `url`, of which `page` came, once its scripts have done their work.

        It is done when nothing is on its way and `until` (a CSS selector) has text; without `until`, when nothing is on
        its way. A page that goes on asking is taken as it is, once its text stays the same for two seconds.

        Raises:
            BadDocument: it breaks the browser, or grows without end.
            Transient: it was not done in time.
            ConfigurationError: the browser does not start.
        """
        limits = limits or Limits()
        async with self._one:
            chromium = await self._started()
            visit = _Visit(url, page, fetch, limits)
            try:
                async with asyncio.timeout(limits.seconds):
                    context = await chromium.new_context(
                        user_agent=self._user_agent,
                        locale=self._language,
                        accept_downloads=False,
                        service_workers="block",
                    )
                    html = await visit.html(context, until)
            except TimeoutError as error:
                raise Transient(
                    f"its scripts were not done in {limits.seconds:g} s",
                    url=url,
                    fix="look at the page in a browser",
                ) from error
            except require_playwright().Error as error:
                reason = str(error).partition("\n")[0]
                raise BadDocument(
                    f"the browser cannot show it: {reason}", url=url, fix="look at the page"
                ) from error
            finally:
                await self._end_pages(chromium)
            return Shown(html, tuple(visit.fetched), tuple(visit.refused), f"Chromium {chromium.version}")

    async def close(self) -> None:
        """End the browser and its driver."""
        async with self._one:
            await self._end_browser()
            if self._driver:
                await self._driver.stop()
                self._driver = None

    async def _started(self) -> "Chromium":
        if self._chromium and self._chromium.is_connected():
            return self._chromium
        module = require_playwright()
        if self._driver is None:
            self._driver = await module.async_playwright().start()
        try:
            self._chromium = await self._driver.chromium.launch(
                executable_path=self._program,
                chromium_sandbox=os.geteuid() != 0,
                proxy={"server": _NOWHERE},
                args=list(_ARGUMENTS),
                timeout=_START_MS,
            )
        except module.Error as error:
            reason = str(error).strip().partition("\n")[0]
            fix = "start it by hand; NGUON_BROWSER names the program"
            raise ConfigurationError(f"{self._program} does not start: {reason}", fix=fix) from error
        return self._chromium

    async def _end_pages(self, chromium: "Chromium") -> None:
        """A page that will not end takes the browser with it; the next one starts another."""
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                for context in chromium.contexts:
                    await context.close()
        except (TimeoutError, require_playwright().Error):
            await self._end_browser()

    async def _end_browser(self) -> None:
        chromium, self._chromium = self._chromium, None
        if chromium:
            with contextlib.suppress(TimeoutError, require_playwright().Error):
                async with asyncio.timeout(_CLOSE_SECONDS):
                    await chromium.close()


@dataclass
class _Visit:
    """One page on its way to being shown."""

    url: str
    page: Given
    fetch: Fetch
    limits: Limits
    fetched: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    received: int = 0
    waiting: int = 0
    moved: float = field(default_factory=monotonic)
    begun: bool = False
    crashed: bool = False

    async def html(self, context: Any, until: str) -> bytes:
        await context.route("**/*", self._routed)
        await context.route_web_socket(re.compile(".*"), self._no_socket)
        page: Page = await context.new_page()
        context.on("page", _close)
        page.on("crash", self._crash)
        await page.goto(self.url, wait_until="commit", timeout=0)
        await self._settled(page, until)
        html = await page.content()
        if len(html) > self.limits.shown_bytes:
            raise BadDocument(f"it grows to {len(html)} characters", url=self.url, fix="look at the page")
        return html.encode("utf-8", "replace")

    async def _settled(self, page: "Page", until: str) -> None:
        """Wait until the page is done (see `Browser.show`)."""
        start, length, steady = monotonic(), -1, monotonic()
        self.moved = max(self.moved, start)
        while True:
            await asyncio.sleep(_POLL_SECONDS)
            if self.crashed:
                raise BadDocument("it breaks the browser", url=self.url, fix="look at the page")
            now, shown = monotonic(), await page.evaluate(_TEXT_LENGTH)
            if shown != length:
                length, steady = shown, now
            quiet = self.waiting == 0 and now - self.moved > _QUIET_SECONDS
            there = await self._is_there(page, until)
            if there and (quiet or now - steady > _STEADY_SECONDS):
                return
            if quiet and now - max(start, self.moved, steady) > _PATIENCE_SECONDS:
                return  # what is looked for does not come; the page is as it is

    @staticmethod
    async def _is_there(page: "Page", until: str) -> bool:
        if not until:
            return True
        found = await page.query_selector(until)
        return bool(found and ((await found.text_content()) or "").strip())

    async def _routed(self, route: "Route", request: "Request") -> None:
        """Decide on one request of the page. It is ours to answer, whatever becomes of the page meanwhile."""
        with contextlib.suppress(require_playwright().Error):  # the page may be gone by then
            await self._answer(route, request)

    async def _answer(self, route: "Route", request: "Request") -> None:
        if request.is_navigation_request():
            if self.begun or request.url != self.url:
                self.refused.append(f"leads on to {request.url[:200]}")
                await route.fulfill(
                    status=204
                )  # where nothing comes, a browser stays (RFC 9110, section 15.3.5)
                return
            self.begun = True
            await _fulfill(route, self.page)
        elif request.resource_type == "stylesheet":
            await _fulfill(route, Given(200, (("content-type", "text/css"),), b""))
        elif why := self._why_not(request):
            self.refused.append(f"{request.resource_type} {request.url[:200]}: {why}")
            await route.abort("blockedbyclient")
        else:
            await self._fetched(route, request)

    def _why_not(self, request: "Request") -> str:
        if request.resource_type not in _FETCHED:
            return "not needed for its text"
        if urlsplit(request.url).scheme not in {"http", "https"} or request.method not in _METHODS:
            return "neither GET nor POST over HTTP"
        if len(request.post_data_buffer or b"") > _LONGEST_FORM:
            return f"sends more than {_LONGEST_FORM} bytes"
        if len(self.fetched) >= self.limits.requests:
            return f"more than {self.limits.requests} requests"
        if self.received >= self.limits.received_bytes:
            return f"more than {self.limits.received_bytes} bytes"
        return ""

    async def _fetched(self, route: "Route", request: "Request") -> None:
        sent = {name: value for name, value in request.headers.items() if _SENT.fullmatch(name)}
        wish = Wish(request.method, request.url, sent, request.post_data_buffer or b"", request.resource_type)
        self.fetched.append(wish.url)
        self.waiting += 1
        try:
            given = await self.fetch(wish)
            self.received += len(given.body)
            await _fulfill(route, given)
        except NguonError as error:
            self.refused.append(f"{wish.kind} {wish.url[:200]}: {error.reason}")
            await route.abort("blockedbyclient")
        finally:
            self.waiting -= 1
            self.moved = monotonic()

    async def _no_socket(self, socket: Any) -> None:
        self.refused.append(f"websocket {socket.url[:200]}: not needed for its text")
        await socket.close()

    def _crash(self, _: object) -> None:
        self.crashed = True


async def _close(page: "Page") -> None:
    """A window that a script opens."""
    await page.close()


async def _fulfill(route: "Route", given: Given) -> None:
    await route.fulfill(status=given.status, headers=dict(_passed(given.headers)), body=given.body)


def _passed(headers: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return ((name, value) for name, value in headers if name.lower() not in _OF_THE_WIRE)
