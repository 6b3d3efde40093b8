"""What is heard, as captions: WebVTT (W3C) and SubRip."""

import re
import textwrap
from collections.abc import Callable, Iterator, Sequence

from transforms.rendition import Mark
from transforms.script import Script

LONGEST_LINE = 42
"""Characters of a caption's line, as broadcasters' guides for captions have it."""
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_INVISIBLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_DIRECTIONS = re.compile(r"[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Marks of layout: one of them would show 123 as 321."""


def webvtt(script: Script, marks: Sequence[Mark]) -> str:
    """The script's written words as WebVTT, a cue for each utterance.

    In WebVTT a cue may hold neither ``-->`` nor a bare ``<`` or ``&``: they are written as character references.
    """
    cues = "".join(f"\n{cue}" for cue in _cues(script, marks, ".", _vtt_text))
    return f"WEBVTT\n{cues}"


def srt(script: Script, marks: Sequence[Mark]) -> str:
    """The script's written words as SubRip.

    It has no escapes: an arrow becomes ``→``, and ``<``, which players take for the beginning of a tag, ``‹``.
    """
    return "\n".join(_cues(script, marks, ",", _srt_text))


def _cues(script: Script, marks: Sequence[Mark], point: str, text: Callable[[str], str]) -> Iterator[str]:
    """Numbered cues that do not overlap; words without any visible letter have none."""
    number = 0
    for utterance, mark in zip(script.utterances, marks, strict=True):
        lines = _wrapped(utterance.written)
        if not lines:
            continue
        number += 1
        times = f"{_clock(mark.start_ms, point)} --> {_clock(max(mark.end_ms, mark.start_ms + 1), point)}"
        yield "\n".join([str(number), times, *map(text, lines)]) + "\n"


def _wrapped(words: str) -> list[str]:
    visible = _INVISIBLE.sub(" ", _DIRECTIONS.sub("", words))
    return textwrap.wrap(visible, LONGEST_LINE, break_on_hyphens=False)


def _vtt_text(line: str) -> str:
    return "".join(_ESCAPED.get(letter, letter) for letter in line)


def _srt_text(line: str) -> str:
    return line.replace("-->", "→").replace("<", "‹").replace("{\\", "{ \\")


def _clock(milliseconds: int, point: str) -> str:
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{thousandths:03}"
