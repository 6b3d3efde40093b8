"""The steps of the pipeline, each a call through the rooms. DAGs and the command line both walk them.

Every step finds its own work in the store, may die at any point, and may run again, twice, or beside itself.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from crawlers.archive import archive_files, read_body, read_captures, recover_spool
from crawlers.discovery.entry import Window
from crawlers.errors import Defect, NguonError
from crawlers.process import crawl
from crawlers.report import CrawlReport, CrawlRequest, Problem
from crawlers.source import readable_sources, source, source_ids
from nguon.settings import Settings, settings
from sinks import approval, publication
from sinks.outlet.changes import published_sequence
from sinks.outlet.render import Rendered, render
from sinks.store import ingest, renditions
from sinks.store.door import Store
from sinks.store.embedded import EmbeddedPostgres
from sinks.store.models import CaptureRow, ItemRow, VersionRow
from transforms.article import Article
from transforms.extract import EXTRACTOR, Page, extract
from transforms.rendition import Tags
from transforms.script import write_script
from transforms.voice import engine
from transforms.voice import render as render_voice

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rooms:
    """What every step needs: the store, and where archive, sounds and outlet are."""

    store: Store
    archive: str
    settings: Settings


@contextmanager
def open_rooms(store_url: str = "", archive: str = "") -> Iterator[Rooms]:
    """The rooms, their store brought up to date; without an address, on the embedded server.

    Raises:
        ConfigurationError: the store does not answer, or is not for this kind of run.
    """
    ours = settings()
    with ExitStack() as stack:
        url = store_url or ours.store_url
        if not url:
            url = stack.enter_context(EmbeddedPostgres(ours.postgres)).url("nguon")
        store = Store(url)
        stack.callback(store.close)
        store.migrate()
        yield Rooms(store, archive or ours.archive, ours)


def crawl_source(rooms: Rooms, source_id: str, window: Window, log: Callable[[str], None]) -> CrawlReport:
    """Crawl one source over one window; what was fetched is in the archive and the store when this returns."""
    rooms.store.dedicate(rehearsal=bool(rooms.settings.rehearsal))
    register_archive(rooms)
    with rooms.store.session() as session:
        request = CrawlRequest(source_id, window, ingest.known(session, source_id, window.start))
    report = crawl(request, log)
    register_archive(rooms)
    with rooms.store.session() as session:
        ingest.save_report(session, report)
    return report


def register_archive(rooms: Rooms) -> int:
    """Enter every archived capture that the store does not know, those of killed crawls too; gives their number."""
    recover_spool(rooms.settings.spool, rooms.archive)
    with rooms.store.session() as session:
        known = ingest.registered_files(session)
    added = 0
    for name in archive_files(rooms.archive):
        if name not in known:
            captures = list(read_captures(rooms.archive, name, max_bytes=rooms.settings.max_body_bytes))
            with rooms.store.session() as session:
                added += ingest.register_captures(session, captures)
    return added


def pages_to_extract(rooms: Rooms, source_id: str) -> list[int]:
    """Captures of a source that are still to be read."""
    with rooms.store.session() as session:
        return list(session.scalars(ingest.wants_extraction(source_id, EXTRACTOR)))


def extract_pages(rooms: Rooms, captures: Sequence[int]) -> dict[str, int]:
    """Read pages; gives how many were `new`, `changed`, `unchanged` or went into `quarantined`."""
    counts = dict.fromkeys(("new", "changed", "unchanged", "quarantined"), 0)
    for capture in captures:
        with rooms.store.session() as session:
            row = session.get_one(CaptureRow, capture)
            try:
                counts[ingest.save_article(session, _read_page(rooms, session, row), capture)] += 1
            except NguonError as error:
                _log.warning("%s", error)
                ingest.quarantine(session, row.source, row, error, EXTRACTOR)
                counts["quarantined"] += 1
    return counts


def _read_page(rooms: Rooms, session: Session, row: CaptureRow) -> Article:
    attached = [_page(rooms, each) for each in ingest.attachments_of(session, row)]
    page, of = _page(rooms, row), source(row.source)
    with _defects_named(row.source, row.url):
        return extract(page, source=of, attachments=attached)


@contextmanager
def _defects_named(source_id: str, url: str) -> Iterator[None]:
    """A defect of ours on one item is an issue with a place, and costs that item only."""
    try:
        yield
    except NguonError:
        raise
    except Exception as error:
        _log.exception("defect at %s %s", source_id, url)
        reason = f"our code failed: {type(error).__name__}: {error}"
        raise Defect(reason, source=source_id, url=url, fix="report it with the archived page") from error


def _page(rooms: Rooms, row: CaptureRow) -> Page:
    limit = rooms.settings.max_body_bytes
    body = read_body(rooms.archive, row.warc_file, row.warc_offset, max_bytes=limit)
    headers = {name.lower(): value for name, value in row.headers}
    return Page(row.final_url, body, headers.get("content-type", ""), row.answered_at)


def versions_to_voice(rooms: Rooms) -> list[int]:
    """Newest versions that have no sound yet."""
    with rooms.store.session() as session:
        return list(session.scalars(renditions.wants_voice()))


def voice_versions(rooms: Rooms, versions: Sequence[int]) -> dict[str, int]:
    """Give versions a sound; gives how many were `voiced` or `failed`, the reasons standing in issues."""
    counts = {"voiced": 0, "failed": 0}
    for version in versions:
        with rooms.store.session() as session:
            counts[_voice_version(rooms, session, version)] += 1
    return counts


def _voice_version(rooms: Rooms, session: Session, version: int) -> str:
    row = session.get_one(VersionRow, version)
    item = session.get_one(ItemRow, row.item_id)
    article = Article.from_json(row.article)
    speaker = engine(rooms.settings.voice, edge_voice=rooms.settings.edge_voice)
    try:
        with _defects_named(item.source, item.url):
            rendition = render_voice(write_script(article), speaker, tags_of(article, str(item.id)))
    except NguonError as error:
        _log.warning("%s", error)
        problem = Problem(type(error).__name__, item.url, error.reason, error.fix, error.next.value)
        ingest.open_issue(session, item.source, problem)
        return "failed"
    _log.info("voiced %s (%.0f s)", row.title, rendition.duration_ms / 1000)
    renditions.save_rendition(session, version, rendition, rooms.settings.sounds)
    return "voiced"


def tags_of(article: Article, item: str) -> Tags:
    """What the sound file of an article says of itself."""
    day = (article.date or "")[:10]
    return Tags(title=article.title, source=article.credit, date=day, language=article.language, item=item)


def auto_sources() -> list[str]:
    """Sources whose policy approves by itself; one whose definition is broken approves nothing."""
    good, bad = readable_sources()
    for error in bad:
        _log.warning("%s", error)
    return [each.id for each in good if each.approval == "auto"]


def approve_by_policy(rooms: Rooms) -> int:
    """Take the decisions that the sources' policy takes; gives their number."""
    with rooms.store.session() as session:
        return approval.approve_by_policy(session, auto_sources())


