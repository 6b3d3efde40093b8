"""What a recording truly is: container, codec, duration, read off its bytes and not off what anybody says of it."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from shutil import copyfileobj
from typing import IO, Any, BinaryIO

from crawlers.errors import BadDocument, Transient
from crawlers.media.sniff import SNIFFED, refuse_unless

_WORKER = Path(__file__).with_name("media_worker.py")
_SECONDS = 120.0
_LONGEST_MS = 36 * 3_600_000
# FFmpeg's demuxer is chosen here, never guessed: a playlist that calls itself a recording would open other files.
_DEMUXERS: Mapping[str, str] = {
    "audio/mpeg": "mp3",
    "audio/aac": "aac",
    "audio/mp4": "mp4",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "audio/flac": "flac",
    "video/mp4": "mp4",
    "video/quicktime": "mp4",
    "video/webm": "webm",
    "video/ogg": "ogg",
}


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """What was found in a recording.

    `type` is the media type by its bytes, `container` and `codec` are FFmpeg's names, `rate` is in Hz. `pictures`: it
    is a film, not sound only (a cover is no film). `tags` are the file's own words: title, artist, date and the like.
    """

    type: str
    container: str
    codec: str
    duration_ms: int
    channels: int
    rate: int
    pictures: bool
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recording:
    """A file of an item, as the archive holds it.

    `sha256` and `length` are the whole file's, `facts` those of a recording. `note` says why it is by its address only;
    `fault` what is wrong with it: it has not come whole, or is no recording. With either, the rest is empty.
    """

    url: str
    sha256: str = ""
    length: int = 0
    type: str = ""
    facts: MediaFacts | None = None
    note: str = ""
    fault: str = ""


def read_media(body: bytes | BinaryIO, *, url: str = "", source: str = "") -> MediaFacts:
    """The facts of a recording, given as bytes or as a file open for reading, from its start.

    It is read in a process of its own that may use 1 GB of memory and 30 s of processor time.

    Raises:
        BadDocument: it is no sound (a page, a playlist, a picture), damaged, or more than a process may bear.
        Transient: this machine is too busy to tell.
    """
    with tempfile.TemporaryFile() as file:
        copyfileobj(BytesIO(body) if isinstance(body, bytes) else body, file)
        file.seek(0)
        kind = refuse_unless("audio", file.read(SNIFFED), url, source=source)
        file.seek(0)
        facts = MediaFacts(type=kind, **_found(_DEMUXERS.get(kind, "matroska,webm"), file, url, source))
    if not 0 < facts.duration_ms <= _LONGEST_MS:
        fix = "listen to the archived bytes"
        raise BadDocument(f"its sound lasts {facts.duration_ms} ms", source=source, url=url, fix=fix)
    return facts


def _found(demuxer: str, file: IO[bytes], url: str, source: str) -> dict[str, Any]:
    """What the worker tells."""
    with subprocess.Popen(  # noqa: S603 -- our own interpreter and our own file
        [sys.executable, "-P", str(_WORKER), demuxer],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as worker:
        try:
            told, complaint = worker.communicate(timeout=_SECONDS)
        except subprocess.TimeoutExpired as late:
            raise Transient(f"reading it took more than {_SECONDS:.0f} s", source=source, url=url) from late
        finally:
            if worker.poll() is None:
                os.killpg(worker.pid, signal.SIGKILL)
    if worker.returncode:
        raise BadDocument(
            _reason(worker.returncode, complaint), source=source, url=url, fix="listen to the archived bytes"
        )
    found: dict[str, Any] = json.loads(told)
    return found


def _reason(code: int, complaint: bytes) -> str:
    if code < 0:
        return f"no recording: reading it was ended by {signal.Signals(-code).name}"
    said = complaint.decode(errors="replace").strip().splitlines()
    return f"no recording: {said[-1][-300:] if said else 'it cannot be read'}"
