"""Captures to versions."""

import logging
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from crawlers.archive import read_body
from crawlers.errors import NguonError
from crawlers.source import source
from nguon.steps.aids import aids_of
from nguon.steps.recordings import recordings_of
from nguon.steps.rooms import Rooms, defects_named
from sinks.store import ingest, issues
from sinks.store.models import CaptureRow
from sinks.store.recordings import hints_of
from transforms.article import Article, Doubt
from transforms.extract import EXTRACTOR, Page
from transforms.extract.bounded import Reader

_log = logging.getLogger(__name__)


def pages_to_extract(rooms: Rooms, source_id: str) -> list[int]:
    """Captures of a source that are still to be read."""
    with rooms.store.session() as session:
        return list(session.scalars(ingest.wants_extraction(source_id, EXTRACTOR)))


def extract_pages(rooms: Rooms, captures: Sequence[int]) -> dict[str, int]:
    """Read pages; gives how many were `new`, `changed`, `unchanged`, said `elsewhere`, or went into `quarantined`."""
    counts = dict.fromkeys(("new", "changed", "unchanged", "elsewhere", "quarantined"), 0)
    with Reader() as reader:
        for capture in captures:
            counts[_extract_page(rooms, reader, capture)] += 1
    return counts


def _extract_page(rooms: Rooms, reader: Reader, capture: int) -> str:
    with rooms.store.session() as session:
        row = session.get_one(CaptureRow, capture)
        try:
            article = read_page(rooms, session, row, reader)
            issues.close(session, row.source, row.url)
            article, before = _beside_before(rooms, session, article, reader)
            return ingest.save_article(session, article, capture, before=before)
        except NguonError as error:
            _log.warning("%s", error)
            issues.quarantine(session, row.source, row, error, EXTRACTOR)
            return "quarantined"


def _beside_before(
    rooms: Rooms, session: Session, article: Article, reader: Reader
) -> tuple[Article, Article | None]:
    """The article, and what the page of its newest version is read as today, where another extractor read that one.

    So a change of the extractor is not taken for one of the page. Where the older page can no longer be read, nobody
    knows which of the two it is, and the article says so.
    """
    newest = ingest.newest_version_of(session, ingest.item_id(article.identity))
    if newest is None or newest.extractor == article.extractor:
        return article, None
    if article.text_digest == Article.from_json(newest.article).text_digest:
        return article, None
    own = ingest.capture_of(session, newest.id)
    try:
        return article, read_page(rooms, session, own, reader) if own else None
    except NguonError as error:
        detail = f"{newest.extractor} read other words here, and the page of then cannot be read again: {error.reason}"
        return replace(article, doubts=(*article.doubts, Doubt("change.extractor", detail))), None


def read_page(rooms: Rooms, session: Session, row: CaptureRow, reader: Reader) -> Article:
    """What a captured page says, with the files that came with it.

    Raises:
        NguonError: it is no article; the class says what follows.
    """
    attached = [_page(rooms, each) for each in ingest.attachments_of(session, row)]
    page, of = _page(rooms, row), source(row.source)
    with defects_named(row.source, row.url):
        hints, files = hints_of(session, row), recordings_of(rooms, session, row, of)
        aids = aids_of(rooms.settings)
        return reader.extract(page, source=of, attachments=attached, hints=hints, recordings=files, aids=aids)


def _page(rooms: Rooms, row: CaptureRow) -> Page:
    limit = rooms.settings.max_body_bytes
    body = read_body(rooms.archive, row.warc_file, row.warc_offset, max_bytes=limit)
    headers = {name.lower(): value for name, value in row.headers}
    return Page(row.final_url, body, headers.get("content-type", ""), row.answered_at)