def publish(rooms: Rooms) -> int:
    """Number what has been decided; gives how many publications that made."""
    with rooms.store.session() as session:
        return publication.publish_decided(session)


def render_outlet(rooms: Rooms) -> Rendered:
    """Make the static files anew; an item whose words or sound are not the approved ones stays out, as an issue."""
    with rooms.store.session() as session:
        rendered = render(
            session,
            rooms.settings.outlet,
            sounds=rooms.settings.sounds,
            base_url=rooms.settings.outlet_url,
            rehearsal=rooms.store.rehearsal,
        )
        for error in rendered.faults:
            problem = Problem(type(error).__name__, error.url, error.reason, error.fix, error.next.value)
            ingest.open_issue(session, error.source, problem)
    return rendered


def work_left(rooms: Rooms) -> bool:
    """Whether anything waits that needs no person: a page to read, a voice, a policy's word, a publication."""
    auto = auto_sources()
    with rooms.store.session() as session:
        queries = [ingest.wants_extraction(each, EXTRACTOR) for each in source_ids()]
        if any(session.scalar(select(query.exists())) for query in queries):
            return True
        return bool(
            session.scalar(select(renditions.wants_voice().exists()))
            or session.scalar(select(publication.wants_publication().exists()))
            or approval.policy_work(session, auto)
            or publication.newest_sequence(session) != published_sequence(rooms.settings.outlet)
        )
