"""Discovery over a sample portal's files, without a crawl: what a definition finds in a window."""

from crawlers.discovery.entry import Ask, Window
from crawlers.discovery.walk import first_asks, onward, read_page, sift
from crawlers.samples.pages import SamplePages
from crawlers.source import Source
from tests.nguon.portal_fetcher import TYPES
from transforms.extract import Page

MOST = 200


def discovered(of: Source, portal: SamplePages, window: Window) -> set[str]:
    """Addresses that a first crawl over the window would fetch."""
    queue, found = list(first_asks(of, window)), set[str]()
    for _ in range(MOST):
        if not queue:
            return found
        ask = queue.pop(0)
        page = _answer(ask, portal)
        if page is None:
            continue
        told = read_page(of, ask, page.body, ask.url, page.content_type)
        sifted = sift(ask, told, window, {}, {})
        found |= {entry.url for entry in sifted.wanted}
        queue += onward(of, ask, told, window, sifted)
    raise AssertionError("the walk does not end")


def _answer(ask: Ask, portal: SamplePages) -> Page | None:
    host, _, rest = ask.url.partition("://")[2].partition("/")
    if ask.method == "POST":
        reply = portal.posted(host, f"/{rest}", dict(ask.headers)["Content-Type"], ask.body)
        return Page(ask.url, reply.body, reply.headers["Content-Type"], None) if reply.status == 200 else None  # type: ignore[arg-type]
    file = portal.file(host, f"/{rest}")
    return Page(ask.url, file.read_bytes(), TYPES.get(file.suffix, "text/html"), None) if file else None  # type: ignore[arg-type]
