"""Commands about sounds: what was said when and where it comes from, and having a version voiced again."""

import getpass
import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawlers.errors import ConfigurationError
from nguon.commands.desk import Note, VersionId
from nguon.commands.terminal import Actor, console, told
from transforms.script.records import Form

if TYPE_CHECKING:
    from sinks.store.said import Said

app = typer.Typer()

_MOMENT = re.compile(
    r"(?:(?:(\d{1,3}):(?=[0-5]?\d:))?(\d{1,4}):(?=[0-5]?\d(?!\d)))?(\d{1,6})(?:[.,](\d{1,3}))?"
)


@app.command()
@told
def said(
    sound: Annotated[
        str,
        typer.Argument(
            help="A sound file, the beginning of its name (its digest), or a version's ID: the sound on air, else the newest."
        ),
    ],
    moment: Annotated[str, typer.Argument(help="When: 83, 1:23 or 0:01:23.5 from the start of the sound.")],
) -> None:
    """Tell what was said at a moment of a sound, and where it comes from: the page, and the place in the archive."""
    from nguon.steps.rooms import open_rooms
    from sinks.approval import sound_of
    from sinks.store.said import rendition_called, said_at

    at = milliseconds(moment)
    with open_rooms() as rooms, rooms.store.session() as session:
        if Path(sound).is_file():
            row = rendition_called(session, hashlib.sha256(Path(sound).read_bytes()).hexdigest())
        elif sound.isdecimal() and len(sound) < 8:
            row = sound_of(session, int(sound))
        else:
            row = rendition_called(session, sound)
        found = said_at(session, row, at)
        for line in _lines(found):
            console.print(line, highlight=False, markup=False, soft_wrap=True)


def _lines(found: "Said") -> list[str]:
    line, capture = found.line, found.capture
    lines = [
        f"{clock(line['start_ms'])} – {clock(line['end_ms'])}{', rồi nghỉ' if found.pause else ''}",
        f"viết:   {line['written']}",
        f"đọc:    {line['spoken']}",
        f"giọng:  {found.rendition.label or found.rendition.engine} ({found.rendition.voice}), âm thanh {found.rendition.id}",
        f"tin:    {found.article.title}",
        f"        phiên bản {found.rendition.version_id} của {found.article.source}, {found.article.url}",
    ]
    if found.block:
        lines.append(
            f"đoạn:   {line['block'] + 1} trong {len(found.article.blocks)}, {found.block.kind.value}"
        )
    if capture:
        lines += [
            f"trang:  {capture.url}, tải lúc {capture.answered_at:%Y-%m-%d %H:%M:%S %z}",
            f"lưu ở:  {capture.warc_file}, vị trí {capture.warc_offset}; {found.place or 'cả trang'}",
            f"        SHA-256 {capture.body_sha256}",
        ]
    return lines


def milliseconds(moment: str) -> int:
    """A moment as somebody types it (`83`, `1:23`, `0:01:23.5`), in milliseconds.

    Raises:
        ConfigurationError: it is none.
    """
    found = _MOMENT.fullmatch(moment.strip())
    if not found:
        raise ConfigurationError(f"{moment!r} is no moment", fix="write 83, 1:23 or 0:01:23.5")
    hours, minutes, seconds, part = found.groups()
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds)
    return whole * 1000 + int((part or "").ljust(3, "0"))


def clock(milliseconds: int) -> str:
    """A moment as it is shown: `1:23.4`."""
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes}:{rest // 1000:02d}.{rest % 1000 // 100}"


@app.command()
@told
def hear(version: VersionId) -> None:
    """Have an offline recogniser write down what a neural voice said, and show where it heard other words.

    It helps to listen in the right places and judges nothing: the recogniser errs too. It needs the extra `readback`.
    """
    from nguon.steps.rooms import open_rooms
    from sinks.approval import case_of
    from transforms.voice.clips import Clips
    from transforms.voice.readback import VietAsr, read_back_clips

    with open_rooms() as rooms, rooms.store.session() as session:
        _, row = case_of(session, version)
        engine, words = row.engine, dict(zip(row.clips, (line["spoken"] for line in row.script), strict=True))
        clips = Clips(rooms.settings.clips)
    found = read_back_clips(engine, words, clips, VietAsr())
    for sentence in found.sentences:
        if sentence.errors:
            console.print(f"đọc:  {sentence.said}\nnghe: {sentence.heard}", highlight=False, markup=False)
    console.print(found.summary(), highlight=False, markup=False)


@app.command()
@told
def revoice(
    version: VersionId,
    note: Note,
    actor: Actor = "",
    form: Annotated[
        Form, typer.Option(help="Of a legal document: its radio form (brief), or its whole text (full).")
    ] = Form.AUTO,
) -> None:
    """Have a version voiced again, for instance after the lexicon was corrected. A new sound wants a new approval."""
    from nguon.steps.rooms import open_rooms
    from sinks.approval import version_of
    from sinks.store.voicing import wish

    if not note.strip():
        raise ConfigurationError("nobody would know why", fix="say why with --note")
    with open_rooms() as rooms, rooms.store.session() as session:
        version_of(session, version)
        wish(session, version, actor=actor or f"terminal:{getpass.getuser()}", note=note, form=form)
    console.print(f"version {version} will be voiced again by the DAG voice, or now by: nguon work")
