"""The ways in which a source tells what is new, as `discover` in its `source.yaml` declares them."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from crawlers.source.fields import PageUrl, Pattern, Pick, Selector, Strict, Url, ValueUrl

Kind = Literal["news", "legal", "alert", "media", "notice"]


class Way(Strict):
    """What every way may say."""

    kind: Kind | None = None
    """What the items found this way are, if not the source's `kind`."""
    cap: int = Field(50, gt=0)
    """Most pages of it that one run reads; reaching it is reported."""
    rows: int = Field(1, ge=0)
    """Fewest entries on its first page; fewer are reported as `EmptyListing`. 0: it may be empty."""
    backfill: bool = False
    """Whether it is walked only for windows longer than the source's `lookback` and a day: sitemaps of all times, say."""
    match: Pattern | None = None
    """Regular expression that an item's address must match; other entries are no items, and not looked at."""


class FeedDiscovery(Way):
    """The source has RSS or Atom feeds."""

    by: Literal["feed"]
    urls: tuple[Url, ...] = Field(min_length=1)
    """Addresses of the feeds, relative to `base`."""
    page: PageUrl | None = None
    """Address of the feed's page N, with `{page}`, where it has pages (RFC 5005's links are followed anyway)."""


class Rows(Strict):
    """How the rows of a list look."""

    row: Selector
    """CSS selector of one entry."""
    link: Pick
    """The entry's link inside the row: `selector` (its href), `selector@attribute`, or `:self`."""
    address: ValueUrl | None = None
    """The entry's address, with the `{value}` that `link` found, where that is no address by itself."""
    title: Pick | None = None
    """The entry's title inside the row, if not the link's text."""
    date: Pick | None = None
    """The entry's date inside the row."""
    number: Pick | None = None
    """The number of the document or issue inside the row."""


class ListingDiscovery(Way, Rows):
    """The source has list pages, newest first as a rule."""

    by: Literal["listing"]
    url: Url
    """Address of the first page, relative to `base`."""
    page: PageUrl | None = None
    """Address of page N, with `{page}`; none: there is one page."""
    first: int = 1
    """The number of the first page."""
    step: int = Field(1, gt=0)
    """By how much the number grows from page to page: 30 where `{page}` is the place of a page's first entry."""
    total: Pick | None = None
    """Where the page says how many entries there are in all."""
    original: Pick | None = None
    """On an entry's page, the link to the original: the item is taken from there, by the source whose host it is."""


class PostbackDiscovery(Way, Rows):
    """The source has an ASP.NET list, whose pages are turned by sending its form back (`__doPostBack`)."""

    by: Literal["postback"]
    url: Url
    """Address of the first page, relative to `base`."""
    target: str = Field(min_length=1)
    """What the form calls `__EVENTTARGET`: the list's name, with $."""
    argument: Annotated[str, Field(pattern=r"\{page\}")] = "Page${page}"
    """What the form calls `__EVENTARGUMENT`, with `{page}`."""
    total: Pick | None = None
    """Where the page says how many entries there are in all."""


class GazetteDiscovery(Way):
    """The source has a list or feed of gazette issues, each with a list of documents."""

    by: Literal["gazette"]
    url: Url
    """Address of the list or feed of issues, relative to `base`; with `{year}` where each year has a list of its own."""
    page: PageUrl | None = None
    """Address of page N of the issues, with `{page}`; none: there is one page."""
    first: int = 1
    """The number of the first page."""
    issues: Rows | None = None
    """The rows of the list of issues; `number` is what gaps are told by. None: it is a feed, whose titles tell it."""
    documents: Rows | None = None
    """The rows of an issue's own page. None: issues are only counted, and their documents come by another way."""
    yearly: bool = True
    """Whether issues are numbered from 1 in each year."""


class SitemapDiscovery(Way):
    """The source has sitemaps (sitemaps.org), indexes of sitemaps among them; news sitemaps tell more."""

    by: Literal["sitemap"]
    urls: tuple[Url, ...] = Field(min_length=1)
    """Addresses of the sitemaps, relative to `base`."""
    changes: bool = True
    """Whether `lastmod` can be believed; false where it says today for everything."""


def _json(value: Any) -> Any:
    if "{page}" not in str(value):
        raise ValueError("must hold {page} somewhere, the page's number")
    return value


class ApiDiscovery(Way):
    """The source has a JSON interface."""

    by: Literal["api"]
    url: Url
    """Its address, relative to `base`; `{page}`, `{from}` and `{to}` (days, 2026-11-22) are filled in."""
    body: Annotated[dict[str, Any], AfterValidator(_json)] | None = None
    """What is sent (POST); values may hold `{page}`, `{from}` and `{to}`. None: it is a GET."""
    items: str
    """Where the entries are in the answer: keys with dots, such as `data.items`."""
    link: str
    """The entry's address: a key, or an address with keys in braces, such as `/van-ban/{slug}-{id}.htm`."""
    title: str = ""
    """The key of the entry's title."""
    date: str = ""
    """The key of the entry's date."""
    number: str = ""
    """The key of the document's number."""
    total: str = ""
    """Where the answer says how many entries there are in all: keys with dots."""
    first: int = 1
    """The number of the first page."""


Discovery = Annotated[
    FeedDiscovery | ListingDiscovery | PostbackDiscovery | GazetteDiscovery | SitemapDiscovery | ApiDiscovery,
    Field(discriminator="by"),
]

WAYS: dict[str, type[Way]] = {
    "feed": FeedDiscovery,
    "listing": ListingDiscovery,
    "postback": PostbackDiscovery,
    "gazette": GazetteDiscovery,
    "sitemap": SitemapDiscovery,
    "api": ApiDiscovery,
}
"""Every way, by what `by` says."""
