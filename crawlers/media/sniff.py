"""What bytes are, by their first ones: hosts' Content-Type is wrong too often to be believed.

The patterns are the WHATWG's (https://mimesniff.spec.whatwg.org, section 6), and for sound without a container the
headers of its frames: MPEG audio (ISO 11172-3, 2.4.1.3), AAC in ADTS (ISO 13818-7, 6.2).
"""

import re

from crawlers.errors import BadDocument

SNIFFED = 4096
"""So many of a file's first bytes are enough."""

_SIGNATURES = (
    (b"fLaC", "audio/flac"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"#EXTM3U", "application/vnd.apple.mpegurl"),
    (b"FLV\x01", "video/x-flv"),
    (b"0&\xb2u\x8ef\xcf\x11", "video/x-ms-asf"),
)
_RIFF = {b"WAVE": "audio/wav", b"WEBP": "image/webp", b"AVI ": "video/avi"}
_BRANDS = {
    b"M4A": "audio/mp4",
    b"M4B": "audio/mp4",
    b"F4A": "audio/mp4",
    b"avi": "image/avif",
    b"qt ": "video/quicktime",
}
_HTML = re.compile(
    rb"<(?:!--|(?:!doctype\s+html|html|head|body|script|title|meta|div|p|a|h1|iframe|table|style)[\s/>])",
    re.IGNORECASE,
)
_BLANK = b" \t\r\n\x0c\xef\xbb\xbf"
# kbit/s by (MPEG version 1 or lower, layer) and kHz by version; the first and the last index are not allowed.
_BITRATES = {
    (True, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (False, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_LONGEST_PADDING = 2048

SOUND = frozenset(
    {"audio/mpeg", "audio/aac", "audio/mp4", "audio/ogg", "audio/wav", "audio/flac", "audio/webm"}
)
"""Types that are sound whatever is inside."""
MAYBE_SOUND = frozenset({"video/mp4", "video/webm", "video/ogg", "video/quicktime"})
"""Containers of films that may as well hold sound only."""


def sniff(head: bytes) -> str:
    """The media type of a file that begins with `head` (4,096 bytes, or all of a shorter one); empty: none we know."""
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return name
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:11], "video/mp4")
    if head[:4] == b"\x1aE\xdf\xa3":
        return "video/webm" if b"webm" in head[:64] else "video/x-matroska"
    if head[:4] == b"OggS":
        return "video/ogg" if b"\x80theora" in head[:SNIFFED] else "audio/ogg"
    return _frames(head) or _text(head)


def _text(head: bytes) -> str:
    start = head.lstrip(_BLANK)
    if _HTML.match(start):
        return "text/html"
    if start[:5] == b"<?xml" or start[:4] == b"<svg":
        return "image/svg+xml" if b"<svg" in start[:1024] else "text/xml"
    return "application/json" if start[:1] in {b"{", b"["} else ""


def _frames(head: bytes) -> str:
    """Sound without a container: MPEG audio or AAC, after ID3 tags and a little padding."""
    tagged = head[:3] == b"ID3"
    at = _after_id3(head)
    if at >= len(head):
        return "audio/mpeg" if tagged else ""
    at += len(head[at : at + _LONGEST_PADDING]) - len(head[at : at + _LONGEST_PADDING].lstrip(b"\0"))
    for name, length in (("audio/mpeg", _mpeg_frame), ("audio/aac", _adts_frame)):
        size = length(head[at : at + 7])
        following = head[at + size : at + size + 7] if size else b""
        # A file of one frame only is none; the second header makes sure that the first was no accident.
        if size and (len(following) < 4 or length(following)):
            return name
    if tagged:
        return "audio/flac" if head[at : at + 4] == b"fLaC" else "audio/mpeg"
    return ""


def _after_id3(head: bytes) -> int:
    """Where ID3v2 tags end (id3.org, ID3v2.4, 3.1): their size has seven bits a byte."""
    at = 0
    while head[at : at + 3] == b"ID3" and len(head) >= at + 10:
        size = 0
        for byte in head[at + 6 : at + 10]:
            size = size << 7 | (byte & 0x7F)
        at += 10 + size + (10 if head[at + 5] & 0x10 else 0)
    return at


def _mpeg_frame(header: bytes) -> int:
    """Length of the frame of MPEG audio, layer II or III, that begins with `header`; 0: there is none."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return 0
    version, layer = header[1] >> 3 & 3, 4 - (header[1] >> 1 & 3)
    bitrate, rate, padding = header[2] >> 4, header[2] >> 2 & 3, header[2] >> 1 & 1
    if version == 1 or layer not in {2, 3} or bitrate in {0, 15} or rate == 3:
        return 0
    bits = _BITRATES[version == 3, layer][bitrate - 1] * 1000
    samples = 576 if layer == 3 and version != 3 else 1152
    return samples // 8 * bits // _RATES[version][rate] + padding


def _adts_frame(header: bytes) -> int:
    """Length of the frame of AAC that begins with `header`; 0: there is none."""
    if len(header) < 7 or header[0] != 0xFF or header[1] & 0xF6 != 0xF0 or header[2] >> 2 & 15 > 12:
        return 0
    size = (header[3] & 3) << 11 | header[4] << 3 | header[5] >> 5
    return size if size > 7 else 0


def refuse_unless(kind: str, head: bytes, url: str, *, source: str = "") -> str:
    """The sniffed type of a file that should be `audio`, `video` or `image`.

    Raises:
        BadDocument: it is nothing of the kind: a page, a playlist, an error in JSON.
    """
    found = sniff(head)
    fits = {
        "audio": found in SOUND | MAYBE_SOUND,
        "video": found.startswith("video/"),
        "image": found.startswith("image/"),
    }
    if not fits.get(kind, False):
        name = found or "of no type that we know"
        fix = "look at the archived bytes; the address may lead to a page that plays the file, or ask for a log-in"
        raise BadDocument(f"it should be {kind}, and is {name}", source=source, url=url, fix=fix)
    return found
