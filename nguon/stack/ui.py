"""`make ui`: the stack, up until Ctrl-C, with the sample portals answering and the outlet served."""

import functools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from rich.console import Console

from nguon.settings import Settings
from nguon.stack.processes import free_port
from nguon.stack.stack import stack

OUTLET_PORT = 8650


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class names it so
        """Say nothing: the terminal belongs to the person."""


@contextmanager
def serve_outlet(folder: Path, port: int) -> Iterator[str]:
    """Serve the outlet's files on loopback; gives the address."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = functools.partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def run_ui(ours: Settings, console: Console) -> None:
    """Keep the stack up until the person, or whoever started us, ends it."""

    def say(text: str) -> None:
        console.print(text, highlight=False, soft_wrap=True)

    samples = not ours.contact
    with (
        stack(ours, say, schedules=True, samples=samples) as up,
        serve_outlet(ours.outlet, free_port(OUTLET_PORT)) as outlet,
    ):
        say(f"\nAirflow:  {up.airflow.url}   user admin, password {up.passwords['admin']}")
        say(f"Podcast:  {outlet}/podcast.xml")
        say(f"Changes:  {outlet}/changes/head.json")
        say("\nCtrl-C ends everything.")
        while True:
            up.processes.check()
            time.sleep(1)
