"""Items that are a recording, a film or a picture: their words, and the files that they are made of."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser

from crawlers.capture import Hints
from crawlers.discovery.entry import MediaLink
from crawlers.errors import NguonError
from crawlers.media.links import media_kind
from crawlers.media.players import item_media
from crawlers.media.recordings import Choice, choose
from crawlers.media.sniff import MAYBE_SOUND, SNIFFED, SOUND, sniff
from crawlers.source import Source
from crawlers.words import clean, fold
from transforms.article import Article, Block, Kind, MediaRef
from transforms.extract.checks import not_article, not_html
from transforms.extract.decode import decode
from transforms.extract.marks import strip_marks, without_marks
from transforms.extract.page import Page, changed, refuse
from transforms.extract.site import Ruled, apply_layout
from transforms.extract.spans import with_spans
from transforms.extract.structured import Structured, read_structured
from transforms.media import Recording, read_media

_NOT_FETCHED = "it was not fetched"
_AGAIN = "the next crawl asks for it again"


def extract_media(
    page: Page, source: Source, hints: Hints, recordings: Sequence[Recording], *, version: str
) -> Article:
    """The item of kind `media` that a page plays or shows, or that is the captured recording itself.

    Its title comes by the source's layout, else from what the page says of itself; a page of a recording needs no
    text beside it. What the feed told of the files (`hints`) fills in what the page leaves out.

    Raises:
        BadDocument: no page; an error or log-in page; a recording that is to be kept has not come whole, or is none.
        LayoutChanged: it names no file, or has no title.
    """
    if sniff(page.body[:SNIFFED]) in SOUND | MAYBE_SOUND:
        return _bare(page, source, hints, version)
    if why := not_html(page.body):
        raise refuse(page, source, why, "look at the archived bytes; the item may have moved")
    text, charset = decode(page.body, page.content_type)
    tree = LexborHTMLParser(text)
    told, ruled = (
        read_structured(tree, page.url),
        apply_layout(tree, source.layout_on(page.captured_at.date())),
    )
    chosen = list(choose(item_media(tree, page.url, source, hints.media), source, Kind.MEDIA))
    title = ruled.title or told.title or _heading(tree)
    _check(page, source, tree, title, ruled, chosen)
    _check_whole(page, source, chosen, recordings)
    blocks = strip_marks([Block(each.kind, each.text) for each in ruled.body])
    return Article(
        source=source.id,
        url=page.url,
        kind=Kind.MEDIA,
        title=title,
        lead=without_marks(ruled.lead or _description(tree, told, title)),
        blocks=with_spans(blocks, page.body, charset, page.sha256),
        language=source.language,
        credit=source.credit,
        published_at=ruled.published or told.published,
        updated_at=told.updated,
        media=_refs(chosen, recordings),
        evidence={"title": "layout.title" if ruled.title else "the page's own statements", "media": "page"},
        extractor=version,
    )


def with_media(article: Article, page: Page, source: Source, hints: Hints) -> Article:
    """An article of another kind with the pictures, films and recordings of its page, by their addresses."""
    if page.is_pdf:
        return article
    tree = LexborHTMLParser(decode(page.body, page.content_type)[0])
    chosen = choose(item_media(tree, page.url, source, hints.media), source, article.kind)
    return replace(article, media=_refs(chosen, ()))


def _refs(chosen: Iterable[Choice], recordings: Sequence[Recording]) -> tuple[MediaRef, ...]:
    held = {each.url: each for each in recordings}
    return tuple(_ref(choice, held.get(choice.link.url)) for choice in chosen)


def _ref(choice: Choice, recording: Recording | None) -> MediaRef:
    link = choice.link
    told = MediaRef(
        kind=media_kind(link), url=link.url, type=link.type, title=link.title, caption=link.caption, credit=link.credit,
        duration_ms=link.duration_ms, length=link.length, note=choice.reason,
    )  # fmt: skip
    if not choice.fetched:
        return told
    if recording is None:
        return replace(told, note=_NOT_FETCHED)
    if why := recording.note or _fault(choice, recording):
        return replace(told, note=why)
    duration = recording.facts.duration_ms if recording.facts else link.duration_ms
    return replace(
        told, type=recording.type, duration_ms=duration, length=recording.length, body_sha256=recording.sha256
    )


def _check(
    page: Page,
    source: Source,
    tree: LexborHTMLParser,
    title: str,
    ruled: Ruled,
    chosen: Sequence[Choice],
) -> None:
    texts = [ruled.lead, *(found.text for found in ruled.body)]
    if why := not_article(tree, title, texts, language=source.language, least=0):
        raise refuse(page, source, why, "look at the archived bytes; the item may have moved")
    if not chosen:
        fix = f"say in sources/{source.id}/source.yaml where its player names the file: media.player"
        raise changed(page, source, "the page names no recording, film or picture", fix)


def _check_whole(
    page: Page, source: Source, chosen: Iterable[Choice], recordings: Sequence[Recording]
) -> None:
    """Raise if a recording that the policy keeps is not there: without its sound the item would be another one."""
    held = {each.url: each for each in recordings}
    for choice in chosen:
        recording = held.get(choice.link.url)
        fault = _fault(choice, recording) if recording else _NOT_FETCHED
        if choice.fetched and media_kind(choice.link) == "audio" and fault:
            raise refuse(page, source, f"without its recording {choice.link.url}: {fault}", _AGAIN)


def _fault(choice: Choice, recording: Recording) -> str:
    """What is wrong with a file that should have been kept."""
    silent = media_kind(choice.link) == "audio" and recording.sha256 and recording.facts is None
    return recording.fault or (f"it is {recording.type} without sound" if silent else "")


def _heading(tree: LexborHTMLParser) -> str:
    node = tree.css_first("h1") or tree.css_first("title")
    return clean(node.text(separator=" ")) if node else ""


def _description(tree: LexborHTMLParser, told: Structured, title: str) -> str:
    """What the page says of itself, if a reader sees it there too."""
    seen = fold(tree.body.text(separator=" ")) if tree.body else ""
    shown = (each for each in told.descriptions if fold(each) != fold(title) and fold(each) in seen)
    return next(shown, "")


def _bare(page: Page, source: Source, hints: Hints, version: str) -> Article:
    """An entry of a feed that has no page: its words are the feed's, or the recording's own tags."""
    try:
        facts = read_media(page.body, url=page.url, source=source.id)
    except NguonError as error:
        raise refuse(page, source, error.reason, error.fix) from error
    told = next((link for link in hints.media if link.url == page.url), MediaLink(page.url))
    title = clean(hints.title or facts.tags.get("title", ""))
    if not title:
        raise refuse(
            page, source, "neither the feed nor the recording tells a title", "give it a page in the source"
        )
    ref = MediaRef(
        "audio", page.url, facts.type, told.title, told.caption, told.credit, facts.duration_ms, len(page.body), page.sha256
    )  # fmt: skip
    return Article(
        source=source.id,
        url=page.url,
        kind=Kind.MEDIA,
        title=title,
        lead=told.caption,
        blocks=(),
        language=source.language,
        credit=source.credit,
        published_at=_moment(hints.date),
        media=(ref,),
        evidence={
            "title": "feed" if hints.title else "recording",
            "published_at": "feed",
            "media": "recording",
        },
        extractor=version,
    )


def _moment(told: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
