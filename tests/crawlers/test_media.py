"""What feeds and pages tell of recordings, films and pictures, and what bytes are."""

import io

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from crawlers.discovery.entry import MediaLink
from crawlers.errors import BadDocument
from crawlers.media.links import (
    byte_count,
    credit_in,
    duration_ms,
    feed_media,
    media_kind,
    media_type,
    merged,
)
from crawlers.media.players import page_media
from crawlers.media.recordings import choose
from crawlers.media.sniff import MAYBE_SOUND, SNIFFED, SOUND, refuse_unless, sniff
from crawlers.source import load_source
from nguon.settings import ROOT
from tests.conftest import SHARED
from tests.sounds import FORMATS, tone

PAGE = "https://binhmau.vn/tin/1.htm"
RSS = """<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Kênh</title><item><title>Mục</title><link>/muc</link>{}</item></channel></rss>"""


def feed(inside):
    parsed = feedparser.parse(io.BytesIO(RSS.format(inside).encode()))
    return feed_media(parsed.entries[0], "https://binhmau.vn/rss/kenh.rss")


def page(inside, player=None):
    return page_media(LexborHTMLParser(f"<!DOCTYPE html><body>{inside}</body>"), PAGE, player)


def test_an_enclosure_with_what_itunes_tells_of_it():
    (link,) = feed(
        '<enclosure url="../am/1.mp3" type="Audio/MPEG" length="14400000"/><itunes:duration>1:02:03</itunes:duration>'
        "<description>&lt;b&gt;Chuyện&lt;/b&gt; kể &amp;amp; lời bàn</description>"
    )
    assert link == MediaLink(
        "https://binhmau.vn/am/1.mp3",
        "audio/mpeg",
        14_400_000,
        duration_ms=3_723_000,
        caption="Chuyện kể & lời bàn",
    )


def test_a_group_of_contents_and_the_enclosure_that_is_one_of_them():
    links = feed(
        '<enclosure url="https://a.vn/1.mp4" type="video/mp4" length="9"/>'
        '<media:group><media:content url="https://a.vn/1.mp4" medium="video" duration="65" fileSize="99"/>'
        '<media:content url="https://a.vn/1.m3u8"/><media:content url="https://a.vn/1.jpg" medium="image"/></media:group>'
        '<media:credit role="producer">Nhóm Mẫu</media:credit>'
    )
    assert [(media_kind(link), link.length, link.duration_ms, link.credit) for link in links] == [
        ("video", 9, 65_000, "Nhóm Mẫu"), ("stream", None, None, "Nhóm Mẫu"), ("image", None, None, "Nhóm Mẫu"),
    ]  # fmt: skip


def test_links_that_lead_nowhere_are_none():
    assert (
        feed('<enclosure url="" type="audio/mpeg"/><enclosure url="javascript:1" type="audio/mpeg"/>') == ()
    )
    assert feed("") == ()


@pytest.mark.shared
def test_feedparsers_own_suite_tells_its_enclosures():
    folder = SHARED / "data" / "torture" / "feedparser" / "tests" / "wellformed"
    told = 0
    for path in sorted(folder.rglob("*.xml")):
        parsed = feedparser.parse(io.BytesIO(path.read_bytes()))
        for entry in parsed.entries:
            told += len(feed_media(entry, "https://example.org/feed"))
    assert told >= 5


@pytest.mark.parametrize(
    ("inside", "address", "kind"),
    [
        ('<audio src="a.mp3"></audio>', "https://binhmau.vn/tin/a.mp3", "audio"),
        ('<video data-src="//cdn.vn/a"></video>', "https://cdn.vn/a", "video"),
        ('<video><source src="/a.webm" type="video/webm; codecs=vp9"></video>', "https://binhmau.vn/a.webm", "video"),
        ('<div data-vid="cdn.vn/2026/a.mp4"></div>', "https://cdn.vn/2026/a.mp4", "video"),
        ('<div class="cms" data-audio-src="https://cdn.vn/a.m4a#t=3"></div>', "https://cdn.vn/a.m4a", "audio"),
        ('<script>setup({sources:[{file:"https:\\/\\/cdn.vn\\/a.m3u8?k=1"}]})</script>', "https://cdn.vn/a.m3u8?k=1", "stream"),
        ("<script>var hls_url = 'https://cdn.vn/live/index.m3u8';</script>", "https://cdn.vn/live/index.m3u8", "stream"),
        ('<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","audio":{"@type":"AudioObject","contentUrl":"https://cdn.vn/doc"}}]}</script>', "https://cdn.vn/doc", "audio"),
        ('<script type="application/ld+json">{"@type":["VideoObject"],"embedUrl":"https://cdn.vn/embed/3"}</script>', "https://cdn.vn/embed/3", "stream"),
        ('<script type="application/ld+json">{"@type":"PodcastEpisode","associatedMedia":{"@type":"MediaObject","contentUrl":"/e.opus"}}</script>', "https://binhmau.vn/e.opus", "audio"),
        ('<meta property="og:video:secure_url" content="https://cdn.vn/v?id=2"><meta property="og:video:type" content="video/mp4">', "https://cdn.vn/v?id=2", "video"),
        ('<meta property="og:audio" content="https://cdn.vn/s">', "https://cdn.vn/s", "audio"),
        ('<figure><img src="/a.jpg"></figure>', "https://binhmau.vn/a.jpg", "image"),
        ('<iframe src="https://www.example.org/embed/x"></iframe>', "https://www.example.org/embed/x", "stream"),
    ],
)  # fmt: skip
def test_players_of_many_makes(inside, address, kind):
    (link,) = page(inside)
    assert (link.url, media_kind(link)) == (address, kind)


