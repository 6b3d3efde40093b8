"""A stretch of a block to utterances, and the words of our own between them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from transforms.reading import Reading
from transforms.script.data_files import FRAMES, PAUSES, fields_of
from transforms.script.plain import Plain, one_line, plain
from transforms.script.reader import READ_ALOUD, Reads, reader_for, syllables
from transforms.script.records import Role, Utterance
from transforms.script.sentences import Piece, pieces_of

_HALF = (";", "–", "—")
_CLAUSE = (",", ":", ")", "”", '"', "...", "…")
_LETTERS = re.compile(r"[^\W\d_]+")
_FEWEST_UNMARKED = 6
_SHOWN = 60
_LABEL_ENDS = ".)/:;"


@dataclass(frozen=True, slots=True)
class Speech:
    """Says texts in an item's language; `for_language` makes one."""

    reader: Reads
    language: str

    @classmethod
    def for_language(cls, language: str, reader: Reads) -> "Speech":
        """The speech of an item in `language` (BCP 47); a language that the reader does not know is left as it is."""
        return cls(reader_for(language, reader), language)

    def say(
        self,
        text: str,
        block: int,
        role: Role,
        pause_ms: int,
        *,
        label: str = "",
        within: tuple[int, int] | None = None,
    ) -> list[Utterance]:
        """The utterances of a block's text; none where it has no words (a row of stars).

        Args:
            text: the whole text of the block, the title or the lead.
            block: its index, or `TITLE` …
            role: of its utterances.
            pause_ms: the silence after the last of them; those inside are `data/pauses.yaml`'s.
            label: what is said before it and does not stand in it, such as `1.` or a column's head.
            within: the stretch of the text that is said; None: all of it.
        """
        start, end = within or (0, len(text))
        bare = plain(text[start:end])
        lead = f"{_as_label(label)} " if label and bare.text.strip() else ""
        whole = lead + bare.text
        made = [
            self._utterance(piece, whole, bare, (block, role, len(lead), start))
            for piece in pieces_of(whole, self.reader)
        ]
        return [*made[:-1], *(replace(last, pause_ms=pause_ms) for last in made[-1:])]

    def _utterance(
        self, piece: Piece, whole: str, bare: Plain, where: tuple[int, Role, int, int]
    ) -> Utterance:
        block, role, lead, base = where
        written = one_line(whole[piece.start : piece.end])
        start, end = bare.place(max(piece.start - lead, 0), max(piece.end - lead, 0))
        pause = PAUSES.sentence if piece.ends else inner_pause(written)
        return Utterance(written, piece.spoken, block, pause, role, self.language, base + start, base + end)

    def frame(
        self, name: str, block: int, role: Role, pause_ms: int, /, **values: str | int | None
    ) -> list[Utterance]:
        """Words of our own (`data/frames.yaml`), where every field that they need is known; else none."""
        frame = self.words(name, **values)
        made = self.say(frame, block, role, pause_ms) if frame else []
        return [replace(each, start=0, end=0) for each in made]

    def words(self, name: str, **values: str | int | None) -> str:
        """A frame filled in; empty where a field is not known, or the language has no frames."""
        frame = FRAMES.get(self.language.split("-")[0].lower(), {}).get(name, "")
        known = {
            key: one_line(plain(str(value)).text) for key, value in values.items() if value not in (None, "")
        }
        return frame.format_map(known) if fields_of(frame) <= set(known) else ""

    def syllables(self, text: str) -> int:
        """How many syllables are said of a text."""
        return syllables(self.reader.read(plain(text).text))

    def joined(self, first: Utterance, second: Utterance, mark: str) -> Utterance | None:
        """Both as one, with `mark` between them; None where that would be read otherwise than the two."""
        written = f"{first.written.rstrip(' .;,:')}{mark} {second.written}"
        spoken = self.reader.read(written)
        apart = [*_said(first.spoken), *_said(second.spoken)]
        return (
            replace(second, written=written, spoken=spoken, start=first.start)
            if _said(spoken) == apart
            else None
        )

    def unsure(self, utterances: Sequence[Utterance]) -> tuple[str, ...]:
        """What of them was read safely only, each thing once."""
        readings = (reading for each in utterances for reading in self.reader.explain(each.written))
        foreign = _unmarked(utterances) if self.language.split("-")[0].lower() == READ_ALOUD else ()
        return tuple(dict.fromkeys((*_doubts(readings), *foreign)))


def _doubts(readings: Iterator[Reading]) -> Iterator[str]:
    for reading in readings:
        if reading.unsure:
            yield f"{reading.written}: {reading.unsure}"


def _unmarked(utterances: Sequence[Utterance]) -> Iterator[str]:
    """The utterances that are no Vietnamese, or are written without its marks: its voice cannot say them."""
    for each in utterances:
        words = _LETTERS.findall(each.spoken)
        if len(words) >= _FEWEST_UNMARKED and all(map(str.isascii, words)):
            yield f"{each.written[:_SHOWN]}: không có dấu tiếng Việt, có thể là tiếng nước ngoài"


def _said(spoken: str) -> list[str]:
    return [word.strip(".,;:?!") for word in spoken.split() if word.strip(".,;:?!")]


def _as_label(label: str) -> str:
    """A label with a mark behind it: a bare `5` before "cụm loa" would be a count."""
    label = one_line(label)
    return label if label[-1:] in _LABEL_ENDS or not label[-1:].isalnum() else f"{label}."


def inner_pause(written: str) -> int:
    """The silence in milliseconds after a part of a sentence, by the mark that it ends with."""
    if written.endswith(_HALF):
        return PAUSES.half
    return PAUSES.clause if written.endswith(_CLAUSE) else PAUSES.breath
