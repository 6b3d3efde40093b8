"""libavfilter and the codecs, by PyAV, as streams of frames: no more than a few frames are held."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from io import BytesIO

from av import AudioFrame
from av import open as av_open
from av.filter import Graph

from transforms.voice.sound import SAMPLE_BYTES, Pcm

_FRAME = 4096
_AT_ONCE = 16
"""Frames that go into a graph before it is asked for any: asking in vain takes as long as filtering."""

Filter = tuple[str, str]
"""A filter's name and its arguments, as FFmpeg writes them."""


def frames(sound: Pcm) -> Iterator[AudioFrame]:
    """`sound` in frames of signed 16-bit mono."""
    step = _FRAME * SAMPLE_BYTES
    for start in range(0, len(sound.samples), step):
        part = sound.samples[start : start + step]
        frame = AudioFrame("s16", "mono", len(part) // SAMPLE_BYTES)
        frame.planes[0].update(part)
        frame.sample_rate = sound.rate
        frame.time_base = Fraction(1, sound.rate)
        frame.pts = start // SAMPLE_BYTES
        yield frame


def decode(audio: bytes, container_format: str | None = "mp3") -> Iterator[AudioFrame]:
    """The frames of a sound file, without the encoder's padding where the file states it.

    `container_format` is FFmpeg's name of the file's kind, `None` where any kind will do.

    Raises:
        av.FFmpegError: `audio` is nothing of that kind.
    """
    with av_open(BytesIO(audio), "r", format=container_format) as container:
        yield from container.decode(audio=0)


def through(source: Iterable[AudioFrame], *filters: Filter, frame_size: int = 0) -> Iterator[AudioFrame]:
    """`source` through a chain of `filters`; `frame_size` samples in each frame if the taker needs that."""
    graph: Graph | None = None
    for number, frame in enumerate(source, 1):
        graph = graph or _graph(frame, filters, frame_size)
        if not _pushed(graph, frame):
            break
        if number % _AT_ONCE == 0:
            yield from _ready(graph)
    if graph:
        _pushed(graph, None)
        yield from _ready(graph)


def _pushed(graph: Graph, frame: AudioFrame | None) -> bool:
    """Whether the graph took it: one that cuts off an end wants nothing behind that."""
    try:
        graph.push(frame)
    except EOFError:
        return False
    return True


def _graph(first: AudioFrame, filters: Iterable[Filter], frame_size: int) -> Graph:
    graph = Graph()
    entrance = graph.add_abuffer(
        sample_rate=first.sample_rate,
        format=first.format.name,
        layout=first.layout.name,
        time_base=Fraction(1, first.sample_rate),
    )
    chain = [graph.add(name, arguments) for name, arguments in filters]
    graph.link_nodes(entrance, *chain, graph.add("abuffersink")).configure()
    if frame_size:
        graph.set_audio_frame_size(frame_size)
    return graph


def _ready(graph: Graph) -> Iterator[AudioFrame]:
    while True:
        try:
            frame = graph.pull()
        except (BlockingIOError, EOFError):
            return
        assert isinstance(frame, AudioFrame)
        yield frame


def to_pcm(source: Iterable[AudioFrame], rate: int) -> Pcm:
    """`source` as signed 16-bit mono of `rate`."""
    resampled = through(source, ("aformat", f"sample_fmts=s16:sample_rates={rate}:channel_layouts=mono"))
    return Pcm(b"".join(_samples(frame) for frame in resampled), rate)


def _samples(frame: AudioFrame) -> bytes:
    return bytes(frame.planes[0])[: frame.samples * SAMPLE_BYTES]
