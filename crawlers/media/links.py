"""Recordings, films and pictures, as feeds and pages name them. Pure: nothing is fetched, nothing is believed.

What a feed or page tells of a file (type, length, duration, title, credit) is kept as told. Whether the file is fetched,
and why not, is `crawlers.media.recordings`' affair; what it truly is, `crawlers.media.sniff` and `transforms.media` find out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, Literal
from urllib.parse import unquote, urldefrag, urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawlers.discovery.entry import MediaLink, web_address
from crawlers.numbers import real
from crawlers.words import clean

MediaKind = Literal["audio", "video", "image", "stream", ""]
"""`stream` is a playlist (HLS, DASH) or another site's player: no file that could be kept. Empty: none of them."""

MOST_LINKS = 50
_LONGEST_TEXT = 1000
_LONGEST_DURATION_MS = 7 * 24 * 3_600_000
_ENDINGS: Mapping[str, tuple[MediaKind, str]] = {
    "mp3": ("audio", "audio/mpeg"),
    "mp2": ("audio", "audio/mpeg"),
    "m4a": ("audio", "audio/mp4"),
    "m4b": ("audio", "audio/mp4"),
    "aac": ("audio", "audio/aac"),
    "oga": ("audio", "audio/ogg"),
    "ogg": ("audio", "audio/ogg"),
    "opus": ("audio", "audio/ogg"),
    "wav": ("audio", "audio/wav"),
    "flac": ("audio", "audio/flac"),
    "weba": ("audio", "audio/webm"),
    "wma": ("audio", "audio/x-ms-wma"),
    "mp4": ("video", "video/mp4"),
    "m4v": ("video", "video/mp4"),
    "webm": ("video", "video/webm"),
    "ogv": ("video", "video/ogg"),
    "mov": ("video", "video/quicktime"),
    "flv": ("video", "video/x-flv"),
    "m3u8": ("stream", "application/vnd.apple.mpegurl"),
    "mpd": ("stream", "application/dash+xml"),
    "jpg": ("image", "image/jpeg"),
    "jpeg": ("image", "image/jpeg"),
    "png": ("image", "image/png"),
    "gif": ("image", "image/gif"),
    "webp": ("image", "image/webp"),
    "avif": ("image", "image/avif"),
    "svg": ("image", "image/svg+xml"),
}
_PLAYLISTS = re.compile(r"mpegurl|dash\+xml|smil", re.IGNORECASE)
_CLOCK = re.compile(r"(?:(?:(\d+):)?(\d{1,2}):)?(\d+)(?:[.,](\d{1,3})\d*)?")
_ISO = re.compile(
    r"P(?:(\d+)D)?(?:T(?:(\d+(?:[.,]\d+)?)H)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)S)?)?", re.IGNORECASE
)
_SIZE = re.compile(r"(\d{1,12})(?:[.,](\d{1,3}))?\s*(?:([kmg])i?b?|b|bytes?)?", re.IGNORECASE)
_UNITS = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}
_CREDIT = re.compile(
    r"(?:Ảnh|Hình ảnh|Đồ họa|Video|Clip|Nguồn|Âm thanh|Thực hiện|Photo|Source|Infographics?)\s*:\s*([^()\[\].;|]{2,80})",
    re.IGNORECASE,
)


def feed_media(raw: Any, base_url: str) -> tuple[MediaLink, ...]:
    """The files that a feed's entry names: enclosures (RSS 2.0, Atom), `media:content` also in groups.

    Args:
        raw: the entry as feedparser gives it.
        base_url: the feed's address, for links that are not absolute.

    Where the entry has one recording or film, what iTunes' tags tell is told of it: its duration, and as its caption
    the entry's summary.
    """
    told = dict(raw)  # feedparser's own `get` warns and guesses
    credit = _credits(told.get("media_credit"))
    listed = [*_enclosures(told.get("links")), *_contents(told.get("media_content"), credit)]
    links = merged(_placed(listed, base_url))
    played = [link for link in links if media_kind(link) in {"audio", "video", "stream"}]
    if len(played) != 1:
        return links
    whole = MediaLink(
        played[0].url,
        duration_ms=duration_ms(told.get("itunes_duration")),
        caption=plain(told.get("summary")),
        credit=credit or plain(told.get("author")),
    )
    return merged([*links, whole])


def _enclosures(links: Any) -> Iterator[MediaLink]:
    for link in _mappings(links):
        if link.get("rel") == "enclosure" and link.get("href"):
            yield MediaLink(
                str(link["href"]),
                media_type(link.get("type")),
                byte_count(link.get("length")),
                plain(link.get("title")),
            )


def _contents(contents: Any, credit: str) -> Iterator[MediaLink]:
    """Media RSS 1.5.1: `medium` stands in for a type that is not told; lengths in bytes, durations in seconds."""
    for content in _mappings(contents):
        medium = str(content.get("medium") or "").lower()
        generic = f"{medium}/*" if medium in {"audio", "video", "image"} else ""
        if content.get("url"):
            yield MediaLink(
                str(content["url"]),
                media_type(content.get("type")) or generic,
                byte_count(content.get("filesize")),
                duration_ms=duration_ms(content.get("duration")),
                credit=credit,
            )


