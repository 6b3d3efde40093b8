"""Commands about sources: which there are, whether they are crawled, and a crawl by hand."""

import getpass
import json
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.table import Table

from crawlers.errors import ConfigurationError
from crawlers.source import readable_sources, source
from nguon.commands.terminal import Actor, console, errors, moment_of, told, window_of

app = typer.Typer()


SourceId = Annotated[
    str, typer.Argument(metavar="SOURCE", help="A source's id, as `nguon sources` shows it.")
]
Why = Annotated[str, typer.Option("--why", help="The reason; it is kept.")]


@app.command()
@told
def sources() -> None:
    """List the sources: what each is, how it is found, how it stands; and definitions that are broken."""
    from nguon.steps.rooms import open_rooms
    from sinks.store.states import standings

    good, bad = readable_sources()
    with open_rooms() as rooms, rooms.store.session() as session:
        said = standings(session)
    table = Table("source", "kind", "site", "found by", "every", "approval", "state", show_edge=False)
    for each in good:
        ways = ", ".join(way.by for way in each.discover)
        state = str(said[each.id]) if each.id in said else each.state
        table.add_row(each.id, each.kind, each.base, ways, _short(each.every), each.approval, state)
    console.print(table)
    for error in bad:
        errors.print(f"broken: {error}", style="red", highlight=False, markup=False, soft_wrap=True)
    if bad:
        raise typer.Exit(1)


@app.command()
@told
def pause(source_id: SourceId, why: Why, actor: Actor = "") -> None:
    """Stop crawling a source until it is resumed; its DAG skips, its items stay."""
    _stand(source_id, "paused", why, actor)


@app.command()
@told
def resume(source_id: SourceId, why: Why, actor: Actor = "") -> None:
    """Crawl a source again."""
    _stand(source_id, "active", why, actor)


@app.command()
@told
def retire(source_id: SourceId, why: Why, actor: Actor = "") -> None:
    """Stop crawling a source for good: it is gone, or replaced; its items stay."""
    _stand(source_id, "retired", why, actor)


def _stand(source_id: str, state: str, why: str, actor: str) -> None:
    from nguon.steps.rooms import open_rooms
    from sinks.store.states import set_state, standing

    of = source(source_id)
    if not why.strip():
        raise ConfigurationError("a reason is needed", source=source_id, fix='--why "…"')
    with open_rooms() as rooms:
        with rooms.store.session() as session:
            set_state(session, of.id, state, actor=actor or f"terminal:{getpass.getuser()}", note=why.strip())
        with rooms.store.session() as session:
            console.print(f"{of.id}: {standing(session, of)}", highlight=False, markup=False)


@app.command()
@told
def pools() -> None:
    """Print the pools that the DAGs need, as JSON for `airflow pools import`; `make ui` makes them by itself."""
    from dags.planning import pools as needed

    values = needed(of.host for of in readable_sources()[0])
    print(json.dumps(values, ensure_ascii=False, indent=1))  # noqa: T201 -- the answer, for a pipe


def _short(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"


@app.command()
@told
def crawl(
    source_id: SourceId,
    start: Annotated[str, typer.Option("--from", help="Start of the window; ISO date or time.")] = "",
    end: Annotated[str, typer.Option("--to", help="End of the window; now, unless given.")] = "",
) -> None:
    """Crawl one source over a window: what is new goes to the archive and is entered in the store."""
    from nguon.steps.crawl import crawl_source, why_not
    from nguon.steps.rooms import open_rooms

    of = source(source_id)
    until = moment_of(end) if end else datetime.now(UTC)
    window = window_of(moment_of(start) if start else until - of.lookback, until)
    with open_rooms() as rooms:
        if reason := why_not(rooms, of, by_hand=bool(start)):
            raise ConfigurationError(reason, source=of.id, fix="crawl it then, or say so first")
        report = crawl_source(
            rooms, source_id, window, lambda line: errors.print(line, highlight=False, markup=False)
        )
    console.print(
        f"found {report.found}, fetched {report.fetched}, known {report.known}, unchanged {report.unchanged}, "
        f"put off {report.put_off}, requests {report.requests}, problems {len(report.problems)}\narchive  {report.warc_file}"
    )
    for problem in report.problems:
        console.print(f"{problem.error} {problem.url}: {problem.reason}", highlight=False, soft_wrap=True)
    if not report.finished:
        raise typer.Exit(1)


@app.command()
@told
def check_archive() -> None:
    """Read the whole archive: verify every digest, enter what is not in the store, tell what is damaged or missing."""
    from nguon.steps.archive import check_archive as check
    from nguon.steps.rooms import open_rooms

    with open_rooms() as rooms:
        entered = check(rooms)
    console.print(f"{entered.files} files, {entered.captures} captures entered, {entered.damaged} damages")
    if entered.damaged:
        console.print("see: nguon status")
        raise typer.Exit(1)


@app.command()
@told
def watch() -> None:
    """Look for active sources that have been silent for too long, or are not crawled at all."""
    from nguon.steps.rooms import open_rooms
    from nguon.steps.watch import watch_sources

    with open_rooms() as rooms:
        silent = watch_sources(rooms, datetime.now(UTC))
    for each in silent:
        console.print(str(each), highlight=False, markup=False, soft_wrap=True)
    if silent:
        raise typer.Exit(1)
    console.print("No source is silent.")