def test_the_sources_own_rule_comes_first():
    first, second = page(
        '<audio src="/khac.mp3"></audio><p class="nghe" data-id="/am/7"></p>', "p.nghe@data-id"
    )
    assert [(each.url, media_kind(each)) for each in (first, second)] == [
        ("https://binhmau.vn/am/7", "audio"), ("https://binhmau.vn/khac.mp3", "audio"),
    ]  # fmt: skip
    assert page('<p class="nghe">/am/7.mp4</p>', "p.nghe")[0].type == "video/mp4"
    assert page('<p class="nghe"></p>', "p.nghe@data-id") == ()


@pytest.mark.parametrize(
    "inside",
    [
        '<aside><audio src="/a.mp3"></audio></aside>',
        '<footer><video src="/a.mp4"></video></footer>',
        '<div class="box-related"><div data-vid="/a.mp4"></div></div>',
        '<div type="RelatedOneNews"><figure><img src="/a.jpg"></figure></div>',
        '<img src="/logo.png">',
        '<figure><img src="data:image/gif;base64,R0lGOD"></figure>',
        '<script src="/player.js"></script><script>var page = "/tin/a.htm"; file: "/a.pdf"</script>',
        '<script type="application/ld+json">{"@type":"VideoObject", broken</script>',
        '<iframe src="/ban-do"></iframe>',
        '<audio src="blob:https://binhmau.vn/1"></audio>',
    ],
)
def test_what_is_not_the_items_own_is_left(inside):
    assert page(inside) == ()


def test_the_caption_is_that_of_the_same_picture():
    first, second = page(
        '<div><figure><img src="/1.jpg" alt="Đê"><figcaption>Đê sông Mẫu (Ảnh: VGP/Mẫu)</figcaption></figure>'
        '<figure><img src="/2.jpg"></figure></div>'
    )
    assert (first.caption, first.credit, first.title) == ("Đê sông Mẫu (Ảnh: VGP/Mẫu)", "VGP/Mẫu", "Đê")
    assert (second.caption, second.credit) == ("", "")


def test_one_address_is_one_link_with_all_that_was_told_of_it():
    (link,) = page(
        '<video src="/a.mp4" title="Phim"></video><meta property="og:video" content="/a.mp4">'
        '<script type="application/ld+json">{"@type":"VideoObject","contentUrl":"/a.mp4","duration":"PT65S","contentSize":"1,5 MB"}</script>'
    )
    assert (link.type, link.title, link.duration_ms, link.length) == ("video/mp4", "Phim", 65_000, 1_500_000)


@pytest.mark.parametrize(
    ("told", "milliseconds"),
    [
        ("3723", 3_723_000), ("62:03", 3_723_000), ("1:02:03", 3_723_000), ("3.5", 3500), ("PT1H2M3S", 3_723_000),
        ("P1DT1S", 86_401_000), ("PT0.5S", 500), (65, 65_000), ("0", None), ("", None), (None, None), ("P", None),
        ("PT", None), ("một giờ", None), ("99999999999", None), ("-5", None),
    ],
)  # fmt: skip
def test_durations(told, milliseconds):
    assert duration_ms(told) == milliseconds


@pytest.mark.parametrize(
    ("told", "count"),
    [
        ("12345", 12345), ("0", None), ("", None), (None, None), ("11,8 MB", 11_800_000), ("500 KiB", 500_000),
        ("12,345", None), ("big", None), ("-1", None), (99, 99),
    ],
)  # fmt: skip
def test_lengths(told, count):
    assert byte_count(told) == count


