"""Article to Script: what is read aloud, in which words and with which pauses."""

from dataclasses import dataclass

from transforms.article import Article, BlockKind
from transforms.reading import read
from transforms.sentences import split_sentences

TITLE = -2
LEAD = -1
CREDIT = -3

PAUSE_SENTENCE_MS = 550
PAUSE_PARAGRAPH_MS = 900
PAUSE_TITLE_MS = 1200


@dataclass(frozen=True, slots=True)
class Utterance:
    """One stretch of speech.

    `written` is what the article says, `spoken` the words that the voice says for it. `block` is the index in the
    article's blocks, or `TITLE`, `LEAD`, `CREDIT`. `pause_ms` of silence follow.
    """

    written: str
    spoken: str
    block: int
    pause_ms: int


@dataclass(frozen=True, slots=True)
class Script:
    """How one version of an item is read aloud."""

    utterances: tuple[Utterance, ...]
    language: str


def write_script(article: Article) -> Script:
    """Title, lead, spoken blocks and the source's credit; never captions, bylines or furniture."""
    utterances = _utter(article.title, TITLE, PAUSE_TITLE_MS)
    if article.lead:
        utterances += _utter(article.lead, LEAD, PAUSE_PARAGRAPH_MS)
    for index, block in enumerate(article.blocks):
        if block.spoken:
            pause = PAUSE_TITLE_MS if block.kind == BlockKind.HEADING else PAUSE_PARAGRAPH_MS
            utterances += _utter(block.text, index, pause)
    utterances += _utter(f"Theo {article.credit}.", CREDIT, PAUSE_PARAGRAPH_MS)
    return Script(tuple(utterances), article.language)


def _utter(text: str, block: int, last_pause_ms: int) -> list[Utterance]:
    """What is said of a text, which is nothing where it has no words (a row of stars)."""
    sentences = split_sentences(text)
    if not sentences:
        return []
    pauses = [PAUSE_SENTENCE_MS] * (len(sentences) - 1) + [last_pause_ms]
    pairs = zip(sentences, pauses, strict=True)
    return [Utterance(written, read(written), block, pause) for written, pause in pairs]
