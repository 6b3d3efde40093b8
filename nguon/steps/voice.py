"""Versions to sounds."""

import logging
from collections.abc import Sequence

from sqlalchemy.orm import Session

from crawlers.errors import NguonError
from crawlers.report import Problem
from nguon.steps.rooms import Rooms, defects_named
from sinks.store import issues, renditions
from sinks.store.models import ItemRow, VersionRow
from transforms.article import Article
from transforms.rendition import Tags
from transforms.script import write_script
from transforms.voice import engine, render

_log = logging.getLogger(__name__)


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
        with defects_named(item.source, item.url):
            rendition = render(write_script(article), speaker, tags_of(article, str(item.id)))
    except NguonError as error:
        _log.warning("%s", error)
        problem = Problem(type(error).__name__, item.url, error.reason, error.fix, error.next.value)
        issues.open_issue(session, item.source, problem)
        return "failed"
    _log.info("voiced %s (%.0f s)", row.title, rendition.duration_ms / 1000)
    renditions.save_rendition(session, version, rendition, rooms.settings.sounds)
    return "voiced"


def tags_of(article: Article, item: str) -> Tags:
    """What the sound file of an article says of itself."""
    day = (article.date or "")[:10]
    return Tags(title=article.title, source=article.credit, date=day, language=article.language, item=item)