def test_types_that_say_nothing_are_none():
    told = ["Audio/MPEG; x=1", "application/octet-stream", "mp3", "", None]
    assert [media_type(each) for each in told] == ["audio/mpeg", "", "", "", ""]


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        ("Đoàn đi thăm (Ảnh: VGP/Nhật Mẫu)", "VGP/Nhật Mẫu"),
        ("Video: Trần Mẫu. Bấm để xem", "Trần Mẫu"),
        ("Ảnh chụp đêm qua", ""),
        ("", ""),
    ],
)
def test_who_made_it(caption, credit):
    assert credit_in(caption) == credit


@settings(max_examples=50)
@given(st.text(max_size=200))
def test_no_text_on_a_page_or_in_a_feed_is_too_odd(text):
    for inside in (
        f'<audio src="{text}"></audio><div data-x="{text}.mp3"></div>',
        f"<script>file: '{text}.mp4'</script><script type='application/ld+json'>{text}</script>",
        text,
    ):
        for link in page(inside):
            assert link.url.startswith(("http://", "https://"))
    assert duration_ms(text) is None or duration_ms(text) > 0
    feed_media({"links": [{"rel": "enclosure", "href": text, "length": text}], "media_content": [text]}, PAGE)


def test_links_are_not_without_end():
    assert len(merged(MediaLink(f"https://a.vn/{number}.mp3") for number in range(500))) == 50


# What is fetched, and what is by its address only.


def decide(link, kind="", **media):
    source = load_source(ROOT / "tests" / "portals" / "phatthanh")
    (choice,) = choose(
        [link], source.model_copy(update={"media": source.media.model_copy(update=media)}), kind
    )
    return choice.reason


HOST = "https://media.phatthanhbinhmau.vn"


def test_the_sources_policy_decides():
    assert decide(MediaLink(f"{HOST}/a.mp3")) == ""
    assert decide(MediaLink(f"{HOST}/a.mp3", length=1_000_000)) == ""
    assert decide(MediaLink(f"{HOST}/a.mp3", length=1_000_001)) == "longer than 1000000 bytes"
    assert decide(MediaLink("https://other.vn/a.mp3")) == "at a host that is none of the source's"
    assert decide(MediaLink(f"{HOST}/a.m3u8")).startswith("a stream")
    assert decide(MediaLink(f"{HOST}/a.mp4")) == "by the source's policy"
    assert decide(MediaLink(f"{HOST}/a.mp4"), video="capture") == ""
    assert decide(MediaLink(f"{HOST}/a.mp3"), audio="reference") == "by the source's policy"
    assert decide(MediaLink(f"{HOST}/a.mp3"), kind="news") == "it goes with a text"


# What bytes are.


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_real_files_of_every_format_are_known_by_their_first_bytes(form):
    body = tone(form, seconds=0.5)
    assert sniff(body[:SNIFFED]) in SOUND | MAYBE_SOUND
    assert refuse_unless("audio", body[:SNIFFED], "u") == sniff(body[:SNIFFED])


def test_mp3_with_without_and_after_odd_beginnings():
    plain = tone("mp3", seconds=0.5)
    frames = plain[plain.index(b"\xff\xfb") :]
    for before in (b"", b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(10), bytes(300)):
        assert sniff((before + frames)[:SNIFFED]) == "audio/mpeg"
    cover = b"ID3\x04\x00\x00\x00\x02\x00\x00" + bytes(SNIFFED)  # tags longer than what is looked at
    assert sniff(cover[:SNIFFED]) == "audio/mpeg"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\xef\xbb\xbf \n<!DOCTYPE HTML><p>", "text/html"),
        (b"<html>", "text/html"),
        (b"<htmlx", ""),
        (b"<?xml version='1.0'?><rss>", "text/xml"),
        (b'{"error": 1}', "application/json"),
        (b"#EXTM3U\n#EXT-X", "application/vnd.apple.mpegurl"),
        (b"%PDF-1.7", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x20ftypM4A \0", "audio/mp4"),
        (b"\0\0\0\x20ftypisom\0", "video/mp4"),
        (b"\xff\xfeX\0i\0n\0", ""),
        (b"\xff\xfb\x90\x64" + b"\0" * 500, ""),
        (b"", ""),
    ],
)
def test_what_is_no_sound_is_called_by_its_name(head, name):
    assert sniff(head) == name


@pytest.mark.parametrize(
    "body", [b"<!doctype html><p>", b"", b"#EXTM3U\n", b"\x89PNG\r\n\x1a\n", b"chu nghia"]
)
def test_a_page_in_the_place_of_sound_is_refused(body):
    with pytest.raises(BadDocument, match="it should be audio, and is"):
        refuse_unless("audio", body, "https://a.vn/1.mp3")


@settings(max_examples=200)
@given(st.binary(max_size=300), st.sampled_from([b"", b"ID3", b"\xff\xfb", b"\xff\xf1", b"OggS", b"RIFF"]))
def test_no_bytes_are_too_odd(body, before):
    assert isinstance(sniff(before + body), str)
