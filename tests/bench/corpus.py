"""The text that is read: what the bundled sample pages say, again and again."""

from itertools import cycle
from pathlib import Path

from crawlers.errors import NguonError
from crawlers.source import source
from nguon.evaluate.corpora import own_samples
from transforms.extract import extract


def write_corpus(file: Path, characters: int) -> None:
    """Write at least so many characters of spoken paragraphs, a line for each."""
    lines = [line for line in _lines() if line.strip()]
    total = 0
    with file.open("w", encoding="utf-8") as out:
        for line in cycle(lines):
            out.write(f"{line}\n")
            total += len(line) + 1
            if total >= characters:
                return


def _lines() -> list[str]:
    lines = []
    for sample in own_samples():
        try:
            article = extract(sample.page, source=source(sample.source), attachments=sample.attachments)
        except NguonError:
            continue  # among the samples are pages that must be refused
        lines += [" ".join(text.split()) for text in article.spoken_texts()]
    return lines
