"""The command `nguon`: a thin door to the rooms, for people at a terminal."""

import getpass
import gzip
import json
import mimetypes
import signal
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path
from types import FrameType
from typing import Annotated, ParamSpec
from urllib.parse import urlsplit

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from crawlers.dates import VIETNAM
from crawlers.discovery.entry import Window
from crawlers.errors import BadDocument, ConfigurationError, NguonError
from crawlers.source import readable_sources, source, source_of_host
from nguon.settings import settings

P = ParamSpec("P")
console = Console()
_errors = Console(stderr=True)
app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Nguồn: from official sources to the commune loudspeaker. Each room can be tried alone; "
    "`make run` walks all of them through Airflow.",
)

When = Annotated[str, typer.Option(help="ISO date or time, such as 2026-11-01 or 2026-11-01T06:00+07:00.")]
Actor = Annotated[str, typer.Option(help="Who decides; your login name unless you say otherwise.")]


def _told(command: Callable[P, None]) -> Callable[P, None]:
    """Errors of ours are told in one message, without a traceback; Ctrl-C and SIGTERM end us in order."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, _interrupt)
        try:
            _check_settings()
            command(*args, **kwargs)
        except NguonError as error:
            _errors.print(f"error: {error}", style="red", highlight=False, markup=False, soft_wrap=True)
            raise typer.Exit(1) from error
        except KeyboardInterrupt:
            _errors.print("interrupted", highlight=False)
            raise typer.Exit(130) from None

    return run


def _check_settings() -> None:
    """Settle at the door whether the settings can be read at all."""
    try:
        settings()
    except ValidationError as error:
        faults = [
            f"NGUON_{'.'.join(map(str, each['loc'])).upper()}: {each['msg']}" for each in error.errors()
        ]
        raise ConfigurationError("\n".join(faults), fix="correct the environment") from error


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@app.command()
@_told
def sources() -> None:
    """List the sources: what each is, how it is found, who approves it; and definitions that are broken."""
    good, bad = readable_sources()
    table = Table("source", "kind", "site", "found by", "every", "approval", show_edge=False)
    for each in good:
        ways = ", ".join(way.by for way in each.discover)
        table.add_row(each.id, each.kind, each.base, ways, _short(each.every), each.approval)
    console.print(table)
    for error in bad:
        _errors.print(f"broken: {error}", style="red", highlight=False, markup=False, soft_wrap=True)
    if bad:
        raise typer.Exit(1)


@app.command()
@_told
def pools() -> None:
    """Print the pools that the DAGs need, as JSON for `airflow pools import`; `make ui` makes them by itself."""
    from dags.planning import pools as needed

    values = needed(of.host for of in readable_sources()[0])
    print(json.dumps(values, ensure_ascii=False, indent=1))  # noqa: T201 -- the answer, for a pipe


def _short(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"


@app.command()
@_told
def crawl(
    source_id: Annotated[
        str, typer.Argument(metavar="SOURCE", help="A source's id, as `nguon sources` shows it.")
    ],
    start: Annotated[str, typer.Option("--from", help="Start of the window; ISO date or time.")] = "",
    end: Annotated[str, typer.Option("--to", help="End of the window; now, unless given.")] = "",
) -> None:
    """Crawl one source over a window: what is new goes to the archive and is entered in the store."""
    from nguon.steps.crawl import crawl_source
    from nguon.steps.rooms import open_rooms

    of = source(source_id)
    until = _moment(end) if end else datetime.now(UTC)
    window = _window(_moment(start) if start else until - of.lookback, until)
    with open_rooms() as rooms:
        report = crawl_source(
            rooms, source_id, window, lambda line: _errors.print(line, highlight=False, markup=False)
        )
    console.print(
        f"found {report.found}, fetched {report.fetched}, known {report.known}, unchanged {report.unchanged}, "
        f"requests {report.requests}, problems {len(report.problems)}\narchive  {report.warc_file}"
    )
    for problem in report.problems:
        console.print(f"{problem.error} {problem.url}: {problem.reason}", highlight=False, soft_wrap=True)
    if not report.finished:
        raise typer.Exit(1)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigurationError(f"{text!r} is no ISO date or time", fix="such as 2026-11-01") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def _window(start: datetime, end: datetime) -> Window:
    try:
        return Window(start, end)
    except ValueError as error:
        raise ConfigurationError(str(error), fix="see --from and --to") from error


@app.command()
@_told
def extract(
    file: Annotated[
        Path,
        typer.Argument(
            help="An HTML page or a PDF, as it was fetched; .gz is unpacked.", exists=True, dir_okay=False
        ),
    ],
    url: Annotated[str, typer.Option(help="The address that it came from; it names the source.")],
    attachment: Annotated[
        list[Path] | None,
        typer.Option(help="A file that the page links to; repeatable.", exists=True, dir_okay=False),
    ] = None,
    site_rules: Annotated[bool, typer.Option(help="Use the source's own rules, where it is known.")] = True,
) -> None:
    """Read one page and print the Article as JSON: title, date, text (lead and body), and all the rest."""
    from transforms.extract import Page
    from transforms.extract import extract as read_page

    def page(path: Path, address: str) -> Page:
        kind, packed = mimetypes.guess_type(path.name)
        body = _unpacked(path) if packed == "gzip" else path.read_bytes()
        return Page(address, body, kind or "", datetime.now(UTC))

    of = source_of_host(_host(url))
    attached = [page(path, path.name) for path in attachment or []]
    article = read_page(page(file, url), source=of, attachments=attached, site_rules=site_rules)
    print(json.dumps(article.as_json(), ensure_ascii=False, indent=1))  # noqa: T201 -- the answer, for a pipe


def _unpacked(path: Path) -> bytes:
    try:
        with gzip.open(path) as file:
            return file.read(settings().max_body_bytes)
    except (OSError, EOFError, zlib.error) as error:
        raise BadDocument(
            f"cannot be unpacked: {error}", url=str(path), fix="give the page itself"
        ) from error


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError as error:
        raise ConfigurationError(f"{url!r} is no address: {error}", fix="see --url") from error


@app.command()
@_told
def read(
    explain: Annotated[bool, typer.Option(help="Show which rule read which words, as JSON.")] = False,
) -> None:
    """Read aloud on paper: text lines in, the spoken words out, one line for one line."""
    from dataclasses import asdict

    from transforms.reading import explain as explain_line
    from transforms.reading import read as read_line

    for line in sys.stdin:
        text = line.rstrip("\n")
        rules = [asdict(reading) for reading in explain_line(text)] if explain else None
        print(json.dumps(rules, ensure_ascii=False) if explain else read_line(text), flush=True)  # noqa: T201 -- the answer, for a pipe


@app.command()
@_told
def voice(
    file: Annotated[
        Path,
        typer.Argument(help="A text, or the JSON that `nguon extract` prints.", exists=True, dir_okay=False),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="The MP3 to write.", dir_okay=False)],
) -> None:
    """Speak a text or an Article into an MP3 file."""
    from nguon.trial import speak_file

    if not output.absolute().parent.is_dir():
        raise ConfigurationError("there is no such folder", url=str(output.parent), fix="make it first")
    rendition = speak_file(file)
    output.write_bytes(rendition.audio)
    seconds = rendition.duration_ms / 1000
    console.print(
        f"{output}  {seconds:.1f} s, {rendition.loudness_lufs:.1f} LUFS, voice {rendition.voice_version}"
    )


@app.command()
@_told
def pending() -> None:
    """List what waits for a person's decision."""
    from nguon.steps.publish import auto_sources
    from nguon.steps.rooms import open_rooms
    from sinks.approval import pending as waiting
    from sinks.store.renditions import sound_path

    with open_rooms() as rooms, rooms.store.session() as session:
        cases = waiting(session, policy_sources=auto_sources())
    table = Table("ID", "source", "version", "seconds", "title", show_edge=False)
    for case in cases:
        seconds = f"{case.rendition.duration_ms / 1000:.0f}"
        table.add_row(
            str(case.version.id), case.item.source, str(case.version.number), seconds, case.version.title
        )
    console.print(table if cases else "Nothing waits.")
    for case in cases:
        path = f"{rooms.settings.sounds}/{sound_path(case.rendition.audio_digest)}"
        console.print(
            f"{case.version.id}: {case.item.url}\n   listen: {path}", highlight=False, soft_wrap=True
        )


