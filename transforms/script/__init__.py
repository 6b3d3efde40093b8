"""Article to Script: which words are heard, in which order, by whom they are said to be, and with which pauses.

`write_script` is the door; limits, pauses and the words of our own are data (`data/`). Every utterance has its place in
the article, so that what was said at any second can be traced to the page.
"""

from dataclasses import replace

from transforms.article import Article, BlockKind, Kind
from transforms.law.document import document_of
from transforms.script.body import Manner, say_blocks, say_lead, say_title
from transforms.script.data_files import PAUSES
from transforms.script.legal import say_brief, say_whole
from transforms.script.plain import one_line, plain
from transforms.script.reader import RULES, Reads
from transforms.script.records import CREDIT, FRAME, LEAD, TITLE, Form, Role, Script, Utterance
from transforms.script.speech import Speech

__all__ = [
    "CREDIT",
    "FRAME",
    "LEAD",
    "PAUSE_PARAGRAPH_MS",
    "PAUSE_SENTENCE_MS",
    "PAUSE_TITLE_MS",
    "TITLE",
    "Form",
    "Reads",
    "Role",
    "Script",
    "Utterance",
    "is_alert",
    "write_script",
]

PAUSE_SENTENCE_MS = PAUSES.sentence
PAUSE_PARAGRAPH_MS = PAUSES.paragraph
PAUSE_TITLE_MS = PAUSES.title

_URGENT = "urgent"
_LONGEST_TAG = 60


def write_script(article: Article, *, reader: Reads = RULES, form: Form = Form.AUTO) -> Script:
    """How an article is read aloud.

    Title, lead, body and the source's credit (`Theo …`); see `transforms.script.body` for what is heard of the body. A
    legal document has its radio form, its full text where `form` asks for it (`transforms.script.legal`). An alert is
    said word for word, tables too, and then once more. An article without any word gives a script without utterances,
    which `render` refuses by name (`NothingToSay`).

    Args:
        article: in any language; only Vietnamese is read by the rules, others are left to their voices.
        reader: what turns writing into spoken words.
        form: of a legal document.
    """
    speech = Speech.for_language(article.language, reader)
    said = _say(speech, article, form)
    if said:
        said += speech.frame("credit", CREDIT, Role.CREDIT, PAUSES.paragraph, credit=article.credit)
    unsure = (*speech.unsure(said), *_left_out(article))
    return Script(tuple(said), article.language, speech.reader.version, unsure)


def is_alert(article: Article) -> bool:
    """Whether an article is said word for word, and twice: by its kind, or by its source's lane."""
    return article.kind == Kind.ALERT or article.priority == _URGENT


def _say(speech: Speech, article: Article, form: Form) -> list[Utterance]:
    document = document_of(article) if article.kind == Kind.LEGAL else None
    if form == Form.AUTO and is_alert(article):
        return _say_twice(speech, article)
    if document is None:
        return [*_say_once(speech, article, Manner()), *_say_attached(speech, article)]
    return (say_whole if form == Form.FULL else say_brief)(speech, article, document)


def _say_once(speech: Speech, article: Article, manner: Manner) -> list[Utterance]:
    blocks = list(enumerate(article.blocks))
    return [
        *say_title(speech, article),
        *say_lead(speech, article),
        *say_blocks(speech, article, blocks, manner),
    ]


def _say_twice(speech: Speech, article: Article) -> list[Utterance]:
    said = _say_once(speech, article, Manner(prose=Role.ALERT, whole=True))
    if not said:
        return []
    once = [*said[:-1], replace(said[-1], pause_ms=PAUSES.again)]
    return [*once, *speech.frame("again", FRAME, Role.FRAME, PAUSES.sentence), *said]


def _say_attached(speech: Speech, article: Article) -> list[Utterance]:
    """That files belong to the item; a legal document's files are its text."""
    if article.kind == Kind.LEGAL or not article.attachments:
        return []
    count = len(article.attachments)
    return speech.frame("attached", FRAME, Role.FRAME, PAUSES.paragraph, count=count, credit=article.credit)


def _left_out(article: Article) -> tuple[str, ...]:
    """The markup in what is said, each tag once."""
    heard = (block.text for block in article.blocks if block.spoken or block.kind == BlockKind.TABLE)
    tags = (tag for text in (article.title, article.lead, *heard) for tag in plain(text).markup)
    shown = ("".join(filter(str.isprintable, one_line(tag)))[:_LONGEST_TAG] for tag in tags)
    return tuple(dict.fromkeys(f"{tag}: thẻ đánh dấu, không đọc" for tag in shown))
