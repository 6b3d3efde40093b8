"""Trying the voice alone, on a text or an Article from a file."""

import json
from pathlib import Path

from crawlers.errors import BadDocument
from nguon.settings import settings
from nguon.steps.voice import Studio, tags_of
from transforms.article import Article, Block, BlockKind, Kind
from transforms.rendition import Rendition
from transforms.script import Form


def speak_file(file: Path, form: Form = Form.AUTO) -> Rendition:
    """Speak a text file (its first line is the title) or an Article in JSON.

    `form` is how much of a legal document is said.

    Raises:
        BadDocument: the file is neither.
    """
    article = _article(file)
    return Studio.of(settings(), clips=False).voice(article, tags_of(article, file.name), form)


def _article(file: Path) -> Article:
    try:
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".json":
            return Article.from_json(json.loads(text))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        fix = "give a UTF-8 text, or the JSON that `nguon extract` prints"
        raise BadDocument(f"cannot be read: {error}", url=str(file), fix=fix) from error
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise BadDocument("there are no words in it", url=str(file))
    blocks = tuple(Block(BlockKind.PARAGRAPH, line) for line in lines[1:])
    return Article("file", str(file), Kind.NOTICE, lines[0], "", blocks, "vi", "tệp văn bản")
