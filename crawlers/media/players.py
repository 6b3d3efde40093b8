"""What an item's page plays and shows: its `audio` and `video`, players, JSON-LD, OpenGraph, pictures with captions."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.discovery.entry import MediaLink
from crawlers.media.links import (
    byte_count,
    credit_in,
    duration_ms,
    media_address,
    media_kind,
    media_type,
    merged,
    plain,
    type_by_ending,
)
from crawlers.numbers import json_whole, unescaped
from crawlers.source import Source
from crawlers.source.fields import split_pick
from crawlers.words import fold

_PLAYED = "mp3|m4a|aac|oga|ogg|opus|wav|flac|weba|mp4|m4v|webm|ogv|mov|m3u8|mpd"
_FILE = re.compile(rf"\.(?:{_PLAYED})(?=$|[?#])", re.IGNORECASE)
# JW Player, Video.js, Plyr, Clappr, flowplayer and hand-made ones: `file: "…"`, `"src":"…"`, `hls = '…'`.
_IN_SCRIPT = re.compile(
    r"""["']?\b(?:file|src|source|url|hls|dash|mp3|mp4|m4a|audio|video|stream|sources|contentUrl|playlist)(?:_?url|_?src|_?link|_?file)?["']?\s*[:=]\s*"""
    r"""(?:\[\s*)?["']([^"'\s<>{}]{4,2000})["']""",
    re.IGNORECASE,
)
_BARE_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}/", re.IGNORECASE)
_EMBED = re.compile(r"/embed[/.?]|player", re.IGNORECASE)
_ASIDE = re.compile(
    r"\b(?:related|lien-quan|tin-khac|sidebar|advert|banner|quang-cao|recommend)", re.IGNORECASE
)
_ASIDE_TAGS = frozenset({"aside", "nav", "footer"})
_CAPTIONS = "figcaption, [class*='caption' i]"
_SHOWN = "img, audio, video"
_LD_KINDS = {
    "AudioObject": "audio",
    "VideoObject": "video",
    "ImageObject": "image",
    "MusicRecording": "audio",
    "Clip": "video",
    "ImageGallery": "image",
}
_LD_INSIDE = (
    "@graph", "mainEntity", "mainEntityOfPage", "audio", "video", "image", "associatedMedia", "encoding", "encodings",
    "hasPart", "subjectOf",
)  # fmt: skip
_LD_DEEPEST = 8
_LONGEST_SCRIPT = 300_000
_CLIMB = 4


def page_media(tree: LexborHTMLParser, url: str, player: str | None = None) -> tuple[MediaLink, ...]:
    """The files that a page names, each address once; the surest names first.

    Args:
        tree: the page.
        url: its address.
        player: a source's own rule (`selector` or `selector@attribute`) for where its player names the file.

    What stands in `nav`, `aside`, `footer` or boxes of related items is not the page's own.
    """
    found = (
        *_by_rule(tree, player),
        *_elements(tree),
        *_data_attributes(tree),
        *_json_ld(tree),
        *_scripts(tree),
        *_metas(tree),
        *_figures(tree),
        *_embeds(tree),
    )
    placed = (
        MediaLink(address, link.type or type_by_ending(address), link.length, link.title, link.credit, link.duration_ms, link.caption)
        for link in found
        if (address := media_address(url, link.url))
    )  # fmt: skip
    return merged(link for link in placed if media_kind(link))


def item_media(
    tree: LexborHTMLParser, url: str, source: Source, told: Iterable[MediaLink]
) -> tuple[MediaLink, ...]:
    """The files that an item's page names, by its source's rule too, then those that only the feed has `told`."""
    player = source.media.player if source.media else None
    return merged([*page_media(tree, url, player), *told])


