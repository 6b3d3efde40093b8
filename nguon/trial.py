"""Trying the voice alone, on a text or an Article from a file."""

import json
from dataclasses import replace
from pathlib import Path

from crawlers.errors import BadDocument, ConfigurationError
from nguon.settings import settings
from nguon.steps.voice import Studio, tags_of
from transforms.article import Article, Block, BlockKind, Kind
from transforms.rendition import Rendition
from transforms.script import Form
from transforms.voice.errors import NothingToSay
from transforms.voice.formats import FORMATS

_NO_WORDS = "there are no words in it"


def speak_file(file: Path, form: Form = Form.AUTO, *, suffix: str = "mp3") -> Rendition:
    """Speak a text file (its first line is the title) or an Article in JSON.

    Args:
        file: of the text.
        form: how much of a legal document is said.
        suffix: of the sound file's name; the settings' format of that kind is made, or the first there is.

    Raises:
        BadDocument: the file is neither, or has no words.
        ConfigurationError: no format has that suffix.
    """
    article = _article(file)
    studio = Studio.of(settings(), clips=False)
    named = [name for name in (*studio.profile.formats, *FORMATS) if FORMATS[name].suffix == suffix]
    if not named:
        kinds = " or ".join(sorted({f".{each.suffix}" for each in FORMATS.values()}))
        raise ConfigurationError(f"no sound is made as .{suffix}", fix=f"let the name end in {kinds}")
    studio = replace(studio, profile=replace(studio.profile, formats=(named[0],)))
    try:
        return studio.voice(article, tags_of(article, file.name), form)
    except NothingToSay as error:
        raise BadDocument(_NO_WORDS, url=str(file)) from error


def _article(file: Path) -> Article:
    try:
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".json":
            told = json.loads(text)
            json.dumps(told, ensure_ascii=False).encode()  # half a character cannot be said, nor kept
            return Article.from_json(told)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        fix = "give a UTF-8 text, or the JSON that `nguon extract` prints"
        raise BadDocument(f"cannot be read: {error}", url=str(file), fix=fix) from error
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise BadDocument(_NO_WORDS, url=str(file))
    blocks = tuple(Block(BlockKind.PARAGRAPH, line) for line in lines[1:])
    return Article("file", str(file), Kind.NOTICE, lines[0], "", blocks, "vi", "tệp văn bản")
