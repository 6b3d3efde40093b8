"""What a sound file says of itself: its tags, and its chapters."""

import textwrap
from collections.abc import Mapping, Sequence
from itertools import groupby

from transforms.rendition import Mark, Tags
from transforms.script import Script
from transforms.voice.formats import ChapterMark, Format

MOST_CHAPTERS = 255
"""The table of contents of an ID3 tag counts its entries in one byte (ID3v2 Chapter Frame Addendum 3.2)."""
_TITLE_LETTERS = 60
_ISO_639_2 = {"vi": "vie", "en": "eng"}


def metadata(tags: Tags, form: Format) -> Mapping[str, str]:
    """FFmpeg's names for ID3v2.4 frames, where one that it does not know becomes a TXXX frame; and for Vorbis comments.

    A copyright message begins with the year (ID3v2.4, TCOP), a language is ISO 639-2 in ID3 (TLAN).
    """
    language = tags.language.split("-")[0]
    return {
        "title": tags.title,
        "artist": tags.source,
        "date": tags.date,
        "language": _ISO_639_2.get(language, language) if form.container == "mp3" else tags.language,
        "copyright": f"{tags.date[:4]} {tags.source}. Giọng đọc tổng hợp bằng máy.".strip(),
        "item": tags.item,
    }


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
    return textwrap.shorten(words, _TITLE_LETTERS, placeholder="…")