VersionId = Annotated[
    int,
    typer.Argument(metavar="ID", help="A version's ID, as `nguon pending` shows it.", min=1, max=2**63 - 1),
]
Note = Annotated[str, typer.Option(help="Why; it is kept with the decision.")]


@app.command()
@_told
def show(version: VersionId) -> None:
    """Show a version as a listener would get it: what is written, and the words that are spoken."""
    from nguon.steps.rooms import open_rooms
    from sinks.approval import case_of

    with open_rooms() as rooms, rooms.store.session() as session:
        row, rendition = case_of(session, version)
    console.print(row.title, style="bold", highlight=False, markup=False)
    for line in rendition.script:
        console.print(f"{line['start_ms'] / 1000:7.1f}  {line['written']}", highlight=False, markup=False)
        if line["spoken"] != line["written"]:
            console.print(f"         {line['spoken']}", style="dim", highlight=False, markup=False)


@app.command()
@_told
def approve(version: VersionId, actor: Actor = "", note: Note = "") -> None:
    """Approve a version with its newest sound, and publish it."""
    from sinks import approval

    with _deciding(actor) as (session, who):
        decision = approval.approve(session, version, actor=who, note=note)
    console.print(f"decision {decision.id}: {decision.actor} approved version {version}")


@app.command()
@_told
def reject(version: VersionId, note: Note, actor: Actor = "") -> None:
    """Decide that a version does not go out."""
    from sinks import approval

    with _deciding(actor) as (session, who):
        decision = approval.reject(session, version, actor=who, note=note)
    console.print(f"decision {decision.id}: {decision.actor} rejected version {version}")


