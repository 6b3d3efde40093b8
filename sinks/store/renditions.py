"""The store's sounds: files named by hash, rows that bind them to a version."""

from typing import Any

import fsspec
from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from crawlers.errors import BadDocument
from sinks.store.duplicates import is_duplicate
from sinks.store.models import RenditionRow, VersionRow
from transforms.article import Kind
from transforms.rendition import SPOKEN_LANGUAGE, Rendition

_LANES = {"urgent": 0, "priority": 1}


def newest_version() -> ColumnElement[bool]:
    """Condition on VersionRow: no newer version of its item exists."""
    newer = aliased(VersionRow)
    return ~exists().where(newer.item_id == VersionRow.item_id, newer.number > VersionRow.number)


def wants_voice() -> Select[int]:
    """Query: newest versions without any sound, in a language that a voice speaks; the urgent first, then the oldest.

    An item that is a recording itself is not read aloud: what goes out of it is the source's own sound, and until that
    has been made ready there is nothing to be decided.
    """
    voiced = exists().where(RenditionRow.version_id == VersionRow.id)
    words = VersionRow.article["kind"].as_string() != Kind.MEDIA
    spoken = func.split_part(VersionRow.language, "-", 1) == SPOKEN_LANGUAGE
    lane = case(_LANES, value=VersionRow.article["priority"].as_string(), else_=len(_LANES))
    wanted = (~voiced, newest_version(), ~is_duplicate(), words, spoken)
    return select(VersionRow.id).where(*wanted).order_by(lane, VersionRow.id)


def save_rendition(session: Session, version_id: int, rendition: Rendition, sounds: str) -> None:
    """Keep the sound file, then its row; a row never names a file that is not there."""
    _put(sounds, rendition.audio_digest, rendition.audio)
    session.execute(
        insert(RenditionRow)
        .values(
            version_id=version_id,
            audio_digest=rendition.audio_digest,
            audio_bytes=len(rendition.audio),
            duration_ms=rendition.duration_ms,
            loudness_lufs=rendition.loudness_lufs,
            true_peak_dbtp=rendition.true_peak_dbtp,
            engine=rendition.engine,
            voice=rendition.voice,
            voice_version=rendition.voice_version,
            script=_script(rendition),
        )
        .on_conflict_do_nothing()
    )


def _script(rendition: Rendition) -> list[dict[str, Any]]:
    pairs = zip(rendition.script.utterances, rendition.marks, strict=True)
    return [
        {
            "written": utterance.written,
            "spoken": utterance.spoken,
            "block": utterance.block,
            "start_ms": mark.start_ms,
            "end_ms": mark.end_ms,
        }
        for utterance, mark in pairs
    ]


def newest_rendition(session: Session, version_id: int) -> RenditionRow | None:
    """The sound that was made last for a version."""
    return session.scalar(
        select(RenditionRow)
        .where(RenditionRow.version_id == version_id)
        .order_by(RenditionRow.id.desc())
        .limit(1)
    )


def seconds_of_audio(session: Session) -> float:
    """Seconds of sound in the store."""
    return (session.scalar(select(func.sum(RenditionRow.duration_ms))) or 0) / 1000


def sound_path(digest: str) -> str:
    """Name of a sound file below the sounds' address."""
    return f"{digest[:2]}/{digest}.mp3"


def _put(sounds: str, digest: str, audio: bytes) -> None:
    fs, root = fsspec.core.url_to_fs(sounds)
    target = f"{root}/{sound_path(digest)}"
    if fs.exists(target) and fs.size(target) == len(audio):
        return
    fs.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
    fs.pipe_file(f"{target}.part", audio)
    fs.mv(f"{target}.part", target)


def read_sound(sounds: str, digest: str) -> bytes:
    """The bytes of a sound file.

    Raises:
        BadDocument: the file is not there.
    """
    fs, root = fsspec.core.url_to_fs(sounds)
    path = f"{root}/{sound_path(digest)}"
    try:
        audio: bytes = fs.cat_file(path)
    except FileNotFoundError as error:
        raise BadDocument("the sound file is missing", url=path, fix="voice the version again") from error
    return audio