def _credits(told: Any) -> str:
    names = (plain(each.get("content")) for each in _mappings(told))
    return ", ".join(dict.fromkeys(name for name in names if name))


def _mappings(values: Any) -> list[dict[str, Any]]:
    """The mappings in what should be a list of them."""
    return [dict(each) for each in values if isinstance(each, Mapping)] if isinstance(values, list) else []


def _placed(links: Iterable[MediaLink], base_url: str) -> Iterator[MediaLink]:
    for link in links:
        if address := media_address(base_url, link.url):
            yield replace(link, url=address)


def media_address(base_url: str, link: str) -> str | None:
    """The absolute address of a file, without a fragment; None where `link` leads to no place on the web."""
    address = web_address(base_url, link)
    return urldefrag(address).url if address else None


def merged(links: Iterable[MediaLink]) -> tuple[MediaLink, ...]:
    """`links` with each address once, in their order: what the first told stands, what it left out is filled in."""
    found: dict[str, MediaLink] = {}
    for link in links:
        have = found.get(link.url)
        if have is None and len(found) == MOST_LINKS:
            continue
        found[link.url] = _filled(have, link) if have else link
    return tuple(found.values())


def _filled(have: MediaLink, also: MediaLink) -> MediaLink:
    names = [field.name for field in fields(MediaLink)]
    told = {name: getattr(have, name) or getattr(also, name) for name in names}
    if have.type.endswith("/*") and also.type:
        told["type"] = also.type
    return MediaLink(**told)


def media_kind(link: MediaLink) -> MediaKind:
    """What a file is by its ending and its told type; where they differ, a playlist is one whoever says so."""
    by_ending = _ENDINGS.get(ending(link.url), ("", ""))[0]
    if by_ending == "stream" or _PLAYLISTS.search(link.type) or link.type == "text/html":
        return "stream"
    main = link.type.partition("/")[0]
    told: Mapping[str, MediaKind] = {"audio": "audio", "video": "video", "image": "image"}
    return told.get(main, by_ending)


def type_by_ending(url: str) -> str:
    """The media type that an address's ending suggests; empty for any other ending."""
    return _ENDINGS.get(ending(url), ("", ""))[1]


def ending(url: str) -> str:
    """The ending of the file's name in an address, in lower case."""
    try:
        name = unquote(urlsplit(url).path).rpartition("/")[2]
    except ValueError:
        return ""
    return name.rpartition(".")[2].lower() if "." in name else ""


def media_type(told: Any) -> str:
    """`type/subtype` in lower case; empty for what is none, or says nothing (RFC 2046, section 4.5.1)."""
    name = str(told or "").partition(";")[0].strip().lower()
    if not re.fullmatch(r"[\w!#$&^.+\-]+/[\w!#$&^.+*\-]+", name):
        return ""
    return (
        ""
        if name in {"application/octet-stream", "binary/octet-stream", "application/force-download"}
        else name
    )


def byte_count(told: Any) -> int | None:
    """A length in bytes from `12345`, `11,8 MB`; None for nothing, 0, and what is no length."""
    match = _SIZE.fullmatch(str(told if told is not None else "").strip())
    if not match or (match[2] and not match[3]):
        return None
    unit = _UNITS[(match[3] or "").lower()]
    return int(match[1]) * unit + int((match[2] or "").ljust(3, "0")) * unit // 1000 or None


def duration_ms(told: Any) -> int | None:
    """Milliseconds from `1:02:03`, `62:03`, `3723`, `3723.5` (seconds) or ISO 8601's `PT1H2M3S`; None for none."""
    text = str(told if told is not None else "").strip()
    if match := _CLOCK.fullmatch(text):
        total = _milliseconds("0", match[1], match[2], f"{match[3]}.{match[4] or 0}")
    elif len(text) > 1 and (match := _ISO.fullmatch(text)):
        total = _milliseconds(*match.groups())
    else:
        return None
    return total if total and total <= _LONGEST_DURATION_MS else None


def _milliseconds(*parts: str | None) -> int | None:
    """Of days, hours, minutes and seconds; None where one of them is no number."""
    told = [real(part or "0") for part in parts]
    numbers = [number for number in told if number is not None]
    if len(numbers) < len(told):
        return None
    days, hours, minutes, seconds = numbers
    return round((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000)


def plain(told: Any) -> str:
    """A text on one line, without markup, cut where it is longer than a caption ever is."""
    text = str(told) if isinstance(told, str) else ""
    if "<" in text or "&" in text:
        root = LexborHTMLParser(text[: 20 * _LONGEST_TEXT]).root
        text = root.text(separator=" ") if root else ""
    return clean(text)[:_LONGEST_TEXT].strip()


def credit_in(caption: str) -> str:
    """Whom a caption names as the maker: `(Ảnh: VGP/Nhật Bắc)`; empty where it names nobody."""
    found = _CREDIT.search(caption)
    return found[1].strip(" -–—/") if found else ""
