"""What finished sound costs with the embedded voice: its parts, and one changed sentence against the whole."""

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from transforms.article import Article, Block, BlockKind, Kind
from transforms.rendition import Rendition, Tags
from transforms.script import write_script
from transforms.voice import render
from transforms.voice.clips import Clips
from transforms.voice.espeak import Espeak

T = TypeVar("T")
MINUTES = 10
_LINES_A_MINUTE = 5
_CHANGED = "Câu này đã được sửa lại cho đúng."
_TAGS = Tags("Bản tin đo thử", "Nguồn thử", "2026-11-20", "vi", "do-thu")


def measure(corpus: Path) -> list[str]:
    """Lines of figures, of an item of about ten minutes made of the corpus' lines."""
    article = _article(corpus)
    with tempfile.TemporaryDirectory() as folder:
        voice, clips = Espeak(), Clips(folder)
        writing, script = _timed(lambda: write_script(article))
        speaking, _ = _timed(lambda: voice.speak([said.spoken for said in script.utterances]))
        whole, made = _timed(lambda: render(script, voice, _TAGS, clips=clips))
        changed = write_script(_with_a_change(article))
        again, remade = _timed(lambda: render(changed, voice, _TAGS, clips=clips))
        afresh, _ = _timed(lambda: render(changed, voice, _TAGS))
    return list(_told(made, writing, speaking, whole, remade, again, afresh))


def _told(
    made: Rendition,
    writing: float,
    speaking: float,
    whole: float,
    remade: Rendition,
    again: float,
    afresh: float,
) -> Iterator[str]:
    seconds = made.duration_ms / 1000
    yield f"{seconds:.0f} s of finished sound in {writing + whole:.1f} s: {seconds / (writing + whole):.1f} times real time"
    yield f"  script {writing:.2f} s, speech {speaking:.2f} s, mastering, checks and the rest {whole - speaking:.2f} s"
    yield (
        f"one changed sentence: {remade.voiced} clip spoken, {again:.2f} s, "
        f"{again / afresh:.1%} of the {afresh:.1f} s that all of it takes (wanted: at most 5 %)"
    )


def _article(corpus: Path) -> Article:
    lines = dict.fromkeys(corpus.read_text(encoding="utf-8").splitlines())
    blocks = tuple(Block(BlockKind.PARAGRAPH, line) for line in list(lines)[: MINUTES * _LINES_A_MINUTE])
    return Article("do", "https://mau.vn/do", Kind.NEWS, "Bản tin đo thử", "", blocks, "vi", "Nguồn thử")


def _with_a_change(article: Article) -> Article:
    middle = len(article.blocks) // 2
    block = replace(article.blocks[middle], text=f"{article.blocks[middle].text} {_CHANGED}")
    return replace(article, blocks=(*article.blocks[:middle], block, *article.blocks[middle + 1 :]))


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    begun = time.perf_counter()
    made = work()
    return time.perf_counter() - begun, made
