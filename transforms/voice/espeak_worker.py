"""eSpeak NG, as `transforms.voice.worker_main` runs it.

The library keeps its state in globals, is not thread-safe and is under the GPL, so nothing of it is loaded into
our own process. Neither SSML nor phonemes in brackets are acted on: the library is not asked to.
"""

import ctypes
import os
from pathlib import Path
from typing import Any

import espeakng_loader

# speak_lib.h of eSpeak NG 1.52.
_AUDIO_OUTPUT_SYNCHRONOUS = 2
_INITIALIZE_DONT_EXIT = 0x8000
_RATE, _VOLUME = 1, 2
_POS_CHARACTER = 1
_CHARS_UTF8 = 1
_OK = 0

_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class _Voice(ctypes.Structure):
    """The start of ``espeak_VOICE``. `languages` are a byte (how well it speaks it) and a name each, up to a zero."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),
        ("identifier", ctypes.c_char_p),
    )


class Library:
    """eSpeak NG, initialised with one voice. `rate` is the number of samples a second, `pace` the words a minute."""

    def __init__(self, voice: str, pace: int, volume: int) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        self.rate = self._initialize()
        self._spoken = bytearray()
        self._callback: Any = _Callback(self._take)
        self._library.espeak_SetSynthCallback(self._callback)
        _expect(_OK, self._library.espeak_SetVoiceByName(voice.encode()), f"no voice {voice!r}")
        _expect(_OK, self._library.espeak_SetParameter(_RATE, pace, 0), "pace refused")
        _expect(_OK, self._library.espeak_SetParameter(_VOLUME, volume, 0), "volume refused")

    @property
    def version(self) -> str:
        """The library's, such as ``1.52.0``; what follows it is the folder of its data."""
        info = self._library.espeak_Info
        info.restype = ctypes.c_char_p
        return bytes(info(None)).decode().split()[0]

    @property
    def voices(self) -> list[str]:
        """What the voice is called that it speaks with now: by its file, and by its languages."""
        current = self._library.espeak_GetCurrentVoice
        current.restype = ctypes.POINTER(_Voice)
        voice = current().contents
        file = bytes(voice.identifier).decode().rpartition("/")[2]
        return [file.lower(), *_names(voice.languages)]

    def _initialize(self) -> int:
        """The library cuts paths at 160 bytes, so it is given a short one, from where its data are."""
        data = Path(espeakng_loader.get_data_path())
        os.chdir(data.parent)
        name = os.fsencode(data.name)
        rate = int(self._library.espeak_Initialize(_AUDIO_OUTPUT_SYNCHRONOUS, 0, name, _INITIALIZE_DONT_EXIT))
        if rate <= 0:
            raise SystemExit(f"eSpeak NG did not start from its data in {data} (error {rate})")
        return rate

    def _take(self, samples: Any, count: int, _events: object) -> int:
        if samples and count > 0:
            self._spoken += ctypes.string_at(samples, count * ctypes.sizeof(ctypes.c_short))
        return 0

    def speak(self, text: str) -> bytes:
        """The samples of `text`; call it once in a process, the sound depends on what was said before."""
        raw = text.encode() + b"\0"
        spoken = self._library.espeak_Synth(raw, len(raw), 0, _POS_CHARACTER, 0, _CHARS_UTF8, None, None)
        _expect(_OK, spoken, "synthesis failed")
        return bytes(self._spoken)


def _names(at: int) -> list[str]:
    found = []
    while ctypes.string_at(at, 1) != b"\0":
        name = ctypes.string_at(at + 1)
        found.append(name.decode())
        at += len(name) + 2
    return found


def _expect(wanted: int, found: int, reason: str) -> None:
    if found != wanted:
        raise SystemExit(f"{reason} (error {found})")
