"""Rows to decide on."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from sinks.store import ingest
from sinks.store.models import CaptureRow, RenditionRow, VersionRow
from transforms.article import Article, Block, BlockKind, Kind


def article(
    words: str,
    *,
    source: str = "baochinhphu",
    path: str = "/a.htm",
    kind: Kind = Kind.NEWS,
    priority: str = "normal",
) -> Article:
    return Article(
        source=source,
        url=f"https://{source}.vn{path}",
        kind=kind,
        title=f"Tiêu đề: {words}",
        lead="",
        blocks=(Block(BlockKind.PARAGRAPH, words),),
        language="vi",
        credit="Nguồn thử",
        priority=priority,
        published_at=datetime(2026, 11, 1, tzinfo=UTC),
        extractor="test",
    )


@pytest.fixture
def add_capture() -> Callable[..., int]:
    number = iter(range(10**6))

    def add(session: Session, made: Article, **values: object) -> int:
        now = datetime.now(UTC)
        fields = {
            "source": made.source, "crawl": "c", "role": "item", "url": made.url, "final_url": made.url, "parent": "",
            "hints": {}, "asked_at": now, "answered_at": now, "status": 200, "headers": [], "body_sha256": "0" * 64,
            "body_bytes": 1, "truncated": "", "warc_file": "w", "warc_offset": next(number),
        }  # fmt: skip
        row = CaptureRow(**(fields | values))
        session.add(row)
        session.flush()
        return row.id

    return add


@pytest.fixture
def add_version(add_capture) -> Callable[..., VersionRow]:
    """Saves an article, with a sound, and gives its newest version."""

    def add(session: Session, words: str, *, sound: bool = True, **values: object) -> VersionRow:
        made = article(words, **values)
        ingest.save_article(session, made, add_capture(session, made))
        item = ingest.item_id(made.identity)
        version = session.query(VersionRow).filter_by(item_id=item).order_by(VersionRow.number.desc()).first()
        if sound:
            add_sound(session, version)
        return version

    return add


def add_sound(session: Session, version: VersionRow, *, take: str = "") -> RenditionRow:
    row = RenditionRow(
        version_id=version.id, audio_digest=f"{version.text_digest[:50]}{take}", audio_bytes=3, duration_ms=1000,
        loudness_lufs=-16.0, true_peak_dbtp=-2.0, engine="test", voice="test", voice_version="test", script=[],
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row
