"""Piper, as `transforms.voice.worker_main` runs it. It is under the GPL, so nothing of it is loaded into our own process."""

import importlib
import json
import logging
from importlib.metadata import version
from pathlib import Path
from typing import Any

_VOLUME = 0.8
"""Of full scale, which each sentence is brought to; the level is set later."""
_SEED = 1
_KINDS = ("espeak", "text")
"""Ways to phonemes that fetch nothing."""


class Library:
    """Piper with one voice file, on one thread: a process with threads cannot fork. `rate` is samples a second.

    The noise that makes a voice human comes from a fixed seed.
    """

    def __init__(self, model: str) -> None:
        logging.basicConfig(level=logging.ERROR)
        piper, runtime = importlib.import_module("piper"), importlib.import_module("onnxruntime")
        told = json.loads(Path(f"{model}.json").read_text(encoding="utf-8"))
        kind = told.get("phoneme_type", _KINDS[0])
        if kind not in _KINDS:
            raise SystemExit(
                f"the voice file wants phonemes by {kind!r}, which would fetch a model of its own"
            )
        runtime.set_seed(_SEED)
        options = runtime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        session = runtime.InferenceSession(model, sess_options=options, providers=["CPUExecutionProvider"])
        self._voice: Any = piper.PiperVoice(session=session, config=piper.PiperConfig.from_dict(told))
        self._settings: Any = piper.SynthesisConfig(volume=_VOLUME)
        self.rate = int(told["audio"]["sample_rate"])
        self.version = version("piper-tts")

    def speak(self, text: str) -> bytes:
        """The samples of `text`. Piper itself would leave out, with no more than a warning, what the file does not know."""
        known = self._voice.config.phoneme_id_map
        wanted = {each for sentence in self._voice.phonemize(text) for each in sentence}
        if unknown := sorted(each for each in wanted if each not in known and each.isalnum()):
            raise SystemExit(f"the voice file has no sound for {' '.join(unknown)}: is it of this language?")
        chunks = self._voice.synthesize(text, self._settings)
        return b"".join(chunk.audio_int16_bytes for chunk in chunks)
