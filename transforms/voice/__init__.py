"""Script to Rendition: the voices, and what makes a broadcast file of what they say."""

from typing import Literal, assert_never

from transforms.voice.edge import Edge
from transforms.voice.engine import Engine
from transforms.voice.errors import (
    BadSound,
    NothingToSay,
    NoVoice,
    VoiceError,
    VoiceRefused,
    VoiceUnavailable,
)
from transforms.voice.espeak import Espeak
from transforms.voice.render import render
from transforms.voice.sound import Pcm

__all__ = [
    "BadSound",
    "Engine",
    "NoVoice",
    "NothingToSay",
    "Pcm",
    "VoiceError",
    "VoiceRefused",
    "VoiceUnavailable",
    "engine",
    "render",
]


def engine(name: Literal["espeak", "edge"], *, edge_voice: str = "vi-VN-HoaiMyNeural") -> Engine:
    """The engine of that name; `edge_voice` is the voice of the online one."""
    match name:
        case "espeak":
            return Espeak()
        case "edge":
            return Edge(edge_voice)
        case _:
            assert_never(name)
