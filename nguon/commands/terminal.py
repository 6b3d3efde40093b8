"""What the commands share: the console, options, how errors are told, and how times and windows are read."""

import signal
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from types import FrameType
from typing import Annotated, ParamSpec

import typer
from pydantic import ValidationError
from rich.console import Console

from crawlers.dates import VIETNAM
from crawlers.discovery.entry import Window
from crawlers.errors import ConfigurationError, NguonError
from nguon.settings import settings

P = ParamSpec("P")
console = Console()
errors = Console(stderr=True)

When = Annotated[str, typer.Option(help="ISO date or time, such as 2026-11-01 or 2026-11-01T06:00+07:00.")]
Actor = Annotated[str, typer.Option(help="Who decides; your login name unless you say otherwise.")]
Origin = Annotated[str, typer.Option(help="The address that it came from; it names the source.")]
Attachments = Annotated[
    list[Path] | None,
    typer.Option(help="A file that the page links to; repeatable.", exists=True, dir_okay=False),
]


def told(command: Callable[P, None]) -> Callable[P, None]:
    """Errors of ours are told in one message, without a traceback; Ctrl-C and SIGTERM end us in order."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, _interrupt)
        try:
            _check_settings()
            command(*args, **kwargs)
        except NguonError as error:
            errors.print(f"error: {error}", style="red", highlight=False, markup=False, soft_wrap=True)
            raise typer.Exit(1) from error
        except KeyboardInterrupt:
            errors.print("interrupted", highlight=False)
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


def moment_of(text: str) -> datetime:
    """The moment that somebody wrote; Vietnam's time, unless it names a zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigurationError(f"{text!r} is no ISO date or time", fix="such as 2026-11-01") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def window_of(start: datetime, end: datetime) -> Window:
    """The window between two moments."""
    try:
        return Window(start, end)
    except ValueError as error:
        raise ConfigurationError(str(error), fix="see --from and --to") from error
