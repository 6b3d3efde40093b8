"""The clips: what was spoken once is kept, named by what was said and by whom, and never spoken again.

Beside a clip lie its pieces, which are the clip mastered and encoded. They can be made again from it at any time, and go
with it.
"""

import hashlib
import json
import logging
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import fsspec
from av import open as av_open

from transforms.voice.engine import Engine
from transforms.voice.errors import NotKept
from transforms.voice.filters import decode, frames, to_pcm
from transforms.voice.listening import Loudness
from transforms.voice.mastering import Piece
from transforms.voice.sound import Pcm

KEPT_UNASKED = timedelta(days=1)
"""What nobody has asked for in this time may be collected; no render takes as long."""
PIECES_UNASKED = timedelta(days=30)
"""Pieces that nobody has asked for in this time go even where the clip stays: the profile may be another now."""

_log = logging.getLogger(__name__)
_MAGIC = b"nguon clip 2\n"
_DIGEST_BYTES = 32
_FLAC = {"compression_level": "5"}
_OURS = re.compile(r"([0-9a-f]{64})\.((?:clip|[^/]+\.piece)(?:\.[0-9a-f]+\.part)?)")
"""Names of the files that are ours to collect."""


def clip_key(spoken: str, engine: Engine, respelling: str = "") -> str:
    """The name of the sound that `engine` makes of `spoken`: SHA-256, in hexadecimal, of canonical JSON.

    `respelling` is the version of what is done to the words after they were written into the script.
    """
    said = [spoken, engine.name, engine.voice, engine.version, respelling]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of a clip; `damaged` where something lay there that is not what was put."""

    sound: Pcm | None
    damaged: bool = False


class Clips:
    """Sounds below `address` (a folder, or anything that fsspec knows), as FLAC under a digest of their own.

    A file is whole or absent: it is written under another name and then renamed. FLAC is half as large as the samples
    and is read 3,000 times as fast as it is spoken; deflate makes three quarters of them. The digest is of the file's
    name too: a clip that came under another's name is damaged.

    What cannot be read or written raises `NotKept`, everywhere.
    """

    def __init__(self, address: str) -> None:
        self._fs, self._root = fsspec.core.url_to_fs(address)

    def get(self, key: str) -> Pcm | None:
        """The sound of that key, if it is there and undamaged."""
        return self.find(key).sound

    def find(self, key: str) -> Found:
        """The sound of that key; says also whether it was damaged, which is logged."""
        path = self._path(key, "clip")
        sealed = self._read(path)
        if sealed is None:
            return Found(None)
        content = _unseal(path, sealed)
        if content is None:
            _log.warning("clip %s is damaged", path)
            return Found(None, damaged=True)
        self._keep_young(path, sealed)
        return Found(_from_flac(content))

    def put(self, key: str, sound: Pcm) -> None:
        path = self._path(key, "clip")
        self._write(path, _seal(path, _to_flac(sound)))

    def get_piece(self, key: str, recipe: str) -> Piece | None:
        """The piece that `recipe` makes of that clip, if it is there and undamaged."""
        path = self._path(key, f"{recipe}.piece")
        sealed = self._read(path)
        content = _unseal(path, sealed) if sealed is not None else None
        if sealed is None or content is None:
            return None
        if self._keep_young(path, sealed):
            self.find(key)
        return _from_bytes(content)

    def put_piece(self, key: str, recipe: str, piece: Piece) -> None:
        path = self._path(key, f"{recipe}.piece")
        self._write(path, _seal(path, _to_bytes(piece)))

    def collect(self, keep: Iterable[str], *, unasked: timedelta = KEPT_UNASKED) -> int:
        """Take away the clips that are not in `keep`, with their pieces; gives the number of bytes freed.

        What was put or asked for within `unasked` stays: a render under way may be about to name it. So it is safe at
        any time, beside any number of renders and collections. Files of other names than ours are left alone.
        """
        kept, freed = set(keep), 0
        for path, size in list(self._files()):
            named = _OURS.fullmatch(path.rsplit("/", 1)[1])
            if not named:
                continue
            longest = _longest(unasked, kept=named[1] in kept, clip=named[2] == "clip")
            with (
                _kept_at(path),
                suppress(FileNotFoundError),
            ):  # it was a part, or another collection was first
                if self._age(path) > longest:
                    self._fs.rm_file(path)
                    freed += size
        return freed

    def _files(self) -> Iterator[tuple[str, int]]:
        with _kept_at(self._root):
            found = self._fs.find(self._root, detail=True) if self._fs.exists(self._root) else {}
        for path, about in found.items():
            yield path, about["size"]

    def _age(self, path: str) -> timedelta:
        changed: datetime = self._fs.modified(path)
        return datetime.now(UTC) - changed.astimezone(UTC)

    def _path(self, key: str, kind: str) -> str:
        return f"{self._root}/{key[:2]}/{key}.{kind}"

    def _read(self, path: str) -> bytes | None:
        with _kept_at(path), suppress(FileNotFoundError):
            content: bytes = self._fs.cat_file(path)
            return content
        return None

    def _write(self, path: str, content: bytes) -> None:
        part = f"{path}.{secrets.token_hex(8)}.part"
        with _kept_at(path):
            try:
                self._fs.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
                self._fs.pipe_file(part, content)
                self._fs.mv(part, path)
            except OSError:
                with suppress(OSError):  # it may not even have been begun
                    self._fs.rm_file(part)
                raise

    def _keep_young(self, path: str, content: bytes) -> bool:
        """What is asked for is written anew before it is old enough to be collected; says whether it was.

        A disk that is full, or not ours to write on, keeps nobody from hearing what lies on it.
        """
        old = True
        with _kept_at(path), suppress(FileNotFoundError):  # it has just been collected
            old = self._age(path) > KEPT_UNASKED / 2
        try:
            if old:
                self._write(path, content)
        except NotKept as error:
            _log.warning("%s", error)
        return old


def _longest(unasked: timedelta, *, kept: bool, clip: bool) -> timedelta:
    """How long a file stays without being asked for."""
    if not kept:
        return unasked
    return timedelta.max if clip else PIECES_UNASKED


@contextmanager
def _kept_at(path: str) -> Iterator[None]:
    """Tells what the disk refuses as an error of ours."""
    try:
        yield
    except OSError as error:
        raise NotKept(
            f"a clip cannot be kept or read: {type(error).__name__} {error}",
            url=path,
            fix="make room, or let this user read and write there",
        ) from error


def _seal(path: str, content: bytes) -> bytes:
    return _head(path, content) + content


def _unseal(path: str, sealed: bytes) -> bytes | None:
    """What was sealed under the name that `path` ends with, or nothing where it is not that any more."""
    head, content = sealed[: len(_MAGIC) + _DIGEST_BYTES], sealed[len(_MAGIC) + _DIGEST_BYTES :]
    return content if head == _head(path, content) else None


def _head(path: str, content: bytes) -> bytes:
    name = path.rsplit("/", 1)[1].encode()
    return _MAGIC + hashlib.sha256(name + b"\n" + content).digest()


def _to_flac(sound: Pcm) -> bytes:
    file = BytesIO()
    with av_open(file, "w", format="flac", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("flac", sound.rate, _FLAC, layout="mono", format="s16")
        for frame in frames(sound):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def _from_flac(content: bytes) -> Pcm:
    with av_open(BytesIO(content), "r", format="flac") as container:
        rate = container.streams.audio[0].rate
    return to_pcm(decode(content, "flac"), rate)


def _to_bytes(piece: Piece) -> bytes:
    """A line of JSON, then the packets."""
    about = {
        "sizes": [len(packet) for packet in piece.packets],
        "seconds": piece.seconds,
        "loudness": asdict(piece.loudness),
        "levels": piece.levels.hex(),
    }
    return json.dumps(about).encode() + b"\n" + b"".join(piece.packets)


def _from_bytes(content: bytes) -> Piece:
    line, _, packets = content.partition(b"\n")
    about: dict[str, Any] = json.loads(line)
    stream = BytesIO(packets)
    return Piece(
        packets=tuple(stream.read(size) for size in about["sizes"]),
        seconds=about["seconds"],
        loudness=Loudness(**about["loudness"]),
        levels=bytes.fromhex(about["levels"]),
    )
