"""`python -m crawlers.samples FOLDER…`: the sample portals by themselves."""

import signal
import sys
from pathlib import Path
from threading import Event
from typing import Annotated

import typer

from crawlers.samples.server import SamplePortals, sample_folders


def main(
    folders: Annotated[
        list[Path],
        typer.Argument(
            exists=True, file_okay=False, help="Folders of pages, or folders of sources with pages."
        ),
    ],
    port: Annotated[int, typer.Option(min=0, max=65535, help="0, or a taken one: any free port.")] = 0,
) -> None:
    """Serves sample pages until SIGTERM or SIGINT."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    pages = [page for folder in folders for page in sample_folders(folder) or [folder]]
    with SamplePortals(pages, port) as portals:
        typer.echo(portals.url)
        sys.stdout.flush()
        stop.wait()


if __name__ == "__main__":
    typer.run(main)
