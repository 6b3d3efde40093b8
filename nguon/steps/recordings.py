"""Captured parts to files: what the archive holds of an item's recordings, put together and looked into."""

import tempfile
from datetime import datetime, timedelta
from typing import BinaryIO

from sqlalchemy.orm import Session

from crawlers.archive import read_body
from crawlers.errors import BadDocument
from crawlers.media.ranges import Held, assemble
from crawlers.media.recordings import no_parts, too_long
from crawlers.media.sniff import MAYBE_SOUND, SNIFFED, SOUND, sniff
from crawlers.source import Media, Source
from nguon.steps.rooms import Rooms
from sinks.store import recordings
from sinks.store.models import CaptureRow
from transforms.media import MediaFacts, Recording, read_media

_REMEMBERED = timedelta(days=60)
"""For so long a file that came in part is asked for again, and a whole one is asked whether it has changed."""


def held_files(rooms: Rooms, session: Session, source_id: str, now: datetime) -> dict[str, Held]:
    """What a crawl should know of the media files that earlier ones asked for."""
    return recordings.held_files(session, source_id, now - _REMEMBERED, _reader(rooms))


def recordings_of(rooms: Rooms, session: Session, page: CaptureRow, of: Source) -> list[Recording]:
    """The files of an item's page, as far as they have come."""
    if of.media is None:
        return []
    found = recordings.media_captures(session, page)
    return [_recording(rooms, url, rows, of, of.media) for url, rows in found.items()]


def _recording(rooms: Rooms, url: str, rows: list[CaptureRow], of: Source, policy: Media) -> Recording:
    whole, held = recordings.fold_captures(rows, _reader(rooms))
    if whole.whole and whole.length <= policy.max_bytes:
        return _put_together(rooms, url, whole, rows, of)
    if max(held.length, held.total or 0) > policy.max_bytes:
        return Recording(url, note=too_long(policy))
    if rows[-1].truncated == "length" and not held.resumable:
        return Recording(url, note=no_parts(held))
    return Recording(
        url, fault=f"it came in part only: {held.length} bytes of {held.total or 'an unknown length'}"
    )


def _put_together(rooms: Rooms, url: str, whole: Held, rows: list[CaptureRow], of: Source) -> Recording:
    """The whole file; what is wrong with it is a fault that goes with it."""
    by_key = {str(row.id): row for row in rows}
    read = _reader(rooms)
    with tempfile.TemporaryFile() as file:
        try:
            made = assemble(whole, lambda part: read(by_key[part.key]), file, url=url)
            kind = sniff(file.read(SNIFFED))
            file.seek(0)
            facts = _facts(file, kind, url, of)
        except BadDocument as error:
            return Recording(url, fault=error.reason)
    if facts is None and not kind.startswith(("video/", "image/")):
        return Recording(url, fault=f"it is {kind or 'of no type that we know'}")
    return Recording(url, made.sha256, made.length, kind, facts)


def _facts(file: BinaryIO, kind: str, url: str, of: Source) -> MediaFacts | None:
    """What a recording is; None for a picture, and for a film without sound."""
    if kind not in SOUND | MAYBE_SOUND:
        return None
    try:
        return read_media(file, url=url, source=of.id)
    except BadDocument:
        if kind in SOUND:
            raise
        return None


def _reader(rooms: Rooms) -> recordings.ReadBody:
    def read(row: CaptureRow) -> bytes:
        limit = rooms.settings.max_body_bytes
        return read_body(rooms.archive, row.warc_file, row.warc_offset, max_bytes=limit)

    return read
