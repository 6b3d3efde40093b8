"""The ways in which a site tells what is new, as far as a few pages show them: its feeds, its lists, its sitemaps."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import feedparser
from selectolax.lexbor import LexborHTMLParser

from crawlers.discovery.entry import Entry
from crawlers.discovery.feed import read_feed
from crawlers.discovery.rows import read_rows
from crawlers.discovery.sitemap import read_sitemap
from crawlers.errors import NguonError
from crawlers.source import Rows, SitemapDiscovery
from crawlers.words import clean
from nguon.new_source.fetch import Fetched, Fetcher
from nguon.new_source.leads import feed_pages, named_feeds, named_sitemaps, xml_kind
from nguon.new_source.paging import Paging, find_paging
from nguon.new_source.rows import FoundRows, find_rows, names_issue, same_site
from transforms.extract.decode import decode

_FEEDS_READ = 3
_MOST_FEEDS = 30
_LEAST_SITEMAP = 0.8
_SITEMAPS_READ = 4
_NO_ITEMS = re.compile(r"categor|chuyen-muc|/tags?\b|author|image|video|page", re.IGNORECASE)
_ANY_ENDING = r"\.\w+"
_TIMED = tuple(
    f"{each}{_ANY_ENDING}"
    for each in (r"-\d{3}(?P<time>\d{12})\d{3}", r"-20(?P<time>\d{12})\d{3}", r"-20(?P<time>\d{12})")
)
_ENDING = re.compile(r"-(?P<mark>[a-z]{0,5}?)\d{3,}(?P<ending>(?:\.\w+){0,2})$")
_WHOLE_SITE = re.compile(r"^/$|home|trang-?chu|index|tin-moi|/news\.rss$", re.IGNORECASE)


@dataclass
class FoundWay:
    """A way as `discover` has it: `values` with a remark on each guess, the entries found, and the pages that were read.

    `sure` is 0 to 1; `told` says in a few words what it rests on; `feed_title` is what a feed calls itself; `along`: it
    is proposed beside the way that is taken.
    """

    values: dict[str, Any]
    told: str
    sure: float
    entries: list[Entry]
    lists: list[Fetched] = field(default_factory=list)
    remarks: dict[str, str] = field(default_factory=dict)
    unseen: list[str] = field(default_factory=list)
    feed_title: str = ""
    along: bool = False

    @property
    def rows(self) -> dict[str, str]:
        """The selector of the rows on each page that was read; empty for feeds and sitemaps."""
        inner = [self.values[name]["row"] for name in ("issues", "documents") if name in self.values]
        rows = inner or [str(self.values.get("row", ""))] * len(self.lists)
        return {each.page.url: row for each, row in zip(self.lists, rows, strict=False)}


def parse_html(fetched: Fetched) -> LexborHTMLParser:
    """The page that was fetched, as a tree."""
    return LexborHTMLParser(decode(fetched.page.body, fetched.page.content_type)[0])


def find_ways(fetcher: Fetcher, first: Fetched) -> list[FoundWay]:
    """What leads to the site's items: a feed before a list before a sitemap; empty where nothing does."""
    kind = xml_kind(first.page.body)
    if kind == "sitemap":
        return _sitemaps(fetcher, [first.url])
    if kind == "feed":
        ways = _feeds(fetcher, [first.url])
    else:
        tree = parse_html(first)
        ways = [*_feeds(fetcher, _feed_addresses(fetcher, first, tree)), *_lists(fetcher, first, tree)]
    if not ways or (ways[0].values["by"] == "feed" and _WHOLE_SITE.search(urlsplit(first.page.url).path)):
        ways += _sitemaps(fetcher, named_sitemaps(fetcher.robots, first.page.url)[:1])
    if ways and ways[0].values["by"] == "feed":
        _reach_back(ways)
    return ways


def _reach_back(ways: Sequence[FoundWay]) -> None:
    """Beside a feed, what names the same items and reaches further back is walked for long windows."""
    for way in ways[1:]:
        match, urls = way.values.get("match"), {entry.url for entry in ways[0].entries}
        if way.values["by"] == "sitemap":
            way.along = bool(match and urls) and all(re.search(str(match), url) for url in urls)
        else:
            way.along = len(way.lists) > 1 and bool(urls & {entry.url for entry in way.entries})
        if way.along:
            way.values["backfill"] = True


def here(fetcher: Fetcher, url: str) -> str:
    """An address as a definition has it: relative to `base`, where it is on its host."""
    parts = urlsplit(url)
    whole = f"{parts.scheme}://{parts.netloc}"
    return url.removeprefix(whole) or "/" if whole == fetcher.base else url


# Feeds.


def _feed_addresses(fetcher: Fetcher, first: Fetched, tree: LexborHTMLParser) -> list[str]:
    """The feeds that the page names, or that the page of feeds names that it links to."""
    named = named_feeds(tree, first.page.url)
    if named:
        return named
    for page in fetcher.get(welcome(fetcher, feed_pages(tree, first.page.url)[:1])):
        if xml_kind(page.page.body) == "feed":
            return [page.url]
        return named_feeds(parse_html(page), page.page.url)
    return []


