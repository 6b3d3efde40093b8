"""The process in which eSpeak NG lives: ``python -m transforms.voice.espeak_worker``.

The library keeps its state in globals, is not thread-safe and is under the GPL, so nothing of it is loaded into
our own process. Standard input: one JSON line ``{"voice", "rate", "volume"}``, then one JSON string a line for
each text. Standard output: the sample rate, then for each text the number of bytes and as many bytes of signed
16-bit little-endian mono; both numbers are four bytes, big-endian. Any failure ends the process with a message on
standard error and an exit code other than zero.

The library's noise generator and phase run on from text to text. Each text is therefore spoken by a fork of the
freshly initialised process, so that its sound depends on nothing but the text.
"""

import ctypes
import json
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, Any

import espeakng_loader

# speak_lib.h of eSpeak NG 1.52.
_AUDIO_OUTPUT_SYNCHRONOUS = 2
_INITIALIZE_DONT_EXIT = 0x8000
_RATE, _VOLUME = 1, 2
_POS_CHARACTER = 1
_CHARS_UTF8 = 1
_OK = 0

_TEXT_SECONDS = 60
"""Longest time for one text; 20,000 times what a sentence takes."""

_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class Library:
    """eSpeak NG, initialised with one voice. `rate` is the number of samples a second."""

    def __init__(self, voice: str, words_per_minute: int, volume: int) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        self.rate = self._initialize()
        self._spoken = bytearray()
        self._callback: Any = _Callback(self._take)
        self._library.espeak_SetSynthCallback(self._callback)
        _expect(_OK, self._library.espeak_SetVoiceByName(voice.encode()), f"no voice {voice!r}")
        _expect(_OK, self._library.espeak_SetParameter(_RATE, words_per_minute, 0), "rate refused")
        _expect(_OK, self._library.espeak_SetParameter(_VOLUME, volume, 0), "volume refused")

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


def _expect(wanted: int, found: int, reason: str) -> None:
    if found != wanted:
        raise SystemExit(f"{reason} (error {found})")


def _in_fork(work: Callable[[], bytes]) -> bytes:
    """What `work` gives in a child of this process; the child ends itself after `_TEXT_SECONDS`."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        signal.alarm(_TEXT_SECONDS)
        os.close(reader)
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(work())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        result = pipe.read()
    _, status = os.waitpid(child, 0)
    _expect(0, os.waitstatus_to_exitcode(status), "the speaking process died")
    return result


def main(lines: IO[bytes], sounds: IO[bytes]) -> None:
    settings = json.loads(lines.readline())
    library = Library(settings["voice"], settings["rate"], settings["volume"])
    sounds.write(library.rate.to_bytes(4, "big"))
    sounds.flush()
    for line in lines:
        text = json.loads(line)
        samples = _in_fork(partial(library.speak, text))
        sounds.write(len(samples).to_bytes(4, "big") + samples)
        sounds.flush()


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
