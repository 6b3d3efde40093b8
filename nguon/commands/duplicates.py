"""Commands of held copies: what is not read aloud because another item says it, and saying that it is another."""

from typing import TYPE_CHECKING

import typer

from nguon.commands.desk import Note, VersionId, deciding
from nguon.commands.terminal import Actor, console, told

if TYPE_CHECKING:
    from sinks.store.copies import HeldCopy

app = typer.Typer()
_MOST_DIFFERING = 8


@app.command()
@told
def duplicates() -> None:
    """List what is held because it only repeats another item, which one, and by which words they differ."""
    from nguon.steps.rooms import open_rooms
    from sinks.store.copies import held_copies

    with open_rooms() as rooms, rooms.store.session() as session:
        held = held_copies(session)
    for copy in held:
        for line in _lines(copy):
            console.print(line, highlight=False, markup=False, soft_wrap=True)
    if held:
        console.print("Bản nào là tin riêng thì báo: nguon distinct ID --note LÝ_DO", style="dim")
    else:
        console.print("Không có bản trùng nào.")


def _lines(copy: "HeldCopy") -> list[str]:
    """A held copy, in words for an editor."""
    old = " (lời cũ, nay bài ấy đã đổi)" if copy.outdated else ""
    shown = copy.differing[:_MOST_DIFFERING]
    more = f" và {len(copy.differing) - len(shown)} chỗ nữa" if len(copy.differing) > len(shown) else ""
    return [
        f"{copy.version}  {copy.source}  {copy.title}",
        f"   {copy.url}",
        f"   giống {copy.of.overlap:.0%} phiên bản {copy.of.version} của {copy.of.source}{old}: {copy.of_title}",
        f"   {copy.of.url}",
        f"   khác: {'; '.join(shown)}{more}" if shown else "   không khác chữ nào trong bài",
    ]


@app.command()
@told
def distinct(version: VersionId, note: Note, actor: Actor = "") -> None:
    """Say that a version is no duplicate of another source's item: it and its later versions are voiced after all."""
    from sinks.approval import version_of
    from sinks.store.copies import rule_distinct

    with deciding(actor) as (session, who):
        version_of(session, version)
        rule_distinct(session, version, actor=who, note=note)
    console.print(f"version {version} is an item of its own")