def welcome(fetcher: Fetcher, urls: Sequence[str]) -> list[str]:
    """Those of `urls` that are the site's; their hosts may be asked from now on."""
    good = [url for url in urls if same_site(url, fetcher.base)]
    fetcher.hosts |= {urlsplit(url).netloc for url in good} - {urlsplit(fetcher.base).netloc}
    return good


def _feeds(fetcher: Fetcher, urls: Sequence[str]) -> list[FoundWay]:
    asked = welcome(fetcher, list(dict.fromkeys(urls))[:_MOST_FEEDS])
    good, dead, entries, title = list[Fetched](), list[Fetched](), list[Entry](), ""
    for fetched in fetcher.get(asked[:_FEEDS_READ]):
        found = _read_feed(fetched)
        (good if found else dead).append(fetched)
        entries += found
        title = title or (_feed_title(fetched) if found else "")
    if not good:
        return []
    read = [each.url for each in good]
    unread = asked[_FEEDS_READ:]
    dated = sum(entry.when is not None for entry in entries) / len(entries)
    way = FoundWay(
        {"by": "feed", "urls": [here(fetcher, url) for url in [*read, *unread]]},
        f"{len(read)} of {len(asked)} feeds read, {len(entries)} entries, {dated:.0%} dated",
        0.5 + 0.5 * dated,
        list({entry.url: entry for entry in entries}.values()),
        good,
        unseen=[f"feeds that were not read: {len(unread)}"] if unread else [],
        feed_title=title,
    )
    if unread or dead:
        way.remarks["urls"] = f"{len(unread)} were not read; {len(dead)} were no feeds and are left out"
    return [_timed(way)]


def _read_feed(fetched: Fetched) -> list[Entry]:
    try:
        return list(read_feed(fetched.page.body, fetched.page.url, fetched.page.content_type).entries)
    except NguonError:
        return []


def _feed_title(fetched: Fetched) -> str:
    return clean(str(feedparser.parse(fetched.page.body).feed.get("title", "")))


# Lists.


def _lists(fetcher: Fetcher, first: Fetched, tree: LexborHTMLParser) -> list[FoundWay]:
    """The likeliest lists of a page; only the first is followed to its second page."""
    found = find_rows(tree, first.page.url)
    if not found:
        return []
    if _names_issues(found[0]):
        return _issues(fetcher, first, found[0])
    paging = find_paging(tree, first.page.url)
    ways = [_list(fetcher, first, found[0], paging)]
    return ways + [
        _list(fetcher, first, rows, None) for rows in found[1:4] if not set(rows.urls) & set(found[0].urls)
    ]


def _list(fetcher: Fetcher, first: Fetched, rows: FoundRows, paging: Paging | None) -> FoundWay:
    values: dict[str, Any] = {"by": "listing", "url": here(fetcher, first.page.url)}
    remarks = {"row": f"{len(rows.urls)} rows found"}
    if rows.date:
        remarks["date"] = f"in {rows.dated:.0%} of the rows"
    way = FoundWay(
        values, f"{len(rows.urls)} rows `{rows.row}`", 0.5 + 0.3 * rows.dated, _entries(first, rows), [first]
    )
    if paging:
        _add_paging(fetcher, way, rows, paging)
    else:
        way.unseen.append("further pages of the list")
    values |= rows.rules
    way.remarks |= remarks
    if any(not same_site(entry.url, fetcher.base) for entry in way.entries):
        values["match"] = f"^{re.escape(fetcher.base)}/"
        way.remarks["match"] = "some rows lead to other sites"
        way.entries = [entry for entry in way.entries if same_site(entry.url, fetcher.base)]
    return _timed(way)


def _entries(page: Fetched, rows: FoundRows) -> list[Entry]:
    return list(read_rows(parse_html(page), page.page.url, Rows.model_validate(rows.rules)).entries)


def _add_paging(fetcher: Fetcher, way: FoundWay, rows: FoundRows, paging: Paging) -> None:
    """Turn the list to its second page, where that can be done by an address, and note what came of it."""
    if paging.target:
        way.values["by"] = "postback"
        way.values |= {"target": paging.target, "argument": paging.argument}
        way.remarks["target"] = f"guessed from {paging.why}; the second page was not asked for"
        way.unseen.append("the list's second page")
        return
    address = paging.page.format(page=paging.first + paging.step)
    second = [
        each for each in fetcher.get(welcome(fetcher, [address])) if each.page.url != way.lists[0].page.url
    ]
    fresh = [entry for each in second for entry in _entries(each, rows) if entry.url not in set(rows.urls)]
    if second and not fresh:
        way.unseen.append("further pages of the list; the second repeats the first, or has other rows")
        return
    way.values["page"] = here(fetcher, paging.page)
    way.values |= {"first": paging.first} if paging.first != 1 else {}
    way.values |= {"step": paging.step} if paging.step != 1 else {}
    way.lists += second
    way.entries += fresh
    way.sure += 0.2 if fresh else 0
    way.told += f", page 2 has {len(fresh)} more" if fresh else ""
    if not fresh:
        way.remarks["page"] = f"guessed from {paging.why}; the second page was not read"


