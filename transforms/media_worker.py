"""The process in which a stranger's recording is opened: ``python -P transforms/media_worker.py DEMUXER``.

Demuxers and decoders are written in C and are given bytes that anybody may have made, so they run by themselves, with
little memory and time, no file that they could write, and no network protocol: FFmpeg reads from our file object only.
Standard input: the file, which can be sought in. Standard output: one JSON object (see `transforms.media.MediaFacts`).
Any failure ends the process with a message on standard error and an exit code other than zero.
"""

import json
import resource
import sys
from fractions import Fraction
from typing import IO, Any, NoReturn

import av

_MEMORY_BYTES = 1 << 30
_CPU_SECONDS = 30
_MOST_PACKETS = 6_000_000
"""A day and a half of MP3."""
_DECODED_FRAMES = 50
_REFUSED_FRAMES = 25
_TAGS = ("title", "artist", "album", "date", "comment", "copyright")
_LONGEST_TAG = 500
_COVER = 0x400  # AV_DISPOSITION_ATTACHED_PIC


def main(demuxer: str, file: IO[bytes]) -> dict[str, Any]:
    """What the file says of itself; its length is that of its packets, which headers can lie about."""
    with av.open(file, "r", format=demuxer, io_open=_refuse, metadata_errors="replace") as container:
        if not container.streams.audio:
            raise SystemExit("there is no sound in it")
        sound = container.streams.audio[0]
        films = [each for each in container.streams.video if not int(each.disposition) & _COVER]
        context = sound.codec_context
        start, end, frames = _walk(container, sound)
        rate, channels = context.sample_rate, context.layout.nb_channels
        if not frames or not rate or not channels:
            raise SystemExit("nothing of its sound can be decoded")
        return {
            "container": container.format.name.split(",")[0],
            "codec": context.codec.canonical_name,
            "duration_ms": round((end - start) * 1000),
            "channels": channels,
            "rate": rate,
            "pictures": bool(films),
            "tags": {
                key: str(container.metadata[key])[:_LONGEST_TAG] for key in _TAGS if key in container.metadata
            },
        }


def _walk(container: Any, sound: Any) -> tuple[Fraction, Fraction, int]:
    """Seconds of the first and the last sound, and how many frames of the first packets could be decoded."""
    start = end = Fraction(0)
    first, decoded, refused = True, 0, 0
    for number, packet in enumerate(container.demux(sound)):
        if number > _MOST_PACKETS:
            raise SystemExit("it is longer than any recording")
        if packet.size and packet.pts is not None:
            at = packet.pts * packet.time_base
            start = at if first else min(start, at)
            end = max(end, at + (packet.duration or 0) * packet.time_base)
            first = False
        if decoded < _DECODED_FRAMES and refused < _REFUSED_FRAMES:
            try:
                decoded += len(packet.decode())
            except av.FFmpegError:
                refused += 1
    return max(start, Fraction(0)), end, decoded


def _refuse(url: str, *_: object) -> NoReturn:
    """A playlist, a reference to another file: there is no other file."""
    raise OSError(f"it leads to another file: {url}")


def _bound() -> None:
    limits = (
        (resource.RLIMIT_AS, _MEMORY_BYTES),
        (resource.RLIMIT_CPU, _CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    )
    for which, most in limits:
        resource.setrlimit(which, (most, most))


if __name__ == "__main__":
    _bound()
    av.logging.set_level(None)
    try:
        found = main(sys.argv[1], sys.stdin.buffer)
    except (av.FFmpegError, OSError, MemoryError) as error:
        raise SystemExit(f"it cannot be read: {error}") from None
    sys.stdout.write(json.dumps(found))
