"""The table of what happened, and the issues under it."""

from collections.abc import Sequence
from datetime import datetime

from rich.console import Console
from rich.table import Column, Table

from crawlers.source import source_ids
from nguon.steps.publish import auto_sources
from nguon.steps.rooms import Rooms
from sinks.summary import SourceSummary, open_issues, summarise

_COLUMNS = ("found", "new", "unchanged", "quarantined", "voiced", "waiting", "published")


def print_summary(console: Console, rooms: Rooms, since: datetime, sources: Sequence[str] = ()) -> None:
    """Print the table since a moment (of `sources`, else of those that have anything), the issues, where the files are."""
    with rooms.store.session() as session:
        rows = summarise(session, sources or source_ids(), since, policy_sources=auto_sources())
        rows = [row for row in rows if sources or row.found or row.waiting]
        issues = open_issues(session, since)
    console.print(_table(rows))
    for issue in issues:
        console.print(
            f"{issue.next}: {issue.source} {issue.url}\n    {issue.error}: {issue.reason}"
            + (f" ({issue.fix})" if issue.fix else ""),
            highlight=False,
            soft_wrap=True,
        )
    if not any(row.new for row in rows):
        console.print("Nothing new.")
    waiting = sum(row.waiting for row in rows)
    if waiting:
        console.print(f"{waiting} waiting for a person: nguon pending, nguon approve ID")
    ours, outlet = rooms.settings, rooms.settings.outlet
    places = {
        "podcast": outlet / "podcast.xml",
        "changes": outlet / "changes" / "head.json",
        "audio": outlet / "audio",
        "archive": rooms.archive,
        "logs": ours.var.absolute() / "logs",
    }
    for name, place in places.items():
        console.print(f"{name:8} {place}", highlight=False, soft_wrap=True)


def _table(rows: list[SourceSummary]) -> Table:
    table = Table(Column("source", no_wrap=True), box=None, padding=(0, 1, 0, 0))
    for name in (*_COLUMNS, "audio s"):
        table.add_column(name, justify="right", no_wrap=True)
    total = dict.fromkeys(_COLUMNS, 0)
    for row in rows:
        values = {name: int(getattr(row, name)) for name in _COLUMNS}
        total = {name: total[name] + values[name] for name in _COLUMNS}
        table.add_row(row.source, *map(str, values.values()), f"{row.audio_seconds:.0f}")
    table.add_section()
    seconds = sum(row.audio_seconds for row in rows)
    table.add_row("all", *map(str, total.values()), f"{seconds:.0f}")
    return table