def _names_issues(rows: FoundRows) -> bool:
    return sum(names_issue(title) for title in rows.titles) * 3 >= 2 * len(rows.titles)


def _issues(fetcher: Fetcher, first: Fetched, rows: FoundRows) -> list[FoundWay]:
    """A list of gazette issues, and the list of documents on the first of them."""
    paging = find_paging(parse_html(first), first.page.url)
    for issue in fetcher.get(welcome(fetcher, rows.urls[:1])):
        inner = find_rows(parse_html(issue), issue.page.url)
        if not inner:
            return []
        values: dict[str, Any] = {"by": "gazette", "url": here(fetcher, first.page.url)}
        if paging and paging.page:
            values |= {"page": here(fetcher, paging.page)} | ({"first": 0} if paging.first == 0 else {})
        values |= {"issues": rows.rules, "documents": inner[0].rules}
        told = f"{len(rows.urls)} issues, {len(inner[0].urls)} documents in the first"
        unseen = ["whether issues are numbered anew in each year", "further pages of issues"]
        return [FoundWay(values, told, 0.6, _entries(issue, inner[0]), [first, issue], unseen=unseen)]
    return []


# Sitemaps.


def _sitemaps(fetcher: Fetcher, urls: Sequence[str]) -> list[FoundWay]:
    asked = welcome(fetcher, urls)
    read, entries = _read_sitemaps(fetcher, asked)
    if not entries:
        return []
    values: dict[str, Any] = {"by": "sitemap", "urls": [here(fetcher, url) for url in asked]}
    way = FoundWay(
        values, f"{len(entries)} addresses in {len(read)} sitemaps", 0.5, _newest_first(entries), read
    )
    if _says_today(entries):
        values["changes"] = False
        way.remarks["changes"] = "all addresses say that they changed on one day"
    if pattern := _item_pattern([entry.url for entry in entries]):
        values["match"] = pattern
        way.remarks["match"] = "guessed from the addresses' common form"
        way.entries = [entry for entry in way.entries if re.search(pattern, entry.url)]
    return [way]


def _read_sitemaps(fetcher: Fetcher, urls: Sequence[str]) -> tuple[list[Fetched], list[Entry]]:
    """Sitemaps, and of an index the newest, until addresses that look like items' came, or enough was read."""
    rules = SitemapDiscovery(by="sitemap", urls=("/sitemap.xml",))
    read, entries, queue = list[Fetched](), list[Entry](), list(urls)
    while (
        queue
        and len(read) < _SITEMAPS_READ
        and not (len(entries) > 1 and _item_pattern([e.url for e in entries]))
    ):
        for fetched in fetcher.get([queue.pop(0)]):
            try:
                found = read_sitemap(fetched.page.body, fetched.page.url, rules)
            except NguonError:
                continue
            read.append(fetched)
            entries += found.entries
            queue += welcome(fetcher, [entry.url for entry in _newest_first(found.inside)])
    return read, entries


def _newest_first(entries: Sequence[Entry]) -> list[Entry]:
    """By the time of change where that is told, else the site's own order; lists of categories last."""
    told = sorted(entries, key=lambda entry: str(entry.updated or ""), reverse=True)
    return sorted(told, key=lambda entry: bool(_NO_ITEMS.search(entry.url)))


def _says_today(entries: Sequence[Entry]) -> bool:
    changed = {entry.updated.date() for entry in entries if entry.updated}
    return len(entries) > 1 and len(changed) == 1


def _item_pattern(urls: Sequence[str]) -> str:
    """What most addresses that end with a number end with, such as `-post123456.html`; empty where hardly any does."""
    found = [_ENDING.search(urlsplit(url).path) for url in urls]
    forms = [(match["mark"], match["ending"]) for match in found if match]
    form = max(set(forms), key=forms.count, default=None)
    if form is None or forms.count(form) < _LEAST_SITEMAP * len(forms):
        return ""
    timed = next((each for each in _TIMED if _most_timed(urls, each)), "")
    number = f"(?:{timed.removesuffix(_ANY_ENDING)}|-{form[0]}\\d+)" if timed else rf"-{form[0]}\d+"
    return rf"{number}{re.escape(form[1])}$"


def _timed(way: FoundWay) -> FoundWay:
    """Where entries have no date but their addresses hold the time, a `match` that takes it and excludes none."""
    if not way.entries or "match" in way.values or all(entry.when for entry in way.entries):
        return way
    pattern = next((each for each in _TIMED if _most_timed([entry.url for entry in way.entries], each)), "")
    if pattern:
        way.values["match"] = f"(?:{pattern})?$"
        way.remarks["match"] = "the time is in the address; excludes nothing"
    return way


def _most_timed(urls: Sequence[str], pattern: str) -> bool:
    hits = [re.search(f"{pattern}$", urlsplit(url).path) for url in urls]
    return sum(map(_is_time, hits)) * 3 >= 2 * len(hits)


def _is_time(found: re.Match[str] | None) -> bool:
    try:
        return bool(found and datetime.strptime(found["time"], "%y%m%d%H%M%S").astimezone())
    except ValueError:
        return False
