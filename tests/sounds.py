"""Small real recordings for the tests: a tone, in any container that FFmpeg can write."""

import io
from array import array
from fractions import Fraction
from math import pi, sin

import av

FORMATS = {
    "mp3": ("libmp3lame", 44_100),
    "mp2": ("mp2", 44_100),
    "adts": ("aac", 44_100),
    "ipod": ("aac", 44_100),
    "mp4": ("aac", 44_100),
    "ogg": ("libopus", 48_000),
    "webm": ("libopus", 48_000),
    "flac": ("flac", 44_100),
    "wav": ("pcm_s16le", 44_100),
}
_BLOCK = 4096


def tone(form="mp3", seconds=3.0, hertz=440, layout="mono", bit_rate=32_000, tags=None):
    """The bytes of a file in the format `form` (FFmpeg's name, a key of `FORMATS`)."""
    codec, rate = FORMATS[form]
    file = io.BytesIO()
    with av.open(file, "w", format=form) as container:
        container.metadata.update(tags or {})
        stream = container.add_stream(codec, rate, layout=layout)
        stream.bit_rate = bit_rate
        context = stream.codec_context
        fitted = av.AudioResampler(context.format.name, layout, rate, frame_size=context.frame_size or None)
        for frame in [*_frames(seconds, hertz, rate), None]:
            for ready in fitted.resample(frame):
                container.mux(stream.encode(ready))
        container.mux(stream.encode(None))
    return file.getvalue()


def _frames(seconds, hertz, rate):
    samples = [round(8000 * sin(2 * pi * hertz * at / rate)) for at in range(round(seconds * rate))]
    for start in range(0, len(samples), _BLOCK):
        block = samples[start : start + _BLOCK]
        frame = av.AudioFrame("s16", "mono", len(block))
        frame.planes[0].update(array("h", block).tobytes())
        frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), start
        yield frame
