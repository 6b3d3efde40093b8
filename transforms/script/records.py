"""The Script: what is read aloud of one version of an item, in which words and with which pauses."""

from dataclasses import dataclass
from enum import StrEnum

TITLE = -2
LEAD = -1
CREDIT = -3
FRAME = -4


class Role(StrEnum):
    """What an utterance is to a listener."""

    TITLE = "title"
    LEAD = "lead"
    BODY = "body"
    CREDIT = "credit"
    HEADING = "heading"
    TABLE = "table"
    LIST = "list"
    QUOTE = "quote"
    LAW = "law"
    ALERT = "alert"
    FRAME = "frame"


class Form(StrEnum):
    """How much of a legal document is said; every other item is said whole.

    `AUTO` is what its kind asks for: `BRIEF` for a legal document, the whole twice for an alert. `BRIEF` is the radio
    form, `FULL` the text by its articles.
    """

    AUTO = "auto"
    BRIEF = "brief"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Utterance:
    """One stretch of speech of at most `utterance.syllables` (`data/limits.yaml`) syllables.

    `written` is what the article says, on one line, without invisible characters and markup; `spoken` the words that
    the voice says for it. `block` is the index in the article's blocks, or `TITLE`, `LEAD`, `CREDIT`, or `FRAME` where
    the words are about the item as a whole. `pause_ms` of silence follow. `start` and `end` are character offsets into
    the block's text (of the title, the lead): what stands there is `written`, but for a list item's label and a table's
    heads, which stand in `written` only. Both are 0 where the words are ours (a template).
    """

    written: str
    spoken: str
    block: int
    pause_ms: int
    role: Role = Role.BODY
    language: str = "vi"
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Script:
    """How one version of an item is read aloud; without utterances where it has no words at all.

    `reader_version` is that of the reading rules. `unsure` says what was read safely only, each thing once, as
    "what is written: why"; a person should look at it.
    """

    utterances: tuple[Utterance, ...]
    language: str
    reader_version: str = ""
    unsure: tuple[str, ...] = ()
