"""What a voice is to the rest of the room."""

from collections.abc import Sequence
from typing import Protocol

from transforms.voice.sound import Pcm


class Engine(Protocol):
    """Something that speaks Vietnamese.

    `version` names the engine's release, voice and settings: wherever it differs, the sound may differ.
    """

    @property
    def name(self) -> str: ...

    @property
    def voice(self) -> str: ...

    @property
    def version(self) -> str: ...

    def speak(self, texts: Sequence[str]) -> list[Pcm]:
        """One sound for each of `texts`.

        Raises:
            VoiceError: one of its family; no text is left out silently.
        """
        ...
