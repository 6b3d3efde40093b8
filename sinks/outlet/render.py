"""Rendering: the outlet's folder becomes what the store's publications say, whatever was there before."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from crawlers.errors import BadDocument, NguonError
from sinks.outlet.changes import audio_name, change, pages
from sinks.outlet.files import write_whole
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
    """Make the outlet's files: sounds first, then what names them, then drop the sounds that nothing live names."""
    query = select(PublicationRow).order_by(PublicationRow.sequence)
    related = (PublicationRow.item, PublicationRow.version, PublicationRow.rendition)
    rows = session.scalars(query.options(*map(joinedload, related))).all()
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
    return Rendered(len(rows), len(live), _drop_other_sounds(live, outlet), tuple(faults.values()))


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


def _drop_other_sounds(live: list[PublicationRow], outlet: Path) -> int:
    """Take away whatever belongs to no live sound; gives the number of sounds that went."""
    wanted = {audio_name(file.digest, file.suffix) for row in live for file in files_of(row.rendition)}
    wanted |= {_transcript(row) for row in live}
    others = [path for path in (outlet / "audio").glob("[!.]*") if f"audio/{path.name}" not in wanted]
    for path in others:
        path.unlink()
    return sum(path.suffix == ".mp3" for path in others)