def _by_rule(tree: LexborHTMLParser, rule: str | None) -> Iterator[MediaLink]:
    """What the source's own rule finds is a recording, if its ending does not say otherwise."""
    if not rule:
        return
    selector, attribute = split_pick(rule)
    for node in tree.css(selector):
        told = node.attributes.get(attribute or "src") or node.attributes.get("href") or ""
        if told := told.strip() or ("" if attribute else node.text().strip()):
            yield _described(node, _whole(told), type_by_ending(told) or "audio/*")


def _elements(tree: LexborHTMLParser) -> Iterator[MediaLink]:
    for node in tree.css("audio, video"):
        if _beside(node):
            continue
        for source in (node, *node.css("source")):
            told = source.attributes.get("src") or source.attributes.get("data-src")
            if told:
                generic = f"{node.tag}/*"
                kind = media_type(source.attributes.get("type")) or type_by_ending(told) or generic
                yield _described(node, _whole(told), kind)


def _data_attributes(tree: LexborHTMLParser) -> Iterator[MediaLink]:
    """Players made by scripts: any `data-…` whose value names a file that is played, VCCorp's without a scheme too."""
    for node in tree.css("div, span, a, button, section, figure, li, p"):
        for name, told in node.attributes.items():
            if (
                name.startswith("data-")
                and told
                and _FILE.search(told)
                and " " not in told.strip()
                and not _beside(node)
            ):
                yield _described(node, _whole(told.strip()))


def _whole(told: str) -> str:
    """An address that may lack its scheme: `media.example.vn/a/b.mp4`."""
    return f"https://{told}" if _BARE_HOST.match(told) else told


def _described(node: LexborNode, url: str, kind: str = "") -> MediaLink:
    """A link with what stands about it: attributes of its element, the caption under it."""
    told = node.attributes
    caption = _caption(node)
    return MediaLink(
        url,
        kind,
        byte_count(told.get("data-size") or told.get("data-filesize")),
        plain(told.get("title") or told.get("aria-label") or told.get("data-title")),
        credit_in(caption),
        duration_ms(told.get("data-duration")),
        caption,
    )


def _caption(node: LexborNode) -> str:
    """The caption inside the element, or beside it within its `figure` or box."""
    at: LexborNode | None = node
    for _ in range(_CLIMB):
        if at is None or at.tag in {"body", "article", "main"} or len(at.css(_SHOWN)) > 1:
            return ""
        if found := at.css_first(_CAPTIONS):
            return plain(found.html or "")
        if at.tag == "figure":
            return ""
        at = at.parent
    return ""


def _beside(node: LexborNode) -> bool:
    """Whether an element stands in a part of the page that belongs to other items."""
    at: LexborNode | None = node
    while at is not None:
        names = f"{at.attributes.get('class') or ''} {at.attributes.get('id') or ''} {at.attributes.get('type') or ''}"
        if at.tag in _ASIDE_TAGS or _ASIDE.search(names.replace("_", "-")):
            return at.tag != "body"
        at = at.parent
    return False


def _scripts(tree: LexborHTMLParser) -> Iterator[MediaLink]:
    """Addresses that a player's set-up in a script names, as far as they end like a file that is played."""
    for node in tree.css("script:not([src])"):
        if "ld+json" in (node.attributes.get("type") or "").lower():
            continue
        script = node.text()[:_LONGEST_SCRIPT]
        if not _FILE.search(script.replace('"', "?").replace("'", "?")):
            continue
        for match in _IN_SCRIPT.finditer(script):
            told = match[1].replace("\\/", "/").replace("\\u002F", "/").replace("&amp;", "&")
            if _FILE.search(told):
                yield MediaLink(_whole(told))


def _json_ld(tree: LexborHTMLParser) -> Iterator[MediaLink]:
    for node in tree.css("script[type*='ld+json' i]"):
        try:
            value = json.loads(node.text(), strict=False, parse_int=json_whole)
        except (ValueError, RecursionError):
            continue
        yield from _ld_links(value, "", 0)


