"""The command that reads aloud on paper: text lines in, the spoken words out."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from nguon.commands.terminal import told
from nguon.settings import settings
from transforms.reading import Lexicon, Reader, Region

app = typer.Typer()


@app.command()
@told
def read(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE]...",
            help="Texts in UTF-8; what is piped in, unless given.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    explain: Annotated[
        bool,
        typer.Option(
            help="Show which rule read which words, and why it is not sure of some: a JSON list a line."
        ),
    ] = False,
    region: Annotated[
        str,
        typer.Option(
            help="The region's words for numbers: `nghìn,linh` or `ngàn,lẻ`; those of the settings, unless given."
        ),
    ] = "",
    lexicon: Annotated[
        Path | None,
        typer.Option(
            help="A TSV of your own words: written, spoken, scope, priority, note.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    source: Annotated[str, typer.Option(help="Read as items of this source: the lexicon's scope.")] = "",
    kind: Annotated[str, typer.Option(help="Read as items of this kind: the lexicon's scope.")] = "",
) -> None:
    """Read aloud on paper: text lines in, the spoken words out, one line for one line."""
    reader = _reader(region, lexicon).within(source, kind)
    for line in _lines(files or []):
        print(_explained(reader, line) if explain else reader.read(line), flush=True)  # noqa: T201 -- the answer, for a pipe


def _reader(region: str, lexicon: Path | None) -> Reader:
    ours = settings()
    file = lexicon or (Path(ours.lexicon) if ours.lexicon else None)
    said = Region.of(region) if region else Region(ours.thousand, ours.odd)
    return Reader(said, Lexicon.load(file) if file else Lexicon())


def _explained(reader: Reader, line: str) -> str:
    return json.dumps([asdict(reading) for reading in reader.explain(line)], ensure_ascii=False)


def _lines(files: list[Path]) -> Iterator[str]:
    """The lines of the files, or of what is piped in; a byte that is no UTF-8 becomes the sign for that."""
    if not files:
        yield from _decoded(sys.stdin.buffer)
    for file in files:
        with file.open("rb") as stream:
            yield from _decoded(stream)


def _decoded(stream: BinaryIO) -> Iterator[str]:
    for number, line in enumerate(stream):
        text = line.decode("utf-8", "replace").rstrip("\n").removesuffix("\r")
        yield text.removeprefix("\ufeff") if number == 0 else text
