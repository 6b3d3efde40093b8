"""Script to Rendition: the voices, and what makes a broadcast file of what they say."""

from transforms.voice.engine import Engine
from transforms.voice.engines import Choice, Chosen, Lineup, Voices, first_that_speaks, read_rules
from transforms.voice.errors import (
    BadSound,
    NothingToSay,
    NoVoice,
    TooLongToSay,
    VoiceError,
    VoiceRefused,
    VoiceUnavailable,
)
from transforms.voice.render import render
from transforms.voice.sound import Pcm

__all__ = [
    "BadSound",
    "Choice",
    "Chosen",
    "Engine",
    "Lineup",
    "NoVoice",
    "NothingToSay",
    "Pcm",
    "TooLongToSay",
    "VoiceError",
    "VoiceRefused",
    "VoiceUnavailable",
    "Voices",
    "first_that_speaks",
    "read_rules",
    "render",
]
