"""Rendering: the outlet's folder becomes what the store's publications say, whatever was there before."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from crawlers.errors import BadDocument, NguonError
from sinks.outlet.changes import audio_name, change, pages
from sinks.outlet.files import drop_parts, write_whole
from sinks.outlet.podcast import podcast
from sinks.store.models import PublicationRow
from sinks.store.renditions import files_of, read_sound, transcript
from transforms.article import Article


@dataclass(frozen=True, slots=True)
class Rendered:
    """What the outlet holds now. `faults`: what was approved but is not what lies there any more; it stays out."""

    sequence: int
    live: int
    removed: int
    faults: tuple[NguonError, ...]


def render(session: Session, outlet: Path, *, sounds: str, base_url: str, rehearsal: bool) -> Rendered:
    """Make the outlet's files: sounds first, then what names them, then drop the sounds that nothing live names.

    What has been taken back goes before all that, so that nothing which fails (a full disk) keeps it there.
    """
    query = select(PublicationRow).order_by(PublicationRow.sequence)
    related = (PublicationRow.item, PublicationRow.version, PublicationRow.rendition)
    rows = session.scalars(query.options(*map(joinedload, related))).all()
    removed = _drop_withdrawn(rows, outlet)
    articles = {row.sequence: Article.from_json(row.version.article) for row in rows}
    faults: dict[int, NguonError] = {}
    for row in _live(rows):
        try:
            _check_words(row, articles[row.sequence])
            _place_sound(row, outlet, sounds)
        except NguonError as error:
            faults[row.sequence] = error
    live = [row for row in _live(rows) if row.sequence not in faults]
    lines = [
        change(row, articles[row.sequence], before=before, available=row.sequence not in faults)
        for row, before in _with_before(rows, articles)
    ]
    newest_first = [(row, articles[row.sequence]) for row in reversed(live)]
    write_whole(outlet / "podcast.xml", podcast(newest_first, base_url=base_url, rehearsal=rehearsal))
    for name, content in pages(lines, rehearsal=rehearsal).items():
        write_whole(outlet / name, content)
    wanted = _names(live)
    removed += _drop_sounds(outlet, lambda name: name not in wanted)
    drop_parts(outlet)
    return Rendered(len(rows), len(live), removed, tuple(faults.values()))


def _check_words(row: PublicationRow, article: Article) -> None:
    if article.text_digest != row.version.text_digest:
        reason = f"the text of version {row.version_id} is not the one that was approved"
        raise BadDocument(
            reason, source=row.item.source, url=row.item.url, fix="withdraw it; find who changed it"
        )


def _live(rows: Sequence[PublicationRow]) -> list[PublicationRow]:
    """The last publication of each item that is out, in the order of publication."""
    last: dict[UUID, PublicationRow] = {}
    for row in rows:
        last.pop(row.item_id, None)
        last[row.item_id] = row
    return [row for row in last.values() if row.action in {"publish", "correct"}]


def _with_before(
    rows: Sequence[PublicationRow], articles: dict[int, Article]
) -> Iterator[tuple[PublicationRow, Article | None]]:
    """Each publication with what was out of its item before it."""
    out: dict[UUID, Article] = {}
    for row in rows:
        yield row, out.get(row.item_id)
        out[row.item_id] = articles[row.sequence]


def _place_sound(row: PublicationRow, outlet: Path, sounds: str) -> None:
    for file in files_of(row.rendition):
        target = outlet / audio_name(file.digest, file.suffix)
        if target.exists() and hashlib.sha256(target.read_bytes()).hexdigest() == file.digest:
            continue
        audio = read_sound(sounds, file.digest, file.suffix)
        if hashlib.sha256(audio).hexdigest() != file.digest:
            reason = f"the sound of rendition {row.rendition_id} is not the one that was approved"
            fix = "voice it again and review it"
            raise BadDocument(reason, source=row.item.source, url=row.item.url, fix=fix)
        write_whole(target, audio)
    write_whole(outlet / _transcript(row), transcript(row.rendition).encode())


def _transcript(row: PublicationRow) -> str:
    return audio_name(row.rendition.audio_digest, "vtt")


def _names(rows: Sequence[PublicationRow]) -> set[str]:
    """Paths below the outlet of all that is served of sounds: their files, and their transcripts."""
    sounds = {audio_name(file.digest, file.suffix) for row in rows for file in files_of(row.rendition)}
    return sounds | set(map(_transcript, rows))


def _drop_withdrawn(rows: Sequence[PublicationRow], outlet: Path) -> int:
    """Take away what is served of items that are not out any more; gives the number of sounds that went."""
    live = _live(rows)
    items = {row.item_id for row in live}
    gone = _names([row for row in rows if row.item_id not in items]) - _names(live)
    return _drop_sounds(outlet, gone.__contains__)


def _drop_sounds(outlet: Path, gone: Callable[[str], bool]) -> int:
    """Take away the files of sounds that are `gone`, by their paths below the outlet; gives the number of sounds."""
    others = [path for path in (outlet / "audio").glob("[!.]*") if gone(f"audio/{path.name}")]
    for path in others:
        path.unlink(missing_ok=True)
    return sum(path.suffix == ".mp3" for path in others)
