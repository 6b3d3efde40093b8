"""Commands that read the archive again: what pages say now, and since when a layout has not fitted."""

import getpass
from collections import Counter
from typing import Annotated

import typer
from rich.table import Table

from crawlers.dates import VIETNAM
from nguon.commands.terminal import Actor, console, told

app = typer.Typer()
SourceId = Annotated[
    str, typer.Argument(metavar="SOURCE", help="A source's id, as `nguon sources` shows it.")
]
ReplayId = Annotated[
    int, typer.Argument(metavar="ID", help="A replay's number, as `nguon replays` shows it.", min=1)
]
_BATCH = 50
_SHOWN = 300


@app.command()
@told
def reparse(
    source_id: SourceId,
    actor: Actor = "",
    whole: Annotated[
        bool, typer.Option("--all", help="Every page ever read, not only the newest of each item.")
    ] = False,
) -> None:
    """Read a source's archived pages again, and show what they say differently; nothing goes out before it is accepted."""
    from nguon.steps import replay
    from nguon.steps.rooms import open_rooms

    with open_rooms() as rooms:
        number = replay.begin_replay(rooms, source_id, actor=_who(actor), whole=whole)
        left = replay.replay_left(rooms, number)
        for start in range(0, len(left), _BATCH):
            replay.replay_pages(rooms, number, left[start : start + _BATCH])
    _show(number, most=5)


@app.command()
@told
def replays() -> None:
    """List what was read again, and what became of it."""
    from nguon.steps.rooms import open_rooms
    from sinks.store.replays import every

    table = Table("ID", "source", "extractor", "pages", "read", "by", "decided", show_edge=False)
    with open_rooms() as rooms, rooms.store.session() as session:
        for row in every(session):
            cells = (row.id, row.source, row.extractor, row.pages, row.read, row.actor, row.decided)
            table.add_row(*map(str, cells))
    console.print(table if table.row_count else "Nothing was read again.")


@app.command()
@told
def show_replay(
    replay_id: ReplayId,
    most: Annotated[int, typer.Option(help="Most pages to show of each kind of change.", min=0)] = 20,
    full: Annotated[bool, typer.Option("--full", help="Every change in full length.")] = False,
) -> None:
    """Show what a replay found: fields gained, lost and changed, and the pages."""
    _show(replay_id, most=most, full=full)


@app.command()
@told
def accept_replay(
    replay_id: ReplayId,
    note: Annotated[str, typer.Option(help="Why; it is kept with the decision.")],
    actor: Actor = "",
) -> None:
    """Accept a replay: what changed becomes new versions, each of which wants its voice and its approval."""
    _decide(replay_id, "accept", actor, note)


@app.command()
@told
def reject_replay(
    replay_id: ReplayId,
    note: Annotated[str, typer.Option(help="Why; it is kept with the decision.")],
    actor: Actor = "",
) -> None:
    """Reject a replay: nothing comes of it."""
    _decide(replay_id, "reject", actor, note)


@app.command()
@told
def date_layout(
    source_id: SourceId,
    layout: Annotated[
        int, typer.Option(help="Which layout, from 1, the oldest; the newest unless given.", min=0)
    ] = 0,
) -> None:
    """Find in the archive when a source's pages ceased to fit a layout: the day for its `until`."""
    from nguon.steps.replay import end_of_layout
    from nguon.steps.rooms import open_rooms

    with open_rooms() as rooms:
        end = end_of_layout(rooms, source_id, layout)
    lines = {"last that fits ": end.fitting, "first that does not": end.unfitting}
    for name, row in lines.items():
        told = f"{row.answered_at.astimezone(VIETNAM):%Y-%m-%d %H:%M}  {row.url}" if row else "none"
        console.print(f"{name}  {told}", highlight=False, markup=False, soft_wrap=True)
    if end.fitting and end.unfitting:
        console.print(f"until: {end.fitting.answered_at.astimezone(VIETNAM):%Y-%m-%d}", highlight=False)
    console.print(f"{end.tried} pages were read")


def _who(actor: str) -> str:
    return actor or f"terminal:{getpass.getuser()}"


def _decide(replay_id: int, action: str, actor: str, note: str) -> None:
    from nguon.steps.replay import decide_replay
    from nguon.steps.rooms import open_rooms

    with open_rooms() as rooms:
        done = decide_replay(rooms, replay_id, action, actor=_who(actor), note=note)
    console.print(
        f"replay {replay_id}: {action}ed; {done.versions} new versions, {done.moved} under another identity, "
        f"{done.refused} refused now, {done.overtaken} overtaken meanwhile"
    )


def _show(replay_id: int, *, most: int, full: bool = False) -> None:
    from nguon.steps.replay import replay_fields
    from nguon.steps.rooms import open_rooms
    from sinks.store import replays as store

    with open_rooms() as rooms, rooms.store.session() as session:
        replay = store.replay_of(session, replay_id)
        rows = store.readings(session, replay_id)
        places = store.titles(session, [row.version_id for row in rows])
        left = len(store.left_to_read(session, replay))
        fields = replay_fields(rooms, replay_id)
    outcomes = Counter(row.outcome for row in rows)
    told = ", ".join(f"{count} {name}" for name, count in sorted(outcomes.items())) or "nothing to read"
    console.print(f"replay {replay_id} of {replay.source} by {replay.extractor}: {told}", highlight=False)
    if left:
        console.print(f"{left} pages are still to be read")
    table = Table("field", "gained", "lost", "changed", show_edge=False)
    for name, ways in fields.items():
        table.add_row(name, *(str(ways.get(way, 0)) for way in ("gained", "lost", "changed")))
    if fields:
        console.print(table)
    for name in ("refused", "moved", "changed"):
        for row in [row for row in rows if row.outcome == name][:most]:
            console.print(f"{name}  {places[row.version_id]}", highlight=False, markup=False, soft_wrap=True)
            for change in row.changes:
                old, new = (each if full else _short(each) for each in (change["old"], change["new"]))
                text = f"  {change['field']} {change['way']}: {old} → {new}"
                console.print(text, highlight=False, markup=False, soft_wrap=True, style="dim")


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… (--full)"
