"""Long runs of one character or of a pair: whatever reads a stranger's bytes takes time in proportion to them."""

import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from crawlers.address import canonical
from crawlers.capture import Role
from crawlers.dates import find_days, parse_day, parse_moment
from crawlers.discovery.feed import read_feed
from crawlers.discovery.gazette import issue_numbers
from crawlers.discovery.listing import read_listing
from crawlers.discovery.rows import count, when
from crawlers.discovery.sitemap import read_sitemap
from crawlers.errors import NguonError
from crawlers.judge import judge
from crawlers.judge.telltale import tell
from crawlers.manners import retry_after
from crawlers.manners.robots import read_rules
from crawlers.markup import parse_html
from crawlers.media.links import byte_count, credit_in, duration_ms, media_address, media_type, plain
from crawlers.media.players import page_media
from crawlers.media.sniff import sniff
from crawlers.source import ListingDiscovery, SitemapDiscovery
from crawlers.traps import shape_of, text_digest
from crawlers.unpack import content_encoding
from crawlers.words import clean, fold, is_language, plain_letters
from crawlers.xml import parse_xml

LONG = 200_000
SECONDS = 5.0
RUNS = [" ", "a", "1", "-", "<", "=", "&", "%", '"', "'", "/", ":", "#", "\n", "a ", "1.", "<a ", "- "]
URL = "https://bao.dongmau.vn/"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
LIST = ListingDiscovery(by="listing", url="/tin", row="a[href]", link=":self", date="i")
MAP = SitemapDiscovery(by="sitemap", urls=("/sitemap.xml",))


def utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def inside_xml(text: str) -> str:
    return text.replace("<", "").replace("\0", "")


def judged(page: str):
    return judge(URL, 200, "text/html", utf8(page), role=Role.ITEM)


READERS = {
    "address": lambda text: canonical(URL + text),
    "address's host": lambda text: canonical(f"https://{text}"),
    "address's query": lambda text: canonical(f"{URL}?sid={text}"),
    "link": lambda text: canonical(text, base=URL),
    "trap": lambda text: shape_of(URL + text),
    "day": parse_day,
    "moment": parse_moment,
    "days": find_days,
    "clean": clean,
    "fold": fold,
    "letters": plain_letters,
    "language": lambda text: is_language(text, "vi"),
    "count": count,
    "date of a row": when,
    "issue": issue_numbers,
    "feed": lambda text: read_feed(utf8(text), URL, "text/xml"),
    "feed's entry": lambda text: read_feed(
        utf8(f"<rss version='2.0'><channel><item><link>/1</link><title>{inside_xml(text)}</title></item></channel></rss>"), URL, "text/xml"
    ),
    "sitemap": lambda text: read_sitemap(
        utf8(f"<urlset><url><loc>/{inside_xml(text)}</loc><lastmod>{inside_xml(text)}</lastmod></url></urlset>"), URL, MAP
    ),
    "XML": lambda text: parse_xml(utf8(f"<a>{text}</a>"), URL),
    "list": lambda text: read_listing(utf8(f'<html><a href="{text}">{text}<i>{text}</i></a>'), URL, LIST),
    "robots.txt": lambda text: read_rules(utf8(text), "bao.dongmau.vn").allow(URL),
    "rule": lambda text: read_rules(utf8(f"User-agent: *\nDisallow: {text}"), "bao.dongmau.vn").allow(URL),
    "Retry-After": lambda text: retry_after(text, NOW),
    "Content-Encoding": lambda text: content_encoding([("Content-Encoding", text)]),
    "page": lambda text: judged(f"<html>{text}"),
    "page's head": lambda text: judged(f'<html><title>{text}</title><meta http-equiv=refresh content="{text}"><script>{text}</script>'),
    "no page": judged,
    "JSON": lambda text: judged("{" + text),
    "name": lambda text: list(tell([text])),
    "digest": lambda text: text_digest(utf8(f"<html>{text}")),
    "type": lambda text: sniff(utf8(text)),
    "duration": duration_ms,
    "length": byte_count,
    "media type": media_type,
    "credit": credit_in,
    "caption": plain,
    "file": lambda text: media_address(URL, text),
    "player": lambda text: page_media(parse_html(utf8(f"<html><audio src='/{text}'></audio><script>file: 'a.mp3';{text}</script>")), URL),
}  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
def test_time_is_in_proportion(reader):
    for run in RUNS:
        text = run * (LONG // len(run)) + "!"
        before = time.process_time()
        with suppress(NguonError):
            READERS[reader](text)
        assert time.process_time() - before < SECONDS, run
