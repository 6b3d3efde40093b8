"""Commands of the desk: what waits for a decision, and deciding it."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table
from sqlalchemy.orm import Session

from nguon.commands.terminal import Actor, console, errors, told

if TYPE_CHECKING:
    from sinks.store.models import RenditionRow

app = typer.Typer()
VersionId = Annotated[
    int,
    typer.Argument(
        metavar="ID",
        help="A version's ID, as `nguon pending` or `nguon duplicates` shows it.",
        min=1,
        max=2**63 - 1,
    ),
]
Note = Annotated[str, typer.Option(help="Why; it is kept with the decision.")]


@app.command()
@told
def pending() -> None:
    """List what waits for a person's decision."""
    from nguon.steps.publish import auto_sources
    from nguon.steps.rooms import open_rooms
    from sinks.approval import pending as waiting
    from sinks.store.renditions import sound_path

    with open_rooms() as rooms, rooms.store.session() as session:
        cases = waiting(session, policy_sources=auto_sources())
    table = Table("ID", "sound", "source", "version", "seconds", "title", show_edge=False)
    for case in cases:
        seconds = f"{case.rendition.duration_ms / 1000:.0f}"
        table.add_row(
            str(case.version.id),
            str(case.rendition.id),
            case.source,
            str(case.version.number),
            seconds,
            escape(case.version.title),
        )
    console.print(table if cases else "Nothing waits.")
    for case in cases:
        path = f"{rooms.settings.sounds}/{sound_path(case.rendition.audio_digest)}"
        console.print(
            f"{case.version.id}: {case.version.article['url']}\n   listen: {path}",
            highlight=False,
            markup=False,
            soft_wrap=True,
        )


@app.command()
@told
def show(
    version: VersionId,
    explain: Annotated[
        bool, typer.Option(help="Also show which rule read which words, as texts are read today.")
    ] = False,
) -> None:
    """Show a version as a listener would get it: what is written, the words that are spoken, and what to look at."""
    from nguon.steps.rooms import open_rooms
    from nguon.steps.voice import reader_of
    from sinks.approval import version_of
    from sinks.background import background
    from sinks.store.renditions import newest_rendition
    from transforms.article import Article

    with open_rooms() as rooms, rooms.store.session() as session:
        row = version_of(session, version)
        rendition = newest_rendition(session, version)
        behind = background(session, row)
    reader = reader_of(rooms.settings).within(str(row.article["source"]), str(row.article["kind"]))
    console.print(row.title, style="bold", highlight=False, markup=False)
    for text in behind.lines():
        console.print(text, style="yellow", highlight=False, markup=False, soft_wrap=True)
    if rendition is None:
        console.print("chưa có âm thanh", style="dim")
        for text in Article.from_json(row.article).spoken_texts():
            console.print(text, highlight=False, markup=False, soft_wrap=True)
        return
    for text in about(rendition):
        console.print(text, style="dim", highlight=False, markup=False, soft_wrap=True)
    for line in rendition.script:
        console.print(f"{line['start_ms'] / 1000:7.1f}  {line['written']}", highlight=False, markup=False)
        if line["spoken"] != line["written"]:
            console.print(f"         {line['spoken']}", style="dim", highlight=False, markup=False)
        for each in reader.explain(line["written"]) if explain else ():
            why = f", {each.unsure}" if each.unsure else ""
            told_of = f"         [{each.rule}] {each.written} → {each.spoken}{why}"
            console.print(told_of, style="dim", highlight=False, markup=False)


def about(rendition: "RenditionRow") -> Iterator[str]:
    """What a person should know of a sound: which it is, who speaks, who should have, and what was read safely only."""
    yield f"âm thanh {rendition.id}: {rendition.label or rendition.engine}, {rendition.duration_ms / 1000:.0f} giây"
    yield from (f"thay cho {why}" for why in rendition.fell_back)
    yield from (f"chưa chắc cách đọc: {each}" for each in rendition.unsure)


@app.command()
@told
def approve(
    version: VersionId,
    actor: Actor = "",
    note: Note = "",
    sound: Annotated[
        int | None, typer.Option(help="The sound that you listened to; a newer one is then refused.")
    ] = None,
) -> None:
    """Approve a version with its newest sound, and publish it."""
    from sinks import approval

    with deciding(actor) as (session, who):
        decision = approval.approve(session, version, actor=who, note=note, heard=sound)
    console.print(f"decision {decision.id}: {decision.actor} approved version {version}")


@app.command()
@told
def reject(version: VersionId, note: Note, actor: Actor = "") -> None:
    """Decide that a version does not go out."""
    from sinks import approval

    with deciding(actor) as (session, who):
        decision = approval.reject(session, version, actor=who, note=note)
    console.print(f"decision {decision.id}: {decision.actor} rejected version {version}")


@app.command()
@told
def withdraw(version: VersionId, note: Note, actor: Actor = "") -> None:
    """Take back what is out of a version's item: a tombstone in the feed, and its sound is gone."""
    from sinks import approval

    with deciding(actor) as (session, who):
        decision = approval.withdraw(session, version, actor=who, note=note)
    console.print(f"decision {decision.id}: {decision.actor} withdrew the item of version {version}")


@contextmanager
def deciding(actor: str) -> Iterator[tuple[Session, str]]:
    """A session to decide in; what was decided is carried out at once."""
    from nguon.steps.publish import publish, render_outlet
    from nguon.steps.rooms import open_rooms

    with open_rooms() as rooms:
        with rooms.store.session() as session:
            yield session, actor or f"terminal:{getpass.getuser()}"
        publish(rooms)
        rendered = render_outlet(rooms)
    for fault in rendered.faults:
        errors.print(f"left out: {fault}", style="red", highlight=False, markup=False, soft_wrap=True)
