"""Reading back: an offline recogniser writes down what a neural voice said, and a person sees how far that is off.

It is a help for those who approve, not a check: the recogniser errs too (8 words of 100 on human speech, measured on
six clips). Of eSpeak it understands a third, which says that eSpeak does not sound like the people that it was trained on,
and nothing about whether people understand eSpeak; so eSpeak is refused.

`viet-asr` is wanted for it, a development release whose training data are not disclosed: nothing else here needs it.
"""

import importlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from crawlers.errors import Next
from transforms.rendition import Rendition
from transforms.voice.clips import Clips
from transforms.voice.errors import VoiceError
from transforms.voice.filters import frames, to_pcm
from transforms.voice.sound import Pcm, trim

NEURAL = frozenset({"edge", "piper"})
"""Engines whose voices are trained on people's speech, as the recogniser is."""
_RATE = 16_000
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}


class NotReadBack(VoiceError):
    """This sound cannot be read back: no recogniser, no clips, or a voice that a recogniser cannot judge."""

    next = Next.NOTHING


class Recogniser(Protocol):
    """Something that writes down Vietnamese speech."""

    def recognise(self, sound: Pcm) -> str:
        """The words of one sentence without silence around it."""
        ...


class VietAsr:
    """`viet-asr`'s embedded model, in this process: 270 MB of memory, 4 to 8 times as fast as speech.

    It leaves out words in long input, and pads of silence make it worse: it is given single, trimmed sentences.

    Raises:
        NotReadBack: the package is not installed.
    """

    def __init__(self) -> None:
        try:
            library: Any = importlib.import_module("vietasr")
        except ImportError as missing:
            raise NotReadBack("no recogniser is installed", fix="pip install viet-asr") from missing
        self._pipeline = library.Pipeline.preset("transcribe")

    def recognise(self, sound: Pcm) -> str:
        """The words of one sentence, in small letters, numbers in words."""
        samples = to_pcm(frames(trim(sound)), _RATE).samples
        with self._pipeline.stream(sample_rate=_RATE) as session:
            session.accept(samples)
            return str(session.final().text)


@dataclass(frozen=True, slots=True)
class Sentence:
    """What was to be said, what was heard, and how many of the words differ (put in, left out or other)."""

    said: str
    heard: str
    words: int
    errors: int


@dataclass(frozen=True, slots=True)
class ReadBack:
    """Every sentence of a rendition, each once, in the order of the script."""

    sentences: tuple[Sentence, ...]

    @property
    def word_error_rate(self) -> float:
        """Errors for each word that was to be said; 0 is none, and it can be more than 1."""
        words = sum(sentence.words for sentence in self.sentences)
        return sum(sentence.errors for sentence in self.sentences) / words if words else 0.0

    def summary(self) -> str:
        """For people, in Vietnamese."""
        share = f"{self.word_error_rate:.1%}".replace(".", ",")
        return f"Máy nghe lại: sai {share} số từ trong {len(self.sentences)} câu"


def read_back(rendition: Rendition, clips: Clips, recogniser: Recogniser) -> ReadBack:
    """What `recogniser` hears in the clips that a rendition is made of.

    Raises:
        NotReadBack: the engine's voice is not a neural one, or a clip is not kept any more.
    """
    spoken = [said.spoken for said in rendition.script.utterances]
    words = dict(zip(rendition.clip_keys, spoken, strict=True))
    return read_back_clips(rendition.engine, words, clips, recogniser)


def read_back_clips(engine: str, words: Mapping[str, str], clips: Clips, recogniser: Recogniser) -> ReadBack:
    """As `read_back`, of clips by their keys with what each was to say."""
    if engine not in NEURAL:
        reason = f"{engine} is no neural voice: what a recogniser makes of it says nothing about it"
        raise NotReadBack(reason, fix="listen to it")
    return ReadBack(
        tuple(compare(said, recogniser.recognise(_kept(clips, key))) for key, said in words.items())
    )


def _kept(clips: Clips, key: str) -> Pcm:
    sound = clips.get(key)
    if sound is None:
        raise NotReadBack(f"the clip {key} is not kept", fix="voice the version again")
    return sound


def compare(said: str, heard: str) -> Sentence:
    """Words are compared without case, punctuation, and the question where a syllable's tone mark stands (hoà, hòa)."""
    wanted, found = _words(said), _words(heard)
    return Sentence(said, heard, len(wanted), _distance(wanted, found))


def _words(text: str) -> list[str]:
    return [_syllable(word) for word in re.findall(r"\w+", unicodedata.normalize("NFC", text.lower()))]


def _syllable(word: str) -> str:
    """Letters first, then the tone."""
    parts = unicodedata.normalize("NFD", word)
    letters = "".join(part for part in parts if part not in _TONES)
    return unicodedata.normalize("NFC", letters) + "".join(part for part in parts if part in _TONES)


def _distance(wanted: Sequence[str], found: Sequence[str]) -> int:
    """The least number of words to put in, leave out or replace (Levenshtein)."""
    row = list(range(len(found) + 1))
    for above, word in enumerate(wanted):
        fresh = [above + 1]
        for at, other in enumerate(found):
            fresh.append(min(row[at] + (word != other), row[at + 1] + 1, fresh[at] + 1))
        row = fresh
    return row[-1]
