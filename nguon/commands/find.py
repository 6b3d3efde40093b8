"""The command that finds items by their words."""

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from crawlers.source import source as source_of
from nguon.commands.terminal import When, console, moment_of, told

app = typer.Typer()


@app.command()
@told
def find(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WORDS",
            help="Words of title, lead or text, or a legal number; all of them must be there. Without marks they find "
            "words with any marks.",
        ),
    ],
    source: Annotated[str, typer.Option(help="Only items of this source.")] = "",
    since: When = "",
    limit: Annotated[int, typer.Option(help="Most items to show.", min=1, max=1000)] = 20,
    loose: Annotated[
        bool, typer.Option("--loose", help="Pass over marks, and y for i, in any case.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for a pipe.")] = False,
) -> None:
    """Find items by words or legal number, in either style of tones (hòa, hoà): the newest first, and what became of them."""
    from nguon.steps.rooms import open_rooms
    from sinks.store.find import find as find_items

    if source:
        source_of(source)
    with open_rooms() as rooms, rooms.store.session() as session:
        hits = find_items(
            session,
            " ".join(words),
            source=source,
            since=moment_of(since) if since else None,
            limit=limit,
            loose=loose,
        )
    if as_json:
        print(json.dumps([asdict(hit) for hit in hits], ensure_ascii=False, indent=1))  # noqa: T201 -- the answer, for a pipe
        return
    table = Table("ID", "state", "date", "source", "number", "title", show_edge=False)
    for hit in hits:
        title = Text.assemble((hit.title, "bold"), "\n", (hit.excerpt, "dim"))
        cells = (str(hit.version), hit.state, hit.date[:10], hit.source, hit.number)
        table.add_row(*map(Text, cells), title)
    console.print(table if hits else "Nothing is found.")
