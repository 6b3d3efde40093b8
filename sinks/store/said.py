"""What was said at a moment of a sound, and where it comes from: second, utterance, block, archived bytes."""

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

from sqlalchemy import cast, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH
from sqlalchemy.orm import Session

from crawlers.errors import NguonError
from sinks.store.models import CaptureRow, RenditionRow, SightingRow
from transforms.article import Article, Block

_LEAST_OF_A_DIGEST = 8


class NotSaid(NguonError):
    """There is no such sound, or nothing at that moment of it."""


@dataclass(frozen=True, slots=True)
class Said:
    """An utterance of a sound, and its origin.

    `line` is the utterance as the store keeps it (written, spoken, start_ms, end_ms, block). `block` is None where the
    words are no block's: the title, the lead, the credit, an announcement of ours. `capture` is what the words were read
    from: the file that holds the block, else the page; None where the archive's record of it is not in the store.
    """

    rendition: RenditionRow
    article: Article
    number: int
    line: dict[str, Any]
    pause: bool
    block: Block | None
    capture: CaptureRow | None

    @property
    def place(self) -> str:
        """Where in the capture the words stand, in words for a person; empty where its record does not tell it."""
        span = self.block.span if self.block else None
        if span is None:
            return ""
        if span.page is not None:
            return f"trang {span.page}"
        if span.paragraph is not None:
            return f"đoạn thứ {span.paragraph}"
        return f"byte {span.start} đến {span.end}"


def rendition_called(session: Session, digest: str) -> RenditionRow:
    """The sound that has a file with this digest (SHA-256 in hex, or at least eight letters of its beginning).

    Raises:
        NotSaid: there is none, or there are several.
    """
    wanted = digest.lower()
    if len(wanted) < _LEAST_OF_A_DIGEST or set(wanted) - set("0123456789abcdef"):
        raise NotSaid(f"{digest!r} is no digest", fix="give at least eight letters of the sound file's name")
    among_files = func.jsonb_path_exists(
        RenditionRow.files, cast("$[*].digest ? (@ starts with $p)", JSONPATH), cast({"p": wanted}, JSONB)
    )
    called = or_(RenditionRow.audio_digest.startswith(wanted), among_files)
    named = session.scalars(select(RenditionRow).where(called).order_by(RenditionRow.id.desc())).all()
    if not named:
        raise NotSaid(f"no sound is called {digest}", fix="give the file itself, or the version's ID")
    if len({row.version_id for row in named}) > 1:
        raise NotSaid(f"{len(named)} sounds are called {digest}", fix="give more of its letters")
    return named[0]


def said_at(session: Session, row: RenditionRow, moment_ms: int) -> Said:
    """What a sound says `moment_ms` after its start; in a pause, what was said before it.

    Raises:
        NotSaid: it has not begun to speak then, or is over.
    """
    if not 0 <= moment_ms < row.duration_ms:
        raise NotSaid(f"the sound has {row.duration_ms / 1000:.1f} s", fix="give a moment within it")
    number = bisect_right([line["start_ms"] for line in row.script], moment_ms) - 1
    if number < 0:
        raise NotSaid("nothing is said yet then", fix="give a later moment")
    line = row.script[number]
    article = Article.from_json(row.version.article)
    block = article.blocks[line["block"]] if 0 <= line["block"] < len(article.blocks) else None
    capture = _capture(session, row.version_id, block)
    return Said(row, article, number, line, moment_ms >= line["end_ms"], block, capture)


def _capture(session: Session, version: int, block: Block | None) -> CaptureRow | None:
    """The capture whose body holds a block; else the one that the version was first read from."""
    page = session.scalar(
        select(CaptureRow)
        .join(SightingRow, SightingRow.capture_id == CaptureRow.id)
        .where(SightingRow.version_id == version)
        .order_by(CaptureRow.id)
        .limit(1)
    )
    wanted = block.span.body_sha256 if block and block.span else ""
    if page is None or not wanted or page.body_sha256 == wanted:
        return page
    of_block = select(CaptureRow).where(
        CaptureRow.source == page.source, CaptureRow.body_sha256 == wanted, CaptureRow.warc_file != ""
    )
    return session.scalar(of_block.order_by(CaptureRow.id).limit(1)) or page
