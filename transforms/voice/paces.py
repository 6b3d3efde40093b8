"""How long the voices take, and what else was measured of their healthy sounds."""

import re
import unicodedata
from dataclasses import dataclass

_ONCE_SECONDS = 0.6
_MOST_LEAST = 0.6
"""Of the longest time, the shortest is so much at most: letters that are no words are said in no measured time."""


@dataclass(frozen=True, slots=True)
class Ways:
    """How a voice that was measured speaks: what is further off than any of its healthy sounds is none of them.

    `seconds` is the sum of so many for each syllable, stop and letter, and a constant; a text of `fewest` syllables and
    more takes `least` times that, or longer. `hole` is the longest silence within a text, in seconds. `crest` is the
    least that its peaks stand above the mean, in dB; a hum's are 3.
    """

    seconds: tuple[float, float, float, float]
    fewest: int
    least: float
    hole: float
    crest: float


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a voice takes: the least and the most seconds for a syllable, and for a stop at a comma or a point."""

    least: float
    most: float
    stop: float
    ways: Ways | None = None


PACES = {
    # Measured on 210 Vietnamese texts (words, sentences, spelled letters) and 10 English ones, at the engine's own
    # setting: 0.18 to 0.40 and 0.16 to 0.40 seconds a syllable, and up to 0.56 for a stop. Its ways: on 3,000 other
    # utterances of real texts, 0.83 of the seconds and more (from 16 syllables on), 0.56 s of silence, 12.7 dB.
    ("espeak", "vi"): Pace(0.17, 0.42, 0.7, Ways((0.133, 0.310, 0.036, -0.136), 16, 0.75, 0.8, 9)),
    ("espeak", "en"): Pace(0.12, 0.45, 0.7),
    # Not measured here: the ordinary range of speech, 2 to 8 syllables a second.
    ("edge", "vi"): Pace(0.10, 0.60, 1.0),
    ("edge", "en"): Pace(0.08, 0.60, 1.0),
    ("piper", "vi"): Pace(0.10, 0.60, 1.0),
    ("piper", "en"): Pace(0.08, 0.60, 1.0),
}
ANY_PACE = Pace(0.06, 1.0, 1.0)


def pace_of(engine: str, language: str) -> Pace:
    """The pace of an engine in a language (BCP 47); wide bounds for what is not known."""
    return PACES.get((engine, language.split("-", maxsplit=1)[0].lower()), ANY_PACE)


def bounds(spoken: str, pace: Pace) -> tuple[float, float]:
    """The least and the most seconds that `spoken` takes."""
    count, stops = syllables(spoken), len(re.findall(r"[.,;:!?…–—()]", spoken))
    shortest, longest = pace.least * count, _ONCE_SECONDS + pace.most * count + pace.stop * stops
    if not pace.ways or count < pace.ways.fewest:
        return shortest, longest
    weights = zip(pace.ways.seconds, (count, stops, len(spoken), 1), strict=True)
    usual = sum(weight * number for weight, number in weights)
    return max(shortest, min(pace.ways.least * usual, _MOST_LEAST * longest)), longest


def syllables(spoken: str) -> int:
    """How many syllables words have: groups of vowels; a word without any is spelled, and each digit is a word."""
    return sum(_syllables(word) for word in re.findall(r"\w+", spoken))


def _syllables(word: str) -> int:
    letters = [
        letter for letter in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(letter)
    ]
    digits = sum(letter.isdigit() for letter in letters)
    groups = len(re.findall("[aeiouy]+", "".join(letters)))
    return digits + (groups or len(letters) - digits)
