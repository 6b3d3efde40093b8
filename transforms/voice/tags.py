"""What a sound file says of itself: its tags, and its chapters."""

import textwrap
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import groupby

from transforms.rendition import Mark, Tags
from transforms.script import Script
from transforms.voice.formats import ChapterMark, Format

MOST_CHAPTERS = 255
"""The table of contents of an ID3 tag counts its entries in one byte (ID3v2 Chapter Frame Addendum 3.2)."""
_TITLE_LETTERS = 60
_TAG_LETTERS = 300
_ISO_639_2 = {"vi": "vie", "en": "eng"}


def metadata(tags: Tags, form: Format) -> Mapping[str, str]:
    """FFmpeg's names for ID3v2.4 frames, where one that it does not know becomes a TXXX frame; and for Vorbis comments.

    A copyright message begins with the year (ID3v2.4, TCOP), a language is ISO 639-2 in ID3 (TLAN).
    """
    language = tags.language.split("-")[0]
    about = {
        "title": _plain(tags.title),
        "artist": _plain(tags.source),
        "date": tags.date,
        "language": _ISO_639_2.get(language, language) if form.container == "mp3" else tags.language,
        "copyright": f"{tags.date[:4]} {_plain(tags.source)}. Giọng đọc tổng hợp bằng máy.".strip(),
        "item": tags.item,
    }
    return {name: value for name, value in about.items() if value}


def _plain(words: str) -> str:
    """One line that a player can show: no control characters, no marks that turn the writing round, not endless."""
    shown = "".join(" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in words)
    kept = "".join(char for char in shown if unicodedata.category(char) not in {"Cf", "Cs", "Co", "Cn"})
    return textwrap.shorten(kept, _TAG_LETTERS, placeholder="…")


def chapters(script: Script, marks: Sequence[Mark], duration_ms: int) -> list[ChapterMark]:
    """A chapter for each block that is read (title, headings, paragraphs), named by its first words.

    Where they are too many for the table, every second, third… begins one. The first begins with the file.
    """
    pairs = zip(script.utterances, marks, strict=True)
    blocks = [next(group) for _, group in groupby(pairs, key=lambda pair: pair[0].block)]
    starting = blocks[:: -(-len(blocks) // MOST_CHAPTERS)] if blocks else []
    starts = [0, *(mark.start_ms for _, mark in starting[1:])]
    ends = [*starts[1:], duration_ms]
    return [
        ChapterMark(start, end, _title(said.written))
        for (said, _), start, end in zip(starting, starts, ends, strict=True)
    ]


def _title(words: str) -> str:
    return textwrap.shorten(_plain(words), _TITLE_LETTERS, placeholder="…")
