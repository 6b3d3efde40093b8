"""What can go wrong between a script and its sound."""

from crawlers.errors import Next, NguonError


class VoiceError(NguonError):
    """A rendition could not be made; the class below says why and what happens next."""


class VoiceUnavailable(VoiceError):
    """The engine did not answer, answered in part, or asked us to come back later."""

    next = Next.RETRY


class WrongAnswer(VoiceUnavailable):
    """The engine answered, but not with the sound of its text. Another text may be said well."""


class VoiceRefused(VoiceError):
    """The engine turns this client, this voice or its file away: somebody has to change something."""


class NothingToSay(VoiceError):
    """An utterance, or the whole script, has no words that a voice could say."""

    next = Next.QUARANTINE


class TooLongToSay(VoiceError):
    """A text, or a word without a space, is longer than any voice is given."""

    next = Next.QUARANTINE


class NoVoice(VoiceError):
    """The script is in a language that the engine's voice does not speak."""

    next = Next.QUARANTINE


class VoiceForbidden(VoiceRefused):
    """A setting keeps the texts from this engine: nobody should have spoken with it."""


class NotKept(VoiceError):
    """Clips or sound files cannot be read or written where they are kept: the disk is full, or it is not ours."""

    next = Next.RETRY


class BadSound(VoiceError):
    """The sound that came out is silent, cut, too long, or cannot be brought to the wanted loudness."""

    next = Next.QUARANTINE
