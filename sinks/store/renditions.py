"""The store's sounds: files named by hash, rows that bind them to a version."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

import fsspec
from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from crawlers.errors import BadDocument
from sinks.store.models import RenditionRow, VersionRow
from transforms.rendition import Mark, Rendition
from transforms.script import Script, Utterance
from transforms.voice.errors import NotKept
from transforms.voice.transcript import webvtt


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One of a sound's files, without its bytes; `suffix` is that of its name."""

    format: str
    type: str
    digest: str
    bytes: int
    suffix: str


def files_of(row: RenditionRow) -> list[StoredFile]:
    """The files of a sound, the one that it is named by first; a sound of before has that one only."""
    if not row.files:
        return [StoredFile("mp3-96", "audio/mpeg", row.audio_digest, row.audio_bytes, "mp3")]
    return [
        StoredFile(each["format"], each["type"], each["digest"], each["bytes"], each["suffix"])
        for each in row.files
    ]


def newest_version() -> ColumnElement[bool]:
    """Condition on VersionRow: no newer version of its item exists."""
    newer = aliased(VersionRow)
    return ~exists().where(newer.item_id == VersionRow.item_id, newer.number > VersionRow.number)


def save_rendition(session: Session, version_id: int, rendition: Rendition, sounds: str) -> int:
    """Keep the sound files, then their row, for a row never names a file that is not there; gives the row's ID.

    Where the version's newest sound is the same to the byte, and by the same engine, that one stays; two that make the same
    at once take turns.

    Raises:
        NotKept: a sound file cannot be written.
    """
    for file in rendition.files:
        _put(sounds, sound_path(file.digest, file.suffix), file.audio)
    session.execute(select(VersionRow.id).where(VersionRow.id == version_id).with_for_update(key_share=True))
    newest, values = newest_rendition(session, version_id), _values(rendition)
    if newest and all(getattr(newest, name) == values[name] for name in ("audio_digest", "files", "engine")):
        return newest.id
    row = RenditionRow(version_id=version_id, **values)
    session.add(row)
    session.flush()
    return row.id


def _values(rendition: Rendition) -> dict[str, Any]:
    return {
        "audio_digest": rendition.audio_digest,
        "audio_bytes": len(rendition.audio),
        "duration_ms": rendition.duration_ms,
        "loudness_lufs": rendition.loudness_lufs,
        "true_peak_dbtp": rendition.true_peak_dbtp,
        "engine": rendition.engine,
        "voice": rendition.voice,
        "voice_version": rendition.voice_version,
        "label": rendition.engine_label,
        "reader": rendition.script.reader_version,
        "fell_back": list(rendition.fell_back),
        "unsure": list(rendition.script.unsure),
        "files": _files(rendition),
        "clips": list(rendition.clip_keys),
        "script": _script(rendition),
    }


def _files(rendition: Rendition) -> list[dict[str, Any]]:
    return [
        {
            "format": file.format,
            "type": file.media_type,
            "digest": file.digest,
            "bytes": len(file.audio),
            "suffix": file.suffix,
            "lufs": file.loudness_lufs,
            "dbtp": file.true_peak_dbtp,
        }
        for file in rendition.files
    ]


def _script(rendition: Rendition) -> list[dict[str, Any]]:
    pairs = zip(rendition.script.utterances, rendition.marks, strict=True)
    return [
        {
            "written": utterance.written,
            "spoken": utterance.spoken,
            "block": utterance.block,
            "role": utterance.role.value,
            "language": utterance.language,
            "start": utterance.start,
            "end": utterance.end,
            "start_ms": mark.start_ms,
            "end_ms": mark.end_ms,
        }
        for utterance, mark in pairs
    ]


def transcript(row: RenditionRow) -> str:
    """What is said when in a sound, as WebVTT: the words as they are written."""
    said = [Utterance(line["written"], line["spoken"], line["block"], 0) for line in row.script]
    marks = [Mark(line["start_ms"], line["end_ms"]) for line in row.script]
    return webvtt(Script(tuple(said), row.version.language), marks)


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


def sound_path(digest: str, suffix: str = "mp3") -> str:
    """Name of a sound file below the sounds' address."""
    return f"{digest[:2]}/{digest}.{suffix}"


def _put(sounds: str, path: str, audio: bytes) -> None:
    """Put `audio` at `path`, whole or not at all; what lies there already stays, unless it is damaged."""
    fs, root = fsspec.core.url_to_fs(sounds)
    target = f"{root}/{path}"
    part = f"{target}.{secrets.token_hex(8)}.part"
    try:
        if fs.exists(target) and _digest(fs.cat_file(target)) == _digest(audio):
            return
        fs.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
        fs.pipe_file(part, audio)
        fs.mv(part, target)
    except OSError as error:
        if fs.exists(part):
            fs.rm_file(part)
        reason = f"the sound file cannot be kept: {type(error).__name__} {error}"
        raise NotKept(reason, url=target, fix="make room, or let this user write there") from error


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def read_sound(sounds: str, digest: str, suffix: str = "mp3") -> bytes:
    """The bytes of a sound file.

    Raises:
        BadDocument: the file is not there.
        NotKept: the disk does not let it be read.
    """
    fs, root = fsspec.core.url_to_fs(sounds)
    path = f"{root}/{sound_path(digest, suffix)}"
    try:
        audio: bytes = fs.cat_file(path)
    except FileNotFoundError as error:
        raise BadDocument("the sound file is missing", url=path, fix="voice the version again") from error
    except OSError as error:
        reason = f"the sound file cannot be read: {type(error).__name__} {error}"
        raise NotKept(reason, url=path, fix="let this user read there") from error
    return audio
