"""The podcast: RSS 2.0 with the iTunes, Atom and Podcasting 2.0 elements that players ask for."""

from datetime import datetime
from email.utils import format_datetime
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from crawlers.dates import VIETNAM
from sinks.outlet.changes import audio_name
from sinks.store.models import PublicationRow
from transforms.article import Article

EPISODES = 200
_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
_ATOM = "http://www.w3.org/2005/Atom"
_PODCAST = "https://podcastindex.org/namespace/1.0"
register_namespace("itunes", _ITUNES)
register_namespace("atom", _ATOM)
register_namespace("podcast", _PODCAST)


def podcast(live: list[tuple[PublicationRow, Article]], *, base_url: str, rehearsal: bool) -> bytes:
    """The feed of what is out now, newest first; `base_url` is where the outlet is served."""
    base = base_url.rstrip("/")
    rss = Element("rss", version="2.0")
    channel = SubElement(rss, "channel")
    mark = "[THỬ NGHIỆM] " if rehearsal else ""
    _add(channel, "title", f"{mark}Nguồn: bản tin thông tin cơ sở")
    _add(channel, "link", base + "/")
    _add(
        channel,
        "description",
        f"{mark}Bản tin đã được phê duyệt, đọc bằng giọng máy, cho đài truyền thanh cơ sở.",
    )
    _add(channel, "language", "vi")
    _add(channel, f"{{{_ITUNES}}}explicit", "false")
    SubElement(channel, f"{{{_ITUNES}}}category", text="Government")
    link = {"href": f"{base}/podcast.xml", "rel": "self", "type": "application/rss+xml"}
    SubElement(channel, f"{{{_ATOM}}}link", link)
    for row, article in live[:EPISODES]:
        _episode(channel, row, article, base)
    indent(rss)
    body: bytes = tostring(rss, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body + b"\n"


def _episode(channel: Element, row: PublicationRow, article: Article, base: str) -> None:
    sound = row.rendition
    item = SubElement(channel, "item")
    _add(item, "title", article.title)
    _add(item, "description", f"{article.lead or article.title}\n\nTheo {article.credit}.")
    _add(item, "link", article.url)
    SubElement(item, "guid", isPermaLink="false").text = f"{row.item_id}/{row.version.number}"
    _add(item, "pubDate", _rfc2822(row.published_at))
    url = f"{base}/{audio_name(sound.audio_digest)}"
    SubElement(item, "enclosure", url=url, length=str(sound.audio_bytes), type="audio/mpeg")
    said = f"{base}/{audio_name(sound.audio_digest, 'vtt')}"
    how = {"url": said, "type": "text/vtt", "language": article.language}
    SubElement(item, f"{{{_PODCAST}}}transcript", how)
    _add(item, f"{{{_ITUNES}}}duration", str(round(sound.duration_ms / 1000)))
    _add(item, f"{{{_ITUNES}}}explicit", "false")


def _add(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = text


def _rfc2822(moment: datetime) -> str:
    return format_datetime(moment.astimezone(VIETNAM))