def _ld_links(value: Any, role: str, depth: int) -> Iterator[MediaLink]:
    """Links of schema.org's MediaObjects, wherever they stand; `role` is the property that led here."""
    if depth > _LD_DEEPEST:
        return
    if isinstance(value, list):
        for each in value:
            yield from _ld_links(each, role, depth + 1)
    elif isinstance(value, str) and role in {"audio", "video", "image"}:
        yield MediaLink(value, f"{role}/*")
    elif isinstance(value, dict):
        yield from _ld_object(value, role)
        for key in _LD_INSIDE:
            if key in value:
                yield from _ld_links(value[key], key, depth + 1)


def _ld_object(item: dict[str, Any], role: str) -> Iterator[MediaLink]:
    types = item.get("@type")
    names = {str(each).rsplit("/", 1)[-1] for each in (types if isinstance(types, list) else [types])}
    kind = next((_LD_KINDS[name] for name in sorted(names) if name in _LD_KINDS), "")
    if not kind and "MediaObject" in names:
        kind = role if role in {"audio", "video", "image"} else "media"
    if not kind:
        return
    direct = _text(item.get("contentUrl")) or (_text(item.get("url")) if kind == "image" else "")
    address, told = (
        (direct, media_type(item.get("encodingFormat")))
        if direct
        else (_text(item.get("embedUrl")), "text/html")
    )
    if not address:
        return
    caption = plain(_text(item.get("caption")) or _text(item.get("description")))
    yield MediaLink(
        address,
        told or ("" if kind == "media" else f"{kind}/*"),
        byte_count(item.get("contentSize")),
        plain(_text(item.get("name"))),
        _ld_credit(item) or credit_in(caption),
        duration_ms(item.get("duration")),
        caption,
    )


def _ld_credit(item: dict[str, Any]) -> str:
    for key in ("creditText", "creator", "author", "copyrightHolder", "provider"):
        value = item.get(key)
        value = value[0] if isinstance(value, list) and value else value
        if name := plain(_text(value.get("name") if isinstance(value, dict) else value)):
            return name
    return ""


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("@value") or value.get("@id") or value.get("url")
    return unescaped(value).strip() if isinstance(value, str) else ""


def _metas(tree: LexborHTMLParser) -> Iterator[MediaLink]:
    """OpenGraph (https://ogp.me): `og:audio` and `og:video`, `:secure_url` first, with the `:type` beside them."""
    told: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        name = (node.attributes.get("property") or node.attributes.get("name") or "").strip().lower()
        told.setdefault(name, unescaped(node.attributes.get("content") or "").strip())
    for kind in ("audio", "video"):
        address = next(
            (told[name] for end in (":secure_url", ":url", "") if told.get(name := f"og:{kind}{end}")), ""
        )
        if address:
            yield MediaLink(address, media_type(told.get(f"og:{kind}:type")) or f"{kind}/*")
    if address := told.get("twitter:player:stream", ""):
        yield MediaLink(address, media_type(told.get("twitter:player:stream:content_type")) or "video/*")


def _figures(tree: LexborHTMLParser) -> Iterator[MediaLink]:
    """Pictures that have a caption, or that stand in a `figure`; others are decoration as a rule."""
    for node in tree.css("figure img, picture img, [type='Photo'] img"):
        told = (
            node.attributes.get("data-src")
            or node.attributes.get("data-original")
            or node.attributes.get("src")
            or ""
        )
        if not told or told.startswith("data:") or _beside(node):
            continue
        caption, alt = _caption(node), plain(node.attributes.get("alt"))
        title = "" if fold(alt) == fold(caption) else alt
        yield MediaLink(_whole(told), "image/*", None, title, credit_in(caption), None, caption)


def _embeds(tree: LexborHTMLParser) -> Iterator[MediaLink]:
    """Another site's player in a frame: known by its address only."""
    for node in tree.css("iframe[src], iframe[data-src]"):
        told = node.attributes.get("data-src") or node.attributes.get("src") or ""
        if _EMBED.search(told) and not _beside(node):
            yield _described(node, told, "text/html")
