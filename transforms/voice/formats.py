"""The kinds of sound file that are made, and how packets of an encoder become one.

A finished file is put together from packets that were encoded utterance by utterance. That is sound because every
stretch begins and ends in silence, so that what a decoder carries over from one to the next is nothing, and because
MP3 is written without a bit reservoir: no frame borrows from another. What comes out is decoded and measured as a whole
before anybody gets it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

from av import AudioFrame, CodecContext, Packet
from av import open as av_open
from av.audio.codeccontext import AudioCodecContext
from av.container import OutputContainer

from crawlers.errors import ConfigurationError

if TYPE_CHECKING:  # a name that the library has for type checkers only
    from av.container.core import Chapter

LEAD_PACKETS = 2
"""Silence before everything else; the first packets carry the encoder's delay, which players leave out."""
_SILENT_PACKETS = 64
_STEADY = 8
"""So many packets after its start an encoder of silence gives the same again and again."""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of sound file: mono, `rate` samples a second, `packet` of them in each packet.

    `delay` is the number of samples by which decoded sound is late, encoder and decoder together; the file states it.
    `bit_rate` is in bits a second; `loss_db` is by how much the encoder turns the level down, about. `container`, `codec`, `sample_format` and the options are FFmpeg's.
    """

    name: str
    media_type: str
    suffix: str
    container: str
    codec: str
    sample_format: str
    rate: int
    bit_rate: int
    packet: int
    delay: int
    loss_db: float
    options: tuple[tuple[str, str], ...] = ()
    writing: tuple[tuple[str, str], ...] = ()

    @property
    def spare(self) -> int:
        """Samples of silence that a stretch of sound needs behind it, so that its end is in its own packets."""
        return self.delay + self.packet // 2


def _mp3(bit_rate: int) -> Format:
    options = (("compression_level", "5"), ("reservoir", "0"))
    writing = (("id3v2_version", "4"), ("write_id3v1", "0"))
    name = f"mp3-{bit_rate // 1000}"
    return Format(
        name,
        "audio/mpeg",
        "mp3",
        "mp3",
        "libmp3lame",
        "fltp",
        44_100,
        bit_rate,
        1152,
        1105,
        0.48,
        options,
        writing,
    )


_OPUS = Format("opus-32", "audio/ogg", "opus", "ogg", "libopus", "s16", 48_000, 32_000, 960, 312, 0.2)

FORMATS = {form.name: form for form in (_mp3(96_000), _mp3(64_000), _OPUS)}


def format_named(name: str) -> Format:
    """The format of that name.

    Raises:
        ConfigurationError: there is none.
    """
    if name not in FORMATS:
        raise ConfigurationError(f"no sound format {name!r}", fix=f"one of: {', '.join(FORMATS)}")
    return FORMATS[name]


def encode(source: Iterable[AudioFrame], form: Format) -> tuple[bytes, ...]:
    """The packets of `source`, whose frames have the format's own size, rate and sample format."""
    encoder = CodecContext.create(form.codec, "w")
    assert isinstance(encoder, AudioCodecContext)
    encoder.rate, encoder.format, encoder.layout = form.rate, form.sample_format, "mono"
    encoder.bit_rate, encoder.options = form.bit_rate, dict(form.options)
    encoder.time_base = Fraction(1, form.rate)
    packets = [bytes(packet) for frame in source for packet in encoder.encode(frame)]
    return (*packets, *(bytes(packet) for packet in encoder.encode(None)))


@cache
def silent_packets(form: Format) -> tuple[bytes, bytes]:
    """The shortest and the longest packet that decode to silence, to stand between two stretches of sound.

    Packets of a constant bit rate differ by a byte, where its share of a second is no whole number of bytes.
    """
    steady = encode(_silent_frames(form, _SILENT_PACKETS), form)[_STEADY:_SILENT_PACKETS]
    return min(steady, key=len), max(steady, key=len)


def _silent_frames(form: Format, count: int) -> list[AudioFrame]:
    made = []
    for number in range(count):
        frame = AudioFrame(form.sample_format, "mono", form.packet)
        frame.planes[0].update(bytes(frame.planes[0].buffer_size))
        frame.sample_rate, frame.time_base = form.rate, Fraction(1, form.rate)
        frame.pts = number * form.packet
        made.append(frame)
    return made


@dataclass(frozen=True, slots=True)
class ChapterMark:
    """A stretch of the file that a player offers by name; times in milliseconds."""

    start_ms: int
    end_ms: int
    title: str


def mux(
    packets: Sequence[bytes],
    form: Format,
    metadata: Mapping[str, str] | None = None,
    chapters: Sequence[ChapterMark] = (),
) -> bytes:
    """The file that plays `LEAD_PACKETS` of silence and then `packets`.

    `metadata` has FFmpeg's keys. The same arguments give the same bytes. MP3 carries chapters as ID3v2.4 CHAP and CTOC
    frames, Ogg as CHAPTERxxx comments.
    """
    file = BytesIO()
    options = {"fflags": "+bitexact", **dict(form.writing)}
    with av_open(file, "w", format=form.container, options=options) as container:
        container.metadata.update(metadata or {})
        if form.container == "ogg":
            container.metadata.update(_comments(chapters))
        else:
            container.set_chapters([_chapter(number, mark) for number, mark in enumerate(chapters)])
        _write(container, packets, form)
    return file.getvalue()


def _write(container: OutputContainer, packets: Sequence[bytes], form: Format) -> None:
    """The container's own encoder makes the lead, since its first packet tells the container about the delay."""
    stream = container.add_stream(form.codec, form.rate, dict(form.options), bit_rate=form.bit_rate)
    assert isinstance(stream.codec_context, AudioCodecContext)
    stream.codec_context.format, stream.codec_context.layout = form.sample_format, "mono"
    lead = [
        packet
        for frame in _silent_frames(form, LEAD_PACKETS + 4)
        for packet in stream.codec_context.encode(frame)
    ]
    time_base = Fraction(1, form.rate)
    for packet in lead[:LEAD_PACKETS]:
        packet.stream = stream
        container.mux_one(packet)
    for number, data in enumerate(packets, LEAD_PACKETS):
        packet = Packet(data)
        packet.stream, packet.time_base = stream, time_base
        packet.pts = packet.dts = number * form.packet - form.delay
        packet.duration = form.packet
        container.mux_one(packet)


def _chapter(number: int, mark: ChapterMark) -> "Chapter":
    return {
        "id": number,
        "start": mark.start_ms,
        "end": mark.end_ms,
        "time_base": Fraction(1, 1000),
        "metadata": {"title": mark.title},
    }


def _comments(chapters: Sequence[ChapterMark]) -> dict[str, str]:
    """Chapters as Vorbis comments. FFmpeg 8.1 would write them a second late where they begin past a half second."""
    made: dict[str, str] = {}
    for number, mark in enumerate(chapters):
        seconds, thousandths = divmod(mark.start_ms, 1000)
        clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{thousandths:03}"
        made |= {f"CHAPTER{number:03}": clock, f"CHAPTER{number:03}NAME": mark.title}
    return made