@app.command()
@_told
def withdraw(version: VersionId, note: Note, actor: Actor = "") -> None:
    """Take back what is out of a version's item: a tombstone in the feed, and its sound is gone."""
    from sinks import approval

    with _deciding(actor) as (session, who):
        decision = approval.withdraw(session, version, actor=who, note=note)
    console.print(f"decision {decision.id}: {decision.actor} withdrew the item of version {version}")


@contextmanager
def _deciding(actor: str) -> Iterator[tuple[Session, str]]:
    """A session to decide in; what was decided is carried out at once."""
    from nguon.steps.publish import publish, render_outlet
    from nguon.steps.rooms import open_rooms

    with open_rooms() as rooms:
        with rooms.store.session() as session:
            yield session, actor or f"terminal:{getpass.getuser()}"
        publish(rooms)
        rendered = render_outlet(rooms)
    for fault in rendered.faults:
        _errors.print(f"left out: {fault}", style="red", highlight=False, markup=False, soft_wrap=True)


@app.command()
@_told
def work() -> None:
    """Do here and now, without Airflow, whatever waits and needs no person: read, voice, approve by policy, publish."""
    from nguon.steps import crawl, publish, read, voice
    from nguon.steps.rooms import open_rooms

    with open_rooms() as rooms:
        crawl.register_archive(rooms)
        for of in readable_sources()[0]:
            counts = read.extract_pages(rooms, read.pages_to_extract(rooms, of.id))
            console.print(of.id, counts)
        console.print(voice.voice_versions(rooms, voice.versions_to_voice(rooms)))
        console.print({"approved": publish.approve_by_policy(rooms), "published": publish.publish(rooms)})
        rendered = publish.render_outlet(rooms)
    for fault in rendered.faults:
        raise fault


@app.command()
@_told
def status(
    since: When = "",
) -> None:
    """Show per source what happened (since a moment, or ever), open issues, and where the files are."""
    from nguon.steps.rooms import open_rooms
    from nguon.table import print_summary

    with open_rooms() as rooms:
        print_summary(console, rooms, _moment(since) if since else datetime.fromtimestamp(0, UTC))


@app.command()
@_told
def run() -> None:
    """Run the main job once through Airflow over the bundled sample portals (what `make run` does)."""
    from nguon.stack.run import run_main_job

    run_main_job(settings(), console)


@app.command()
@_told
def ui() -> None:
    """Keep Airflow, the sample portals and the outlet up until Ctrl-C (what `make ui` does)."""
    from nguon.stack.ui import run_ui

    run_ui(settings(), console)
