"""The voices that the operator lends, by the settings."""

import os
from pathlib import Path

from nguon.settings import Settings
from transforms.voice.engines import Choice, Voices, read_rules


def choice_of(settings: Settings) -> Choice:
    """Which engines speak what.

    Raises:
        ConfigurationError: `NGUON_VOICES` names a kind or an order that makes no sense.
    """
    return Choice(read_rules(settings.voices), voices_of(settings), settings.voice)


def voices_of(settings: Settings) -> Voices:
    """Every voice that the settings name."""
    return Voices(
        edge=(settings.edge_voice, settings.edge_voice_en),
        espeak=(settings.espeak_voice, "en"),
        piper=tuple(Path(part) for part in settings.piper_voices.split(os.pathsep) if part),
        edge_proxy=settings.edge_proxy,
        outside=settings.outside_voices,
    )
