"""What is made of a script: how loud, in which formats, and what is played before it."""

from dataclasses import dataclass

import fsspec
from av import FFmpegError

from crawlers.errors import ConfigurationError
from transforms.voice.errors import BadSound
from transforms.voice.filters import decode, to_pcm
from transforms.voice.formats import Format, format_named
from transforms.voice.mastering import master
from transforms.voice.sound import Pcm, trim

LONGEST_IDENT_SECONDS = 60
_IDENT_RATE = 44_100
_LUFS = -16.0


@dataclass(frozen=True, slots=True)
class Profile:
    """Loudness in LUFS, names of formats (the first is the rendition's own), and a jingle (see `read_ident`)."""

    lufs: float = _LUFS
    formats: tuple[str, ...] = ("mp3-96",)
    ident: Pcm | None = None

    def forms(self) -> list[Format]:
        """The formats, each once.

        Raises:
            ConfigurationError: there are none, or one is unknown.
        """
        if not self.formats:
            raise ConfigurationError("a sound is made in one format at least")
        return [format_named(name) for name in dict.fromkeys(self.formats)]


def read_ident(address: str) -> Pcm:
    """The operator's jingle, from a sound file of any kind that FFmpeg reads; mono, 44.1 kHz, without silence around.

    `address` is a path or anything that fsspec knows. The jingle is brought to the level of speech with everything else.

    Raises:
        ConfigurationError: it is not there, no sound, silent, longer than a minute, or cannot be mastered.
    """
    try:
        with fsspec.open(address, "rb") as file:
            sound = trim(to_pcm(decode(file.read(), None), _IDENT_RATE))
    except (OSError, IndexError, FFmpegError) as error:
        raise ConfigurationError(f"the jingle {address} cannot be read: {error}") from error
    if not 0 < sound.seconds <= LONGEST_IDENT_SECONDS:
        reason = f"the jingle {address} is {sound.seconds:.0f} s long or silent"
        raise ConfigurationError(reason, fix=f"give one of up to {LONGEST_IDENT_SECONDS} s")
    try:
        master(sound, format_named("mp3-96"), _LUFS)
    except BadSound as error:
        reason = f"the jingle {address} cannot be brought to the level of speech: {error.reason}"
        raise ConfigurationError(reason, fix="give music or speech, not clicks") from error
    return sound
