"""Commands that try one room alone, on a file."""

import gzip
import json
import mimetypes
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from crawlers.errors import BadDocument, ConfigurationError
from crawlers.source import source_of_host
from nguon.commands.terminal import Attachments, Origin, console, errors, told
from nguon.settings import settings
from transforms.article import Article
from transforms.script.records import Form

app = typer.Typer()


@app.command()
@told
def extract(
    file: Annotated[
        Path,
        typer.Argument(
            help="An HTML page, or a PDF, Word or OpenDocument file, as it was fetched; .gz is unpacked.",
            exists=True,
            dir_okay=False,
        ),
    ],
    url: Origin,
    attachment: Attachments = None,
    site_rules: Annotated[bool, typer.Option(help="Use the source's own rules, where it is known.")] = True,
    language: Annotated[
        str,
        typer.Option(
            help="The language (BCP 47) that the page of an unknown site must be in; the page's own, unless given."
        ),
    ] = "",
) -> None:
    """Read one page and print the Article as JSON: title, date, text (lead and body), and all the rest.

    Of a file that holds several documents, every Article is printed, each in a line of its own.
    """
    articles = read_file(file, url, attachment or [], site_rules=site_rules, language=language)
    for article in articles:
        indent = 1 if len(articles) == 1 else None
        print(json.dumps(article.as_json(), ensure_ascii=False, indent=indent))  # noqa: T201 -- the answer, for a pipe


def read_file(
    file: Path, url: str, attachments: Sequence[Path], *, site_rules: bool = True, language: str = ""
) -> list[Article]:
    """What a file, as it was fetched from `url`, says; read within the same bounds as in the pipeline.

    Raises:
        BadDocument: it is no article.
    """
    from nguon.steps.aids import aids_of
    from transforms.extract import Page
    from transforms.extract.bounded import Reader

    now = datetime.now(UTC)

    def page(path: Path, address: str) -> Page:
        kind, packed = mimetypes.guess_type(path.name)
        body = unpacked(path) if packed == "gzip" else path.read_bytes()
        return Page(address, body, kind or "", now)

    with Reader() as reader:
        return reader.extract_all(
            page(file, url),
            source=source_of_host(host_of(url)),
            attachments=[page(path, path.name) for path in attachments],
            site_rules=site_rules,
            aids=aids_of(settings()),
            language=language,
        )


def unpacked(path: Path) -> bytes:
    """What is in a gzipped file, cut at the cap of a body."""
    try:
        with gzip.open(path) as file:
            return file.read(settings().max_body_bytes)
    except (OSError, EOFError, zlib.error) as error:
        raise BadDocument(
            f"cannot be unpacked: {error}", url=str(path), fix="give the page itself"
        ) from error


def host_of(url: str) -> str:
    """The host of an address that somebody typed."""
    try:
        return urlsplit(url).netloc
    except ValueError as error:
        raise ConfigurationError(f"{url!r} is no address: {error}", fix="see --url") from error


@app.command()
@told
def voice(
    file: Annotated[
        Path,
        typer.Argument(help="A text, or the JSON that `nguon extract` prints.", exists=True, dir_okay=False),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The .mp3 or .opus to write.", dir_okay=False)
    ],
    form: Annotated[
        Form, typer.Option(help="Of a legal document: its radio form (brief), or its whole text (full).")
    ] = Form.AUTO,
    transcript: Annotated[
        Path | None,
        typer.Option(
            help="Also write what is said when: SubRip where the name ends in .srt, else WebVTT.",
            dir_okay=False,
        ),
    ] = None,
) -> None:
    """Speak a text or an Article into a sound file."""
    from nguon.trial import speak_file
    from transforms.voice.transcript import srt, webvtt

    if not output.absolute().parent.is_dir():
        raise ConfigurationError("there is no such folder", url=str(output.parent), fix="make it first")
    rendition = speak_file(file, form, suffix=output.suffix.lstrip(".").lower() or "mp3")
    _write(output, rendition.audio)
    if transcript:
        tell = srt if transcript.suffix.lower() == ".srt" else webvtt
        _write(transcript, tell(rendition.script, rendition.marks).encode())
    for why in rendition.fell_back:
        errors.print(f"spoken by another voice: {why}", style="yellow", highlight=False, markup=False)
    for thing in rendition.script.unsure:
        errors.print(f"not sure how to read: {thing}", style="yellow", highlight=False, markup=False)
    seconds = rendition.duration_ms / 1000
    console.print(
        f"{output}  {seconds:.1f} s, {rendition.loudness_lufs:.1f} LUFS, voice {rendition.voice_version}"
    )


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        reason = f"cannot be written: {error.strerror or error}"
        raise ConfigurationError(reason, url=str(file), fix="name another file, or make room") from error
