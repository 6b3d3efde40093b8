"""The command `nguon`: a thin door to the rooms, for people at a terminal."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from crawlers.source import readable_sources
from nguon.commands import (
    desk,
    doctor,
    duplicates,
    find,
    law,
    new_source,
    reading,
    replay,
    sound,
    sources,
    trial,
)
from nguon.commands.terminal import When, console, moment_of, told
from nguon.settings import settings

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Nguồn: from official sources to the commune loudspeaker. Each room can be tried alone; "
    "`make run` walks all of them through Airflow.",
)
for _room in (sources, new_source, trial, reading, law, find, desk, duplicates, replay, sound, doctor):
    app.add_typer(_room.app)


@app.command()
@told
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
@told
def status(
    since: When = "",
) -> None:
    """Show per source what happened (since a moment, or ever), open issues, and where the files are."""
    from nguon.steps.rooms import open_rooms
    from nguon.table import print_summary

    with open_rooms() as rooms:
        print_summary(console, rooms, moment_of(since) if since else datetime.fromtimestamp(0, UTC))


@app.command()
@told
def run(
    source_ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SOURCE]...", help="Sources to crawl; all of them, unless given."),
    ] = None,
) -> None:
    """Run the main job once through Airflow over the bundled sample portals (what `make run` does, for three sources)."""
    from nguon.stack.run import run_main_job

    run_main_job(settings(), console, source_ids or [])


@app.command()
@told
def ui() -> None:
    """Keep Airflow, the sample portals and the outlet up until Ctrl-C (what `make ui` does)."""
    from nguon.stack.ui import run_ui

    run_ui(settings(), console)
